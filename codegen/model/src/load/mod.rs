//! From texts to a model, in stages that are functions from value to value: parse each file, merge the files, apply traits, flatten mixins,
//! upgrade what came from Smithy 1.0.
//!
//! A front end is a function from a source to a `Parsed` (what one file says); nothing after it knows which language a shape was written in.

mod ast;
mod ast_parts;
mod build;
mod create;
mod fields;
mod lower;
mod lower_shapes;
#[cfg(test)]
mod lower_tests;
mod merge;
mod mixins;
mod names;
mod parsed;
mod pattern;
mod upgrade;
mod versions;

use std::collections::BTreeMap;

use crate::cores::cores;
use crate::packs::{self, Given};
use crate::{Diagnostics, FileId, Model, Shape, ShapeId, Source, Sources, Span, idl};

/// Below this size of all texts together, threads cost more than they give.
const WORTH_THREADS: usize = 1 << 20;

/// Loads a model from all sources. What is wrong with a part leaves that part out; everything wrong is reported, sorted.
#[must_use]
pub fn load(sources: &Sources) -> (Model, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let packs = packs::needed(sources);
    let files: Vec<_> = sources.iter().collect();
    let parsed = parse_all(&files, Given::ALL);
    let merged = shapes_of(sources, parsed, Given::ALL, &mut diagnostics);
    let built_in = packs.iter().flat_map(|pack| pack.shapes().values());
    let model = Model::of(built_in, merged.shapes, merged.metadata);
    (model, diagnostics.sorted())
}

/// The shapes of a text that comes with this crate.
pub(crate) fn load_pack(file: FileId, text: &str, given: Given) -> BTreeMap<ShapeId, Shape> {
    let source = Source {
        name: "pack.smithy".to_owned(),
        text: text.to_owned(),
    };
    let parsed = parse_all(&[(file, &source)], given);
    let mut diagnostics = Diagnostics::new();
    let shapes = shapes_of(&Sources::new(), parsed, given, &mut diagnostics).shapes;
    debug_assert!(diagnostics.is_empty(), "{diagnostics:?}");
    shapes
}

/// The shapes and metadata of parsed files, with mixins applied, in Smithy 2.0.
fn shapes_of(
    sources: &Sources,
    files: Vec<parsed::Parsed>,
    given: Given,
    diagnostics: &mut Diagnostics,
) -> merge::Merged {
    let mut merged = merge::merge(sources, files, given, diagnostics);
    let doubtful = match given.is_all() {
        true => create::create(&mut merged, given, diagnostics),
        false => create::Doubtful::new(),
    };
    let late = mixins::Late {
        applies: std::mem::take(&mut merged.member_applies),
        elided: std::mem::take(&mut merged.elided),
        sets: std::mem::take(&mut merged.sets),
    };
    mixins::flatten(&mut merged.shapes, late, given, diagnostics);
    create::report(&merged.shapes, doubtful, diagnostics);
    upgrade::upgrade(&mut merged.shapes, &merged.version_1);
    merged
}

/// What the first look at one text gives.
enum Front<'a> {
    Ast(parsed::Parsed),
    Idl(FileId, idl::Tree<'a>),
}

/// Parses all sources. The order of the results is that of the sources.
fn parse_all(files: &[(FileId, &Source)], given: Given) -> Vec<parsed::Parsed> {
    let size = files.iter().map(|(_, source)| source.text.len()).sum();
    let fronts = in_parallel(files, size, |(file, source)| {
        if source.name.ends_with(".smithy") {
            Front::Idl(*file, idl::parse(&source.text))
        } else {
            Front::Ast(ast::parse(*file, &source.text))
        }
    });
    // What a name in the IDL means depends on what other files define.
    let mut names = names::Names::new(given);
    if fronts.iter().any(|front| matches!(front, Front::Idl(..))) {
        for front in &fronts {
            match front {
                Front::Ast(parsed) => names.add_parsed(parsed),
                Front::Idl(_, tree) => names.add_tree(tree),
            }
        }
    }
    let mut lowered = in_parallel(&fronts, size, |front| match front {
        Front::Ast(_) => None,
        Front::Idl(file, tree) => Some(lower::lower(*file, tree, &names)),
    });
    drop(names);
    let lowered = lowered.drain(..);
    fronts
        .into_iter()
        .zip(lowered)
        .filter_map(|(front, lowered)| match front {
            Front::Ast(parsed) => Some(parsed),
            Front::Idl(..) => lowered,
        })
        .collect()
}

/// Does something with every item, on all cores if there is much text. The order of the results is that of the items.
fn in_parallel<T: Sync, U: Send>(items: &[T], size: usize, f: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = cores().min(items.len());
    if size < WORTH_THREADS || cores < 2 {
        return items.iter().map(f).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(item) = items.get(i) else { break };
            done.push((i, f(item)));
        }
        done
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        all.extend(
            workers
                .into_iter()
                .filter_map(|worker| worker.join().ok())
                .flatten(),
        );
        all
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, done)| done).collect()
}

/// `file:line:column` for messages that name a second place.
fn place_text(sources: &Sources, span: Span) -> String {
    match sources.place(span) {
        Some(place) => format!("{} [{}, {}]", place.file, place.line, place.column),
        None => "the prelude".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShapeType;

    fn load_all(texts: &[&str]) -> (Sources, Model, Diagnostics) {
        let mut sources = Sources::new();
        for (i, text) in texts.iter().enumerate() {
            sources.add(format!("{i}.json"), *text);
        }
        let (model, diagnostics) = load(&sources);
        (sources, model, diagnostics)
    }

    fn shapes(text: &str) -> String {
        format!(r#"{{"smithy":"2.0","shapes":{{{text}}}}}"#)
    }

    #[test]
    fn files_merge() {
        let (_, model, diagnostics) = load_all(&[
            r#"{"smithy":"2.0","metadata":{"l":[1],"n":1},"shapes":{"a#S":{"type":"string","traits":{"smithy.api#tags":["x"]}}}}"#,
            r#"{"smithy":"2.0","metadata":{"l":[2],"n":1.0},"shapes":{"a#S":{"type":"apply","traits":{"smithy.api#tags":["y"],"smithy.api#sensitive":{}}}}}"#,
        ]);
        assert!(diagnostics.is_empty());
        assert_eq!(
            model.metadata().get("l"),
            Some(&crate::json::parse("[1,2]").unwrap())
        );
        let shape = model.shape("a#S").unwrap();
        assert_eq!(
            shape.traits.get("smithy.api#tags"),
            Some(&crate::json::parse(r#"["x","y"]"#).unwrap())
        );
        assert!(shape.traits.has("smithy.api#sensitive"));
    }

    #[test]
    fn conflicts_name_both_places() {
        let (sources, _, diagnostics) = load_all(&[
            r#"{"smithy":"2.0","metadata":{"n":1},"shapes":{"a#S":{"type":"string","traits":{"smithy.api#title":"x"}},"a#T":{"type":"string"}}}"#,
            "{\"smithy\":\"2.0\",\"metadata\":{\"n\":2},\n\"shapes\":{\"a#S\":{\"type\":\"apply\",\"traits\":{\"smithy.api#title\":\"y\"}},\n\"a#T\":{\"type\":\"blob\"}}}",
        ]);
        let text = diagnostics.render(&sources);
        assert!(
            text.contains(
                "Metadata conflict for key `n`. Defined in both `1.json [1, 29]` and `0.json [1, 29]`"
            ),
            "{text}"
        );
        assert!(
            text.contains("Conflicting `smithy.api#title` trait found on shape `a#S`"),
            "{text}"
        );
        assert!(
            text.contains(
                "Conflicting shape definition for `a#T` found at `1.json [3, 1]` and `0.json [1, "
            ),
            "{text}"
        );
        assert_eq!(diagnostics.len(), 3);
    }

    #[test]
    fn one_definition_twice_is_a_note() {
        let text =
            shapes(r#""a#S":{"type":"structure","members":{"m":{"target":"smithy.api#String"}}}"#);
        let (_, model, diagnostics) = load_all(&[&text, &text]);
        assert!(!diagnostics.has_errors());
        assert_eq!(
            diagnostics
                .iter()
                .map(|d| d.id.as_str())
                .collect::<Vec<_>>(),
            ["Model.IgnoredDuplicateDefinition"]
        );
        assert_eq!(model.shape("a#S").unwrap().members.len(), 1);
    }

    #[test]
    fn mixins_come_first_and_lose() {
        let (_, model, diagnostics) = load_all(&[&shapes(
            r#""a#A":{"type":"structure","members":{"a":{"target":"smithy.api#String","traits":{"smithy.api#documentation":"A"}}},
                "traits":{"smithy.api#mixin":{"localTraits":["smithy.api#private"]},"smithy.api#private":{},"smithy.api#documentation":"A"}},
            "a#B":{"type":"structure","mixins":[{"target":"a#A"}],"members":{"b":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{}}},
            "a#S":{"type":"structure","mixins":[{"target":"a#B"}],"members":{
                "c":{"target":"smithy.api#String"},"a":{"target":"smithy.api#String","traits":{"smithy.api#required":{}}}}},
            "a#S$b":{"type":"apply","traits":{"smithy.api#required":{}}}"#,
        )]);
        assert!(diagnostics.is_empty());
        let shape = model.shape("a#S").unwrap();
        assert_eq!(
            shape
                .members
                .iter()
                .map(|m| m.id.as_str())
                .collect::<Vec<_>>(),
            ["a#S$a", "a#S$b", "a#S$c"]
        );
        let required: Vec<bool> = shape
            .members
            .iter()
            .map(|m| m.traits.has("smithy.api#required"))
            .collect();
        assert_eq!(required, [true, true, false]);
        assert!(
            shape
                .member("a")
                .unwrap()
                .traits
                .has("smithy.api#documentation")
        );
        assert_eq!(
            shape
                .traits
                .iter()
                .map(|(id, _)| id.as_str())
                .collect::<Vec<_>>(),
            ["smithy.api#documentation"]
        );
        assert!(
            !model
                .shape("a#B")
                .unwrap()
                .member("b")
                .unwrap()
                .traits
                .has("smithy.api#required")
        );
    }

    #[test]
    fn smithy_1_is_upgraded() {
        let (_, model, diagnostics) = load_all(&[r#"{"smithy":"1.0","shapes":{
            "a#S":{"type":"structure","members":{
                "plain":{"target":"a#N"},"boxed":{"target":"a#N","traits":{"smithy.api#box":{}}},
                "integer":{"target":"smithy.api#Integer"},"primitive":{"target":"smithy.api#PrimitiveBoolean"}}},
            "a#N":{"type":"long"},"a#Set":{"type":"set","member":{"target":"smithy.api#String"}},
            "a#E":{"type":"string","traits":{"smithy.api#enum":[{"value":"x","name":"X"}]}}}}"#]);
        assert!(diagnostics.iter().all(|d| d.id == "ModelDeprecation"));
        let shape = model.shape("a#S").unwrap();
        let default = |name: &str| {
            shape
                .member(name)
                .unwrap()
                .traits
                .get("smithy.api#default")
                .map(crate::json::to_compact)
        };
        assert_eq!(default("plain").as_deref(), Some("0"));
        assert_eq!(default("boxed").as_deref(), Some("null"));
        assert_eq!(default("integer"), None);
        assert_eq!(default("primitive").as_deref(), Some("false"));
        assert!(
            model
                .shape("a#Set")
                .unwrap()
                .traits
                .has("smithy.api#uniqueItems")
        );
        assert_eq!(model.shape("a#E").unwrap().kind, ShapeType::String);
    }

    #[test]
    fn everything_wrong_with_the_form_is_reported() {
        let (sources, model, diagnostics) = load_all(&[
            r#"{"smithy":"3.0","more":1,"shapes":{"x":1,"a#A":{"type":"strin"},"a#B":{"type":"string","member":{},"typo":1},
            "a#C":{"type":"list","member":"smithy.api#String"},"a#D":{"type":"string","type":"blob"},"a#D":{},"a#E":{},"a#F":[],
            "a#G":{"type":"operation","errors":["a#H"]},"a#I$m":{"type":"apply","traits":{"smithy.api#required":{}}}}}"#,
            "{\"smithy\":\"2.0\",\n \"shapes\": {]}",
        ]);
        let text = diagnostics.render(&sources);
        for part in [
            "error[Model]: Unsupported Smithy version number: 3.0\n  --> 0.json:1:11",
            "found additional properties: `more`",
            "Invalid shape ID: x",
            "Invalid shape `type`: strin\n  --> 0.json:1:56 (a#A)\n  hint: did you mean `string`?",
            "Expected an object with possible properties of `mixins`, `traits`, `type`, but found additional properties: `member`, `typo`",
            "Expected object, but found string.",
            "Duplicate member: 'type'",
            "Duplicate member: 'a#D'",
            "Missing expected member `type`.",
            "Expected object, but found array.",
            "Expected object, but found string.",
            "Trait `required` applied to unknown shape `a#I$m`",
            "Error parsing JSON: expected a key in double quotes\n  --> 1.json:2:13",
        ] {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
        assert!(
            model.shape("a#B").is_some()
                && model.shape("a#D").is_some()
                && model.shape("a#A").is_none()
        );
    }

    #[test]
    fn many_large_files_load_as_few_small_ones() {
        let padding = " ".repeat(WORTH_THREADS / 2);
        let texts: Vec<String> = (0..5)
            .map(|i| {
                format!(
                    "{padding}{}",
                    shapes(&format!(
                        r#""a#S{i}":{{"type":"string"}},"a#S":{{"type":"string"}}"#
                    ))
                )
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (sources, model, diagnostics) = load_all(&texts);
        assert_eq!(
            model
                .shapes()
                .filter(|shape| !crate::is_prelude(&shape.id))
                .count(),
            6
        );
        let places: Vec<_> = diagnostics
            .iter()
            .map(|d| sources.place(d.span.unwrap()).unwrap().file)
            .collect();
        assert_eq!(places, ["1.json", "2.json", "3.json", "4.json"]);
    }
}
