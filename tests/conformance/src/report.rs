//! Runs all cases and counts.

use std::time::{Duration, Instant};

use planish_runtime::testing::Suite;

use crate::{Defects, Entry};

/// What came of one side of a service.
pub struct Report {
    /// The service.
    pub service: &'static str,
    /// The name of its protocol.
    pub protocol: &'static str,
    /// `client` or `server`.
    pub side: &'static str,
    /// The cases that didn't pass or shouldn't have; `None` where planish lacks the protocol.
    pub outcomes: Option<Vec<Outcome>>,
    /// How many cases there are.
    pub cases: usize,
    /// The cases that took longer than 50 ms, by their keys.
    pub slow: Vec<(String, Duration)>,
}

/// A case that takes longer is named; nearly all take less than a millisecond.
const SLOW: Duration = Duration::from_millis(50);

/// A case worth telling of.
pub enum Outcome {
    /// It failed, and isn't known to: its key, and what differs.
    Failed(String, String),
    /// It failed, as it is known to.
    Known(String),
    /// It passed, and is known to fail.
    Passed(String),
}

impl Report {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        let failed = |outcome: &&Outcome| !matches!(outcome, Outcome::Passed(_));
        let outcomes = self.outcomes.as_deref().unwrap_or_default();
        self.cases - outcomes.iter().filter(failed).count()
    }

    /// What makes the run fail: failures that aren't known, and known ones that are none.
    pub fn problems(&self) -> impl Iterator<Item = String> {
        let outcomes = self.outcomes.as_deref().unwrap_or_default();
        outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Failed(key, why) => Some(format!("{key}: {why}")),
            Outcome::Known(_) => None,
            Outcome::Passed(key) => Some(format!("{key}: passes, but is listed as a defect")),
        })
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let Self {
            protocol,
            service,
            side,
            cases,
            ..
        } = self;
        match &self.outcomes {
            Some(_) => format!(
                "{protocol} {service} {side}: passed {} of {cases}",
                self.passed()
            ),
            None => format!("{protocol} {service} {side}: no such protocol yet"),
        }
    }
}

/// Runs the services whose protocol is `only`, or all.
pub fn run(services: &'static [Entry], only: Option<&str>, defects: &Defects) -> Vec<Report> {
    let wanted = services
        .iter()
        .filter(|entry| only.is_none_or(|only| only == entry.protocol));
    let sides = wanted.flat_map(|entry| {
        [("client", entry.client), ("server", entry.server)]
            .map(|(side, suite)| (entry, side, suite))
    });
    sides
        .map(|(entry, side, suite)| {
            let mut slow = Vec::new();
            let outcomes = suite.map(|suite| outcomes(suite, side, defects, &mut slow));
            Report {
                service: entry.id,
                protocol: entry.protocol,
                side,
                cases: suite.map_or(0, |suite| suite.cases.len()),
                outcomes,
                slow,
            }
        })
        .collect()
}

fn outcomes(
    suite: &Suite,
    side: &str,
    defects: &Defects,
    slow: &mut Vec<(String, Duration)>,
) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for case in suite.cases {
        let start = Instant::now();
        let result = suite.run(case);
        let took = start.elapsed();
        if took > SLOW {
            slow.push((case.key(), took));
        }
        match (result, defects.has(side, case.id)) {
            (Ok(()), false) => {}
            (Ok(()), true) => outcomes.push(Outcome::Passed(case.key())),
            (Err(_), true) => outcomes.push(Outcome::Known(case.key())),
            (Err(why), false) => outcomes.push(Outcome::Failed(case.key(), why)),
        }
    }
    outcomes
}
