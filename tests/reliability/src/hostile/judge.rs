//! What an answer must be like, whatever was asked (truth.md section 1).

use serde_json::Value;

use super::request::{Allowed, Request};
use crate::ground::Answer;

/// Errors of the model: their bodies say whose fault it is (W4).
const MODELED: &[&str] = &[
    "CodeSigningConfigNotFoundException",
    "CodeStorageExceededException",
    "CodeVerificationFailedException",
    "InvalidCodeSignatureException",
    "InvalidParameterValueException",
    "PreconditionFailedException",
    "ResourceConflictException",
    "ResourceNotFoundException",
    "TooManyRequestsException",
];

/// Errors of the framework: no `Type` (W5).
const UNMODELED: &[&str] = &[
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "RequestEntityTooLargeException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
];

/// What stands in a body that tells of an error.
const MEMBERS: &[&str] = &["Type", "message", "Message", "Reason"];

/// Where downloads are; they answer as S3 does.
const DOWNLOADS: &str = "/snapshots/";

/// Statuses with which HTTP itself is refused, before there is a request.
const BEFORE_REQUESTS: [u16; 5] = [400, 408, 414, 431, 503];

/// Whether an answer to a request is one that callers can work with.
///
/// # Errors
/// What is wrong with it.
pub(super) fn answer(request: &Request, answer: &Answer) -> Result<(), String> {
    if request.target.starts_with(DOWNLOADS) {
        let right = (400..500).contains(&answer.status)
            && answer.header("content-type") == Some("application/xml");
        return right
            .then_some(())
            .ok_or("no error of S3's form".to_owned());
    }
    let allowed = match request.allowed {
        Allowed::Refusals => false,
        Allowed::Reads => answer.status == 200,
        Allowed::Absence => answer.status == 204,
    };
    if !allowed {
        return refusal(answer, request.method != "HEAD");
    }
    identified(answer)
}

/// Whether an answer to what may be no HTTP is one; to HEAD it comes without its body.
///
/// # Errors
/// What is wrong with it.
pub(super) fn raw(answer: &Answer, has_body: bool) -> Result<(), String> {
    if answer.header("x-amzn-requestid").is_none() && answer.header("content-type").is_none() {
        let bare = answer.body.is_empty() && BEFORE_REQUESTS.contains(&answer.status);
        return bare
            .then_some(())
            .ok_or("neither an error of HTTP nor of the service".to_owned());
    }
    match answer.status {
        200 | 204 => identified(answer),
        _ if answer.header("content-type") == Some("application/xml") => Ok(()),
        _ => refusal(answer, has_body),
    }
}

/// Whether an answer refuses as the service does.
fn refusal(answer: &Answer, has_body: bool) -> Result<(), String> {
    if !(400..500).contains(&answer.status) {
        return Err(format!("status {}", answer.status));
    }
    identified(answer)?;
    if answer.header("content-type") != Some("application/json") {
        return Err("no content-type".to_owned());
    }
    let name = answer.header("x-amzn-errortype").ok_or("no error type")?;
    if !MODELED.contains(&name) && !UNMODELED.contains(&name) {
        return Err(format!("an unknown error: {name}"));
    }
    if !has_body {
        return Ok(());
    }
    let body: Value = serde_json::from_slice(&answer.body).map_err(|_| "the body is no JSON")?;
    let members = body.as_object().ok_or("the body is no object")?;
    for (member, value) in members {
        if !MEMBERS.contains(&member.as_str()) {
            return Err(format!("an unknown member: {member}"));
        }
        if !value.is_string() && !value.is_null() {
            return Err(format!("{member} is no text"));
        }
    }
    let blamed = members.get("Type").and_then(Value::as_str);
    // One message of the service has no Type although its error is modelled (A5).
    let told = body.get("message").and_then(Value::as_str);
    let untyped =
        told.is_some_and(|told| told.starts_with("$LATEST is not supported for an alias"));
    let expected = (MODELED.contains(&name) && !untyped).then_some("User");
    if blamed != expected {
        return Err(format!("Type is {blamed:?}, not {expected:?}"));
    }
    Ok(())
}

/// Whether an answer carries the id of its request (W2).
fn identified(answer: &Answer) -> Result<(), String> {
    let id = answer.header("x-amzn-requestid").unwrap_or_default();
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    let digits = |c: char| c == '-' || (c.is_ascii_hexdigit() && !c.is_ascii_uppercase());
    if lengths == [8, 4, 4, 4, 12] && id.chars().all(digits) {
        return Ok(());
    }
    Err(format!("the request id is {id:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(status: u16, error: &str, body: &str) -> Answer {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Answer {
            status,
            headers: vec![
                header("x-amzn-requestid", "01234567-89ab-4def-8123-456789abcdef"),
                header("content-type", "application/json"),
                header("x-amzn-errortype", error),
            ],
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn errors_are_told_from_what_only_looks_like_one() {
        let modeled = r#"{"Type":"User","message":"x"}"#;
        for (status, error, body, right) in [
            (412, "PreconditionFailedException", modeled, true),
            (400, "ValidationException", r#"{"message":"x"}"#, true),
            (400, "SerializationException", "{}", true),
            (400, "SerializationException", r#"{"message":null}"#, true),
            (500, "PreconditionFailedException", modeled, false),
            (200, "PreconditionFailedException", modeled, false),
            (400, "ValidationException", modeled, false),
            (
                412,
                "PreconditionFailedException",
                r#"{"message":"x"}"#,
                false,
            ),
            (400, "ValidationException", "", false),
            (400, "ValidationException", r#"{"message":1}"#, false),
            (400, "ValidationException", r#"{"stack":"x"}"#, false),
            (400, "Oops", r#"{"message":"x"}"#, false),
        ] {
            let judged = answer(&Request::default(), &made(status, error, body));
            assert_eq!(judged.is_ok(), right, "{status} {error} {body}");
        }
    }

    #[test]
    fn what_is_no_http_may_be_refused_without_a_word() {
        let bare = |status| Answer {
            status,
            ..Answer::default()
        };
        assert!(raw(&bare(400), true).is_ok());
        assert!(raw(&bare(500), true).is_err());
        assert!(raw(&bare(200), true).is_err());
        assert!(raw(&made(400, "ValidationException", "{}"), true).is_ok());
        assert!(raw(&made(500, "ValidationException", "{}"), true).is_err());
    }
}
