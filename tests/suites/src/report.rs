//! What came of a suite.

use crate::{Case, Exceptions};

/// A suite that was run.
#[derive(Debug)]
pub struct Report {
    /// Its name.
    pub suite: String,
    /// How many cases it has.
    pub cases: usize,
    /// The cases worth telling of.
    pub verdicts: Vec<Verdict>,
}

/// A case that failed, or that was known to fail.
#[derive(Debug)]
pub enum Verdict {
    /// It failed, and isn't known to: its name, and what differs.
    Failed(String, String),
    /// It failed, as it is known to.
    Known(String),
    /// It passed, and is known to fail.
    Passed(String),
}

impl Report {
    pub(crate) fn new(suite: String, cases: Vec<Case>, exceptions: &Exceptions) -> Report {
        let count = cases.len();
        let verdicts = cases
            .into_iter()
            .filter_map(|case| {
                let known = exceptions.has(&suite, &case.name);
                match (case.result, known) {
                    (Ok(()), false) => None,
                    (Ok(()), true) => Some(Verdict::Passed(case.name)),
                    (Err(_), true) => Some(Verdict::Known(case.name)),
                    (Err(why), false) => Some(Verdict::Failed(case.name, why)),
                }
            })
            .collect();
        Report {
            suite,
            cases: count,
            verdicts,
        }
    }

    /// What makes a run fail.
    pub fn problems(&self) -> impl Iterator<Item = String> {
        self.verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Failed(case, why) => Some(format!("{}: {case}\n{why}", self.suite)),
            Verdict::Known(_) => None,
            Verdict::Passed(case) => Some(format!(
                "{}: {case}\n    passes, but is listed as an exception",
                self.suite
            )),
        })
    }

    /// How many cases passed.
    pub fn passed(&self) -> usize {
        let failed = |verdict: &&Verdict| !matches!(verdict, Verdict::Passed(_));
        self.cases - self.verdicts.iter().filter(failed).count()
    }

    /// One line for people.
    pub fn line(&self) -> String {
        format!("{}: passed {} of {}", self.suite, self.passed(), self.cases)
    }
}
