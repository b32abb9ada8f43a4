//! From text to tokens, in one pass that always succeeds: what is no token is an error token with a message.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::string;
use super::token::{Token, TokenKind};

/// The tokens of a text.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// All tokens in order, the end of the text included.
    pub all: Vec<Token>,
    /// What is wrong with error tokens, by their index.
    pub errors: BTreeMap<usize, Problem>,
}

/// What is wrong with an error token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    what: &'static str,
    message: String,
    /// Where exactly, if that is not the start of the token.
    at: Option<usize>,
}

/// Where the lines of a text start: found when somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Lines(OnceLock<Vec<usize>>);

/// Cuts a text into tokens.
#[must_use]
pub fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut out = Tokens::default();
    out.all.reserve(text.len() / 4);
    while lexer.at < lexer.bytes.len() {
        let start = lexer.at;
        let kind = lexer.next().unwrap_or_else(|problem| {
            out.errors.insert(out.all.len(), problem);
            TokenKind::Error
        });
        // No token is empty, whatever the text: this loop ends.
        lexer.at = lexer.at.max(start + 1).min(lexer.bytes.len());
        while !text.is_char_boundary(lexer.at) {
            lexer.at += 1;
        }
        out.all.push(Token {
            kind,
            start: offset(start),
            end: offset(lexer.at),
        });
    }
    let end = offset(text.len());
    out.all.push(Token {
        kind: TokenKind::Eof,
        start: end,
        end,
    });
    out
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<TokenKind, Problem> {
        let Some(c) = self.peek() else {
            return Ok(TokenKind::Eof);
        };
        self.at += 1;
        Ok(match c {
            b' ' | b'\t' => {
                self.skip_while(|c| matches!(c, b' ' | b'\t'));
                TokenKind::Space
            }
            b'\n' => TokenKind::Newline,
            b'\r' => {
                self.skip_if(b'\n');
                TokenKind::Newline
            }
            b',' => TokenKind::Comma,
            b'@' => TokenKind::At,
            b'$' => TokenKind::Dollar,
            b'.' => TokenKind::Dot,
            b'{' => TokenKind::LBrace,
            b'}' => TokenKind::RBrace,
            b'[' => TokenKind::LBracket,
            b']' => TokenKind::RBracket,
            b'(' => TokenKind::LParen,
            b')' => TokenKind::RParen,
            b'#' => TokenKind::Pound,
            b'=' => TokenKind::Equal,
            b':' if self.skip_if(b'=') => TokenKind::Walrus,
            b':' => TokenKind::Colon,
            b'"' => self.quoted()?,
            b'/' => self.comment()?,
            b'-' | b'0'..=b'9' => self.number(c)?,
            b'_' | b'A'..=b'Z' | b'a'..=b'z' => self.identifier(c)?,
            _ => {
                let c = self
                    .text
                    .get(self.at - 1..)
                    .and_then(|rest| rest.chars().next());
                return problem(format!("Unexpected character: '{}'", c.unwrap_or_default()));
            }
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_if(&mut self, c: u8) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        while self.peek().is_some_and(&test) {
            self.at += 1;
        }
        self.at - start
    }

    fn comment(&mut self) -> Result<TokenKind, Problem> {
        if !self.skip_if(b'/') {
            self.at += 1;
            return problem("Expected a '/' to follow '/' to form a comment.");
        }
        let kind = if self.skip_if(b'/') {
            TokenKind::DocComment
        } else {
            TokenKind::Comment
        };
        self.skip_while(|c| c != b'\n' && c != b'\r');
        self.skip_if(b'\r');
        self.skip_if(b'\n');
        Ok(kind)
    }

    fn number(&mut self, first: u8) -> Result<TokenKind, Problem> {
        let start = self.at - 1;
        let digits = |lexer: &mut Self| lexer.skip_while(|c| c.is_ascii_digit());
        let mut problem = None;
        if digits(self) == 0 && first == b'-' {
            problem = Some("'-' must be followed by a digit");
        }
        if problem.is_none() && self.skip_if(b'.') && digits(self) == 0 {
            problem = Some("'.' must be followed by a digit");
        }
        if problem.is_none() && (self.skip_if(b'e') || self.skip_if(b'E')) {
            let _ = self.skip_if(b'+') || self.skip_if(b'-');
            if digits(self) == 0 {
                problem = Some("'e', '+', and '-' must be followed by a digit");
            }
        }
        match problem {
            None => Ok(TokenKind::Number),
            Some(problem) => {
                let text = self.text.get(start..self.at).unwrap_or_default();
                self::problem(format!("Invalid number '{text}': {problem}"))
            }
        }
    }

    fn identifier(&mut self, first: u8) -> Result<TokenKind, Problem> {
        if first == b'_' {
            self.skip_while(|c| c == b'_');
            if !self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
                return Err(self.expected("", "Expected a valid identifier character"));
            }
        }
        self.skip_while(|c| c.is_ascii_alphanumeric() || c == b'_');
        Ok(TokenKind::Identifier)
    }

    /// A string or a text block, from after its first quote.
    fn quoted(&mut self) -> Result<TokenKind, Problem> {
        let mut block = false;
        if self.skip_if(b'"') {
            if !self.skip_if(b'"') {
                return Ok(TokenKind::Quoted);
            }
            block = true;
        }
        let start = self.at;
        let quotes: &[u8] = if block { b"\"\"\"" } else { b"\"" };
        loop {
            match self.peek() {
                None => break,
                Some(b'"')
                    if self
                        .bytes
                        .get(self.at..)
                        .is_some_and(|rest| rest.starts_with(quotes)) =>
                {
                    break;
                }
                Some(b'\\') => {
                    self.at += 1;
                    if self.skip_if(b'\r') {
                        self.skip_if(b'\n');
                    } else {
                        self.at = (self.at + 1).min(self.bytes.len());
                    }
                }
                Some(_) => self.at += 1,
            }
        }
        let what = if block {
            "Error parsing text block: "
        } else {
            "Error parsing quoted string: "
        };
        let content = self.text.get(start..self.at).unwrap_or_default();
        if self.at >= self.bytes.len() {
            return Err(self.expected(what, "Expected: '\"'"));
        }
        self.at += quotes.len();
        let value = if block {
            string::unblock(content)
        } else {
            string::unquote(content)
        };
        match value {
            Ok(_) if block => Ok(TokenKind::TextBlock),
            Ok(_) => Ok(TokenKind::Quoted),
            Err(message) => Err(Problem {
                what,
                message,
                at: None,
            }),
        }
    }

    /// Something else was expected here, which need not be the start of the token.
    fn expected(&self, what: &'static str, expected: &str) -> Problem {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = rest
            .chars()
            .next()
            .map_or_else(|| "[EOF]".to_owned(), String::from);
        Problem {
            what,
            message: format!("{expected}, but found '{found}'"),
            at: Some(self.at),
        }
    }
}

fn problem<T>(message: impl Into<String>) -> Result<T, Problem> {
    Err(Problem {
        what: "",
        message: message.into(),
        at: None,
    })
}

impl Problem {
    /// The message.
    #[must_use]
    pub fn message(&self, text: &str, lines: &Lines) -> String {
        let Some(at) = self.at else {
            return format!("{}{}", self.what, self.message);
        };
        let (line, column) = lines.place(text, at);
        format!(
            "{}Syntax error at line {line}, column {column}: {}",
            self.what, self.message
        )
    }
}

impl Lines {
    /// Line and column of an offset, from 1; columns count UTF-16 units, as messages of Smithy's tools do.
    #[must_use]
    pub fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.line(text, at);
        let start = self.starts(text).get(line.saturating_sub(1)).copied();
        let head = text.get(start.unwrap_or_default()..at).unwrap_or_default();
        (line, head.encode_utf16().count() + 1)
    }

    /// The line of an offset, from 1.
    #[must_use]
    pub fn line(&self, text: &str, at: usize) -> usize {
        self.starts(text).partition_point(|start| *start <= at)
    }

    fn starts(&self, text: &str) -> &[usize] {
        self.0.get_or_init(|| {
            let bytes = text.as_bytes();
            let ends = bytes.iter().enumerate().filter(|(i, c)| {
                **c == b'\n' || (**c == b'\r' && bytes.get(i + 1) != Some(&b'\n'))
            });
            std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        let tokens = tokens(text);
        let mut at = 0;
        for token in &tokens.all {
            assert_eq!(token.start, at, "tokens cover the text");
            at = token.end;
        }
        assert_eq!(at as usize, text.len());
        tokens.all.iter().map(|token| token.kind).collect()
    }

    #[test]
    fn every_token_has_its_kind() {
        assert_eq!(
            kinds(" \t\r\n,@$.{}[]()#=::=\"\"\"a\"_a1-1.5e+3"),
            [
                Space, Newline, Comma, At, Dollar, Dot, LBrace, RBrace, LBracket, RBracket, LParen,
                RParen, Pound, Equal, Colon, Walrus, Error, Eof
            ]
        );
        assert_eq!(
            kinds("\"\" \"a\\\"\"_a1-1.5e+3"),
            [Quoted, Space, Quoted, Identifier, Number, Eof]
        );
        assert_eq!(kinds("\"\"\"\na\\\"\"\"\""), [TextBlock, Eof]);
        assert_eq!(
            kinds("// a\r\n/// b\n///"),
            [Comment, DocComment, DocComment, Eof]
        );
        assert_eq!(kinds("//a\rb"), [Comment, Identifier, Eof]);
    }

    #[test]
    fn what_is_no_token_says_why() {
        for (text, message) in [
            ("é", "Unexpected character: 'é'"),
            ("'", "Unexpected character: '''"),
            ("/a", "Expected a '/' to follow '/' to form a comment."),
            ("1.", "Invalid number '1.': '.' must be followed by a digit"),
            ("-", "Invalid number '-': '-' must be followed by a digit"),
            (
                "\"\n\\\"",
                "Error parsing quoted string: Syntax error at line 2, column 3: Expected: '\"', but found '[EOF]'",
            ),
            (
                "\"\"\"a\"\"\"",
                "Error parsing text block: Text block must start with a new line",
            ),
            (
                "__",
                "Syntax error at line 1, column 3: Expected a valid identifier character, but found '[EOF]'",
            ),
            (
                "\"\\é\"",
                "Error parsing quoted string: Invalid escape found in string: `\\é`",
            ),
        ] {
            let problem = tokens(text)
                .errors
                .get(&0)
                .map(|p| p.message(text, &Lines::default()));
            assert_eq!(problem.as_deref(), Some(message));
            assert_eq!(kinds(text).first(), Some(&Error), "{text}");
        }
    }
}
