//! The differences of two models, computed once for all rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definition::Definitions;
use crate::hash_order::hash_order;
use crate::{Member, Model, Node, Number, Object, Shape, ShapeId, ShapeType, Span, Traits, known};

/// What is in one of two models only, and what is in both but not the same. Shapes and members alike are subjects of differences, in
/// the order of shape ids; a shape comes before its members. What is built in is the same everywhere, and no difference.
#[derive(Clone, Debug)]
pub struct Differences<'a> {
    /// The model before.
    pub old: &'a Model,
    /// The model after.
    pub new: &'a Model,
    /// What only the new model has.
    pub added: Vec<Subject<'a>>,
    /// What only the old model has.
    pub removed: Vec<Subject<'a>>,
    /// What both have, and not the same.
    pub changed: Vec<Changed<'a>>,
    /// Metadata keys that only the new model has, with their values, in the order in which Smithy's own tools list them.
    pub added_metadata: Vec<(&'a str, &'a Node)>,
    /// Metadata keys that only the old model has, with their values.
    pub removed_metadata: Vec<(&'a str, &'a Node)>,
    /// Metadata keys whose values are not the same.
    pub changed_metadata: Vec<ChangedMetadata<'a>>,
    /// How many members deep in a comparison of targets this is.
    pub(super) depth: usize,
    pub(super) definitions: Arc<Definitions<'a>>,
}

/// A metadata key whose value changed.
#[derive(Clone, Copy, Debug)]
pub struct ChangedMetadata<'a> {
    /// The key.
    pub key: &'a str,
    /// The value before.
    pub old: &'a Node,
    /// The value after.
    pub new: &'a Node,
}

/// What a difference is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A shape.
    Shape(&'a Shape),
    /// A member, after the shape that it is of.
    Member(&'a Shape, &'a Member),
}

/// Something that both models have, and not the same.
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    /// What it was.
    pub old: Subject<'a>,
    /// What it is.
    pub new: Subject<'a>,
    /// The traits that were added, removed or given another value, in the order of their ids.
    pub traits: Vec<TraitChange<'a>>,
}

/// A trait that was added, removed or given another value.
#[derive(Clone, Copy, Debug)]
pub struct TraitChange<'a> {
    /// The trait.
    pub id: &'a ShapeId,
    /// Its value before, if it was there.
    pub old: Option<&'a Node>,
    /// Its value after, if it is there.
    pub new: Option<&'a Node>,
    /// Where the new value stands, or the old one if there is no new one.
    pub span: Span,
}

impl<'a> Differences<'a> {
    /// Compares two models.
    #[must_use]
    pub fn new(old: &'a Model, new: &'a Model) -> Differences<'a> {
        let mut differences = Differences::of(old, new, Arc::new(Definitions::new(old, new)));
        let ours = |shape: &&Shape| !shape.span.is_built_in();
        let (mut before, mut after) = (
            old.shapes().filter(ours).peekable(),
            new.shapes().filter(ours).peekable(),
        );
        loop {
            match (before.peek().copied(), after.peek().copied()) {
                (None, None) => return differences,
                (Some(a), Some(b)) if a.id == b.id => {
                    differences.compare(a, b);
                    before.next();
                    after.next();
                }
                (Some(a), b) if b.is_none_or(|b| a.id < b.id) => {
                    differences.removed.extend(Subject::all(a));
                    before.next();
                }
                (_, Some(b)) => {
                    differences.added.extend(Subject::all(b));
                    after.next();
                }
                (Some(_), None) => return differences,
            }
        }
    }

    /// Differences of metadata only, to which others are added.
    fn of(old: &'a Model, new: &'a Model, definitions: Arc<Definitions<'a>>) -> Differences<'a> {
        let (before, after) = (old.metadata(), new.metadata());
        let removed = before.iter().filter(|(key, _)| after.get(key).is_none());
        let removed: Vec<(&str, &Node)> = removed.collect();
        let changed = before.iter().filter_map(|(key, old)| {
            let new = after.get(key)?;
            (old != new).then_some(ChangedMetadata { key, old, new })
        });
        let mut added: Vec<&str> = Vec::new();
        if removed.len() + after.len() > before.len() {
            let all = hash_order(after.keys()).into_iter();
            added.extend(all.filter(|key| before.get(key).is_none()));
        }
        let value = |key: &'a str| Some((key, after.get(key)?));
        Differences {
            old,
            new,
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            added_metadata: added.into_iter().filter_map(value).collect(),
            removed_metadata: removed,
            changed_metadata: changed.collect(),
            depth: 0,
            definitions,
        }
    }

    /// The differences of some subjects with others of the same kinds, as if the one had become the other. As with Smithy's own tools,
    /// added metadata is among them.
    pub(super) fn between(
        &self,
        pairs: impl IntoIterator<Item = (Subject<'a>, Subject<'a>)>,
    ) -> Differences<'a> {
        let changed = pairs.into_iter().map(|(old, new)| Changed::of(old, new));
        Differences {
            old: self.old,
            new: self.new,
            added: Vec::new(),
            removed: Vec::new(),
            changed: changed.collect(),
            added_metadata: self.added_metadata.clone(),
            removed_metadata: Vec::new(),
            changed_metadata: Vec::new(),
            depth: self.depth + 1,
            definitions: Arc::clone(&self.definitions),
        }
    }

    /// The shapes of a type that changed and did not change their type, before and after.
    pub fn changed_shapes(
        &self,
        kind: ShapeType,
    ) -> impl Iterator<Item = (&Changed<'a>, &'a Shape, &'a Shape)> {
        self.changed
            .iter()
            .filter_map(move |change| match (change.old, change.new) {
                (Subject::Shape(old), Subject::Shape(new))
                    if old.kind == kind && new.kind == kind =>
                {
                    Some((change, old, new))
                }
                _ => None,
            })
    }

    /// The members that changed, before and after.
    pub fn changed_members(&self) -> impl Iterator<Item = (&Changed<'a>, &'a Member, &'a Member)> {
        self.changed
            .iter()
            .filter_map(|change| Some((change, change.old.member()?, change.new.member()?)))
    }

    fn compare(&mut self, old: &'a Shape, new: &'a Shape) {
        if old == new {
            return;
        }
        let (a, b) = (Subject::Shape(old), Subject::Shape(new));
        self.changed.push(Changed::of(a, b));
        let names: BTreeMap<&str, &Member> = new
            .members
            .iter()
            .map(|member| (&*member.name, member))
            .collect();
        let mut kept = 0;
        for member in &old.members {
            let subject = Subject::Member(old, member);
            match names.get(&*member.name) {
                None => self.removed.push(subject),
                Some(now) => {
                    kept += 1;
                    if *now != member {
                        let now = Subject::Member(new, now);
                        self.changed.push(Changed::of(subject, now));
                    }
                }
            }
        }
        if kept < new.members.len() {
            let names: std::collections::BTreeSet<&str> =
                old.members.iter().map(|member| &*member.name).collect();
            let more = new
                .members
                .iter()
                .filter(|member| !names.contains(&*member.name));
            self.added
                .extend(more.map(|member| Subject::Member(new, member)));
        }
    }
}

impl<'a> Subject<'a> {
    /// A shape and its members.
    fn all(shape: &'a Shape) -> impl Iterator<Item = Subject<'a>> {
        let members = shape.members.iter();
        std::iter::once(Subject::Shape(shape))
            .chain(members.map(|member| Subject::Member(shape, member)))
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'a ShapeId {
        match self {
            Subject::Shape(shape) => &shape.id,
            Subject::Member(_, member) => &member.id,
        }
    }

    /// Its traits.
    #[must_use]
    pub fn traits(self) -> &'a Traits {
        match self {
            Subject::Shape(shape) => &shape.traits,
            Subject::Member(_, member) => &member.traits,
        }
    }

    /// Where it is defined.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Subject::Shape(shape) => shape.span,
            Subject::Member(_, member) => member.span,
        }
    }

    /// The shape, or the shape that the member is of.
    #[must_use]
    pub fn shape(self) -> &'a Shape {
        match self {
            Subject::Shape(shape) | Subject::Member(shape, _) => shape,
        }
    }

    /// The member, if it is one.
    #[must_use]
    pub fn member(self) -> Option<&'a Member> {
        match self {
            Subject::Shape(_) => None,
            Subject::Member(_, member) => Some(member),
        }
    }

    /// What it is, in a word: `member`, or the name of the type of the shape.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Subject::Shape(shape) => shape.kind.as_str(),
            Subject::Member(..) => "member",
        }
    }
}

impl<'a> Changed<'a> {
    fn of(old: Subject<'a>, new: Subject<'a>) -> Changed<'a> {
        let mut traits = trait_changes(old.traits(), new.traits());
        // An enum is one with or without the trait.
        if [old, new]
            .map(|s| s.shape().kind)
            .contains(&ShapeType::Enum)
        {
            traits.retain(|change| *change.id != *known::ENUM);
        }
        Changed { old, new, traits }
    }

    /// Whether a trait is there now, and was not.
    #[must_use]
    pub fn adds(&self, id: &str) -> bool {
        !self.old.traits().has(id) && self.new.traits().has(id)
    }

    /// Whether a trait was there, and is no longer.
    #[must_use]
    pub fn removes(&self, id: &str) -> bool {
        self.old.traits().has(id) && !self.new.traits().has(id)
    }

    /// Whether a trait was there and is.
    #[must_use]
    pub fn keeps(&self, id: &str) -> bool {
        self.old.traits().has(id) && self.new.traits().has(id)
    }

    /// The difference of one trait, if there is any.
    #[must_use]
    pub fn trait_change(&self, id: &str) -> Option<&TraitChange<'a>> {
        self.traits.iter().find(|change| *change.id == *id)
    }
}

/// Both sides are in the order of ids.
fn trait_changes<'a>(old: &'a Traits, new: &'a Traits) -> Vec<TraitChange<'a>> {
    let mut changes = Vec::new();
    let (mut before, mut after) = (
        old.iter_with_spans().peekable(),
        new.iter_with_spans().peekable(),
    );
    loop {
        let (a, b) = (before.peek().copied(), after.peek().copied());
        let order = match (a, b) {
            (None, None) => return changes,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((a, ..)), Some((b, ..))) => a.cmp(b),
        };
        let a = a.filter(|_| order.is_le()).inspect(|_| {
            before.next();
        });
        let b = b.filter(|_| order.is_ge()).inspect(|_| {
            after.next();
        });
        let Some((id, _, span)) = b.or(a) else {
            return changes;
        };
        let (old, new) = (a.map(|(_, value, _)| value), b.map(|(_, value, _)| value));
        if old
            .zip(new)
            .is_none_or(|(old, new)| !same_value(id, old, new))
        {
            changes.push(TraitChange { id, old, new, span });
        }
    }
}

/// Whether two values of a trait mean the same: some traits have members with default values that say nothing new.
fn same_value(id: &ShapeId, old: &Node, new: &Node) -> bool {
    if old == new {
        return true;
    }
    let rows = DEFAULTED
        .iter()
        .filter(|(owner, ..)| *id == **owner)
        .map(|(_, key, value)| (*key, value.node()));
    let full = |node: &Node| -> Option<Object> {
        let mut object = node.as_object()?.clone();
        for (key, value) in rows.clone() {
            if object.get(key).is_none() {
                object.insert(key, value);
            }
        }
        Some(object)
    };
    match (full(old), full(new)) {
        (Some(old), Some(new)) => old == new,
        _ => false,
    }
}

/// The value of a member of a trait that is not given.
#[derive(Clone, Copy)]
enum Absent {
    No,
    Number(u32),
    Text(&'static str),
}

impl Absent {
    fn node(self) -> Node {
        match self {
            Absent::No => Node::Bool(false),
            Absent::Number(number) => Node::Number(Number::from(number)),
            Absent::Text(text) => Node::from(text),
        }
    }
}

/// Members of traits that mean the same with their default values as without.
const DEFAULTED: &[(&str, &str, Absent)] = &[
    ("aws.api#arn", "absolute", Absent::No),
    ("aws.api#arn", "noAccount", Absent::No),
    ("aws.api#arn", "noRegion", Absent::No),
    ("aws.api#arn", "reusable", Absent::No),
    ("smithy.api#cors", "maxAge", Absent::Number(600)),
    ("smithy.api#cors", "origin", Absent::Text("*")),
    ("smithy.api#http", "code", Absent::Number(200)),
    ("smithy.api#retryable", "throttling", Absent::No),
];
