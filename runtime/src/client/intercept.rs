//! Hooks into every call of a client: for headers of one's own, records, metrics, faults for tests.

use http::{request, response};

use super::error::Metadata;
use crate::stream::{BoxError, ByteStream};
use crate::value::Structure;

/// What a hook says: an error ends the call, as [`Error::Interceptor`](super::Error::Interceptor).
pub type Hooked = Result<(), BoxError>;

/// Hooks into calls; each does nothing where it isn't implemented. They block the call, so they
/// should be quick. Those of a client run in the order in which the configuration got them.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::sync::Arc;
///
/// use planish_runtime::client::{Config, Hooked, Interceptor, Outcome, Step};
///
/// /// Counts attempts, and says to the service for whom they are.
/// #[derive(Clone, Default)]
/// struct Tenant(Arc<AtomicU32>);
///
/// impl Interceptor for Tenant {
///     fn before_signing(&self, _: &Step, request: &mut http::request::Parts) -> Hooked {
///         request.headers.insert("x-tenant", "blue".parse()?);
///         Ok(())
///     }
///     fn after_attempt(&self, _: &Step, _: &Outcome<'_>) -> Hooked {
///         self.0.fetch_add(1, Ordering::Relaxed);
///         Ok(())
///     }
/// }
///
/// let tenant = Tenant::default();
/// let config = Config::new().interceptor(tenant.clone());
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Before the input becomes a request, once a call.
    ///
    /// # Errors
    /// Whatever is to end the call.
    fn before_serialization(&self, step: &Step, input: &mut dyn Structure) -> Hooked {
        let _ = (step, input);
        Ok(())
    }

    /// Before an attempt is signed: what is changed here is signed. A changed host has to be in both
    /// the URI and the header.
    ///
    /// # Errors
    /// Whatever is to end the call.
    fn before_signing(&self, step: &Step, request: &mut request::Parts) -> Hooked {
        let _ = (step, request);
        Ok(())
    }

    /// Before an attempt is sent, with all that is sent.
    ///
    /// # Errors
    /// Whatever is to end the call.
    fn before_transmit(&self, step: &Step, request: &http::Request<ByteStream>) -> Hooked {
        let _ = (step, request);
        Ok(())
    }

    /// When the head of a response has arrived.
    ///
    /// # Errors
    /// Whatever is to end the call.
    fn after_response(&self, step: &Step, response: &response::Parts) -> Hooked {
        let _ = (step, response);
        Ok(())
    }

    /// When an attempt has ended, well or not.
    ///
    /// # Errors
    /// Whatever is to end the call.
    fn after_attempt(&self, step: &Step, outcome: &Outcome<'_>) -> Hooked {
        let _ = (step, outcome);
        Ok(())
    }
}

/// Where in which call a hook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The name that AWS tools know the service by.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// The attempt, from 1; 0 before the first one.
    pub attempt: u32,
}

/// How an attempt has ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// Whether it was answered with an output.
    pub is_success: bool,
    /// The name of the service's error, if it answered with one.
    pub code: Option<&'a str>,
    /// What is known of the answer, if there was one.
    pub metadata: Option<&'a Metadata>,
}

#[cfg(test)]
mod tests;
