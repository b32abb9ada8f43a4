//! What is sent and answered in all measurements.

use bytes::Bytes;

/// The function that everything is about.
pub(crate) const FUNCTION: &str = "resize-thumbnails";
pub(crate) const REVISION: &str = "7c1b0e7a-52ab-4b6f-9a8e-0d1c41b2a7f3";
pub(crate) const REQUEST_ID: &str = "0c7d3e0a-3f52-4a55-a4a1-9e6f36a4a0de";

/// The answer to UpdateFunctionCode, with its members in the order that AWS was seen to send them in,
/// which isn't the model's, and with explicit nulls.
pub(crate) const ANSWER: &str = concat!(
    r#"{"Description":"Makes thumbnails of what is put into the bucket","TracingConfig":{"Mode":"PassThrough"},"#,
    r#""VpcConfig":null,"SigningJobArn":null,"SnapStart":{"ApplyOn":"None","OptimizationStatus":"Off"},"#,
    r#""RevisionId":"7c1b0e7a-52ab-4b6f-9a8e-0d1c41b2a7f3","LastModified":"2026-03-14T15:09:26.000+0000","#,
    r#""FileSystemConfigs":null,"FunctionName":"resize-thumbnails","Runtime":"python3.13","Version":"$LATEST","#,
    r#""PackageType":"Zip","LastUpdateStatus":"InProgress","Layers":null,"#,
    r#""FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:resize-thumbnails","KMSKeyArn":null,"#,
    r#""MemorySize":512,"ImageConfigResponse":null,"LastUpdateStatusReason":"The function is being created.","#,
    r#""DeadLetterConfig":null,"Timeout":30,"Handler":"app.handler","#,
    r#""CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","Role":"arn:aws:iam::111122223333:role/thumbnails","#,
    r#""SigningProfileVersionArn":null,"MasterArn":null,"RuntimeVersionConfig":{"RuntimeVersionArn":"#,
    r#""arn:aws:lambda:eu-central-1::runtime:14b1a1b3b6f3e7a1c7d7f0a8c1b2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a","Error":null},"#,
    r#""CodeSize":1024,"State":"Active","StateReason":null,"Environment":{"Variables":{"BUCKET":"thumbnails","SIZE":"200"},"#,
    r#""Error":null},"EphemeralStorage":{"Size":512},"StateReasonCode":null,"LastUpdateStatusReasonCode":"Creating","#,
    r#""Architectures":["arm64"],"LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"INFO","#,
    r#""SystemLogLevel":"WARN","LogGroup":"/aws/lambda/resize-thumbnails"}}"#,
);

/// The headers of the answer.
pub(crate) const HEADERS: &[(&str, &str)] = &[
    ("date", "Sat, 14 Mar 2026 15:09:26 GMT"),
    ("content-type", "application/json"),
    ("connection", "keep-alive"),
    ("x-amzn-requestid", REQUEST_ID),
];

/// A package of so many bytes; what is in them doesn't matter.
pub(crate) fn package(size: usize) -> Bytes {
    (0..size)
        .map(|n| (n * 31 % 251) as u8)
        .collect::<Vec<u8>>()
        .into()
}

/// The answer as an HTTP response with any body.
pub(crate) fn response<B>(body: B) -> http::Response<B> {
    let mut response = http::Response::new(body);
    for (name, value) in HEADERS {
        let value = http::HeaderValue::from_static(value);
        response.headers_mut().insert(*name, value);
    }
    response
}
