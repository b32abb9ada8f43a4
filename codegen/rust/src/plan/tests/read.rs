//! Cases from the nodes of their traits.

use planish_model::{Node, json};

use super::{Assertion, Event, Malformed, Message, Pairs, Request, Response, Stream};

pub(super) fn request(node: &Node) -> Request {
    Request {
        method: text(node, "method").unwrap_or_default(),
        uri: text(node, "uri").unwrap_or_default(),
        query: list(node, "queryParams"),
        require_query: list(node, "requireQueryParams"),
        forbid_query: list(node, "forbidQueryParams"),
        host: text(node, "host"),
        resolved_host: text(node, "resolvedHost"),
        message: message(node),
        params: params(node),
    }
}

pub(super) fn response(node: &Node, error: Option<usize>) -> Response {
    Response {
        status: status(node),
        error,
        message: message(node),
        params: params(node),
    }
}

pub(super) fn malformed(node: &Node) -> Malformed {
    let (request, response) = (node.get("request"), node.get("response"));
    let (request, response) = (
        request.unwrap_or(&Node::Null),
        response.unwrap_or(&Node::Null),
    );
    Malformed {
        method: text(request, "method").unwrap_or_default(),
        uri: text(request, "uri").unwrap_or_default(),
        query: list(request, "queryParams"),
        headers: pairs(request, "headers"),
        body: text(request, "body"),
        status: status(response),
        answer_headers: pairs(response, "headers"),
        answer: response.get("body").and_then(answer),
    }
}

pub(super) fn stream(node: &Node) -> Stream {
    let events = node.get("events").and_then(Node::as_array);
    let failure = node.get("expectation").and_then(|e| e.get("failure"));
    Stream {
        request: node.get("initialRequest").map(request),
        response: node.get("initialResponse").map(|node| response(node, None)),
        request_params: compact(node, "initialRequestParams"),
        response_params: compact(node, "initialResponseParams"),
        events: events.unwrap_or_default().iter().map(event).collect(),
        failure: failure.map(|failure| text(failure, "errorId")),
    }
}

fn event(node: &Node) -> Event {
    Event {
        request: text(node, "type").as_deref() == Some("request"),
        params: compact(node, "params"),
        headers: compact(node, "headers"),
        require_headers: list(node, "requireHeaders"),
        forbid_headers: list(node, "forbidHeaders"),
        body: text(node, "body"),
        media_type: text(node, "bodyMediaType"),
        bytes: text(node, "bytes"),
    }
}

/// The member as JSON.
fn compact(node: &Node, name: &str) -> Option<String> {
    node.get(name).map(json::to_compact)
}

fn answer(body: &Node) -> Option<(String, Assertion)> {
    let assertion = body.get("assertion")?;
    let contents = text(assertion, "contents").map(Assertion::Contents);
    let message = || text(assertion, "messageRegex").map(Assertion::Message);
    let media_type = text(body, "mediaType").unwrap_or_default();
    Some((media_type, contents.or_else(message)?))
}

fn message(node: &Node) -> Message {
    Message {
        headers: pairs(node, "headers"),
        require_headers: list(node, "requireHeaders"),
        forbid_headers: list(node, "forbidHeaders"),
        body: text(node, "body"),
        media_type: text(node, "bodyMediaType"),
    }
}

/// The member as text.
pub(super) fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(str::to_owned)
}

fn list(node: &Node, name: &str) -> Vec<String> {
    let items = node.get(name).and_then(Node::as_array).unwrap_or_default();
    let texts = items.iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

fn pairs(node: &Node, name: &str) -> Pairs {
    let Some(object) = node.get(name).and_then(Node::as_object) else {
        return Vec::new();
    };
    let pair = |(name, value): (&str, &Node)| Some((name.to_owned(), value.as_str()?.to_owned()));
    object.iter().filter_map(pair).collect()
}

fn status(node: &Node) -> u16 {
    let code = node.get("code").and_then(Node::as_number);
    let code = code.and_then(|code| u16::try_from(code.as_i64()?).ok());
    code.unwrap_or_default()
}

/// The value of the case, as JSON; `None` for an empty one.
fn params(node: &Node) -> Option<String> {
    let params = node.get("params")?;
    let empty = params.as_object().is_none_or(|object| object.is_empty());
    (!empty).then(|| json::to_compact(params))
}
