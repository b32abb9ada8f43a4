//! The typed shell of a call: what generated clients hand out.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::config::Config;
use super::core::{Body, Core, Options, unsignable};
use super::error::{Error, Metadata};
use super::orchestrator::{Failure, Fault, Reply};
use super::{BoxFuture, ClientOperation};
use crate::error::{OperationError, Unmodeled};
use crate::operation::Operation;
use crate::protocol::{ClientProtocol, InvalidInput};
use crate::sigv4::{self, Payload};
use crate::value::Structure;

/// A call of an operation; nothing happens until it is awaited.
#[must_use = "a call is sent once it is awaited"]
pub struct Call<O: ClientOperation> {
    pub(super) core: Arc<Core>,
    pub(super) input: O::Input,
    pub(super) options: Options,
}

/// An output with what else is known of the answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What came back.
    pub output: T,
    /// Status, headers, request id, attempts.
    pub metadata: Metadata,
}

/// A request that anyone can send until its signature expires, exactly as it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PresignedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The URI with the signature. Whoever has it can make the call.
    pub uri: Uri,
    /// Headers that must be sent along.
    pub headers: HeaderMap,
    /// The body that must be sent along.
    pub body: Bytes,
}

/// What comes of a call.
type AnswerOf<O> =
    Result<Answer<<O as ClientOperation>::Output>, Error<<O as ClientOperation>::Error>>;

/// A call under way.
#[must_use = "a future does nothing until it is awaited"]
pub struct Sending<O: ClientOperation> {
    call: BoxFuture<'static, Result<Reply, Failure>>,
    protocol: Result<&'static dyn ClientProtocol, ()>,
    operation: PhantomData<fn() -> O>,
}

impl<O: ClientOperation> Call<O> {
    pub(super) fn new(core: Arc<Core>, input: O::Input) -> Self {
        Self {
            core,
            input,
            options: Options::default(),
        }
    }

    /// Gives the call so long, with all its attempts.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Makes so many attempts at most, the first included.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.options.attempts = Some(attempts);
        self
    }

    /// Makes this call by another configuration, made of the client's own. Connections, the quota of
    /// retries and what is known of the service's clock stay those of the client.
    ///
    /// The endpoint is looked up anew: for something that is the same for many calls, make a client.
    ///
    /// ```no_run
    /// # use planish_runtime::client::{Call, ClientOperation};
    /// # fn example<O: ClientOperation>(call: Call<O>) -> Call<O> {
    /// call.config(|config| config.region("eu-west-1").min_compression(usize::MAX))
    /// # }
    /// ```
    pub fn config(mut self, change: impl FnOnce(Config) -> Config) -> Self {
        let config = change(self.core.config.clone());
        self.core = Arc::new(self.core.configured(config));
        self
    }

    /// Sends a header along, in place of any of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        );
        if let (Ok(name), Ok(value)) = parsed {
            self.options.headers.insert(name, value);
        } else {
            self.options.problem = Some(InvalidInput {
                member: "header",
                problem: format!("`{name}` with this value can't be a header").into(),
            });
        }
        self
    }

    /// Sends it. Awaiting the call itself does the same.
    ///
    /// # Errors
    /// Each [`Error`].
    pub async fn send(self) -> Result<O::Output, Error<O::Error>> {
        self.into_future().await
    }

    /// Sends it, and gives the output with what else is known of the answer.
    ///
    /// # Errors
    /// Each [`Error`].
    pub async fn send_with_metadata(self) -> Result<Answer<O::Output>, Error<O::Error>> {
        let mut sending = self.into_future();
        std::future::poll_fn(|cx| sending.poll_answer(cx)).await
    }

    /// Signs the request in its query instead of sending it, for 1 second to 7 days.
    ///
    /// # Errors
    /// Those of [`Error`] that come before sending.
    pub async fn presigned(self, expires: Duration) -> Result<PresignedRequest, Error<O::Error>> {
        let input = Box::new(self.input);
        let request = presign(self.core, O::OPERATION, self.options, input, expires);
        request.await.map_err(|error| error.map_service(unread))
    }
}

impl<O: ClientOperation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error<O::Error>>;
    type IntoFuture = Sending<O>;

    fn into_future(self) -> Sending<O> {
        Sending {
            protocol: self.core.protocol().map_err(drop),
            call: self
                .core
                .call(O::OPERATION, self.options, Box::new(self.input)),
            operation: PhantomData,
        }
    }
}

impl<O: ClientOperation> Sending<O> {
    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<AnswerOf<O>> {
        let result = std::task::ready!(self.call.as_mut().poll(cx));
        // Without a protocol the call has failed before there was anything to read.
        Poll::Ready(match (result, self.protocol) {
            (Ok(reply), Ok(protocol)) => read::<O>(reply, protocol),
            (Ok(_), Err(())) => Err(Error::Configuration("no protocol".into())),
            (Err(error), protocol) => Err(error.map_service(|fault, metadata| {
                let read = protocol.ok().and_then(|p| read_error(&fault, p));
                read.unwrap_or_else(|| unread(fault, metadata))
            })),
        })
    }
}

impl<O: ClientOperation> Future for Sending<O> {
    type Output = Result<O::Output, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_answer(cx).map_ok(|answer| answer.output)
    }
}

impl<O: ClientOperation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &O::OPERATION.name)
            .field("timeout", &self.options.timeout)
            .finish_non_exhaustive()
    }
}

impl<O: ClientOperation> fmt::Debug for Sending<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("operation", &O::OPERATION.name)
            .finish_non_exhaustive()
    }
}

fn read<O: ClientOperation>(reply: Reply, protocol: &dyn ClientProtocol) -> AnswerOf<O> {
    let Reply { response, metadata } = reply;
    let mut output = O::Output::default();
    match protocol.read_response(O::OPERATION, response, &mut output) {
        Ok(()) => Ok(Answer { output, metadata }),
        Err(problem) => Err(Error::Malformed {
            problem,
            metadata: Box::new(metadata),
        }),
    }
}

/// The modelled error, if there is one and the response has its shape.
fn read_error<E: OperationError>(fault: &Fault, protocol: &dyn ClientProtocol) -> Option<E> {
    let mut error = E::modeled(fault.index?)?;
    protocol
        .read_error(&fault.response, error.structure()?)
        .ok()?;
    Some(error)
}

fn unread<E: OperationError>(fault: Fault, metadata: &Metadata) -> E {
    E::unmodeled(Unmodeled {
        status: metadata.status,
        code: fault.code.unwrap_or_default().into(),
        message: fault.message,
    })
}

/// The part of presigning that knows no types.
async fn presign(
    core: Arc<Core>,
    operation: &'static Operation,
    options: Options,
    mut input: Box<dyn Structure>,
    expires: Duration,
) -> Result<PresignedRequest, Failure> {
    let account = core.account(operation).await?;
    let mut prepared = core.prepare(operation, &options, &mut *input, account.as_deref())?;
    drop(input);
    let Body::Bytes(body) = prepared.body else {
        return Err(Error::InvalidInput(InvalidInput {
            member: "body",
            problem: "a stream can't be presigned; give its bytes".into(),
        }));
    };
    // These tell of the sender, who is someone else.
    for name in ["amz-sdk-invocation-id", "user-agent"] {
        prepared.headers.remove(name);
    }
    let auth = &prepared.endpoint.auth;
    if let Some(credentials) = core.credentials(operation, auth).await? {
        let signing = core.signing(&credentials, auth);
        prepared.uri = sigv4::presign(
            &signing,
            &prepared.method,
            &prepared.uri,
            &prepared.headers,
            Payload::presigned(signing.service, &body),
            expires,
        )
        .map_err(unsignable)?;
    }
    Ok(PresignedRequest {
        method: prepared.method,
        uri: prepared.uri,
        headers: prepared.headers,
        body,
    })
}
