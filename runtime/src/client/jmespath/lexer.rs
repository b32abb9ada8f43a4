//! The tokens of an expression.

use super::{Comparison, Problem, json};
use crate::document::Document;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// A name in quotes: never that of a function.
    Quoted(String),
    Number(i64),
    Literal(Document),
    Compare(Comparison),
    Dot,
    Star,
    At,
    Comma,
    Colon,
    Pipe,
    Or,
    And,
    Not,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    End,
}

/// Symbols, longer ones before their own starts.
const SYMBOLS: &[(&str, Token)] = &[
    ("[]", Token::Flatten),
    ("[?", Token::Filter),
    ("||", Token::Or),
    ("&&", Token::And),
    ("==", Token::Compare(Comparison::Equal)),
    ("!=", Token::Compare(Comparison::NotEqual)),
    ("<=", Token::Compare(Comparison::LessOrEqual)),
    (">=", Token::Compare(Comparison::GreaterOrEqual)),
    ("<", Token::Compare(Comparison::Less)),
    (">", Token::Compare(Comparison::Greater)),
    ("!", Token::Not),
    ("|", Token::Pipe),
    (".", Token::Dot),
    ("*", Token::Star),
    ("@", Token::At),
    (",", Token::Comma),
    (":", Token::Colon),
    ("(", Token::OpenParen),
    (")", Token::CloseParen),
    ("[", Token::OpenBracket),
    ("]", Token::CloseBracket),
    ("{", Token::OpenBrace),
    ("}", Token::CloseBrace),
];

/// All tokens with the byte where each begins, [`Token::End`] last.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Problem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        if space > 0 {
            at += space;
            continue;
        }
        let (token, len) = token(rest, at)?;
        tokens.push((token, at));
        at += len;
    }
    tokens.push((Token::End, at));
    Ok(tokens)
}

/// The token that the text begins with, and its length in bytes.
fn token(rest: &str, at: usize) -> Result<(Token, usize), Problem> {
    if let Some((symbol, token)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
        return Ok((token.clone(), symbol.len()));
    }
    let len_of = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
    match rest.chars().next() {
        Some('a'..='z' | 'A'..='Z' | '_') => {
            let len = len_of(|c| c.is_ascii_alphanumeric() || c == '_');
            let name = rest.get(..len).unwrap_or_default();
            Ok((Token::Name(name.to_owned()), len))
        }
        Some('0'..='9' | '-') => {
            let len = len_of(|c| c.is_ascii_digit() || c == '-');
            let number = rest.get(..len).and_then(|n| n.parse().ok());
            let number = number.ok_or_else(|| Problem::at("not a number", at))?;
            Ok((Token::Number(number), len))
        }
        Some('\'') => {
            let (raw, len) = quoted(rest, '\'', at)?;
            let text = raw.replace("\\'", "'").replace("\\\\", "\\");
            Ok((Token::Literal(Document::String(text)), len))
        }
        Some('"') => {
            let (_, len) = quoted(rest, '"', at)?;
            match rest.get(..len).and_then(json::parse) {
                Some(Document::String(name)) => Ok((Token::Quoted(name), len)),
                _ => Err(Problem::at("not a quoted name", at)),
            }
        }
        Some('`') => {
            let (raw, len) = quoted(rest, '`', at)?;
            let literal = json::parse(&raw.replace("\\`", "`"));
            let literal = literal.ok_or_else(|| Problem::at("not a JSON literal", at))?;
            Ok((Token::Literal(literal), len))
        }
        Some('&') => Err(Problem::at("expression references aren't supported", at)),
        _ => Err(Problem::at("unexpected character", at)),
    }
}

/// What stands between the quotes, escapes untouched, and the length with the quotes.
fn quoted(text: &str, quote: char, at: usize) -> Result<(&str, usize), Problem> {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return Ok((text.get(1..i).unwrap_or_default(), i + 1));
        }
    }
    Err(Problem::at("a quote isn't closed", at))
}
