//! From what clients saw of a function to a history of a register: its code is the content, and an
//! update that names a RevisionId is a compare-and-set.

use std::collections::BTreeMap;

use super::linear::{self, Call, Content, Kind, NEVER};

/// What one client saw of one call.
#[derive(Clone, Debug)]
pub(crate) struct Observation {
    /// When the request left.
    pub(super) invoked: u64,
    /// When the answer was there; `None` if it never was.
    pub(super) returned: Option<u64>,
    pub(super) what: What,
}

/// What was called, and what was answered.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// GetFunctionConfiguration: the code, and the revision if nothing was under way.
    Read {
        sha256: String,
        revision: Option<String>,
    },
    /// UpdateFunctionCode over a revision that was read.
    Swap {
        revision: String,
        sha256: String,
        outcome: Swapped,
    },
}

/// What came of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swapped {
    Won,
    Lost,
    Unknown,
}

/// The register of one function: which revision is of which code.
#[derive(Debug, Default)]
pub(crate) struct Register {
    contents: BTreeMap<String, Content>,
    revisions: BTreeMap<String, Content>,
}

/// A history in the terms of the model.
#[derive(Debug)]
pub(crate) struct Calls {
    begins: Content,
    calls: Vec<Call>,
}

/// Whether the history is linearizable.
///
/// # Errors
/// If it can't be told.
pub(crate) fn linearizable(calls: &Calls) -> Result<bool, String> {
    linear::check(calls.begins, &calls.calls)
}

impl Register {
    /// The history of observations, begun when the function had the code `begins`.
    ///
    /// # Errors
    /// If one revision was seen with two codes, or an update named a revision that nobody has read.
    pub(crate) fn calls(&mut self, begins: &str, seen: &[Observation]) -> Result<Calls, String> {
        let begins = self.content(begins);
        for observation in seen {
            if let What::Read { sha256, revision } = &observation.what {
                let content = self.content(sha256);
                let Some(revision) = revision else { continue };
                let first = *self.revisions.entry(revision.clone()).or_insert(content);
                if first != content {
                    return Err(format!("the revision {revision} was seen with two codes"));
                }
            }
        }
        let calls: Result<Vec<Call>, String> =
            seen.iter()
                .map(|observation| {
                    let kind = match &observation.what {
                        What::Read { sha256, .. } => Kind::Read(self.content(sha256)),
                        What::Swap {
                            revision,
                            sha256,
                            outcome,
                        } => {
                            let from = *self.revisions.get(revision).ok_or_else(|| {
                                format!("nobody has read the revision {revision}")
                            })?;
                            let to = self.content(sha256);
                            match outcome {
                                Swapped::Won => Kind::Won { from, to },
                                Swapped::Lost => Kind::Lost { from },
                                Swapped::Unknown => Kind::Unknown { from, to },
                            }
                        }
                    };
                    Ok(Call {
                        invoked: observation.invoked,
                        returned: observation.returned.unwrap_or(NEVER),
                        kind,
                    })
                })
                .collect();
        let calls = calls?;
        Ok(Calls { begins, calls })
    }

    fn content(&mut self, sha256: &str) -> Content {
        let next = self.contents.len() as Content;
        *self.contents.entry(sha256.to_owned()).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(at: u64, sha256: &str, revision: &str) -> Observation {
        Observation {
            invoked: at,
            returned: Some(at + 1),
            what: What::Read {
                sha256: sha256.to_owned(),
                revision: Some(revision.to_owned()),
            },
        }
    }

    fn swap(at: u64, revision: &str, sha256: &str, outcome: Swapped) -> Observation {
        Observation {
            invoked: at,
            returned: (outcome != Swapped::Unknown).then_some(at + 1),
            what: What::Swap {
                revision: revision.to_owned(),
                sha256: sha256.to_owned(),
                outcome,
            },
        }
    }

    fn judge(seen: &[Observation]) -> Result<bool, String> {
        linearizable(&Register::default().calls("a", seen)?)
    }

    #[test]
    fn updates_over_revisions_are_a_register() {
        let good = [
            read(0, "a", "1"),
            swap(2, "1", "b", Swapped::Won),
            swap(4, "1", "c", Swapped::Lost),
            read(6, "b", "2"),
            swap(8, "2", "d", Swapped::Unknown),
            read(10, "d", "3"),
        ];
        assert_eq!(judge(&good), Ok(true));
        let lost_update = [
            read(0, "a", "1"),
            swap(2, "1", "b", Swapped::Won),
            swap(4, "1", "c", Swapped::Won),
        ];
        assert_eq!(judge(&lost_update), Ok(false));
    }

    #[test]
    fn a_revision_has_one_code() {
        assert!(judge(&[read(0, "a", "1"), read(2, "b", "1")]).is_err());
        assert!(judge(&[swap(0, "1", "b", Swapped::Won)]).is_err());
    }
}
