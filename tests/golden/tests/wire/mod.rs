//! What stands between client and server instead of a network.

use planish_runtime::ByteStream;
use planish_runtime::client::{
    BoxFuture, Config, Credentials, RetryPolicy, Transport, TransportError,
};
use planish_runtime::server::Server;
use tower_service::Service as _;

type Sent = BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>>;

/// Hands requests to a server in the same process.
struct Direct(Server);

/// Answers with the body of the request.
pub(crate) struct Mirror;

/// A way to a server, or to what stands in for one.
pub(crate) trait Way {
    /// The transport of a client.
    fn transport(self) -> impl Transport;
}

/// A client's configuration for a server.
pub(crate) fn config(way: impl Way) -> Config {
    Config::new()
        .endpoint("http://localhost")
        .region("us-east-1")
        .credentials(Credentials::new("key", "secret"))
        .retry(RetryPolicy::none())
        .transport(way.transport())
}

/// The text of a server's answer to a POST to `/echo`.
pub(crate) async fn wire(mut server: Server, body: &str) -> String {
    let request = http::Request::post("/echo")
        .header("content-type", "application/json")
        .body(ByteStream::from(body.to_owned()).into_body())
        .unwrap();
    let Ok(response) = server.call(request).await;
    let body = ByteStream::from_body(response.into_body());
    String::from_utf8(body.collect().await.unwrap().to_vec()).unwrap()
}

impl Way for Server {
    fn transport(self) -> impl Transport {
        Direct(self)
    }
}

impl Way for Mirror {
    fn transport(self) -> impl Transport {
        self
    }
}

impl Transport for Direct {
    fn send(&self, request: http::Request<ByteStream>) -> Sent {
        let mut server = self.0.clone();
        Box::pin(async move {
            let Ok(response) = server.call(request.map(ByteStream::into_body)).await;
            Ok(response.map(ByteStream::from_body))
        })
    }
}

impl Transport for Mirror {
    fn send(&self, request: http::Request<ByteStream>) -> Sent {
        Box::pin(async move {
            let mut response = http::Response::new(request.into_body());
            let json = http::HeaderValue::from_static("application/json");
            response.headers_mut().insert("content-type", json);
            Ok(response)
        })
    }
}
