//! Endpoints by rules, as calls see them.

use super::super::fake::{self, Input};
use super::super::{Config, ReplayTransport};
use super::*;
use crate::rules::Expression::{Call, List, Record, Reference, Template, Text};
use crate::rules::{Condition, Decision, Function, Parameter};

const IS_SET: Function = Function::IsSet;

/// An endpoint that was given; else one for the bucket, signed for `other`; else one that nobody can
/// sign for; the last for a stage.
static RULES: Rules = Rules {
    parameters: &[
        Parameter::new("Endpoint", "SDK::Endpoint", false, None),
        Parameter::new("Region", "AWS::Region", false, None),
        Parameter::new("Bucket", "", false, None),
        Parameter::new("Stage", "", false, None),
        Parameter::new("Account", "AWS::Auth::AccountId", false, None),
    ],
    names: 5,
    conditions: &[
        Condition(Call(IS_SET, &[Reference(0)]), None),
        Condition(Call(IS_SET, &[Reference(2)]), None),
        Condition(Call(IS_SET, &[Reference(3)]), None),
        Condition(Call(IS_SET, &[Reference(4)]), None),
    ],
    results: &[
        Decision::Endpoint(Reference(0), &[], &[]),
        Decision::Endpoint(
            Template(&[Text("https://"), Reference(2), Text(".example.com/base")]),
            &[("x-from", &[Text("rules")])],
            &[(
                "authSchemes",
                List(&[
                    Record(&[("name", Text("sigv4a"))]),
                    Record(&[
                        ("name", Text("sigv4")),
                        ("signingName", Text("other")),
                        ("signingRegion", Text("eu-west-1")),
                    ]),
                ]),
            )],
        ),
        Decision::Endpoint(
            Template(&[Text("https://"), Reference(3), Text(".example.com")]),
            &[],
            &[("authSchemes", List(&[Record(&[("name", Text("sigv4a"))])]))],
        ),
        Decision::Error(Text("Invalid Configuration: Missing Region")),
        Decision::Endpoint(
            Template(&[Text("https://"), Reference(4), Text(".example.com")]),
            &[],
            &[],
        ),
    ],
    nodes: &[[0, -1, 1], [1, -2, 2], [2, -3, 3], [3, -5, -4]],
    root: 0,
};

static OPERATION: Operation = Operation {
    name: "Put",
    method: "PUT",
    uri: "/",
    status: 200,
    input: &crate::schema::prelude::UNIT,
    output: &crate::schema::prelude::UNIT,
    errors: &[],
    host_prefix: "",
    traits: &[OperationTrait::EndpointParameter(
        "Bucket",
        EndpointSource::Member("Name"),
    )],
};

fn endpoints(config: Config) -> Endpoints {
    Endpoints::new(&fake::SERVICE, Some(&RULES), &config)
}

fn named(name: &str) -> Input {
    Input {
        name: Some(name.to_owned()),
        ..Input::default()
    }
}

#[test]
fn members_of_inputs_become_parameters() {
    let endpoints = endpoints(Config::new().region("us-east-1"));
    let first = endpoints.find(&OPERATION, &named("one"), None).unwrap();
    let uri = first.uri(&first.host(""), &http::Uri::from_static("/key"));
    assert_eq!(uri.unwrap(), "https://one.example.com/base/key");
    assert_eq!(first.headers[0].1, "rules");
    assert_eq!(first.auth.name.as_deref(), Some("other"));
    assert_eq!(first.auth.region.as_deref(), Some("eu-west-1"));
    let again = endpoints.find(&OPERATION, &named("one"), None).unwrap();
    assert!(Arc::ptr_eq(&first, &again), "it was found already");
    let other = endpoints.find(&OPERATION, &named("two"), None).unwrap();
    assert_eq!(other.host(""), "two.example.com");
    let account = endpoints.find(&OPERATION, &Input::default(), Some("0123"));
    assert_eq!(account.unwrap().host(""), "0123.example.com");
}

#[test]
fn what_leads_nowhere_says_what_to_do() {
    let text = |config: Config, input: Input| {
        let found = endpoints(config).find(&OPERATION, &input, None);
        found.unwrap_err().into_owned()
    };
    let region = || Config::new().region("us-east-1");
    for (config, input, start) in [
        (
            Config::new(),
            Input::default(),
            "Invalid Configuration: Missing Region (no region: set AWS_REGION",
        ),
        (
            region(),
            Input::default(),
            "Invalid Configuration: Missing Region",
        ),
        (
            region().endpoint_parameter("Stage", "beta"),
            Input::default(),
            "this client can't sign by sigv4a",
        ),
        (
            region().endpoint_parameter("Stege", true),
            Input::default(),
            "no endpoint parameter is `Stege`; there are Endpoint, Region, Bucket, Stage, Account",
        ),
        (
            region().endpoint("localhost:80"),
            Input::default(),
            "the endpoint isn't a URL",
        ),
        (
            region(),
            named("evil.com/?x="),
            "the endpoint rules lead to `https://evil.com/?x=.example.com/base`",
        ),
        (
            Config::new().region("evil.com/"),
            Input::default(),
            "`evil.com/` isn't the name of a region",
        ),
    ] {
        let found = text(config, input);
        assert!(found.starts_with(start), "{found}");
    }
    let config = Config::new().region("us-east-1").use_fips(true);
    let plain = Endpoints::new(&fake::SERVICE, None, &config);
    assert!(plain.find(&OPERATION, &Input::default(), None).is_err());
}

#[tokio::test]
async fn an_account_comes_from_the_credentials() {
    let replay = ReplayTransport::new().answer(200, &[], "");
    let credentials = crate::client::Credentials {
        account: Some("0123".to_owned()),
        ..crate::client::Credentials::new("test", "secret")
    };
    let config = Config::new()
        .region("us-east-1")
        .credentials(credentials)
        .transport(replay.clone());
    let core =
        crate::client::core::Core::new(&fake::SERVICE, config, Some(&fake::Lines), Some(&RULES));
    let options = crate::client::core::Options::default();
    let reply = Arc::new(core).call(&OPERATION, options, Box::new(Input::default()));
    assert!(reply.await.is_ok());
    assert_eq!(
        replay.requests()[0].uri().host(),
        Some("pre.0123.example.com")
    );
}
