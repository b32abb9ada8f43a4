//! A whole call by a client, but for the network: both clients sign, and get a canned answer.

use std::sync::Arc;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::Architecture;
use bytes::Bytes;
use lambda_client::Client;
use planish_runtime::client::{
    BoxFuture, Config, Credentials, RetryPolicy, Transport, TransportError,
};
use planish_runtime::stream::ByteStream;

use crate::sample::{self, ANSWER};
use crate::work::{Row, Work};
use crate::{document, sdk};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        call("a whole call, 1 kB zip", 1 << 10).limit("aws-sdk-lambda", 0.25),
        call("a whole call, 1 MB zip", 1 << 20).limit("aws-sdk-lambda", 1.0),
    ]
}

fn call(name: &'static str, size: usize) -> Row {
    let package = sample::package(size);
    let config = Config::new()
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
        .retry(RetryPolicy::none())
        .transport(Canned);
    let ours = Arc::new(Client::new(config));
    let theirs = sdk::client();
    let blob = package.to_vec();
    Row::new(
        name,
        vec![
            Work::awaited(
                "planish",
                move || document::request(&package),
                async move |request| {
                    let answer = ours.update_function_code(request).await;
                    answer.expect("the sample is an answer")
                },
            ),
            Work::awaited(
                "aws-sdk-lambda",
                move || Blob::new(blob.clone()),
                async move |package| {
                    let answer = theirs
                        .update_function_code()
                        .function_name(sample::FUNCTION)
                        .zip_file(package)
                        .architectures(Architecture::Arm64)
                        .publish(false)
                        .revision_id(sample::REVISION)
                        .send()
                        .await;
                    answer.expect("the sample is an answer")
                },
            ),
        ],
    )
}

/// Answers from memory.
struct Canned;

impl Transport for Canned {
    fn send(
        &self,
        _: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let body = Bytes::from_static(ANSWER.as_bytes());
        Box::pin(std::future::ready(Ok(sample::response(body.into()))))
    }
}
