//! Finds what is wrong with a server before it serves: for a service's start, and for its tests.

use std::collections::BTreeSet;
use std::fmt;

use super::Server;
use super::validate::check_pattern;
use crate::schema::{Schema, Trait};

/// Something that keeps a server from doing what its model says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// This build doesn't have the protocol with this id: every request fails.
    Protocol(&'static str),
    /// No request can tell the two operations apart; the first is served.
    Conflict(&'static str, &'static str),
    /// A body limit was set for an operation that the service doesn't have.
    Operation(String),
    /// The pattern is no regular expression and isn't checked: the shape's id, the pattern, why.
    Pattern(&'static str, &'static str, String),
}

impl Server {
    /// All problems; a service that starts with none keeps what its model promises. Compiles all
    /// patterns of the inputs, which the first requests would do otherwise.
    pub fn check(&self) -> Vec<Problem> {
        let service = self.service();
        let name = |index: usize| service.operations.get(index).map_or("", |o| o.name);
        let mut problems = Vec::new();
        if self.protocol().is_none() {
            problems.push(Problem::Protocol(service.protocol));
        }
        let conflicts = self.router().conflicts().iter();
        problems.extend(conflicts.map(|(a, b)| Problem::Conflict(name(*a), name(*b))));
        let names = self.settings().unknown_names.iter();
        problems.extend(names.cloned().map(Problem::Operation));
        let mut seen = BTreeSet::new();
        for operation in service.operations {
            self.patterns(operation.input, &mut seen, &mut problems);
        }
        problems
    }

    /// Checks the patterns of all shapes that the shape leads to.
    fn patterns(
        &self,
        start: &'static Schema,
        seen: &mut BTreeSet<&'static str>,
        problems: &mut Vec<Problem>,
    ) {
        let matching = self.settings().style.matching();
        let mut open = vec![start];
        while let Some(schema) = open.pop() {
            if !seen.insert(schema.id) {
                continue;
            }
            let members = schema.members.iter();
            let traits = members.clone().flat_map(|m| m.traits).chain(schema.traits);
            for t in traits {
                if let Trait::Pattern(pattern) = t
                    && let Err(why) = check_pattern(pattern, matching)
                {
                    problems.push(Problem::Pattern(schema.id, pattern, why));
                }
            }
            open.extend(members.map(|m| m.target));
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(id) => write!(f, "this build has no protocol {id}"),
            Self::Conflict(a, b) => write!(f, "no request can tell {a} and {b} apart"),
            Self::Operation(name) => write!(f, "a body limit is set for {name}, no operation"),
            Self::Pattern(id, pattern, why) => {
                write!(f, "the pattern of {id} isn't checked: {pattern}: {why}")
            }
        }
    }
}

impl std::error::Error for Problem {}
