//! The transport of every client that isn't given another: hyper with a pool of connections, and
//! rustls for https.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::BoxFuture;
use super::transport::{Transport, TransportError, TransportErrorKind};
use crate::stream::{BoxError, ByteStream};

#[cfg(feature = "tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "tls"))]
type Connector = HttpConnector;

type Pool = Client<Connector, UnsyncBoxBody<Bytes, BoxError>>;

/// How long an idle connection is kept; servers of AWS close theirs after 20 seconds or more.
const IDLE: Duration = Duration::from_secs(15);

/// Sends requests by hyper over HTTP/1.1. Cheap to clone; clones share their connections.
///
/// Certificates are those of Mozilla, or of a file. The first request builds the pool, in a Tokio runtime.
#[derive(Clone)]
pub struct HyperTransport {
    /// The pool, or why there can be none.
    pool: Arc<OnceLock<Result<Pool, String>>>,
    connect_timeout: Duration,
    ca_bundle: Option<PathBuf>,
}

impl HyperTransport {
    /// A transport that gives up connecting after so long.
    pub fn new(connect_timeout: Duration) -> Self {
        Self {
            pool: Arc::default(),
            connect_timeout,
            ca_bundle: None,
        }
    }

    /// The same, believing the certificates in this file of PEM and no others. If it can't be read,
    /// requests fail.
    #[must_use]
    pub fn ca_bundle(self, path: impl Into<PathBuf>) -> Self {
        Self {
            ca_bundle: Some(path.into()),
            ..Self::new(self.connect_timeout)
        }
    }

    fn pool(&self) -> &Result<Pool, String> {
        self.pool.get_or_init(|| {
            let mut http = HttpConnector::new();
            http.set_connect_timeout(Some(self.connect_timeout));
            http.set_nodelay(true);
            http.set_keepalive(Some(Duration::from_secs(60)));
            let connector = connector(http, self.ca_bundle.as_deref())?;
            Ok(Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .build(connector))
        })
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        if cfg!(not(feature = "tls")) && request.uri().scheme_str() == Some("https") {
            let error = TransportError::new(
                TransportErrorKind::Unsupported,
                "https needs the feature `tls` of planish-runtime",
            );
            return Box::pin(async { Err(error) });
        }
        let pool = match self.pool() {
            Ok(pool) => pool,
            Err(problem) => {
                let error = TransportError::new(TransportErrorKind::Unsupported, problem.as_str());
                return Box::pin(async { Err(error) });
            }
        };
        let answer = pool.request(request.map(ByteStream::into_body));
        Box::pin(async {
            match answer.await {
                Ok(response) => Ok(response.map(ByteStream::from_body)),
                Err(error) if error.is_connect() => {
                    Err(TransportError::new(TransportErrorKind::Connect, error))
                }
                Err(error) => Err(TransportError::new(TransportErrorKind::Broken, error)),
            }
        })
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "tls")]
use super::tls::connector;

#[cfg(not(feature = "tls"))]
fn connector(http: HttpConnector, _: Option<&std::path::Path>) -> Result<Connector, String> {
    Ok(http)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;

    use super::super::fake::{self, Fake, Input};
    use super::super::{Config, Credentials};
    use super::*;
    use crate::sigv4::{Payload, Secret, verify};
    use crate::timestamp::Timestamp;

    #[tokio::test]
    async fn a_request_reaches_a_server_and_its_answer_comes_back() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::task::spawn_blocking(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut seen = vec![0; 1024];
            let mut len = 0;
            while !seen[..len].ends_with(b"ping") {
                len += socket.read(&mut seen[len..]).unwrap();
            }
            let answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 4\r\nx: y\r\n\r\npong";
            socket.write_all(answer).unwrap();
            String::from_utf8_lossy(&seen[..len]).into_owned()
        });
        let request = http::Request::put(format!("http://{address}/path?a=b"))
            .body(ByteStream::from("ping"))
            .unwrap();
        let transport = HyperTransport::new(Duration::from_secs(5));
        let response = transport.send(request).await.unwrap();
        assert_eq!(response.status(), 202);
        assert_eq!(response.headers()["x"], "y");
        assert_eq!(response.into_body().collect().await.unwrap(), "pong");
        let seen = server.await.unwrap();
        assert!(seen.starts_with("PUT /path?a=b HTTP/1.1\r\n"), "{seen}");
        assert!(seen.contains("content-length: 4\r\n"), "{seen}");
    }

    #[tokio::test]
    async fn a_closed_port_is_told_from_a_broken_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let get = || {
            http::Request::get(format!("http://{address}/"))
                .body(ByteStream::default())
                .unwrap()
        };
        let transport = HyperTransport::new(Duration::from_secs(5));
        let server = tokio::task::spawn_blocking(move || {
            let (mut socket, _) = listener.accept().unwrap();
            // Closing before the request is read could be seen as either.
            socket.read(&mut [0; 1024]).unwrap()
        });
        let answer = transport.send(get()).await;
        assert_ne!(server.await.unwrap(), 0);
        assert_eq!(answer.unwrap_err().kind(), TransportErrorKind::Broken);
        let answer = transport.send(get()).await;
        assert_eq!(answer.unwrap_err().kind(), TransportErrorKind::Connect);
    }

    /// What goes over the wire is what was signed.
    #[tokio::test]
    async fn a_server_can_verify_what_a_client_sends() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::task::spawn_blocking(move || {
            let (socket, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(&socket).lines().map(Result::unwrap);
            let start = lines.next().unwrap();
            let mut start = start.split(' ');
            let (method, uri) = (start.next().unwrap(), start.next().unwrap());
            let mut request = http::Request::builder().method(method).uri(uri);
            for line in lines.take_while(|line| !line.is_empty()) {
                let (name, value) = line.split_once(':').unwrap();
                request = request.header(name, value.trim());
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nState=on";
            (&socket).write_all(answer).unwrap();
            request.body(()).unwrap().into_parts().0
        });
        let config = Config::new()
            .endpoint(format!("http://{address}/base/"))
            .region("eu-west-1")
            .credentials(Credentials::new("test", "secret").session_token("token"));
        let input = Input {
            name: Some("arn%3Aaws%3A".to_owned()),
            ..Input::default()
        };
        let output = fake::with(config).call::<Fake>(input).await.unwrap();
        assert_eq!(output.state.as_deref(), Some("on"));
        let keys = |_: &str| {
            Some(Secret {
                session_token: Some("token".to_owned()),
                ..Secret::new("secret")
            })
        };
        let parts = server.await.unwrap();
        let (body, now) = (Payload::Bytes(b"body"), Timestamp::now());
        let identity = verify(&parts, body, &keys, "fakesigning", "eu-west-1", now);
        assert_eq!(identity.unwrap().access_key, "test");
    }
}
