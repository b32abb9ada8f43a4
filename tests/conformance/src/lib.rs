//! Smithy's protocol compliance tests, run against the clients and servers that planish generates.

mod defects;
mod report;

pub use defects::{Defect, Defects};
pub use report::{Outcome, Report, run};

use planish_runtime::testing::Suite;

/// A service of the file.
pub struct Entry {
    /// Its shape id.
    pub id: &'static str,
    /// The name of its protocol.
    pub protocol: &'static str,
    /// The cases of its client; `None` where planish doesn't have the protocol.
    pub client: Option<&'static Suite>,
    /// The cases of its server; `None` where planish doesn't have the protocol.
    pub server: Option<&'static Suite>,
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));
