//! DeleteFunction.

use super::Functions;
use crate::fault::Fault;
use crate::names::{Grammar, LATEST, is_alias_like, is_version_number};
use crate::record::Number;
use crate::store::{Change, Step};

impl Functions {
    /// Deletes a function with all its versions and aliases, or one version of it. The lineage stays:
    /// a later function of the same name goes on counting (truth.md P9).
    ///
    /// # Errors
    /// D1 to D5, those of names, and those of the stores.
    pub fn delete(&self, function_name: &str, qualifier: Option<&str>) -> Result<(), Fault> {
        let target = self
            .place
            .resolve(Grammar::Namespaced, function_name, qualifier)?;
        let name = target.name.as_str();
        // Refused before anybody looks whether the function exists.
        match target.qualifier.as_deref() {
            Some(LATEST) => return Err(Fault::LatestNotDeletable),
            Some(alias) if is_alias_like(alias) && !is_version_number(alias) => {
                return Err(Fault::AliasNotDeletable);
            }
            _ => {}
        }
        self.change("DeleteFunction", name, self.seams.clock.now(), |loaded| {
            let mut current = self.existing(name, loaded)?;
            let Some(qualifier) = target.qualifier.as_deref() else {
                let change = Change::new(name, current.lineage).with(Step::RemoveFunction);
                return Ok((Some(change), ()));
            };
            let number = Number::parse(qualifier).filter(|number| *number != Number::Latest);
            let Some(number) = number else {
                return Ok((None, ()));
            };
            if self.seams.records.version(name, number)?.is_none() {
                return Ok((None, ()));
            }
            let in_use = self
                .seams
                .records
                .aliases(name, None, usize::MAX)?
                .iter()
                .any(|alias| alias.version == number || alias.weights.contains_key(&number.into()));
            if in_use {
                let arn = self.place.qualified_arn(name, qualifier);
                return Err(Fault::VersionInUse(arn));
            }
            if current.function.published_as == Some(u64::from(number)) {
                current.function.published_as = None;
            }
            Ok((Some(current.put().with(Step::RemoveVersion(number))), ()))
        })
    }
}
