//! Any text is a model in the IDL, or a report of what is wrong with it: never a panic, never a wait.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use planish_model::{FileId, Sources, check, idl, load, print};

/// A model with something of everything.
const MODEL: &str = r#"// About the file.
$version: "2.0"
$operationInputSuffix: "Request"
metadata a = [1, -2.5e3, true, null, {b: "\u00e9\n", "c d": []}] // Behind.
metadata "e" = """
    Text
      "block" \
    é
    """

namespace a.b

use smithy.api#String
use smithy.api#Integer // Numbers.

/// The service.
@title("Z")
@cors()
service Z {
    version: "1", operations: [Op]
    // Of the resource.
    resources: [R]
    rename: { "a.b#L": "M" }
}

resource R { identifiers: { id: String }, properties: { p: L }, read: Get }

@http(method: "POST", uri: "/x/{id}", code: 201)
operation Op with [Mixed] {
    input := for R with [Mix] {
        /// The id.
        @required
        @httpLabel
        $id

        n: Integer = 1 // One.
        $t
    }
    output: Out
    errors: [E]
}

@mixin
operation Mixed {}

@readonly
operation Get {
    input :=
        /// Documented.
        @references([{ resource: R }])
        for R {
            @required
            $id
        }
    output := {}
}

@mixin(localTraits: [sensitive])
@sensitive
structure Mix { t: String }

structure Out { l: L, p: L, u: U }

@length(
    min: 1
    max: 9
)
list L { member: En }
map M { key: String, value: U }
union U { self: M, none: smithy.api#Unit }
enum En {
    A
    @deprecated B = "b"
}
intEnum I {
    ONE = 1
}
@trait(selector: "*")
structure mine { x: Integer }
@error("client") structure E { message: String }
@mine(x: 1) string S
apply S @pattern("^[a-z]+$")
apply Out$l { @mine @tags(["x"]) }
"#;

fn exercise(text: &str) -> bool {
    let mut sources = Sources::new();
    let file = sources.add("a.smithy", text);
    let (model, mut diagnostics) = load(&sources);
    diagnostics.extend(check(&model));
    let report = diagnostics.render(&sources);
    assert!(print::ast(&model).ends_with('\n'));
    if let Ok(once) = idl::format(file, text) {
        let twice = idl::format(file, &once).unwrap_or_else(|found| found.render(&sources));
        let differs = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
        assert!(
            once == twice,
            "{text:?}\n{differs:?}\n{once}\nis laid out again as\n{twice}"
        );
    }
    !report.is_empty()
}

#[test]
fn the_model_is_right_and_laid_out_as_it_says() {
    let mut sources = Sources::new();
    let file = sources.add("a.smithy", MODEL);
    let (model, diagnostics) = load(&sources);
    assert!(diagnostics.is_empty(), "{}", diagnostics.render(&sources));
    let formatted = idl::format(file, MODEL).unwrap();
    let mut sources = Sources::new();
    sources.add("a.smithy", formatted.as_str());
    assert_eq!(load(&sources).0, model, "{formatted}");
    for comment in [
        "// About the file.",
        "// Behind.",
        "// Of the resource.",
        "/// The id.",
        "// One.",
        "/// Documented.",
    ] {
        assert!(formatted.contains(comment), "{comment}");
    }
}

#[test]
fn every_start_of_a_model_is_read() {
    for at in (0..MODEL.len()).filter(|at| MODEL.is_char_boundary(*at)) {
        exercise(&MODEL[..at]);
    }
}

#[test]
fn every_byte_may_be_another_one() {
    let others = ["", "{", "\"", "\n", "$", "/", "\u{0}", "é"];
    let places: Vec<usize> = (0..MODEL.len())
        .filter(|at| MODEL.is_char_boundary(*at))
        .collect();
    for (i, at) in places.iter().enumerate() {
        let next = places.get(i + 1).copied().unwrap_or(MODEL.len());
        let other = others[i % others.len()];
        exercise(&format!("{}{other}{}", &MODEL[..*at], &MODEL[next..]));
    }
}

/// Each is as long as it can be without being read in a moment, if reading cost more than it should.
#[test]
fn long_and_deep_texts_cost_what_they_are() {
    const N: usize = 100_000;
    let head = "$version: \"2\"\nnamespace a\n";
    for text in [
        format!("metadata a = {}", "[".repeat(N)),
        format!("metadata a = {}", "{a:".repeat(N)),
        format!("{head}@a({}", "[".repeat(N)),
        "\"".repeat(N),
        "/".repeat(N),
        "_ ".repeat(N),
        format!("{head}{}", "_\n".repeat(N)),
        format!("{head}{}", "\"\n".repeat(N + 1)),
        format!("{head}{}", "/// a\n".repeat(N)),
        format!("{head}structure A {{ {}", "@a ".repeat(N)),
        format!(
            "{head}string A\n{}",
            "apply A @tags([\"x\"])\n".repeat(N / 10)
        ),
        format!(
            "{head}structure A {{ {} }}\n",
            (0..N / 10)
                .map(|i| format!("a{i}: String\n// c\n"))
                .collect::<String>()
        ),
        format!(
            "{head}{}",
            (0..N / 10)
                .map(|i| format!("string A{i}\n"))
                .collect::<String>()
        ),
    ] {
        exercise(&text);
    }
    assert!(idl::format(FileId::BUILT_IN, "{").is_err());
}
