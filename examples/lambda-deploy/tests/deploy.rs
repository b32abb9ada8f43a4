//! Deploys to a service of this process, twice: the first creates, the second updates.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io::Write as _;

use clap::Parser as _;
use example_lambda_deploy::{Deployment, deploy};
use lambda_client::Client;
use lambda_code::settings::Cli;
use planish_runtime::client::{Config, Credentials};
use rawzip::ZipArchiveWriter;

#[tokio::test]
async fn a_function_is_created_and_then_updated() {
    let data = tempfile::tempdir().unwrap();
    let arguments = ["lambda-code", "--settle", "1ms", "--data"];
    let arguments = arguments.into_iter().map(Into::into);
    let settings = Cli::parse_from(arguments.chain([data.path().as_os_str().to_owned()])).settings;
    let service = lambda_code::open::open(&settings).unwrap();
    let listening = lambda_code::serve::listen(service, "127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let url = format!("http://{}", listening.address().unwrap());
    tokio::spawn(listening.serve(std::future::pending()));

    let config = Config::new()
        .endpoint(url)
        .credentials(Credentials::new("test", "test"));
    let client = Client::new(config);
    for (code, version) in [("one", "1"), ("two", "2"), ("two", "3")] {
        let deployment = Deployment {
            function: "hello".to_owned(),
            zip: zip("hello.py", code).into(),
            role: "arn:aws:iam::000000000000:role/lambda".to_owned(),
            runtime: "python3.13".to_owned(),
            handler: "hello.handler".to_owned(),
        };
        let published = deploy(&client, deployment).await.unwrap();
        assert_eq!(published.version.as_deref(), Some(version));
    }
}

/// An archive of one file.
fn zip(name: &str, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    let (mut entry, config) = archive.new_file(name).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(text.as_bytes()).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    bytes
}
