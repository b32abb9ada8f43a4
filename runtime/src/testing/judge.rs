//! Compares a message with what a case says of it.

use bytes::Bytes;
use http::{HeaderMap, Request as HttpRequest, Response as HttpResponse};

use super::{Assertion, Malformed, Message, Request, Response, body};

/// Everything that is wrong, one line each.
#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, problem: String) {
        self.0.push(problem);
    }

    pub(super) fn into_result(self) -> Result<(), String> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0.join("\n"))
        }
    }
}

/// Judges a request that a client sent.
#[cfg(feature = "client")]
pub(super) fn request(expected: &Request, found: &HttpRequest<Bytes>) -> Result<(), String> {
    let mut problems = Problems::default();
    if found.method() != expected.method {
        problems.add(format!(
            "the method is {} instead of {}",
            found.method(),
            expected.method
        ));
    }
    let path = found.uri().path();
    if path != expected.uri {
        problems.add(format!("the path is {path} instead of {}", expected.uri));
    }
    let host = found.headers().get(http::header::HOST);
    let host = host.and_then(|h| h.to_str().ok()).unwrap_or_default();
    if let Some(expected) = expected.resolved_host.filter(|e| *e != host) {
        problems.add(format!("the host is {host} instead of {expected}"));
    }
    query(
        expected,
        found.uri().query().unwrap_or_default(),
        &mut problems,
    );
    message(
        &expected.message,
        found.headers(),
        found.body(),
        &mut problems,
    );
    problems.into_result()
}

/// Judges a response that a server gave.
pub(super) fn response(expected: &Response, found: &HttpResponse<Bytes>) -> Result<(), String> {
    let mut problems = Problems::default();
    status(expected.status, found, &mut problems);
    message(
        &expected.message,
        found.headers(),
        found.body(),
        &mut problems,
    );
    problems.into_result()
}

/// Judges a refusal that a server gave.
pub(super) fn refusal(expected: &Malformed, found: &HttpResponse<Bytes>) -> Result<(), String> {
    let mut problems = Problems::default();
    status(expected.status, found, &mut problems);
    let (media_type, body, pattern) = match expected.answer {
        Some((media_type, Assertion::Contents(text))) => (Some(media_type), Some(text), None),
        Some((_, Assertion::Message(pattern))) => (None, None, Some(pattern)),
        None => (None, None, None),
    };
    let asserted = Message {
        headers: expected.answer_headers,
        body,
        media_type,
        ..Message::EMPTY
    };
    message(&asserted, found.headers(), found.body(), &mut problems);
    if let Some(pattern) = pattern {
        matches(pattern, found.body(), &mut problems);
    }
    problems.into_result()
}

fn status(expected: u16, found: &HttpResponse<Bytes>, problems: &mut Problems) {
    let status = found.status().as_u16();
    if status != expected {
        let body = String::from_utf8_lossy(found.body());
        problems.add(format!(
            "the status is {status} instead of {expected}: {body}"
        ));
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

/// Each expected parameter must be there as often as it is expected, in the order of its name.
#[cfg(feature = "client")]
fn query(expected: &Request, found: &str, problems: &mut Problems) {
    fn name(pair: &str) -> &str {
        pair.split('=').next().unwrap_or_default()
    }
    // A parameter without value is the same with and without its equals sign.
    let plain = |pair: &str| pair.strip_suffix('=').unwrap_or(pair).to_owned();
    let pairs: Vec<&str> = found.split('&').filter(|p| !p.is_empty()).collect();
    let mut left: Vec<String> = pairs.iter().map(|p| plain(p)).collect();
    for pair in expected.query {
        let wanted = plain(pair);
        match left.iter().position(|p| name(p) == name(&wanted)) {
            Some(first) => {
                let given = left.remove(first);
                if given != wanted {
                    problems.add(format!("the query has {given} instead of {pair}"));
                }
            }
            None => problems.add(format!("the query lacks {pair}: {found}")),
        }
    }
    for wanted in expected.require_query {
        if !pairs.iter().any(|p| name(p) == *wanted) {
            problems.add(format!("the query lacks {wanted}: {found}"));
        }
    }
    for unwanted in expected.forbid_query {
        if pairs.iter().any(|p| name(p) == *unwanted) {
            problems.add(format!("the query has {unwanted}: {found}"));
        }
    }
}

/// The member `message` of the body must match the pattern.
#[cfg(feature = "server")]
fn matches(pattern: &str, found: &[u8], problems: &mut Problems) {
    use super::tree::Tree;
    let message = match Tree::parse(found) {
        Ok(Tree::Object(members)) => match members.get("message") {
            Some(Tree::String(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    let matched = match (&message, fancy_regex::Regex::new(pattern)) {
        (Some(message), Ok(regex)) => regex.is_match(message).unwrap_or(false),
        _ => false,
    };
    if !matched {
        problems.add(format!("the message is {message:?}, which isn't {pattern}"));
    }
}

#[cfg(not(feature = "server"))]
fn matches(_: &str, _: &[u8], _: &mut Problems) {}
