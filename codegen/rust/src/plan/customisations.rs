//! What single services need that their models don't say: data, keyed by the name that AWS tools
//! know the service by (`aws.api#service`, `sdkId`). Nothing else in planish knows a service.

use planish_model::{Shape, traits::Service};

/// What is special about the requests to one service.
#[derive(Debug)]
pub(super) struct Customisation {
    sdk_id: &'static str,
    /// Headers of all requests; [`VERSION`] stands for the version of the API.
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// Members of inputs, and the text that is sent where the caller gives none.
    pub(super) fallbacks: &'static [(&'static str, &'static str)],
    /// Requests of operations whose input has this header carry the hashes of their bodies.
    pub(super) tree_hash: Option<&'static str>,
}

/// Stands for the version of the API.
pub(super) const VERSION: &str = "{version}";

const NONE: Customisation = Customisation {
    sdk_id: "",
    headers: &[],
    fallbacks: &[],
    tree_hash: None,
};

const ALL: &[Customisation] = &[
    // Answers in HAL where a request doesn't ask for JSON.
    Customisation {
        sdk_id: "API Gateway",
        headers: &[("accept", "application/json")],
        ..NONE
    },
    // Amazon S3 Glacier's developer guide: "Common Request Headers", "Computing Checksums"; `-` is
    // the account of the credentials.
    Customisation {
        sdk_id: "Glacier",
        headers: &[("x-amz-glacier-version", VERSION)],
        fallbacks: &[("accountId", "-")],
        tree_hash: Some("x-amz-sha256-tree-hash"),
    },
];

/// What is special about the service, if anything.
pub(super) fn of(service: &Shape) -> &'static Customisation {
    let name = service.traits.typed::<Service>().map(|s| s.sdk_id);
    let found = name.and_then(|name| ALL.iter().find(|c| c.sdk_id == name));
    found.unwrap_or(&NONE)
}
