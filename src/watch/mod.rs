//! The second listener, for those who run the service: `/healthz`, `/readyz`, `/metrics`, and pages
//! to look at below `/_ui`.
//!
//! It has an address of its own, so that it can be kept from callers of the API: it asks nobody who
//! they are. It only reads, and tells nothing of credentials or of what is in packages.

mod ask;
mod health;
mod metrics;
mod process;
mod timed;
mod ui;

pub use ask::ask;
pub use metrics::{Metrics, Present};
pub use timed::timed;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::open::Service;
use health::Health;

/// The most connections at once.
const MOST_CONNECTIONS: usize = 256;

/// How long a caller may take to send the head of a request, or be silent between two.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the sum of the stored bytes may take; without it, the other metrics are told.
const SUM_TIMEOUT: Duration = Duration::from_secs(2);

/// In every answer: nothing may be kept, guessed or put into a frame, and pages use only what comes
/// from here.
const HEADERS: [(HeaderName, &str); 5] = [
    (CACHE_CONTROL, "no-store"),
    (http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (http::header::X_FRAME_OPTIONS, "DENY"),
    (http::header::REFERRER_POLICY, "no-referrer"),
    (
        http::header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

/// A watcher that has its port.
pub struct Watching {
    listener: TcpListener,
    watch: Watch,
}

/// Tells a watcher that the service is stopping: from then on it is alive, but not ready.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

/// What answers are made of.
#[derive(Clone)]
struct Watch {
    health: Health,
    metrics: Arc<Metrics>,
    ui: ui::Ui,
    /// Whether only this machine can reach the port.
    local: bool,
}

type Answer = Response<Full<Bytes>>;

/// Takes the port.
///
/// # Errors
/// If the address can't be listened on.
pub async fn listen(
    service: &Service,
    address: SocketAddr,
    stopping: Stopping,
) -> io::Result<Watching> {
    let listener = TcpListener::bind(address).await?;
    let local = listener.local_addr()?.ip().is_loopback();
    let functions = service.functions.clone();
    Ok(Watching {
        listener,
        watch: Watch {
            health: Health::new(functions.clone(), stopping.0),
            metrics: Arc::clone(&service.metrics),
            ui: ui::Ui::new(functions),
            local,
        },
    })
}

impl Stopping {
    /// The service is stopping.
    pub fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Watching {
    /// The address, with the port that was taken.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is dropped; what is under way then is cut off.
    pub async fn forever(self) {
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut connections = tokio::task::JoinSet::new();
        loop {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else {
                return;
            };
            let stream = match self.listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection to the watcher can't be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let watch = self.watch.clone();
            connections.spawn(async move {
                let answer = service_fn(move |request| {
                    let watch = watch.clone();
                    async move { Ok::<_, Infallible>(watch.answer(request).await) }
                });
                let connection = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD_TIMEOUT)
                    .serve_connection(TokioIo::new(stream), answer);
                let _ = connection.await;
                drop(place);
            });
            while connections.try_join_next().is_some() {}
        }
    }
}

impl Watch {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let mut answer = self.route(&request).await;
        for (name, value) in HEADERS {
            let value = HeaderValue::from_static(value);
            answer.headers_mut().entry(name).or_insert(value);
        }
        answer
    }

    async fn route(&self, request: &Request<Incoming>) -> Answer {
        if self.local && !is_local(request.headers(), request.uri()) {
            return text(
                StatusCode::FORBIDDEN,
                "This is reached by address or as localhost.\n",
            );
        }
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
            let allowed = HeaderValue::from_static("GET, HEAD");
            answer.headers_mut().insert(ALLOW, allowed);
            return answer;
        }
        tracing::debug!(target: "watch", uri = %request.uri(), "asked");
        match request.uri().path() {
            "/healthz" => text(StatusCode::OK, "alive\n"),
            "/readyz" => self.ready().await,
            "/metrics" => self.metrics().await,
            "/" => found("/_ui"),
            path => match path.strip_prefix("/_ui") {
                Some(page) => self.ui.answer(page, request.uri().query()).await,
                None => text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
            },
        }
    }

    async fn ready(&self) -> Answer {
        let readiness = self.health.readiness().await;
        let status = match readiness.ready {
            true => StatusCode::OK,
            false => StatusCode::SERVICE_UNAVAILABLE,
        };
        let json = serde_json::to_string(&readiness).unwrap_or_default();
        body(status, "application/json", json + "\n")
    }

    async fn metrics(&self) -> Answer {
        let functions = self.ui.functions();
        let sum = tokio::task::spawn_blocking(move || functions.stored_bytes());
        let stored = match tokio::time::timeout(SUM_TIMEOUT, sum).await {
            Ok(Ok(Ok(stored))) => Some(stored),
            _ => None,
        };
        let text = self.metrics.text(stored);
        body(StatusCode::OK, metrics::CONTENT_TYPE, text)
    }
}

/// Whether a request names this machine: by address, or as localhost. A page of another site could
/// have its own name lead here, and would be believed by the browser to be of one origin.
fn is_local(headers: &HeaderMap, uri: &Uri) -> bool {
    let given = headers.get(HOST).and_then(|host| host.to_str().ok());
    let given = given.or_else(|| uri.authority().map(http::uri::Authority::as_str));
    let Some(authority) = given.and_then(|host| host.parse::<http::uri::Authority>().ok()) else {
        // Only old and simple clients leave it out, and no browser does.
        return given.is_none();
    };
    let host = authority.host().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok()
}

fn body(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    let media_type = HeaderValue::from_static(media_type);
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    answer
}

fn text(status: StatusCode, text: &'static str) -> Answer {
    body(status, "text/plain; charset=utf-8", text)
}

fn found(place: &'static str) -> Answer {
    let mut answer = text(StatusCode::FOUND, "");
    let place = HeaderValue::from_static(place);
    answer.headers_mut().insert(http::header::LOCATION, place);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_localhost_are_local() {
        let local = |host: &'static str| {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            is_local(&headers, &Uri::from_static("/"))
        };
        for host in ["127.0.0.1:9002", "localhost", "LOCALHOST:1", "[::1]:9002"] {
            assert!(local(host), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com:9002",
            "127.0.0.1.nip.io",
            "a b",
        ] {
            assert!(!local(host), "{host}");
        }
        assert!(is_local(&HeaderMap::new(), &Uri::from_static("/")));
    }
}
