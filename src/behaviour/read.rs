//! GetFunction, GetFunctionConfiguration, and the download behind `Code.Location`.

use super::{Functions, View, internal};
use crate::fault::Fault;
use crate::location::{BadLink, Object};
use crate::names::{Grammar, Target};
use crate::package::{Digest, OpenPackage};
use crate::record::{CodePlace, Function, Number, Version};
use std::collections::BTreeMap;

/// What GetFunction answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// `Configuration`.
    pub configuration: View,
    /// `Code`.
    pub code: CodeView,
    /// `Code.SourceKMSKeyArn`.
    pub source_kms_key_arn: Option<String>,
    /// `Tags`; empty is null (G6).
    pub tags: BTreeMap<String, String>,
    /// `Concurrency.ReservedConcurrentExecutions`.
    pub reserved_concurrency: Option<u32>,
}

/// `Code` of GetFunction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeView {
    /// `RepositoryType` is `S3`.
    Package {
        /// `Location`: a link that works for ten minutes.
        location: String,
    },
    /// `RepositoryType` is `ECR`.
    Image {
        /// `ImageUri`.
        uri: String,
        /// `ResolvedImageUri`.
        resolved: String,
    },
}

/// Why there is no download.
#[derive(Debug, Clone, PartialEq)]
pub enum DownloadFault {
    /// The link is no good.
    Link(BadLink),
    /// The link is good, but the package was collected.
    Gone,
    /// The store failed.
    Store(Fault),
}

impl Functions {
    /// A function, version or alias, with a link to its package below `base_url` (truth.md
    /// section 6).
    ///
    /// # Errors
    /// G5, those of names, and those of the stores.
    pub fn get(
        &self,
        function_name: &str,
        qualifier: Option<&str>,
        base_url: &str,
    ) -> Result<Found, Fault> {
        let (function, configuration) = self.find(function_name, qualifier)?;
        let version = &configuration.version;
        let code = match &version.code.place {
            CodePlace::Image { uri, resolved } => CodeView::Image {
                uri: uri.clone(),
                resolved: resolved.clone(),
            },
            CodePlace::Package {
                key,
                object,
                object_version,
            } => {
                let digest = Digest::from_hex(key)
                    .ok_or_else(|| Fault::Internal(format!("{key} is no key of a package")))?;
                let object = Object {
                    function: &version.function,
                    id: object,
                    version: object_version,
                    digest,
                };
                let now = self.seams.clock.now();
                CodeView::Package {
                    location: self.locator.link(base_url, &self.place, object, now),
                }
            }
        };
        let Function {
            tags,
            reserved_concurrency,
            ..
        } = function;
        Ok(Found {
            source_kms_key_arn: version.code.source_kms_key_arn.clone(),
            configuration,
            code,
            tags,
            reserved_concurrency,
        })
    }

    /// A function, version or alias (truth.md G8).
    ///
    /// # Errors
    /// As [`Functions::get`].
    pub fn get_configuration(
        &self,
        function_name: &str,
        qualifier: Option<&str>,
    ) -> Result<View, Fault> {
        self.find(function_name, qualifier).map(|(_, view)| view)
    }

    /// The package behind a link, given the link's path and query as they came.
    ///
    /// # Errors
    /// If the link is forged or too old, or what it leads to is gone.
    pub fn download(&self, path_and_query: &str) -> Result<OpenPackage, DownloadFault> {
        let now = self.seams.clock.now();
        let digest = self
            .locator
            .follow(path_and_query, now)
            .map_err(DownloadFault::Link)?;
        match self.seams.packages.open(digest) {
            Ok(package) => package.ok_or(DownloadFault::Gone),
            Err(error) => Err(DownloadFault::Store(internal(error))),
        }
    }

    fn find(
        &self,
        function_name: &str,
        qualifier: Option<&str>,
    ) -> Result<(Function, View), Fault> {
        let target = self
            .place
            .resolve(Grammar::Namespaced, function_name, qualifier)?;
        let now = self.seams.clock.now();
        let Target { name, qualifier } = &target;
        let found = self.load(name, now)?.function;
        let missing = || {
            Fault::FunctionNotFound(match qualifier {
                Some(qualifier) => self.place.qualified_arn(name, qualifier),
                None => self.place.function_arn(name),
            })
        };
        let (function, latest) = found.ok_or_else(missing)?;
        let version = match qualifier.as_deref() {
            None => latest,
            Some(qualifier) => self
                .qualified(latest, qualifier)?
                .ok_or_else(missing)?
                .settled(now),
        };
        Ok((
            function,
            View::new(&self.place, version, qualifier.as_deref()),
        ))
    }

    /// What `qualifier` stands for: `$LATEST`, a version, or the version of an alias.
    fn qualified(&self, latest: Version, qualifier: &str) -> Result<Option<Version>, Fault> {
        let name = latest.function.clone();
        let number = match Number::parse(qualifier) {
            Some(number) => Some(number),
            None => self
                .seams
                .records
                .alias(&name, qualifier)?
                .map(|alias| alias.version),
        };
        match number {
            None => Ok(None),
            Some(Number::Latest) => Ok(Some(latest)),
            Some(number) => Ok(self.seams.records.version(&name, number)?),
        }
    }
}
