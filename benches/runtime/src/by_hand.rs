//! The API as one writes it by hand with serde: optional members, enums, blobs in base64.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The document of the request.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct UpdateFunctionCode {
    #[serde(with = "base64", skip_serializing_if = "Option::is_none")]
    pub(crate) zip_file: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_object_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_object_storage_mode: Option<StorageMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) architectures: Option<Vec<Architecture>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publish: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publish_to: Option<PublishTo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dry_run: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision_id: Option<String>,
    #[serde(rename = "SourceKMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub(crate) source_kms_key_arn: Option<String>,
}

macro_rules! structure {
    ($name:ident { $($field:ident: $ty:ty),* $(,)? }) => {
        #[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
        #[serde(rename_all = "PascalCase")]
        pub(crate) struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] pub(crate) $field: Option<$ty>,)*
        }
    };
}

macro_rules! enumeration {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq)]
        pub(crate) enum $name {
            $(#[serde(rename = $text)] $variant,)*
        }
    };
}

/// The answer.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) function_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) function_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime: Option<Runtime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handler: Option<String>,
    #[serde(default)]
    pub(crate) code_size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeout: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory_size: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc_config: Option<VpcConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Environment>,
    #[serde(rename = "KMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tracing_config: Option<TracingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) master_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) layers: Option<Vec<Layer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state_reason_code: Option<ReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_update_status: Option<LastUpdateStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_update_status_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_update_status_reason_code: Option<ReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file_system_configs: Option<Vec<FileSystemConfig>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) package_type: Option<PackageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_config_response: Option<ImageConfigResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_profile_version_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_job_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) architectures: Option<Vec<Architecture>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ephemeral_storage: Option<EphemeralStorage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) snap_start: Option<SnapStart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime_version_config: Option<RuntimeVersionConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logging_config: Option<LoggingConfig>,
}

structure!(VpcConfig {
    subnet_ids: Vec<String>,
    security_group_ids: Vec<String>,
    vpc_id: String,
    ipv6_allowed_for_dual_stack: bool,
});
structure!(DeadLetterConfig { target_arn: String });
structure!(Environment {
    variables: BTreeMap<String, String>,
    error: Problem,
});
structure!(Problem {
    error_code: String,
    message: String,
});
structure!(TracingConfig { mode: TracingMode });
structure!(Layer {
    arn: String,
    code_size: i64,
    signing_profile_version_arn: String,
    signing_job_arn: String,
});
structure!(FileSystemConfig {
    arn: String,
    local_mount_path: String,
});
structure!(ImageConfigResponse {
    image_config: ImageConfig,
    error: Problem,
});
structure!(ImageConfig {
    entry_point: Vec<String>,
    command: Vec<String>,
    working_directory: String,
});
structure!(EphemeralStorage { size: i32 });
structure!(SnapStart {
    apply_on: ApplyOn,
    optimization_status: OptimizationStatus,
});
structure!(RuntimeVersionConfig {
    runtime_version_arn: String,
    error: Problem,
});
structure!(LoggingConfig {
    log_format: LogFormat,
    application_log_level: LogLevel,
    system_log_level: LogLevel,
    log_group: String,
});

enumeration!(StorageMode { Copy = "COPY", Reference = "REFERENCE", });
enumeration!(PublishTo { LatestPublished = "LATEST_PUBLISHED", });
enumeration!(Architecture { X86 = "x86_64", Arm = "arm64", });
enumeration!(TracingMode { Active = "Active", PassThrough = "PassThrough", });
enumeration!(State {
    Pending = "Pending",
    Active = "Active",
    Inactive = "Inactive",
    Failed = "Failed",
});
enumeration!(LastUpdateStatus {
    Successful = "Successful",
    Failed = "Failed",
    InProgress = "InProgress",
});
enumeration!(ReasonCode {
    Idle = "Idle",
    Creating = "Creating",
    Restoring = "Restoring",
    InternalError = "InternalError",
    InvalidZip = "InvalidZipFileException",
});
enumeration!(PackageType { Zip = "Zip", Image = "Image", });
enumeration!(ApplyOn { Published = "PublishedVersions", None = "None", });
enumeration!(OptimizationStatus { On = "On", Off = "Off", });
enumeration!(LogFormat { Json = "JSON", Text = "Text", });
enumeration!(LogLevel {
    Trace = "TRACE",
    Debug = "DEBUG",
    Info = "INFO",
    Warn = "WARN",
    Error = "ERROR",
    Fatal = "FATAL",
});
enumeration!(Runtime {
    Nodejs20 = "nodejs20.x",
    Nodejs22 = "nodejs22.x",
    Java17 = "java17",
    Java21 = "java21",
    Python311 = "python3.11",
    Python312 = "python3.12",
    Python313 = "python3.13",
    Dotnet8 = "dotnet8",
    Ruby33 = "ruby3.3",
    Provided = "provided.al2023",
});

/// Blobs are text in base64; the text is borrowed where that is possible.
mod base64 {
    use super::*;

    pub(super) fn serialize<S: Serializer>(
        blob: &Option<Bytes>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match blob {
            Some(blob) => serializer.serialize_str(&base64_simd::STANDARD.encode_to_string(blob)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Bytes>, D::Error> {
        let text: Option<std::borrow::Cow<'de, str>> = Option::deserialize(deserializer)?;
        text.map(|text| {
            base64_simd::STANDARD
                .decode_to_vec(text.as_bytes())
                .map(Bytes::from)
                .map_err(serde::de::Error::custom)
        })
        .transpose()
    }
}
