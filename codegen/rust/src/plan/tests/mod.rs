//! The protocol compliance tests that a model carries (Smithy 2.0, "HTTP Protocol Compliance
//! Tests", and those of event streams), as a plan: which cases concern this side, and of which operation each is.

mod parameters;
mod read;

use std::collections::BTreeSet;

use planish_model::{Model, Node, Shape, ShapeId};

use super::{Operation, Plan, Side, names};

/// The cases of one side of a service.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// The cases, by operation.
    pub cases: Vec<Case>,
    /// What is printed besides the table of cases.
    pub form: TestForm,
}

/// What becomes of the cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestForm {
    /// One test each, for `cargo test`; nothing of it is in any other build.
    #[default]
    Functions,
    /// A public table alone, for a runner of its own.
    Table,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its function.
    pub name: String,
    /// The operation's index in the plan.
    pub operation: usize,
    /// What is tested.
    pub test: Test,
}

/// What a case tests: the runtime's `testing` types of the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each is the variant of that name in the runtime"
)]
pub enum Test {
    Request(Request),
    Response(Response),
    Malformed(Malformed),
    Stream(Box<Stream>),
}

/// Names and values.
pub type Pairs = Vec<(String, String)>;

/// What is said of headers and body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Message {
    pub headers: Pairs,
    pub require_headers: Vec<String>,
    pub forbid_headers: Vec<String>,
    pub body: Option<String>,
    pub media_type: Option<String>,
}

/// A request and its input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Request {
    pub method: String,
    pub uri: String,
    pub query: Vec<String>,
    pub require_query: Vec<String>,
    pub forbid_query: Vec<String>,
    pub host: Option<String>,
    pub resolved_host: Option<String>,
    pub message: Message,
    pub params: Option<String>,
}

/// A response and its output or error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Response {
    pub status: u16,
    pub error: Option<usize>,
    pub message: Message,
    pub params: Option<String>,
}

/// A request that is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Malformed {
    pub method: String,
    pub uri: String,
    pub query: Vec<String>,
    pub headers: Pairs,
    pub body: Option<String>,
    pub status: u16,
    pub answer_headers: Pairs,
    pub answer: Option<(String, Assertion)>,
}

/// The events of a request or response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Stream {
    pub request: Option<Request>,
    pub response: Option<Response>,
    pub request_params: Option<String>,
    pub response_params: Option<String>,
    pub events: Vec<Event>,
    /// Whether it fails, and with the error of which shape.
    pub failure: Option<Option<String>>,
}

/// An event, and the message that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name in the runtime")]
pub struct Event {
    pub request: bool,
    pub params: Option<String>,
    pub headers: Option<String>,
    pub require_headers: Vec<String>,
    pub forbid_headers: Vec<String>,
    pub body: Option<String>,
    pub media_type: Option<String>,
    pub bytes: Option<String>,
}

/// What is asserted of the body of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assertion {
    /// It is this.
    Contents(String),
    /// Its message matches this.
    Message(String),
}

/// Plans the tests of a plan's operations.
pub fn tests(model: &Model, plan: &Plan, form: TestForm) -> Tests {
    let mut cases = Vec::new();
    let mut errors = BTreeSet::new();
    for (index, operation) in plan.operations.iter().enumerate() {
        let Some(shape) = ShapeId::parse(&operation.id)
            .ok()
            .and_then(|id| model.shape(id))
        else {
            continue;
        };
        let reader = Reader { plan, index };
        reader.of_operation(shape, &mut cases);
        for (error, shape) in error_shapes(model, plan, operation) {
            // An error of several operations is tested once.
            if errors.insert(shape.id.clone()) {
                reader.responses(shape, Some(error), &mut cases);
            }
        }
    }
    let wire: Vec<String> = cases.iter().map(name_of).collect();
    let unique = names::members(wire.iter().map(String::as_str), names::field);
    for (case, name) in cases.iter_mut().zip(unique) {
        case.name = name;
    }
    Tests { cases, form }
}

/// `request_some_id`.
fn name_of(case: &Case) -> String {
    let kind = match case.test {
        Test::Request(_) => "request",
        Test::Response(_) => "response",
        Test::Malformed(_) => "malformed",
        Test::Stream(_) => "stream",
    };
    format!("{kind}_{}", case.id)
}

/// The errors of an operation, by their index in its table.
fn error_shapes<'a>(
    model: &'a Model,
    plan: &'a Plan,
    operation: &'a Operation,
) -> impl Iterator<Item = (usize, &'a Shape)> {
    let id_of = |ty: &str| {
        let item = plan.types.iter().find(|t| t.key().0 == ty)?;
        model.shape(item.key().2)
    };
    let errors = operation.errors.iter().enumerate();
    errors.filter_map(move |(index, error)| Some((index, id_of(&error.ty)?)))
}

struct Reader<'a> {
    plan: &'a Plan,
    /// The operation.
    index: usize,
}

impl Reader<'_> {
    fn of_operation(&self, shape: &Shape, cases: &mut Vec<Case>) {
        for node in self.wanted(shape, "smithy.test#httpRequestTests") {
            self.push(node, Test::Request(read::request(node)), cases);
        }
        self.responses(shape, None, cases);
        for node in self.wanted(shape, "smithy.test#eventStreamTests") {
            self.push(node, Test::Stream(Box::new(read::stream(node))), cases);
        }
        if self.plan.side == Side::Server {
            let malformed = self.wanted(shape, "smithy.test#httpMalformedRequestTests");
            for node in malformed.flat_map(parameters::expand) {
                self.push(&node, Test::Malformed(read::malformed(&node)), cases);
            }
        }
    }

    fn responses(&self, shape: &Shape, error: Option<usize>, cases: &mut Vec<Case>) {
        for node in self.wanted(shape, "smithy.test#httpResponseTests") {
            let response = read::response(node, error);
            self.push(node, Test::Response(response), cases);
        }
    }

    fn push(&self, node: &Node, test: Test, cases: &mut Vec<Case>) {
        cases.push(Case {
            id: read::text(node, "id").unwrap_or_default(),
            name: String::new(),
            operation: self.index,
            test,
        });
    }

    /// The cases of a trait that are of the plan's protocol and side.
    fn wanted<'n>(&self, shape: &'n Shape, id: &str) -> impl Iterator<Item = &'n Node> {
        let side = match self.plan.side {
            Side::Client => "client",
            Side::Server => "server",
        };
        let protocol = self.plan.service.protocol;
        let all = shape.traits.get(id).and_then(Node::as_array);
        all.unwrap_or_default().iter().filter(move |node| {
            let applies = node.get("appliesTo").and_then(Node::as_str);
            node.get("protocol").and_then(Node::as_str) == Some(protocol)
                && applies.is_none_or(|applies| applies == side)
        })
    }
}
