//! What the rules answer, as the generated outputs.

use crate::api::types::{
    AliasConfiguration, AliasRoutingConfiguration, Architecture, Concurrency, DeadLetterConfig,
    EnvironmentResponse, EphemeralStorage, FileSystemConfig, FunctionCodeLocation,
    FunctionConfiguration, GetFunctionResponse, ImageConfig, ImageConfigResponse, Layer,
    ListAliasesResponse, ListFunctionsResponse, ListVersionsByFunctionResponse, LoggingConfig,
    RuntimeVersionConfig, SnapStartResponse, TracingConfigResponse, VpcConfigResponse,
};
use crate::behaviour::{AliasView, CodeView, Found, Page, View};
use crate::record::{FileSystem, Logging, Vpc};

impl From<View> for FunctionConfiguration {
    fn from(view: View) -> FunctionConfiguration {
        let is_listed = view.in_list;
        let last_modified = view.last_modified();
        let number = view.version_text();
        let snap_start_status = view.snap_start_status();
        let state = view.state().map(Into::into);
        let state_reason = view.state_reason().map(str::to_owned);
        let state_reason_code = view.state_reason_code().map(Into::into);
        let last_update_status = view.last_update_status().map(Into::into);
        let last_update_status_reason = view.last_update_status_reason().map(str::to_owned);
        let last_update_status_reason_code = view.last_update_status_reason_code().map(Into::into);
        let runtime_version = view.runtime_version_arn.filter(|_| !is_listed);
        let version = view.version;
        let set = version.configuration;
        FunctionConfiguration {
            function_name: Some(version.function),
            function_arn: Some(view.function_arn),
            runtime: set.runtime.map(Into::into),
            role: Some(set.role),
            handler: set.handler,
            code_size: version.code.size.try_into().unwrap_or(i64::MAX),
            description: Some(set.description),
            timeout: Some(whole(set.timeout)),
            memory_size: Some(whole(set.memory_size)),
            last_modified: Some(last_modified),
            code_sha256: Some(version.code.sha256),
            version: Some(number),
            vpc_config: set.vpc.map(Into::into),
            dead_letter_config: set.dead_letter_target.map(|target| DeadLetterConfig {
                target_arn: Some(target),
            }),
            environment: set.environment.map(|e| EnvironmentResponse {
                variables: Some(e.0),
                error: None,
            }),
            kms_key_arn: set.kms_key_arn,
            tracing_config: Some(TracingConfigResponse {
                mode: Some(set.tracing_mode.into()),
            }),
            revision_id: Some(version.revision_id),
            layers: some(set.layers.into_iter().map(layer).collect()),
            state,
            state_reason,
            state_reason_code,
            last_update_status,
            last_update_status_reason,
            last_update_status_reason_code,
            file_system_configs: some(set.file_systems.into_iter().map(Into::into).collect()),
            package_type: Some(set.package_type.as_str().into()),
            image_config_response: set.image.map(|image| ImageConfigResponse {
                image_config: Some(ImageConfig {
                    entry_point: image.entry_point,
                    command: image.command,
                    working_directory: image.working_directory,
                }),
                error: None,
            }),
            architectures: Some(
                set.architectures
                    .into_iter()
                    .map(Architecture::from)
                    .collect(),
            ),
            ephemeral_storage: Some(EphemeralStorage {
                size: whole(set.ephemeral_storage),
            }),
            snap_start: Some(SnapStartResponse {
                apply_on: Some(set.snap_start.into()),
                optimization_status: Some(snap_start_status.into()),
            }),
            runtime_version_config: runtime_version.map(|arn| RuntimeVersionConfig {
                runtime_version_arn: Some(arn),
                error: None,
            }),
            logging_config: Some(set.logging.into()),
            ..FunctionConfiguration::default()
        }
    }
}

impl From<Found> for GetFunctionResponse {
    fn from(found: Found) -> GetFunctionResponse {
        let executions = found.reserved_concurrency.map(whole);
        GetFunctionResponse {
            configuration: Some(found.configuration.into()),
            code: Some(FunctionCodeLocation {
                source_kms_key_arn: found.source_kms_key_arn,
                ..found.code.into()
            }),
            tags: Some(found.tags).filter(|tags| !tags.is_empty()),
            concurrency: executions.map(|n| Concurrency {
                reserved_concurrent_executions: Some(n),
            }),
        }
    }
}

impl From<CodeView> for FunctionCodeLocation {
    fn from(code: CodeView) -> FunctionCodeLocation {
        match code {
            CodeView::Package { location } => FunctionCodeLocation {
                repository_type: Some("S3".to_owned()),
                location: Some(location),
                ..FunctionCodeLocation::default()
            },
            CodeView::Image { uri, resolved } => FunctionCodeLocation {
                repository_type: Some("ECR".to_owned()),
                image_uri: Some(uri),
                resolved_image_uri: Some(resolved),
                ..FunctionCodeLocation::default()
            },
        }
    }
}

impl From<Page<View>> for ListFunctionsResponse {
    fn from(page: Page<View>) -> ListFunctionsResponse {
        ListFunctionsResponse {
            next_marker: page.next_marker,
            functions: Some(page.items.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<Page<View>> for ListVersionsByFunctionResponse {
    fn from(page: Page<View>) -> ListVersionsByFunctionResponse {
        ListVersionsByFunctionResponse {
            next_marker: page.next_marker,
            versions: Some(page.items.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<Page<AliasView>> for ListAliasesResponse {
    fn from(page: Page<AliasView>) -> ListAliasesResponse {
        ListAliasesResponse {
            next_marker: page.next_marker,
            aliases: Some(page.items.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<AliasView> for AliasConfiguration {
    fn from(view: AliasView) -> AliasConfiguration {
        let alias = view.alias;
        let weights: std::collections::BTreeMap<String, f64> = alias
            .weights
            .into_iter()
            .map(|(version, share)| (version.to_string(), share))
            .collect();
        AliasConfiguration {
            alias_arn: Some(view.alias_arn),
            name: Some(alias.name),
            function_version: Some(alias.version.to_string()),
            description: Some(alias.description),
            routing_config: Some(weights)
                .filter(|weights| !weights.is_empty())
                .map(|weights| AliasRoutingConfiguration {
                    additional_version_weights: Some(weights),
                }),
            revision_id: Some(alias.revision_id),
        }
    }
}

impl From<Vpc> for VpcConfigResponse {
    fn from(vpc: Vpc) -> VpcConfigResponse {
        VpcConfigResponse {
            vpc_id: Some(vpc.vpc_id()),
            subnet_ids: Some(vpc.subnet_ids),
            security_group_ids: Some(vpc.security_group_ids),
            ipv6_allowed_for_dual_stack: Some(vpc.ipv6_for_dual_stack),
        }
    }
}

impl From<Logging> for LoggingConfig {
    fn from(logging: Logging) -> LoggingConfig {
        LoggingConfig {
            log_format: Some(logging.format.into()),
            application_log_level: logging.application_level.map(Into::into),
            system_log_level: logging.system_level.map(Into::into),
            log_group: Some(logging.group),
        }
    }
}

impl From<FileSystem> for FileSystemConfig {
    fn from(system: FileSystem) -> FileSystemConfig {
        FileSystemConfig {
            arn: system.arn,
            local_mount_path: system.local_mount_path,
        }
    }
}

fn layer(layer: crate::record::Layer) -> Layer {
    Layer {
        arn: Some(layer.arn),
        code_size: layer.code_size.try_into().unwrap_or(i64::MAX),
        signing_profile_version_arn: None,
        signing_job_arn: None,
    }
}

/// An empty list is null on the wire (F13).
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

fn whole(value: u32) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}
