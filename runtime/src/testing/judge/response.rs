//! Answers that a server gave.

use bytes::Bytes;
use http::Response as HttpResponse;

use super::{Problems, message};
use crate::testing::tree::Tree;
use crate::testing::{Assertion, Malformed, Message, Response};

/// Judges a response that a server gave.
pub(in crate::testing) fn response(
    expected: &Response,
    found: &HttpResponse<Bytes>,
) -> Result<(), String> {
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
pub(in crate::testing) fn refusal(
    expected: &Malformed,
    found: &HttpResponse<Bytes>,
) -> Result<(), String> {
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

/// The member `message` of the body must match the pattern.
fn matches(pattern: &str, found: &[u8], problems: &mut Problems) {
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
