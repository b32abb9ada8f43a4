//! Compares a message with what a case says of it.

#[cfg(feature = "client")]
mod request;
#[cfg(feature = "server")]
mod response;

use http::HeaderMap;

use super::{Message, body};

#[cfg(feature = "client")]
pub(super) use request::request;
#[cfg(feature = "server")]
pub(super) use response::{refusal, response};

/// Everything that is wrong, one line each.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, problem: String) {
        self.0.push(problem);
    }

    fn into_result(self) -> Result<(), String> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0.join("\n"))
        }
    }
}

fn message(expected: &Message, headers: &HeaderMap, found: &[u8], problems: &mut Problems) {
    for (name, value) in expected.headers {
        match joined(headers, name) {
            Some(found) if found == *value => {}
            Some(found) => problems.add(format!("{name} is {found:?} instead of {value:?}")),
            None => problems.add(format!("the header {name} is missing, {value:?}")),
        }
    }
    for name in expected.require_headers {
        if !headers.contains_key(*name) {
            problems.add(format!("the header {name} is missing"));
        }
    }
    for name in expected.forbid_headers {
        if let Some(found) = joined(headers, name) {
            problems.add(format!("there is a header {name}: {found}"));
        }
    }
    let problem = expected
        .body
        .and_then(|expected_body| body::difference(expected_body, found, expected.media_type));
    problems.0.extend(problem);
}

/// All values of a header as one.
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}
