//! JSON as a tree whose numbers keep their text: for comparing documents and for reading the
//! values that cases give. (Values on the wire never become trees: see [`crate::json`].)

use std::collections::BTreeMap;

use crate::json::lexer::{Lexer, Start};
use crate::protocol::Malformed;

/// A JSON value.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Null,
    Boolean(bool),
    /// The number's text.
    Number(String),
    String(String),
    Array(Vec<Tree>),
    Object(BTreeMap<String, Tree>),
}

impl Tree {
    /// Reads a whole document.
    pub(super) fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let mut lexer = Lexer::new(text)?;
        let tree = read(&mut lexer)?;
        lexer.end()?;
        Ok(tree)
    }

    /// Where the two first differ, and how; `None` where they don't. Numbers are equal where they
    /// denote the same number.
    pub(super) fn difference(&self, other: &Self, path: &str) -> Option<String> {
        match (self, other) {
            (Self::Null, Self::Null) => None,
            (Self::Boolean(a), Self::Boolean(b)) if a == b => None,
            (Self::Number(a), Self::Number(b)) if exact(a) == exact(b) => None,
            (Self::String(a), Self::String(b)) if a == b => None,
            (Self::Array(a), Self::Array(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .enumerate()
                .find_map(|(index, (a, b))| a.difference(b, &format!("{path}/{index}"))),
            (Self::Object(a), Self::Object(b)) => {
                let keys = a.keys().chain(b.keys());
                keys.into_iter()
                    .find_map(|key| match (a.get(key), b.get(key)) {
                        (Some(a), Some(b)) => a.difference(b, &format!("{path}/{key}")),
                        (Some(_), None) => Some(format!("{path}/{key} is missing")),
                        _ => Some(format!("{path}/{key} is too much")),
                    })
            }
            (a, b) => Some(format!("{path} is {b:?} instead of {a:?}")),
        }
    }
}

fn read(lexer: &mut Lexer<'_>) -> Result<Tree, Malformed> {
    Ok(match lexer.peek()? {
        Start::String => Tree::String(lexer.string()?.into_owned()),
        Start::Number => Tree::Number(lexer.number()?.to_owned()),
        Start::Array => {
            let mut items = Vec::new();
            let mut more = lexer.open(b']')?;
            while more {
                items.push(read(lexer)?);
                more = lexer.more(b']')?;
            }
            Tree::Array(items)
        }
        Start::Object => {
            let mut members = BTreeMap::new();
            let mut more = lexer.open(b'}')?;
            while more {
                let key = lexer.key()?.into_owned();
                members.insert(key, read(lexer)?);
                more = lexer.more(b'}')?;
            }
            Tree::Object(members)
        }
        word => {
            lexer.keyword(word)?;
            match word {
                Start::True => Tree::Boolean(true),
                Start::False => Tree::Boolean(false),
                _ => Tree::Null,
            }
        }
    })
}

/// The sign, the digits without zeros around them, and the power of ten of the last digit: the
/// same for all texts of the same number. Zero has no digits.
fn exact(text: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let power = exponent.trim_start_matches('+').parse().unwrap_or(0_i64);
    let power = power - fraction.len() as i64 + (all.len() - digits.len()) as i64;
    match digits.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        digits => (negative, digits.to_owned(), power),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(a: &str, b: &str) -> Option<String> {
        let parse = |text: &str| Tree::parse(text.as_bytes()).unwrap();
        parse(a).difference(&parse(b), "")
    }

    #[test]
    fn documents_are_compared_by_value() {
        for (a, b) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("0.10", "1E-1"),
            ("0", "-0.0"),
            (r#"{"a": 1, "b": [null]}"#, r#"{"b":[null],"a":1}"#),
        ] {
            assert_eq!(differ(a, b), None, "{a} {b}");
        }
        for (a, b) in [
            ("1", "-1"),
            ("12345678901234567891", "12345678901234567892"),
            ("1", "\"1\""),
            ("[1]", "[1,1]"),
            ("{}", r#"{"a":null}"#),
            ("null", "{}"),
        ] {
            assert!(differ(a, b).is_some(), "{a} {b}");
        }
    }
}
