//! TLS: the certificate and key of the service, as they are now.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::reload::Reloaded;

/// How long a caller may take to agree on keys.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Answers handshakes.
#[derive(Clone)]
pub struct Tls {
    config: Arc<Reloaded<Arc<ServerConfig>>>,
}

impl Tls {
    /// TLS 1.2 and 1.3 with the chain of certificates in one PEM file and the private key in another.
    /// Both are read again when the former changes.
    ///
    /// # Errors
    /// The file that is the trouble, and what is wrong with it.
    pub fn open(certificate: &Path, key: &Path) -> Result<Tls, (PathBuf, String)> {
        // The key by itself first, so that what is wrong with it is told of its own file.
        private_key(key).map_err(|reason| (key.to_owned(), reason))?;
        let key = key.to_owned();
        let config = Reloaded::open_with(certificate, move |path| config(path, &key))
            .map_err(|reason| (certificate.to_owned(), reason))?;
        Ok(Tls { config })
    }

    /// Agrees on keys with a caller.
    ///
    /// # Errors
    /// If it can't be done, or takes too long.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let acceptor = TlsAcceptor::from(Arc::clone(&*self.config.get()));
        tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream))
            .await
            .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(path).map_err(|e| format!("there is no private key in it: {e}"))
}

fn config(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, String> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(certificate)
        .map_err(|e| e.to_string())?
        .collect();
    let chain = chain.map_err(|e| e.to_string())?;
    if chain.is_empty() {
        return Err("there is no certificate in it: it has to be a PEM file".to_owned());
    }
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, private_key(key)?)
        .map_err(|e| format!("certificate and key don't fit: {e}"))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
