//! A service, its one operation and a protocol of lines, for the tests of the client.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "the macros write what a public type would have"
)]

use std::fmt::Write as _;

use super::pages::{Paginated, PaginatedItems, Pagination};
use super::replay::ReplayTransport;
use super::{Client, ClientOperation, Config, Credentials};
use crate::operation::{Operation, Service};
use crate::protocol::{ClientProtocol, HostPrefix, InvalidInput, Malformed};
use crate::schema::{Fault, Member, Schema, Trait, prelude};
use crate::stream::ByteStream;
use crate::value::{Slot, Structure, View};

static INPUT: Schema = Schema::structure(
    "fake#Input",
    &[
        Member::new("Name", &prelude::STRING, &[]),
        Member::new("Marker", &prelude::STRING, &[]),
        Member::new("Limit", &prelude::INTEGER, &[]),
        Member::new("Token", &prelude::STRING, &[Trait::IdempotencyToken]),
        Member::new("Body", &STREAM, &[]),
    ],
    &[],
);
static STREAM: Schema = Schema::simple(
    "fake#Stream",
    crate::schema::Kind::Blob,
    &[Trait::Streaming],
);
static NAMES: Schema = Schema::list(
    "fake#Names",
    &[Member::new("member", &prelude::STRING, &[])],
    &[],
);
static OUTPUT: Schema = Schema::structure(
    "fake#Output",
    &[
        Member::new("State", &prelude::STRING, &[]),
        Member::new("Next", &prelude::STRING, &[]),
        Member::new("Names", &NAMES, &[]),
        Member::new("Nested", &INPUT, &[]),
    ],
    &[],
);
static MISSING: Schema = Schema::structure(
    "fake#MissingException",
    &[Member::new("message", &prelude::STRING, &[])],
    &[Trait::Error(Fault::Client)],
);
static BUSY: Schema = Schema::structure(
    "fake#BusyException",
    &[Member::new("message", &prelude::STRING, &[])],
    &[Trait::Error(Fault::Client), Trait::Retryable(false)],
);
static OPERATION: Operation = Operation {
    name: "Fake",
    method: "POST",
    uri: "/fake",
    status: 200,
    input: &INPUT,
    output: &OUTPUT,
    errors: &[&MISSING, &BUSY],
    host_prefix: "",
    traits: &[],
};
pub(super) static SERVICE: Service = Service {
    id: "fake#Service",
    sdk_id: "Fake Thing",
    version: "1",
    endpoint_prefix: "fake",
    signing_name: "fakesigning",
    protocol: "fake#lines",
    operations: &[&OPERATION],
};

#[derive(Default)]
pub(super) struct Input {
    pub(super) name: Option<String>,
    pub(super) marker: Option<String>,
    pub(super) limit: Option<i32>,
    pub(super) token: Option<String>,
    pub(super) body: Option<ByteStream>,
}

impl Clone for Input {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            marker: self.marker.clone(),
            limit: self.limit,
            token: self.token.clone(),
            body: None,
        }
    }
}

#[derive(Default)]
pub(super) struct Output {
    pub(super) state: Option<String>,
    pub(super) next: Option<String>,
    pub(super) names: Option<Vec<String>>,
    pub(super) nested: Option<Box<Input>>,
}

#[derive(Clone, Default)]
pub(super) struct Missing {
    pub(super) message: Option<String>,
}

#[derive(Clone, Default)]
pub(super) struct Busy {
    pub(super) message: Option<String>,
}

#[derive(Debug)]
pub(super) enum FakeError {
    Missing(Missing),
    Busy(Busy),
    Unmodeled(crate::error::Unmodeled),
}

crate::structure!(
    Input,
    INPUT {
        0 => name,
        1 => marker,
        2 => limit,
        3 => token,
        4 => body
    }
);
crate::structure!(
    Output,
    OUTPUT {
        0 => state,
        1 => next,
        2 => names,
        3 => nested
    }
);
crate::structure!(Missing, MISSING { 0 => message });
crate::structure!(Busy, BUSY { 0 => message });
crate::operation_error!(FakeError {
    0 => Missing(Missing),
    1 => Busy(Busy)
});

pub(super) struct Fake;

impl ClientOperation for Fake {
    type Input = Input;
    type Output = Output;
    type Error = FakeError;
    const OPERATION: &'static Operation = &OPERATION;
}

impl Paginated for Fake {
    const PAGINATION: Pagination = Pagination {
        input_token: "Marker",
        output_token: "Next",
        items: Some("Names"),
        page_size: Some("Limit"),
    };
}

impl PaginatedItems for Fake {
    type Item = String;
    fn items(output: Output) -> Vec<String> {
        output.names.unwrap_or_default()
    }
}

/// Members of inputs go into the query, those of outputs stand one on a line: `Name=value`.
pub(super) struct Lines;

impl ClientProtocol for Lines {
    fn write_request(
        &self,
        operation: &Operation,
        input: &mut dyn Structure,
    ) -> Result<http::Request<ByteStream>, InvalidInput> {
        let mut uri = format!("{}?", operation.uri);
        let mut body = ByteStream::from("body");
        for (index, member) in operation.input.members.iter().enumerate() {
            match input.get(index) {
                View::String("") => {
                    return Err(InvalidInput {
                        member: member.name,
                        problem: "is empty".into(),
                    });
                }
                View::String(text) => write!(uri, "{}={text}&", member.name).unwrap(),
                View::Integer(number) => write!(uri, "{}={number}&", member.name).unwrap(),
                View::Stream(_) => {
                    if let Slot::Stream(stream) = input.slot(index) {
                        body = std::mem::take(stream);
                    }
                }
                _ => {}
            }
        }
        let mut request = http::Request::post(uri).body(body).unwrap();
        request
            .extensions_mut()
            .insert(HostPrefix("pre.".to_owned()));
        Ok(request)
    }

    fn read_response(
        &self,
        _: &Operation,
        response: http::Response<ByteStream>,
        output: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        let body = response.body().as_bytes().unwrap().clone();
        for line in std::str::from_utf8(&body).unwrap().lines() {
            let (name, value) = line
                .split_once('=')
                .ok_or_else(|| Malformed::new("a line without `=`"))?;
            match output.slot(output.schema().index_of(name).unwrap()) {
                Slot::String(place) => *place = value.to_owned(),
                Slot::List(list) => {
                    if let Slot::String(place) = list.push() {
                        *place = value.to_owned();
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn error_code(
        &self,
        response: &http::Response<bytes::Bytes>,
    ) -> (Option<String>, Option<String>) {
        let code = response.headers().get("x-error");
        let code = code.map(|code| code.to_str().unwrap().to_owned());
        (
            code,
            Some(String::from_utf8_lossy(response.body()).into_owned()),
        )
    }

    fn read_error(
        &self,
        response: &http::Response<bytes::Bytes>,
        error: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        if let Slot::String(place) = error.slot(0) {
            *place = String::from_utf8_lossy(response.body()).into_owned();
        }
        Ok(())
    }
}

/// A configuration that answers from a list.
pub(super) fn config(replay: &ReplayTransport) -> Config {
    Config::new()
        .endpoint("http://example.com/base")
        .region("us-east-1")
        .credentials(Credentials::new("test", "secret"))
        .transport(replay.clone())
}

pub(super) fn with(config: Config) -> Client {
    Client::with_protocol(&SERVICE, config, Some(&Lines))
}

pub(super) fn client(replay: &ReplayTransport) -> Client {
    with(config(replay))
}
