//! The common scenario (../README.md), in the AWS SDK for Rust. Cases are in [`scenario`], what
//! they share in [`sdk`].

mod scenario;
mod sdk;

use aws_sdk_lambda::error::DisplayErrorContext;

use sdk::{Done, Sdk};

/// Runs a case: one that fails must not stop the others.
async fn run(name: &str, case: impl Future<Output = Done>) {
    match case.await {
        Ok(()) => println!("ok   {name}"),
        Err(problem) => {
            let text = DisplayErrorContext(&*problem).to_string();
            println!("FAIL {name}: {}", text.replace('\n', " "));
        }
    }
}

#[tokio::main]
async fn main() {
    let sdk = Sdk::from_environment().expect("tests/sdk/run sets the environment");
    let name = "create: Pending at first, Active after FunctionActiveV2";
    run(name, scenario::create(&sdk)).await;
    let name = "read: the link gives the bytes that were uploaded";
    run(name, scenario::read(&sdk)).await;
    let name = "update by zip: InProgress at first, Successful after FunctionUpdatedV2";
    run(name, scenario::zip(&sdk)).await;
    let name = "update from a bucket: the newest object, and an older version";
    match &sdk.bucket {
        Some(bucket) => run(name, scenario::bucket(&sdk, bucket)).await,
        None => println!("skip {name}"),
    }
    let name = "dry run: the digest is told, nothing changes";
    run(name, scenario::dry_run(&sdk)).await;
    let name = "stale RevisionId: PreconditionFailedException";
    run(name, scenario::stale(&sdk)).await;
    let name = "no zip: InvalidParameterValueException";
    run(name, scenario::no_zip(&sdk)).await;
    let name = "bad members: one ValidationException tells of all";
    run(name, scenario::bad_members(&sdk)).await;
    let name = "name taken: ResourceConflictException";
    run(name, scenario::taken(&sdk)).await;
    let name = "versions: published, and listed by the paginator";
    run(name, scenario::versions(&sdk)).await;
    let name = "aliases: made, read, moved, listed by the paginator, deleted";
    run(name, scenario::aliases(&sdk)).await;
    let name = "configuration: changes alone";
    run(name, scenario::configuration(&sdk)).await;
    let name = "functions: listed by the paginator";
    run(name, scenario::functions(&sdk)).await;
    let name = "race: of several updates with one RevisionId one wins";
    run(name, scenario::race(&sdk)).await;
    let name = "request ids: in every answer and error";
    run(name, scenario::request_ids(&sdk)).await;
    let name = "unsigned: MissingAuthenticationTokenException";
    run(name, scenario::unsigned(&sdk)).await;
    let name = "wrong secret: InvalidSignatureException";
    run(name, scenario::wrong_secret(&sdk)).await;
    let name = "unknown key: UnrecognizedClientException";
    run(name, scenario::unknown_key(&sdk)).await;
    let name = "delete: then ResourceNotFoundException";
    run(name, scenario::delete(&sdk)).await;
}
