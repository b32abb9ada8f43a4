//! The part of the language that parameters of endpoint rules may use. (Smithy spec, "operationContextParams")

use super::{Expression, Kind};

/// What an expression uses beyond members, wildcards, flattening, lists of several expressions and `keys`, in words.
pub(crate) fn beyond_bindings(expression: &Expression) -> Vec<String> {
    let mut found = Vec::new();
    collect(expression, &mut found);
    found
}

fn collect(expression: &Expression, found: &mut Vec<String>) {
    let word = match &expression.kind {
        Kind::Current | Kind::Field(_) => return,
        Kind::Flatten(inner) | Kind::Reference(inner) => return collect(inner, found),
        Kind::Projection(left, right)
        | Kind::ObjectProjection(left, right)
        | Kind::Then(left, right) => {
            collect(left, found);
            return collect(right, found);
        }
        Kind::List(items) => return items.iter().for_each(|item| collect(item, found)),
        Kind::Call(name, arguments) if name == "keys" => {
            return arguments
                .iter()
                .for_each(|argument| collect(argument, found));
        }
        Kind::Call(name, _) => return found.push(format!("`{name}` function")),
        Kind::Index(_) => "index",
        Kind::Slice => "slice",
        Kind::Literal(_) => "literal",
        Kind::Filter { .. } => "filter projection",
        Kind::Compare(..) => "comparator",
        Kind::And(..) => "and",
        Kind::Or(..) => "or",
        Kind::Not(_) => "not",
        Kind::Hash(_) => "multiselect hash",
    };
    found.push(word.to_owned());
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn paths_of_parameters_are_simple() {
        let found = |path: &str| beyond_bindings(&parse(path).unwrap()).join(", ");
        assert_eq!(found("a.b"), "");
        assert_eq!(found("a[*].b"), "");
        assert_eq!(found("a[*][b, c.d][]"), "");
        assert_eq!(found("keys(a)"), "");
        assert_eq!(found("a[0]"), "index");
        assert_eq!(found("length(a)"), "`length` function");
        assert_eq!(found("a || b"), "or");
        assert_eq!(found("a[?b]"), "filter projection");
    }
}
