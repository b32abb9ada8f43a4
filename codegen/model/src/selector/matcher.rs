//! Does a selector match this one shape? Asked of every shape that has a trait, so it has to be quick: the selector is gone through
//! from its end, against the relationships, which for the selectors of trait definitions touches the shape and a few around it. What
//! can't be gone through that way is evaluated once, and remembered.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::evaluate::{Evaluation, is_filter};
use super::neighbors::Neighbors;
use super::{Item, Selector, Step, stores};
use crate::hash_place::ByPlace;

/// A selector that is asked about single shapes of a model.
pub struct Matcher<'s, 'm> {
    selector: &'s Selector,
    neighbors: &'s Neighbors<'m>,
    backward: bool,
    all: OnceLock<HashSet<Item<'m>, ByPlace>>,
}

impl<'s, 'm> Matcher<'s, 'm> {
    /// Nothing is computed yet.
    #[must_use]
    pub fn new(selector: &'s Selector, neighbors: &'s Neighbors<'m>) -> Matcher<'s, 'm> {
        Matcher {
            selector,
            neighbors,
            backward: selector.steps.iter().all(is_reversible),
            all: OnceLock::new(),
        }
    }

    /// Whether the selector matches an item of the model.
    #[must_use]
    pub fn matches(&self, item: Item<'m>) -> bool {
        if self.selector.steps.is_empty() {
            return true;
        }
        if !self.backward {
            let all = || self.selector.select(self.neighbors).into_iter().collect();
            return self.all.get_or_init(all).contains(&item);
        }
        let mut evaluation = Evaluation::new(self.selector, self.neighbors);
        !self
            .start(&mut evaluation, &self.selector.steps, vec![item])
            .is_empty()
    }

    /// The items for which steps give one of these.
    fn start(
        &self,
        evaluation: &mut Evaluation<'s, 'm>,
        steps: &'s [Step],
        mut items: Vec<Item<'m>>,
    ) -> Vec<Item<'m>> {
        let mut steps = steps;
        while !items.is_empty() {
            // Of filters in a row the first ones are usually the quick ones.
            let filters = steps.iter().rev().take_while(|step| is_filter(step));
            let (rest, filters) = steps.split_at(steps.len() - filters.count());
            items.retain(|item| {
                filters
                    .iter()
                    .all(|step| evaluation.passes(step, *item) == Some(true))
            });
            let Some((last, rest)) = rest.split_last() else {
                break;
            };
            items = self.before(evaluation, last, items);
            steps = rest;
        }
        items
    }

    /// The items for which a step that is no filter gives one of these.
    fn before(
        &self,
        evaluation: &mut Evaluation<'s, 'm>,
        step: &'s Step,
        items: Vec<Item<'m>>,
    ) -> Vec<Item<'m>> {
        let mut out = Vec::new();
        match step {
            Step::Forward(along) | Step::Reverse(along) => {
                let backward = matches!(step, Step::Forward(_));
                for item in items {
                    let mut found = |other| out.push(other);
                    self.neighbors.step(item, *along, backward, &mut found);
                }
            }
            Step::Is(ways) => {
                for way in ways {
                    out.append(&mut self.start(evaluation, way, items.clone()));
                }
            }
            _ => {}
        }
        if out.len() > 1 {
            let mut seen = HashSet::with_capacity(out.len());
            out.retain(|item| seen.insert(*item));
        }
        out
    }
}

/// Whether a step can be gone through from its end.
fn is_reversible(step: &Step) -> bool {
    match step {
        _ if stores(step) => false,
        Step::Forward(_) | Step::Reverse(_) => true,
        Step::Is(ways) => ways.iter().flatten().all(is_reversible),
        Step::Attribute(comparison) => !comparison.reads_variables(),
        Step::Scoped(scoped) => !scoped.reads_variables(),
        _ => is_filter(step),
    }
}
