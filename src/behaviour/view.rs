//! What a caller sees of a version: the record, under the ARN that was asked for.

use crate::names::Place;
use crate::package::Digest;
use crate::record::{Number, Version, Vpc};

/// A version as an operation answers it; everything of a `FunctionConfiguration`.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Unqualified, or with the qualifier that was asked for (truth.md G4).
    pub function_arn: String,
    /// `RuntimeVersionConfig.RuntimeVersionArn`; none for images and in lists (F10).
    pub runtime_version_arn: Option<String>,
    /// Lists leave out the states (F15).
    pub in_list: bool,
    /// The record, settled.
    pub version: Version,
}

/// The owner of versions of runtimes is nobody: their ARNs hold no account. The last part has 64
/// hexadecimal digits that change with the runtime (F10).
fn runtime_version_arn(place: &Place, runtime: &str) -> String {
    let version = Digest::of(runtime.as_bytes()).hex();
    format!(
        "arn:{}:lambda:{}::runtime:{version}",
        place.partition(),
        place.region
    )
}

impl View {
    /// The view of `version` under the ARN with `qualifier`, or under the unqualified one.
    pub(super) fn new(place: &Place, version: Version, qualifier: Option<&str>) -> View {
        let name = &version.function;
        let function_arn = match qualifier {
            Some(qualifier) => place.qualified_arn(name, qualifier),
            None => place.function_arn(name),
        };
        let runtime = version.configuration.runtime.as_deref();
        let runtime_version_arn = runtime.map(|runtime| runtime_version_arn(place, runtime));
        View {
            function_arn,
            runtime_version_arn,
            in_list: false,
            version,
        }
    }

    /// The view of a published version under its number, or of `$LATEST` under the unqualified ARN.
    pub(super) fn of(place: &Place, version: Version) -> View {
        let qualifier = match version.number {
            Number::Latest => None,
            number => Some(number.to_string()),
        };
        View::new(place, version, qualifier.as_deref())
    }

    /// This view as an item of a list.
    pub(super) fn listed(self) -> View {
        View {
            runtime_version_arn: None,
            in_list: true,
            ..self
        }
    }

    /// `State`.
    pub fn state(&self) -> Option<&'static str> {
        (!self.in_list).then(|| self.version.state())
    }

    /// `StateReason`.
    pub fn state_reason(&self) -> Option<&'static str> {
        self.not_listed(self.version.state_reason())
            .map(|(reason, _)| reason)
    }

    /// `StateReasonCode`.
    pub fn state_reason_code(&self) -> Option<&'static str> {
        self.not_listed(self.version.state_reason())
            .map(|(_, code)| code)
    }

    /// `LastUpdateStatus`.
    pub fn last_update_status(&self) -> Option<&'static str> {
        self.not_listed(self.version.last_update_status())
    }

    /// `LastUpdateStatusReason`.
    pub fn last_update_status_reason(&self) -> Option<&'static str> {
        self.not_listed(self.version.last_update_reason())
            .map(|(reason, _)| reason)
    }

    /// `LastUpdateStatusReasonCode`.
    pub fn last_update_status_reason_code(&self) -> Option<&'static str> {
        self.not_listed(self.version.last_update_reason())
            .map(|(_, code)| code)
    }

    /// `LastModified` (F3).
    pub fn last_modified(&self) -> String {
        self.version.last_modified.last_modified()
    }

    /// `Version`.
    pub fn version_text(&self) -> String {
        self.version.number.to_string()
    }

    /// `SnapStart.OptimizationStatus`: snapshots are of published versions.
    pub fn snap_start_status(&self) -> &'static str {
        let applies = self.version.configuration.snap_start == "PublishedVersions";
        let published = self.version.number != Number::Latest;
        if applies && published { "On" } else { "Off" }
    }

    fn not_listed<T>(&self, value: Option<T>) -> Option<T> {
        value.filter(|_| !self.in_list)
    }
}

impl Vpc {
    /// `VpcId`: empty when detached (F11), else made up from the subnets, of which this service
    /// knows no more than their names.
    pub fn vpc_id(&self) -> String {
        if self.subnet_ids.is_empty() {
            return String::new();
        }
        let digits = Digest::of(self.subnet_ids.join(",").as_bytes()).hex();
        format!("vpc-{}", digits.get(..17).unwrap_or_default())
    }
}
