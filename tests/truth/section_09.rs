//! Section 9: published versions.

use serde_json::{Value, json};

use crate::support::{Call, Rig, arn, base64, sha256, zip};
use crate::table::{Row, refused, steps, user};
use crate::words::{
    DONE, PENDING, STALE, STALE_TEXT, at, code, code_and, configure, create, invalid, no_function,
    publish, states, violates,
};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let limits = |id, target: &str, value: &str, constraint: &str| {
        violates(id, Call::get(&at(target)), value, "maxItems", constraint)
    };
    let least = "Member must have value greater than or equal to 1";
    let most = "Member must have value less than or equal to 10000";
    let other = format!(
        "CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST ({}). \
         Please try again with the CodeSHA256 in $LATEST.",
        sha256(&zip("a"))
    );
    let nobody = |call: Call| no_function("P10", call, "nobody");
    vec![
        steps("P1", p1_a_function_that_is_published_at_once),
        steps("P2", p2_p3_publishing),
        steps("P3", p2_p3_publishing),
        steps("P4", p4_any_update_counts),
        invalid(
            "P5",
            publish(json!({"CodeSha256": "somenonexistentsha256"})),
            &other,
        ),
        refused(
            "P6",
            publish(json!({"RevisionId": "x"})),
            412,
            STALE,
            user("message", STALE_TEXT),
        ),
        steps("P7", p7_p8_lists_of_versions),
        steps("P7", p7_pages),
        steps("P8", p7_p8_lists_of_versions),
        steps("P9", p9_numbers_go_on_after_the_function_is_gone),
        nobody(Call::get(&at("/nobody/versions"))),
        nobody(Call::post(&at("/nobody/versions")).json(&json!({}))),
        steps("P11", p11_versions_keep_their_code),
        steps("P12", p12_lists_of_functions),
        violates(
            "P12",
            Call::get(&at("?FunctionVersion=invalid")),
            "'invalid'",
            "functionVersion",
            "Member must satisfy enum value set: [ALL]",
        ),
        limits("P13", "?MaxItems=0", "'0'", least),
        limits("P13", "?MaxItems=10001", "'10001'", most),
        limits("P13", "/f/versions?MaxItems=0", "'0'", least),
        limits("P13", "/f/aliases?MaxItems=10001", "'10001'", most),
    ]
}

fn p1_a_function_that_is_published_at_once() {
    let rig = Rig::settling("1m");
    let made = rig.create("f", &zip("a"), json!({"Publish": true})).json();
    assert_eq!(made["Version"], "1");
    assert_eq!(made["FunctionArn"], arn("f"));
    assert_eq!(states(&made), PENDING);
}

fn p2_p3_publishing() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Description": "latest"}));
    let answer = rig.send(&publish(json!({"Description": "first"})));
    assert_eq!(answer.status, 201);
    let first = answer.json();
    assert_eq!(states(&first), DONE);
    assert_eq!(first["FunctionArn"], arn("f:1"));
    assert_eq!(first["Description"], "first");
    let again = rig.send(&publish(json!({"Description": "ignored"})));
    assert_eq!((again.status, again.json()), (201, first), "P3");
    rig.update("f", &code("b"));
    let second = rig.send(&publish(json!({}))).json();
    assert_eq!(second["FunctionArn"], arn("f:2"));
    assert_eq!(second["Description"], "latest");
}

fn p4_any_update_counts() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Timeout": 9}));
    let number = || rig.send(&publish(json!({}))).json()["Version"].clone();
    assert_eq!(number(), "1");
    rig.send(&configure(json!({"Timeout": 9})));
    assert_eq!(number(), "2");
    rig.update("f", &code("a"));
    assert_eq!(number(), "3");
}

fn arns(rig: &Rig, target: &str, items: &str) -> Vec<String> {
    let list = rig.send(&Call::get(&at(target))).json();
    assert_eq!(list["NextMarker"], Value::Null, "{target}");
    let arn = |item: &Value| item["FunctionArn"].as_str().unwrap().to_owned();
    list[items].as_array().unwrap().iter().map(arn).collect()
}

fn p7_p8_lists_of_versions() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    rig.update("f", &code_and("b", json!({"Publish": true})));
    let all = ["f:$LATEST", "f:1", "f:2"].map(arn);
    assert_eq!(arns(&rig, "/f/versions", "Versions"), all);
    assert_eq!(rig.send(&Call::delete(&at("/f?Qualifier=1"))).status, 204);
    assert_eq!(
        arns(&rig, "/f/versions", "Versions"),
        ["f:$LATEST", "f:2"].map(arn)
    );
    let next = rig
        .update("f", &code_and("c", json!({"Publish": true})))
        .json();
    assert_eq!(next["Version"], "3", "no number comes again");
}

fn p7_pages() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for _ in 0..55 {
        rig.update("f", &code_and("a", json!({"Publish": true})));
    }
    let page = rig
        .send(&Call::get(&at("/f/versions?MaxItems=10000")))
        .json();
    assert_eq!(page["Versions"].as_array().unwrap().len(), 50);
    let marker = crate::words::encoded(page["NextMarker"].as_str().unwrap());
    let rest = arns(&rig, &format!("/f/versions?Marker={marker}"), "Versions");
    assert_eq!(rest.len(), 6);
    assert_eq!(rest.last(), Some(&arn("f:55")));
}

fn p9_numbers_go_on_after_the_function_is_gone() {
    let rig = Rig::new();
    for number in ["1", "2", "3"] {
        let made = rig.send(&create("f", json!({"Publish": true}))).json();
        assert_eq!(made["Version"], number);
        assert_eq!(rig.send(&Call::delete(&at("/f"))).status, 204);
        assert_eq!(rig.send(&Call::get(&at("/f"))).status, 404);
    }
}

fn p12_lists_of_functions() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    rig.create("g", &zip("a"), json!({}));
    assert_eq!(arns(&rig, "", "Functions"), ["f", "g"].map(arn));
    let all = ["f:$LATEST", "f:1", "g:$LATEST"].map(arn);
    assert_eq!(arns(&rig, "?FunctionVersion=ALL", "Functions"), all);
    // The same in pages of one, by markers that mean nothing to a caller.
    let mut found = Vec::new();
    let mut marker = String::new();
    loop {
        let target = at(&format!("?FunctionVersion=ALL&MaxItems=1{marker}"));
        let page = rig.send(&Call::get(&target)).json();
        let items = page["Functions"].as_array().unwrap();
        assert_eq!(items.len(), 1);
        found.push(items[0]["FunctionArn"].as_str().unwrap().to_owned());
        let Some(next) = page["NextMarker"].as_str() else {
            break;
        };
        let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
        assert!(!next.is_empty() && next.bytes().all(base64), "{next}");
        marker = format!("&Marker={}", crate::words::encoded(next));
        assert!(found.len() < 4, "{found:?}");
    }
    assert_eq!(found, all);
}

fn p11_versions_keep_their_code() {
    let rig = Rig::new();
    rig.create("f", &zip("0"), json!({}));
    let mut published = Vec::new();
    for number in 1..=3 {
        let package = zip(&number.to_string());
        let body = json!({"ZipFile": base64(&package), "Publish": true});
        let answer = rig.update("f", &body).json();
        assert_eq!(answer["Version"], number.to_string());
        let found = rig.configuration(&format!("f:{number}"));
        published.push((number, package, found));
    }
    rig.update("f", &json!({"ZipFile": base64(&zip("last"))}));
    for (number, package, expected) in published {
        assert_eq!(rig.configuration(&format!("f:{number}")), expected);
        let target = format!("/2015-03-31/functions/f?Qualifier={number}");
        let found = rig.send(&Call::get(&target)).json();
        let location = found["Code"]["Location"].as_str().unwrap();
        let own = format!("http://{}", rig.address());
        let link = location.strip_prefix(&own).unwrap();
        let answer = rig.send(&Call::get(link).unsigned());
        assert_eq!(&answer.body[..], &package[..], "{number}");
    }
}
