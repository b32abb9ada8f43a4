//! The configuration of a version, its defaults, and how an update changes it.
//!
//! A request to create and a request to update name the same members, all optional:
//! [`ConfigurationUpdate`]. Creating is the defaults of truth.md F8 with that change; updating is the
//! configuration so far with that change. The rules of merging are in [`Configuration::apply`] alone.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What configures a version. Members that AWS answers as null when unset are `Option`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// From a package or from an image.
    pub package_type: PackageType,
    /// One of `x86_64`, `arm64`.
    pub architectures: Vec<String>,
    /// May be empty (F7).
    pub description: String,
    /// The ARN of the role.
    pub role: String,
    /// Absent for images (F14).
    pub runtime: Option<String>,
    /// Absent for images (F14).
    pub handler: Option<String>,
    /// In seconds.
    pub timeout: u32,
    /// In MB.
    pub memory_size: u32,
    /// Size of `/tmp` in MB.
    pub ephemeral_storage: u32,
    /// `PassThrough` or `Active`.
    pub tracing_mode: String,
    /// `None` or `PublishedVersions`, as words.
    pub snap_start: String,
    /// F9.
    pub logging: Logging,
    /// Never given, or maybe empty (F12).
    pub environment: Option<Environment>,
    /// Never given, or maybe detached (F11).
    pub vpc: Option<Vpc>,
    /// The target's ARN.
    pub dead_letter_target: Option<String>,
    /// The ARN of the key for the environment.
    pub kms_key_arn: Option<String>,
    /// In order.
    pub layers: Vec<Layer>,
    /// At most one on AWS.
    pub file_systems: Vec<FileSystem>,
    /// Of an image function.
    pub image: Option<ImageConfig>,
}

/// The members that creating and updating share; `None` leaves a value as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConfigurationUpdate {
    /// `Description`.
    pub description: Option<String>,
    /// `Role`.
    pub role: Option<String>,
    /// `Runtime`.
    pub runtime: Option<String>,
    /// `Handler`.
    pub handler: Option<String>,
    /// `Timeout`, in seconds.
    pub timeout: Option<u32>,
    /// `MemorySize`, in MB.
    pub memory_size: Option<u32>,
    /// `EphemeralStorage.Size`, in MB.
    pub ephemeral_storage: Option<u32>,
    /// `TracingConfig.Mode`.
    pub tracing_mode: Option<String>,
    /// `SnapStart.ApplyOn`.
    pub snap_start: Option<String>,
    /// `LoggingConfig`, whose own members are merged (F9).
    pub logging: Option<LoggingUpdate>,
    /// `Environment`, which replaces the one before.
    pub environment: Option<Environment>,
    /// `VpcConfig`, which replaces the one before.
    pub vpc: Option<Vpc>,
    /// `DeadLetterConfig.TargetArn`; empty removes it.
    pub dead_letter_target: Option<String>,
    /// `KMSKeyArn`; empty removes it.
    pub kms_key_arn: Option<String>,
    /// `Layers`, which replace those before.
    pub layers: Option<Vec<Layer>>,
    /// `FileSystemConfigs`, which replace those before.
    pub file_systems: Option<Vec<FileSystem>>,
    /// `ImageConfig`; one without members removes it (F14).
    pub image: Option<ImageConfig>,
}

/// How the code of a function comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PackageType {
    /// A zip package.
    #[default]
    Zip,
    /// A container image.
    Image,
}

/// Environment variables. Their values are not for logs: `Debug` shows the names only.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Environment(pub BTreeMap<String, String>);

/// The network of a function.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Vpc {
    /// Empty when detached.
    pub subnet_ids: Vec<String>,
    /// Empty when detached.
    pub security_group_ids: Vec<String>,
    /// Off unless asked for.
    pub ipv6_for_dual_stack: bool,
}

/// A layer that a function uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// The ARN of the layer's version.
    pub arn: String,
    /// In bytes; 0 when not known here.
    pub code_size: u64,
}

/// A file system that a function mounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSystem {
    /// The ARN of the access point.
    pub arn: String,
    /// Below `/mnt/`.
    pub local_mount_path: String,
}

/// What an image function overrides of its image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImageConfig {
    /// `EntryPoint`.
    pub entry_point: Option<Vec<String>>,
    /// `Command`.
    pub command: Option<Vec<String>>,
    /// `WorkingDirectory`.
    pub working_directory: Option<String>,
}

/// Where and how a function logs (F9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logging {
    /// `Text` or `JSON`.
    pub format: String,
    /// The log group.
    pub group: String,
    /// JSON only.
    pub application_level: Option<String>,
    /// JSON only.
    pub system_level: Option<String>,
}

/// The members of `LoggingConfig` as given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoggingUpdate {
    /// `LogFormat`.
    pub format: Option<String>,
    /// `LogGroup`.
    pub group: Option<String>,
    /// `ApplicationLogLevel`.
    pub application_level: Option<String>,
    /// `SystemLogLevel`.
    pub system_level: Option<String>,
}

/// The architecture of a function for which none was given (F8).
pub const DEFAULT_ARCHITECTURE: &str = "x86_64";

impl Configuration {
    /// The configuration of a new function: defaults (F8, F9), changed by `update`.
    pub fn new(
        name: &str,
        package_type: PackageType,
        update: ConfigurationUpdate,
    ) -> Configuration {
        let mut configuration = Configuration {
            package_type,
            architectures: vec![DEFAULT_ARCHITECTURE.to_owned()],
            description: String::new(),
            role: String::new(),
            runtime: None,
            handler: None,
            timeout: 3,
            memory_size: 128,
            ephemeral_storage: 512,
            tracing_mode: "PassThrough".to_owned(),
            snap_start: "None".to_owned(),
            logging: Logging {
                format: "Text".to_owned(),
                group: format!("/aws/lambda/{name}"),
                application_level: None,
                system_level: None,
            },
            environment: None,
            vpc: None,
            dead_letter_target: None,
            kms_key_arn: None,
            layers: Vec::new(),
            file_systems: Vec::new(),
            image: None,
        };
        configuration.apply(update);
        configuration
    }

    /// Changes what `update` name, and leaves the rest.
    pub fn apply(&mut self, update: ConfigurationUpdate) {
        let ConfigurationUpdate {
            description,
            role,
            runtime,
            handler,
            timeout,
            memory_size,
            ephemeral_storage,
            tracing_mode,
            snap_start,
            logging,
            environment,
            vpc,
            dead_letter_target,
            kms_key_arn,
            layers,
            file_systems,
            image,
        } = update;
        replace(&mut self.description, description);
        replace(&mut self.role, role);
        replace(&mut self.timeout, timeout);
        replace(&mut self.memory_size, memory_size);
        replace(&mut self.ephemeral_storage, ephemeral_storage);
        replace(&mut self.tracing_mode, tracing_mode);
        replace(&mut self.snap_start, snap_start);
        replace(&mut self.layers, layers);
        replace(&mut self.file_systems, file_systems);
        self.runtime = runtime.or(self.runtime.take());
        self.handler = handler.or(self.handler.take());
        self.environment = environment.or(self.environment.take());
        self.vpc = vpc.or(self.vpc.take());
        replace_or_clear(
            &mut self.dead_letter_target,
            dead_letter_target,
            String::is_empty,
        );
        replace_or_clear(&mut self.kms_key_arn, kms_key_arn, String::is_empty);
        replace_or_clear(&mut self.image, image, |image| {
            *image == ImageConfig::default()
        });
        self.logging.apply(logging.unwrap_or_default());
    }
}

impl Logging {
    /// Merges; levels exist for JSON only, where they start as INFO.
    fn apply(&mut self, update: LoggingUpdate) {
        replace(&mut self.format, update.format);
        replace(&mut self.group, update.group);
        if self.format == "JSON" {
            let merge = |level: &mut Option<String>, given: Option<String>| {
                *level = Some(given.or(level.take()).unwrap_or_else(|| "INFO".to_owned()));
            };
            merge(&mut self.application_level, update.application_level);
            merge(&mut self.system_level, update.system_level);
        } else {
            (self.application_level, self.system_level) = (None, None);
        }
    }
}

impl Environment {
    /// The compact JSON that AWS measures (C5).
    pub fn measured(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl PackageType {
    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            PackageType::Zip => "Zip",
            PackageType::Image => "Image",
        }
    }
}

fn replace<T>(value: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *value = given;
    }
}

fn replace_or_clear<T>(value: &mut Option<T>, given: Option<T>, clears: fn(&T) -> bool) {
    if let Some(given) = given {
        *value = (!clears(&given)).then_some(given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Configuration {
        Configuration::new("f", PackageType::Zip, ConfigurationUpdate::default())
    }

    #[test]
    fn f7_f8_f12_f13_defaults() {
        let new = plain();
        assert_eq!(
            (new.timeout, new.memory_size, new.ephemeral_storage),
            (3, 128, 512)
        );
        assert_eq!(
            (new.tracing_mode.as_str(), new.snap_start.as_str()),
            ("PassThrough", "None")
        );
        assert_eq!(
            (new.description.as_str(), new.architectures),
            ("", vec!["x86_64".to_owned()])
        );
        assert_eq!(
            (new.environment, new.vpc, new.dead_letter_target),
            (None, None, None)
        );
    }

    #[test]
    fn f9_logging_is_merged() {
        let mut changed = plain();
        let mut apply = |format: Option<&str>, group: Option<&str>, level: Option<&str>| {
            changed.apply(ConfigurationUpdate {
                logging: Some(LoggingUpdate {
                    format: format.map(str::to_owned),
                    group: group.map(str::to_owned),
                    application_level: level.map(str::to_owned),
                    system_level: None,
                }),
                ..ConfigurationUpdate::default()
            });
            let Logging {
                format,
                group,
                application_level,
                system_level,
            } = changed.logging.clone();
            [
                format,
                group,
                application_level.unwrap_or_default(),
                system_level.unwrap_or_default(),
            ]
        };
        assert_eq!(
            apply(Some("JSON"), None, None),
            ["JSON", "/aws/lambda/f", "INFO", "INFO"]
        );
        assert_eq!(
            apply(None, Some("g"), Some("DEBUG")),
            ["JSON", "g", "DEBUG", "INFO"]
        );
        assert_eq!(apply(None, None, None), ["JSON", "g", "DEBUG", "INFO"]);
        assert_eq!(apply(Some("Text"), None, None), ["Text", "g", "", ""]);
    }

    #[test]
    fn f14_empty_values_remove() {
        let mut changed = plain();
        let given = ImageConfig {
            command: Some(vec!["x".to_owned()]),
            ..ImageConfig::default()
        };
        changed.apply(ConfigurationUpdate {
            dead_letter_target: Some("arn".to_owned()),
            image: Some(given.clone()),
            ..ConfigurationUpdate::default()
        });
        changed.apply(ConfigurationUpdate::default());
        assert_eq!(changed.dead_letter_target.as_deref(), Some("arn"));
        assert_eq!(changed.image, Some(given));
        changed.apply(ConfigurationUpdate {
            dead_letter_target: Some(String::new()),
            image: Some(ImageConfig::default()),
            ..ConfigurationUpdate::default()
        });
        assert_eq!((changed.dead_letter_target, changed.image), (None, None));
    }

    #[test]
    fn values_of_the_environment_are_not_printed() {
        let secret = BTreeMap::from([("NAME".to_owned(), "hunter2".to_owned())]);
        let text = format!("{:?}", Environment(secret));
        assert!(text.contains("NAME") && !text.contains("hunter2"), "{text}");
    }
}
