//! The audit trail: who changed what.
//!
//! An event is written in the same transaction as its change, so that there is neither a change
//! without an event nor an event without a change. What changes nothing (a dry run, a version that
//! is published already, an alias that was deleted already) has no event.

mod command;

pub use command::{Ended, print};

use crate::behaviour::Functions;
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who asks for a change, and by which request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// The id of the access key that signed the request; none where nobody signed.
    pub access_key: Option<String>,
    /// The ARN of the user or session, if that is known.
    pub arn: Option<String>,
    /// The id of the request, as its answer carries it; empty for what no request asked for.
    pub request_id: String,
}

/// One change, as the trail keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its number, which the store gives it: 0 until then, and no part of what is stored as JSON.
    #[serde(skip)]
    pub sequence: u64,
    /// When the change was made.
    pub at: Timestamp,
    /// The id of the request.
    pub request_id: String,
    /// The id of the access key that signed the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The ARN of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_arn: Option<String>,
    /// The name of the operation, such as `UpdateFunctionCode`.
    pub operation: String,
    /// The bare name of the function.
    pub function: String,
    /// The version or alias that was made, changed or removed, if the change is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
    /// The revision id before: of the alias or version that is changed or removed, else of
    /// `$LATEST`. None of what was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_revision_id: Option<String>,
    /// The revision id after, of the same; a change that settles gives another one then (truth.md
    /// R1, R3). None of what is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_revision_id: Option<String>,
    /// The code, if the change brought some, be it the same as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<EventCode>,
}

/// The code that a change brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventCode {
    /// `CodeSha256` as answered (truth.md F1).
    pub sha256: String,
    /// `CodeSize` in bytes (truth.md F2).
    pub size: u64,
}

/// Which events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trail<'a> {
    /// Those of the function of this bare name; of all without it.
    pub function: Option<&'a str>,
    /// Only those with a number over this one.
    pub after: u64,
    /// Only those with a number under this one: where the next page of older ones begins.
    pub before: Option<u64>,
}

/// How often old events are looked for, and how many are forgotten in one transaction.
const TRIM: (Duration, usize) = (Duration::from_secs(60), 1000);

/// Forgets events that are older than `kept`, again and again, for ever.
pub async fn trim(functions: Functions, kept: Duration) {
    let (pause, most) = TRIM;
    loop {
        let service = functions.clone();
        let trimmed = tokio::task::spawn_blocking(move || service.forget_events(kept, most)).await;
        match trimmed {
            // There may be more.
            Ok(Ok(forgotten)) if forgotten == most => {}
            Ok(Ok(_)) => tokio::time::sleep(pause).await,
            Ok(Err(fault)) => {
                tracing::warn!(%fault, "old events can't be forgotten");
                tokio::time::sleep(pause).await;
            }
            Err(_) => return,
        }
    }
}

impl Event {
    /// Writes the event to the log, at the target `audit`.
    pub fn log(&self) {
        let code = self.code.as_ref();
        tracing::info!(
            target: "audit",
            operation = %self.operation,
            function = %self.function,
            qualifier = self.qualifier.as_deref(),
            request_id = %self.request_id,
            access_key_id = self.access_key_id.as_deref(),
            caller_arn = self.caller_arn.as_deref(),
            old_revision_id = self.old_revision_id.as_deref(),
            new_revision_id = self.new_revision_id.as_deref(),
            code_sha256 = code.map(|code| code.sha256.as_str()),
            code_size = code.map(|code| code.size),
            "changed"
        );
    }
}
