//! Which traits a model applies, and where: what all rules of traits start from.

use std::collections::{BTreeMap, HashMap};

use crate::hash_place::ByPlace;
use crate::selector::Item;
use crate::{Model, Node, Shape, ShapeId, Span, known};

/// A trait that shapes of a model have.
pub struct Applied<'m> {
    /// Its id.
    pub id: &'m ShapeId,
    /// The shape of that id, if there is one.
    pub shape: Option<&'m Shape>,
    /// Where it is applied, in the order of the model.
    pub uses: Vec<Use<'m>>,
}

/// One application of a trait.
#[derive(Clone, Copy)]
pub struct Use<'m> {
    /// What has it.
    pub item: Item<'m>,
    /// Its value.
    pub value: &'m Node,
    /// Where the value stands.
    pub span: Span,
}

impl<'m> Applied<'m> {
    /// What the trait says of itself, if its shape is one of a trait.
    pub fn definition(&self) -> Option<&'m Node> {
        self.shape?.traits.get(known::TRAIT)
    }
}

/// The traits that the texts of a model apply, in the order of their ids; what built-in shapes apply is left out.
pub(super) fn applied(model: &Model) -> Vec<Applied<'_>> {
    // Most ids share their text with others, so that places in memory tell most of them.
    let mut by_place: HashMap<*const u8, usize, ByPlace> = HashMap::default();
    let mut by_id: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut all: Vec<Applied<'_>> = Vec::new();
    for item in model.own_shapes().flat_map(|shape| {
        let members = shape.members.iter();
        std::iter::once(Item::Shape(shape)).chain(members.map(move |m| Item::Member(shape, m)))
    }) {
        for (id, value, span) in item.traits().iter_with_spans() {
            let at = *by_place.entry(id.as_str().as_ptr()).or_insert_with(|| {
                *by_id.entry(id).or_insert_with(|| {
                    all.push(Applied {
                        id,
                        shape: model.shape(id),
                        uses: Vec::new(),
                    });
                    all.len() - 1
                })
            });
            if let Some(applied) = all.get_mut(at) {
                applied.uses.push(Use { item, value, span });
            }
        }
    }
    all.sort_by_key(|applied| applied.id);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn traits_are_found_where_they_are() {
        let mut sources = Sources::new();
        let text = r#"{"smithy":"2.0","shapes":{"a#S":{"type":"structure","traits":{"smithy.api#tags":["x"]},"members":{
            "m":{"target":"smithy.api#String","traits":{"smithy.api#tags":["y"],"a#No":{}}}}}}}"#;
        sources.add("m.json", text);
        let (model, _) = load(&sources);
        let found = applied(&model);
        let found: Vec<_> = found
            .iter()
            .map(|a| {
                (
                    a.id.as_str(),
                    a.definition().is_some(),
                    a.uses
                        .iter()
                        .map(|u| u.item.id().as_str())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("a#No", false, vec!["a#S$m"]),
                ("smithy.api#tags", true, vec!["a#S", "a#S$m"])
            ]
        );
    }
}
