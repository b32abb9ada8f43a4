//! Pages to look at: functions, their versions and aliases, and what was changed lately.
//!
//! The pages work without a script. With it they follow changes: the script waits for the answer to
//! `/_ui/changes`, which comes when there is a newer event than the page shows, and then puts the
//! page's new contents into place.

mod html;
mod pages;

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{Answer, body, text};
use crate::behaviour::Functions;
use crate::events::Trail;
use crate::fault::{ErrorName, Fault};

/// How long a script waits for changes until it has to ask again.
const WAIT: Duration = Duration::from_secs(25);

/// How often the trail is looked at meanwhile: other machines may write to it, too.
const LOOK: Duration = Duration::from_millis(500);

/// How many scripts may wait at once.
const MOST_WAITING: usize = 64;

const HTML: &str = "text/html; charset=utf-8";

/// Answers what is below `/_ui`.
#[derive(Clone)]
pub(super) struct Ui {
    functions: Functions,
    waiting: Arc<Semaphore>,
}

impl Ui {
    pub(super) fn new(functions: Functions) -> Ui {
        Ui {
            functions,
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
        }
    }

    pub(super) fn functions(&self) -> Functions {
        self.functions.clone()
    }

    /// The answer to `path`, which is what follows `/_ui`.
    pub(super) async fn answer(&self, path: &str, query: Option<&str>) -> Answer {
        match path {
            "" | "/" => {
                let after = parameter(query, "after");
                self.page(move |functions| pages::functions(functions, after.as_deref()))
                    .await
            }
            "/changes" => self.changes(query).await,
            "/page.css" => body(
                StatusCode::OK,
                "text/css; charset=utf-8",
                include_str!("page.css"),
            ),
            "/page.js" => body(
                StatusCode::OK,
                "text/javascript; charset=utf-8",
                include_str!("page.js"),
            ),
            _ => match path.strip_prefix("/functions/") {
                Some(name) => {
                    let (name, after) = (name.to_owned(), parameter(query, "after"));
                    self.page(move |functions| pages::function(functions, &name, after.as_deref()))
                        .await
                }
                None => not_found(),
            },
        }
    }

    /// A page, made where it may block.
    async fn page(
        &self,
        make: impl FnOnce(&Functions) -> Result<String, Fault> + Send + 'static,
    ) -> Answer {
        let functions = self.functions();
        match tokio::task::spawn_blocking(move || make(&functions)).await {
            Ok(Ok(page)) => body(StatusCode::OK, HTML, page),
            Ok(Err(fault)) if fault.error() == ErrorName::Service => {
                tracing::error!(%fault, "a page can't be made");
                failed()
            }
            // A name that is none, a marker that is none, a function that is not there.
            Ok(Err(_)) => not_found(),
            Err(_) => failed(),
        }
    }

    /// Waits for an event after the one with the given number; without content if none comes.
    async fn changes(&self, query: Option<&str>) -> Answer {
        let Some(after) = parameter(query, "after").and_then(|after| after.parse().ok()) else {
            return text(StatusCode::BAD_REQUEST, "after is a number of an event.\n");
        };
        let Ok(_place) = self.waiting.try_acquire() else {
            return text(StatusCode::SERVICE_UNAVAILABLE, "Too many wait already.\n");
        };
        let end = Instant::now() + WAIT;
        loop {
            let functions = self.functions();
            let trail = Trail {
                after,
                ..Trail::default()
            };
            let look = move || functions.events(trail, 1);
            match tokio::task::spawn_blocking(look).await {
                Ok(Ok(found)) if !found.is_empty() => {
                    return text(StatusCode::OK, "There are changes.\n");
                }
                Ok(Ok(_)) if Instant::now() < end => tokio::time::sleep(LOOK).await,
                Ok(Ok(_)) => return text(StatusCode::NO_CONTENT, ""),
                Ok(Err(_)) | Err(_) => return failed(),
            }
        }
    }
}

/// The value of a parameter, which is written without any character that would have to be encoded.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    Some(value.to_owned())
}

fn not_found() -> Answer {
    body(StatusCode::NOT_FOUND, HTML, pages::not_found())
}

fn failed() -> Answer {
    text(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The store does not answer.\n",
    )
}
