//! Requests from numbers: each kind of attack that HTTP itself allows.
//!
//! Nothing that is sent may change anything, also where it happens to be sound: what is there is
//! addressed with a RevisionId that is not the latest or made a second time, and all else is about
//! functions that don't exist.

use std::fmt::Write as _;

use super::json::Json;
use super::model::{Model, Operation, Place};
use super::request::{Allowed, Request, Signature};
use super::values::Values;
use super::zips;
use crate::ground::{Random, base64};

/// The function that is there, with the version 1 and the alias `live`.
pub(super) const VICTIM: &str = "victim";

/// One that never is.
const ABSENT: &str = "absent";

/// A RevisionId that nobody has.
const STALE: &str = "00000000-0000-4000-8000-000000000000";

/// Members without which little of a request is looked at.
const ALWAYS: [&str; 5] = ["FunctionName", "Role", "Code", "Name", "FunctionVersion"];

/// Members on which it depends that nothing changes.
const GUARDS: [&str; 3] = ["RevisionId", "FunctionName", "Name"];

/// Labels that are no names, as they stand in the path.
const LABELS: &[&str] = &[
    "%",
    "%2",
    "%zz",
    "%00",
    "%2F",
    "%252F",
    "%2e%2e",
    "..",
    ".",
    "",
    "%ff%fe",
    "%C3%28",
    "%ED%A0%80",
    "a%20b",
    "+",
    "arn",
    "arn%3Aaws%3Alambda",
    "arn:aws:lambda:us-east-1:000000000000:function:absent:1:2",
    "arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Aabsent",
    "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aabsent",
    "000000000000:function:absent",
    "function:absent",
    ":::",
    "absent:$LATES",
    "absent:$LATEST",
    "absent:1",
    "absent;x=1",
    "a=b",
    "a&b",
    "~",
    "!",
    "*",
    "$LATEST",
    "%24LATEST",
    "absent%00",
    "absent%0d%0aX-A%3A%20b",
    "%E2%80%AE",
    "%F0%9F%98%80",
];

/// Ways to no operation, or hardly to one.
const TARGETS: &[&str] = &[
    "/",
    "//",
    "/2015-03-31",
    "/2015-03-31/",
    "/2015-03-31//functions",
    "/2015-03-31/functions//",
    "/2014-11-13/functions",
    "/2015-03-31/Functions",
    "/2015-03-31/functions/absent/",
    "/2015-03-31/functions/absent/nothing",
    "/2015-03-31/functions/absent/code/",
    "/2015-03-31/functions/absent/code/x",
    "/2015-03-31/functions/absent/../absent",
    "/2015-03-31/functions/absent/aliases//",
    "/2015-03-31/functions?",
    "/2015-03-31/functions?&&&=&=x",
    "/2015-03-31/functions?MaxItems",
    "/2015-03-31/functions?MaxItems=1&MaxItems=x",
    "/2015-03-31/functions?Marker=%",
    "/2015-03-31/functions?Marker=%ff",
    "/2015-03-31/functions?FunctionVersion=all",
    "/snapshots/",
    "/snapshots/x",
    "/snapshots/000000000000/absent?versionId=x&X-Amz-Signature=00",
    "/snapshots/%2e%2e/%2e%2e/etc/passwd",
    "/metrics",
    "/favicon.ico",
    "/.git/config",
    "/2018-10-31/layers",
    "/2015-03-31/functions/absent/invocations",
];

const METHODS: &[&str] = &[
    "GET",
    "PUT",
    "POST",
    "DELETE",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
    "Put",
    "X",
    "M-SEARCH",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];

/// Bodies that are no object.
const BODIES: &[&str] = &[
    "",
    " ",
    "null",
    "[]",
    "[{}]",
    "1",
    "true",
    "\"x\"",
    "{",
    "}",
    "{}{}",
    "{} x",
    "{\"ZipFile\":",
    "\u{feff}{}",
    "--",
    "<xml/>",
    "a=b&c=d",
    "{\"ZipFile\":\"UEs\"",
    "{'a':1}",
    "{\"a\":1,}",
    "nul",
    "\u{0}",
    "{\"\":\"\"}",
    "[[[[[[[[[[",
    "{\"__proto__\":{}}",
];

/// Signatures, and what looks like one.
const AUTHORIZATIONS: &[&str] = &[
    "",
    " ",
    "Basic dGVzdDp0ZXN0",
    "Bearer x",
    "AWS4-HMAC-SHA256",
    "AWS4-HMAC-SHA256 ",
    "AWS4-HMAC-SHA256 x",
    "AWS4-HMAC-SHA256 Credential=",
    "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=0",
    "AWS4-HMAC-SHA256 Credential=test/20150830/us-east-1/lambda/aws4_request",
    "AWS4-HMAC-SHA256 Credential=test/20150830/us-east-1/lambda/aws4_request, SignedHeaders=, Signature=",
    "AWS4-HMAC-SHA256 Credential=test/20150830/us-east-1/lambda/aws4_request, SignedHeaders=host;;host, Signature=zz",
    "AWS4-HMAC-SHA256 Credential=test/x/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
    "AWS4-HMAC-SHA256 Credential=nobody/20150830/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
    "AWS4-HMAC-SHA256 Credential=test/20150830/mars-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
    "AWS4-HMAC-SHA256 Credential=test/20150830/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
    "AWS4-HMAC-SHA256 Credential=////////, SignedHeaders=host, Signature=00",
    "AWS4-HMAC-SHA256 Signature=00, Signature=00, Credential=a, Credential=b",
    "AWS4-ECDSA-P256-SHA256 Credential=test/20150830/lambda/aws4_request, SignedHeaders=host, Signature=00",
    "AWS test:c2ln",
    "Digest username=\"x\"",
    "NTLM TlRM",
];

/// Dates of signatures.
const DATES: &[&str] = &[
    "",
    "20150830T123600Z",
    "99991231T235959Z",
    "00000000T000000Z",
    "20151332T256199Z",
    "2015-08-30T12:36:00Z",
    "now",
    "20150830",
    "20150830T123600",
    "-0150830T123600Z",
    "18446744073709551616",
];

/// Queries that look like signatures.
const PRESIGNED: &[&str] = &[
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "X-Amz-Algorithm=x&X-Amz-Credential=x&X-Amz-Date=x&X-Amz-Expires=x&X-Amz-SignedHeaders=x&X-Amz-Signature=x",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20150830%2Fus-east-1%2Flambda%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=-1&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20150830%2Fus-east-1%2Flambda%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=99999999999999999999&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
    "X-Amz-Signature=%ff&X-Amz-Credential=%",
];

/// Headers that something might heed.
const HEADERS: &[(&str, &str)] = &[
    ("content-type", "text/xml"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("content-type", "application/json; charset=utf-16"),
    ("content-type", "////"),
    ("content-encoding", "gzip"),
    ("content-encoding", "br, gzip, nothing"),
    ("accept", "application/cbor"),
    ("accept", ","),
    ("accept-encoding", "gzip;q=x"),
    ("x-amz-target", "AWSLambda.DeleteFunction"),
    ("x-http-method-override", "DELETE"),
    ("x-forwarded-for", "127.0.0.1, ::1, x"),
    ("x-forwarded-host", "evil.example"),
    ("x-amz-security-token", "x"),
    (
        "x-amz-content-sha256",
        "0000000000000000000000000000000000000000000000000000000000000000",
    ),
    ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ("range", "bytes=0-18446744073709551615"),
    ("if-match", "*"),
    ("cookie", "a=b; a=c"),
    ("x-amzn-requestid", "mine"),
    ("x-amzn-trace-id", "Root=x"),
    ("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
];

/// The longest body that is sent, in bytes: somewhat more than most operations take.
const LONGEST: usize = 4 << 20;

/// Makes requests.
pub(super) struct Generator<'a> {
    pub(super) model: &'a Model,
    pub(super) random: &'a mut Random,
}

impl Generator<'_> {
    /// A request of any kind, with the name of the kind.
    pub(super) fn request(&mut self) -> (&'static str, Request) {
        let (kind, mut request) = match self.random.below(100) {
            0..60 => ("members", self.members()),
            60..70 => ("bodies", self.bodies()),
            70..80 => ("targets", self.targets()),
            80..90 => ("packages", self.packages()),
            _ => ("signatures", self.signatures()),
        };
        request.body.truncate(LONGEST);
        (kind, request)
    }

    /// An operation with values that its shapes don't allow.
    fn members(&mut self) -> Request {
        let operation = self.operation();
        let count = 1 + self.random.index(3);
        let spoilt: Vec<String> = (0..count)
            .filter_map(|_| Some(self.random.pick(&operation.input)?.name.clone()))
            .collect();
        let mut request = self.base(&operation, &spoilt);
        if self.random.percent(10) {
            self.odd_header(&mut request);
        }
        request
    }

    /// An operation with a body that is no JSON, or hardly any.
    fn bodies(&mut self) -> Request {
        let operation = self.operation();
        // What is damaged may still be sound: it has to be about nothing.
        let mut request = self.base(&operation, &["RevisionId".to_owned()]);
        let at = self.random.index(request.body.len());
        match self.random.below(6) {
            0 => request.body.truncate(at),
            1 => {
                if let Some(byte) = request.body.get_mut(at) {
                    *byte = self.random.next() as u8;
                }
            }
            2 => {
                let more = self.random.index(9);
                let more = self.random.bytes(more);
                request.body.splice(at..at, more);
            }
            3 => {
                // As UTF-16.
                let text = String::from_utf8_lossy(&request.body).into_owned();
                request.body = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            }
            _ => request.body = self.random.word(BODIES).as_bytes().to_vec(),
        }
        request
    }

    /// A method and a target that lead nowhere, or to a name that is none.
    fn targets(&mut self) -> Request {
        let method = self.random.word(METHODS).to_owned();
        let target = match self.random.below(3) {
            0 => self.random.word(TARGETS).to_owned(),
            1 => {
                let label = self.random.word(LABELS);
                let rest = [
                    "",
                    "/code",
                    "/configuration",
                    "/versions",
                    "/aliases",
                    "/aliases/live",
                ];
                format!("/2015-03-31/functions/{label}{}", self.random.word(&rest))
            }
            _ => {
                let label = self.random.word(LABELS);
                let name = self.random.word(&[VICTIM, ABSENT]);
                format!("/2015-03-31/functions/{name}/aliases/{label}")
            }
        };
        // Some of these exist, and could be deleted or changed.
        let method = match (method.as_str(), target.contains(VICTIM)) {
            ("DELETE" | "PUT" | "POST", true) => "GET".to_owned(),
            _ => method,
        };
        let allowed = match method.as_str() {
            "GET" | "HEAD" => Allowed::Reads,
            "DELETE" => Allowed::Absence,
            _ => Allowed::Refusals,
        };
        Request {
            method,
            target,
            body: self.random.word(BODIES).as_bytes().to_vec(),
            allowed,
            ..Request::default()
        }
    }

    /// A package that is none, or a trap.
    fn packages(&mut self) -> Request {
        let zip = base64(&zips::hostile(self.random));
        let text = |text: &str| Json::text(text);
        let of = |members: Vec<(&str, Json)>| {
            let members = members.into_iter();
            Json::Map(
                members
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        };
        let (method, target, body) = match self.random.below(10) {
            // A dry run looks at everything and keeps nothing.
            0..9 => (
                "PUT",
                format!("/2015-03-31/functions/{VICTIM}/code"),
                of(vec![
                    ("ZipFile", Json::Text(zip)),
                    ("DryRun", Json::raw("true")),
                    ("Publish", Json::raw(self.random.word(&["true", "false"]))),
                ]),
            ),
            _ => (
                "POST",
                "/2015-03-31/functions".to_owned(),
                of(vec![
                    ("FunctionName", text(VICTIM)),
                    ("Role", text("arn:aws:iam::000000000000:role/r")),
                    ("Runtime", text("python3.12")),
                    ("Handler", text("h")),
                    ("Code", of(vec![("ZipFile", Json::Text(zip))])),
                ]),
            ),
        };
        Request {
            method: method.to_owned(),
            target,
            body: body.bytes(),
            // What only looks hostile is taken.
            allowed: if method == "PUT" {
                Allowed::Reads
            } else {
                Allowed::Refusals
            },
            ..Request::default()
        }
    }

    /// A sound request that nobody has signed, or not like this.
    fn signatures(&mut self) -> Request {
        let operation = self.operation();
        let mut request = self.base(&operation, &[]);
        request.allowed = Allowed::Refusals;
        match self.random.below(5) {
            0 => request.signature = Signature::None,
            1 => {
                request.signature = Signature::None;
                let text = self.random.word(AUTHORIZATIONS).to_owned();
                request.headers.push(("authorization".to_owned(), text));
                let date = self.random.word(DATES).to_owned();
                request.headers.push(("x-amz-date".to_owned(), date));
            }
            2 if !request.body.is_empty() => request.signature = Signature::OfAnotherBody,
            3 => {
                // A second one beside the good one.
                let name = self.random.word(&["authorization", "x-amz-date", "host"]);
                let text = self.random.word(AUTHORIZATIONS).to_owned();
                request.headers.push((name.to_owned(), text));
                // Which of the two is heeded is the service's to decide.
                request.allowed = allowed(&operation);
            }
            _ => {
                request.signature = Signature::None;
                let joint = if request.target.contains('?') {
                    '&'
                } else {
                    '?'
                };
                let query = self.random.word(PRESIGNED);
                let _ = write!(request.target, "{joint}{query}");
            }
        }
        request
    }

    fn operation(&mut self) -> Operation {
        let found = self.random.pick(&self.model.operations).cloned();
        found.unwrap_or(Operation {
            name: String::new(),
            method: "GET".to_owned(),
            uri: "/".to_owned(),
            input: Vec::new(),
        })
    }

    /// A request of an operation, in which the members of these names are wrong.
    fn base(&mut self, operation: &Operation, spoilt: &[String]) -> Request {
        let is_spoilt = |name: &str| spoilt.iter().any(|other| other == name);
        // Nothing may guard what is there against a request whose guard is wrong.
        let unguarded = GUARDS.into_iter().any(is_spoilt) || operation.deletes();
        let name = match unguarded || self.random.percent(30) {
            true => ABSENT,
            false => VICTIM,
        };
        let mut target = operation.uri.clone();
        let mut query = String::new();
        let mut body = Vec::new();
        for member in &operation.input {
            let wrong = is_spoilt(&member.name);
            let mut values = Values {
                model: self.model,
                random: &mut *self.random,
            };
            match &member.place {
                Place::Label => {
                    let sound = match member.name.as_str() {
                        "FunctionName" => name,
                        _ => "live",
                    };
                    let label = match (wrong, values.random.percent(50)) {
                        (false, _) => sound.to_owned(),
                        (true, true) => values.random.word(LABELS).to_owned(),
                        (true, false) => percent(&values.spoilt_text(&member.target)),
                    };
                    target = target.replace(&format!("{{{}}}", member.name), &label);
                }
                Place::Query(_) if !wrong && values.random.percent(70) => {}
                Place::Query(key) => {
                    let shape = values.model.shape(&member.target);
                    let value = match wrong {
                        true => values.spoilt_text(&member.target),
                        false => values.sound_text(&member.target, &shape),
                    };
                    let joint = if query.is_empty() { '?' } else { '&' };
                    let _ = write!(query, "{joint}{key}={}", percent(&value));
                }
                Place::Body => {
                    let needed = ALWAYS.contains(&member.name.as_str());
                    if !wrong && !needed && member.name != "RevisionId" && values.random.percent(70)
                    {
                        continue;
                    }
                    let value = match (wrong, member.name.as_str()) {
                        (true, _) => values.spoilt(&member.target),
                        (false, "RevisionId") => Json::text(STALE),
                        (false, "FunctionName") => Json::text(VICTIM),
                        (false, "Name") => Json::text("live"),
                        (false, _) => values.sound(&member.target),
                    };
                    body.push((member.name.clone(), value));
                }
            }
        }
        let mut body = Json::Map(body);
        if unguarded && let Some(role) = body.member("Role") {
            // Without a role no function is made, whatever its name has become.
            *role = Json::raw("null");
        }
        let has_body = operation.input.iter().any(|m| m.place == Place::Body);
        Request {
            method: operation.method.clone(),
            target: target + &query,
            body: if has_body { body.bytes() } else { Vec::new() },
            allowed: allowed(operation),
            ..Request::default()
        }
    }

    fn odd_header(&mut self, request: &mut Request) {
        if let Some((name, value)) = self.random.pick(HEADERS) {
            request
                .headers
                .push(((*name).to_owned(), (*value).to_owned()));
        }
    }
}

fn allowed(operation: &Operation) -> Allowed {
    match (operation.reads(), operation.deletes()) {
        (true, _) => Allowed::Reads,
        (_, true) => Allowed::Absence,
        _ => Allowed::Refusals,
    }
}

/// A text as a label or a value in a query.
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is generated, it must not be able to change what is there.
    #[test]
    fn what_is_there_is_guarded() {
        let model = Model::read().unwrap();
        let mut kinds = std::collections::BTreeSet::new();
        for number in 0..20_000 {
            let mut random = Random::part(3, number);
            let (kind, request) = Generator {
                model: &model,
                random: &mut random,
            }
            .request();
            kinds.insert(kind);
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let about = request.target.contains(VICTIM);
            if request.body.len() == LONGEST {
                // It is cut, and so no JSON.
                continue;
            }
            let told = format!("{kind} {} {}", request.method, request.target);
            match request.method.as_str() {
                "DELETE" => assert!(!about, "{told}"),
                "PUT" | "POST" if about => assert!(
                    body.contains(STALE)
                        || body.contains("\"DryRun\":true")
                        || body.contains("\"Name\":\"live\""),
                    "{told}"
                ),
                "POST" if request.target == "/2015-03-31/functions" => assert!(
                    body.contains("\"FunctionName\":\"victim\"")
                        || body.contains("\"Role\":null")
                        || kind == "bodies"
                        || kind == "targets",
                    "{told}"
                ),
                _ => {}
            }
        }
        assert_eq!(kinds.len(), 5);
    }
}
