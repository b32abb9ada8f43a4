//! `lambda-deploy hello hello.zip`: deploys a package and prints the version.

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use example_lambda_deploy::{Deployment, deploy};
use lambda_client::Client;
use planish_runtime::client::Config;

/// Deploys a package to AWS Lambda or to lambda-code; credentials and region come from the
/// environment, as for all AWS tools.
#[derive(Parser)]
struct Args {
    /// The name of the function; it is created if there is none
    function: String,
    /// The package, a zip archive
    zip: PathBuf,
    /// Where to deploy to, such as http://127.0.0.1:9001; AWS in your region by default
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The role of a function that is created
    #[arg(
        long,
        value_name = "ARN",
        default_value = "arn:aws:iam::000000000000:role/lambda"
    )]
    role: String,
    /// The runtime of a function that is created
    #[arg(long, default_value = "python3.13")]
    runtime: String,
    /// The handler of a function that is created
    #[arg(long, default_value = "hello.handler")]
    handler: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let mut config = Config::from_env();
    if let Some(endpoint) = args.endpoint {
        config = config.endpoint(endpoint);
    }
    let zip = std::fs::read(&args.zip).map_err(|e| format!("{}: {e}", args.zip.display()))?;
    let deployment = Deployment {
        function: args.function,
        zip: zip.into(),
        role: args.role,
        runtime: args.runtime,
        handler: args.handler,
    };
    let version = deploy(&Client::new(config), deployment).await?;
    println!(
        "{} version {}: {} bytes, sha256 {}",
        version.function_name.unwrap_or_default(),
        version.version.unwrap_or_default(),
        version.code_size,
        version.code_sha256.unwrap_or_default(),
    );
    Ok(())
}
