//! UpdateFunctionCode and UpdateFunctionConfiguration: the changes that take a while.

use super::code::Intake;
use super::{CodeSource, Current, Functions, View};
use crate::clock::Timestamp;
use crate::fault::Fault;
use crate::ids::uuid4;
use crate::record::{ConfigurationUpdate, Phase};
use crate::store::Step;
use std::sync::PoisonError;

/// What a request to update code says beside the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeUpdate {
    /// The members that name code.
    pub source: CodeSource,
    /// `Architectures`; without them they stay (U9).
    pub architectures: Option<Vec<String>>,
    /// `DryRun`.
    pub dry_run: bool,
    /// `Publish`.
    pub publish: bool,
    /// Whether `PublishTo` is given.
    pub publish_to_latest: bool,
    /// `RevisionId`.
    pub revision_id: Option<String>,
}

impl Functions {
    /// Replaces the code of `$LATEST`; with `publish`, also makes it the next version, in one step,
    /// and answers that version (truth.md section 3). A dry run does everything but change: it
    /// answers `$LATEST` as it is, with the digest and the size of the package (U10).
    ///
    /// # Errors
    /// E1 to E28, and those of the stores. Nothing has changed then.
    pub fn update_code(&self, function_name: &str, update: CodeUpdate) -> Result<View, Fault> {
        let name = self.function_only(function_name)?;
        if update.publish_to_latest {
            return Err(Fault::PublishToLatest);
        }
        let now = self.seams.clock.now();
        let _upload = self.uploads.read().unwrap_or_else(PoisonError::into_inner);
        let mut intake =
            Intake::new(&update.source, "updating", update.publish).dry(update.dry_run);
        self.change("UpdateFunctionCode", &name, now, |loaded| {
            let mut current = self.existing(&name, loaded)?;
            self.guard(&current.latest, update.revision_id.as_deref())?;
            self.check(&current.latest.configuration)?;
            let package_type = current.latest.configuration.package_type;
            let replaced = current.latest.code.size;
            current.latest.code = self.take_in(&mut intake, package_type, replaced)?;
            intake.check_layers(&current.latest.configuration.layers)?;
            if update.dry_run {
                return Ok((None, View::of(&self.place, current.latest)));
            }
            if let Some(architectures) = &update.architectures {
                current
                    .latest
                    .configuration
                    .architectures
                    .clone_from(architectures);
            }
            self.begin_update(&mut current, now)?;
            if !update.publish {
                let view = View::of(&self.place, current.latest.clone());
                return Ok((Some(current.put()), view));
            }
            let number = current.lineage.last_version + 1;
            let phase = Phase::Creating(self.settling(now)?);
            let version = current.latest.published(number, uuid4()?, phase);
            current.lineage.last_version = number;
            current.function.published_as = Some(number);
            let change = current
                .put()
                .with(Step::PutVersion(Box::new(version.clone())));
            Ok((Some(change), View::of(&self.place, version)))
        })
    }

    /// Changes the configuration of `$LATEST` (truth.md K1).
    ///
    /// # Errors
    /// E1 to E4, C4, C5, E23, K1, K2, those of names, and those of the stores. Nothing has changed then.
    pub fn update_configuration(
        &self,
        function_name: &str,
        update: ConfigurationUpdate,
        revision_id: Option<&str>,
    ) -> Result<View, Fault> {
        let name = self.function_only(function_name)?;
        let now = self.seams.clock.now();
        self.change("UpdateFunctionConfiguration", &name, now, |loaded| {
            let mut current = self.existing(&name, loaded)?;
            self.guard(&current.latest, revision_id)?;
            current.latest.configuration.apply(update.clone());
            self.check(&current.latest.configuration)?;
            self.check_kept(&current.latest.code, &current.latest.configuration.layers)?;
            self.begin_update(&mut current, now)?;
            let view = View::of(&self.place, current.latest.clone());
            Ok((Some(current.put()), view))
        })
    }

    /// Marks `$LATEST` as changed at `now`, under way, and like no published version any more.
    fn begin_update(&self, current: &mut Current, now: Timestamp) -> Result<(), Fault> {
        current.function.published_as = None;
        current.latest.last_modified = now.whole_second();
        current.latest.revision_id = uuid4()?;
        current.latest.phase = Phase::Updating(self.settling(now)?);
        Ok(())
    }
}
