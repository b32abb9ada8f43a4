//! How many requests are taken: of everybody together, and of each access key (truth.md E29).
//!
//! Token buckets: each holds as many tokens as may be spent at once, and fills at its rate. A request
//! takes one of its key's and one of everybody's, or none of either.

use crate::clock::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The limits, and what has been spent of them.
#[derive(Debug, Default)]
pub struct Rate {
    all: Option<u32>,
    each: Option<u32>,
    spent: Mutex<Spent>,
}

/// The buckets.
#[derive(Debug, Default)]
struct Spent {
    all: Bucket,
    keys: HashMap<String, Bucket>,
}

/// A bucket, as what is missing in it.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    /// Thousandths of a token that were missing at `at`.
    missing: u64,
    at: Timestamp,
}

/// What one request takes, in thousandths.
const REQUEST: u64 = 1000;

/// How many keys are remembered: more than any file of credentials has, and a bound all the same.
const MOST_KEYS: usize = 100_000;

impl Rate {
    /// Limits in requests a second, which is also how many may come at once; `None` is no limit.
    pub fn new(all: Option<u32>, each: Option<u32>) -> Rate {
        Rate {
            all,
            each,
            spent: Mutex::default(),
        }
    }

    /// Takes a request of a key.
    ///
    /// # Errors
    /// In how many seconds, rounded up, there will be room for it.
    pub fn take(&self, key: &str, now: Timestamp) -> Result<(), u64> {
        if self.all.is_none() && self.each.is_none() {
            return Ok(());
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let all = spent.all.after(now, self.all);
        let each = spent.keys.get(key).copied().unwrap_or_default();
        let each = each.after(now, self.each);
        let wait = all.wait(self.all).max(each.wait(self.each));
        let fits = wait == 0;
        spent.all = if fits { all.less(self.all) } else { all };
        if self.each.is_some() {
            if spent.keys.len() >= MOST_KEYS {
                spent.keys.clear();
            }
            let each = if fits { each.less(self.each) } else { each };
            spent.keys.insert(key.to_owned(), each);
        }
        if !fits {
            return Err(wait.div_ceil(1000));
        }
        Ok(())
    }
}

impl Bucket {
    /// The bucket as it is now.
    fn after(self, now: Timestamp, rate: Option<u32>) -> Bucket {
        // A clock that is set back fills nothing.
        let millis = u64::try_from(now.0.saturating_sub(self.at.0)).unwrap_or_default();
        let filled = millis.saturating_mul(u64::from(rate.unwrap_or_default()));
        Bucket {
            missing: self.missing.saturating_sub(filled),
            at: now,
        }
    }

    /// How many milliseconds until a request fits.
    fn wait(self, rate: Option<u32>) -> u64 {
        let Some(rate) = rate.map(u64::from) else {
            return 0;
        };
        let size = rate.saturating_mul(REQUEST);
        let over = self.missing.saturating_add(REQUEST).saturating_sub(size);
        over.div_ceil(rate.max(1))
    }

    fn less(self, rate: Option<u32>) -> Bucket {
        let taken = if rate.is_some() { REQUEST } else { 0 };
        Bucket {
            missing: self.missing.saturating_add(taken),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_rate_and_no_more() {
        let rate = Rate::new(None, Some(2));
        let at = |millis: i64| Timestamp(1_000_000 + millis);
        assert_eq!(rate.take("a", at(0)), Ok(()));
        assert_eq!(rate.take("a", at(0)), Ok(()));
        assert_eq!(rate.take("a", at(0)), Err(1));
        assert_eq!(rate.take("b", at(0)), Ok(()));
        assert_eq!(rate.take("a", at(499)), Err(1));
        assert_eq!(rate.take("a", at(500)), Ok(()));
        assert_eq!(rate.take("a", at(500)), Err(1));
        // Long silence saves up no more than a second's worth.
        let later = at(60_000);
        let taken = (0..10).filter(|_| rate.take("a", later).is_ok()).count();
        assert_eq!(taken, 2);
    }

    #[test]
    fn everybody_together_has_a_rate_too() {
        let rate = Rate::new(Some(1), Some(5));
        assert_eq!(rate.take("a", Timestamp(5000)), Ok(()));
        assert_eq!(rate.take("b", Timestamp(5000)), Err(1));
        assert_eq!(rate.take("b", Timestamp(6000)), Ok(()));
        let none = Rate::new(None, None);
        assert!((0..1000).all(|_| none.take("a", Timestamp(0)).is_ok()));
    }

    #[test]
    fn a_clock_that_is_set_back_gives_nothing_away() {
        let rate = Rate::new(Some(1), None);
        assert_eq!(rate.take("a", Timestamp(5000)), Ok(()));
        assert_eq!(rate.take("a", Timestamp(0)), Err(1));
        assert_eq!(rate.take("a", Timestamp(1000)), Ok(()));
    }
}
