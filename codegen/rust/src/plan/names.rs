//! Rust names of shapes and members: cased as Rust does, unique, and never a reserved word.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use planish_model::{Closure, Model, ShapeId, ShapeType};

/// The names of all shapes of a closure.
pub(super) struct Names {
    types: BTreeMap<ShapeId, String>,
    constants: BTreeMap<ShapeId, String>,
}

impl Names {
    /// Names every shape; the order of the ids decides who keeps a contested name.
    pub(super) fn of(model: &Model, reach: &Closure) -> Self {
        let mut names = Self {
            types: BTreeMap::new(),
            constants: BTreeMap::new(),
        };
        let (mut types, mut modules, mut constants) = (
            BTreeSet::new(),
            BTreeSet::from(["schemas".to_owned()]),
            BTreeSet::new(),
        );
        for id in &reach.shapes {
            let Some(shape) = model.shape(id) else {
                continue;
            };
            let name = reach.rename.get(id).map_or(id.name(), String::as_str);
            match shape.kind {
                ShapeType::Structure | ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum => {
                    let unique = unique(&type_name(name), |candidate| {
                        !types.contains(candidate) && !modules.contains(&module(candidate))
                    });
                    modules.insert(module(&unique));
                    types.insert(unique.clone());
                    names.types.insert(id.clone(), unique);
                }
                kind if !kind.is_service_type() => {
                    let constant = constant(name);
                    let unique = unique(&constant, |candidate| !constants.contains(candidate));
                    constants.insert(unique.clone());
                    names.constants.insert(id.clone(), unique);
                }
                _ => {}
            }
        }
        names
    }

    /// The type of a structure, union or enum.
    pub(super) fn ty(&self, id: &ShapeId) -> String {
        self.types
            .get(id)
            .cloned()
            .unwrap_or_else(|| type_name(id.name()))
    }

    /// The static of any other shape's schema.
    pub(super) fn constant(&self, id: &ShapeId) -> String {
        self.constants
            .get(id)
            .cloned()
            .unwrap_or_else(|| constant(id.name()))
    }
}

/// `FunctionConfiguration`. Words that Rust reserves get `Shape` behind them.
pub(super) fn type_name(name: &str) -> String {
    let name = not_a_digit_first(name.to_upper_camel_case(), "V");
    if name == "Self" {
        "SelfShape".to_owned()
    } else {
        name
    }
}

/// `function_configuration`, to name a file, so without `r#`.
pub(super) fn module(name: &str) -> String {
    let name = not_a_digit_first(name.to_snake_case(), "v");
    if is_reserved(&name) || HIDDEN.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Names that generated code uses, and which a module of the same name would hide.
const HIDDEN: &[&str] = &[
    "alloc",
    "bool",
    "char",
    "core",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "planish_runtime",
    "std",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

/// `function_name`. Words that can't be written as `r#word` get `_` behind them.
pub(super) fn field(name: &str) -> String {
    let name = not_a_digit_first(name.to_snake_case(), "_");
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        "_" => "value".to_owned(),
        _ => name,
    }
}

/// `X8664`. What would be the variant for unknown values, or a reserved word, gets `Value`.
pub(super) fn variant(name: &str) -> String {
    let name = not_a_digit_first(name.to_upper_camel_case(), "V");
    match name.as_str() {
        "Unknown" | "Self" => format!("{name}Value"),
        _ => name,
    }
}

/// `FUNCTION_LIST`.
pub(super) fn constant(name: &str) -> String {
    not_a_digit_first(name.to_shouty_snake_case(), "_")
}

/// The first of `name`, `name2`, `name3` … that is free.
pub(super) fn unique(name: &str, free: impl Fn(&str) -> bool) -> String {
    if free(name) {
        return name.to_owned();
    }
    let mut number = 2_u64;
    loop {
        let candidate = format!("{name}{number}");
        if free(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// Names that are no longer free.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// These names are taken from the start.
    pub(super) fn of(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Takes the name, or the first that follows it and is free.
    pub(super) fn take(&mut self, name: &str) -> String {
        let unique = unique(name, |candidate| !self.0.contains(candidate));
        self.0.insert(unique.clone());
        unique
    }
}

/// Unique names for the members of one shape, in order.
pub(super) fn members<'a>(
    wire: impl Iterator<Item = &'a str>,
    name: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut taken = Taken::default();
    wire.map(|wire| taken.take(&name(wire))).collect()
}

fn not_a_digit_first(name: String, prefix: &str) -> String {
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{prefix}{name}")
    } else {
        name
    }
}

/// The keywords of Rust 2024, strict and reserved.
pub(crate) fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_what_models_do() {
        assert_eq!(type_name("KMSKeyArn"), "KmsKeyArn");
        assert_eq!(type_name("self"), "SelfShape");
        assert_eq!(type_name("2fa"), "V2fa");
        assert_eq!(field("CodeSha256"), "code_sha256");
        assert_eq!(field("self"), "self_");
        assert_eq!(field("Type"), "type");
        assert_eq!(field("_"), "value");
        assert_eq!(variant("UNKNOWN"), "UnknownValue");
        assert_eq!(variant("x86_64"), "X8664");
        assert_eq!(module("Type"), "type_");
        assert_eq!(module("_2fa"), "v2fa");
        assert_eq!(module("Std"), "std_");
        let all = members(["Foo", "foo", "FOO"].into_iter(), field);
        assert_eq!(all, ["foo", "foo2", "foo3"]);
    }
}
