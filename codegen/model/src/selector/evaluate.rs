//! Evaluates selectors: sets of shapes go in at one end, step by step, and sets of shapes come out.
//!
//! As long as no variable is stored, all shapes of a model go through at once, so that each step walks each relationship at most once.
//! A step that stores a variable sends the shapes on one by one.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::neighbors::{Neighbors, Relationship, Relationships};
use super::{Item, Selector, Step, stores};
use crate::hash_place::ByPlace;

/// How many shapes an evaluation may look at: far more than any sensible selector needs, and a few seconds of work.
const FUEL: u64 = 30_000_000;

/// What a selector matches.
#[derive(Clone, Debug, Default)]
pub struct Selection<'m> {
    /// The matches, each once, in the order of their ids.
    pub items: Vec<Item<'m>>,
    /// Whether there may be more, because the evaluation took far too long.
    pub cut: bool,
}

/// The variables of a match, by name.
#[derive(Clone, Debug, Default)]
pub struct Variables<'m> {
    values: BTreeMap<Box<str>, Vec<Item<'m>>>,
    /// What comparisons have cost that has not been paid from the fuel yet.
    spent: Cell<u64>,
}

impl<'m> Variables<'m> {
    /// The shapes of a variable; none if it was not stored.
    #[must_use]
    pub fn get(&self, name: &str) -> &[Item<'m>] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Counts the values that are looked at, and says whether that may go on.
    pub(super) fn spend(&self, values: usize) -> bool {
        let values = u64::try_from(values).unwrap_or(u64::MAX);
        self.spent.set(self.spent.get().saturating_add(values));
        self.spent.get() < FUEL
    }

    /// All variables, in the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[Item<'m>])> {
        self.values
            .iter()
            .map(|(name, items)| (&**name, items.as_slice()))
    }
}

/// Everything that a selector matches.
pub(super) fn select<'m>(selector: &Selector, neighbors: &Neighbors<'m>) -> Selection<'m> {
    select_from(selector, neighbors, None)
}

/// What a selector gives for one shape, or for all of them.
pub(super) fn select_from<'m>(
    selector: &Selector,
    neighbors: &Neighbors<'m>,
    start: Option<Item<'m>>,
) -> Selection<'m> {
    let mut evaluation = Evaluation::new(selector, neighbors);
    let mut items = Vec::new();
    evaluation.run(start, &mut |item, _| items.push(item));
    let mut items = distinct(items);
    items.sort_by(|a, b| a.id().cmp(b.id()));
    Selection {
        items,
        cut: evaluation.fuel == 0,
    }
}

/// Calls `found` for every match with the variables as they are there, and says whether these are all.
pub(super) fn matches<'m>(
    selector: &Selector,
    neighbors: &Neighbors<'m>,
    found: &mut dyn FnMut(Item<'m>, &Variables<'m>),
) -> bool {
    let mut evaluation = Evaluation::new(selector, neighbors);
    evaluation.run(None, found);
    evaluation.fuel > 0
}

/// The state of one evaluation.
pub(super) struct Evaluation<'s, 'm> {
    selector: &'s Selector,
    neighbors: &'s Neighbors<'m>,
    variables: Variables<'m>,
    roots: Vec<Option<Vec<Item<'m>>>>,
    fuel: u64,
}

type Found<'f, 'm> = &'f mut dyn FnMut(Item<'m>, &Variables<'m>);

impl<'s, 'm> Evaluation<'s, 'm> {
    pub(super) fn new(selector: &'s Selector, neighbors: &'s Neighbors<'m>) -> Self {
        Evaluation {
            selector,
            neighbors,
            variables: Variables::default(),
            roots: vec![None; selector.roots.len()],
            fuel: FUEL,
        }
    }

    fn run(&mut self, start: Option<Item<'m>>, found: Found<'_, 'm>) {
        let steps = &self.selector.steps;
        let starts = match start {
            Some(item) => vec![item],
            None => self.starts(steps),
        };
        if !steps.iter().any(stores) {
            self.flow(steps, starts, found);
            return;
        }
        for item in starts {
            self.variables.values.clear();
            self.flow(steps, vec![item], found);
        }
    }

    /// The shapes of the model that the first step lets pass, if that is easily said, or all of them.
    fn starts(&self, steps: &[Step]) -> Vec<Item<'m>> {
        let all = Item::all(self.neighbors.model());
        match steps.first() {
            Some(Step::Kind(kind)) => all.filter(|item| kind.includes(*item)).collect(),
            Some(Step::Attribute(comparison)) if !comparison.reads_variables() => all
                .filter(|item| comparison.holds(*item, &self.variables))
                .collect(),
            _ => all.collect(),
        }
    }

    /// Sends shapes through steps.
    fn flow(&mut self, steps: &'s [Step], items: Vec<Item<'m>>, found: Found<'_, 'm>) {
        let mut items = items;
        for (i, step) in steps.iter().enumerate() {
            if items.is_empty() {
                return;
            }
            if stores(step) {
                let rest = steps.get(i + 1..).unwrap_or_default();
                for item in items {
                    let next = self.apply(step, vec![item]);
                    self.flow(rest, next, found);
                }
                return;
            }
            items = self.apply(step, items);
        }
        for item in items {
            found(item, &self.variables);
        }
    }

    /// What a selector within the selector gives for some shapes.
    fn image(&mut self, steps: &'s [Step], items: Vec<Item<'m>>) -> Vec<Item<'m>> {
        let mut out = Vec::new();
        self.flow(steps, items, &mut |item, _| out.push(item));
        distinct(out)
    }

    /// Whether a selector within the selector gives anything for a shape.
    pub(super) fn gives(&mut self, steps: &'s [Step], item: Item<'m>) -> bool {
        // Filters, of which most tests are made, need no sets.
        let mut steps = steps;
        while let [first, rest @ ..] = steps {
            match self.passes(first, item) {
                Some(true) => steps = rest,
                Some(false) => return false,
                None => return !self.image(steps, vec![item]).is_empty(),
            }
        }
        true
    }

    /// Whether a filter lets a shape pass; `None` if the step is no filter.
    pub(super) fn passes(&mut self, step: &'s Step, item: Item<'m>) -> Option<bool> {
        self.fuel = self.fuel.saturating_sub(1);
        Some(match step {
            Step::Any => true,
            Step::Nothing => false,
            Step::Kind(kind) => kind.includes(item),
            Step::Attribute(comparison) => {
                let holds = self.fuel > 0 && comparison.holds(item, &self.variables);
                self.pay();
                holds
            }
            Step::Scoped(scoped) => {
                let holds = self.fuel > 0 && scoped.holds(item, &self.variables);
                self.pay();
                holds
            }
            Step::Test(all) => all.iter().any(|steps| self.gives(steps, item)),
            Step::Not(steps) => !self.gives(steps, item),
            Step::In(steps) => self.contains(steps, item),
            Step::Is(all) if all.iter().flatten().all(is_filter) => {
                all.iter().any(|steps| self.gives(steps, item))
            }
            _ => return None,
        })
    }

    fn contains(&mut self, steps: &'s [Step], item: Item<'m>) -> bool {
        match steps {
            [Step::Load(name)] => self.variables.get(name).contains(&item),
            [Step::Root(root)] => {
                self.root(*root);
                let items = self.roots.get(*root).and_then(Option::as_ref);
                // Roots are in the order of ids.
                items.is_some_and(|items| {
                    items
                        .binary_search_by(|other| other.id().cmp(item.id()))
                        .is_ok()
                })
            }
            _ => self.image(steps, vec![item]).contains(&item),
        }
    }

    fn apply(&mut self, step: &'s Step, items: Vec<Item<'m>>) -> Vec<Item<'m>> {
        let cost = u64::try_from(items.len()).unwrap_or(u64::MAX);
        if self.fuel <= cost {
            self.fuel = 0;
            return Vec::new();
        }
        self.fuel -= cost;
        match step {
            Step::Forward(along) => self.step(&items, *along, false),
            Step::Reverse(along) => self.step(&items, *along, true),
            Step::Reachable => self.reachable(&items),
            Step::Bound => {
                let resource = |item: &Item<'m>| matches!(item, Item::Shape(shape) if shape.resource.is_some());
                let items: Vec<Item<'m>> = items.into_iter().filter(resource).collect();
                self.step(&items, Relationships::only(&["resource"]), true)
            }
            Step::Store(name, steps) => {
                for item in &items {
                    let stored = self.image(steps, vec![*item]);
                    self.variables.values.insert(name.clone(), stored);
                }
                items
            }
            Step::Load(name) => self.variables.get(name).to_vec(),
            Step::Root(root) => self.root(*root),
            Step::Is(ways) if !is_filter(step) => {
                let mut out = Vec::new();
                for way in ways {
                    out.append(&mut self.image(way, items.clone()));
                }
                distinct(out)
            }
            Step::TopDown(first, second) => self.top_down(first, second.as_deref(), &items),
            Step::Recursive(steps) => self.recursive(steps, items),
            _ => {
                let mut items = items;
                items.retain(|item| self.passes(step, *item) == Some(true));
                items
            }
        }
    }

    fn step(&mut self, items: &[Item<'m>], along: Relationships, backward: bool) -> Vec<Item<'m>> {
        let mut out = Vec::new();
        for item in items {
            let mut found = |other| out.push(other);
            self.neighbors.step(*item, along, backward, &mut found);
        }
        self.burn(out.len());
        distinct(out)
    }

    /// What is reached from one of the items without counting itself: all but those that only they themselves lead back to.
    ///
    /// Every shape is given the numbers of up to two items that lead to it; with two different ones, one is not the shape's own.
    fn reachable(&mut self, items: &[Item<'m>]) -> Vec<Item<'m>> {
        let mut labels: HashMap<Item<'m>, [Option<usize>; 2], ByPlace> = HashMap::default();
        let mut out = Vec::new();
        let mut queue: Vec<(Item<'m>, usize)> = items
            .iter()
            .enumerate()
            .map(|(n, item)| (*item, n))
            .collect();
        let mut edges = 0;
        while let Some((item, label)) = queue.pop() {
            let mut follow = |other: Item<'m>| {
                edges += 1;
                let slots = labels.entry(other).or_insert_with(|| {
                    out.push(other);
                    [None; 2]
                });
                if slots.contains(&Some(label)) {
                    return;
                }
                if let Some(free) = slots.iter_mut().find(|slot| slot.is_none()) {
                    *free = Some(label);
                    queue.push((other, label));
                }
            };
            self.neighbors
                .step(item, Relationships::All, false, &mut follow);
        }
        self.burn(edges);
        let own: HashMap<Item<'m>, usize, ByPlace> = items
            .iter()
            .enumerate()
            .map(|(n, item)| (*item, n))
            .collect();
        out.retain(|item| {
            let own = own.get(item).copied();
            let slots = labels.get(item).into_iter().flatten();
            own.is_none() || slots.flatten().any(|label| Some(*label) != own)
        });
        out
    }

    fn root(&mut self, root: usize) -> Vec<Item<'m>> {
        if let Some(items) = self.roots.get(root).and_then(Option::as_ref) {
            return items.clone();
        }
        let Some(steps) = self.selector.roots.get(root) else {
            return Vec::new();
        };
        // Roots have variables of their own.
        let outer = std::mem::take(&mut self.variables);
        let mut items = Vec::new();
        if steps.iter().any(stores) {
            for item in self.starts(steps) {
                self.variables.values.clear();
                items.append(&mut self.image(steps, vec![item]));
            }
        } else {
            let starts = self.starts(steps);
            items = self.image(steps, starts);
        }
        self.variables = outer;
        let mut items = distinct(items);
        items.sort_by(|a, b| a.id().cmp(b.id()));
        if let Some(slot) = self.roots.get_mut(root) {
            *slot = Some(items.clone());
        }
        items
    }

    /// Services, resources and operations that are qualified, by themselves or by what they are bound to, and not disqualified since.
    fn top_down(
        &mut self,
        qualifier: &'s [Step],
        disqualifier: Option<&'s [Step]>,
        items: &[Item<'m>],
    ) -> Vec<Item<'m>> {
        let mut out = Vec::new();
        for start in items {
            if !start.shape().is_some_and(|s| s.kind.is_service_type()) {
                continue;
            }
            let mut visited = HashSet::new();
            let mut stack = vec![(*start, false)];
            while let Some((item, inherited)) = stack.pop() {
                if self.fuel == 0 || !visited.insert(item) {
                    continue;
                }
                let qualified = (inherited || self.gives(qualifier, item))
                    && !disqualifier.is_some_and(|steps| self.gives(steps, item));
                if qualified {
                    out.push(item);
                }
                let children = stack.len();
                self.neighbors.forward(item, |relationship, other| {
                    if matches!(
                        relationship,
                        Relationship::Resource | Relationship::Operation
                    ) {
                        stack.push((other, qualified));
                    }
                });
                if let Some(children) = stack.get_mut(children..) {
                    children.reverse();
                }
            }
        }
        distinct(out)
    }

    fn recursive(&mut self, steps: &'s [Step], items: Vec<Item<'m>>) -> Vec<Item<'m>> {
        let mut seen: HashSet<Item<'m>, ByPlace> = HashSet::default();
        let (mut out, mut next) = (Vec::new(), items);
        while !next.is_empty() {
            next = self.image(steps, next);
            next.retain(|item| seen.insert(*item));
            out.extend_from_slice(&next);
        }
        out
    }

    /// Pays from the fuel for comparisons.
    fn pay(&mut self) {
        self.fuel = self.fuel.saturating_sub(self.variables.spent.take());
    }

    fn burn(&mut self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.fuel = self.fuel.saturating_sub(count);
    }
}

/// Whether a step only lets pass or not.
pub(super) fn is_filter(step: &Step) -> bool {
    match step {
        Step::Any
        | Step::Nothing
        | Step::Kind(_)
        | Step::Attribute(_)
        | Step::Scoped(_)
        | Step::Test(_)
        | Step::Not(_)
        | Step::In(_) => true,
        Step::Is(ways) => ways.iter().flatten().all(is_filter),
        _ => false,
    }
}

/// The items without repetitions, in their order.
fn distinct(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    if items.len() > 1 {
        let mut seen = HashSet::with_capacity_and_hasher(items.len(), ByPlace::default());
        items.retain(|item| seen.insert(*item));
    }
    items
}
