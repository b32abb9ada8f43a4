//! Requests that a client sent.

use bytes::Bytes;
use http::Request as HttpRequest;

use super::{Problems, message};
use crate::testing::Request;

/// Judges a request that a client sent.
pub(in crate::testing) fn request(
    expected: &Request,
    found: &HttpRequest<Bytes>,
) -> Result<(), String> {
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

/// Each expected parameter must be there as often as it is expected, in the order of its name.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Message;

    const CASE: Request = Request {
        method: "PUT",
        uri: "/a",
        query: &["x=1", "x=2", "y"],
        require_query: &["x"],
        forbid_query: &["z"],
        resolved_host: Some("b.example.com"),
        message: Message {
            headers: &[("X-List", "1, 2")],
            require_headers: &["X-Any"],
            forbid_headers: &["X-None"],
            body: Some(""),
            media_type: None,
        },
        ..Request::EMPTY
    };

    fn judged(uri: &str, headers: &[(&str, &str)], body: &'static str) -> Vec<String> {
        let mut request = HttpRequest::builder().method("PUT").uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::from_static(body.as_bytes())).unwrap();
        match super::request(&CASE, &request) {
            Ok(()) => Vec::new(),
            Err(problems) => problems.lines().map(str::to_owned).collect(),
        }
    }

    #[test]
    fn all_that_differs_is_told() {
        let host = ("host", "b.example.com");
        let headers = [host, ("x-list", "1"), ("x-list", "2"), ("x-any", "")];
        let none: [&str; 0] = [];
        assert_eq!(judged("/a?y=&x=1&x=2&more=3", &headers, ""), none);
        assert_eq!(
            judged("/b?x=2&x=1&z=1", &[host, ("x-none", "")], "c"),
            [
                "the path is /b instead of /a",
                "the query has x=2 instead of x=1",
                "the query has x=1 instead of x=2",
                "the query lacks y: x=2&x=1&z=1",
                "the query has z: x=2&x=1&z=1",
                "the header X-List is missing, \"1, 2\"",
                "the header X-Any is missing",
                "there is a header X-None: ",
                "the body is \"c\" instead of \"\"",
            ]
        );
    }
}
