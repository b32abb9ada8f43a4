//! Work that costs little more for many than for one: what waits is done in one go.
//!
//! A sync to disk takes as long for a hundred changes as for one. So whoever comes while a group is
//! being worked on waits, and the first of those who wait works on all that has come by then. No
//! thread stands by, and nobody who comes alone waits for company.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Where work of the kind `W` is put together, which gives answers of the kind `A`.
pub(crate) struct Together<W, A> {
    state: Mutex<State<W, A>>,
    ended: Condvar,
}

struct State<W, A> {
    waiting: Vec<(W, Ticket<A>)>,
    /// Whether somebody works on a group.
    led: bool,
}

/// Where the answer to one piece of work appears; `None` if its group ended without one.
type Ticket<A> = Arc<OnceLock<Option<A>>>;

/// The group that somebody works on. Whatever happens to it, nobody waits for it in vain.
struct Group<'a, W, A> {
    together: &'a Together<W, A>,
    tickets: Vec<Ticket<A>>,
}

impl<W, A> Together<W, A> {
    pub(crate) fn new() -> Together<W, A> {
        Together {
            state: Mutex::new(State {
                waiting: Vec::new(),
                led: false,
            }),
            ended: Condvar::new(),
        }
    }

    /// Leaves work for the next group, waits for nothing, and says how much is waiting now.
    pub(crate) fn leave(&self, work: W) -> usize {
        let mut state = self.lock();
        state.waiting.push((work, Ticket::default()));
        state.waiting.len()
    }

    /// Has the work done together with whatever else is waiting, in the order in which it came.
    /// `all` does it, if it falls to this caller, and gives an answer to each piece. `None` if
    /// there was no answer to this one, since somebody's `all` panicked.
    pub(crate) fn run(&self, work: W, all: impl FnOnce(&[W]) -> Vec<A>) -> Option<A>
    where
        A: Clone,
    {
        let ticket = Ticket::default();
        let mut state = self.lock();
        state.waiting.push((work, Arc::clone(&ticket)));
        while state.led {
            state = self
                .ended
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(answer) = ticket.get() {
                return answer.clone();
            }
        }
        state.led = true;
        let (work, tickets): (Vec<W>, Vec<_>) =
            std::mem::take(&mut state.waiting).into_iter().unzip();
        drop(state);
        let group = Group {
            together: self,
            tickets,
        };
        for (ticket, answer) in group.tickets.iter().zip(all(&work)) {
            // The group alone answers.
            let _ = ticket.set(Some(answer));
        }
        drop(group);
        ticket.get().cloned().flatten()
    }

    fn lock(&self) -> MutexGuard<'_, State<W, A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W, A> Drop for Group<'_, W, A> {
    fn drop(&mut self) {
        for ticket in &self.tickets {
            ticket.get_or_init(|| None);
        }
        self.together.lock().led = false;
        self.together.ended.notify_all();
    }
}

impl<W, A> std::fmt::Debug for Together<W, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Together").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn everybody_gets_the_answer_to_their_own_work() {
        let together = Together::new();
        let groups = Mutex::new(Vec::new());
        let start = Barrier::new(8);
        thread::scope(|scope| {
            for thread in 0..8_u32 {
                let (together, groups, start) = (&together, &groups, &start);
                scope.spawn(move || {
                    start.wait();
                    for turn in 0..100 {
                        let work = thread * 1000 + turn;
                        let answer = together.run(work, |all| {
                            groups.lock().unwrap().push(all.len());
                            all.iter().map(|work| work + 1).collect()
                        });
                        assert_eq!(answer, Some(work + 1));
                    }
                });
            }
        });
        assert_eq!(groups.lock().unwrap().iter().sum::<usize>(), 800);
    }

    #[test]
    fn what_is_left_is_done_with_the_next_group_and_before_it() {
        let together = Together::new();
        assert_eq!(together.leave(1), 1);
        assert_eq!(together.leave(2), 2);
        let seen = together.run(3, |all| vec![all.to_vec(); all.len()]);
        assert_eq!(seen, Some(vec![1, 2, 3]));
    }

    #[test]
    fn a_group_that_panics_leaves_nobody_waiting() {
        let together: Together<u8, u8> = Together::new();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            together.run(1, |_| panic!("on purpose"))
        }));
        assert!(panicked.is_err());
        assert_eq!(together.run(2, |_| Vec::new()), None);
        assert_eq!(together.run(3, |all| all.to_vec()), Some(3));
    }
}
