//! A client that reads a function and replaces its code only if nobody else has, and takes down when.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::history::{Observation, Swapped, What};
use crate::ground::{Api, Outcome, Random, base64, sha256, zip};

/// How often a function that is under way is read again before something is wrong.
const MOST_READS: usize = 10_000;

/// A client with a connection of its own.
#[derive(Debug)]
pub(crate) struct Client {
    api: Api,
    path: String,
    epoch: Instant,
    /// What went wrong, for messages.
    trouble: Option<String>,
    /// What the service said when it failed, which it must not while all that it stands on is there.
    failed: Option<String>,
}

impl Client {
    /// A client of the function `name`, whose times count from `epoch`.
    pub(crate) fn new(api: Api, name: &str, epoch: Instant) -> Client {
        Client {
            api,
            path: format!("/2015-03-31/functions/{name}"),
            epoch,
            trouble: None,
            failed: None,
        }
    }

    /// What it could not make sense of.
    pub(super) fn trouble(self) -> Option<String> {
        self.trouble
    }

    /// Reads; `None` if there was no answer.
    pub(crate) fn read(&mut self) -> Option<Observation> {
        let invoked = self.now();
        let target = format!("{}/configuration", self.path);
        let answer = match self.api.call("GET", &target, b"") {
            Outcome::Done(answer) => answer,
            other => {
                self.note(format!("GET {target}: {other}"), &other);
                return None;
            }
        };
        let told = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let settled = told("LastUpdateStatus").as_deref() == Some("Successful");
        Some(Observation {
            invoked,
            returned: Some(self.now()),
            what: What::Read {
                sha256: told("CodeSha256")?,
                revision: told("RevisionId").filter(|_| settled),
            },
        })
    }

    /// Reads until nothing is under way, and gives the revision.
    pub(super) fn settled(&mut self, seen: &mut Vec<Observation>) -> Option<String> {
        for _ in 0..MOST_READS {
            let observation = self.read()?;
            let revision = match &observation.what {
                What::Read { revision, .. } => revision.clone(),
                What::Swap { .. } => None,
            };
            seen.push(observation);
            if revision.is_some() {
                return revision;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.trouble = Some(format!("{} never settles", self.path));
        None
    }

    /// Replaces the code if it still has this revision. `None` if the request never left or was
    /// refused because another change is under way: then nothing has taken place.
    pub(super) fn swap(&mut self, revision: &str, random: &mut Random) -> Option<Observation> {
        let zip = zip(&random.bytes(64));
        let body = json!({"ZipFile": base64(&zip), "RevisionId": revision});
        let invoked = self.now();
        let target = format!("{}/code", self.path);
        let answer = self.api.json("PUT", &target, &body);
        let returned = self.now();
        let outcome = match &answer {
            Outcome::Done(_) => Swapped::Won,
            Outcome::Refused(412, _, _) => Swapped::Lost,
            Outcome::Refused(409, _, _) => return None,
            Outcome::Failed(_) | Outcome::Unknown(_) => Swapped::Unknown,
            Outcome::Unsent | Outcome::Refused(..) => {
                self.note(format!("PUT {target}: {answer}"), &answer);
                return None;
            }
        };
        if outcome == Swapped::Unknown {
            self.note(format!("PUT {target}: {answer}"), &answer);
        }
        Some(Observation {
            invoked,
            returned: (outcome != Swapped::Unknown).then_some(returned),
            what: What::Swap {
                revision: revision.to_owned(),
                sha256: sha256(&zip),
                outcome,
            },
        })
    }

    /// Goes on until the service doesn't answer, or answers that it failed: then with what it said.
    pub(crate) fn until_gone(mut self, mut random: Random) -> (Vec<Observation>, Option<String>) {
        let mut seen = Vec::new();
        while self.trouble.is_none() {
            self.turn(&mut random, &mut seen);
        }
        (seen, self.failed)
    }

    /// Reads, and mostly tries to be the one who replaces what it has read.
    pub(super) fn turn(&mut self, random: &mut Random, seen: &mut Vec<Observation>) {
        let Some(revision) = self.settled(seen) else {
            return;
        };
        if random.percent(70) {
            seen.extend(self.swap(&revision, random));
        }
    }

    /// What went wrong so far, if anything.
    pub(super) fn is_well(&self) -> bool {
        self.trouble.is_none()
    }

    fn note(&mut self, trouble: String, outcome: &Outcome) {
        if matches!(outcome, Outcome::Failed(_)) {
            self.failed = Some(trouble.clone());
        }
        self.trouble = Some(trouble);
    }

    fn now(&self) -> u64 {
        self.epoch.elapsed().as_nanos() as u64
    }
}
