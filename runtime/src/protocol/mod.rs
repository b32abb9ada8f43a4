//! What a protocol is: how the values of an operation become HTTP messages and come back.
//!
//! A protocol is written once, over schemas; clients and servers call it through these traits and
//! know no protocol by name but in [`client`] and [`server`].

use std::borrow::Cow;
use std::fmt;

use crate::error::Unmodeled;
use crate::operation::{Operation, Service};
use crate::schema::{Kind, Schema};
use crate::stream::ByteStream;
use crate::value::Structure;

/// A client's half of a protocol.
pub trait ClientProtocol: Send + Sync {
    /// Writes the input as a request. Its URI has path and query alone; a host prefix is in the
    /// extension [`HostPrefix`]. Streams are moved out of the input.
    ///
    /// # Errors
    /// A value that can't be sent, for instance an absent or empty label.
    fn write_request(
        &self,
        operation: &Operation,
        input: &mut dyn Structure,
    ) -> Result<http::Request<ByteStream>, InvalidInput>;

    /// Reads a successful response. The body is a stream only where the output streams it.
    ///
    /// # Errors
    /// A response that doesn't have the shape of the output.
    fn read_response(
        &self,
        operation: &Operation,
        response: http::Response<ByteStream>,
        output: &mut dyn Structure,
    ) -> Result<(), Malformed>;

    /// The name and message of an error response, without namespace or URI.
    fn error_code(
        &self,
        response: &http::Response<bytes::Bytes>,
    ) -> (Option<String>, Option<String>);

    /// Reads an error response into the error's structure.
    ///
    /// # Errors
    /// A response that doesn't have the shape of the error.
    fn read_error(
        &self,
        response: &http::Response<bytes::Bytes>,
        error: &mut dyn Structure,
    ) -> Result<(), Malformed>;
}

/// A server's half of a protocol.
pub trait ServerProtocol: Send + Sync {
    /// How requests find their operation.
    fn routing(&self) -> Routing;

    /// Reads a request from its head and body. `labels` are the values of the URI's labels, percent-decoded, by name.
    /// The body is a stream only where the input streams it. Required members that are absent
    /// are reported as [`Missing`], so that validation can tell of them with everything else.
    ///
    /// # Errors
    /// A request that doesn't have the shape of the input, or a body of the wrong media type.
    fn read_request(
        &self,
        operation: &Operation,
        head: &http::request::Parts,
        body: ByteStream,
        labels: &[(&str, Cow<'_, str>)],
        input: &mut dyn Structure,
        options: ReadOptions,
    ) -> Result<Missing, Rejection>;

    /// What takes the blobs of such an input out of documents while they arrive; `None` where the
    /// input has none, or the protocol can't.
    fn splitter(&self, _input: &'static Schema) -> Option<Box<dyn Splitter>> {
        None
    }

    /// Writes the output as a response.
    ///
    /// # Errors
    /// A value that can't be sent, for instance a header with a line break.
    fn write_response(
        &self,
        operation: &Operation,
        output: &mut dyn Structure,
        options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput>;

    /// Writes a modelled error as a response.
    ///
    /// # Errors
    /// As [`ServerProtocol::write_response`].
    fn write_error(
        &self,
        error: &mut dyn Structure,
        options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput>;

    /// Writes an error that the model doesn't list: its name, and its message if it has one.
    fn write_unmodeled(&self, error: &Unmodeled) -> http::Response<ByteStream>;

    /// The same with the message in a member of another name than the protocol's own, where the
    /// protocol has names; without a message, that member is null.
    fn write_unmodeled_as(
        &self,
        error: &Unmodeled,
        _member: &'static str,
    ) -> http::Response<ByteStream> {
        self.write_unmodeled(error)
    }
}

/// Takes blobs out of a document while it arrives, so that they never are in memory as a whole.
pub trait Splitter: Send {
    /// Takes the next piece of the document, of any length.
    fn push(&mut self, piece: &[u8], blobs: &mut dyn Blobs);

    /// Bytes of the document that are kept by now.
    fn kept(&self) -> usize;

    /// The document, in which the blobs that were taken out are empty; and what is wrong with one
    /// of them, if something is.
    fn finish(self: Box<Self>) -> (Vec<u8>, Option<Malformed>);
}

/// Where a [`Splitter`] puts the blobs that it takes out, one after the other.
pub trait Blobs {
    /// A blob begins; `path` says where, as a JSON pointer of members' names in the model. One that
    /// is there already is replaced.
    fn begin(&mut self, path: &str);
    /// The blob's next bytes, decoded.
    fn write(&mut self, bytes: &[u8]);
    /// The blob is there.
    fn end(&mut self);
    /// The blob is no blob.
    fn abandon(&mut self);
}

/// How a protocol's requests find their operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// By method and path, as the trait `http` says.
    Http,
}

/// How a server reads requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// The headers `Content-Type` and `Accept` are not looked at, as AWS Lambda does.
    pub any_media_type: bool,
    /// A boolean may come as text in a document, such as `"yes"` or `"0"`, as with AWS's services
    /// of restJson1; Smithy's protocols refuse that.
    pub lenient_booleans: bool,
}

/// How a server writes documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// Absent members of structures are written as nulls, as AWS Lambda does.
    pub explicit_nulls: bool,
}

/// The request's host name goes after this prefix; an extension of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPrefix(pub String);

/// A value that can't be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    /// The member, by its name in the model; empty where it is no single member.
    pub member: &'static str,
    /// What is wrong with it.
    pub problem: Cow<'static, str>,
}

/// A message that doesn't have the shape that the model says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, without any of the message's text.
    pub problem: Cow<'static, str>,
    /// The same as data, where a value of a document is of the wrong kind.
    pub mismatch: Option<Mismatch>,
}

/// A value of a document that is not of the kind that the model says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The innermost member of a structure or union that the value belongs to, by its name in the
    /// model; `None` where the value is the whole document.
    pub member: Option<&'static str>,
    /// What the model says.
    pub expected: Kind,
    /// What came.
    pub found: Found,
}

/// The kinds of values that documents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Null,
    /// The boolean `true`.
    True,
    /// The boolean `false`.
    False,
    /// A number of any kind.
    Number,
    /// Text.
    String,
    /// An ordered collection: an array in JSON.
    List,
    /// Names and values: an object in JSON.
    Map,
}

/// Why a server doesn't take a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The message doesn't have the shape of the input.
    Malformed(Malformed),
    /// The body's media type is another.
    UnsupportedMediaType,
    /// The caller accepts another media type only.
    NotAcceptable,
}

/// Required members that a request didn't carry, as JSON pointers: `/list/0/name`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing(pub Vec<String>);

impl Malformed {
    /// A message that is wrong in this way.
    pub fn new(problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            problem: problem.into(),
            mismatch: None,
        }
    }
}

impl From<Malformed> for Rejection {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_empty() {
            return f.write_str(&self.problem);
        }
        write!(f, "{}: {}", self.member, self.problem)
    }
}

impl std::error::Error for InvalidInput {}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Malformed {}

/// The client's half of the service's protocol; `None` for one that this build doesn't have.
pub fn client(service: &Service) -> Option<&'static dyn ClientProtocol> {
    match service.protocol {
        #[cfg(feature = "rest-json")]
        crate::rest_json::ID => Some(&crate::rest_json::RestJson),
        _ => None,
    }
}

/// The server's half of the service's protocol; `None` for one that this build doesn't have.
pub fn server(service: &Service) -> Option<&'static dyn ServerProtocol> {
    match service.protocol {
        #[cfg(feature = "rest-json")]
        crate::rest_json::ID => Some(&crate::rest_json::RestJson),
        _ => None,
    }
}
