//! Media types that are media types. (Smithy spec, "mediaType trait"; RFC 9110, section 8.3)

use super::http_binding::is_token;
use super::{Context, Rule, Run};
use crate::traits::{MediaType, TypedTrait};
use crate::{Diagnostic, Diagnostics};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "MediaType",
    title: "Media types are well formed.",
    why: "The value of `@mediaType` goes into `Content-Type` headers and into tables of codecs: a type, a slash, a subtype, and parameters after \
        semicolons (RFC 9110, section 8.3). What is not of this form is understood by nobody.",
    bad: r#"$version: "2"
namespace example

@mediaType("image png")
blob Photo
"#,
    good: r#"$version: "2"
namespace example

@mediaType("image/png")
blob Photo
"#,
    run: Run::Semantic(check),
}];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(MediaType::ID) {
        if let Some(MediaType(value)) = on.traits().typed()
            && let Err(why) = parse(&value)
        {
            let message = format!("Invalid mediaType value, \"{value}\": {why}");
            let found = Diagnostic::error("MediaType", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}

/// The characters of a token, in the order in which messages list them.
const TOKEN: &str = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `type "/" subtype *( ";" name "=" ( token / quoted-string ) )`, with white space around the semicolons.
fn parse(text: &str) -> Result<(), String> {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
    };
    reader.token()?;
    reader.expect('/')?;
    reader.token()?;
    reader.white_space();
    while reader.peek().is_some() {
        reader.expect(';')?;
        reader.white_space();
        reader.token()?;
        reader.expect('=')?;
        if reader.peek() == Some('"') {
            reader.quoted()?;
        } else {
            reader.token()?;
        }
        reader.white_space();
    }
    Ok(())
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> usize {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        self.at - start
    }

    fn white_space(&mut self) {
        self.skip_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            return Ok(());
        }
        Err(self.error(&format!(
            "Expected: '{wanted}', but found '{}'",
            self.found()
        )))
    }

    fn token(&mut self) -> Result<(), String> {
        if self.skip_while(|c| u8::try_from(c).is_ok_and(is_token)) > 0 {
            return Ok(());
        }
        let mut message = format!(
            "Found '{}', but expected one of the following tokens:",
            self.found()
        );
        for c in TOKEN.chars() {
            message.push_str(&format!(" '{c}'"));
        }
        Err(self.error(&message))
    }

    fn quoted(&mut self) -> Result<(), String> {
        self.expect('"')?;
        while let Some(c) = self.peek().filter(|c| *c != '"') {
            self.at += 1;
            if c == '\\' {
                if self.peek().is_none() {
                    return Err(self.error("Expected character after escape"));
                }
                self.at += 1;
            }
        }
        self.expect('"')
    }

    fn found(&self) -> String {
        self.peek().map_or_else(|| "[EOF]".to_owned(), String::from)
    }

    fn error(&self, what: &str) -> String {
        let before = self.chars.get(..self.at).unwrap_or_default();
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
        format!("Syntax error at line {line}, column {column}: {what}")
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn media_types_have_a_form() {
        for text in [
            "text/plain",
            "application/foo+json; charset=utf-8 ; q=\"a\\\"b\"",
        ] {
            assert_eq!(parse(text), Ok(()), "{text}");
        }
        for (text, why) in [
            (
                "text",
                "Syntax error at line 1, column 5: Expected: '/', but found '[EOF]'",
            ),
            (
                "text/plain a",
                "Syntax error at line 1, column 12: Expected: ';', but found 'a'",
            ),
            (
                "a/b;c=\"d",
                "Syntax error at line 1, column 9: Expected: '\"', but found '[EOF]'",
            ),
        ] {
            assert_eq!(parse(text), Err(why.to_owned()));
        }
        let start = "Syntax error at line 1, column 1: Found '/', but expected one of the following tokens: '!' '#'";
        assert!(parse("/b").is_err_and(|why| why.starts_with(start)));
    }
}
