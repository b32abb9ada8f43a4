//! Rows, all of which are tried before any of them fails the test.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;

use crate::support::{Call, Rig, files, zip};

/// One row of the reference.
pub(crate) struct Row {
    /// Its id there, such as `E2`.
    pub(crate) id: &'static str,
    /// How it is held against the service.
    pub(crate) proof: Proof,
}

/// How a row is held against the service.
pub(crate) enum Proof {
    /// One call is refused by the service that [`prove`] starts, and nothing changes.
    Refused(Refusal),
    /// Steps that panic if the row doesn't hold.
    Steps(fn()),
}

/// One call that is refused, and how.
pub(crate) struct Refusal {
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

/// A row of a call that is refused.
pub(crate) fn refused(
    id: &'static str,
    call: Call,
    status: u16,
    error: &'static str,
    body: Body,
) -> Row {
    let refusal = Refusal {
        call,
        status,
        error,
        body,
    };
    Row {
        id,
        proof: Proof::Refused(refusal),
    }
}

/// A row that takes steps.
pub(crate) fn steps(id: &'static str, steps: fn()) -> Row {
    Row {
        id,
        proof: Proof::Steps(steps),
    }
}

/// A body of the errors that are not modelled (W5).
pub(crate) fn message(text: &str) -> Body {
    Body::Exact(format!("{{\"message\":{}}}", quoted(text)))
}

/// A body of the modelled errors, whose message is under `key` (W4).
pub(crate) fn user(key: &str, text: &str) -> Body {
    Body::Exact(format!("{{\"Type\":\"User\",\"{key}\":{}}}", quoted(text)))
}

/// Tries all rows, and fails if any doesn't hold. Calls that are refused go to a service with a
/// function `f` that has a version `1` and an alias `live`, and with an object `key` in the bucket
/// `bucket`; they leave all that as it is (R4).
pub(crate) fn prove(rows: Vec<Row>) {
    let mut wrong = Vec::new();
    let mut refusals = Vec::new();
    for Row { id, proof } in rows {
        match proof {
            Proof::Refused(refusal) => refusals.push((id, refusal)),
            Proof::Steps(steps) => {
                if let Err(panic) = catch_unwind(AssertUnwindSafe(steps)) {
                    let text = panic.downcast_ref::<String>().cloned();
                    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&t| t.to_owned()));
                    wrong.push(format!("{id}: {}", text.unwrap_or_default()));
                }
            }
        }
    }
    if !refusals.is_empty() {
        let rig = furnished();
        let before = (rig.configuration("f"), files(&rig.data().join("packages")));
        for (id, refusal) in refusals {
            wrong.extend(try_refusal(&rig, id, &refusal));
        }
        let after = (rig.configuration("f"), files(&rig.data().join("packages")));
        if before != after {
            wrong.push("R4: a refused call has changed something".to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The service that [`prove`] describes.
pub(crate) fn furnished() -> Rig {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    let call = Call::post("/2015-03-31/functions/f/aliases").json(&alias);
    assert_eq!(rig.send(&call).status, 201);
    rig.put_object("bucket", "key", &zip("b"));
    rig.put_object("elsewhere", "key", &zip("b"));
    rig.put_object("elsewhere", ".region", b"us-east-2");
    rig
}

/// Sends refusals to a service, and fails if any is answered otherwise.
pub(crate) fn check(rig: &Rig, rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for row in rows {
        if let Proof::Refused(refusal) = row.proof {
            wrong.extend(try_refusal(rig, row.id, &refusal));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the answer to a call.
fn try_refusal(rig: &Rig, id: &str, refusal: &Refusal) -> Vec<String> {
    let answer = rig.send(&refusal.call);
    let mut wrong = Vec::new();
    let asked = format!("{} {:.80}", refusal.call.method, refusal.call.target);
    let mut told = |what: &str, found: String| {
        wrong.push(format!("{id}: {asked}: {what}: {found}"));
    };
    if answer.status != refusal.status {
        told("status", answer.status.to_string());
    }
    if answer.error() != Some(refusal.error) {
        told("x-amzn-errortype", format!("{:?}", answer.error()));
    }
    let length = answer.body.len().to_string();
    if answer.header("content-length") != Some(&length) {
        told("content-length", format!("{:?}", answer.headers));
    }
    if answer.header("content-type") != Some("application/json") {
        told("content-type", format!("{:?}", answer.headers));
    }
    match &refusal.body {
        Body::Exact(text) if answer.text() != text => {
            told("body", format!("{}\n  instead of {text}", answer.text()));
        }
        Body::Begins(text) => {
            let message = answer.message().unwrap_or_default();
            if !message.starts_with(text) || answer.json().get("Type").is_some() {
                told("body", format!("{}\n  instead of {text}", answer.text()));
            }
        }
        Body::NoType if answer.json().get("Type").is_some() => {
            told("body", answer.text().to_owned());
        }
        _ => {}
    }
    wrong
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
