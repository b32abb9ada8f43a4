//! What a server or the way to it can say instead of an answer, by what is to be done about it.

use crate::store::StoreError;
use std::error::Error as _;
use tokio_postgres::error::{DbError, SqlState};

/// Why there is no answer; holds what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The connection is lost, or can't be made: another one may do.
    Broken(String),
    /// Others were at work on the same rows; nothing has changed, and the next attempt may do.
    Conflict(String),
    /// No attempt will do.
    Other(String),
}

/// Refusals that the next attempt may overcome, as PostgreSQL, CockroachDB and YugabyteDB name
/// them: serialization failures, deadlocks, and locks that were not to be had in time.
const CONFLICTS: [SqlState; 3] = [
    SqlState::T_R_SERIALIZATION_FAILURE,
    SqlState::T_R_DEADLOCK_DETECTED,
    SqlState::LOCK_NOT_AVAILABLE,
];

/// Servers that are about to go or to come, have no connection left, or do not know themselves how a
/// commit has ended (CockroachDB). What begins with 08 is a broken connection, too.
const BREAKS: [SqlState; 6] = [
    SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN,
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::TOO_MANY_CONNECTIONS,
    SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
];

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Trouble {
        let Some(refusal) = error.as_db_error() else {
            return Trouble::Broken(chain(&error));
        };
        let told = told(refusal);
        let code = refusal.code();
        if CONFLICTS.contains(code) {
            Trouble::Conflict(told)
        } else if BREAKS.contains(code) || code.code().starts_with("08") {
            Trouble::Broken(told)
        } else {
            Trouble::Other(told)
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Other(error.0)
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> StoreError {
        match trouble {
            Trouble::Broken(told) => StoreError(format!("PostgreSQL can't be reached: {told}")),
            Trouble::Conflict(told) => StoreError(format!("too many changes at once: {told}")),
            Trouble::Other(told) => StoreError(told),
        }
    }
}

/// What the server says, and what to do about it where that is known.
fn told(refusal: &DbError) -> String {
    let mut told = format!("{} ({})", refusal.message(), refusal.code().code());
    let hint = match *refusal.code() {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "check user and password in the URL, and the server's pg_hba.conf"
        }
        SqlState::UNDEFINED_DATABASE => "make it with createdb, or name another one in the URL",
        SqlState::INSUFFICIENT_PRIVILEGE => {
            "give the role the right to it; migrations need CREATE on the schema"
        }
        SqlState::TOO_MANY_CONNECTIONS => {
            "raise the server's max_connections, or lower --records-connections"
        }
        SqlState::UNDEFINED_TABLE => "the schema is damaged; restore it from a backup",
        _ => refusal.hint().unwrap_or_default(),
    };
    if !hint.is_empty() {
        told = format!("{told}: {hint}");
    }
    told
}

/// An error with its causes: the crate's own words alone say little.
fn chain(error: &tokio_postgres::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !told.contains(&more) {
            told = format!("{told}: {more}");
        }
        cause = error.source();
    }
    told
}
