//! Rows of refusals, all of which are tried before any of them fails the test.

use crate::support::{Call, Rig};

/// One call that is refused, and how.
pub(crate) struct Row {
    /// The row of the reference.
    pub(crate) row: &'static str,
    /// What is sent.
    pub(crate) call: Call,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The value of `x-amzn-errortype`.
    pub(crate) error: &'static str,
    /// What the body has to be.
    pub(crate) body: Body,
}

/// What is known of a body.
pub(crate) enum Body {
    /// All of its bytes.
    Exact(String),
    /// A message with this beginning, and no `Type`.
    Begins(&'static str),
    /// No `Type`; the reference is not sure of more.
    NoType,
}

/// A body of the errors that are not modelled (W5).
pub(crate) fn message(text: &str) -> Body {
    Body::Exact(format!("{{\"message\":{}}}", quoted(text)))
}

/// A body of the modelled errors, whose message is under `key` (W4).
pub(crate) fn user(key: &str, text: &str) -> Body {
    Body::Exact(format!("{{\"Type\":\"User\",\"{key}\":{}}}", quoted(text)))
}

/// Sends all, and fails if any is answered otherwise.
pub(crate) fn check(rig: &Rig, rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for row in rows {
        let answer = rig.send(&row.call);
        let mut told = |what: &str, found: String| {
            wrong.push(format!("{}: {what}: {found}", row.row));
        };
        if answer.status != row.status {
            told("status", answer.status.to_string());
        }
        if answer.error() != Some(row.error) {
            told("x-amzn-errortype", format!("{:?}", answer.error()));
        }
        let length = answer.body.len().to_string();
        if answer.header("content-length") != Some(&length) {
            told("content-length", format!("{:?}", answer.headers));
        }
        if answer.header("content-type") != Some("application/json") {
            told("content-type", format!("{:?}", answer.headers));
        }
        let fits = match &row.body {
            Body::Exact(text) => answer.text() == text,
            Body::Begins(text) => {
                let message = answer.message().unwrap_or_default();
                message.starts_with(text) && answer.json().get("Type").is_none()
            }
            Body::NoType => answer.json().get("Type").is_none(),
        };
        if !fits {
            told("body", answer.text().to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
