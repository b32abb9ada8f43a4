//! What can be set from outside: arguments, each with an environment variable of its own.

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve (this is what happens without a command, too)
    Serve,
}

/// Options of the service.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    #[arg(default_value = "127.0.0.1:9001")]
    pub listen: SocketAddr,

    /// The directory that holds everything; made if it is missing
    #[arg(long, global = true, env = "LAMBDA_CODE_DATA", value_name = "DIR")]
    #[arg(default_value = ".lambda-code")]
    pub data: PathBuf,

    /// The directory of buckets behind S3Bucket and S3Key
    ///
    /// An object is the file DIR/BUCKET/KEY; an older version of it is
    /// DIR/BUCKET/.versions/KEY/VERSION. Without this option no bucket exists.
    #[arg(long, global = true, env = "LAMBDA_CODE_S3", value_name = "DIR")]
    pub s3: Option<PathBuf>,

    /// The region that the service plays
    #[arg(long, global = true, env = "LAMBDA_CODE_REGION", value_name = "REGION")]
    #[arg(default_value = "us-east-1", value_parser = parse_region)]
    pub region: String,

    /// The account that the service plays: twelve digits
    #[arg(long, global = true, env = "LAMBDA_CODE_ACCOUNT", value_name = "ID")]
    #[arg(default_value = "000000000000", value_parser = parse_account)]
    pub account: String,

    /// How long a change stays Pending or InProgress, such as 200ms, 2s, 1m
    #[arg(long, global = true, env = "LAMBDA_CODE_SETTLE", value_name = "TIME")]
    #[arg(default_value = "200ms", value_parser = parse_duration)]
    pub settle: Duration,

    /// The access keys to believe: a file like ~/.aws/credentials, of any number of profiles
    ///
    /// Without it there is one key: test, with the secret test.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_CREDENTIALS",
        value_name = "FILE"
    )]
    pub credentials: Option<PathBuf>,

    /// Accept runtimes that AWS has retired, such as python3.7
    #[arg(long, global = true, env = "LAMBDA_CODE_RETIRED_RUNTIMES")]
    #[arg(value_parser = FalseyValueParser::new())]
    pub retired_runtimes: bool,
}

/// Units of time, by name, in milliseconds.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1000), ("m", 60_000)];

/// Reads a duration: a whole number and a unit, without a space between them.
///
/// # Errors
/// What is wrong, and how it is written.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let how = "write a whole number and a unit (ms, s or m), such as 200ms or 2s";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        return Err(format!("this does not begin with a number; {how}"));
    }
    let Some((_, millis)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(match unit {
            "" => format!("the unit is missing; {how}"),
            _ => format!("{unit:?} is no unit; {how}"),
        });
    };
    let number: u64 = number
        .parse()
        .map_err(|_| format!("the number is too large; {how}"))?;
    let total = number.checked_mul(*millis).ok_or("the time is too long")?;
    Ok(Duration::from_millis(total))
}

/// A region has to be one that an ARN of a function can hold.
fn parse_region(text: &str) -> Result<String, String> {
    let name = format!("{text}:f");
    let parsed = crate::names::Grammar::Function.parse(&name);
    match parsed.and_then(|parsed| parsed.region) {
        Some(region) if region == text => Ok(region),
        _ => Err("write a region such as us-east-1".to_owned()),
    }
}

fn parse_account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err("an account is written as twelve digits, such as 000000000000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

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
        assert_eq!(expected.settle, Duration::from_secs(2));
        assert_eq!(expected.listen.to_string(), "127.0.0.1:9001");
        assert_eq!(read(&["serve", "--settle", "2s", "--s3=buckets"]), expected);
        assert_eq!(
            read(&["--settle", "2s", "serve", "--s3", "buckets"]),
            expected
        );
    }

    #[test]
    fn times_are_read() {
        for (text, millis) in [("200ms", 200), ("2s", 2000), ("0s", 0), ("1m", 60_000)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
        }
        for (text, told) in [
            ("", "does not begin with a number"),
            ("s", "does not begin with a number"),
            ("-1s", "does not begin with a number"),
            ("5", "the unit is missing"),
            ("5 s", "\" s\" is no unit"),
            ("1.5s", "\".5s\" is no unit"),
            ("5h", "\"h\" is no unit"),
            ("99999999999999999999s", "too large"),
            ("18446744073709551615m", "too long"),
        ] {
            let error = parse_duration(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn regions_and_accounts_are_checked() {
        for region in ["us-east-1", "us-gov-west-1", "cn-north-1"] {
            assert_eq!(parse_region(region).as_deref(), Ok(region));
        }
        for region in ["", "us", "us-east-1:", "function", "us-east-1:us-east-1"] {
            assert!(parse_region(region).is_err(), "{region}");
        }
        assert!(parse_account("123456789012").is_ok());
        assert!(parse_account("12345678901").is_err());
        assert!(parse_account("12345678901x").is_err());
    }
}
