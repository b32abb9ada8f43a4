//! The protocol `aws.protocols#restJson1`: HTTP bindings with JSON documents.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use crate::document::Document;
use crate::error::Unmodeled;
use crate::json::{self, Mode};
use crate::operation::Operation;
use crate::protocol::{
    ClientProtocol, InvalidInput, Malformed, Missing, ReadOptions, Rejection, Routing,
    ServerProtocol, Splitter, WriteOptions,
};
use crate::rest::{self, Codec, Side};
use crate::schema::{Member, Schema};
use crate::stream::ByteStream;
use crate::value::{Slot, Structure, View};

/// The id of the protocol's trait.
pub const ID: &str = "aws.protocols#restJson1";

/// The header that names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// The protocol.
pub struct RestJson;

/// JSON documents, read in one of two ways by a server.
pub(crate) struct Documents {
    /// How a server reads.
    server: Mode,
}

/// As Smithy says.
pub(crate) static STRICT: Documents = Documents {
    server: Mode::Strict,
};

/// With booleans as text.
static COERCING: Documents = Documents {
    server: Mode::Coercing,
};

impl Codec for Documents {
    fn media_type(&self) -> &'static str {
        "application/json"
    }
    fn write(&self, value: &dyn Structure, options: WriteOptions) -> Vec<u8> {
        json::write_structure(value, options)
    }
    fn write_payload(
        &self,
        value: View<'_>,
        member: &'static Member,
        options: WriteOptions,
    ) -> Vec<u8> {
        json::write_payload(value, member, options)
    }
    fn write_event(&self, value: &dyn Structure, options: WriteOptions) -> Vec<u8> {
        json::write_event(value, options)
    }
    fn is_empty(&self, body: &Bytes) -> bool {
        let bytes = body.iter().filter(|b| !b.is_ascii_whitespace());
        bytes.eq(b"{}")
    }
    fn read(
        &self,
        body: &Bytes,
        value: &mut dyn Structure,
        side: Side,
    ) -> Result<Missing, Malformed> {
        json::read_structure(body, value, self.mode(side))
    }
    fn read_event(
        &self,
        body: &Bytes,
        value: &mut dyn Structure,
        side: Side,
    ) -> Result<Missing, Malformed> {
        json::read_event(body, value, self.mode(side))
    }
    fn read_payload(
        &self,
        body: &Bytes,
        member: &'static Member,
        slot: Slot<'_>,
        side: Side,
    ) -> Result<Missing, Malformed> {
        json::read_payload(body, member, slot, self.mode(side))
    }
}

impl Documents {
    fn mode(&self, side: Side) -> Mode {
        match side {
            Side::Client => Mode::Lenient,
            Side::Server => self.server,
        }
    }
}

impl ClientProtocol for RestJson {
    fn write_request(
        &self,
        operation: &Operation,
        input: &mut dyn Structure,
    ) -> Result<http::Request<ByteStream>, InvalidInput> {
        rest::write_request(&STRICT, operation, input)
    }

    fn read_response(
        &self,
        _operation: &Operation,
        response: http::Response<ByteStream>,
        output: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        rest::read_response(&STRICT, response, output)
    }

    fn error_code(&self, response: &http::Response<Bytes>) -> (Option<String>, Option<String>) {
        let header = response
            .headers()
            .get(ERROR_TYPE)
            .and_then(|v| v.to_str().ok());
        let mut body = ErrorBody::default();
        // A body that is no JSON object names no error: the status still tells.
        let _ = json::read_structure(response.body(), &mut body, Mode::Lenient);
        let code = header.map(str::to_owned).or(body.kind).or(body.code);
        (
            code.map(|c| plain_name(&c).to_owned()),
            body.message.or(body.upper_message),
        )
    }

    fn read_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        rest::read_error(&STRICT, response, error)
    }
}

impl ServerProtocol for RestJson {
    fn routing(&self) -> Routing {
        Routing::Http
    }

    fn splitter(&self, input: &'static Schema) -> Option<Box<dyn Splitter>> {
        json::JsonSplitter::new(input).map(|splitter| Box::new(splitter) as _)
    }

    fn read_request(
        &self,
        operation: &Operation,
        head: &http::request::Parts,
        body: ByteStream,
        labels: &[(&str, Cow<'_, str>)],
        input: &mut dyn Structure,
        options: ReadOptions,
    ) -> Result<Missing, Rejection> {
        let documents = if options.lenient_booleans {
            &COERCING
        } else {
            &STRICT
        };
        rest::read_request(documents, operation, head, body, labels, input, options)
    }

    fn write_response(
        &self,
        operation: &Operation,
        output: &mut dyn Structure,
        options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        rest::write_response(&STRICT, operation, output, options)
    }

    fn write_error(
        &self,
        error: &mut dyn Structure,
        options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        let mut response = rest::write_error(&STRICT, error, options)?;
        if let Ok(name) = HeaderValue::from_str(error.schema().name()) {
            response.headers_mut().insert(ERROR_TYPE, name);
        }
        Ok(response)
    }

    fn write_unmodeled(&self, error: &Unmodeled) -> http::Response<ByteStream> {
        let shape = ErrorBody {
            message: error.message.clone(),
            ..ErrorBody::default()
        };
        unmodeled(
            error,
            json::write_structure(&shape, WriteOptions::default()),
        )
    }

    fn write_unmodeled_as(
        &self,
        error: &Unmodeled,
        member: &'static str,
    ) -> http::Response<ByteStream> {
        let message = error.message.clone();
        let message = message.map_or(Document::Null, Document::String);
        let body = Document::Object(BTreeMap::from([(member.to_owned(), message)]));
        let body = json::write_payload(View::Document(&body), &ANY, WriteOptions::default());
        unmodeled(error, body)
    }
}

/// A whole document of any kind.
static ANY: Member = Member::new("document", &crate::schema::prelude::DOCUMENT, &[]);

/// The response of an error that the model doesn't list.
fn unmodeled(error: &Unmodeled, body: Vec<u8>) -> http::Response<ByteStream> {
    let len = body.len();
    let mut response = http::Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, len.into());
    if let Ok(code) = HeaderValue::from_str(&error.code) {
        headers.insert(ERROR_TYPE, code);
    }
    response
}

/// The name of an error without what may stand around it: `ns#Name:http://…` is `Name`
/// (restJson1, "Operation error serialization").
fn plain_name(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default()
}

/// The members that tell of any error.
#[derive(Clone, Default)]
struct ErrorBody {
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
    upper_message: Option<String>,
}

static ERROR_BODY: Schema = Schema::structure(
    "planish#ErrorBody",
    &[
        Member::new("__type", &crate::schema::prelude::STRING, &[]),
        Member::new("code", &crate::schema::prelude::STRING, &[]),
        Member::new("message", &crate::schema::prelude::STRING, &[]),
        Member::new("Message", &crate::schema::prelude::STRING, &[]),
    ],
    &[],
);

crate::structure!(
    ErrorBody,
    ERROR_BODY {
        0 => kind,
        1 => code,
        2 => message,
        3 => upper_message
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_named_in_header_and_body() {
        let answer = |header: Option<&str>, body: &'static str| {
            let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
            if let Some(header) = header {
                response
                    .headers_mut()
                    .insert(ERROR_TYPE, header.parse().unwrap());
            }
            RestJson.error_code(&response)
        };
        let named = |code: &str| (Some(code.to_owned()), None);
        assert_eq!(answer(Some("A:http://internal/"), ""), named("A"));
        assert_eq!(answer(None, r#"{"__type": "ns#B:x"}"#), named("B"));
        assert_eq!(answer(None, r#"{"code": "C", "Other": {}}"#), named("C"));
        assert_eq!(answer(None, "<html>"), (None, None));
        let message = answer(Some("A"), r#"{"Message": "m"}"#).1;
        assert_eq!(message.as_deref(), Some("m"));
    }

    #[test]
    fn the_message_of_an_error_that_is_not_modelled_has_a_name_and_may_be_null() {
        let body = |response: http::Response<ByteStream>| {
            let bytes = response.body().as_bytes().unwrap().clone();
            String::from_utf8(bytes.to_vec()).unwrap()
        };
        let mut error = Unmodeled::new(403, "A", "\"m\"");
        let named = |error: &Unmodeled| body(RestJson.write_unmodeled_as(error, "Message"));
        assert_eq!(named(&error), r#"{"Message":"\"m\""}"#);
        assert_eq!(
            body(RestJson.write_unmodeled(&error)),
            r#"{"message":"\"m\""}"#
        );
        error.message = None;
        assert_eq!(named(&error), r#"{"Message":null}"#);
        assert_eq!(body(RestJson.write_unmodeled(&error)), "{}");
    }
}
