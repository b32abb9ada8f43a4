//! Section 10: CreateFunction, DeleteFunction, UpdateFunctionConfiguration and aliases.

use serde_json::{Value, json};

use crate::support::{Call, Rig, arn, base64, zip};
use crate::table::{Body, Row, check, furnished, message, refused, steps, user};
use crate::words::{
    CONFLICT, IN_PROGRESS, INVALID, NOT_FOUND, STALE, STALE_TEXT, at, code, code_and, configure,
    create, invalid, no_function, states, violates,
};

/// C4, of January 2026.
const RUNTIMES: &str = "[nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, \
                        nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, \
                        ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, \
                        dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2] or be a \
                        valid ARN";

const DENIED: &str = "AccessDeniedException";

fn alias(body: Value) -> Call {
    Call::post(&at("/f/aliases")).json(&body)
}

/// CreateAlias of `other` with weights beside version 1.
fn weights(version: &str, weights: Value) -> Call {
    alias(json!({
        "Name": "other", "FunctionVersion": version,
        "RoutingConfig": {"AdditionalVersionWeights": weights},
    }))
}

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = functions();
    rows.extend(aliases());
    rows
}

fn functions() -> Vec<Row> {
    let runtime = format!(
        "Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must \
         satisfy enum value set: {RUNTIMES}"
    );
    let layers: Vec<String> = (0..6)
        .map(|n| format!("arn:aws:lambda:us-east-1:000000000000:layer:l{n}:1"))
        .collect();
    let layer = |region: &str, version: u8| {
        format!("arn:aws:lambda:{region}:000000000000:layer:l:{version}")
    };
    let too_many = || json!({"Layers": layers});
    let role = "arn:aws:iam::000000000000:role/lambda-code-not-assumable";
    let foreign = "arn:aws:iam::999988887777:role/r";
    let subnet = json!({
        "VpcConfig": {"SubnetIds": ["subnet-0missing"], "SecurityGroupIds": ["sg-1"]},
    });
    let network = |subnets: &[&str], groups: &[&str]| json!({"VpcConfig": {"SubnetIds": subnets, "SecurityGroupIds": groups}});
    let half = "SubnetIds and SecurityIds must coexist or be both empty list.";
    let no_subnet = "Error occurred while DescribeSubnets. EC2 Error Code: \
                     InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID \
                     'subnet-0missing' does not exist";
    vec![
        refused(
            "C1",
            create("f", json!({})),
            409,
            CONFLICT,
            user("message", "Function already exist: f"),
        ),
        violates(
            "C2",
            create("g", json!({"Role": "r1"})),
            "'r1'",
            "role",
            r"Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
        ),
        invalid(
            "C3",
            create("g", json!({"Role": role})),
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        invalid(
            "C3",
            configure(json!({"Role": role})),
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        refused(
            "C3",
            create("g", json!({"Role": foreign})),
            403,
            DENIED,
            Body::Exact("{\"Message\":\"Cross-account pass role is not allowed.\"}".to_owned()),
        ),
        invalid(
            "C4",
            create("g", json!({"Runtime": "non-existent-runtime"})),
            &runtime,
        ),
        invalid(
            "C4",
            configure(json!({"Runtime": "non-existent-runtime"})),
            &runtime,
        ),
        steps("C5", c5_environments_of_4_kb),
        violates(
            "C6",
            create("g", json!({"SnapStart": {"ApplyOn": "invalidOption"}})),
            "'invalidOption'",
            "snapStart.applyOn",
            "Member must satisfy enum value set: [PublishedVersions, None]",
        ),
        violates(
            "C7",
            create("g", json!({"Code": {"S3Bucket": "bucket", "S3Key": ""}})),
            "''",
            "code.s3Key",
            "Member must have length greater than or equal to 1",
        ),
        invalid(
            "C7",
            create("g", json!({"Code": {}})),
            "Please provide a source for function code.",
        ),
        invalid(
            "C7",
            create("g", json!({"Code": code_and("b", json!({"S3Key": "k"}))})),
            "Please do not provide other FunctionCode parameters when providing a ZipFile.",
        ),
        invalid(
            "C7",
            create("g", json!({"Code": {"ZipFile": base64(b"no zip")}})),
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ),
        invalid(
            "C7",
            create("g", json!({"Code": {"S3Bucket": "nowhere", "S3Key": "k"}})),
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. \
             S3 Error Message: The specified bucket does not exist",
        ),
        steps("D1", d1_deleting_twice),
        steps("D2", d2_an_unknown_version_is_deleted_already),
        no_function("D2", Call::delete(&at("/nobody?Qualifier=7")), "nobody"),
        invalid(
            "D3",
            Call::delete(&at("/f?Qualifier=%24LATEST")),
            "$LATEST version cannot be deleted without deleting the function.",
        ),
        invalid(
            "D3",
            Call::delete(&at("/nobody?Qualifier=%24LATEST")),
            "$LATEST version cannot be deleted without deleting the function.",
        ),
        invalid(
            "D4",
            Call::delete(&at("/f?Qualifier=live")),
            "Deletion of aliases is not currently supported.",
        ),
        // The reference is not sure of the words (L).
        refused(
            "D5",
            Call::delete(&at("/f?Qualifier=1")),
            409,
            CONFLICT,
            user("message", &format!("An alias refers to {}", arn("f:1"))),
        ),
        steps("K1", k1_an_update_of_the_configuration),
        invalid(
            "K1",
            create("g", too_many()),
            "Cannot reference more than 5 layers.",
        ),
        invalid(
            "K1",
            configure(too_many()),
            "Cannot reference more than 5 layers.",
        ),
        invalid(
            "K1",
            configure(json!({"Layers": [layer("us-east-1", 1), layer("us-east-1", 2)]})),
            &format!(
                "Two different versions of the same layer are not allowed to be referenced in the \
                 same function. {} and {} are versions of the same layer.",
                layer("us-east-1", 1),
                layer("us-east-1", 2)
            ),
        ),
        invalid(
            "K1",
            create("g", json!({"Layers": [layer("eu-west-1", 1)]})),
            "Layers are not in the same region as the function. Layers are expected to be in \
             region us-east-1.",
        ),
        refused(
            "K1",
            configure(json!({"RevisionId": "x"})),
            412,
            STALE,
            user("message", STALE_TEXT),
        ),
        no_function(
            "K1",
            Call::put(&at("/nobody/configuration")).json(&json!({})),
            "nobody",
        ),
        invalid("K2", create("g", subnet.clone()), no_subnet),
        invalid("K2", configure(subnet), no_subnet),
        // The words of these two are widely reported.
        invalid(
            "K2",
            configure(network(&["subnet-1"], &["sg-1", "sg-0missing"])),
            "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. \
             EC2 Error Message: The security group 'sg-0missing' does not exist",
        ),
        invalid("K2", configure(network(&["subnet-1"], &[])), half),
        invalid("K2", create("g", network(&[], &["sg-1"])), half),
    ]
}

fn aliases() -> Vec<Row> {
    let missing = |id, call, text: &str| {
        refused(
            id,
            call,
            404,
            NOT_FOUND,
            user("Message", &format!("{text}: {}", arn("f:gone"))),
        )
    };
    let between = "Map value must satisfy constraint: [Member must have value less than or equal \
                   to 1.0, Member must have value greater than or equal to 0.0, Member must not \
                   be null]";
    let keys = "Map keys must satisfy constraint: [Member must have length less than or equal to \
                1024, Member must have length greater than or equal to 1, Member must satisfy \
                regular expression pattern: [0-9]+]";
    let path = "routingConfig.additionalVersionWeights";
    vec![
        steps("A1", a1_a10_aliases_and_their_weights),
        refused(
            "A2",
            alias(json!({"Name": "live", "FunctionVersion": "1"})),
            409,
            CONFLICT,
            user(
                "message",
                &format!("Alias already exists: {}", arn("f:live")),
            ),
        ),
        no_function(
            "A3",
            alias(json!({"Name": "other", "FunctionVersion": "10"})),
            "f:10",
        ),
        no_function("A3", weights("1", json!({"10": 0.5})), "f:10"),
        no_function(
            "A3",
            Call::post(&at("/unknown/aliases")).json(&json!({"Name": "a", "FunctionVersion": "1"})),
            "unknown:1",
        ),
        violates(
            "A4",
            alias(json!({"Name": "2024", "FunctionVersion": "1"})),
            "'2024'",
            "name",
            "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
        ),
        invalid(
            "A5",
            weights("1", json!({"1": 0.5, "2": 0.1})),
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ),
        invalid(
            "A5",
            weights("1", json!({"1": 0.5})),
            "Invalid function version 1. Function version 1 is already included in routing \
             configuration.",
        ),
        refused(
            "A5",
            weights("$LATEST", json!({"1": 0.5})),
            400,
            INVALID,
            message("$LATEST is not supported for an alias pointing to more than 1 version"),
        ),
        violates(
            "A5",
            weights("1", json!({"2": 2})),
            "'{2=2.0}'",
            path,
            between,
        ),
        violates(
            "A5",
            weights("1", json!({"2": -1})),
            "'{2=-1.0}'",
            path,
            between,
        ),
        violates(
            "A5",
            weights("1", json!({"$LATEST": 0.5})),
            "'{$LATEST=0.5}'",
            path,
            keys,
        ),
        missing(
            "A6",
            Call::get(&at("/f/aliases/gone")),
            "Cannot find alias arn",
        ),
        missing(
            "A7",
            Call::put(&at("/f/aliases/gone")).json(&json!({})),
            "Alias not found",
        ),
        refused(
            "A8",
            Call::put(&at("/f/aliases/live")).json(&json!({"RevisionId": "x"})),
            412,
            STALE,
            user("message", STALE_TEXT),
        ),
        steps("A9", a9_a_missing_alias_is_deleted_already),
        steps("A10", a1_a10_aliases_and_their_weights),
        steps("A11", a11_versions_of_different_roles),
    ]
}

fn c5_environments_of_4_kb() {
    let rig = Rig::new();
    // {"LARGE_VAR":"…"}
    let variables = |length: usize| json!({"LARGE_VAR": "x".repeat(length - 16)});
    let with = |length| json!({"Environment": {"Variables": variables(length)}});
    assert_eq!(rig.send(&create("f", with(4096))).status, 201);
    let text = format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided exceeded the 4KB limit. String measured: {}",
        variables(4097)
    );
    let rows = vec![
        invalid("C5", create("g", with(4097)), &text),
        invalid("C5", configure(with(4097)), &text),
    ];
    check(&rig, rows);
}

fn d1_deleting_twice() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let delete = || Call::delete(&at("/f"));
    let answer = rig.send(&delete());
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    check(&rig, vec![no_function("D1", delete(), "f")]);
}

fn d2_an_unknown_version_is_deleted_already() {
    let rig = furnished();
    assert_eq!(rig.send(&Call::delete(&at("/f?Qualifier=7"))).status, 204);
}

fn k1_an_update_of_the_configuration() {
    let mut rig = furnished();
    let before = rig.configuration("f");
    rig.restart("1m");
    let answer = rig.send(&configure(json!({"Timeout": 9, "Description": "d"})));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = answer.json();
    assert_eq!(states(&found), IN_PROGRESS);
    assert_eq!(
        (&found["Timeout"], &found["Description"]),
        (&json!(9), &json!("d"))
    );
    assert_eq!(found["CodeSha256"], before["CodeSha256"]);
    assert_ne!(found["RevisionId"], before["RevisionId"]);
}

fn a1_a10_aliases_and_their_weights() {
    let rig = furnished();
    rig.update("f", &code_and("b", json!({"Publish": true})));
    let routing = json!({"AdditionalVersionWeights": {"2": 0.2}});
    let made = rig.send(&weights("1", json!({"2": 0.2})));
    assert_eq!(made.status, 201, "{}", made.text());
    let mut expected = json!({
        "AliasArn": arn("f:other"), "Name": "other", "FunctionVersion": "1", "Description": "",
        "RoutingConfig": routing, "RevisionId": made.json()["RevisionId"],
    });
    assert_eq!(made.json(), expected);
    assert_eq!(
        rig.send(&Call::get(&at("/f/aliases/other"))).json(),
        expected
    );

    let update = |body: Value| {
        let answer = rig.send(&Call::put(&at("/f/aliases/other")).json(&body));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["RoutingConfig"].clone()
    };
    assert_eq!(update(json!({})), routing);
    let none = json!({"RoutingConfig": {"AdditionalVersionWeights": {}}});
    assert_eq!(update(none), Value::Null, "A10");

    let plain = alias(json!({
        "Name": "plain", "FunctionVersion": "1",
        "RoutingConfig": {"AdditionalVersionWeights": {}},
    }));
    expected = rig.send(&plain).json();
    assert_eq!(expected["RoutingConfig"], Value::Null);
}

fn a9_a_missing_alias_is_deleted_already() {
    let rig = furnished();
    assert_eq!(rig.send(&Call::delete(&at("/f/aliases/gone"))).status, 204);
}

fn a11_versions_of_different_roles() {
    let rig = furnished();
    let role = json!({"Role": "arn:aws:iam::000000000000:role/other"});
    assert_eq!(rig.send(&configure(role)).status, 200);
    rig.update("f", &code_and("b", json!({"Publish": true})));
    let text = "Specified versions must be associated with the same execution role";
    let body: Body = user("message", text);
    let row = refused("A11", weights("1", json!({"2": 0.5})), 400, INVALID, body);
    check(&rig, vec![row]);
    assert_eq!(rig.update("f", &code("c")).status, 200);
}
