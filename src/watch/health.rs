//! Whether the service is alive, and whether it can do its work.

use crate::behaviour::Functions;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the stores may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks after the health of a service.
#[derive(Clone)]
pub(super) struct Health {
    functions: Functions,
    stopping: Arc<AtomicBool>,
    /// Held by whoever looks at the stores.
    looking: Arc<Mutex<()>>,
}

/// What `/readyz` answers.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Readiness {
    /// Whether requests had better be sent here.
    pub(super) ready: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reasons: Vec<Reason>,
}

/// One reason not to be ready.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Reason {
    /// `records`, `packages`, or `service`.
    pub(super) part: &'static str,
    /// What is wrong with it.
    pub(super) reason: String,
}

impl Health {
    pub(super) fn new(functions: Functions, stopping: Arc<AtomicBool>) -> Health {
        Health {
            functions,
            stopping,
            looking: Arc::default(),
        }
    }

    /// Asks the stores, each of which has to answer in time.
    pub(super) async fn readiness(&self) -> Readiness {
        if self.stopping.load(Ordering::SeqCst) {
            return Readiness::of("service", "the service is stopping");
        }
        // One look after the other: a store that hangs holds one thread, and not one for each look.
        let (functions, looking) = (self.functions.clone(), Arc::clone(&self.looking));
        let look = async {
            let alone = looking.lock_owned().await;
            tokio::task::spawn_blocking(move || {
                let failures = functions.probe();
                drop(alone);
                failures
            })
            .await
        };
        match tokio::time::timeout(PATIENCE, look).await {
            Ok(Ok(failures)) => Readiness {
                ready: failures.is_empty(),
                reasons: failures
                    .into_iter()
                    .map(|(part, reason)| Reason { part, reason })
                    .collect(),
            },
            Ok(Err(panic)) => Readiness::of("service", &panic.to_string()),
            Err(_) => Readiness::of("service", "the stores do not answer in time"),
        }
    }
}

impl Readiness {
    fn of(part: &'static str, reason: &str) -> Readiness {
        Readiness {
            ready: false,
            reasons: vec![Reason {
                part,
                reason: reason.to_owned(),
            }],
        }
    }
}
