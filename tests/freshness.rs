//! What is checked in under generated/ is what the model says, and the same model gives the same
//! bytes, however it is written down and whatever the files are for.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::Command;

use planish_codegen::{Files, Form, MARKER, Options, Side, generate};
use planish_model::{Model, Node, Object, Sources, check, json, load};

const MODEL: &str = include_str!("../model/lambda.json");

/// The manifest, the README and the HTML reference come from the command; `.ci/run` has it check
/// those.
#[test]
fn the_client_is_what_the_model_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Files::new();
    for (path, text) in of(&model(MODEL), Side::Client, Form::Crate).iter() {
        sources.insert(path.strip_prefix("src/").unwrap(), text);
    }
    let stale = sources
        .check(&root.join("generated/lambda-client/src"))
        .unwrap();
    if stale.is_empty() {
        return;
    }
    let (count, first) = (stale.len(), &stale[0].path);
    let what = format!("{count} files of generated/lambda-client are stale, such as src/{first}");
    assert!(
        std::env::var_os("CI").is_none(),
        "{what}; run `cargo generate` and commit what changes"
    );
    let done = Command::new(env!("CARGO"))
        .args(["generate"])
        .current_dir(root)
        .status()
        .unwrap();
    assert!(done.success(), "{what}, and `cargo generate` failed");
    panic!("{what}; generated/ was updated: commit it");
}

#[test]
fn a_module_and_a_crate_differ_in_the_root_alone() {
    let model = model(MODEL);
    for side in [Side::Client, Side::Server] {
        let module = of(&model, side, Form::Module);
        let package = of(&model, side, Form::Crate);
        assert_eq!(module.len(), package.len());
        for (path, text) in module.iter().filter(|(path, _)| *path != "mod.rs") {
            assert_eq!(package.get(&format!("src/{path}")), Some(text), "{path}");
        }
        // The root of a crate has documentation and lints of its own; that of a module, a lint
        // about the name of the module around it.
        let items = |path: &str, files: &Files| {
            let text = files.get(path).unwrap();
            assert!(text.lines().next().unwrap().contains(MARKER));
            let text = match text.split_once("#[allow(") {
                Some((before, after)) => [before, after.split_once(")]\n").unwrap().1].concat(),
                None => text.to_owned(),
            };
            let lines = text.lines().filter(|line| {
                !line.is_empty() && !line.starts_with("//!") && !line.starts_with("#![")
            });
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(items("mod.rs", &module), items("src/lib.rs", &package));
    }
}

#[test]
fn the_order_of_shapes_and_files_changes_nothing() {
    let parts = reordered(MODEL);
    for side in [Side::Client, Side::Server] {
        let files = of(&model(MODEL), side, Form::Module);
        assert!(files.len() > 50);
        assert!(files == of(&model(MODEL), side, Form::Module), "{side:?}");
        let mut sources = Sources::new();
        for (at, part) in parts.iter().enumerate() {
            sources.add(format!("{at}.json"), part.as_str());
        }
        assert!(
            files == of(&checked(&sources), side, Form::Module),
            "{side:?}"
        );
    }
}

/// The model as two files, the shapes of each in the opposite order.
fn reordered(text: &str) -> [String; 2] {
    let model = json::parse(text).unwrap();
    let shapes = model.get("shapes").and_then(Node::as_object).unwrap();
    let mut backwards: Vec<(&str, &Node)> = shapes.iter().collect();
    backwards.reverse();
    let (one, other) = backwards.split_at(backwards.len() / 3);
    [one, other].map(|shapes| {
        let mut part = Object::new();
        for (id, shape) in shapes {
            part.insert(*id, (*shape).clone());
        }
        let mut whole = model.as_object().unwrap().clone();
        whole.insert("shapes", Node::Object(part));
        json::to_compact(&Node::Object(whole))
    })
}

fn of(model: &Model, side: Side, form: Form) -> Files {
    let options = Options {
        service: None,
        operations: Vec::new(),
        side,
    };
    generate(model, &options, form).unwrap().0
}

fn model(text: &str) -> Model {
    let mut sources = Sources::new();
    sources.add("model/lambda.json", text);
    checked(&sources)
}

fn checked(sources: &Sources) -> Model {
    let (model, mut found) = load(sources);
    found.extend(check(&model));
    assert!(!found.has_errors(), "{}", found.render(sources));
    model
}
