//! Is a node a value of a shape? (Smithy spec, "Trait node values": how values of every type are written as nodes)
//!
//! The messages are those of Smithy's own tools.

use std::collections::{HashMap, HashSet};

use regex_lite::Regex;

use super::{Context, timestamp};
use crate::selector::{Item, Matcher};
use crate::traits::{Enum, IdRef, Length, Range};
use crate::{
    Member, Node, Number, Object, Selector, Severity, Shape, ShapeId, ShapeType, Traits, known,
};

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// What event ids end in, if the finding has a name of its own.
    pub(super) suffix: Option<String>,
    /// How much it matters.
    pub(super) severity: Severity,
    /// The names and indices of the way to it, each with a dot before.
    pub(super) path: String,
    /// What is wrong.
    pub(super) message: String,
}

impl Finding {
    /// The event id of the finding in a family of events.
    pub(super) fn event(&self, family: &str) -> String {
        match &self.suffix {
            Some(suffix) => format!("{family}.{suffix}"),
            None => family.to_owned(),
        }
    }
}

/// How strictly values are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Options {
    /// Times are seconds since 1970, whatever formats the shapes have, as in the values of tests.
    pub(super) epoch_seconds: bool,
    /// `null` stands for absent values.
    pub(super) null_is_absent: bool,
    /// Zeros may break ranges, as Smithy 1.0 let them: that is only a warning.
    pub(super) zero_out_of_range: bool,
    /// Constraints may be broken on purpose, as examples of errors do: those findings are warnings.
    pub(super) broken_constraints: bool,
}

/// Looks at values. What is needed for many of them is kept from one to the next.
pub(super) struct Values<'c, 'm> {
    context: &'c Context<'m>,
    options: Options,
    /// By their texts; `None` for those that this engine can't read.
    patterns: HashMap<&'m str, Option<Regex>>,
    /// Whether shapes match selectors.
    matches: HashMap<(String, ShapeId), bool>,
    findings: Vec<Finding>,
    path: Vec<String>,
}

impl<'c, 'm> Values<'c, 'm> {
    /// Nothing is kept yet.
    pub(super) fn new(context: &'c Context<'m>, options: Options) -> Values<'c, 'm> {
        Values {
            context,
            options,
            patterns: HashMap::new(),
            matches: HashMap::new(),
            findings: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Changes how strictly values are looked at from now on.
    pub(super) fn set_options(&mut self, options: Options) {
        self.options = options;
    }

    /// All that is wrong with a node as a value of a shape.
    pub(super) fn of_shape(&mut self, shape: &'m Shape, node: &Node) -> Vec<Finding> {
        self.shape(shape, node, None);
        std::mem::take(&mut self.findings)
    }

    /// All that is wrong with a node as a value of what a member targets, with the constraints of both.
    pub(super) fn of_member(
        &mut self,
        shape: &'m Shape,
        member: &'m Member,
        node: &Node,
    ) -> Vec<Finding> {
        self.member(shape, member, node);
        std::mem::take(&mut self.findings)
    }

    fn member(&mut self, shape: &'m Shape, member: &'m Member, node: &Node) {
        let model = self.context.model();
        let Some(target) = model.target(member) else {
            return;
        };
        self.constraints(Item::Member(shape, member), target.kind, node);
        if target.kind == ShapeType::Timestamp {
            self.seconds(&member.id, node);
        }
        if !self.options.epoch_seconds
            && target.kind == ShapeType::Timestamp
            && let Some(format) = member.traits.get(known::TIMESTAMP_FORMAT)
        {
            self.time(&member.id, format.as_str(), node);
        }
        if node.is_null() {
            self.null(shape, member);
        }
        self.shape(target, node, Some(member));
    }

    /// Goes no deeper than the node does.
    fn shape(&mut self, shape: &'m Shape, node: &Node, from: Option<&'m Member>) {
        use ShapeType as T;
        let form = match shape.kind {
            T::Document => return,
            T::Timestamp => {
                self.seconds(&shape.id, node);
                let of_member = from.is_some_and(|m| m.traits.has(known::TIMESTAMP_FORMAT));
                if !self.options.epoch_seconds && !of_member {
                    let format = shape.traits.get(known::TIMESTAMP_FORMAT);
                    self.time(&shape.id, format.and_then(Node::as_str), node);
                }
                return self.constraints(Item::Shape(shape), shape.kind, node);
            }
            T::Operation | T::Resource | T::Service => {
                return self.find(format!("Encountered invalid shape type: {}", shape.kind));
            }
            T::Blob | T::String | T::Enum => "string",
            T::Boolean => "boolean",
            T::List => "array",
            T::Map | T::Structure | T::Union => "object",
            _ => "number",
        };
        let is_float = matches!(shape.kind, T::Float | T::Double);
        if node.type_name() != form && !(is_float && node.as_str().is_some()) {
            return self.wrong_type(shape, form, node);
        }
        let whole = shape.kind.is_integer();
        if let (Node::Number(number), true) = (node, whole)
            && !self.whole(shape, number)
        {
            return;
        }
        self.constraints(Item::Shape(shape), shape.kind, node);
        match (node, shape.kind) {
            (Node::Array(values), T::List) => {
                for (i, value) in values.iter().enumerate() {
                    if let Some(member) = shape.list_member() {
                        self.inside(i.to_string(), |check| check.member(shape, member, value));
                    }
                }
            }
            (Node::Object(object), T::Map) => self.map(shape, object),
            (Node::Object(object), T::Union) => self.union(shape, object),
            (Node::Object(object), _) => self.structure(shape, object),
            _ => {}
        }
    }

    fn wrong_type(&mut self, shape: &Shape, form: &str, node: &Node) {
        if node.is_null() && self.options.null_is_absent {
            return;
        }
        let text = match node {
            Node::Number(number) => format!(", `{number}`"),
            Node::String(text) => format!(", `{text}`"),
            Node::Bool(value) => format!(", `{value}`"),
            _ => String::new(),
        };
        let (kind, id, found) = (shape.kind, &shape.id, node.type_name());
        self.find(format!(
            "Expected {form} value for {kind} shape, `{id}`; found {found} value{text}"
        ));
    }

    fn map(&mut self, shape: &'m Shape, object: &Object) {
        for (key, value) in object.iter() {
            if let Some(member) = shape.map_key() {
                let node = Node::from(key);
                self.inside(format!("{key} (map-key)"), |check| {
                    check.member(shape, member, &node);
                });
            }
            if let Some(member) = shape.map_value() {
                self.inside(key.to_owned(), |check| check.member(shape, member, value));
            }
        }
    }

    fn union(&mut self, shape: &'m Shape, object: &Object) {
        if object.len() > 1 {
            let message = "union values can contain a value for only a single member";
            return self.find(message.to_owned());
        }
        for (key, value) in object.iter() {
            match shape.member(key) {
                Some(member) => {
                    self.inside(key.to_owned(), |check| check.member(shape, member, value));
                }
                None => self.unknown(&shape.id, key, Severity::Error),
            }
        }
    }

    fn structure(&mut self, shape: &'m Shape, object: &Object) {
        let id = &shape.id;
        for (key, value) in object.iter() {
            match shape.member(key) {
                Some(member) => {
                    self.inside(key.to_owned(), |check| check.member(shape, member, value));
                }
                None => self.unknown(id, key, Severity::Warning),
            }
        }
        for member in &shape.members {
            if member.traits.has(known::REQUIRED) && object.get(&member.name).is_none() {
                let message = format!(
                    "Missing required structure member `{}` for `{id}`",
                    member.name
                );
                self.break_constraint(message);
            }
        }
    }

    /// `null` where a value has to be.
    fn null(&mut self, shape: &Shape, member: &Member) {
        let id = &shape.id;
        match shape.kind {
            ShapeType::List | ShapeType::Map if !shape.traits.has(known::SPARSE) => {
                self.find(format!(
                    "Non-sparse {} shape `{id}` cannot contain null values",
                    shape.kind
                ));
            }
            ShapeType::Structure if !is_nullable(shape, member) => self.find(format!(
                "Required structure member `{}` for `{id}` cannot be null",
                member.name
            )),
            _ => {}
        }
    }

    /// Whether a number is whole, and within what its type holds.
    fn whole(&mut self, shape: &Shape, number: &Number) -> bool {
        let (min, max) = match shape.kind {
            ShapeType::Byte => (i64::from(i8::MIN), i64::from(i8::MAX)),
            ShapeType::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
            ShapeType::Integer | ShapeType::IntEnum => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let kind = shape.kind;
        if !number.is_integer() || number.as_str().contains('.') {
            self.find(format!(
                "{kind} shapes must not have floating point values, but found `{number}` provided for `{}`",
                shape.id
            ));
            return false;
        }
        if kind == ShapeType::BigInteger
            || number.as_i64().is_some_and(|n| (min..=max).contains(&n))
        {
            return true;
        }
        let (sign, bound) = match *number < Number::from(0) {
            true => ('>', min),
            false => ('<', max),
        };
        self.find(format!(
            "{kind} value must be {sign} {bound}, but found {number}"
        ));
        false
    }

    /// What the traits of a shape or member ask of a value of a type.
    fn constraints(&mut self, item: Item<'m>, kind: ShapeType, node: &Node) {
        let traits: &'m Traits = item.traits();
        if let Item::Shape(shape) = item {
            self.of_type(shape, node);
        }
        if traits.is_empty() {
            return;
        }
        if let Some(length) = traits.typed::<Length>() {
            self.length(item.id(), kind, length, node);
        }
        if let Some(range) = traits.typed::<Range>() {
            self.range(item, &range, node);
        }
        if let (Node::String(text), true) = (node, kind.is_string()) {
            if let Some(id_ref) = traits.typed::<IdRef>() {
                self.shape_id(id_ref, text);
            }
            if let Some(pattern) = traits.get(known::PATTERN).and_then(Node::as_str) {
                self.pattern(item.id(), pattern, text);
            }
        }
        if let (Node::Array(values), true) = (node, traits.has(known::UNIQUE_ITEMS)) {
            self.unique(item.id(), values);
        }
    }

    /// The values of enums, and the texts that stand for floats.
    fn of_type(&mut self, shape: &Shape, node: &Node) {
        let values = || {
            shape
                .members
                .iter()
                .filter_map(|m| m.traits.get(known::ENUM_VALUE))
        };
        let id = &shape.id;
        match (shape.kind, node) {
            (ShapeType::String | ShapeType::Enum, Node::String(text)) => {
                let old = shape.traits.typed::<Enum>().unwrap_or(Enum {
                    definitions: Vec::new(),
                });
                let old = old.definitions.iter().map(|definition| &*definition.value);
                let mut values: Vec<&str> = values().filter_map(Node::as_str).chain(old).collect();
                let is_enum = shape.kind == ShapeType::Enum || shape.traits.has(known::ENUM);
                if is_enum && !values.contains(&&**text) {
                    values.sort_unstable();
                    let values = super::ticked(values);
                    self.find(format!(
                        "String value provided for `{id}` must be one of the following values: {values}"
                    ));
                }
            }
            (ShapeType::IntEnum, Node::Number(number)) => {
                let values: Vec<&Number> = values().filter_map(Node::as_number).collect();
                if !values.contains(&number) {
                    let mut values: Vec<String> = values.iter().map(ToString::to_string).collect();
                    values.sort_unstable();
                    let values = super::ticked(values);
                    self.find(format!(
                        "Integer value provided for `{id}` must be one of the following values: {values}, but found {number}"
                    ));
                }
            }
            (ShapeType::Float | ShapeType::Double, Node::String(text))
                if !is_special_float(text) =>
            {
                self.find(format!(
                    "Value for `{id}` must either be numeric or one of the following strings: [\"NaN\", \"Infinity\", \"-Infinity\"], but was \"{text}\""
                ));
            }
            _ => {}
        }
    }

    fn range(&mut self, item: Item<'_>, range: &Range, node: &Node) {
        let id = item.id();
        let least = |min: &Number| {
            format!("Value provided for `{id}` must be greater than or equal to {min}, but found ")
        };
        let most = |max: &Number| {
            format!("Value provided for `{id}` must be less than or equal to {max}, but found ")
        };
        match (node, range.min.as_ref(), range.max.as_ref()) {
            (Node::Number(number), min, max) => {
                let min = min.filter(|min| number < min).map(least);
                let max = max.filter(|max| number > max).map(most);
                for message in min.into_iter().chain(max) {
                    let level = match item {
                        Item::Shape(_) => "Target",
                        Item::Member(..) => "Member",
                    };
                    let zero = self.options.zero_out_of_range && *number == Number::from(0);
                    let severity = match zero || self.options.broken_constraints {
                        true => Severity::Warning,
                        false => Severity::Error,
                    };
                    let suffix = Some(format!("{level}.InvalidRange"));
                    self.push(suffix, severity, format!("{message}{number}"));
                }
            }
            (Node::String(text), min, max) => match (&**text, min, max) {
                ("NaN", _, _) => self.find(format!(
                    "Value provided for `{id}` must be a number because the `smithy.api#range` trait is applied, but found \"{text}\""
                )),
                ("-Infinity", Some(min), _) => self.find(format!("{}\"{text}\"", least(min))),
                ("Infinity", _, Some(max)) => self.find(format!("{}\"{text}\"", most(max))),
                _ => {}
            },
            _ => {}
        }
    }

    fn shape_id(&mut self, id_ref: IdRef, text: &str) {
        let Ok(id) = ShapeId::parse(text) else {
            return self.find(format!("Invalid shape ID: {text}"));
        };
        let message = match Item::find(self.context.model(), &id) {
            None if id_ref.fail_when_missing => {
                format!("Shape ID `{id}` was not found in the model")
            }
            Some(item) if !self.selected(&id_ref.selector, &id, item) => {
                format!(
                    "Shape ID `{id}` does not match selector `{}`",
                    id_ref.selector
                )
            }
            _ => return,
        };
        self.find(id_ref.error_message.unwrap_or(message));
    }

    /// Whether a selector matches a shape. What can't be read as a selector, which is reported where it stands, matches all.
    fn selected(&mut self, selector: &str, id: &ShapeId, item: Item<'m>) -> bool {
        if selector == "*" {
            return true;
        }
        let context = self.context;
        let key = (selector.to_owned(), id.clone());
        *self.matches.entry(key).or_insert_with(|| {
            let selector = Selector::parse(selector);
            selector
                .is_ok_and(|selector| Matcher::new(&selector, context.neighbors()).matches(item))
        })
    }

    fn pattern(&mut self, id: &ShapeId, pattern: &'m str, text: &str) {
        let regex = self.patterns.entry(pattern);
        let regex = regex.or_insert_with(|| Regex::new(pattern).ok());
        if regex.as_ref().is_some_and(|regex| !regex.is_match(text)) {
            self.break_constraint(format!(
                "String value provided for `{id}` must match regular expression: {pattern}"
            ));
        }
    }

    fn length(&mut self, id: &ShapeId, kind: ShapeType, length: Length, node: &Node) {
        use ShapeType as T;
        let (count, of) = match (node, kind) {
            (Node::String(text), T::String | T::Enum) => (text.chars().count(), "characters"),
            (Node::String(text), T::Blob) => (text.len(), "bytes"),
            (Node::Array(values), T::List) => (values.len(), "elements"),
            (Node::Object(object), T::Map) => (object.len(), "entries"),
            _ => return,
        };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let text = kind.is_string();
        if let Some(min) = length.min.filter(|min| count < *min) {
            self.break_constraint(match text {
                true => format!(
                    "String value provided for `{id}` must be >= {min} characters, but the provided value is only {count} characters."
                ),
                false => format!(
                    "Value provided for `{id}` must have at least {min} {of}, but the provided value only has {count} {of}"
                ),
            });
        }
        if let Some(max) = length.max.filter(|max| count > *max) {
            let only = if kind == T::Blob { "" } else { "only " };
            self.break_constraint(match text {
                true => format!(
                    "String value provided for `{id}` must be <= {max} characters, but the provided value is {count} characters."
                ),
                false => format!(
                    "Value provided for `{id}` must have no more than {max} {of}, but the provided value {only}has {count} {of}"
                ),
            });
        }
    }

    fn unique(&mut self, id: &ShapeId, values: &[Node]) {
        let mut twice: Vec<String> = Vec::new();
        let mut texts: HashSet<&str> = HashSet::new();
        for (i, value) in values.iter().enumerate() {
            let again = match value {
                Node::String(text) => !texts.insert(text),
                _ => values.get(..i).is_some_and(|before| before.contains(value)),
            };
            if again {
                let text = crate::json::to_compact(value);
                let text = value.as_str().map_or(text, str::to_owned);
                if !twice.contains(&text) {
                    twice.push(text);
                }
            }
        }
        if !twice.is_empty() {
            self.find(format!(
                "Value provided for `{id}` must have unique items, but the following items had multiple entries: [{}]",
                super::ticked(twice)
            ));
        }
    }

    fn time(&mut self, id: &ShapeId, format: Option<&str>, node: &Node) {
        const EXAMPLE: &str = "(e.g., \"1985-04-12T23:20:50.52Z\")";
        let kind = node.type_name();
        let message = match (format, node) {
            (None, Node::Number(_)) | (Some("epoch-seconds"), Node::Number(_)) => return,
            (None | Some("date-time"), Node::String(text)) => {
                if timestamp::is_date_time(text) {
                    return;
                }
                format!(
                    "Invalid string value, `{text}`, provided for timestamp, `{id}`. Expected an RFC 3339 formatted timestamp {EXAMPLE}"
                )
            }
            (None, _) => format!(
                "Invalid {kind} value provided for timestamp, `{id}`. Expected a number that contains epoch seconds with optional millisecond precision, or a string that contains an RFC 3339 formatted timestamp {EXAMPLE}"
            ),
            (Some("date-time"), _) => {
                format!("Expected a string value for a date-time timestamp {EXAMPLE}")
            }
            (Some("epoch-seconds"), _) => format!(
                "Invalid {kind} value provided for a timestamp with a `epoch-seconds` format."
            ),
            (Some("http-date"), node) => {
                if node.as_str().is_some_and(timestamp::is_http_date) {
                    return;
                }
                format!(
                    "Invalid value provided for http-date formatted timestamp. Expected a string value that matches the IMF-fixdate production of RFC 9110 section-5.6.7. Found: {}",
                    node.as_str().unwrap_or(kind)
                )
            }
            _ => return,
        };
        self.find(message);
    }

    fn inside(&mut self, name: String, check: impl FnOnce(&mut Self)) {
        self.path.push(format!(".{name}"));
        check(self);
        self.path.pop();
    }

    fn break_constraint(&mut self, message: String) {
        let severity = match self.options.broken_constraints {
            true => Severity::Warning,
            false => Severity::Error,
        };
        self.push(None, severity, message);
    }

    fn find(&mut self, message: String) {
        self.push(None, Severity::Error, message);
    }

    /// Reports a key that a shape has no member for.
    fn unknown(&mut self, id: &ShapeId, key: &str, severity: Severity) {
        let suffix = format!("UnknownMember.{id}.{key}");
        let message = format!("Member `{key}` does not exist in `{id}`");
        self.push(Some(suffix), severity, message);
    }

    /// Reports a value that is no number of seconds since 1970, where only that is a timestamp.
    fn seconds(&mut self, id: &ShapeId, node: &Node) {
        if self.options.epoch_seconds && node.as_number().is_none() {
            self.find(format!(
                "Invalid {} value provided for timestamp, `{id}`. Expected a number that contains epoch seconds with optional millisecond precision",
                node.type_name()
            ));
        }
    }

    fn push(&mut self, suffix: Option<String>, severity: Severity, message: String) {
        let path = self.path.concat();
        self.findings.push(Finding {
            suffix,
            severity,
            path,
            message,
        });
    }
}

/// Whether a client may find no value in a member of a structure.
fn is_nullable(shape: &Shape, member: &Member) -> bool {
    let default = member.traits.get(known::DEFAULT);
    member.traits.has(known::CLIENT_OPTIONAL)
        || shape.traits.has(known::INPUT)
        || (default.is_none_or(Node::is_null) && !member.traits.has(known::REQUIRED))
}

/// Values of floating point that JSON has no number for.
fn is_special_float(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    fn find(shapes: &str, of: &str, node: &str, options: Options) -> String {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            format!(r#"{{"smithy":"2.0","shapes":{{{shapes}}}}}"#),
        );
        let (model, _) = load(&sources);
        let context = Context::new(&model);
        let found = Values::new(&context, options)
            .of_shape(model.shape(of).unwrap(), &crate::json::parse(node).unwrap());
        let lines = found
            .iter()
            .map(|f| format!("{} {}: {}", f.event(f.severity.as_str()), f.path, f.message));
        lines.collect::<Vec<_>>().join("\n")
    }

    const SHAPES: &str = r#"
        "a#S":{"type":"structure","members":{"u":{"target":"a#U"},"l":{"target":"a#L"},"f":{"target":"smithy.api#Float"},
            "i":{"target":"smithy.api#Byte","traits":{"smithy.api#required":{}}},"r":{"target":"a#R"},"n":{"target":"a#N"}}},
        "a#U":{"type":"union","members":{"a":{"target":"smithy.api#String"},"b":{"target":"smithy.api#Unit"}}},
        "a#L":{"type":"list","member":{"target":"a#E"},"traits":{"smithy.api#length":{"max":1},"smithy.api#uniqueItems":{}}},
        "a#N":{"type":"integer","traits":{"smithy.api#range":{"min":1}}},
        "a#M":{"type":"map","key":{"target":"a#P"},"value":{"target":"smithy.api#Timestamp"}},
        "a#P":{"type":"string","traits":{"smithy.api#pattern":"^[a-z]+$"}},
        "a#R":{"type":"string","traits":{"smithy.api#idRef":{"failWhenMissing":true,"selector":"list"}}},
        "a#E":{"type":"enum","members":{"X":{"target":"smithy.api#Unit"}}}"#;

    #[test]
    fn values_are_those_of_their_shapes() {
        let good = r#"{"i":-128,"u":{"b":{}},"l":["X"],"f":"NaN","r":"a#L","n":1}"#;
        assert_eq!(find(SHAPES, "a#S", good, Options::default()), "");
        let wanted = [
            "error .u: union values can contain a value for only a single member",
            "error .l: Value provided for `a#L` must have no more than 1 elements, but the provided value only has 2 elements",
            "error .l: Value provided for `a#L` must have unique items, but the following items had multiple entries: [`Y`]",
            "error .l.0: String value provided for `a#E` must be one of the following values: `X`",
            "error .l.1: String value provided for `a#E` must be one of the following values: `X`",
            "error .f: Value for `smithy.api#Float` must either be numeric or one of the following strings: [\"NaN\", \"Infinity\", \"-Infinity\"], but was \"nan\"",
            "warning.UnknownMember.a#S.x : Member `x` does not exist in `a#S`",
            "error .r: Shape ID `a#No` was not found in the model",
            "error.Target.InvalidRange .n: Value provided for `a#N` must be greater than or equal to 1, but found 0",
            "error : Missing required structure member `i` for `a#S`",
        ];
        let bad = r#"{"u":{"a":"","b":{}},"l":["Y","Y"],"f":"nan","x":1,"r":"a#No","n":0}"#;
        assert_eq!(
            find(SHAPES, "a#S", bad, Options::default()),
            wanted.join("\n")
        );
        let wanted = [
            "error .i: byte value must be < 127, but found 128",
            "error .r: Shape ID `a#U` does not match selector `list`",
            "error .n: integer shapes must not have floating point values, but found `1.5` provided for `a#N`",
            "error .l: Expected array value for list shape, `a#L`; found null value",
        ];
        let bad = r#"{"i":128,"r":"a#U","n":1.5,"l":null}"#;
        assert_eq!(
            find(SHAPES, "a#S", bad, Options::default()),
            wanted.join("\n")
        );
    }

    #[test]
    fn keys_are_values_too_and_times_are_texts_or_numbers() {
        let node = r#"{"a":1,"b":"1985-04-12T23:20:50.52Z","C":true}"#;
        let wanted = [
            "error .C (map-key): String value provided for `a#P` must match regular expression: ^[a-z]+$",
            "error .C: Invalid boolean value provided for timestamp, `smithy.api#Timestamp`. Expected a number that contains epoch seconds with optional millisecond precision, or a string that contains an RFC 3339 formatted timestamp (e.g., \"1985-04-12T23:20:50.52Z\")",
        ];
        assert_eq!(
            find(SHAPES, "a#M", node, Options::default()),
            wanted.join("\n")
        );
    }

    #[test]
    fn options_are_more_or_less_strict() {
        let options = Options {
            epoch_seconds: true,
            null_is_absent: true,
            zero_out_of_range: true,
            broken_constraints: true,
        };
        let wanted = "error .i: Required structure member `i` for `a#S` cannot be null\nwarning.Target.InvalidRange .n: Value provided for `a#N` must be greater than or equal to 1, but found 0";
        assert_eq!(
            find(SHAPES, "a#S", r#"{"i":null,"l":null,"n":0}"#, options),
            wanted
        );
        let wanted = "warning .C (map-key): String value provided for `a#P` must match regular expression: ^[a-z]+$\nerror .C: Invalid string value provided for timestamp, `a#M$value`. Expected a number that contains epoch seconds with optional millisecond precision\nerror .C: Invalid string value provided for timestamp, `smithy.api#Timestamp`. Expected a number that contains epoch seconds with optional millisecond precision";
        assert_eq!(find(SHAPES, "a#M", r#"{"C":"x"}"#, options), wanted);
    }
}
