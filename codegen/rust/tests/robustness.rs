//! Any model that passes the checks is printed as Rust, whatever its names and values are.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails"
)]

use std::fmt::Write as _;

use planish_codegen::{Files, Form, Options, Side, generate};
use planish_model::{Sources, check, load};

/// A small model with something of everything that makes a difference to the generator.
const MODEL: &str = r#"{"smithy":"2.0","shapes":{
"a#Z":{"type":"service","version":"1","operations":[{"target":"a#Op"},{"target":"a#Get"}],"errors":[{"target":"a#E"}],"rename":{"a#L":"Listing"},
  "traits":{"aws.protocols#restJson1":{},"smithy.api#paginated":{"inputToken":"t","outputToken":"t","pageSize":"n"},"smithy.api#documentation":"<p>It.</p>"}},
"a#Op":{"type":"operation","input":{"target":"a#In"},"output":{"target":"a#Out"},"errors":[{"target":"a#E"}],
  "traits":{"smithy.api#http":{"method":"POST","uri":"/x/{id}?q=1","code":201},"smithy.api#endpoint":{"hostPrefix":"a."},"smithy.api#paginated":{"items":"l"},
  "smithy.waiters#waitable":{"Done":{"acceptors":[{"state":"success","matcher":{"output":{"path":"t","expected":"x","comparator":"stringEquals"}}}]}}}},
"a#Get":{"type":"operation","traits":{"smithy.api#readonly":{},"smithy.api#http":{"method":"GET","uri":"/"}}},
"a#In":{"type":"structure","members":{"id":{"target":"smithy.api#String","traits":{"smithy.api#required":{},"smithy.api#httpLabel":{}}},
  "n":{"target":"smithy.api#Integer","traits":{"smithy.api#default":0}},"t":{"target":"smithy.api#String"},"f":{"target":"smithy.api#Double","traits":{"smithy.api#default":1.5,"smithy.api#range":{"min":0.5,"max":2}}},
  "u":{"target":"a#U"},"m":{"target":"a#M"},"h":{"target":"a#L","traits":{"smithy.api#httpHeader":"x-h"}}}},
"a#Out":{"type":"structure","members":{"t":{"target":"smithy.api#String"},"l":{"target":"a#L"},"d":{"target":"smithy.api#Timestamp","traits":{"smithy.api#default":1}}}},
"a#L":{"type":"list","member":{"target":"a#En"},"traits":{"smithy.api#length":{"min":1,"max":9}}},
"a#M":{"type":"map","key":{"target":"smithy.api#String"},"value":{"target":"a#U"},"traits":{"smithy.api#sparse":{}}},
"a#U":{"type":"union","members":{"self":{"target":"a#U"},"d":{"target":"smithy.api#Document"},"e":{"target":"a#I"}}},
"a#En":{"type":"enum","members":{"A":{"target":"smithy.api#Unit"},"B":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":"b"}}}},
"a#I":{"type":"intEnum","members":{"ONE":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":1}}}},
"a#E":{"type":"structure","members":{"message":{"target":"smithy.api#String"}},"traits":{"smithy.api#error":"client","smithy.api#httpError":404}}
}}"#;

/// Names and texts that Rust, HTTP or a formatter may take for something else.
const NASTY: &[&str] = &[
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "async",
    "gen",
    "_1",
    "_2fa",
    "__",
    "_",
    "2fa",
    "A_",
    "a1B2",
    "XMLHttpURL",
    "Option",
    "Result",
    "String",
    "Box",
    "std",
    "core",
    "bool",
    "u64",
    "planish_runtime",
    "SCHEMA",
    "schemas",
    "mod",
    "new",
    "Client",
    "Server",
    "Dispatch",
    "S",
    "Unmodeled",
    "UNKNOWN",
    "operation",
    "OPERATION",
    "types",
    "Trait",
    "Member",
    "Kind",
    "1e999",
    "-0.0",
    "3.14159",
    "\\\"",
    "*/",
    "a\\nb",
    "r#type",
    "\u{202e}x",
    "a#Z",
    "a#Op",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Puts names, values and shapes of the model, or nasty ones, in the place of others.
fn mutate(random: &mut Random) -> String {
    let mut parts: Vec<String> = MODEL.split('"').map(str::to_owned).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(parts.len() / 2) * 2 + 1;
        let other = match random.below(3) {
            0 => parts[random.below(parts.len() / 2) * 2 + 1].clone(),
            _ => NASTY[random.below(NASTY.len())].to_owned(),
        };
        // A name of a shape keeps its namespace, and is replaced wherever it stands.
        let old = parts[at].clone();
        let new = match old.split_once('#') {
            Some((namespace, _)) if !other.contains('#') => format!("{namespace}#{other}"),
            _ => other,
        };
        let everywhere = random.below(4) > 0;
        for (index, part) in parts.iter_mut().enumerate() {
            if index == at || (everywhere && index % 2 == 1 && *part == old) {
                part.clone_from(&new);
            }
        }
    }
    let mut text = parts.join("\"");
    if random.below(3) == 0 {
        const NUMBERS: &[&str] = &[
            "-1",
            "0",
            "1e999",
            "-1e-9",
            "0.1",
            "3.14",
            "99999999999999999999",
        ];
        let old = [":1,", ":1.5,", ":0}", ":0.5,", ":1}", ":404}", ":9}"];
        let old = old[random.below(old.len())];
        let end = &old[old.len() - 1..];
        let new = format!(":{}{end}", NUMBERS[random.below(NUMBERS.len())]);
        text = text.replacen(old, &new, 1);
    }
    text
}

/// The files of one half; `None` for a model that is refused.
fn print(text: &str, side: Side) -> Option<Files> {
    let mut sources = Sources::new();
    sources.add("m.json", text);
    let (model, found) = load(&sources);
    if found.has_errors() || check(&model).has_errors() {
        return None;
    }
    let options = Options {
        service: None,
        operations: Vec::new(),
        side,
    };
    generate(&model, &options, Form::Crate).ok().map(|it| it.0)
}

/// Every file is Rust, and no file declares a name twice.
fn assert_sound(files: &Files, input: &str) {
    for (path, text) in files.iter() {
        let file = syn::parse_file(text).unwrap_or_else(|e| panic!("{path}: {e}\n{input}\n{text}"));
        let mut names: Vec<String> = Vec::new();
        for item in &file.items {
            names.extend(match item {
                syn::Item::Struct(it) => Some(it.ident.to_string()),
                syn::Item::Enum(it) => Some(it.ident.to_string()),
                syn::Item::Static(it) => Some(it.ident.to_string()),
                syn::Item::Mod(it) => Some(format!("mod {}", it.ident)),
                _ => None,
            });
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count, "{path}\n{input}\n{text}");
    }
}

#[test]
fn mutated_models_are_refused_or_printed() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut printed, mut refused) = (0, 0);
    for side in [Side::Client, Side::Server] {
        assert_sound(&print(MODEL, side).unwrap(), MODEL);
    }
    for _ in 0..1_500 {
        let text = mutate(&mut random);
        let side = [Side::Client, Side::Server][printed % 2];
        match print(&text, side) {
            Some(files) => {
                // Reading what was printed takes longer than printing it.
                if printed % 3 == 0 {
                    assert_sound(&files, &text);
                }
                printed += 1;
            }
            None => refused += 1,
        }
    }
    assert!(printed > 50 && refused > 50, "{printed} and {refused}");
}

#[test]
fn any_name_becomes_an_identifier() {
    let allowed: Vec<&str> = NASTY
        .iter()
        .copied()
        .filter(|it| {
            let rest = it.trim_start_matches('_');
            rest.starts_with(|c: char| c.is_ascii_alphabetic())
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .collect();
    let mut seen: Vec<String> = Vec::new();
    let mut names = allowed.clone();
    names.retain(|it| {
        let lower = it.to_lowercase();
        let new = !seen.contains(&lower);
        seen.push(lower);
        new
    });
    // Each name is a structure, its members, an enum's value, a union's variant, an operation and
    // a waiter at once.
    let mut text = String::from(r#"{"smithy":"2.0","shapes":{"#);
    let (mut operations, mut members, mut values, mut variants) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for name in &names {
        operations.push(format!(r#"{{"target":"op#{name}"}}"#));
        members.push(format!(r#""{name}":{{"target":"st#X{name}"}}"#));
        values.push(format!(
            r#""{name}":{{"target":"smithy.api#Unit","traits":{{"smithy.api#enumValue":"{name}"}}}}"#
        ));
        variants.push(format!(r#""{name}":{{"target":"en#Values"}}"#));
        let waiter: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        write!(
            text,
            r#""op#{name}":{{"type":"operation","input":{{"target":"st#All"}},"traits":{{"smithy.api#http":{{"method":"POST","uri":"/{name}"}},"smithy.waiters#waitable":{{"X{waiter}":{{"acceptors":[{{"state":"success","matcher":{{"success":true}}}}]}}}}}}}},"st#X{name}":{{"type":"structure","members":{{"{name}":{{"target":"un#Variants"}}}}}},"#
        )
        .unwrap();
    }
    write!(
        text,
        r#""s#Dispatch":{{"type":"service","version":"1","operations":[{}],"traits":{{"aws.protocols#restJson1":{{}}}}}},"st#All":{{"type":"structure","members":{{{}}}}},"en#Values":{{"type":"enum","members":{{{}}}}},"un#Variants":{{"type":"union","members":{{{}}}}}}}}}"#,
        operations.join(","),
        members.join(","),
        values.join(","),
        variants.join(",")
    )
    .unwrap();
    let mut sources = Sources::new();
    sources.add("m.json", &*text);
    let (model, mut found) = load(&sources);
    found.extend(check(&model));
    let errors: Vec<_> = found
        .iter()
        .filter(|it| it.severity == planish_model::Severity::Error && it.id != "Service")
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for side in [Side::Client, Side::Server] {
        let options = Options {
            service: None,
            operations: Vec::new(),
            side,
        };
        let (files, _) = generate(&model, &options, Form::Crate).unwrap();
        assert_sound(&files, &text);
    }
}
