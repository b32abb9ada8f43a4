//! Documents and messages alone: what a call writes and reads.

use bytes::Bytes;
use lambda_client::operation::UpdateFunctionCode;
use lambda_client::types::{Architecture, FunctionConfiguration, UpdateFunctionCodeRequest};
use planish_runtime::client::ClientOperation as _;
use planish_runtime::json::{self, Mode};
use planish_runtime::protocol::{self, ClientProtocol, WriteOptions};
use planish_runtime::stream::ByteStream;

use crate::sample::{self, ANSWER};
use crate::work::{Row, Work};
use crate::{by_hand, sdk};

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = vec![read_document(), read_answer(), write_answer()];
    rows.push(
        write_document("write a request's document, 1 kB zip", 1 << 10).limit("serde_json", 1.0),
    );
    rows.push(write_request("write a request, 1 kB zip", 1 << 10).limit("aws-sdk-lambda", 1.0));
    rows.push(
        write_document("write a request's document, 1 MB zip", 1 << 20).limit("serde_json", 1.0),
    );
    rows.push(write_request("write a request, 1 MB zip", 1 << 20).limit("aws-sdk-lambda", 1.0));
    rows
}

/// The request of generated code.
pub(crate) fn request(package: &Bytes) -> UpdateFunctionCodeRequest {
    UpdateFunctionCodeRequest {
        function_name: Some(sample::FUNCTION.to_owned()),
        zip_file: Some(package.clone()),
        architectures: Some(vec![Architecture::Arm64]),
        publish: Some(false),
        revision_id: Some(sample::REVISION.to_owned()),
        ..UpdateFunctionCodeRequest::default()
    }
}

/// The same for serde.
fn request_by_hand(package: &Bytes) -> by_hand::UpdateFunctionCode {
    by_hand::UpdateFunctionCode {
        zip_file: Some(package.clone()),
        architectures: Some(vec![by_hand::Architecture::Arm]),
        publish: Some(false),
        revision_id: Some(sample::REVISION.to_owned()),
        ..by_hand::UpdateFunctionCode::default()
    }
}

fn read(document: &[u8]) -> FunctionConfiguration {
    let mut output = FunctionConfiguration::default();
    json::read_structure(document, &mut output, Mode::Lenient).expect("the sample is an answer");
    output
}

fn read_by_hand(document: &[u8]) -> by_hand::FunctionConfiguration {
    serde_json::from_slice(document).expect("the sample is an answer")
}

fn protocol() -> &'static dyn ClientProtocol {
    protocol::client(&lambda_client::SERVICE).expect("the runtime has restJson1")
}

fn read_document() -> Row {
    let (ours, theirs) = (read(ANSWER.as_bytes()), read_by_hand(ANSWER.as_bytes()));
    let (ours, theirs) = (
        json::write_structure(&ours, WriteOptions::default()),
        serde_json::to_vec(&theirs).expect("it has text keys"),
    );
    assert_eq!(ours, theirs, "both read the same");
    Row::new(
        "read an answer's document, 1.4 kB",
        vec![
            Work::new("planish", || ANSWER.as_bytes(), read),
            Work::new("serde_json", || ANSWER.as_bytes(), read_by_hand),
        ],
    )
    .limit("serde_json", 1.0)
}

fn read_answer() -> Row {
    let body = Bytes::from_static(ANSWER.as_bytes());
    let read = |response: http::Response<ByteStream>| {
        let mut output = FunctionConfiguration::default();
        let read = protocol().read_response(UpdateFunctionCode::OPERATION, response, &mut output);
        read.map(|()| output)
    };
    let codec = sdk::Codec::new();
    Row::new(
        "read an answer, 1.4 kB",
        vec![
            Work::new(
                "planish",
                move || sample::response(ByteStream::from(body.clone())),
                read,
            ),
            Work::new("aws-sdk-lambda", sdk::response, move |response| {
                codec.read(&response)
            }),
        ],
    )
    .limit("aws-sdk-lambda", 1.0)
}

fn write_answer() -> Row {
    let (ours, theirs) = (read(ANSWER.as_bytes()), read_by_hand(ANSWER.as_bytes()));
    Row::new(
        "write an answer's document",
        vec![
            Work::new(
                "planish",
                || (),
                move |()| json::write_structure(&ours, WriteOptions::default()),
            ),
            Work::new("serde_json", || (), move |()| serde_json::to_vec(&theirs)),
        ],
    )
    .limit("serde_json", 1.0)
}

fn write_document(name: &'static str, size: usize) -> Row {
    let package = sample::package(size);
    let (ours, theirs) = (request(&package), request_by_hand(&package));
    let written = json::write_structure(&ours, WriteOptions::default());
    assert_eq!(
        written,
        serde_json::to_vec(&theirs).expect("it has text keys"),
        "both write the same"
    );
    Row::new(
        name,
        vec![
            Work::new(
                "planish",
                || (),
                move |()| json::write_structure(&ours, WriteOptions::default()),
            ),
            Work::new("serde_json", || (), move |()| serde_json::to_vec(&theirs)),
        ],
    )
}

fn write_request(name: &'static str, size: usize) -> Row {
    let package = sample::package(size);
    let blob = package.to_vec();
    let codec = sdk::Codec::new();
    let write = |mut input: UpdateFunctionCodeRequest| {
        protocol().write_request(UpdateFunctionCode::OPERATION, &mut input)
    };
    Row::new(
        name,
        vec![
            Work::new("planish", move || request(&package), write),
            Work::new(
                "aws-sdk-lambda",
                move || sdk::erased(&blob),
                move |input| codec.write(input),
            ),
        ],
    )
}
