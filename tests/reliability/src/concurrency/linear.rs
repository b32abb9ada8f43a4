//! Whether a history of concurrent calls could have happened one after another, each between its
//! invocation and its return: linearizability (Herlihy and Wing 1990), decided by the search of Wing
//! and Gong (1993) with Lowe's memory of configurations (2017).
//!
//! The model is one register with compare-and-set. Two facts keep the search small. A call that fits
//! and changes nothing can be taken at once: every order that has it later stays valid with it here.
//! And only calls that were invoked before the first return of the others can come next.

use std::collections::{BTreeSet, HashSet};

/// A value of the register.
pub(super) type Content = u32;

/// How many configurations are looked at before the search gives up.
const MOST_CONFIGURATIONS: usize = 5_000_000;

/// The return of a call that nobody saw return: it may take place at any time, or never.
pub(super) const NEVER: u64 = u64::MAX;

/// A call, from its invocation to its return; all times are of one clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(super) invoked: u64,
    pub(super) returned: u64,
    pub(super) kind: Kind,
}

/// What was called, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The register was read and held this.
    Read(Content),
    /// It held `from` and was set to `to`.
    Won { from: Content, to: Content },
    /// It did not hold this, and was left alone.
    Lost { from: Content },
    /// It was set as by `Won` if it held `from` when the call took place, if it did.
    Unknown { from: Content, to: Content },
}

/// Where the search is: which calls have taken place, and what the register holds then.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Configuration {
    /// All calls before this one have taken place.
    first: usize,
    /// Those after it that have, too.
    beyond: BTreeSet<usize>,
    value: Content,
}

/// Whether the calls are linearizable, from a register that holds `value`.
///
/// # Errors
/// If the search takes too long to tell.
pub(super) fn check(value: Content, calls: &[Call]) -> Result<bool, String> {
    let mut calls = calls.to_vec();
    calls.sort_by_key(|call| (call.invoked, call.returned));
    let begin = Configuration {
        first: 0,
        beyond: BTreeSet::new(),
        value,
    };
    let mut seen = HashSet::new();
    let mut open = vec![begin];
    while let Some(mut at) = open.pop() {
        at.take_what_changes_nothing(&calls);
        if at.is_complete(&calls) {
            return Ok(true);
        }
        for (index, to) in at.changes(&calls) {
            let mut next = at.clone();
            next.value = to;
            next.take(index);
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
        if seen.len() > MOST_CONFIGURATIONS {
            return Err(format!("{} calls: too many orders to try", calls.len()));
        }
    }
    Ok(false)
}

impl Configuration {
    fn take(&mut self, index: usize) {
        self.beyond.insert(index);
        while self.beyond.remove(&self.first) {
            self.first += 1;
        }
    }

    /// The calls that can come next.
    fn candidates(&self, calls: &[Call]) -> Vec<(usize, Call)> {
        let mut found = Vec::new();
        let mut soonest = NEVER;
        for (index, call) in calls.iter().enumerate().skip(self.first) {
            if call.invoked > soonest {
                break;
            }
            if !self.beyond.contains(&index) {
                soonest = soonest.min(call.returned);
                found.push((index, *call));
            }
        }
        found
    }

    fn take_what_changes_nothing(&mut self, calls: &[Call]) {
        loop {
            let candidates = self.candidates(calls);
            let before = (self.first, self.beyond.len());
            for (index, call) in candidates {
                let fits = match call.kind {
                    Kind::Read(value) => value == self.value,
                    Kind::Lost { from } => from != self.value,
                    Kind::Won { .. } | Kind::Unknown { .. } => false,
                };
                if fits {
                    self.take(index);
                }
            }
            if before == (self.first, self.beyond.len()) {
                return;
            }
        }
    }

    /// The calls that can come next and change the register, with what it holds then.
    fn changes(&self, calls: &[Call]) -> Vec<(usize, Content)> {
        let changes = |(index, call): (usize, Call)| match call.kind {
            Kind::Won { from, to } | Kind::Unknown { from, to } if from == self.value => {
                Some((index, to))
            }
            _ => None,
        };
        self.candidates(calls)
            .into_iter()
            .filter_map(changes)
            .collect()
    }

    /// Whether only calls are left that may never have taken place.
    fn is_complete(&self, calls: &[Call]) -> bool {
        let left = calls.iter().enumerate().skip(self.first);
        left.filter(|(index, _)| !self.beyond.contains(index))
            .all(|(_, call)| matches!(call.kind, Kind::Unknown { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::Random;

    fn call(invoked: u64, returned: u64, kind: Kind) -> Call {
        Call {
            invoked,
            returned,
            kind,
        }
    }

    fn won(from: Content, to: Content) -> Kind {
        Kind::Won { from, to }
    }

    #[test]
    fn histories_that_have_an_order() {
        for calls in [
            &[][..],
            &[call(0, 1, Kind::Read(0))],
            // The read is under way while the register changes: both values are right.
            &[call(0, 9, Kind::Read(0)), call(1, 2, won(0, 1))],
            &[call(0, 9, Kind::Read(1)), call(1, 2, won(0, 1))],
            // Two race, one wins; the loser returns first.
            &[call(0, 9, won(0, 1)), call(1, 2, Kind::Lost { from: 0 })],
            // What nobody saw return takes place long after, or never.
            &[
                call(0, NEVER, Kind::Unknown { from: 0, to: 1 }),
                call(5, 6, Kind::Read(0)),
                call(7, 8, Kind::Read(1)),
            ],
            &[
                call(0, NEVER, Kind::Unknown { from: 0, to: 1 }),
                call(5, 6, won(0, 2)),
                call(7, 8, Kind::Read(2)),
            ],
        ] {
            assert_eq!(check(0, calls), Ok(true), "{calls:?}");
        }
    }

    #[test]
    fn histories_that_have_none() {
        for calls in [
            // A value out of nowhere.
            &[call(0, 1, Kind::Read(7))][..],
            // A stale read: the change had returned before.
            &[call(0, 1, won(0, 1)), call(2, 3, Kind::Read(0))],
            // A change that is lost again.
            &[
                call(0, 1, won(0, 1)),
                call(2, 3, Kind::Read(1)),
                call(4, 5, Kind::Read(0)),
            ],
            // Two winners over the same value.
            &[call(0, 9, won(0, 1)), call(0, 9, won(0, 2))],
            // A loser although nobody was there.
            &[call(0, 1, Kind::Lost { from: 0 }), call(2, 3, won(0, 1))],
            // Two readers see two changes in different orders.
            &[
                call(0, 99, won(0, 1)),
                call(0, 99, won(1, 2)),
                call(1, 2, Kind::Read(2)),
                call(3, 4, Kind::Read(1)),
            ],
            // Seen once, what nobody saw return has taken place for good.
            &[
                call(0, NEVER, Kind::Unknown { from: 0, to: 1 }),
                call(5, 6, Kind::Read(1)),
                call(7, 8, Kind::Read(0)),
            ],
        ] {
            assert_eq!(check(0, calls), Ok(false), "{calls:?}");
        }
    }

    /// Tries every order.
    fn brute_force(value: Content, calls: &[Call], taken: &mut Vec<usize>) -> bool {
        let left: Vec<usize> = (0..calls.len()).filter(|i| !taken.contains(i)).collect();
        let unknown = |i: &usize| matches!(calls[*i].kind, Kind::Unknown { .. });
        if left.iter().all(unknown) {
            return true;
        }
        let soonest = left.iter().map(|i| calls[*i].returned).min().unwrap();
        left.iter().any(|&i| {
            let next = match calls[i].kind {
                _ if calls[i].invoked > soonest => None,
                Kind::Read(seen) => (seen == value).then_some(value),
                Kind::Lost { from } => (from != value).then_some(value),
                Kind::Won { from, to } | Kind::Unknown { from, to } => {
                    (from == value).then_some(to)
                }
            };
            let Some(next) = next else { return false };
            taken.push(i);
            let found = brute_force(next, calls, taken);
            taken.pop();
            found
        })
    }

    #[test]
    fn the_search_agrees_with_trying_every_order() {
        let mut random = Random::new(5);
        let mut verdicts = [0, 0];
        for _ in 0..5000 {
            let calls: Vec<Call> = (0..1 + random.below(6))
                .map(|_| {
                    let invoked = random.below(12);
                    let returned = invoked + 1 + random.below(6);
                    let (from, to) = (random.below(3) as u32, random.below(3) as u32);
                    match random.below(5) {
                        0 | 1 => call(invoked, returned, Kind::Read(from)),
                        2 => call(invoked, returned, Kind::Lost { from }),
                        3 => call(invoked, returned, won(from, to)),
                        _ => call(invoked, NEVER, Kind::Unknown { from, to }),
                    }
                })
                .collect();
            let expected = brute_force(0, &calls, &mut Vec::new());
            assert_eq!(check(0, &calls), Ok(expected), "{calls:?}");
            verdicts[usize::from(expected)] += 1;
        }
        assert!(verdicts.iter().all(|count| *count > 500), "{verdicts:?}");
    }
}
