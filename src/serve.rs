//! From a service that is ready to one that listens: connections, downloads, and an orderly end.

mod chunks;
mod gate;
mod pace;
mod tls;
mod unread;

pub use tls::Tls;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use planish_runtime::server::{Remote, Server};
use planish_runtime::stream::BoxError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service as _;

use chunks::Chunks;
use gate::{Gate, Place};
use pace::{Pace, Paced};
use unread::Unread;

use crate::access::Peer;
use crate::behaviour::DownloadFault;
use crate::location::PATH_PREFIX;
use crate::open::Service;

/// How long requests that are under way may take to end where nothing else is said.
const LAST_REQUESTS: Duration = Duration::from_secs(30);

type BoxBody = UnsyncBoxBody<Bytes, BoxError>;

/// A service that has its port.
pub struct Listening {
    listener: TcpListener,
    service: Arc<Service>,
    patience: Duration,
}

/// Takes the port.
///
/// # Errors
/// If the address can't be listened on.
pub async fn listen(service: Service, address: SocketAddr) -> io::Result<Listening> {
    let listener = TcpListener::bind(address).await?;
    Ok(Listening {
        listener,
        service: Arc::new(service),
        patience: LAST_REQUESTS,
    })
}

impl Listening {
    /// The address, with the port that was taken.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// How long requests that are under way may take to end; 30 seconds at first.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Listening {
        Listening { patience, ..self }
    }

    /// Serves until `stop` is there, then lets what is under way end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let server = crate::wire::server(Arc::clone(&self.service));
        let graceful = GracefulShutdown::new();
        let security = &self.service.security;
        let gate = Gate::new(
            security.max_connections,
            security.max_connections_per_address,
        );
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&self.listener, &gate) => accepted,
            };
            let Some((stream, peer, place)) = accepted else {
                continue;
            };
            let connection = Connection {
                service: Arc::clone(&self.service),
                server: server.clone(),
                peer: Peer {
                    address: peer.ip().to_canonical(),
                    secure: self.service.tls.is_some(),
                },
                remote: Remote(SocketAddr::new(peer.ip().to_canonical(), peer.port())),
            };
            let watcher = graceful.watcher();
            tokio::spawn(async move {
                if let Err(error) = connection.serve(stream, watcher).await {
                    tracing::debug!(%error, "a connection ended early");
                }
                drop(place);
            });
        }
        drop(self.listener);
        if tokio::time::timeout(self.patience, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests did not end in time");
        }
    }
}

/// One connection.
struct Connection {
    service: Arc<Service>,
    server: Server,
    peer: Peer,
    remote: Remote,
}

impl Connection {
    /// Answers its requests until it ends.
    async fn serve(self, stream: TcpStream, watcher: Watcher) -> Result<(), BoxError> {
        match self.service.tls.clone() {
            Some(tls) => {
                let stream = tls.accept(stream).await?;
                self.exchange(stream, watcher).await
            }
            None => self.exchange(stream, watcher).await,
        }
    }

    async fn exchange<S>(self, stream: S, watcher: Watcher) -> Result<(), BoxError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let security = self.service.security.clone();
        let bytes = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let pace = Pace {
            patience: security.body_timeout,
            rate: security.min_body_rate,
        };
        let Connection {
            service,
            server,
            peer,
            remote,
        } = self;
        let _present = service.metrics.connection();
        let respond = service_fn(move |request: Request<Incoming>| {
            let (server, service) = (server.clone(), Arc::clone(&service));
            let mut request = request.map(|body| Paced::new(body, pace));
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(remote);
            async move { Ok::<_, Infallible>(answer(server, service, request).await) }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(security.header_timeout)
            .max_headers(bytes(security.max_headers))
            .max_buf_size(bytes(security.max_header_bytes))
            .serve_connection(TokioIo::new(Unread::new(stream, pace)), respond);
        watcher.watch(connection).await.map_err(Into::into)
    }
}

/// The next connection; `None` if it can't be had.
async fn accept(listener: &TcpListener, gate: &Gate) -> Option<(TcpStream, SocketAddr, Place)> {
    let permit = gate.room().await?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small answers should leave at once.
            let _ = stream.set_nodelay(true);
            let place = gate.enter(permit, peer.ip());
            if place.is_none() {
                tracing::debug!(%peer, "too many connections from one address");
            }
            Some((stream, peer, place?))
        }
        Err(error) => {
            // Out of descriptors, most likely: wait for some to come back.
            tracing::warn!(%error, "a connection can't be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Answers a request: a download, or an operation.
async fn answer(
    mut server: Server,
    service: Arc<Service>,
    request: Request<Paced<Incoming>>,
) -> Response<BoxBody> {
    let _present = service.metrics.request();
    if request.uri().path().starts_with(PATH_PREFIX) {
        let metrics = Arc::clone(&service.metrics);
        let response = download(service, &request).await;
        let length = response.headers().get(CONTENT_LENGTH);
        let bytes = length.and_then(|length| length.to_str().ok()?.parse().ok());
        metrics.downloaded(response.status().as_u16(), bytes.unwrap_or(0));
        return response;
    }
    let slow = request.body().slow();
    let mut response = match server.call(request).await {
        Ok(response) => response.map(|body| body.map_err(Into::into).boxed_unsync()),
        Err(never) => match never {},
    };
    if slow.is_set() {
        return too_slow();
    }
    // W1, W9: even an answer without a body has these.
    let headers = response.headers_mut();
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
    headers
        .entry(CONNECTION)
        .or_insert(HeaderValue::from_static("keep-alive"));
    response
}

/// The answer to a body that comes too slowly; ends the connection (RFC 9110, 15.5.9).
fn too_slow() -> Response<BoxBody> {
    let body = Full::new(Bytes::from_static(
        b"{\"message\":\"The request timed out\"}",
    ));
    let mut response = Response::new(body.map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(
        "x-amzn-errortype",
        HeaderValue::from_static("RequestTimeoutException"),
    );
    response
}

/// Gives the package behind a link of `Code.Location` (truth.md G2).
async fn download<B>(service: Arc<Service>, request: &Request<B>) -> Response<BoxBody> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed");
    }
    let link = request
        .uri()
        .path_and_query()
        .map(|link| link.as_str().to_owned());
    let link = link.unwrap_or_default();
    let found = tokio::task::spawn_blocking(move || service.functions.download(&link)).await;
    let package = match found {
        Ok(Ok(package)) => package,
        Ok(Err(DownloadFault::Link(_))) => return refusal(StatusCode::FORBIDDEN, "AccessDenied"),
        Ok(Err(DownloadFault::Gone)) => return refusal(StatusCode::NOT_FOUND, "NoSuchKey"),
        Ok(Err(DownloadFault::Store(fault))) => {
            tracing::error!(%fault, "a package can't be read");
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
        }
        Err(_) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
    };
    let size = package.size;
    let mut response = Response::new(Chunks::new(package).boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CONTENT_LENGTH, size.into());
    response
}

/// An error as S3 words it.
fn refusal(status: StatusCode, code: &str) -> Response<BoxBody> {
    let text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
    let body = Full::new(Bytes::from(text))
        .map_err(|never| match never {})
        .boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}
