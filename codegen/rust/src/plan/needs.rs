//! The parts of the runtime that few models need, and which therefore are features of it.

use super::{OperationTrait, Plan, Side};

/// A feature of `planish-runtime`, and the trait of operations for which clients need it.
struct Need {
    feature: &'static str,
    is_for: fn(&OperationTrait) -> bool,
}

/// In the order of the features' names. The runtime has a macro `needs_…` for each.
const NEEDS: &[Need] = &[
    Need {
        feature: "compression",
        is_for: |t| matches!(t, OperationTrait::Compression(_)),
    },
    Need {
        feature: "content-md5",
        is_for: |t| matches!(t, OperationTrait::ChecksumRequired),
    },
];

impl Plan {
    /// The features of the runtime that the code needs besides those of its side and its protocol,
    /// by name: what compresses requests, and what hashes them.
    pub fn needs(&self) -> Vec<&'static str> {
        if self.side == Side::Server {
            return Vec::new();
        }
        let traits = || self.operations.iter().flat_map(|o| &o.traits);
        NEEDS
            .iter()
            .filter(|need| traits().any(need.is_for))
            .map(|need| need.feature)
            .collect()
    }
}
