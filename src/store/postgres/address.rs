//! Where the server is: a URL as libpq takes it, and what of it may be shown.
//!
//! TLS is decided here, since the crate below knows only whether there is any: `sslmode` has the
//! meaning that libpq gives it, and `sslrootcert` names a file of certificates (PEM).

use super::super::StoreError;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A server, and how it is reached.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: tokio_postgres::Config,
    pub(super) tls: MakeRustlsConnect,
    /// User, hosts and database.
    shown: String,
}

/// What of a server's certificate is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Nothing: `prefer` and `require`.
    Any,
    /// That a known authority has signed it: `verify-ca`.
    Authority,
    /// That it is for this host, too: `verify-full`.
    Host,
}

/// How long a server may take to accept a connection, unless the URL says so.
const CONNECT: Duration = Duration::from_secs(10);

/// Modes by their names in libpq.
const MODES: [(&str, SslMode, Trust); 5] = [
    ("disable", SslMode::Disable, Trust::Any),
    ("prefer", SslMode::Prefer, Trust::Any),
    ("require", SslMode::Require, Trust::Any),
    ("verify-ca", SslMode::Require, Trust::Authority),
    ("verify-full", SslMode::Require, Trust::Host),
];

impl Address {
    /// Reads a URL such as `postgres://user:password@host:5432/database?sslmode=verify-full`.
    ///
    /// # Errors
    /// What can't be read of it, without its secrets.
    pub(super) fn parse(url: &str) -> Result<Address, StoreError> {
        let wrong = |what: String| {
            StoreError(format!(
                "{what}; a URL such as postgres://user:password@host:5432/database is expected"
            ))
        };
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        let mut mode = ("prefer", SslMode::Prefer, Trust::Any);
        let mut authorities = None;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", name)) => {
                    let known = MODES.iter().find(|(known, ..)| *known == name);
                    let names = MODES.map(|(name, ..)| name).join(", ");
                    mode = *known
                        .ok_or_else(|| wrong(format!("sslmode {name:?} is none of {names}")))?;
                }
                Some(("sslrootcert", path)) => authorities = Some(decode(path)),
                _ => rest.push(pair),
            }
        }
        let (_, ssl, mut trust) = mode;
        if authorities.is_some() && mode.0 == "require" {
            // As libpq has it: whoever names authorities wants them to be asked.
            trust = Trust::Authority;
        }
        let url = format!("{url}?{}", rest.join("&"));
        let mut config: tokio_postgres::Config = url
            .parse()
            .map_err(|error: tokio_postgres::Error| wrong(reason(&error)))?;
        config.ssl_mode(ssl);
        config.application_name(
            config
                .get_application_name()
                .unwrap_or("lambda-code")
                .to_owned(),
        );
        let patience = config.get_connect_timeout().copied().unwrap_or(CONNECT);
        config.connect_timeout(patience);
        config.tcp_user_timeout(CONNECT);
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        Ok(Address {
            tls: MakeRustlsConnect::new(tls(trust, authorities.as_deref())?),
            shown: shown(&config),
            config,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn shown(config: &tokio_postgres::Config) -> String {
    let ports = config.get_ports();
    let hosts = config.get_hosts().iter().enumerate().map(|(index, host)| {
        let port = ports.get(index).or(ports.first()).copied();
        let port = port.unwrap_or(5432);
        match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(path) => format!("{}:{port}", path.display()),
        }
    });
    let hosts: Vec<String> = hosts.collect();
    let user = config.get_user().map(|user| format!("{user}@"));
    format!(
        "postgres://{}{}/{}",
        user.unwrap_or_default(),
        hosts.join(","),
        config.get_dbname().unwrap_or_default()
    )
}

/// The cause alone: what stands before it may quote the URL.
fn reason(error: &tokio_postgres::Error) -> String {
    use std::error::Error as _;
    match error.source() {
        Some(cause) => format!("the URL can't be read: {cause}"),
        None => "the URL can't be read".to_owned(),
    }
}

/// Undoes percent-encoding; what is none stays.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, more)) = rest.split_first() {
        let digits = more
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if *first == b'%' => {
                decoded.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            _ => {
                decoded.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn tls(trust: Trust, authorities: Option<&str>) -> Result<ClientConfig, StoreError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let failed = |error: &dyn fmt::Display| StoreError(format!("TLS can't be set up: {error}"));
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?;
    if trust == Trust::Host {
        return Ok(builder
            .with_root_certificates(roots(authorities)?)
            .with_no_client_auth());
    }
    let authority = match trust {
        Trust::Authority => {
            let roots = Arc::new(roots(authorities)?);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
            Some(verifier.build().map_err(|error| failed(&error))?)
        }
        _ => None,
    };
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Lenient {
            authority,
            provider,
        }))
        .with_no_client_auth())
}

/// Those of a file, or Mozilla's.
fn roots(authorities: Option<&str>) -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    let Some(path) = authorities.filter(|path| *path != "system") else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let failed = |error: &dyn fmt::Display| StoreError(format!("sslrootcert {path}: {error}"));
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| failed(&error))? {
        let certificate = certificate.map_err(|error| failed(&error))?;
        roots.add(certificate).map_err(|error| failed(&error))?;
    }
    if roots.is_empty() {
        return Err(failed(&"it holds no certificate"));
    }
    Ok(roots)
}

/// Looks at the authority of a certificate, or at nothing of it; never at the host. Whoever is at
/// the other end has to own the certificate all the same.
#[derive(Debug)]
struct Lenient {
    authority: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(authority) = &self.authority else {
            return Ok(ServerCertVerified::assertion());
        };
        let found = authority.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match found {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            found => found,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_libpq_does_and_shown_without_secrets() {
        let url = "postgres://me:s3cret@db.example:6432/code?sslmode=require&connect_timeout=3";
        let address = Address::parse(url).unwrap();
        assert_eq!(address.to_string(), "postgres://me@db.example:6432/code");
        assert!(!format!("{address:?}").contains("s3cret"));
        assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(
            address.config.get_connect_timeout(),
            Some(&Duration::from_secs(3))
        );
        let address = Address::parse("postgresql://db/code?sslmode=verify-full").unwrap();
        assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
    }

    #[test]
    fn what_can_t_be_read_is_told_without_secrets() {
        for (url, told) in [
            (
                "postgres://me:s3cret@db/code?sslmode=maybe",
                "is none of disable, prefer",
            ),
            ("postgres://me:s3cret@db/code?s3cretive=1", "unknown option"),
            ("postgres://me:s3cret@db:port/code", "can't be read"),
            (
                "postgres://me:s3cret@db/code?sslmode=verify-ca&sslrootcert=%2Fno%2Ffile",
                "sslrootcert /no/file",
            ),
            ("postgres:///code", "names no host"),
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(error.contains(told), "{url}: {error}");
            assert!(!error.contains("s3cret@"), "{url}: {error}");
        }
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decode("%2Fa%20b%c3%bc%4"), "/a bü%4");
    }
}
