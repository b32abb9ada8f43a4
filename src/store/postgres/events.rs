//! The audit trail: written with each change, read and forgotten in pieces.

use super::statement::{Parameter, Statement};
use super::{Postgres, column, count, from_json, text, unsigned};
use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::store::StoreError;
use tokio_postgres::Client;

/// Adds an event to the trail.
pub(super) fn record(event: &Event) -> Result<Statement, StoreError> {
    Ok(Statement::new(
        "INSERT INTO events (at, name, record) VALUES ($1, $2, $3)",
        [
            Parameter::Integer(event.at.0),
            Parameter::text(&event.function),
            Parameter::json(event)?,
        ],
    ))
}

/// As [`crate::store::Records::events`] has it.
pub(super) fn list(
    store: &Postgres,
    trail: Trail<'_>,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let number = |number: u64| Parameter::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let before = trail.before.unwrap_or(u64::MAX);
    let mut key = vec![count(limit), number(trail.after), number(before)];
    let only = match trail.function {
        Some(name) => {
            key.push(Parameter::text(name));
            "AND name = $4"
        }
        None => "",
    };
    let sql = format!(
        "SELECT sequence, record FROM events WHERE sequence > $2 AND sequence < $3 {only}
         ORDER BY sequence DESC LIMIT $1"
    );
    let rows = store.rows(&Statement::new(sql, key))?;
    let event = |row| {
        let event = from_json::<Event>(&text(row, 1)?)?;
        let sequence = unsigned(row, 0)?;
        Ok(Event { sequence, ..event })
    };
    rows.iter().map(event).collect()
}

/// As [`crate::store::Records::forget_events`] has it.
pub(super) fn forget(
    store: &Postgres,
    before: Timestamp,
    limit: usize,
) -> Result<usize, StoreError> {
    // Most often there is nothing to forget: a look at the oldest event tells.
    let oldest = Statement::new("SELECT at FROM events ORDER BY sequence LIMIT 1", []);
    let rows = store.rows(&oldest)?;
    let oldest = rows.first().map(|row| column::<i64>(row, 0)).transpose()?;
    if oldest.is_none_or(|at| at >= before.0) {
        return Ok(0);
    }
    let forget = Statement::new(
        "DELETE FROM events WHERE sequence IN (
             SELECT sequence FROM
                 (SELECT sequence, at FROM events ORDER BY sequence LIMIT $1) AS oldest
             WHERE at < $2
         ) AND sequence < (SELECT max(sequence) FROM events)",
        [count(limit), Parameter::Integer(before.0)],
    );
    let gone = store
        .pool
        .run(async |client: &Client| forget.run(client).await)?;
    Ok(usize::try_from(gone).unwrap_or(usize::MAX))
}
