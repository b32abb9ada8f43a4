//! The command `events`: prints the audit trail, and follows it.

use super::{Event, Trail};
use crate::settings::Events;
use crate::store::{Records, StoreError};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

/// How many events are asked for at once.
const PAGE: usize = 500;

/// How often the trail is looked at while it is followed.
const LOOK: Duration = Duration::from_millis(500);

/// How many events are asked for again while the trail is followed: of transactions that end at the
/// same time, the one with the higher number may come to light first.
const AGAIN: usize = 64;

/// Why printing ended.
#[derive(Debug)]
pub enum Ended {
    /// The store failed.
    Store(StoreError),
    /// Nobody reads what is printed, or it can't be written.
    Output(io::Error),
}

/// An event as JSON shows it.
#[derive(Serialize)]
struct Line<'a> {
    sequence: u64,
    time: String,
    #[serde(flatten)]
    event: &'a Event,
}

/// What a follower of the trail has seen.
struct Follower {
    /// The latest numbers, at least one.
    seen: BTreeSet<u64>,
}

/// Prints the events that are asked for, oldest first.
///
/// # Errors
/// Those of the store and of `out`.
pub fn print(records: &dyn Records, asked: &Events, out: &mut dyn Write) -> Result<(), Ended> {
    let mut found = collect(records, asked)?;
    found.reverse();
    if !asked.json {
        writeln!(out, "{HEADS}")?;
    }
    for event in &found {
        line(event, asked.json, out)?;
    }
    out.flush()?;
    if !asked.follow {
        return Ok(());
    }
    let mut follower = Follower::new(records, &found)?;
    loop {
        std::thread::sleep(LOOK);
        for event in follower.look(records, asked.function.as_deref())? {
            line(&event, asked.json, out)?;
        }
        out.flush()?;
    }
}

/// The newest events, newest first.
fn collect(records: &dyn Records, asked: &Events) -> Result<Vec<Event>, StoreError> {
    let mut found = Vec::new();
    let mut trail = Trail {
        function: asked.function.as_deref(),
        ..Trail::default()
    };
    while found.len() < asked.limit {
        let most = PAGE.min(asked.limit - found.len());
        let page = records.events(trail, most)?;
        let is_last = page.len() < most;
        for event in page {
            if asked.since.is_some_and(|since| event.at < since) {
                return Ok(found);
            }
            trail.before = Some(event.sequence);
            found.push(event);
        }
        if is_last {
            break;
        }
    }
    Ok(found)
}

impl Follower {
    /// Goes on after `printed`, which is in order.
    fn new(records: &dyn Records, printed: &[Event]) -> Result<Follower, StoreError> {
        let latest = printed.iter().rev().take(AGAIN);
        let mut seen: BTreeSet<u64> = latest.map(|event| event.sequence).collect();
        if seen.is_empty() {
            // What is there already was not asked for.
            let newest = records.events(Trail::default(), 1)?;
            seen.insert(newest.first().map_or(0, |event| event.sequence));
        }
        Ok(Follower { seen })
    }

    /// What has come since, in order.
    fn look(
        &mut self,
        records: &dyn Records,
        function: Option<&str>,
    ) -> Result<Vec<Event>, StoreError> {
        let trail = Trail {
            function,
            after: self.seen.first().copied().unwrap_or_default(),
            before: None,
        };
        let mut found = records.events(trail, usize::MAX)?;
        found.retain(|event| !self.seen.contains(&event.sequence));
        found.reverse();
        self.seen.extend(found.iter().map(|event| event.sequence));
        while self.seen.len() > AGAIN {
            self.seen.pop_first();
        }
        Ok(found)
    }
}

const HEADS: &str = "TIME                      OPERATION                    FUNCTION                  \
                     CODE                               CALLER                REQUEST";

fn line(event: &Event, json: bool, out: &mut dyn Write) -> Result<(), Ended> {
    if json {
        let line = Line {
            sequence: event.sequence,
            time: event.at.rfc3339(),
            event,
        };
        serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    let function = match &event.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", event.function),
        None => event.function.clone(),
    };
    let code = event.code.as_ref().map_or("-".to_owned(), |code| {
        let short: String = code.sha256.chars().take(16).collect();
        format!("{short}… {:>9} bytes", code.size)
    });
    let caller = event.caller_arn.as_deref();
    let caller = caller.or(event.access_key_id.as_deref()).unwrap_or("-");
    writeln!(
        out,
        "{:<25} {:<28} {:<25} {:<34} {:<21} {}",
        event.at.rfc3339(),
        event.operation,
        function,
        code,
        caller,
        event.request_id,
    )?;
    Ok(())
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Store(error) => error.fmt(f),
            Ended::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Ended {}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Ended {
        Ended::Store(error)
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Ended {
        Ended::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::store::{Change, Sqlite};

    fn event(function: &str, at: i64) -> Event {
        Event {
            sequence: 0,
            at: Timestamp(at),
            request_id: "q".to_owned(),
            access_key_id: Some("AKID".to_owned()),
            caller_arn: None,
            operation: "UpdateFunctionCode".to_owned(),
            function: function.to_owned(),
            qualifier: None,
            old_revision_id: None,
            new_revision_id: None,
            code: None,
        }
    }

    fn tell(store: &Sqlite, function: &str, at: i64) {
        let mut change = Change::new(function, store.load(function).unwrap().lineage);
        change.event = Some(event(function, at));
        store.commit(&change).unwrap();
    }

    fn store(events: i64) -> (tempfile::TempDir, Sqlite) {
        let home = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&home.path().join("records.db")).unwrap();
        for at in 1..=events {
            tell(&store, if at % 2 == 0 { "even" } else { "odd" }, at);
        }
        (home, store)
    }

    fn asked() -> Events {
        Events {
            function: None,
            since: None,
            limit: 100,
            json: true,
            follow: false,
        }
    }

    fn printed(store: &Sqlite, asked: &Events) -> String {
        let mut out = Vec::new();
        print(store, asked, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_newest_events_that_are_asked_for_are_printed_in_order() {
        let (_home, store) = store(6);
        let times = |asked: &Events| -> Vec<i64> {
            let lines = printed(&store, asked);
            let json = lines.lines().map(|l| serde_json::from_str(l).unwrap());
            json.map(|line: serde_json::Value| line["at"].as_i64().unwrap())
                .collect()
        };
        assert_eq!(times(&asked()), [1, 2, 3, 4, 5, 6]);
        let two = Events {
            limit: 2,
            ..asked()
        };
        assert_eq!(times(&two), [5, 6]);
        let odd = Events {
            function: Some("odd".to_owned()),
            ..asked()
        };
        assert_eq!(times(&odd), [1, 3, 5]);
        let late = Events {
            since: Some(Timestamp(4)),
            ..asked()
        };
        assert_eq!(times(&late), [4, 5, 6]);
    }

    #[test]
    fn all_pages_are_read() {
        let (_home, store) = store(PAGE as i64 + 1);
        let all = Events {
            limit: usize::MAX,
            ..asked()
        };
        assert_eq!(printed(&store, &all).lines().count(), PAGE + 1);
    }

    #[test]
    fn columns_stand_below_their_heads() {
        let (_home, store) = store(1);
        let table = Events {
            json: false,
            ..asked()
        };
        let text = printed(&store, &table);
        let (heads, row) = text.trim_end().split_once('\n').unwrap();
        for (head, cell) in [
            ("TIME", "1970-01-01T00:00:00.001Z"),
            ("OPERATION", "UpdateFunctionCode"),
            ("FUNCTION", "odd"),
            ("CALLER", "AKID"),
            ("REQUEST", "q"),
        ] {
            let at = heads.find(head).unwrap();
            assert!(row[at..].starts_with(cell), "{head}\n{text}");
        }
    }

    #[test]
    fn a_follower_sees_everything_once() {
        let (_home, store) = store(3);
        let printed = collect(&store, &asked()).unwrap();
        let mut follower = Follower::new(&store, &printed).unwrap();
        let mut nothing = Follower::new(&store, &[]).unwrap();
        for at in 4..200 {
            tell(&store, "even", at);
            for follower in [&mut follower, &mut nothing] {
                let found = follower.look(&store, None).unwrap();
                let times: Vec<_> = found.iter().map(|event| event.at.0).collect();
                assert_eq!(times, [at]);
            }
        }
        assert!(follower.look(&store, None).unwrap().is_empty());
    }
}
