//! Options of who is let in, and how far.

use super::values::parse_duration;
use clap::Args;
use clap::builder::FalseyValueParser;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Security {
    /// The access keys to believe: a file like ~/.aws/credentials, of any number of profiles
    ///
    /// Without it there is one key: test, with the secret test. The file is read again when it
    /// changes.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_CREDENTIALS",
        value_name = "FILE"
    )]
    pub credentials: Option<PathBuf>,

    /// What each profile may do: a JSON file of IAM policies by profile
    ///
    /// Without it every key may do everything. The file is read again when it changes.
    #[arg(long, global = true, env = "LAMBDA_CODE_POLICIES", value_name = "FILE")]
    pub policies: Option<PathBuf>,

    /// The certificates to serve https with: a PEM file, the service's own first
    #[arg(long, global = true, env = "LAMBDA_CODE_TLS_CERT", value_name = "FILE")]
    #[arg(requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The private key that belongs to the certificate: a PEM file
    #[arg(long, global = true, env = "LAMBDA_CODE_TLS_KEY", value_name = "FILE")]
    #[arg(requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// Listen beyond this machine without TLS, or with the key that everybody knows
    #[arg(long, global = true, env = "LAMBDA_CODE_INSECURE")]
    #[arg(value_parser = FalseyValueParser::new())]
    pub insecure: bool,

    /// The most requests a second, of all callers together; more are answered with 429
    #[arg(long, global = true, env = "LAMBDA_CODE_RATE", value_name = "NUMBER")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,

    /// The most requests a second of one access key
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_RATE_PER_KEY",
        value_name = "NUMBER"
    )]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_per_key: Option<u32>,

    /// The most connections at once; further ones wait
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_MAX_CONNECTIONS",
        value_name = "NUMBER"
    )]
    #[arg(default_value = "1000", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,

    /// The most connections from one address; further ones are closed
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_MAX_CONNECTIONS_PER_ADDRESS",
        value_name = "NUMBER"
    )]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections_per_address: Option<u32>,

    /// The most headers of a request
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_MAX_HEADERS",
        value_name = "NUMBER"
    )]
    #[arg(default_value = "100", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_headers: u32,

    /// The most bytes of a request's line and headers
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_MAX_HEADER_BYTES",
        value_name = "BYTES"
    )]
    #[arg(default_value = "65536", value_parser = clap::value_parser!(u32).range(8192..=16_777_216))]
    pub max_header_bytes: u32,

    /// How long a caller may take to send a request's headers, and may be silent between requests
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_HEADER_TIMEOUT",
        value_name = "TIME"
    )]
    #[arg(default_value = "30s", value_parser = parse_duration)]
    pub header_timeout: Duration,

    /// How long a request's body may take before it has to have come at --min-body-rate
    ///
    /// The same holds for answers that wait to be read.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_BODY_TIMEOUT",
        value_name = "TIME"
    )]
    #[arg(default_value = "30s", value_parser = parse_duration)]
    pub body_timeout: Duration,

    /// Bytes a second that a slow body has to come at; else the answer is 408
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_MIN_BODY_RATE",
        value_name = "BYTES"
    )]
    #[arg(default_value = "16384", value_parser = clap::value_parser!(u32).range(1..))]
    pub min_body_rate: u32,
}

/// A request to try a file of policies with.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Question {
    /// The file of policies
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The profile of the caller's key
    #[arg(long, value_name = "NAME")]
    pub profile: String,

    /// The operation, such as lambda:UpdateFunctionCode
    #[arg(long, value_name = "ACTION")]
    pub action: String,

    /// The function's ARN; `*` for operations that are about none
    #[arg(long, value_name = "ARN", default_value = "*")]
    pub resource: String,

    /// The address that the request comes from
    #[arg(long, value_name = "ADDRESS")]
    pub source_ip: Option<IpAddr>,

    /// Whether it comes over TLS
    #[arg(long)]
    pub secure: bool,
}

impl Security {
    /// Whether it is safe to listen on this address.
    ///
    /// # Errors
    /// Why it isn't, and what to do.
    pub fn check(&self, listen: SocketAddr) -> Result<(), String> {
        if self.insecure || listen.ip().is_loopback() {
            return Ok(());
        }
        let missing = match (&self.credentials, &self.tls_cert) {
            (Some(_), Some(_)) => return Ok(()),
            (None, _) => "everybody knows the default access key: give --credentials FILE",
            (Some(_), None) => {
                "packages and answers would go over the network in the clear: give --tls-cert and \
                 --tls-key"
            }
        };
        Err(format!(
            "{listen} can be reached from other machines, and {missing}, or --insecure where \
             something in front of the service takes care of that"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cli, Settings};
    use clap::Parser;

    fn settings(options: &[&str]) -> Settings {
        let all = ["lambda-code"].iter().chain(options);
        Cli::try_parse_from(all).unwrap().settings
    }

    #[test]
    fn other_machines_are_let_in_with_tls_and_keys_only() {
        let tls = ["--tls-cert", "c", "--tls-key", "k"];
        let keys = ["--credentials", "f"];
        for (address, options, safe) in [
            ("127.0.0.1:1", [].as_slice(), true),
            ("[::1]:1", &[], true),
            ("0.0.0.0:1", &[], false),
            ("10.0.0.1:1", &keys, false),
            ("10.0.0.1:1", &tls, false),
            ("10.0.0.1:1", &[&keys[..], &tls[..]].concat(), true),
            ("10.0.0.1:1", &["--insecure"], true),
        ] {
            let checked = settings(options).security.check(address.parse().unwrap());
            assert_eq!(checked.is_ok(), safe, "{address} {options:?} {checked:?}");
        }
    }

    #[test]
    fn a_certificate_needs_its_key() {
        for option in ["--tls-cert", "--tls-key"] {
            assert!(Cli::try_parse_from(["lambda-code", option, "f"]).is_err());
        }
    }
}
