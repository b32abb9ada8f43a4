//! Generated code before and after a change of the model, and ways to look at it.

use std::collections::BTreeMap;

use planish_codegen::{Files, Form, Options, Side, generate};
use planish_model::{Sources, check, load};
use serde_json::Value;

/// The model of the service.
pub(crate) const MODEL: &str = include_str!("../../model/lambda.json");

/// Generated code before and after a change.
pub(crate) struct Change {
    pub(crate) before: Files,
    pub(crate) after: Files,
}

impl Change {
    /// Makes a change and generates one half, before and after.
    pub(crate) fn of(side: Side, edit: impl FnOnce(&mut Value)) -> Change {
        let mut model: Value = serde_json::from_str(MODEL).unwrap();
        let before = files(side, &model);
        edit(&mut model["shapes"]);
        Change {
            before,
            after: files(side, &model),
        }
    }

    /// The paths of files that differ, appeared or are gone.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let before: BTreeMap<&str, &str> = self.before.iter().collect();
        let after: BTreeMap<&str, &str> = self.after.iter().collect();
        let all: BTreeMap<&str, &str> =
            before.iter().chain(&after).map(|(k, v)| (*k, *v)).collect();
        let changed = all.into_keys().filter(|p| before.get(p) != after.get(p));
        changed.collect()
    }

    /// The text of a file after the change.
    pub(crate) fn file(&self, path: &str) -> &str {
        self.after.get(path).expect(path)
    }
}

/// One half of the service, as its build script generates it.
pub(crate) fn files(side: Side, model: &Value) -> Files {
    let mut sources = Sources::new();
    sources.add("lambda.json", model.to_string());
    let (model, mut found) = load(&sources);
    found.extend(check(&model));
    assert!(!found.has_errors(), "{}", found.render(&sources));
    let options = Options {
        service: None,
        operations: Vec::new(),
        side,
    };
    match generate(&model, &options, Form::Module) {
        Ok((files, _)) => files,
        Err(found) => panic!("{}", found.render(&sources)),
    }
}

/// The item of a schema file that describes a shape.
pub(crate) fn schema<'a>(text: &'a str, shape: &str) -> &'a str {
    let id = format!("\"com.amazonaws.lambda#{shape}\",");
    let (_, rest) = text.split_once(&id).expect(&id);
    rest.split_once("\n);").expect("the item's end").0
}

/// The documentation above a field.
pub(crate) fn documentation<'a>(text: &'a str, field: &str) -> &'a str {
    let (before, _) = text.split_once(&format!("pub {field}: ")).expect(field);
    before.rsplit_once(",\n").map_or(before, |(_, doc)| doc)
}
