//! Calls and words that rows of several sections share.

use serde_json::{Value, json};

use crate::support::{Call, ROLE, arn, base64, zip};
use crate::table::{Body, Row, message, refused, user};

/// Names of errors.
pub(crate) const INVALID: &str = "InvalidParameterValueException";
pub(crate) const NOT_FOUND: &str = "ResourceNotFoundException";
pub(crate) const CONFLICT: &str = "ResourceConflictException";
pub(crate) const STALE: &str = "PreconditionFailedException";
pub(crate) const VALIDATION: &str = "ValidationException";

/// E2.
pub(crate) const STALE_TEXT: &str = "The Revision Id provided does not match the latest Revision \
                                     Id. Call the GetFunction/GetAlias API to retrieve the latest \
                                     Revision Id";

/// U1: of updates too.
pub(crate) const REASON: &str = "The function is being created.";

/// The list of functions.
pub(crate) const FUNCTIONS: &str = "/2015-03-31/functions";

/// A path below the list of functions, such as `/f/aliases`.
pub(crate) fn at(rest: &str) -> String {
    format!("{FUNCTIONS}{rest}")
}

/// UpdateFunctionCode of `f`.
pub(crate) fn update(body: Value) -> Call {
    Call::update("f").json(&body)
}

/// UpdateFunctionConfiguration of `f`.
pub(crate) fn configure(body: Value) -> Call {
    Call::put(&at("/f/configuration")).json(&body)
}

/// PublishVersion of `f`.
pub(crate) fn publish(body: Value) -> Call {
    Call::post(&at("/f/versions")).json(&body)
}

/// CreateFunction with members beside the usual ones, or in place of them.
pub(crate) fn create(name: &str, more: Value) -> Call {
    let mut body = json!({
        "FunctionName": name, "Role": ROLE, "Runtime": "python3.12", "Handler": "h",
        "Code": code("a"),
    });
    extend(&mut body, more);
    Call::post(FUNCTIONS).json(&body)
}

/// `ZipFile` with a package of a file that holds `text`.
pub(crate) fn code(text: &str) -> Value {
    json!({"ZipFile": base64(&zip(text))})
}

/// The same with further members.
pub(crate) fn code_and(text: &str, more: Value) -> Value {
    let mut body = code(text);
    extend(&mut body, more);
    body
}

pub(crate) fn extend(body: &mut Value, more: Value) {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
}

/// A label as SDKs write it: everything but letters, digits and `-_.~` is encoded.
pub(crate) fn encoded(label: &str) -> String {
    let encode = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(b).to_string()
        }
        _ => format!("%{b:02X}"),
    };
    label.bytes().map(encode).collect()
}

/// A row that is refused with InvalidParameterValueException.
pub(crate) fn invalid(id: &'static str, call: Call, text: &str) -> Row {
    refused(id, call, 400, INVALID, user("message", text))
}

/// A row that is refused since a function, or what follows its ARN here, is missing.
pub(crate) fn no_function(id: &'static str, call: Call, name: &str) -> Row {
    let text = format!("Function not found: {}", arn(name));
    refused(id, call, 404, NOT_FOUND, user("Message", &text))
}

/// A row that is refused since one constraint is violated; `value` with its quotes.
pub(crate) fn violates(
    id: &'static str,
    call: Call,
    value: &str,
    member: &str,
    constraint: &str,
) -> Row {
    refused(id, call, 400, VALIDATION, one(value, member, constraint))
}

/// The body of one violated constraint (section 12).
pub(crate) fn one(value: &str, member: &str, constraint: &str) -> Body {
    message(&format!(
        "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: \
         {constraint}"
    ))
}

/// The names of `State`, `StateReasonCode`, `LastUpdateStatus` and `LastUpdateStatusReasonCode`;
/// `-` for null.
pub(crate) fn states(configuration: &Value) -> [String; 4] {
    [
        "State",
        "StateReasonCode",
        "LastUpdateStatus",
        "LastUpdateStatusReasonCode",
    ]
    .map(|member| configuration[member].as_str().unwrap_or("-").to_owned())
}

pub(crate) const PENDING: [&str; 4] = ["Pending", "Creating", "-", "-"];
pub(crate) const IN_PROGRESS: [&str; 4] = ["Active", "-", "InProgress", "Creating"];
pub(crate) const DONE: [&str; 4] = ["Active", "-", "Successful", "-"];
