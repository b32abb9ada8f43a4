//! https for the client's own transport: which certificates are believed.

use std::path::Path;
use std::sync::Arc;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Connects by https, and by http where the URL says so. Believes the certificates in a file of PEM,
/// or those of Mozilla. The error says what is wrong with the file.
///
/// The provider is named: other crates of a program may bring another one to rustls.
pub(super) fn connector(
    mut http: HttpConnector,
    bundle: Option<&Path>,
) -> Result<HttpsConnector<HttpConnector>, String> {
    http.enforce_http(false);
    let provider = ring::default_provider();
    let builder = HttpsConnectorBuilder::new();
    let builder = match bundle {
        None => builder.with_provider_and_webpki_roots(provider),
        Some(path) => {
            let roots = roots(path)?;
            let config = ClientConfig::builder_with_provider(Arc::new(provider))
                .with_safe_default_protocol_versions();
            config.map(|config| {
                let config = config.with_root_certificates(roots);
                builder.with_tls_config(config.with_no_client_auth())
            })
        }
    };
    let builder = builder.map_err(|e| format!("TLS can't be set up: {e}"))?;
    Ok(builder.https_or_http().enable_http1().wrap_connector(http))
}

fn roots(path: &Path) -> Result<RootCertStore, String> {
    let failed = |problem: String| format!("the certificates in {}: {problem}", path.display());
    let mut roots = RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(path).map_err(|e| failed(e.to_string()))?;
    for certificate in found {
        let certificate = certificate.map_err(|e| failed(e.to_string()))?;
        roots.add(certificate).map_err(|e| failed(e.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(failed("there are none".to_owned())),
        false => Ok(roots),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::PrivateKeyDer;

    use super::super::{HyperTransport, Transport as _, TransportErrorKind};
    use super::*;
    use crate::stream::ByteStream;

    #[tokio::test]
    async fn a_certificate_of_one_s_own_is_believed_if_it_is_in_the_file() {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                // A client that doesn't believe the certificate hangs up.
                let Ok(mut stream) = acceptor.accept(socket).await else {
                    continue;
                };
                if stream.read(&mut [0; 1024]).await.is_ok() {
                    let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
                    stream.write_all(answer).await.unwrap();
                }
            }
        });
        let name = format!("planish-ca-{}.pem", crate::random::uuid());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, cert.pem()).unwrap();
        let plain = HyperTransport::new(Duration::from_secs(5));
        let send = async |transport: &HyperTransport| {
            let request = http::Request::get(format!("https://localhost:{port}/"));
            transport
                .send(request.body(ByteStream::default()).unwrap())
                .await
        };
        let answer = send(&plain.clone().ca_bundle(&path)).await.unwrap();
        assert_eq!(answer.status(), 204);
        let error = send(&plain).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        std::fs::write(&path, "none").unwrap();
        let error = send(&plain.ca_bundle(&path)).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Unsupported);
        assert!(error.to_string().ends_with(": there are none"), "{error}");
        std::fs::remove_file(&path).unwrap();
        server.abort();
    }
}
