//! What the audit trail tells of a change: read off the change itself, so that no rule can forget it.

use super::Functions;
use crate::clock::Timestamp;
use crate::events::{Event, EventCode};
use crate::fault::Fault;
use crate::record::{Code, Number, Version};
use crate::store::{Change, Loaded, Step};

/// What was there before the change.
pub(super) struct Before {
    revision_id: String,
    code: Code,
}

impl Before {
    /// Of a function that was there.
    pub(super) fn of(loaded: &Loaded) -> Option<Before> {
        let (_, latest) = loaded.function.as_ref()?;
        Some(Before {
            revision_id: latest.revision_id.clone(),
            code: latest.code.clone(),
        })
    }
}

/// Which version or alias a change is about.
enum Subject<'a> {
    Latest,
    Published(Number),
    Removed(Number),
    Alias(&'a str),
}

impl Functions {
    /// The event of a change by this caller.
    pub(super) fn event(
        &self,
        operation: &str,
        at: Timestamp,
        before: Option<Before>,
        change: &Change,
    ) -> Result<Event, Fault> {
        let name = change.name.as_str();
        let latest = change.steps.iter().find_map(latest);
        let (old_code, old_revision) = before.map(|b| (b.code, b.revision_id)).unzip();
        let new_revision = match change.steps.contains(&Step::RemoveFunction) {
            true => None,
            false => latest
                .map(|v| v.revision_id.clone())
                .or_else(|| old_revision.clone()),
        };
        let records = &self.seams.records;
        let (qualifier, old_revision_id, new_revision_id) = match subject(change) {
            Subject::Latest => (None, old_revision, new_revision),
            Subject::Published(number) => (Some(number.to_string()), old_revision, new_revision),
            Subject::Removed(number) => {
                let old = records.version(name, number)?.map(|v| v.revision_id);
                (Some(number.to_string()), old, None)
            }
            Subject::Alias(alias) => {
                let old = records.alias(name, alias)?.map(|a| a.revision_id);
                let new = change.steps.iter().find_map(|step| match step {
                    Step::PutAlias(alias) => Some(alias.revision_id.clone()),
                    _ => None,
                });
                (Some(alias.to_owned()), old, new)
            }
        };
        // Code that came in has a place of its own, even if its bytes are the same as before.
        let code = latest
            .map(|version| &version.code)
            .filter(|code| Some(*code) != old_code.as_ref());
        Ok(Event {
            sequence: 0,
            at,
            request_id: self.caller.request_id.clone(),
            access_key_id: self.caller.access_key.clone(),
            caller_arn: self.caller.arn.clone(),
            operation: operation.to_owned(),
            function: name.to_owned(),
            qualifier,
            old_revision_id,
            new_revision_id,
            code: code.map(|code| EventCode {
                sha256: code.sha256.clone(),
                size: code.size,
            }),
        })
    }
}

fn subject(change: &Change) -> Subject<'_> {
    let named = change.steps.iter().find_map(|step| match step {
        Step::PutVersion(version) if version.number != Number::Latest => {
            Some(Subject::Published(version.number))
        }
        Step::RemoveVersion(number) => Some(Subject::Removed(*number)),
        Step::PutAlias(alias) => Some(Subject::Alias(&alias.name)),
        Step::RemoveAlias(alias) => Some(Subject::Alias(alias)),
        _ => None,
    });
    named.unwrap_or(Subject::Latest)
}

fn latest(step: &Step) -> Option<&Version> {
    match step {
        Step::PutVersion(version) if version.number == Number::Latest => Some(version),
        _ => None,
    }
}
