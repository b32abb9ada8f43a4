//! The generated inputs, as the rules take them.

use crate::api::types::{
    Architecture, CreateFunctionRequest, FunctionCode, S3ObjectStorageMode,
    UpdateFunctionCodeRequest, UpdateFunctionConfigurationRequest,
};
use crate::behaviour::{CodeSource, CodeUpdate, NewFunction, Weights};
use crate::record::{
    ConfigurationUpdate, Environment, FileSystem, ImageConfig, Layer, LoggingUpdate, PackageType,
    Vpc,
};

/// The members that requests to create and to update a configuration share.
macro_rules! configuration {
    ($request:ident, $role:expr) => {
        ConfigurationUpdate {
            role: $role,
            description: $request.description,
            runtime: $request.runtime.map(|runtime| runtime.to_string()),
            handler: $request.handler,
            timeout: $request.timeout.map(whole),
            memory_size: $request.memory_size.map(whole),
            ephemeral_storage: $request
                .ephemeral_storage
                .map(|storage| whole(storage.size)),
            tracing_mode: $request
                .tracing_config
                .and_then(|t| t.mode)
                .map(|m| m.to_string()),
            snap_start: $request
                .snap_start
                .and_then(|s| s.apply_on)
                .map(|a| a.to_string()),
            logging: $request.logging_config.map(Into::into),
            environment: $request.environment.map(Into::into),
            vpc: $request.vpc_config.map(Into::into),
            dead_letter_target: $request
                .dead_letter_config
                .map(|dead| dead.target_arn.unwrap_or_default()),
            kms_key_arn: $request.kms_key_arn,
            layers: $request.layers.map(layers),
            file_systems: $request.file_system_configs.map(file_systems),
            image: $request.image_config.map(Into::into),
        }
    };
}

impl From<UpdateFunctionCodeRequest> for CodeUpdate {
    fn from(request: UpdateFunctionCodeRequest) -> CodeUpdate {
        CodeUpdate {
            source: CodeSource {
                zip_file: request.zip_file,
                received: None,
                s3_bucket: request.s3_bucket,
                s3_key: request.s3_key,
                s3_object_version: request.s3_object_version,
                image_uri: request.image_uri,
                by_reference: request.s3_object_storage_mode
                    == Some(S3ObjectStorageMode::Reference),
                source_kms_key_arn: request.source_kms_key_arn,
            },
            architectures: request.architectures.map(architectures),
            dry_run: request.dry_run,
            publish: request.publish,
            publish_to_latest: request.publish_to.is_some(),
            revision_id: request.revision_id,
        }
    }
}

impl From<FunctionCode> for CodeSource {
    fn from(code: FunctionCode) -> CodeSource {
        CodeSource {
            zip_file: code.zip_file,
            received: None,
            s3_bucket: code.s3_bucket,
            s3_key: code.s3_key,
            s3_object_version: code.s3_object_version,
            image_uri: code.image_uri,
            by_reference: code.s3_object_storage_mode == Some(S3ObjectStorageMode::Reference),
            source_kms_key_arn: code.source_kms_key_arn,
        }
    }
}

impl From<CreateFunctionRequest> for NewFunction {
    fn from(request: CreateFunctionRequest) -> NewFunction {
        let package_type = match request.package_type {
            Some(crate::api::types::PackageType::Image) => PackageType::Image,
            _ => PackageType::Zip,
        };
        NewFunction {
            package_type,
            architectures: request.architectures.map(architectures),
            code: request.code.into(),
            publish: request.publish,
            code_signing: request.code_signing_config_arn,
            tags: request.tags.unwrap_or_default(),
            configuration: configuration!(request, Some(request.role)),
        }
    }
}

impl From<UpdateFunctionConfigurationRequest> for ConfigurationUpdate {
    fn from(request: UpdateFunctionConfigurationRequest) -> ConfigurationUpdate {
        configuration!(request, request.role)
    }
}

impl From<crate::api::types::LoggingConfig> for LoggingUpdate {
    fn from(logging: crate::api::types::LoggingConfig) -> LoggingUpdate {
        LoggingUpdate {
            format: logging.log_format.map(|format| format.to_string()),
            group: logging.log_group,
            application_level: logging.application_log_level.map(|level| level.to_string()),
            system_level: logging.system_log_level.map(|level| level.to_string()),
        }
    }
}

impl From<crate::api::types::Environment> for Environment {
    fn from(environment: crate::api::types::Environment) -> Environment {
        Environment(environment.variables.unwrap_or_default())
    }
}

impl From<crate::api::types::VpcConfig> for Vpc {
    fn from(vpc: crate::api::types::VpcConfig) -> Vpc {
        Vpc {
            subnet_ids: vpc.subnet_ids.unwrap_or_default(),
            security_group_ids: vpc.security_group_ids.unwrap_or_default(),
            ipv6_for_dual_stack: vpc.ipv6_allowed_for_dual_stack.unwrap_or_default(),
        }
    }
}

impl From<crate::api::types::ImageConfig> for ImageConfig {
    fn from(image: crate::api::types::ImageConfig) -> ImageConfig {
        ImageConfig {
            entry_point: image.entry_point,
            command: image.command,
            working_directory: image.working_directory,
        }
    }
}

/// The weights of an alias, if any were given.
pub(super) fn weights(
    routing: Option<crate::api::types::AliasRoutingConfiguration>,
) -> Option<Weights> {
    routing.map(|routing| routing.additional_version_weights.unwrap_or_default())
}

fn architectures(names: Vec<Architecture>) -> Vec<String> {
    names.into_iter().map(|name| name.to_string()).collect()
}

/// How large a layer is, is not known here.
fn layers(arns: Vec<String>) -> Vec<Layer> {
    arns.into_iter()
        .map(|arn| Layer { arn, code_size: 0 })
        .collect()
}

fn file_systems(systems: Vec<crate::api::types::FileSystemConfig>) -> Vec<FileSystem> {
    systems
        .into_iter()
        .map(|system| FileSystem {
            arn: system.arn,
            local_mount_path: system.local_mount_path,
        })
        .collect()
}

/// Validated as positive before it gets here.
fn whole(value: i32) -> u32 {
    value.try_into().unwrap_or_default()
}
