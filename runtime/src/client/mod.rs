//! Requests out: configuration, signing, retries, paginators, waiters.
//!
//! Generated clients are a thin typed shell: [`Client`] and [`Call`] know the types of an
//! operation, and everything below them (the orchestrator, the transport, the protocol) does not.
//! So a generated crate compiles a few lines per operation.

mod adaptive;
mod agent;
#[cfg(feature = "aws-config")]
mod aws;
mod cached;
mod call;
mod checksum;
mod config;
mod core;
mod credentials;
mod documents;
mod endpoint;
mod error;
mod fill;
mod finish;
mod hyper;
mod intercept;
pub mod jmespath;
mod orchestrator;
mod pages;
mod profile;
mod record;
mod replay;
mod resolve;
mod retry;
mod signed;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod wait;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

pub use self::hyper::HyperTransport;
#[cfg(feature = "aws-config")]
pub use aws::AwsCredentials;
pub use cached::{CachedCredentials, CredentialsChain};
pub use call::{Answer, Call, PresignedRequest, Sending};
pub use config::{AccountMode, Config, Timeouts};
pub use credentials::{Credentials, CredentialsError, CredentialsProvider, EnvironmentCredentials};
pub use documents::document;
pub use error::{Error, Metadata, TimeoutKind};
pub use intercept::{Hooked, Interceptor, Outcome, Step};
pub use pages::{Items, Pages, Paginated, PaginatedItems, Pagination};
pub use profile::{ProfileCredentials, ProfileError};
pub use record::RecordingTransport;
pub use replay::{ReplayTransport, Replayed};
pub use retry::RetryPolicy;
pub use transport::{Transport, TransportError, TransportErrorKind};
pub use wait::{Acceptor, Comparator, Matcher, State, Wait, WaitError, Waited, Waiter};

use self::core::Core;
use crate::error::OperationError;
use crate::operation::{Operation, Service};
use crate::protocol::{self, ClientProtocol};
use crate::rules::Rules;
use crate::value::Structure;

/// A future on the heap that may go from thread to thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An operation as a client sees it; implemented by generated marker types.
pub trait ClientOperation: 'static {
    /// What is sent.
    type Input: Structure + Default + Send + 'static;
    /// What comes back.
    type Output: Structure + Default + Send + 'static;
    /// What comes back when it fails.
    type Error: OperationError;
    /// The operation's names, bindings and traits.
    const OPERATION: &'static Operation;
}

/// A client of one service. Cheap to clone; clones share connections, quota and clock.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// A client of this service. Whatever the configuration lacks is told by the first call.
    pub fn new(service: &'static Service, config: Config) -> Self {
        Self::with_protocol(service, config, protocol::client(service))
    }

    /// A client that speaks another protocol than the one that the service names.
    pub fn with_protocol(
        service: &'static Service,
        config: Config,
        protocol: Option<&'static dyn ClientProtocol>,
    ) -> Self {
        Self {
            core: Arc::new(Core::new(service, config, protocol, None)),
        }
    }

    /// A client whose requests go where these rules say.
    pub fn with_rules(service: &'static Service, config: Config, rules: &'static Rules) -> Self {
        let protocol = protocol::client(service);
        Self {
            core: Arc::new(Core::new(service, config, protocol, Some(rules))),
        }
    }

    /// A call of an operation, to be awaited.
    pub fn call<O: ClientOperation>(&self, input: O::Input) -> Call<O> {
        Call::new(self.core.clone(), input)
    }

    /// Calls an operation again and again until the waiter is satisfied, once it is awaited.
    pub fn wait<O: ClientOperation>(&self, input: O::Input, waiter: &'static Waiter) -> Wait<O> {
        Wait::new(self.call(input), waiter)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.core.service.id)
            .field("config", &self.core.config)
            .finish()
    }
}

#[cfg(test)]
mod fake;
