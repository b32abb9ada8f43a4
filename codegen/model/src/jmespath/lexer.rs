//! The tokens of an expression.

use super::{Position, SyntaxError};
use crate::{Node, Number, Object};

/// How deep JSON literals nest.
const DEEPEST_LITERAL: usize = 50;

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Name,
    Literal,
    CloseBracket,
    CloseParen,
    Comma,
    CloseBrace,
    Number,
    Current,
    Reference,
    Colon,
    Pipe,
    Or,
    And,
    Equal,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    NotEqual,
    Flatten,
    Star,
    Filter,
    Dot,
    Not,
    OpenBrace,
    OpenBracket,
    OpenParen,
}

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// Its kind.
    pub(super) kind: Kind,
    /// The text of a name, the number, the value of a literal.
    pub(super) value: Option<Node>,
    /// Where it begins.
    pub(super) position: Position,
}

/// Tokens of symbols; longer ones stand before their own starts.
const SYMBOLS: &[(&str, Kind)] = &[
    ("[]", Kind::Flatten),
    ("[?", Kind::Filter),
    ("[", Kind::OpenBracket),
    ("||", Kind::Or),
    ("|", Kind::Pipe),
    ("&&", Kind::And),
    ("&", Kind::Reference),
    (">=", Kind::GreaterOrEqual),
    (">", Kind::Greater),
    ("<=", Kind::LessOrEqual),
    ("<", Kind::Less),
    ("!=", Kind::NotEqual),
    ("!", Kind::Not),
    (".", Kind::Dot),
    ("*", Kind::Star),
    ("@", Kind::Current),
    ("]", Kind::CloseBracket),
    ("{", Kind::OpenBrace),
    ("}", Kind::CloseBrace),
    ("(", Kind::OpenParen),
    (")", Kind::CloseParen),
    (",", Kind::Comma),
    (":", Kind::Colon),
];

impl Kind {
    /// How strongly the token binds what stands to its left.
    pub(super) fn power(self) -> u8 {
        match self {
            Kind::Pipe => 1,
            Kind::Or => 2,
            Kind::And => 3,
            Kind::Equal
            | Kind::NotEqual
            | Kind::Greater
            | Kind::GreaterOrEqual
            | Kind::Less
            | Kind::LessOrEqual => 5,
            Kind::Flatten => 9,
            Kind::Star => 20,
            Kind::Filter => 21,
            Kind::Dot => 40,
            Kind::Not => 45,
            Kind::OpenBrace => 50,
            Kind::OpenBracket => 55,
            Kind::OpenParen => 60,
            _ => 0,
        }
    }

    /// The kind as messages name it. That `}` goes by `]` is the reference's.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Kind::End => "EOF",
            Kind::Name => "'A-Z|a-z|_'",
            Kind::Literal => "'`'",
            Kind::Number => "'-|0-9'",
            Kind::CloseBrace => "']'",
            Kind::CloseBracket => "']'",
            Kind::CloseParen => "')'",
            Kind::Comma => "','",
            Kind::Current => "'@'",
            Kind::Reference => "'&'",
            Kind::Colon => "':'",
            Kind::Pipe => "'|'",
            Kind::Or => "'||'",
            Kind::And => "'&&'",
            Kind::Equal => "'=='",
            Kind::Greater => "'>'",
            Kind::Less => "'<'",
            Kind::GreaterOrEqual => "'>='",
            Kind::LessOrEqual => "'<='",
            Kind::NotEqual => "'!='",
            Kind::Flatten => "'[]'",
            Kind::Star => "'*'",
            Kind::Filter => "'[?'",
            Kind::Dot => "'.'",
            Kind::Not => "'!'",
            Kind::OpenBrace => "'{'",
            Kind::OpenBracket => "'['",
            Kind::OpenParen => "'('",
        }
    }
}

impl Token {
    /// The token as messages name it.
    pub(super) fn describe(&self) -> String {
        match &self.value {
            None => self.kind.describe().to_owned(),
            Some(value) => {
                let text = match value {
                    Node::String(text) => text.to_string(),
                    Node::Number(number) => number.to_string(),
                    other => crate::json::to_compact(other),
                };
                format!("'{}'", text.replace('\'', "\\'"))
            }
        }
    }
}

/// All tokens, [`Kind::End`] last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer {
        text,
        position: Position {
            line: 1,
            column: 1,
            offset: 0,
        },
        depth: 0,
        in_literal: false,
    };
    let mut tokens = Vec::new();
    loop {
        lexer.space();
        let token = lexer.token()?;
        let end = token.kind == Kind::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: Position,
    /// How deep in a JSON literal.
    depth: usize,
    /// Whether between backticks: strings end there, too.
    in_literal: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text
            .get(self.position.offset as usize..)
            .unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on by one character; `\r\n` is one.
    fn skip(&mut self) -> Option<char> {
        let c = self.peek()?;
        let mut len = c.len_utf8();
        match c {
            '\r' | '\n' => {
                if c == '\r' && self.rest().starts_with("\r\n") {
                    len += 1;
                }
                self.position.line += 1;
                self.position.column = 1;
            }
            _ => self.position.column += if c.len_utf16() == 1 { 1 } else { 2 },
        }
        self.position.offset += u32::try_from(len).unwrap_or_default();
        Some(c)
    }

    fn skip_while(&mut self, fits: impl Fn(char) -> bool) -> usize {
        let mut count = 0;
        while self.peek().is_some_and(&fits) {
            self.skip();
            count += 1;
        }
        count
    }

    fn space(&mut self) {
        self.skip_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError {
            position: self.position,
            message: message.into(),
        })
    }

    /// The next character as messages name it.
    fn found(&self) -> String {
        self.peek()
            .map_or_else(|| "[EOF]".to_owned(), |c| c.to_string())
    }

    fn expect(&mut self, wanted: char) -> Result<(), SyntaxError> {
        if self.peek() == Some(wanted) {
            self.skip();
            return Ok(());
        }
        self.error(format!(
            "Expected: '{wanted}', but found '{}'",
            self.found()
        ))
    }

    fn expect_any(&mut self, wanted: &[char]) -> Result<char, SyntaxError> {
        if let Some(c) = self.peek().filter(|c| wanted.contains(c)) {
            self.skip();
            return Ok(c);
        }
        let list: String = wanted.iter().map(|c| format!(" '{c}'")).collect();
        self.error(format!(
            "Found '{}', but expected one of the following tokens:{list}",
            self.found()
        ))
    }

    fn token(&mut self) -> Result<Token, SyntaxError> {
        let position = self.position;
        let token = |kind, value| Token {
            kind,
            value,
            position,
        };
        let Some(first) = self.peek() else {
            return Ok(token(Kind::End, None));
        };
        match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                let rest = self.rest();
                let len = self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
                let name = rest.get(..len).unwrap_or_default();
                Ok(token(Kind::Name, Some(Node::from(name))))
            }
            '-' | '0'..='9' => Ok(token(Kind::Number, Some(self.number()?))),
            '"' => Ok(token(Kind::Name, Some(self.string()?))),
            '\'' => Ok(token(Kind::Literal, Some(self.raw_string()?))),
            '`' => Ok(token(Kind::Literal, Some(self.literal()?))),
            '=' => {
                self.skip();
                self.expect('=')?;
                Ok(token(Kind::Equal, None))
            }
            _ => {
                let rest = self.rest();
                let symbol = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol));
                let Some((symbol, kind)) = symbol else {
                    return self.error(format!("Unexpected syntax: {}", self.found()));
                };
                for _ in symbol.chars() {
                    self.skip();
                }
                Ok(token(*kind, None))
            }
        }
    }

    fn number(&mut self) -> Result<Node, SyntaxError> {
        let rest = self.rest();
        let start = self.position.offset;
        let lexeme = |at: &Self| {
            let len = (at.position.offset - start) as usize;
            rest.get(..len).unwrap_or_default()
        };
        let wrong = |at: &Self, message: &str| {
            at.error(format!("Invalid number '{}': {message}", lexeme(at)))
        };
        if self.peek() == Some('-') {
            self.skip();
            if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return wrong(self, "'-' must be followed by a digit");
            }
        }
        self.skip_while(|c| c.is_ascii_digit());
        if self.peek() == Some('.') {
            self.skip();
            if self.skip_while(|c| c.is_ascii_digit()) == 0 {
                return wrong(self, "'.' must be followed by a digit");
            }
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.skip();
            if matches!(self.peek(), Some('+' | '-')) {
                self.skip();
            }
            if self.skip_while(|c| c.is_ascii_digit()) == 0 {
                return wrong(self, "'e', '+', and '-' must be followed by a digit");
            }
        }
        let value: f64 = lexeme(self).parse().unwrap_or_default();
        let number = Number::parse(&value.to_string()).unwrap_or_else(|| Number::from(0));
        Ok(Node::Number(number))
    }

    /// A string in double quotes: a name, or a part of a JSON literal.
    fn string(&mut self) -> Result<Node, SyntaxError> {
        self.expect('"')?;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.skip();
                    return Ok(Node::from(text));
                }
                '\\' => {
                    self.skip();
                    text.push(self.escape()?);
                }
                '`' if self.in_literal => {
                    self.skip();
                    break;
                }
                _ => {
                    self.skip();
                    text.push(c);
                }
            }
        }
        self.error("Unclosed quotes")
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        let c = match self.peek() {
            Some(c @ ('"' | '/' | '\\')) => c,
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('f') => '\u{c}',
            Some('b') => '\u{8}',
            Some('`') if self.in_literal => '`',
            Some('u') => {
                self.skip();
                let mut code = 0;
                for _ in 0..4 {
                    let digit = self.peek();
                    self.skip();
                    match digit.and_then(|c| c.to_digit(16)) {
                        Some(value) => code = code * 16 + value,
                        None => {
                            let found = digit.unwrap_or('\0');
                            return self
                                .error(format!("Invalid unicode escape character: `{found}`"));
                        }
                    }
                }
                // Halves of pairs are nothing that text here can hold.
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            other => return self.error(format!("Invalid escape: {}", other.unwrap_or('\0'))),
        };
        self.skip();
        Ok(c)
    }

    fn raw_string(&mut self) -> Result<Node, SyntaxError> {
        self.expect('\'')?;
        let mut text = String::new();
        while let Some(c) = self.skip() {
            match c {
                '\'' => return Ok(Node::from(text)),
                '\\' if self.peek() == Some('\'') => {
                    self.skip();
                    text.push('\'');
                }
                '\\' => {
                    if self.peek() == Some('\\') {
                        self.skip();
                    }
                    text.push('\\');
                }
                _ => text.push(c),
            }
        }
        self.error(format!("Unclosed raw string: {text}"))
    }

    fn literal(&mut self) -> Result<Node, SyntaxError> {
        self.in_literal = true;
        self.expect('`')?;
        let value = self.json()?;
        self.space();
        self.expect('`')?;
        self.in_literal = false;
        Ok(value)
    }

    fn json(&mut self) -> Result<Node, SyntaxError> {
        const STARTS: &[char] = &[
            '"', '{', '[', 't', 'f', 'n', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-',
        ];
        self.space();
        match self.peek() {
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            _ => match self.expect_any(STARTS)? {
                't' => self.word("rue", Node::Bool(true)),
                'f' => self.word("alse", Node::Bool(false)),
                'n' => self.word("ull", Node::Null),
                '{' => self.object(),
                _ => self.array(),
            },
        }
    }

    fn word(&mut self, rest: &str, value: Node) -> Result<Node, SyntaxError> {
        for c in rest.chars() {
            self.expect(c)?;
        }
        Ok(value)
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST_LITERAL {
            return self.error(format!(
                "Parser exceeded the maximum allowed depth of {DEEPEST_LITERAL}"
            ));
        }
        self.space();
        Ok(())
    }

    fn array(&mut self) -> Result<Node, SyntaxError> {
        self.deeper()?;
        let mut values = Vec::new();
        let mut open = self.peek() != Some(']');
        if !open {
            self.skip();
        }
        while open {
            if matches!(self.peek(), None | Some('`')) {
                return self.error("Unclosed JSON array");
            }
            values.push(self.json()?);
            self.space();
            open = self.expect_any(&[',', ']'])? == ',';
            self.space_if(open);
        }
        self.depth -= 1;
        Ok(Node::Array(values))
    }

    fn object(&mut self) -> Result<Node, SyntaxError> {
        self.deeper()?;
        let mut object = Object::new();
        let mut open = self.peek() != Some('}');
        if !open {
            self.skip();
        }
        while open {
            if matches!(self.peek(), None | Some('`')) {
                return self.error("Unclosed JSON object");
            }
            let key = self.string()?;
            self.space();
            self.expect(':')?;
            self.space();
            let value = self.json()?;
            object.insert(key.as_str().unwrap_or_default(), value);
            self.space();
            open = self.expect_any(&[',', '}'])? == ',';
            self.space_if(open);
        }
        self.depth -= 1;
        Ok(Node::Object(object))
    }

    fn space_if(&mut self, open: bool) {
        if open {
            self.space();
        }
    }
}
