//! What can be wrong with a configuration as a whole: what no constraint of a member can say.

use super::Functions;
use crate::fault::Fault;
use crate::limits::{RETIRED_RUNTIMES, RUNTIMES};
use crate::record::{Configuration, Layer, Vpc};
use crate::special::Special;

/// The most layers a function can have (K1).
const MOST_LAYERS: usize = 5;

/// The longest environment, in bytes of compact JSON (C5).
const LONGEST_ENVIRONMENT: usize = 4096;

impl Functions {
    /// What is wrong with a configuration beyond the constraints of its members (C3 to C5, E26, K1,
    /// K2).
    pub(super) fn check(&self, configuration: &Configuration) -> Result<(), Fault> {
        if let Some(runtime) = configuration.runtime.as_deref() {
            let retired = RETIRED_RUNTIMES.contains(&runtime);
            if retired && !self.rules.retired_runtimes {
                return Err(Fault::RetiredRuntime(runtime.to_owned()));
            }
            if !retired && !RUNTIMES.contains(&runtime) {
                return Err(Fault::UnknownRuntime(runtime.to_owned()));
            }
        }
        self.check_role(&configuration.role)?;
        if let Some(vpc) = &configuration.vpc {
            check_network(vpc)?;
        }
        self.check_references(&configuration.layers)?;
        match &configuration.environment {
            Some(environment) if environment.measured().len() > LONGEST_ENVIRONMENT => {
                Err(Fault::EnvironmentTooLarge(environment.clone()))
            }
            _ => Ok(()),
        }
    }

    /// Whether the role can be passed and assumed (C3).
    fn check_role(&self, role: &str) -> Result<(), Fault> {
        let account = role.split(':').nth(4);
        if account.is_some_and(|account| account != self.place.account) {
            return Err(Fault::RoleOfOtherAccount);
        }
        let name = role.rsplit('/').next().unwrap_or_default();
        if Special::RoleNotAssumable.is_named(name) {
            return Err(Fault::RoleNotAssumable);
        }
        Ok(())
    }

    /// Whether these layers can be used together, and here (K1).
    fn check_references(&self, layers: &[Layer]) -> Result<(), Fault> {
        if layers.len() > MOST_LAYERS {
            return Err(Fault::TooManyLayers);
        }
        for (index, layer) in layers.iter().enumerate() {
            // Layers of AWS's own have no region.
            let region = layer.arn.split(':').nth(3).unwrap_or_default();
            if !region.is_empty() && region != self.place.region {
                return Err(Fault::LayersElsewhere(self.place.region.clone()));
            }
            let mut before = layers.iter().take(index);
            if let Some(other) =
                before.find(|other| without_version(other) == without_version(layer))
            {
                return Err(Fault::LayerTwice(other.arn.clone(), layer.arn.clone()));
            }
        }
        Ok(())
    }
}

/// The ARN of a layer without its version; as it is, where it has none.
fn without_version(layer: &Layer) -> &str {
    let (name, version) = layer.arn.rsplit_once(':').unwrap_or_default();
    if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) {
        name
    } else {
        &layer.arn
    }
}

/// Whether a network has both halves, and nothing that is known to be missing (K2).
fn check_network(vpc: &Vpc) -> Result<(), Fault> {
    let named = |ids: &[String], special: Special| {
        let mut ids = ids.iter();
        ids.find(|id| special.is_named(id)).cloned()
    };
    if vpc.subnet_ids.is_empty() != vpc.security_group_ids.is_empty() {
        return Err(Fault::HalfNetwork);
    }
    if let Some(id) = named(&vpc.subnet_ids, Special::SubnetMissing) {
        return Err(Fault::NoSubnet(id));
    }
    match named(&vpc.security_group_ids, Special::GroupMissing) {
        Some(id) => Err(Fault::NoSecurityGroup(id)),
        None => Ok(()),
    }
}
