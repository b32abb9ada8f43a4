//! CreateAlias, GetAlias, UpdateAlias, DeleteAlias.
//!
//! Aliases have revision ids of their own and touch no version's (truth.md R8).

use super::{Current, Functions, guard_revision};
use crate::fault::Fault;
use crate::ids::uuid4;
use crate::names::{Grammar, Place};
use crate::record::{Alias, Number, Version};
use crate::store::{Change, Step};
use std::collections::BTreeMap;

/// `RoutingConfig.AdditionalVersionWeights`: from version number to share.
pub type Weights = BTreeMap<String, f64>;

/// An alias as an operation answers it.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasView {
    /// `AliasArn`.
    pub alias_arn: String,
    /// The record; no weights are no `RoutingConfig` (truth.md A1).
    pub alias: Alias,
}

impl AliasView {
    /// The view of a record.
    pub(super) fn new(place: &Place, alias: Alias) -> AliasView {
        AliasView {
            alias_arn: place.qualified_arn(&alias.function, &alias.name),
            alias,
        }
    }
}

impl Functions {
    /// Makes an alias.
    ///
    /// # Errors
    /// A2, A3, A5, A11, those of names, and those of the stores.
    pub fn create_alias(
        &self,
        function_name: &str,
        alias: &str,
        function_version: &str,
        description: Option<&str>,
        weights: Option<&Weights>,
    ) -> Result<AliasView, Fault> {
        let name = self.alias_function(function_name)?;
        self.change("CreateAlias", &name, self.seams.clock.now(), |loaded| {
            let Some((function, latest)) = loaded.function else {
                return Err(self.no_version(&name, function_version));
            };
            let current = Current {
                lineage: loaded.lineage,
                function,
                latest,
            };
            let (version, weights) = self.route(&current, function_version, weights)?;
            if self.seams.records.alias(&name, alias)?.is_some() {
                return Err(Fault::AliasExists(self.place.qualified_arn(&name, alias)));
            }
            let new = Alias {
                function: name.clone(),
                name: alias.to_owned(),
                version,
                description: description.unwrap_or_default().to_owned(),
                revision_id: uuid4()?,
                weights,
            };
            Ok((Some(put(&current, &new)), AliasView::new(&self.place, new)))
        })
    }

    /// An alias.
    ///
    /// # Errors
    /// A6, those of names, and those of the stores.
    pub fn get_alias(&self, function_name: &str, alias: &str) -> Result<AliasView, Fault> {
        let name = self.alias_function(function_name)?;
        let found = self.seams.records.alias(&name, alias)?;
        let missing = || Fault::AliasNotFoundOnGet(self.place.qualified_arn(&name, alias));
        Ok(AliasView::new(&self.place, found.ok_or_else(missing)?))
    }

    /// Changes what is given of an alias; its revision id changes in any case (truth.md R8), and
    /// weights that are given replace those before (A10).
    ///
    /// # Errors
    /// E1, A3, A5, A7, A8, A11, those of names, and those of the stores.
    pub fn update_alias(
        &self,
        function_name: &str,
        alias: &str,
        function_version: Option<&str>,
        description: Option<&str>,
        weights: Option<&Weights>,
        revision_id: Option<&str>,
    ) -> Result<AliasView, Fault> {
        let name = self.alias_function(function_name)?;
        self.change("UpdateAlias", &name, self.seams.clock.now(), |loaded| {
            let current = self.existing(&name, loaded)?;
            let Some(mut changed) = self.seams.records.alias(&name, alias)? else {
                let arn = self.place.qualified_arn(&name, alias);
                return Err(Fault::AliasNotFoundOnUpdate(arn));
            };
            guard_revision(&changed.revision_id, revision_id)?;
            let kept: Weights = changed
                .weights
                .iter()
                .map(|(number, share)| (number.to_string(), *share))
                .collect();
            let version =
                function_version.map_or_else(|| changed.version.to_string(), str::to_owned);
            (changed.version, changed.weights) =
                self.route(&current, &version, Some(weights.unwrap_or(&kept)))?;
            if let Some(description) = description {
                description.clone_into(&mut changed.description);
            }
            changed.revision_id = uuid4()?;
            Ok((
                Some(put(&current, &changed)),
                AliasView::new(&self.place, changed),
            ))
        })
    }

    /// Deletes an alias; one that is not there is deleted already (truth.md A9).
    ///
    /// # Errors
    /// E1, those of names, and those of the stores.
    pub fn delete_alias(&self, function_name: &str, alias: &str) -> Result<(), Fault> {
        let name = self.alias_function(function_name)?;
        self.change("DeleteAlias", &name, self.seams.clock.now(), |loaded| {
            let current = self.existing(&name, loaded)?;
            let step = Step::RemoveAlias(alias.to_owned());
            let found = self.seams.records.alias(&name, alias)?;
            let change = found.map(|_| Change::new(&name, current.lineage).with(step));
            Ok((change, ()))
        })
    }

    fn alias_function(&self, function_name: &str) -> Result<String, Fault> {
        Ok(self
            .place
            .resolve(Grammar::Function, function_name, None)?
            .name)
    }

    /// Where an alias leads, checked (A3, A5, A11).
    fn route(
        &self,
        current: &Current,
        version: &str,
        weights: Option<&Weights>,
    ) -> Result<(Number, BTreeMap<u64, f64>), Fault> {
        let mut shares = BTreeMap::new();
        let weights = weights.into_iter().flatten();
        if weights.clone().count() > 1 {
            return Err(Fault::TooManyWeights);
        }
        let primary = self.version_of(current, version)?;
        for (other, share) in weights {
            if other == version {
                return Err(Fault::WeightOnPrimary(other.clone()));
            }
            if primary.number == Number::Latest {
                return Err(Fault::WeightsOnLatest);
            }
            let secondary = self.version_of(current, other)?;
            if secondary.number == Number::Latest {
                return Err(Fault::WeightsOnLatest);
            }
            if secondary.configuration.role != primary.configuration.role {
                return Err(Fault::RolesDiffer);
            }
            shares.insert(secondary.number.into(), *share);
        }
        Ok((primary.number, shares))
    }

    fn version_of(&self, current: &Current, version: &str) -> Result<Version, Fault> {
        let name = &current.function.name;
        let found = match Number::parse(version) {
            Some(Number::Latest) => Some(current.latest.clone()),
            Some(number) => self.seams.records.version(name, number)?,
            None => None,
        };
        found.ok_or_else(|| self.no_version(name, version))
    }

    fn no_version(&self, name: &str, version: &str) -> Fault {
        Fault::FunctionNotFound(self.place.qualified_arn(name, version))
    }
}

/// The change that writes an alias, and nothing else of its function.
fn put(current: &Current, alias: &Alias) -> Change {
    Change::new(&current.function.name, current.lineage).with(Step::PutAlias(alias.clone()))
}
