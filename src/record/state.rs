//! The state machine of a version: pure functions of the record and of a passed-in `now`.
//!
//! A change that takes time stores its end together with its beginning: the instant at which it
//! settles and the revision id that holds from then on. So every reader, in every process, computes
//! the same answer, and nothing has to be written when the time has come (truth.md R1, R3, R7).

use super::{Number, Version};
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// `StateReason` and `LastUpdateStatusReason` while a change is on its way (U1: also for updates).
pub const REASON: &str = "The function is being created.";

/// `StateReasonCode` and `LastUpdateStatusReasonCode` while a change is on its way.
pub const REASON_CODE: &str = "Creating";

/// Where a version stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// `State` is Pending and there is no `LastUpdateStatus`.
    Creating(Settling),
    /// `State` is Active and `LastUpdateStatus` is InProgress.
    Updating(Settling),
    /// `State` is Active and `LastUpdateStatus` is Successful.
    Ready,
}

/// The stored end of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling {
    /// From this instant on the change is done.
    pub at: Timestamp,
    /// The revision id from then on.
    pub revision_id: String,
}

impl Version {
    /// This version as it is at `now`: a change whose time has come is done.
    #[must_use]
    pub fn settled(mut self, now: Timestamp) -> Version {
        if let Phase::Creating(end) | Phase::Updating(end) = &self.phase
            && end.at <= now
        {
            self.revision_id = end.revision_id.clone();
            self.phase = Phase::Ready;
        }
        self
    }

    /// `State`.
    pub fn state(&self) -> &'static str {
        if matches!(self.phase, Phase::Creating(_)) {
            "Pending"
        } else {
            "Active"
        }
    }

    /// `StateReason` and `StateReasonCode`.
    pub fn state_reason(&self) -> Option<(&'static str, &'static str)> {
        matches!(self.phase, Phase::Creating(_)).then_some((REASON, REASON_CODE))
    }

    /// `LastUpdateStatus`; none while the version is being created (truth.md G9).
    pub fn last_update_status(&self) -> Option<&'static str> {
        match self.phase {
            Phase::Creating(_) => None,
            Phase::Updating(_) => Some("InProgress"),
            Phase::Ready => Some("Successful"),
        }
    }

    /// `LastUpdateStatusReason` and `LastUpdateStatusReasonCode`.
    pub fn last_update_reason(&self) -> Option<(&'static str, &'static str)> {
        matches!(self.phase, Phase::Updating(_)).then_some((REASON, REASON_CODE))
    }

    /// A published copy of this version, as `number`, standing at `phase` with its own revision.
    #[must_use]
    pub fn published(&self, number: u64, revision_id: String, phase: Phase) -> Version {
        Version {
            number: Number::Published(number),
            revision_id,
            phase,
            ..self.clone()
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::record::{Code, CodePlace, Configuration, ConfigurationUpdate, PackageType};

    pub(crate) fn version(phase: Phase) -> Version {
        Version {
            function: "f".to_owned(),
            number: Number::Latest,
            configuration: Configuration::new(
                "f",
                PackageType::Zip,
                ConfigurationUpdate::default(),
            ),
            code: Code {
                sha256: String::new(),
                size: 1,
                place: CodePlace::Image {
                    uri: String::new(),
                    resolved: String::new(),
                },
                source_kms_key_arn: None,
            },
            last_modified: Timestamp(5),
            revision_id: "before".to_owned(),
            phase,
        }
    }

    #[test]
    fn r1_r3_the_end_of_a_change_is_the_same_for_every_reader() {
        let end = Settling {
            at: Timestamp(100),
            revision_id: "after".to_owned(),
        };
        for phase in [Phase::Creating(end.clone()), Phase::Updating(end)] {
            let start = version(phase);
            assert_eq!(start.clone().settled(Timestamp(99)), start);
            let done = start.clone().settled(Timestamp(100));
            assert_eq!(
                (done.revision_id.as_str(), &done.phase),
                ("after", &Phase::Ready)
            );
            assert_eq!(done, start.settled(Timestamp(1_000_000)));
            assert_eq!(done.last_modified, Timestamp(5), "F4");
        }
    }

    #[test]
    fn g9_u1_u2_what_an_observer_sees() {
        let end = Settling {
            at: Timestamp(100),
            revision_id: "after".to_owned(),
        };
        let reason = Some((REASON, REASON_CODE));
        for (phase, state, state_reason, status, status_reason) in [
            (Phase::Creating(end.clone()), "Pending", reason, None, None),
            (
                Phase::Updating(end),
                "Active",
                None,
                Some("InProgress"),
                reason,
            ),
            (Phase::Ready, "Active", None, Some("Successful"), None),
        ] {
            let seen = version(phase);
            assert_eq!((seen.state(), seen.state_reason()), (state, state_reason));
            assert_eq!(
                (seen.last_update_status(), seen.last_update_reason()),
                (status, status_reason)
            );
        }
    }
}
