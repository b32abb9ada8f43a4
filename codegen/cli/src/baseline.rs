//! The findings that were there before anybody asked: they are kept in a file, and only new ones fail. An entry survives that lines
//! move, and that unrelated things change; one that matches nothing any more is told, so that the file shrinks.

use std::collections::BTreeMap;
use std::path::Path;

use planish_model::{Diagnostic, Severity, ShapeId, Sources, Span};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, hash};
use crate::outcome::{Failure, Result};
use crate::policy::Verdict;
use crate::{disk, paths};

/// The event id of the note about an entry that matches nothing.
const STALE: &str = "StaleBaselineEntry";

const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    version: u32,
    findings: Vec<Entry>,
}

/// A finding, as far as it stays the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The event id.
    id: String,
    /// The shape, or the file if the finding is about none.
    subject: String,
    /// The hash of the message without lines and columns.
    message: String,
    /// How many such findings there are.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_one(count: &usize) -> bool {
    *count == 1
}

type Key = (String, String, String);

fn key(finding: &Finding) -> Key {
    (
        finding.id().to_owned(),
        finding.subject().to_owned(),
        hash(&finding.settled_message()),
    )
}

/// Marks the findings that the file has as known. Returns notes about entries that match nothing; their places are in the file.
///
/// # Errors
/// The file can't be read, or is no baseline.
pub(crate) fn apply(path: &Path, findings: &mut [Finding]) -> Result<Vec<Finding>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let Failure(message) = Failure::io("read", path, &error);
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure(format!("{message}; `--write-baseline` makes the file"))
            }
            _ => Failure(message),
        }
    })?;
    let name = paths::shown_here(path);
    let baseline: Baseline = serde_json::from_str(&text)
        .map_err(|error| Failure(format!("{name} is no baseline: {error}")))?;
    if baseline.version != VERSION {
        let version = baseline.version;
        return Err(Failure(format!(
            "{name} has version {version}, and this planish reads version {VERSION}"
        )));
    }
    let mut left: BTreeMap<Key, usize> = BTreeMap::new();
    for entry in &baseline.findings {
        let key = (
            entry.id.clone(),
            entry.subject.clone(),
            entry.message.clone(),
        );
        let count = left.entry(key).or_default();
        *count = count.saturating_add(entry.count);
    }
    for finding in findings {
        if finding.verdict.is_hidden() {
            continue;
        }
        if let Some(count) = left.get_mut(&key(finding)).filter(|count| **count > 0) {
            *count -= 1;
            finding.verdict = Verdict::Known;
        }
    }
    Ok(stale(&name, &text, left))
}

/// Writes all open findings into the file, and returns how many.
///
/// # Errors
/// The operating system refuses.
pub(crate) fn write(path: &Path, findings: &[Finding]) -> Result<usize> {
    let open = findings
        .iter()
        .filter(|finding| !finding.verdict.is_hidden());
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for finding in open {
        *counts.entry(key(finding)).or_default() += 1;
    }
    let total = counts.values().sum();
    // A line for each entry: that merges well.
    let mut text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
    for (i, ((id, subject, message), count)) in counts.into_iter().enumerate() {
        let entry = Entry {
            id,
            subject,
            message,
            count,
        };
        // Texts and numbers always serialize.
        let entry = serde_json::to_string(&entry).unwrap_or_default();
        text.push_str(if i == 0 { "\n    " } else { ",\n    " });
        text.push_str(&entry);
    }
    text.push_str(if total == 0 { "]\n}\n" } else { "\n  ]\n}\n" });
    disk::write(path, &text)?;
    Ok(total)
}

fn stale(name: &str, text: &str, left: BTreeMap<Key, usize>) -> Vec<Finding> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let mut notes = Vec::new();
    for ((id, subject, message), _) in left.into_iter().filter(|(_, count)| *count > 0) {
        let about = format!("the baseline has a finding `{id}` that is not there any more");
        let mut note = Diagnostic::new(Severity::Note, STALE, about)
            .hint("take the line out, or write the baseline anew with `--write-baseline`");
        note.shape = ShapeId::parse(&subject).ok();
        // The line of the entry: the one that has its hash and what it is about.
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            if line.contains(&message) && line.contains(&subject) && line.contains(&id) {
                let start = at + line.find(trimmed).unwrap_or_default();
                let end = start + trimmed.trim_end_matches(',').len();
                if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
                    note.span = Some(Span::new(file, start, end));
                }
                break;
            }
            at += line.len();
        }
        notes.push(Finding::new(note, &sources, Verdict::Told));
    }
    notes
}
