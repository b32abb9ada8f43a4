//! The AWS SDK for Rust: its client over an HTTP client that answers from memory, and the two pieces
//! of it that write requests and read answers.

use aws_credential_types::Credentials;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_lambda::operation::update_function_code::{
    UpdateFunctionCode, UpdateFunctionCodeInput,
};
use aws_sdk_lambda::primitives::{Blob, SdkBody};
use aws_sdk_lambda::types::Architecture;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin as _;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse as _, SerializeRequest as _, SharedRequestSerializer,
    SharedResponseDeserializer,
};
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;

use crate::sample::{self, ANSWER};

/// A client that sends nothing, with the settings that cost least.
pub(crate) fn client() -> Client {
    let http = http_client_fn(|_, _| SharedHttpConnector::new(Canned));
    let config = aws_sdk_lambda::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http)
        .build();
    Client::from_conf(config)
}

#[derive(Debug)]
struct Canned;

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Ok(response()))
    }
}

/// The sample answer.
pub(crate) fn response() -> HttpResponse {
    let body = SdkBody::from(Bytes::from_static(ANSWER.as_bytes()));
    sample::response(body)
        .try_into()
        .expect("the sample is an answer")
}

/// What is sent, as the SDK's codec wants it.
pub(crate) fn erased(package: &[u8]) -> Input {
    let input = UpdateFunctionCodeInput::builder()
        .function_name(sample::FUNCTION)
        .zip_file(Blob::new(package))
        .architectures(Architecture::Arm64)
        .publish(false)
        .revision_id(sample::REVISION)
        .build();
    Input::erase(input.expect("nothing is required"))
}

/// What writes requests and reads answers, without all that is around it.
pub(crate) struct Codec(ConfigBag);

impl Codec {
    pub(crate) fn new() -> Self {
        let layer = UpdateFunctionCode::new().config();
        let mut config = ConfigBag::base();
        config.push_shared_layer(layer.expect("an operation has a configuration"));
        Self(config)
    }

    pub(crate) fn write(&self, input: Input) -> HttpRequest {
        let writer = self.0.load::<SharedRequestSerializer>().expect("it writes");
        let request = writer.serialize_input(input, &mut ConfigBag::base());
        request.expect("the sample can be sent")
    }

    pub(crate) fn read(&self, response: &HttpResponse) -> Output {
        let reader = self
            .0
            .load::<SharedResponseDeserializer>()
            .expect("it reads");
        let read = reader.deserialize_nonstreaming_with_config(response, &self.0);
        read.expect("the sample is an answer")
    }
}
