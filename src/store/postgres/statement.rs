//! Statements as values, and how several of them travel at once.
//!
//! A statement is parsed, bound and run in one message, and nothing of it stays on the server: so
//! connections may come from a pooler that gives every transaction another server process.

use super::trouble::Trouble;
use crate::store::StoreError;
use serde::Serialize;
use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

/// One statement with its parameters.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    sql: Cow<'static, str>,
    parameters: Vec<Parameter>,
}

/// What stands for `$1`, `$2` and so on.
#[derive(Debug, Clone)]
pub(super) enum Parameter {
    Text(String),
    MaybeText(Option<String>),
    Integer(i64),
    Seconds(f64),
    Texts(Vec<String>),
    Integers(Vec<i64>),
}

impl Statement {
    pub(super) fn new(
        sql: impl Into<Cow<'static, str>>,
        parameters: impl Into<Vec<Parameter>>,
    ) -> Statement {
        Statement {
            sql: sql.into(),
            parameters: parameters.into(),
        }
    }

    /// Runs it, and gives its rows.
    pub(super) async fn rows(&self, client: &Client) -> Result<Vec<Row>, Trouble> {
        let parameters: Vec<_> = self.parameters.iter().map(Parameter::typed).collect();
        Ok(client.query_typed(&self.sql, &parameters).await?)
    }

    /// Runs it, and says how many rows it changed.
    pub(super) async fn run(&self, client: &Client) -> Result<u64, Trouble> {
        let parameters: Vec<_> = self.parameters.iter().map(Parameter::typed).collect();
        Ok(client.execute_typed(&self.sql, &parameters).await?)
    }
}

impl Parameter {
    pub(super) fn text(text: &str) -> Parameter {
        Parameter::Text(text.to_owned())
    }

    pub(super) fn integer(number: u64) -> Result<Parameter, StoreError> {
        i64::try_from(number)
            .map(Parameter::Integer)
            .map_err(|error| StoreError(error.to_string()))
    }

    pub(super) fn json(record: &impl Serialize) -> Result<Parameter, StoreError> {
        serde_json::to_string(record)
            .map(Parameter::Text)
            .map_err(|error| StoreError(error.to_string()))
    }

    fn typed(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Parameter::Text(text) => (text, Type::TEXT),
            Parameter::MaybeText(text) => (text, Type::TEXT),
            Parameter::Integer(number) => (number, Type::INT8),
            Parameter::Seconds(seconds) => (seconds, Type::FLOAT8),
            Parameter::Texts(texts) => (texts, Type::TEXT_ARRAY),
            Parameter::Integers(numbers) => (numbers, Type::INT8_ARRAY),
        }
    }
}

/// Work on one connection: it is sent when it is looked at for the first time.
pub(super) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// Sends all work at once, in order, and waits for all answers: one round trip. A server that
/// refuses one statement of a transaction refuses those after it too, so the first refusal is the
/// one that tells why.
pub(super) async fn together<T>(mut all: Vec<Work<'_, T>>) -> Result<Vec<T>, Trouble> {
    let mut answers: Vec<Option<Result<T, Trouble>>> = all.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut pending = false;
        for (work, answer) in all.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match work.as_mut().poll(context) {
                    Poll::Ready(result) => *answer = Some(result),
                    Poll::Pending => pending = true,
                }
            }
        }
        if pending {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
    answers.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn work_is_sent_in_order_and_the_first_refusal_is_told() {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let work = |number: u32| -> Work<'_, u32> {
            let sent = Arc::clone(&sent);
            Box::pin(async move {
                sent.lock().unwrap().push(number);
                tokio::task::yield_now().await;
                if number > 1 {
                    return Err(Trouble::Other(format!("{number} is refused")));
                }
                Ok(number)
            })
        };
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build().unwrap();
        let told = runtime.block_on(together(vec![work(1), work(2), work(3)]));
        assert_eq!(told.unwrap_err(), Trouble::Other("2 is refused".to_owned()));
        assert_eq!(*sent.lock().unwrap(), [1, 2, 3]);
        assert_eq!(
            runtime.block_on(together(vec![work(0), work(1)])),
            Ok(vec![0, 1])
        );
    }
}
