//! Plans of a small model: what becomes of traits that are easily missed.

use planish_model::{Sources, load};

use super::{OperationTrait, Options, Plan, RuntimeTrait, Side, Type, TypeItem, plan, tests};

const MODEL: &str = r#"{"smithy": "2.0", "shapes": {
    "a#S": {"type": "service", "version": "2012", "operations": [{"target": "a#Do"}], "traits": {
        "aws.protocols#restJson1": {},
        "aws.api#service": {"sdkId": "Glacier"}}},
    "a#Do": {"type": "operation", "input": {"target": "a#In"}, "output": {"target": "a#Out"},
        "errors": [{"target": "a#Bad"}],
        "traits": {"smithy.api#http": {"method": "PUT", "uri": "/{accountId}"},
            "smithy.test#httpRequestTests": [
                {"id": "Both", "protocol": "aws.protocols#restJson1", "method": "PUT", "uri": "/1"},
                {"id": "Theirs", "protocol": "aws.protocols#restJson1", "method": "PUT",
                    "uri": "/1", "appliesTo": "server", "params": {"accountId": "1"}},
                {"id": "Other", "protocol": "aws.protocols#restXml", "method": "PUT", "uri": "/1"}],
            "smithy.test#httpMalformedRequestTests": [
                {"id": "No", "protocol": "aws.protocols#restJson1",
                    "request": {"method": "PUT", "uri": "/$x:L"}, "response": {"code": 400},
                    "testParameters": {"x": ["2", "3"]}}]}},
    "a#In": {"type": "structure", "members": {
        "accountId": {"target": "smithy.api#String",
            "traits": {"smithy.api#required": {}, "smithy.api#httpLabel": {}}},
        "hash": {"target": "smithy.api#String",
            "traits": {"smithy.api#httpHeader": "X-Amz-Sha256-Tree-Hash"}},
        "kind": {"target": "a#Kind"},
        "old": {"target": "a#Old"}}},
    "a#Out": {"type": "structure", "members": {
        "page": {"target": "smithy.api#String", "traits": {"smithy.api#httpQuery": "page"}}}},
    "a#Bad": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client",
        "smithy.test#httpResponseTests": [
            {"id": "Failed", "protocol": "aws.protocols#restJson1", "code": 400}]}},
    "a#Kind": {"type": "enum", "members": {
        "A": {"target": "smithy.api#Unit"},
        "B": {"target": "smithy.api#Unit", "traits": {"smithy.api#internal": {}}}}},
    "a#Old": {"type": "string", "traits": {"smithy.api#enum": [
        {"value": "a"}, {"value": "b", "tags": ["internal"]}]}}}}"#;

fn planned(side: Side) -> Plan {
    planned_of(MODEL, side)
}

fn planned_of(model: &str, side: Side) -> Plan {
    let mut sources = Sources::new();
    sources.add("a.json".to_owned(), model.to_owned());
    let (model, found) = load(&sources);
    assert!(!found.has_errors(), "{}", found.render(&sources));
    let options = Options {
        service: None,
        operations: Vec::new(),
        side,
    };
    let mut plan = plan(&model, &options).unwrap();
    plan.tests = Some(tests::tests(&model, &plan, tests::TestForm::Functions));
    plan
}

fn traits_of<'a>(plan: &'a Plan, structure: &str, member: &str) -> &'a [RuntimeTrait] {
    let mut fields = plan.types.iter().filter_map(|item| match item {
        TypeItem::Structure(s) if s.name.wire == structure => Some(&s.fields),
        _ => None,
    });
    let field = fields
        .next()
        .unwrap()
        .iter()
        .find(|f| f.name.wire == member);
    &field.unwrap().traits
}

#[test]
fn a_service_s_own_ways_are_those_of_its_clients() {
    let client = planned(Side::Client);
    let header = |name: &str, value: &str| OperationTrait::Header(name.into(), value.into());
    assert_eq!(
        client.operations[0].traits,
        [
            header("x-amz-glacier-version", "2012"),
            OperationTrait::TreeHash
        ]
    );
    let fallback = RuntimeTrait::Fallback("-".to_owned());
    assert!(traits_of(&client, "In", "accountId").contains(&fallback));
    let server = planned(Side::Server);
    assert!(server.operations[0].traits.is_empty());
    assert!(!traits_of(&server, "In", "accountId").contains(&fallback));
}

#[test]
fn responses_have_no_query() {
    let server = planned(Side::Server);
    assert!(traits_of(&server, "Out", "page").is_empty());
}

#[test]
fn internal_values_are_set_apart() {
    let server = planned(Side::Server);
    let kind = server.types.iter().find_map(|item| match item {
        TypeItem::Enum(e) => Some(&e.traits),
        _ => None,
    });
    let values = |list: &[&str]| list.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    assert_eq!(kind.unwrap(), &[RuntimeTrait::PublicValues(values(&["A"]))]);
    let old = server.schemas.iter().find(|s| s.id == "a#Old").unwrap();
    assert_eq!(
        old.traits,
        [
            RuntimeTrait::Values(values(&["a", "b"])),
            RuntimeTrait::PublicValues(values(&["a"]))
        ]
    );
}

#[test]
fn each_side_has_its_own_tests() {
    let ids = |side| {
        let tests = planned(side).tests.unwrap();
        let ids = tests.cases.into_iter().map(|case| (case.id, case.name));
        ids.map(|(id, name)| format!("{id} {name}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(Side::Client),
        ["Both request_both", "Failed response_failed"]
    );
    assert_eq!(
        ids(Side::Server),
        [
            "Both request_both",
            "Theirs request_theirs",
            "No_case0 malformed_no_case0",
            "No_case1 malformed_no_case1",
            "Failed response_failed"
        ]
    );
}

#[test]
fn tests_are_printed_with_the_rest_or_not_at_all() {
    let mut plan = planned(Side::Server);
    let text = |plan: &Plan, path: &str| {
        let files = crate::emit(plan, crate::Form::Module);
        let mut all = files.iter();
        all.find(|(p, _)| *p == path)
            .map(|(_, text)| text.to_owned())
    };
    let printed = text(&plan, "protocol_tests.rs").unwrap();
    assert!(printed.contains("fn malformed_no_case1() {\n    SUITE.check(3);\n}"));
    assert!(printed.contains("uri: \"/3\""), "{printed}");
    assert!(
        text(&plan, "mod.rs")
            .unwrap()
            .contains("#[cfg(test)]\nmod protocol_tests;")
    );
    plan.tests = None;
    assert_eq!(text(&plan, "protocol_tests.rs"), None);
    assert!(!text(&plan, "mod.rs").unwrap().contains("protocol_tests"));
}

const EVENTS: &str = r#"{"smithy": "2.0", "shapes": {
    "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Talk"}],
        "traits": {"aws.protocols#restJson1": {}}},
    "a#Talk": {"type": "operation", "input": {"target": "a#Io"}, "output": {"target": "a#Io"},
        "traits": {"smithy.api#http": {"method": "POST", "uri": "/"},
            "smithy.test#eventStreamTests": [
                {"id": "Both", "protocol": "aws.protocols#restJson1",
                    "initialRequestParams": {"x": "y"},
                    "initialRequest": {"method": "POST", "uri": "/", "headers": {"x": "y"}},
                    "events": [{"type": "request", "params": {"said": {"by": "me"}},
                        "headers": {"by": {"string": "me"}}, "forbidHeaders": ["no"],
                        "body": "{}", "bodyMediaType": "application/json", "bytes": "AA=="}]},
                {"id": "Fails", "protocol": "aws.protocols#restJson1", "appliesTo": "server",
                    "expectation": {"failure": {"errorId": "a#Bad"}}},
                {"id": "Any", "protocol": "aws.protocols#restJson1", "appliesTo": "client",
                    "initialResponse": {"code": 500}, "expectation": {"failure": {}}}]}},
    "a#Io": {"type": "structure", "members": {
        "x": {"target": "smithy.api#String", "traits": {"smithy.api#httpHeader": "x"}},
        "events": {"target": "a#Events", "traits": {"smithy.api#required": {}}}}},
    "a#Events": {"type": "union", "traits": {"smithy.api#streaming": {}}, "members": {
        "said": {"target": "a#Said"}, "bad": {"target": "a#Bad"}}},
    "a#Said": {"type": "structure", "members": {
        "by": {"target": "smithy.api#String", "traits": {"smithy.api#eventHeader": {}}},
        "what": {"target": "smithy.api#Blob", "traits": {"smithy.api#eventPayload": {}}}}},
    "a#Bad": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}}}}"#;

#[test]
fn events_are_a_type_and_their_stream_is_the_payload() {
    for side in [Side::Client, Side::Server] {
        let plan = planned_of(EVENTS, side);
        assert!(plan.notes.is_empty());
        let stream = plan.types.iter().find_map(|item| match item {
            TypeItem::Structure(s) if s.name.wire == "Io" => Some(s),
            _ => None,
        });
        let stream = stream.unwrap();
        assert!(!stream.clone);
        assert_eq!(stream.fields[1].ty, Type::EventStream("Events".to_owned()));
        let payload = [RuntimeTrait::Required, RuntimeTrait::Payload];
        assert_eq!(traits_of(&plan, "Io", "events"), payload);
        assert_eq!(traits_of(&plan, "Said", "by"), [RuntimeTrait::EventHeader]);
        assert_eq!(
            traits_of(&plan, "Said", "what"),
            [RuntimeTrait::EventPayload]
        );
    }
}

#[test]
fn cases_of_event_streams_are_read_and_printed() {
    let client = planned_of(EVENTS, Side::Client);
    let cases = |plan: &Plan| plan.tests.clone().unwrap().cases;
    let names: Vec<String> = cases(&client).into_iter().map(|case| case.name).collect();
    assert_eq!(names, ["stream_both", "stream_any"]);
    let server = planned_of(EVENTS, Side::Server);
    let [both, fails] = cases(&server).try_into().unwrap();
    let (tests::Test::Stream(both), tests::Test::Stream(fails)) = (both.test, fails.test) else {
        panic!("another kind of case");
    };
    assert_eq!(both.request_params.as_deref(), Some(r#"{"x":"y"}"#));
    assert_eq!(both.request.unwrap().message.headers.len(), 1);
    assert_eq!(both.failure, None);
    let [event] = both.events.try_into().unwrap();
    assert!(event.request);
    assert_eq!(event.params.as_deref(), Some(r#"{"said":{"by":"me"}}"#));
    assert_eq!(event.headers.as_deref(), Some(r#"{"by":{"string":"me"}}"#));
    assert_eq!(fails.failure, Some(Some("a#Bad".to_owned())));
    let files = crate::emit(&client, crate::Form::Module);
    let mut files = files.iter();
    let (_, printed) = files
        .find(|(path, _)| *path == "protocol_tests.rs")
        .unwrap();
    for part in [
        "Test::Stream(Stream {",
        "forbid_headers: &[\"no\"],",
        "expectation: Expectation::Failure(None),",
        "bytes: Some(\"AA==\"),",
    ] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
}

#[test]
fn clients_need_what_their_operations_ask_for() {
    assert!(planned(Side::Client).needs().is_empty());
    let asking = MODEL.replace(
        r#""traits": {"smithy.api#http":"#,
        r#""traits": {"smithy.api#httpChecksumRequired": {},
            "smithy.api#requestCompression": {"encodings": ["gzip"]}, "smithy.api#http":"#,
    );
    let plan = planned_of(&asking, Side::Client);
    assert_eq!(plan.needs(), ["compression", "content-md5"]);
    assert!(planned_of(&asking, Side::Server).needs().is_empty());
}
