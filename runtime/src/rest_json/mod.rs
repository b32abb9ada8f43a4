//! The protocol `aws.protocols#restJson1`.

use std::borrow::Cow;

use crate::error::Unmodeled;
use crate::operation::Operation;
use crate::protocol::{
    ClientProtocol, InvalidInput, Malformed, Missing, Rejection, Routing, ServerProtocol,
    WriteOptions,
};
use crate::stream::ByteStream;
use crate::value::Structure;

/// The id of the protocol's trait.
pub const ID: &str = "aws.protocols#restJson1";

/// The protocol.
pub struct RestJson;

impl ClientProtocol for RestJson {
    fn write_request(
        &self,
        _operation: &Operation,
        _input: &mut dyn Structure,
    ) -> Result<http::Request<ByteStream>, InvalidInput> {
        Ok(http::Request::new(ByteStream::default()))
    }
    fn read_response(
        &self,
        _operation: &Operation,
        _response: http::Response<ByteStream>,
        _output: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        Ok(())
    }
    fn error_code(
        &self,
        _response: &http::Response<bytes::Bytes>,
    ) -> (Option<String>, Option<String>) {
        (None, None)
    }
    fn read_error(
        &self,
        _response: &http::Response<bytes::Bytes>,
        _error: &mut dyn Structure,
    ) -> Result<(), Malformed> {
        Ok(())
    }
}

impl ServerProtocol for RestJson {
    fn routing(&self) -> Routing {
        Routing::Http
    }
    fn read_request(
        &self,
        _operation: &Operation,
        _request: http::Request<ByteStream>,
        _labels: &[(&str, Cow<'_, str>)],
        _input: &mut dyn Structure,
    ) -> Result<Missing, Rejection> {
        Ok(Missing::default())
    }
    fn write_response(
        &self,
        _operation: &Operation,
        _output: &mut dyn Structure,
        _options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        Ok(http::Response::new(ByteStream::default()))
    }
    fn write_error(
        &self,
        _error: &mut dyn Structure,
        _options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        Ok(http::Response::new(ByteStream::default()))
    }
    fn write_unmodeled(&self, _error: &Unmodeled) -> http::Response<ByteStream> {
        http::Response::new(ByteStream::default())
    }
}
