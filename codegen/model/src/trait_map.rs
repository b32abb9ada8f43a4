//! The traits applied to one shape or member: a small map from trait id to value, ordered by id, with the place of each value.

use crate::{Node, ShapeId, Span, TypedTrait};

/// Traits of a shape or member, ordered by trait id. Equality ignores places.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    items: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: ShapeId,
    value: Node,
    span: Span,
}

impl Traits {
    /// No traits.
    #[must_use]
    pub fn new() -> Traits {
        Traits::default()
    }

    /// Whether a trait is applied.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    /// The value of a trait.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Node> {
        self.find(id).map(|entry| &entry.value)
    }

    /// The value of a trait, understood; `None` if it is absent or malformed (which `check` reports).
    #[must_use]
    pub fn typed<T: TypedTrait>(&self) -> Option<T> {
        T::parse(self.get(T::ID)?).ok()
    }

    /// Where the value of a trait stands.
    #[must_use]
    pub fn span(&self, id: &str) -> Option<Span> {
        self.find(id).map(|entry| entry.span)
    }

    /// All traits in the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&ShapeId, &Node)> {
        self.items.iter().map(|entry| (&entry.id, &entry.value))
    }

    /// All traits with their places, in the order of their ids.
    pub fn iter_with_spans(&self) -> impl ExactSizeIterator<Item = (&ShapeId, &Node, Span)> {
        self.items
            .iter()
            .map(|entry| (&entry.id, &entry.value, entry.span))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Applies a trait, and returns the value that it had before.
    pub fn insert(&mut self, id: ShapeId, value: Node, span: Span) -> Option<Node> {
        match self.items.binary_search_by(|entry| entry.id.cmp(&id)) {
            Ok(at) => {
                let old = self.items.get_mut(at)?;
                old.span = span;
                Some(std::mem::replace(&mut old.value, value))
            }
            Err(at) => {
                self.items.insert(at, Entry { id, value, span });
                None
            }
        }
    }

    /// Takes a trait away, and returns its value.
    pub fn remove(&mut self, id: &str) -> Option<Node> {
        let at = self.items.iter().position(|entry| entry.id == *id)?;
        Some(self.items.remove(at).value)
    }

    /// Adds traits; those that are there already get the new values.
    pub(crate) fn extend_with(&mut self, more: Traits) {
        for (id, value, span) in more.into_entries() {
            self.insert(id, value, span);
        }
    }

    /// The traits apart, in the order of their ids.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = (ShapeId, Node, Span)> {
        self.items
            .into_iter()
            .map(|entry| (entry.id, entry.value, entry.span))
    }

    /// Traits in any order; of those given several times the first is kept, and the others are returned in their order.
    pub(crate) fn first_of_each(
        entries: Vec<(ShapeId, Node, Span)>,
    ) -> (Traits, Vec<(ShapeId, Node, Span)>) {
        let mut entries: Vec<_> = entries.into_iter().enumerate().collect();
        entries.sort_by(|(_, a), (_, b)| a.0.cmp(&b.0));
        let (mut traits, mut more) = (Traits::new(), Vec::new());
        for (place, (id, value, span)) in entries {
            if traits.items.last().is_some_and(|last| last.id == id) {
                more.push((place, (id, value, span)));
            } else {
                traits.items.push(Entry { id, value, span });
            }
        }
        more.sort_by_key(|(place, _)| *place);
        (traits, more.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Traits in any order; of those given twice the first is kept, and the places of the others are returned with their ids.
    pub(crate) fn from_entries(
        mut entries: Vec<(ShapeId, Node, Span)>,
    ) -> (Traits, Vec<(ShapeId, Span)>) {
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut traits, mut twice) = (Traits::new(), Vec::new());
        for (id, value, span) in entries {
            if traits.items.last().is_some_and(|last| last.id == id) {
                twice.push((id, span));
            } else {
                traits.items.push(Entry { id, value, span });
            }
        }
        (traits, twice)
    }

    /// Among few traits, as nearly all shapes have, comparing lengths and then texts beats a binary search.
    fn find(&self, id: &str) -> Option<&Entry> {
        if self.items.len() <= 16 {
            return self.items.iter().find(|entry| entry.id == *id);
        }
        let at = self
            .items
            .binary_search_by(|entry| entry.id.as_str().cmp(id))
            .ok()?;
        self.items.get(at)
    }
}

impl PartialEq for Traits {
    fn eq(&self, other: &Traits) -> bool {
        self.iter().eq(other.iter())
    }
}
