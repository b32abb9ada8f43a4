//! One request on its way to its handler and back: what generated code calls, one line per
//! operation.
//!
//! Only [`Call::run`] knows types; reading, validation and writing go through `dyn Structure`.

use std::borrow::Cow;
use std::sync::Arc;

use super::observer::ErrorName;
use super::settings::Settings;
use super::wording::{Refusal, Unknown};
use super::{BoxFuture, Context};
use crate::error::{ErrorKind, OperationError, Unmodeled};
use crate::operation::Operation;
use crate::protocol::{
    InvalidInput, Malformed, ReadOptions, Rejection, ServerProtocol, WriteOptions,
};
use crate::stream::ByteStream;
use crate::value::Structure;

/// The handlers of a service; generated code implements it.
pub trait Handlers: Send + Sync + 'static {
    /// Runs the operation at this index of the service.
    fn handle<'a>(
        &'a self,
        operation: usize,
        call: Call,
    ) -> BoxFuture<'a, http::Response<ByteStream>>;
}

/// A request that has found its operation.
pub struct Call {
    pub(super) reply: Reply,
    pub(super) context: Context,
    pub(super) body: ByteStream,
    pub(super) labels: Vec<(&'static str, Cow<'static, str>)>,
    /// What is wrong with a blob that was received.
    pub(super) malformed: Option<Malformed>,
    /// The input is left as it is by default, for tests of answers alone.
    pub(super) skip_input: bool,
}

/// Writes answers, without knowing their types.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) protocol: &'static dyn ServerProtocol,
    pub(super) settings: Arc<Settings>,
    pub(super) operation: Option<&'static Operation>,
}

impl Call {
    /// Reads and validates the input, runs the handler and writes what it answers.
    pub async fn run<I, O, E, F, Fut>(self, handler: F) -> http::Response<ByteStream>
    where
        I: Structure + Default,
        O: Structure,
        E: OperationError,
        F: FnOnce(I, Context) -> Fut,
        Fut: Future<Output = Result<O, E>> + Send,
    {
        let mut input = I::default();
        let (reply, context) = match self.read(&mut input) {
            Ok(ready) => ready,
            Err(refused) => return *refused,
        };
        match handler(input, context).await {
            Ok(mut output) => reply.output(&mut output),
            Err(mut error) => match error.structure() {
                Some(structure) => reply.modeled(structure),
                None => reply.kind(&error.kind()),
            },
        }
    }

    /// Answers that there is no such operation.
    pub async fn unknown(self) -> http::Response<ByteStream> {
        let Reply { settings, .. } = &self.reply;
        let refusal = settings.wording.unknown_operation(Unknown::Path);
        self.reply.refusal(refusal)
    }

    /// Fills the input from the request and validates it.
    fn read(
        self,
        input: &mut dyn Structure,
    ) -> Result<(Reply, Context), Box<http::Response<ByteStream>>> {
        let Self {
            reply,
            context,
            body,
            labels,
            malformed,
            skip_input,
        } = self;
        if skip_input {
            return Ok((reply, context));
        }
        let operation = context.operation();
        let Settings { wording, style, .. } = &*reply.settings;
        let options = ReadOptions {
            any_media_type: reply.settings.any_media_type,
            lenient_booleans: reply.settings.lenient_booleans,
        };
        let head = context.head();
        let read = reply
            .protocol
            .read_request(operation, head, body, &labels, input, options);
        let read = match malformed {
            Some(problem) => read.and(Err(Rejection::Malformed(problem))),
            None => read,
        };
        let refusal = match read {
            Ok(missing) => {
                let violations = super::validate::validate(input, &missing, style.matching());
                if violations.is_empty() {
                    return Ok((reply, context));
                }
                tracing::debug!(violations = violations.len(), "input is not valid");
                wording.validation(*style, &violations, operation)
            }
            Err(Rejection::Malformed(problem)) => {
                tracing::debug!(%problem, "request is malformed");
                wording.malformed(&problem, operation)
            }
            Err(Rejection::UnsupportedMediaType) => wording.unsupported_media_type(operation),
            Err(Rejection::NotAcceptable) => wording.not_acceptable(operation),
        };
        Err(Box::new(reply.refusal(refusal)))
    }
}

impl Reply {
    /// Writes a refusal in the service's words.
    pub(super) fn refusal(&self, refusal: Refusal) -> http::Response<ByteStream> {
        match refusal {
            Refusal::Unmodeled(error) => self.unmodeled(&error),
            Refusal::Modeled(mut error) => self.modeled(&mut *error),
        }
    }

    /// Writes an error that the model doesn't list.
    pub(super) fn unmodeled(&self, error: &Unmodeled) -> http::Response<ByteStream> {
        let response = match self.settings.wording.message_member(error) {
            Some(member) => self.protocol.write_unmodeled_as(error, member),
            None => self.protocol.write_unmodeled(error),
        };
        named(response, error.code.clone())
    }

    /// Writes the answer to a request whose handler failed.
    pub(super) fn internal_failure(&self) -> http::Response<ByteStream> {
        let wording = &self.settings.wording;
        self.refusal(wording.internal_failure(self.operation))
    }

    fn output(&self, output: &mut dyn Structure) -> http::Response<ByteStream> {
        let Some(operation) = self.operation else {
            return self.internal_failure();
        };
        match self
            .protocol
            .write_response(operation, output, self.options())
        {
            Ok(response) => response,
            Err(invalid) => {
                tracing::error!(member = invalid.member, "answer can't be written");
                self.internal_failure()
            }
        }
    }

    fn modeled(&self, error: &mut dyn Structure) -> http::Response<ByteStream> {
        let name = error.schema().name();
        match self.protocol.write_error(error, WriteOptions::default()) {
            Ok(response) => named(response, name.into()),
            Err(invalid) => self.unwritable(&invalid),
        }
    }

    fn kind(&self, error: &ErrorKind<'_>) -> http::Response<ByteStream> {
        match error {
            ErrorKind::Unmodeled(error) => self.unmodeled(error),
            // An error with a structure is written from it.
            ErrorKind::Modeled(..) => self.internal_failure(),
        }
    }

    /// The last resort, where not even an error can be written.
    fn unwritable(&self, invalid: &InvalidInput) -> http::Response<ByteStream> {
        tracing::error!(member = invalid.member, "error can't be written");
        self.unmodeled(&Unmodeled {
            status: 500,
            code: "InternalFailure".into(),
            message: None,
        })
    }

    fn options(&self) -> WriteOptions {
        WriteOptions {
            explicit_nulls: self.settings.explicit_nulls,
        }
    }
}

/// The answer with the name of its error, for the log and for observers.
fn named(
    mut response: http::Response<ByteStream>,
    name: Cow<'static, str>,
) -> http::Response<ByteStream> {
    response.extensions_mut().insert(ErrorName(name));
    response
}
