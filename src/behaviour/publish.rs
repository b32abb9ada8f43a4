//! PublishVersion.

use super::{Functions, View};
use crate::fault::Fault;
use crate::ids::uuid4;
use crate::record::{Number, Phase};
use crate::store::Step;

impl Functions {
    /// Makes `$LATEST` the next version, at once; or answers the version that it is equal to
    /// already (truth.md P2, P3). A new version gives `$LATEST` a new revision id too (R5).
    ///
    /// # Errors
    /// E1, E3, E4, P5, P6, E22, those of names, and those of the stores.
    pub fn publish_version(
        &self,
        function_name: &str,
        code_sha256: Option<&str>,
        description: Option<&str>,
        revision_id: Option<&str>,
    ) -> Result<View, Fault> {
        let name = self.function_only(function_name)?;
        let now = self.seams.clock.now();
        self.change("PublishVersion", &name, now, |loaded| {
            let mut current = self.existing(&name, loaded)?;
            self.guard(&current.latest, revision_id)?;
            let sha256 = &current.latest.code.sha256;
            if let Some(given) = code_sha256.filter(|given| given != sha256) {
                let (given, latest) = (given.to_owned(), sha256.clone());
                return Err(Fault::OtherSha { given, latest });
            }
            if let Some(number) = current.function.published_as {
                let number = Number::Published(number);
                if let Some(version) = self.seams.records.version(&name, number)? {
                    return Ok((None, View::of(&self.place, version.settled(now))));
                }
            }
            self.check_room(current.latest.code.size, 0)?;
            let number = current.lineage.last_version + 1;
            let mut version = current.latest.published(number, uuid4()?, Phase::Ready);
            if let Some(description) = description {
                description.clone_into(&mut version.configuration.description);
            }
            current.lineage.last_version = number;
            current.function.published_as = Some(number);
            current.latest.revision_id = uuid4()?;
            let change = current
                .put()
                .with(Step::PutVersion(Box::new(version.clone())));
            Ok((Some(change), View::of(&self.place, version)))
        })
    }
}
