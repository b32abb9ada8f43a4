//! Which traits a model applies, and where: what all rules of traits start from.

use std::collections::{BTreeMap, HashMap};

use crate::selector::Item;
use crate::{Member, Model, Node, Shape, ShapeId, Span, Traits, known};

/// A trait that shapes of a model have.
pub struct TraitUses<'m> {
    /// Its id.
    pub id: &'m ShapeId,
    /// The shape of that id, if there is one.
    pub shape: Option<&'m Shape>,
    /// Where it is applied, in the order of the model.
    pub uses: Vec<Applied<'m>>,
}

/// A shape, or a member of it, that has some trait.
#[derive(Clone, Copy)]
pub struct Applied<'m> {
    /// The shape.
    pub shape: &'m Shape,
    /// The member, if it is the member that has the trait.
    pub member: Option<&'m Member>,
    /// The value of the trait.
    pub value: &'m Node,
    /// Where the value stands.
    pub span: Span,
}

impl<'m> TraitUses<'m> {
    /// What the trait says of itself, if its shape is one of a trait.
    pub fn definition(&self) -> Option<&'m Node> {
        self.shape?.traits.get(known::TRAIT)
    }
}

impl<'m> Applied<'m> {
    /// The id of the shape or member.
    #[must_use]
    pub fn id(&self) -> &'m ShapeId {
        self.member.map_or(&self.shape.id, |member| &member.id)
    }

    /// The shape or member, for selectors.
    #[must_use]
    pub fn item(&self) -> Item<'m> {
        match self.member {
            Some(member) => Item::Member(self.shape, member),
            None => Item::Shape(self.shape),
        }
    }

    /// The traits of the shape or member.
    #[must_use]
    pub fn traits(&self) -> &'m Traits {
        self.member
            .map_or(&self.shape.traits, |member| &member.traits)
    }

    /// The type of the shape, or `member`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.member {
            Some(_) => "member",
            None => self.shape.kind.as_str(),
        }
    }
}

/// The traits that the texts of a model apply, in the order of their ids; what built-in shapes apply is left out.
pub(super) fn trait_uses(model: &Model) -> Vec<TraitUses<'_>> {
    // Most ids share their text with others, so that places in memory tell most of them.
    let mut by_place: HashMap<*const u8, usize> = HashMap::new();
    let mut by_id: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut all: Vec<TraitUses<'_>> = Vec::new();
    for (shape, member) in model.own_shapes().flat_map(|shape| {
        let members = shape.members.iter();
        std::iter::once((shape, None)).chain(members.map(move |member| (shape, Some(member))))
    }) {
        let traits = member.map_or(&shape.traits, |member| &member.traits);
        for (id, value, span) in traits.iter_with_spans() {
            let at = *by_place.entry(id.as_str().as_ptr()).or_insert_with(|| {
                *by_id.entry(id).or_insert_with(|| {
                    all.push(TraitUses {
                        id,
                        shape: model.shape(id),
                        uses: Vec::new(),
                    });
                    all.len() - 1
                })
            });
            if let Some(of) = all.get_mut(at) {
                of.uses.push(Applied {
                    shape,
                    member,
                    value,
                    span,
                });
            }
        }
    }
    all.sort_by_key(|of| of.id);
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
        let found = trait_uses(&model);
        let found: Vec<_> = found
            .iter()
            .map(|a| {
                (
                    a.id.as_str(),
                    a.definition().is_some(),
                    a.uses.iter().map(|u| u.id().as_str()).collect::<Vec<_>>(),
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
