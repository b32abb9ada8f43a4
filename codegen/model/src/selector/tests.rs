use super::*;
use crate::{Sources, load};

const MODEL: &str = r#"{"smithy": "2.0", "shapes": {
    "a#S": {"type": "service", "version": "2020-01-01", "operations": [{"target": "a#Put"}], "resources": [{"target": "a#R"}],
        "traits": {"smithy.api#title": "T", "smithy.api#tags": ["x", "y"]}},
    "a#R": {"type": "resource", "identifiers": {"id": {"target": "a#Id"}}, "read": {"target": "a#Get"}, "operations": [{"target": "a#Do"}]},
    "a#Id": {"type": "string", "traits": {"smithy.api#length": {"min": 3, "max": 20}}},
    "a#Put": {"type": "operation", "input": {"target": "a#In"}, "errors": [{"target": "a#E"}], "traits": {"smithy.api#tags": ["x"]}},
    "a#Get": {"type": "operation", "output": {"target": "a#Out"}, "traits": {"smithy.api#readonly": {}, "smithy.api#tags": ["z"]}},
    "a#Do": {"type": "operation", "input": {"target": "a#Out"}},
    "a#In": {"type": "structure", "members": {
        "next": {"target": "a#In"},
        "list": {"target": "a#L", "traits": {"smithy.api#required": {}}}}},
    "a#Out": {"type": "structure", "members": {"n": {"target": "a#N"}, "c": {"target": "a#C"}}},
    "a#E": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client", "smithy.api#documentation": "FIXME now"}},
    "a#L": {"type": "list", "member": {"target": "a#Id"}},
    "a#N": {"type": "integer", "traits": {"smithy.api#range": {"min": 1.5}}},
    "a#C": {"type": "enum", "members": {"A": {"target": "smithy.api#Unit", "traits": {"smithy.api#tags": ["t"]}}}},
    "a#tr": {"type": "structure", "members": {}, "traits": {"smithy.api#trait": {}}},
    "a#M": {"type": "structure", "members": {}, "traits": {"smithy.api#mixin": {}}},
    "a#Mixed": {"type": "structure", "mixins": [{"target": "a#M"}], "members": {}, "traits": {"a#tr": {}}}
}}"#;

fn model() -> Model {
    let mut sources = Sources::new();
    sources.add("m.json", MODEL);
    let (model, found) = load(&sources);
    assert!(!found.has_errors(), "{}", found.render(&sources));
    model
}

/// The names of what a selector matches outside of the prelude, with spaces between.
fn matched(model: &Model, text: &str) -> String {
    let selector = Selector::parse(text).unwrap();
    let neighbors = Neighbors::new(model);
    let found = selector.select(&neighbors);
    let matcher = Matcher::new(&selector, &neighbors);
    for item in Item::all(model) {
        assert_eq!(
            found.contains(&item),
            matcher.matches(item),
            "{text} {item:?}"
        );
    }
    let names: Vec<&str> = found
        .iter()
        .filter_map(|item| item.id().as_str().strip_prefix("a#"))
        .collect();
    names.join(" ")
}

#[test]
fn every_part_of_the_language_matches_what_it_says() {
    let model = model();
    for (text, expected) in [
        (
            "*",
            "C C$A Do E Get Id In In$list In$next L L$member M Mixed N Out Out$c Out$n Put R S tr",
        ),
        ("string", "C Id"),
        ("number", "N"),
        ("simpleType", "C Id N"),
        ("aggregateType", "E In L M Mixed Out tr"),
        ("serviceType", "Do Get Put R S"),
        ("dataType :not(structure)", "C Id L N"),
        ("set", "L"),
        ("list > member", "L$member"),
        ("structure > member > structure", "In"),
        // Attributes.
        ("[trait|length]", "Id"),
        ("[trait|length|min >= 3]", "Id"),
        ("[trait|length|min > 3]", ""),
        ("[trait|range|min < 2]", "N"),
        ("[trait|length|max = 1, 20]", "Id"),
        ("[trait|documentation ^= fixme i]", "E"),
        ("[trait|documentation $= NOW]", ""),
        ("[trait|documentation *= 'ME n']", "E"),
        ("operation [trait|readonly ?= false]", "Do Put"),
        ("[trait|tags|(values) = x]", "Put S"),
        ("[trait|tags|(values)|(first) = x]", "Put S"),
        ("[trait|tags|(length) = 2]", "S"),
        ("[trait|enum|(values)|tags|(values)]", "C"),
        ("[trait|(keys)|namespace = a]", "Mixed"),
        ("[trait|(values)|min = 3]", "Id"),
        ("[trait|length|(keys) = max]", "Id"),
        ("[id = a#Id]", "Id"),
        ("[id = \"a#L$member\"]", "L$member"),
        ("[id|member ^= n]", "In$next Out$n"),
        ("[id|(length) = 3]", "C E L M N R S"),
        ("[service|version ^= '2020-']", "S"),
        ("[@: @{id|name} = Id && @{trait|length|min} = 3, 4]", "Id"),
        ("[@trait|length: @{min} < @{max}]", "Id"),
        ("[@trait|length: @{min} > @{max}]", ""),
        // Relationships.
        ("service >", "Put R"),
        ("service ~> operation", "Do Get Put"),
        ("resource -[read]->", "Get"),
        ("resource -[identifier, operation]->", "Do Id"),
        ("resource -[instanceOperation]->", "Do Get"),
        ("resource <", "S"),
        ("resource -[bound]->", "S"),
        ("structure <-[input]-", "Do Get Put"),
        ("structure [id|namespace = a] <-[input]-", "Do Put"),
        ("[id = a#Id] <", "L$member R"),
        ("structure -[mixin]->", "M"),
        ("structure -[trait]->", "tr"),
        (
            "[trait|trait] <-[trait]-",
            "C$A E Get Id In$list M Mixed N Put S tr",
        ),
        ("[id = a#In] ~>", "Id In$list In$next L L$member"),
        ("enum > member >", ""),
        // Functions.
        (":test(> member > integer)", "Out"),
        ("structure :not(> member)", "E M Mixed tr"),
        (":is(operation -[input]-> structure, integer)", "In N Out"),
        (":is(string, number)", "C Id N"),
        (":in(:root(operation -[error]->))", "E"),
        (":recursive(-[mixin]->)", "M"),
        ("[id = a#S] :recursive(-[resource, read]->)", "Get R"),
        (":topdown([trait|title])", "Do Put R S"),
        (":topdown(service, resource)", "Put S"),
        (":nay(string)", ""),
        // Variables.
        ("service $own(> operation) ~> operation :in(${own})", "Put"),
        ("service $all(~> operation) ${all}", "Do Get Put"),
        (
            "service $s(*) ~> operation [trait|tags] :not([@: @{trait|tags|(values)} {<} @{var|s|trait|tags|(values)}])",
            "Get",
        ),
    ] {
        assert_eq!(matched(&model, text), expected, "{text}");
    }
}

#[test]
fn sets_of_values_are_compared() {
    let model = model();
    for (comparator, expected) in [
        ("{=}", "S"),
        ("{!=}", "Get Put"),
        ("{<}", "Put S"),
        ("{<<}", "Put"),
        ("!=", "Get Put S"),
    ] {
        let text = format!(
            "service $s(*) :is(*, ~> operation) [trait|tags] [@: @{{trait|tags|(values)}} {comparator} @{{var|s|trait|tags|(values)}}]"
        );
        assert_eq!(matched(&model, &text), expected, "{text}");
    }
}

#[test]
fn what_is_no_selector_is_told_as_by_smithy() {
    for (text, column, message) in [
        ("", 1, "Unexpected selector EOF"),
        ("!", 1, "Unexpected selector character: !"),
        ("invalid", 8, "Unknown shape type: invalid"),
        (
            "[]",
            2,
            "Expected a valid identifier character, but found ']'",
        ),
        ("[a=b", 5, "Expected: ']', but found '[EOF]'"),
        ("[foo=']", 8, "Expected ' to close ]"),
        (
            ":not(string",
            12,
            "Found '[EOF]', but expected one of the following tokens: ')' ','",
        ),
        (":is(string, )", 13, "Unexpected selector character: )"),
        (
            "[id=-]",
            6,
            "Invalid number '-': '-' must be followed by a digit",
        ),
        ("string, list", 7, "Unexpected selector character: ,"),
        ("[foo]", 6, "Invalid shape selector attribute: foo"),
        (
            ":not(string, list)",
            19,
            "The :not function requires a single selector argument",
        ),
    ] {
        let error = Selector::parse(text).unwrap_err();
        assert_eq!(
            (error.column, error.message.as_str()),
            (column, message),
            "{text}"
        );
    }
    assert_eq!(
        Selector::parse("string\n = b").unwrap_err().to_string(),
        "Syntax error at line 2 column 2, near `= b`: Unexpected selector character: =; expression: string\n = b"
    );
    let warned = Selector::parse("-[nope]-> :each(*)").unwrap();
    assert_eq!(warned.warnings().len(), 2);
}

#[test]
fn hostile_selectors_end() {
    let model = model();
    let neighbors = Neighbors::new(&model);
    assert!(Selector::parse(&":not(".repeat(10_000)).is_err());
    for text in [
        "~> ".repeat(200),
        format!("{}~>{}", ":recursive(".repeat(40), ")".repeat(40)),
        format!("{}>{}", ":test(~> ".repeat(3), ")".repeat(3)),
        ":is(>, >, <) ".repeat(100),
    ] {
        let found = Selector::parse(&text).unwrap().select_checked(&neighbors);
        assert!(!found.cut, "{text}");
    }
    let text = "[@: @{trait|tags|(values)} = 'é' && @{id} ^= a i] -[input]-> $x(~> :test(<)) ${x}";
    for end in 0..=text.len() {
        for start in [0, end / 2] {
            if let Some(part) = text.get(start..end) {
                let _ = Selector::parse(part);
                let _ = Template::parse(part);
            }
        }
    }
}

#[test]
fn templates_show_what_is_at_a_path() {
    let model = model();
    let neighbors = Neighbors::new(&model);
    let selector = Selector::parse("service $ops(~> operation) > resource").unwrap();
    let template = Template::parse("a@@b: @{id|name} of @{var|ops|id}@{trait|nope}").unwrap();
    let mut texts = Vec::new();
    selector.matches(&neighbors, &mut |item, variables| {
        texts.push(template.expand(item, variables));
    });
    assert_eq!(texts, ["a@b: R of [a#Do, a#Get, a#Put]"]);
    assert!(Template::parse("@{id").is_err());
    let one = |text: &str, id: &str| {
        let item = Item::find(&model, &ShapeId::parse(id).unwrap()).unwrap();
        Template::parse(text)
            .unwrap()
            .expand(item, &Variables::default())
    };
    assert_eq!(one("@{trait|length}", "a#Id"), r#"{"min":3,"max":20}"#);
    assert_eq!(one("@{trait|tags|(values)}", "a#S"), r#"["x", "y"]"#);
}
