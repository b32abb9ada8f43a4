//! Which traits a model applies, and where: what all rules of traits start from.

use std::collections::{BTreeMap, HashMap};

use super::Applied;
use crate::hash_place::ByPlace;
use crate::{Model, Node, Shape, ShapeId, known};

/// A trait that shapes of a model have.
pub struct AppliedTrait<'m> {
    /// Its id.
    pub id: &'m ShapeId,
    /// The shape of that id, if there is one.
    pub shape: Option<&'m Shape>,
    /// Where it is applied, in the order of the model.
    pub uses: Vec<Applied<'m>>,
}

impl<'m> AppliedTrait<'m> {
    /// What the trait says of itself, if its shape is one of a trait.
    #[must_use]
    pub fn definition(&self) -> Option<&'m Node> {
        self.shape?.traits.get(known::TRAIT)
    }

    /// Where the texts of the model apply it.
    pub fn own_uses(&self) -> impl Iterator<Item = &Applied<'m>> {
        self.uses.iter().filter(|used| !used.shape.is_built_in())
    }
}

/// The traits that shapes and members of a model have, in the order of their ids; without the one trait that nearly every shape has, and
/// that no rule asks for.
pub(super) fn applied_traits(model: &Model) -> Vec<AppliedTrait<'_>> {
    // Most ids share their text with others, so that places in memory tell most of them.
    let mut by_place: HashMap<*const u8, usize, ByPlace> = HashMap::default();
    let mut by_id: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut all: Vec<AppliedTrait<'_>> = Vec::new();
    for shape in model.shapes() {
        let members = shape.members.iter().map(|m| (Some(m), &m.traits));
        for (member, traits) in std::iter::once((None, &shape.traits)).chain(members) {
            for (id, value, span) in traits.iter_with_spans() {
                if *id == *known::DOCUMENTATION {
                    continue;
                }
                let at = *by_place.entry(id.as_str().as_ptr()).or_insert_with(|| {
                    *by_id.entry(id).or_insert_with(|| {
                        all.push(AppliedTrait {
                            id,
                            shape: model.shape(id),
                            uses: Vec::new(),
                        });
                        all.len() - 1
                    })
                });
                if let Some(applied) = all.get_mut(at) {
                    applied.uses.push(Applied {
                        shape,
                        member,
                        value,
                        span,
                    });
                }
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
        let found = applied_traits(&model);
        let found: Vec<_> = found
            .iter()
            .filter(|a| a.own_uses().next().is_some())
            .map(|a| {
                (
                    a.id.as_str(),
                    a.definition().is_some(),
                    a.own_uses().map(|u| u.id().as_str()).collect::<Vec<_>>(),
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
