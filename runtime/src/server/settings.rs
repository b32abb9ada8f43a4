//! What a service decides about its server, with the defaults.

use std::sync::Arc;

use super::blobs::BlobReceiver;
use super::body::Limits;
use super::context::Authenticator;
use super::memory::Memory;
use super::message::Style;
use super::observer::Observer;
use super::wording::{DefaultWording, Wording};

/// Bytes that a body may have where nothing else is said: 2 MiB.
pub const DEFAULT_BODY_LIMIT: u64 = 2 << 20;

/// Bytes of a body over its limit that are read and dropped where nothing else is said: 16 MiB.
pub const DEFAULT_DISCARD_LIMIT: u64 = 16 << 20;

/// All decisions.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) limits: Limits,
    /// Limits of single operations, by index.
    pub(super) operation_limits: Vec<(usize, u64)>,
    /// Names that were given limits and are no operations.
    pub(super) unknown_names: Vec<String>,
    pub(super) authenticator: Option<Arc<dyn Authenticator>>,
    pub(super) observer: Option<Arc<dyn Observer>>,
    pub(super) wording: Arc<dyn Wording>,
    pub(super) style: Style,
    pub(super) explicit_nulls: bool,
    pub(super) any_media_type: bool,
    pub(super) lenient_booleans: bool,
    /// Who receives blobs while they arrive.
    pub(super) blobs: Option<Arc<dyn BlobReceiver>>,
    /// The memory that large bodies share.
    pub(super) memory: Option<Arc<Memory>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits {
                body: DEFAULT_BODY_LIMIT,
                discard: DEFAULT_DISCARD_LIMIT,
            },
            operation_limits: Vec::new(),
            unknown_names: Vec::new(),
            authenticator: None,
            observer: None,
            wording: Arc::new(DefaultWording),
            style: Style::default(),
            explicit_nulls: false,
            any_media_type: false,
            lenient_booleans: false,
            blobs: None,
            memory: None,
        }
    }
}

impl Settings {
    /// The body limit of this operation alone.
    pub(super) fn own_limit(&self, operation: usize) -> Option<u64> {
        let mut limits = self.operation_limits.iter().rev();
        limits
            .find(|(index, _)| *index == operation)
            .map(|(_, limit)| *limit)
    }

    /// What holds for the bodies of this operation, or of requests without one.
    pub(super) fn limits(&self, operation: Option<usize>) -> Limits {
        let own = operation.and_then(|index| self.own_limit(index));
        Limits {
            body: own.unwrap_or(self.limits.body),
            ..self.limits
        }
    }
}
