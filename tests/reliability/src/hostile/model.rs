//! The model of the service, read as plain JSON: which operations there are, what they take, and which
//! constraints hold. Only what an attacker wants to know of it is kept.

use std::collections::BTreeMap;

use serde_json::Value;

/// The model that the service is generated from.
const MODEL: &str = include_str!("../../../../model/lambda.json");

/// The namespace of its shapes.
const NAMESPACE: &str = "com.amazonaws.lambda#";

/// All of it.
#[derive(Debug)]
pub(super) struct Model {
    /// Operations, in the order of their names.
    pub(super) operations: Vec<Operation>,
    shapes: BTreeMap<String, Shape>,
}

/// An operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) method: String,
    /// The path, with labels such as `{FunctionName}`.
    pub(super) uri: String,
    pub(super) input: Vec<Member>,
}

/// A member of an input.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) target: String,
    pub(super) place: Place,
}

/// Where a member travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Label,
    Query(String),
    Body,
}

/// A shape, as far as values of it can be right or wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// Members of a structure, and of lists (`member`) and maps (`key`, `value`).
    pub(super) members: Vec<(String, String)>,
    /// Values of an enum.
    pub(super) values: Vec<String>,
    /// The least and the greatest length or number.
    pub(super) bounds: (Option<i64>, Option<i64>),
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    String,
    Boolean,
    Number,
    Blob,
    List,
    Map,
    Structure,
}

impl Model {
    /// The service's model.
    ///
    /// # Errors
    /// If it isn't one.
    pub(super) fn read() -> Result<Model, String> {
        let model: Value = serde_json::from_str(MODEL).map_err(|error| error.to_string())?;
        let shapes = model.get("shapes").and_then(Value::as_object);
        let shapes = shapes.ok_or("the model has no shapes")?;
        let mut operations: Vec<Operation> = shapes
            .iter()
            .filter_map(|(id, shape)| operation(id, shape, shapes))
            .collect();
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let shapes = shapes
            .iter()
            .map(|(id, value)| (bare(id), shape(value)))
            .collect();
        Ok(Model { operations, shapes })
    }

    /// A shape by its bare name; those of the prelude are there, too.
    pub(super) fn shape(&self, name: &str) -> Shape {
        let prelude = |kind| Shape {
            kind,
            ..Shape::default()
        };
        match (self.shapes.get(name), name) {
            (Some(shape), _) => shape.clone(),
            (None, "Boolean") => prelude(Kind::Boolean),
            (None, "Integer" | "Long" | "Double") => prelude(Kind::Number),
            (None, _) => prelude(Kind::String),
        }
    }
}

impl Operation {
    /// Whether it changes nothing.
    pub(super) fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// Whether deleting what is not there is no error (truth.md D2, A9).
    pub(super) fn deletes(&self) -> bool {
        self.method == "DELETE"
    }
}

fn bare(id: &str) -> String {
    let name = id.strip_prefix(NAMESPACE).unwrap_or(id);
    name.rsplit('#').next().unwrap_or(name).to_owned()
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn operation(id: &str, shape: &Value, all: &serde_json::Map<String, Value>) -> Option<Operation> {
    let http = shape.get("traits")?.get("smithy.api#http")?;
    let input = all.get(shape.pointer("/input/target")?.as_str()?)?;
    let members = input.get("members")?.as_object()?;
    Some(Operation {
        name: bare(id),
        method: text(http.get("method"))?,
        uri: text(http.get("uri"))?,
        input: members
            .iter()
            .filter_map(|(name, member)| {
                let traits = member.get("traits");
                let query = traits.and_then(|traits| text(traits.get("smithy.api#httpQuery")));
                let label = traits.and_then(|traits| traits.get("smithy.api#httpLabel"));
                let place = match (query, label) {
                    (Some(query), _) => Place::Query(query),
                    (None, Some(_)) => Place::Label,
                    (None, None) => Place::Body,
                };
                Some(Member {
                    name: name.clone(),
                    target: bare(member.get("target")?.as_str()?),
                    place,
                })
            })
            .collect(),
    })
}

fn shape(value: &Value) -> Shape {
    let kind = match value.get("type").and_then(Value::as_str) {
        Some("boolean") => Kind::Boolean,
        Some("integer" | "long" | "double" | "float") => Kind::Number,
        Some("blob") => Kind::Blob,
        Some("list") => Kind::List,
        Some("map") => Kind::Map,
        Some("structure" | "union") => Kind::Structure,
        _ => Kind::String,
    };
    let target = |member: &Value| text(member.get("target")).map(|id| bare(&id));
    let mut members = Vec::new();
    for single in ["member", "key", "value"] {
        let found = value.get(single).and_then(target);
        members.extend(found.map(|target| (single.to_owned(), target)));
    }
    let named = value.get("members").and_then(Value::as_object);
    let mut values = Vec::new();
    for (name, member) in named.into_iter().flatten() {
        members.extend(target(member).map(|target| (name.clone(), target)));
        values.extend(text(member.pointer("/traits/smithy.api#enumValue")));
    }
    let bound = |which: &str| {
        let traits = ["length", "range"].map(|name| {
            let found = value.pointer(&format!("/traits/smithy.api#{name}"))?;
            found.get(which)?.as_i64()
        });
        traits.into_iter().flatten().next()
    };
    Shape {
        kind,
        members,
        values,
        bounds: (bound("min"), bound("max")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_read() {
        let model = Model::read().unwrap();
        let update = model.operations.iter();
        let update = update.into_iter().find(|o| o.name == "UpdateFunctionCode");
        let update = update.unwrap();
        assert_eq!(update.uri, "/2015-03-31/functions/{FunctionName}/code");
        let place = |name: &str| {
            let member = update.input.iter().find(|m| m.name == name).unwrap();
            member.place.clone()
        };
        assert_eq!(place("FunctionName"), Place::Label);
        assert_eq!(place("ZipFile"), Place::Body);
        assert_eq!(model.shape("S3Bucket").bounds, (Some(3), Some(63)));
        let mut values = model.shape("Architecture").values.clone();
        values.sort_unstable();
        assert_eq!(values, ["arm64", "x86_64"]);
        assert_eq!(model.shape("Blob").kind, Kind::Blob);
        assert_eq!(model.shape("Boolean").kind, Kind::Boolean);
    }
}
