//! Clients that race for one function, across kills: each reads it and replaces its code if nobody
//! else has. What they saw is one history over all rounds; checked round by round, from what was
//! there before the clients began to what was there after the restart.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Instant;

use serde_json::Value;

use crate::concurrency::{Client, Observation, Register, linearizable};
use crate::ground::{Api, Outcome, Random, Service, hex_of, zip};

/// How many clients race.
const CLIENTS: usize = 3;

/// The function that they race for.
const NAME: &str = "raced";

/// What was seen of the raced function.
#[derive(Debug, Default)]
pub(super) struct Race {
    /// The digest of its code when the round began; none before it was made.
    begins: Option<String>,
    register: Mutex<Register>,
    history: Vec<Observation>,
    observed: usize,
    epoch: Option<Instant>,
    /// What the service said when it failed.
    pub(super) failed: Option<String>,
}

/// The clients of one round.
pub(super) type Racing<'scope> = Vec<ScopedJoinHandle<'scope, (Vec<Observation>, Option<String>)>>;

impl Race {
    /// Lets the clients begin.
    pub(super) fn begin<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        service: &Service,
        seed: &mut Random,
    ) -> Racing<'scope> {
        let epoch = *self.epoch.get_or_insert_with(Instant::now);
        if self.begins.is_none() {
            return Vec::new();
        }
        (0..CLIENTS)
            .map(|_| {
                let client = Client::new(service.api(), NAME, epoch);
                let random = Random::new(seed.next());
                scope.spawn(move || client.until_gone(random))
            })
            .collect()
    }

    /// Waits until all clients have noticed that the service is gone.
    pub(super) fn end(&mut self, racing: Racing<'_>) {
        for client in racing {
            let (seen, failed) = client.join().unwrap_or_default();
            self.history.extend(seen);
            self.failed = self.failed.take().or(failed);
        }
    }

    /// Reads what is left, checks the round's history, and gives the packages that the function names.
    pub(super) fn check(&mut self, api: &mut Api) -> Result<BTreeSet<String>, String> {
        let path = format!("/2015-03-31/functions/{NAME}");
        if self.begins.is_none() {
            match api.create(NAME, &zip(b"raced"), false) {
                Outcome::Done(_) => {}
                other => return Err(format!("{NAME}: {other}")),
            }
        }
        let epoch = *self.epoch.get_or_insert_with(Instant::now);
        let mut last = Client::new(api.fresh(), NAME, epoch);
        let answer = api.get(&path)?;
        let digest = answer
            .pointer("/Configuration/CodeSha256")
            .and_then(Value::as_str)
            .ok_or("no CodeSha256")?
            .to_owned();
        if let Some(begins) = self.begins.take() {
            self.history.extend(last.read());
            let register = self.register.get_mut().map_err(|_| "a client panicked")?;
            let history = std::mem::take(&mut self.history);
            self.observed += history.len();
            let calls = register.calls(&begins, &history)?;
            if !linearizable(&calls)? {
                return Err(format!("{NAME}: not linearizable: {history:#?}"));
            }
        }
        let packages = hex_of(&digest).into_iter().collect();
        self.begins = Some(digest);
        Ok(packages)
    }

    /// How many observations were checked.
    pub(super) fn observed(&self) -> usize {
        self.observed
    }
}
