//! What can be set from outside: arguments, each with an environment variable of its own.

mod events;
mod operations;
mod security;
mod service;
mod storage;
mod values;

pub use events::Events;
pub use operations::{LogFormat, Operations};
pub use security::{Question, Security};
pub use service::Service;
pub use storage::{PackagesAt, Secret, SourcesAt, Storage};
pub use values::{Watch, parse_duration};

use clap::{Args, Parser, Subcommand};

/// The command line.
#[derive(Debug, Clone, PartialEq, Parser)]
#[command(
    name = "lambda-code",
    version,
    about = "AWS Lambda's UpdateFunctionCode as a service of its own",
    long_about = "AWS Lambda's UpdateFunctionCode, and the operations around it, as a service of \
                  its own. It keeps functions, versions, aliases and packages in one directory, \
                  and answers AWS SDKs and the AWS CLI as AWS does. It runs no function.",
    after_help = "Try it:\n  \
                  lambda-code --s3 ./buckets\n  \
                  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 \
                  aws --endpoint-url http://127.0.0.1:9001 lambda list-functions\n\n\
                  Every option can come from the environment variable shown beside it; the \
                  command line wins."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options, before or after the command.
    #[command(flatten)]
    pub settings: Settings,
}

/// What the program can do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve (this is what happens without a command, too)
    Serve,
    /// Say whether a file of policies allows a request, and by which statement
    ///
    /// Ends with 0 if it does, with 1 if it does not.
    Policy(Question),
    /// Look whether records and packages fit together; the status is 1 if anything is damaged
    ///
    /// Reads every package. The service may be at work meanwhile.
    Check,
    /// Remove packages that no record names
    ///
    /// Where records are in PostgreSQL, the service may be at work meanwhile.
    Gc {
        /// How old a package has to be: longer than any upload takes
        #[arg(long, env = "LAMBDA_CODE_GRACE", value_name = "TIME")]
        #[arg(default_value = "60m", value_parser = parse_duration)]
        grace: std::time::Duration,
    },
    /// Ask the service that is watched at --watch whether it is ready; the status is 0 if it is
    Health,
    /// Print the audit trail: who changed what
    Events(Events),
}

/// Options of the service.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Settings {
    /// What it plays, and by which rules.
    #[command(flatten)]
    pub service: Service,
    /// What it keeps, and where.
    #[command(flatten)]
    pub storage: Storage,
    /// Whom it lets in, and how far.
    #[command(flatten)]
    pub security: Security,
    /// Where it can be reached and watched.
    #[command(flatten)]
    pub operations: Operations,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use std::time::Duration;

    #[test]
    fn the_command_line_is_sound_and_every_option_has_a_variable() {
        let command = Cli::command();
        command.clone().debug_assert();
        for option in command.get_arguments().filter(|a| a.get_long().is_some()) {
            let long = option.get_long().unwrap();
            let variable = format!("LAMBDA_CODE_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(
                option.get_env().and_then(|v| v.to_str()),
                Some(variable.as_str())
            );
            assert!(option.get_help().is_some(), "{long}");
        }
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        let read = |arguments: &[&str]| {
            let all = ["lambda-code"].iter().chain(arguments);
            Cli::try_parse_from(all).unwrap().settings
        };
        let expected = read(&["--settle", "2s", "--s3", "buckets"]);
        assert_eq!(expected.service.settle, Duration::from_secs(2));
        assert_eq!(expected.operations.listen.to_string(), "127.0.0.1:9001");
        assert_eq!(read(&["serve", "--settle", "2s", "--s3=buckets"]), expected);
        assert_eq!(
            read(&["--settle", "2s", "serve", "--s3", "buckets"]),
            expected
        );
    }
}
