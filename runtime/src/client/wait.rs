//! Waiting until a resource is in a state (the trait `waitable`).
//!
//! Source: Smithy 2.0, "Waiters": acceptors, matchers and the delays between polls.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::call::Call;
use super::documents::document;
use super::error::Error;
use super::jmespath::{Expression, truth};
use super::{BoxFuture, Client, ClientOperation};
use crate::document::Document;
use crate::error::OperationError;
use crate::random;

/// How to wait for one state.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    /// The name in the model.
    pub name: &'static str,
    /// The least pause between polls, in seconds.
    pub min_delay: u32,
    /// The greatest pause between polls, in seconds.
    pub max_delay: u32,
    /// What is made of an answer; the first whose matcher fits decides.
    pub acceptors: &'static [Acceptor],
}

/// What an answer means.
#[derive(Clone, Copy, Debug)]
pub struct Acceptor {
    /// What it means.
    pub state: State,
    /// Which answers it is about.
    pub matcher: Matcher,
}

/// What an answer means to a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The state is reached.
    Success,
    /// The state can't be reached any more.
    Failure,
    /// Not yet.
    Retry,
}

/// Which answers an acceptor is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// Any output, or any error.
    Success(bool),
    /// The error of this name.
    Error(&'static str),
    /// Outputs with this at a path.
    Output {
        /// A JMESPath expression on the output.
        path: &'static str,
        /// The value.
        expected: &'static str,
        /// How it compares.
        comparator: Comparator,
    },
    /// Outputs that, with their input, have this at a path.
    InputOutput {
        /// A JMESPath expression on an object of `input` and `output`.
        path: &'static str,
        /// The value.
        expected: &'static str,
        /// How it compares.
        comparator: Comparator,
    },
}

/// How what is at a path compares to what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// A string that is the same.
    StringEquals,
    /// A boolean that is the same, expected as `true` or `false`.
    BooleanEquals,
    /// A list of strings that isn't empty and that are all the same.
    AllStringEquals,
    /// A list of strings with one that is the same.
    AnyStringEquals,
}

/// Waiting for a state; nothing happens until it is awaited.
#[must_use = "a waiter polls once it is awaited"]
pub struct Wait<O: ClientOperation> {
    call: Call<O>,
    waiter: &'static Waiter,
    timeout: Duration,
}

/// The answer that ended the waiting: an output, or an error that means success.
#[derive(Debug)]
pub enum Waited<T, E> {
    /// The output.
    Output(T),
    /// The error, for instance that the resource isn't there any more.
    Error(E),
}

/// Why the state isn't reached.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<T, E> {
    /// The answer means that the state can't be reached any more.
    Failed {
        /// The waiter's name.
        waiter: &'static str,
        /// The answer.
        last: Box<Result<T, Error<E>>>,
    },
    /// The time is over.
    TimedOut {
        /// The waiter's name.
        waiter: &'static str,
        /// How long it was given.
        after: Duration,
        /// The last answer.
        last: Box<Result<T, Error<E>>>,
    },
    /// A call failed in a way that the waiter doesn't know.
    Call(Error<E>),
}

type End<O> = Result<
    Waited<<O as ClientOperation>::Output, <O as ClientOperation>::Error>,
    WaitError<<O as ClientOperation>::Output, <O as ClientOperation>::Error>,
>;

impl<O: ClientOperation> Wait<O> {
    pub(super) fn new(call: Call<O>, waiter: &'static Waiter) -> Self {
        Self {
            call,
            waiter,
            timeout: Duration::from_secs(300),
        }
    }

    /// Waits so long at most, from the first call on; 5 minutes if this isn't called.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl<O: ClientOperation<Input: Clone>> Wait<O> {
    /// Waits. Awaiting the waiter itself does the same.
    ///
    /// # Errors
    /// Each [`WaitError`].
    pub async fn send(self) -> End<O> {
        let Self {
            call,
            waiter,
            timeout,
        } = self;
        let client = Client {
            core: Arc::clone(&call.core),
        };
        let input = document(&call.input);
        let start = Instant::now();
        let mut polls = 0;
        loop {
            let result = client.call::<O>(call.input.clone()).await;
            let state = {
                let answer = match &result {
                    Ok(output) => Ok(document(output)),
                    Err(error) => Err(error.code().unwrap_or("").to_owned()),
                };
                let known = result.is_ok() || error_is_service(&result);
                known.then(|| waiter.judge(&input, &answer)).flatten()
            };
            match (state, result) {
                (Some(State::Success), Ok(output)) => return Ok(Waited::Output(output)),
                (Some(State::Success), Err(error)) => {
                    return error
                        .into_service()
                        .map(Waited::Error)
                        .map_err(WaitError::Call);
                }
                (Some(State::Failure), last) => {
                    return Err(WaitError::Failed {
                        waiter: waiter.name,
                        last: Box::new(last),
                    });
                }
                (None, Err(error)) => return Err(WaitError::Call(error)),
                (Some(State::Retry) | None, last) => {
                    polls += 1;
                    let left = timeout.saturating_sub(start.elapsed());
                    let Some(pause) = waiter.pause(polls, left, random::fraction()) else {
                        return Err(WaitError::TimedOut {
                            waiter: waiter.name,
                            after: timeout,
                            last: Box::new(last),
                        });
                    };
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

impl<O: ClientOperation<Input: Clone>> IntoFuture for Wait<O> {
    type Output = End<O>;
    type IntoFuture = BoxFuture<'static, End<O>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<O: ClientOperation> fmt::Debug for Wait<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("call", &self.call)
            .field("waiter", &self.waiter.name)
            .field("timeout", &self.timeout)
            .finish()
    }
}

impl Waiter {
    /// What an answer means: an output, or the name of an error.
    fn judge(&self, input: &Document, answer: &Result<Document, String>) -> Option<State> {
        let fits = |matcher: &Matcher| match (matcher, answer) {
            (Matcher::Success(wanted), answer) => answer.is_ok() == *wanted,
            (Matcher::Error(name), Err(code)) => {
                // A model may give the whole shape id.
                name.rsplit_once('#').map_or(*name, |(_, name)| name) == code
            }
            (
                Matcher::Output {
                    path,
                    expected,
                    comparator,
                },
                Ok(output),
            ) => comparator.holds(path, output, expected),
            (
                Matcher::InputOutput {
                    path,
                    expected,
                    comparator,
                },
                Ok(output),
            ) => {
                let both = [("input", input), ("output", output)];
                let both = both.map(|(name, value)| (name.to_owned(), value.clone()));
                comparator.holds(path, &Document::Object(both.into()), expected)
            }
            _ => false,
        };
        let acceptor = self.acceptors.iter().find(|a| fits(&a.matcher));
        acceptor.map(|a| a.state)
    }

    /// The pause after so many polls with so much time left; `None` where the time is over.
    ///
    /// Random between the least and twice as much each time, up to the greatest; the last one
    /// leaves the least pause's time for one more poll.
    fn pause(&self, polls: u32, left: Duration, random: f64) -> Option<Duration> {
        let least = Duration::from_secs(self.min_delay.max(1).into());
        let most = Duration::from_secs(self.max_delay.into()).max(least);
        let doubled = least.saturating_mul(2u32.saturating_pow(polls.saturating_sub(1)));
        let spread = doubled.min(most).saturating_sub(least);
        let pause = least + spread.mul_f64(random);
        if left.saturating_sub(pause) <= least {
            left.checked_sub(least).filter(|pause| !pause.is_zero())
        } else {
            Some(pause)
        }
    }
}

impl Comparator {
    fn holds(self, path: &str, value: &Document, expected: &str) -> bool {
        let found = match Expression::parse(path).and_then(|path| path.search(value)) {
            Ok(found) => found,
            Err(problem) => {
                tracing::warn!(path, %problem, "a waiter's path can't be followed");
                return false;
            }
        };
        let same = |value: &Document| matches!(value, Document::String(text) if text == expected);
        match (self, &found) {
            (Self::StringEquals, found) => same(found),
            (Self::BooleanEquals, Document::Boolean(_)) => {
                truth(&found) == expected.eq_ignore_ascii_case("true")
            }
            (Self::AllStringEquals, Document::Array(items)) => {
                !items.is_empty() && items.iter().all(same)
            }
            (Self::AnyStringEquals, Document::Array(items)) => items.iter().any(same),
            _ => false,
        }
    }
}

fn error_is_service<T, E: OperationError>(result: &Result<T, Error<E>>) -> bool {
    matches!(result, Err(error) if error.as_service().is_some())
}

impl<T, E: fmt::Display> fmt::Display for WaitError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (waiter, last) = match self {
            Self::Call(error) => return error.fmt(f),
            Self::Failed { waiter, last } => {
                write!(f, "the state {waiter} can't be reached any more")?;
                (waiter, last)
            }
            Self::TimedOut {
                waiter,
                after,
                last,
            } => {
                write!(f, "the state {waiter} isn't reached after {after:?}")?;
                (waiter, last)
            }
        };
        match &**last {
            Ok(_) => write!(
                f,
                "; the answer to look at is in the error's `last` ({waiter})"
            ),
            Err(error) => write!(f, ": {error}"),
        }
    }
}

impl<T: fmt::Debug, E: std::error::Error + 'static> std::error::Error for WaitError<T, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Failed { last, .. } | Self::TimedOut { last, .. } => match &**last {
                Ok(_) => None,
                Err(error) => error.source(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
