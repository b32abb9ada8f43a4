//! CreateFunction.

use super::code::Intake;
use super::{CodeSource, Functions, View};
use crate::fault::Fault;
use crate::ids::uuid4;
use crate::names::LONGEST_NAME;
use crate::record::{
    Configuration, ConfigurationUpdate, Function, Number, PackageType, Phase, Version,
};
use crate::store::{Change, Step};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// What a request to create says beside the name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewFunction {
    /// `PackageType`.
    pub package_type: PackageType,
    /// `Architectures`.
    pub architectures: Option<Vec<String>>,
    /// The members that an update can name too.
    pub configuration: ConfigurationUpdate,
    /// `Code`.
    pub code: CodeSource,
    /// `Publish`.
    pub publish: bool,
    /// `CodeSigningConfigArn`.
    pub code_signing: Option<String>,
    /// `Tags`.
    pub tags: BTreeMap<String, String>,
}

impl Functions {
    /// Creates a function, and its first version if asked to; the view of a first version has the
    /// unqualified ARN all the same (truth.md P1).
    ///
    /// # Errors
    /// N4, C1, C3 to C5, C7, K1, K2, E5 to E23, E30, those of names, and those of the stores.
    pub fn create(&self, function_name: &str, new: NewFunction) -> Result<View, Fault> {
        let name = self.function_only(function_name)?;
        if name.len() > LONGEST_NAME {
            return Err(Fault::NameTooLong(function_name.to_owned()));
        }
        let NewFunction {
            package_type,
            architectures,
            configuration,
            code,
            publish,
            code_signing,
            tags,
        } = new;
        // There are none here, so this one has been deleted (E30).
        if let Some(arn) = code_signing {
            return Err(Fault::NoCodeSigning(arn));
        }
        let mut configuration = Configuration::new(&name, package_type, configuration);
        configuration.architectures = architectures.unwrap_or(configuration.architectures);
        self.check(&configuration)?;
        let incomplete = configuration.runtime.is_none() || configuration.handler.is_none();
        if package_type == PackageType::Zip && incomplete {
            return Err(Fault::NoRuntimeOrHandler);
        }

        let now = self.seams.clock.now();
        let header = Function {
            name,
            published_as: None,
            tags,
            reserved_concurrency: None,
        };
        let name = header.name.clone();
        let _upload = self.uploads.read().unwrap_or_else(PoisonError::into_inner);
        let mut intake = Intake::new(&code, "creating", publish);
        self.change("CreateFunction", &name, now, |loaded| {
            if loaded.function.is_some() {
                return Err(Fault::FunctionExists(name.clone()));
            }
            let code = self.take_in(&mut intake, package_type, 0)?;
            intake.check_layers(&configuration.layers)?;
            let latest = Version {
                function: name.clone(),
                number: Number::Latest,
                configuration: configuration.clone(),
                code,
                last_modified: now,
                revision_id: uuid4()?,
                phase: Phase::Creating(self.settling(now)?),
            };
            let mut change = Change::new(&name, loaded.lineage);
            let mut function = header.clone();
            let mut answer = latest.clone();
            if publish {
                change.last_version += 1;
                let phase = Phase::Creating(self.settling(now)?);
                answer = latest.published(change.last_version, uuid4()?, phase);
                function.published_as = Some(change.last_version);
                change = change.with(Step::PutVersion(Box::new(answer.clone())));
            }
            let change = change
                .with(Step::PutVersion(Box::new(latest)))
                .with(Step::PutFunction(function));
            Ok((Some(change), View::new(&self.place, answer, None)))
        })
    }
}
