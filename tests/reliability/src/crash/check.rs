//! What must hold after a restart, told by the API and by the files that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::model::{Change, State};
use super::writer::Journal;
use crate::ground::{Api, Outcome, Random, hex_of, sha256};

/// How long a change may take to settle after a restart, beyond the service's own time for it.
const SETTLES: Duration = Duration::from_secs(5);

/// What was found of all functions.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The packages that versions name, by digest.
    pub(super) packages: BTreeSet<String>,
    /// Versions whose package was downloaded and compared.
    pub(super) downloaded: u64,
    /// Changes without an answer that turned out to be made.
    pub(super) kept: u64,
    /// Changes without an answer that turned out not to be made.
    pub(super) undone: u64,
}

/// Published versions as they were first seen, by function and number: they never change, and no
/// number comes back.
#[derive(Debug, Default)]
pub(super) struct Archive {
    seen: BTreeMap<(String, u64), Value>,
}

impl Archive {
    /// Whether the versions of `name` are as they were when they were first seen.
    fn compare(&mut self, name: &str, listed: &[Value]) -> Result<(), String> {
        for version in listed {
            let number = version.get("Version").and_then(Value::as_str);
            let Some(number) = number.and_then(|number| number.parse().ok()) else {
                continue;
            };
            let first = self.seen.entry((name.to_owned(), number));
            let first = first.or_insert_with(|| version.clone());
            if first != version {
                return Err(format!(
                    "{name}:{number} has changed\nfrom {first}\nto   {version}"
                ));
            }
        }
        Ok(())
    }
}

/// Checks one function, and takes into the journal what is known now: a change in doubt is made or
/// not, and either way wholly. `all` downloads every package, else only some.
pub(super) fn function(
    api: &mut Api,
    journal: &mut Journal,
    archive: &mut Archive,
    found: &mut Found,
    random: &mut Random,
    all: bool,
) -> Result<(), String> {
    let name = journal.name.clone();
    let path = format!("/2015-03-31/functions/{name}");
    settle(api, &path)?;
    let versions = listed(api, &format!("{path}/versions"), "Versions")?;
    let aliases = listed(api, &format!("{path}/aliases"), "Aliases")?;
    let state = State::read(&versions, &aliases)?;
    decide(journal, &state, found)?;
    archive.compare(&name, &versions)?;
    for alias in &aliases {
        let alias_name = alias
            .get("Name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match journal.aliases.get(alias_name) {
            Some(answered) if answered != alias => {
                return Err(format!(
                    "alias {name}:{alias_name} was {answered}, is {alias}"
                ));
            }
            _ => {}
        }
    }
    if let (Some(known), Some(latest)) = (&journal.revision, versions.first()) {
        let told = latest.get("RevisionId").and_then(Value::as_str);
        if told != Some(known) {
            return Err(format!("{name} has the revision {told:?}, had {known}"));
        }
    }
    for (number, code) in &state.versions {
        let digest = hex_of(&code.sha256);
        let digest = digest.ok_or_else(|| format!("{name}:{number}: {}", code.sha256))?;
        found.packages.insert(digest);
        if all || random.percent(10) {
            download(api, &format!("{path}?Qualifier={number}"), &code.sha256)?;
            found.downloaded += 1;
        }
    }
    if let Some(latest) = &state.latest {
        let digest = hex_of(&latest.sha256);
        found.packages.extend(digest);
        download(api, &path, &latest.sha256)?;
        found.downloaded += 1;
    }
    Ok(())
}

/// Whether what is there is what was acknowledged, or that and the change in doubt.
fn decide(journal: &mut Journal, state: &State, found: &mut Found) -> Result<(), String> {
    let doubt = journal.doubt.take();
    if *state == journal.model.state {
        found.undone += u64::from(doubt.is_some());
        // A publication that answers an old version leaves no trace, nor does it need one.
        return Ok(());
    }
    let Some(change) = doubt else {
        return Err(format!(
            "{}: acknowledged {:?}\nfound {state:?}",
            journal.name, journal.model.state
        ));
    };
    let (next, _) = journal.model.after(&change);
    if *state != next.state {
        return Err(format!(
            "{}: half of {change:?}\nbefore {:?}\nfound {state:?}",
            journal.name, journal.model.state
        ));
    }
    found.kept += 1;
    journal.model = next;
    journal.revision = None;
    match change {
        Change::PutAlias { name, .. } | Change::RemoveAlias { name } => {
            journal.aliases.remove(&name);
        }
        Change::Remove => journal.aliases.clear(),
        _ => {}
    }
    Ok(())
}

/// Waits until nothing of the function is under way.
fn settle(api: &mut Api, path: &str) -> Result<(), String> {
    let end = Instant::now() + SETTLES;
    loop {
        let target = format!("{path}/configuration");
        match api.call("GET", &target, b"") {
            Outcome::Refused(404, _, _) => return Ok(()),
            Outcome::Done(answer) => {
                let told = |name: &str| answer.get(name).and_then(Value::as_str);
                let state = (told("State"), told("LastUpdateStatus"));
                if state == (Some("Active"), Some("Successful")) {
                    return Ok(());
                }
                if Instant::now() > end {
                    return Err(format!("{path} does not settle: {state:?}"));
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return Err(format!("{target}: {other}")),
        }
    }
}

/// The items of a list; none of a function that is not there.
fn listed(api: &mut Api, target: &str, member: &str) -> Result<Vec<Value>, String> {
    match api.call("GET", target, b"") {
        Outcome::Refused(404, _, _) => Ok(Vec::new()),
        Outcome::Done(_) => api.list(target, member),
        other => Err(format!("{target}: {other}")),
    }
}

/// Whether the package behind `Code.Location` is the one that the record names.
fn download(api: &mut Api, target: &str, expected: &str) -> Result<(), String> {
    let answer = api.get(target)?;
    let location = answer.pointer("/Code/Location").and_then(Value::as_str);
    let bytes = api.download(location.ok_or_else(|| format!("{target}: no location"))?)?;
    let told = answer
        .pointer("/Configuration/CodeSha256")
        .and_then(Value::as_str);
    if told != Some(expected) || sha256(&bytes) != expected {
        return Err(format!(
            "{target}: recorded {expected}, told {told:?}, and {} bytes with {} are there",
            bytes.len(),
            sha256(&bytes)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crash::model::Model;
    use serde_json::json;

    fn update(sha256: &str, publish: bool) -> Change {
        Change::Update {
            sha256: sha256.to_owned(),
            size: 1,
            publish,
        }
    }

    /// A journal of these acknowledged changes, and one in doubt.
    fn journal(changes: &[Change], doubt: Option<Change>) -> Journal {
        let create = Change::Create {
            code: Default::default(),
            publish: false,
        };
        let begin = Model::default().after(&create).0;
        let after = |model: Model, change: &Change| model.after(change).0;
        Journal {
            model: changes.iter().fold(begin, after),
            doubt,
            ..Journal::default()
        }
    }

    fn decided(mut journal: Journal, state: &State) -> Result<(u64, u64), String> {
        let mut found = Found::default();
        decide(&mut journal, state, &mut found)?;
        assert_eq!(journal.doubt, None);
        Ok((found.kept, found.undone))
    }

    #[test]
    fn what_was_acknowledged_has_to_be_there() {
        let there = journal(&[update("a", true)], None).model.state;
        assert_eq!(
            decided(journal(&[update("a", true)], None), &there),
            Ok((0, 0))
        );
        let lost = journal(&[update("a", true), update("b", false)], None);
        assert!(decided(lost, &there).is_err());
        let never_asked = journal(&[], None);
        assert!(decided(never_asked, &there).is_err());
    }

    #[test]
    fn what_is_in_doubt_is_there_wholly_or_not_at_all() {
        let doubtful = || journal(&[update("a", false)], Some(update("b", true)));
        let before = journal(&[update("a", false)], None).model.state;
        let after = journal(&[update("a", false), update("b", true)], None);
        let after = after.model.state;
        assert_eq!(decided(doubtful(), &before), Ok((0, 1)));
        assert_eq!(decided(doubtful(), &after), Ok((1, 0)));
        // The code is new, but its version is missing; or the other way round.
        let half = journal(&[update("a", false), update("b", false)], None);
        assert!(decided(doubtful(), &half.model.state).is_err());
        let mut other_half = before;
        other_half.versions = after.versions;
        assert!(decided(doubtful(), &other_half).is_err());
    }

    #[test]
    fn published_versions_never_change() {
        let mut archive = Archive::default();
        let listed = |revision: &str| {
            [
                json!({"Version": "$LATEST", "RevisionId": revision}),
                json!({"Version": "1", "RevisionId": "a"}),
            ]
        };
        assert_eq!(archive.compare("f", &listed("x")), Ok(()));
        assert_eq!(archive.compare("f", &listed("y")), Ok(()));
        let changed = [json!({"Version": "1", "RevisionId": "b"})];
        assert_eq!(archive.compare("g", &changed), Ok(()));
        assert!(archive.compare("f", &changed).is_err());
    }
}
