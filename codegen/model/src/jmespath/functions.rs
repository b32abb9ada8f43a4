//! The functions, and what they ask of their arguments. (jmespath.org, "Built-in Functions")

use super::{Type, Value};

/// A function.
pub(super) struct Function {
    /// Its name.
    name: &'static str,
    /// What it gives.
    gives: Type,
    /// What it takes.
    pub(super) takes: &'static [Takes],
    /// What it takes any number of, after that.
    pub(super) more: Option<Takes>,
}

/// What an argument has to be.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Any,
    One(Type),
    Either(&'static [Type]),
    ListOf(Type),
}

use Takes::{Any, Either, ListOf, One};

const fn function(name: &'static str, gives: Type, takes: &'static [Takes]) -> Function {
    Function {
        name,
        gives,
        takes,
        more: None,
    }
}

/// All functions. That `ends_with` gives a number, and `max` takes any list, is as the reference has it.
const FUNCTIONS: &[Function] = &[
    function("abs", Type::Number, &[One(Type::Number)]),
    function("avg", Type::Number, &[ListOf(Type::Number)]),
    function("ceil", Type::Number, &[One(Type::Number)]),
    function(
        "contains",
        Type::Boolean,
        &[Either(&[Type::Array, Type::String]), Any],
    ),
    function(
        "ends_with",
        Type::Number,
        &[One(Type::String), One(Type::String)],
    ),
    function("floor", Type::Number, &[One(Type::Number)]),
    function(
        "join",
        Type::String,
        &[One(Type::String), ListOf(Type::String)],
    ),
    function("keys", Type::Array, &[One(Type::Object)]),
    function(
        "length",
        Type::Number,
        &[Either(&[Type::String, Type::Array, Type::Object])],
    ),
    function(
        "map",
        Type::Array,
        &[One(Type::Expression), One(Type::Array)],
    ),
    function("max", Type::Number, &[One(Type::Array)]),
    function(
        "max_by",
        Type::Number,
        &[One(Type::Array), One(Type::Expression)],
    ),
    Function {
        name: "merge",
        gives: Type::Object,
        takes: &[],
        more: Some(One(Type::Object)),
    },
    function("min", Type::Number, &[One(Type::Array)]),
    function(
        "min_by",
        Type::Number,
        &[One(Type::Array), One(Type::Expression)],
    ),
    Function {
        name: "not_null",
        gives: Type::Any,
        takes: &[Any],
        more: Some(Any),
    },
    function(
        "reverse",
        Type::Array,
        &[Either(&[Type::Array, Type::String])],
    ),
    function("sort", Type::Array, &[One(Type::Array)]),
    function(
        "sort_by",
        Type::Array,
        &[One(Type::Array), One(Type::Expression)],
    ),
    function(
        "starts_with",
        Type::Boolean,
        &[One(Type::String), One(Type::String)],
    ),
    function("sum", Type::Number, &[ListOf(Type::Number)]),
    function("to_array", Type::Array, &[Any]),
    function("to_number", Type::Number, &[Any]),
    function("to_string", Type::String, &[Any]),
    function("type", Type::String, &[Any]),
    function("values", Type::Array, &[One(Type::Object)]),
];

impl Function {
    /// The function of a name.
    pub(super) fn named(name: &str) -> Option<&'static Function> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    /// What it gives: an empty value of its type.
    pub(super) fn result<'m>(&self) -> Value<'m> {
        match self.gives {
            Type::Number => Value::Number(0.0),
            Type::Boolean => Value::Bool(false),
            Type::Array => Value::list(Vec::new()),
            Type::Object => Value::object(Vec::new()),
            Type::String => Value::String("".into()),
            Type::Null => Value::Null,
            Type::Any | Type::Expression => Value::Any,
        }
    }

    /// What its argument of an index has to be.
    pub(super) fn argument(&self, index: usize) -> Option<Takes> {
        self.takes.get(index).copied().or(self.more)
    }
}

impl Takes {
    /// What is wrong with an argument.
    pub(super) fn problem(self, argument: &Value<'_>) -> Option<String> {
        let found = argument.kind();
        if found == Type::Any {
            return None;
        }
        let name = found.as_str();
        match self {
            Any => None,
            One(wanted) => (wanted != found).then(|| {
                format!(
                    "Expected argument to be {}, but found {name}",
                    wanted.as_str()
                )
            }),
            Either(wanted) => (!wanted.contains(&found)).then(|| {
                let names: Vec<&str> = wanted.iter().map(|kind| kind.as_str()).collect();
                format!("Expected one of [{}], but found {name}", names.join(", "))
            }),
            ListOf(wanted) => match argument.runs() {
                None => Some(format!(
                    "Expected argument to be an array, but found {name}"
                )),
                Some(runs) => {
                    let mut index = 0usize;
                    for (item, count) in runs.iter() {
                        if item.kind() != wanted {
                            let (wanted, found) = (wanted.as_str(), item.kind().as_str());
                            return Some(format!(
                                "Expected an array of {wanted}, but found {found} at index {index}"
                            ));
                        }
                        index = index.saturating_add(*count);
                    }
                    None
                }
            },
        }
    }
}
