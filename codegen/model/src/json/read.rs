//! A pull reader of JSON (RFC 8259): the caller asks for what it expects, and is told where it starts.

use std::borrow::Cow;
use std::collections::HashSet;

use super::MAX_DEPTH;
use crate::hash_text::ByText;
use crate::{Node, Number, Object};

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte at which the trouble is.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A key that an object gives twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Duplicate {
    pub(crate) key: String,
    pub(crate) at: u32,
}

/// A position in a text, and what has been noticed on the way.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// The keys that were given twice in objects read by [`Reader::node`].
    pub(crate) duplicates: Vec<Duplicate>,
}

/// Above this size an object looks for keys given twice with a set.
const MANY_KEYS: usize = 16;

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Bool => "boolean",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "object",
        }
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Reader<'a> {
        Reader {
            text,
            at: 0,
            depth: 0,
            duplicates: Vec::new(),
        }
    }

    /// The byte at which the next value starts.
    pub(crate) fn offset(&mut self) -> u32 {
        self.skip_space();
        offset(self.at)
    }

    /// What comes next.
    pub(crate) fn peek(&mut self) -> Result<Kind, SyntaxError> {
        self.skip_space();
        match self.byte() {
            Some(b'n') => Ok(Kind::Null),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b'"') => Ok(Kind::String),
            Some(b'[') => Ok(Kind::Array),
            Some(b'{') => Ok(Kind::Object),
            Some(_) => Err(self.error("expected a JSON value")),
            None => Err(self.error("expected a JSON value, found the end of the text")),
        }
    }

    /// Asserts that nothing but space is left.
    pub(crate) fn finish(&mut self) -> Result<(), SyntaxError> {
        self.skip_space();
        if self.at < self.text.len() {
            Err(self.error("expected the end of the text"))
        } else {
            Ok(())
        }
    }

    /// Reads an object: `each` is called with the reader before every value, which it has to read, the key, and where the key starts.
    pub(crate) fn object<E: From<SyntaxError>>(
        &mut self,
        mut each: impl FnMut(&mut Reader<'a>, Cow<'a, str>, u32) -> Result<(), E>,
    ) -> Result<(), E> {
        self.open(b'{')?;
        let mut first = true;
        while self.next_item(b'}', first)? {
            first = false;
            let at = offset(self.at);
            if self.byte() != Some(b'"') {
                return Err(self.error("expected a key in double quotes").into());
            }
            let key = self.string()?;
            self.skip_space();
            self.expect(b':', "expected `:` after the key")?;
            self.skip_space();
            each(self, key, at)?;
        }
        Ok(())
    }

    /// Reads an array: `each` is called with the reader before every value, which it has to read.
    pub(crate) fn array<E: From<SyntaxError>>(
        &mut self,
        mut each: impl FnMut(&mut Reader<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.open(b'[')?;
        let mut first = true;
        while self.next_item(b']', first)? {
            first = false;
            each(self)?;
        }
        Ok(())
    }

    /// Reads a string.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        self.skip_space();
        self.expect(b'"', "expected a string")?;
        let start = self.at;
        let end = self.plain_end();
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(self.text.get(start..end).unwrap_or_default()));
        }
        let mut out = String::new();
        loop {
            let end = self.plain_end();
            out.push_str(self.text.get(self.at..end).unwrap_or_default());
            self.at = end;
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.escape()?;
                    out.push(c);
                }
                Some(_) => {
                    return Err(self.error("a control character in a string has to be escaped"));
                }
                None => return Err(self.error("the string has no end")),
            }
        }
    }

    /// Reads any value.
    pub(crate) fn node(&mut self) -> Result<Node, SyntaxError> {
        match self.peek()? {
            Kind::Null => self.word("null", Node::Null),
            Kind::Bool if self.byte() == Some(b't') => self.word("true", Node::Bool(true)),
            Kind::Bool => self.word("false", Node::Bool(false)),
            Kind::Number => self.number().map(Node::Number),
            Kind::String => Ok(Node::String(self.string()?.into())),
            Kind::Array => {
                let mut values = Vec::new();
                self.array(|reader| {
                    values.push(reader.node()?);
                    Ok::<(), SyntaxError>(())
                })?;
                Ok(Node::Array(values))
            }
            Kind::Object => self.node_object().map(Node::Object),
        }
    }

    /// Reads a value of any kind for nothing.
    pub(crate) fn skip(&mut self) -> Result<(), SyntaxError> {
        match self.peek()? {
            Kind::String => self.string().map(|_| ()),
            Kind::Array => self.array(Reader::skip),
            Kind::Object => self.object(|reader, _, _| reader.skip()),
            _ => self.node().map(|_| ()),
        }
    }

    fn node_object(&mut self) -> Result<Object, SyntaxError> {
        let mut object = Object::new();
        let mut seen: HashSet<Cow<'a, str>, ByText> = HashSet::default();
        self.object(|reader, key, at| {
            let value = reader.node()?;
            let many = object.len() >= MANY_KEYS;
            if many && seen.is_empty() {
                seen.extend(object.keys().map(|k| Cow::Owned(k.to_owned())));
            }
            let new = if many {
                seen.insert(key.clone())
            } else {
                object.get(&key).is_none()
            };
            if new {
                object.push_new(key.into(), value);
            } else {
                reader.duplicates.push(Duplicate {
                    key: key.clone().into_owned(),
                    at,
                });
                object.insert(&*key, value);
            }
            Ok::<(), SyntaxError>(())
        })?;
        Ok(object)
    }

    fn number(&mut self) -> Result<Number, SyntaxError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
            .count();
        let text = self.text.get(self.at..self.at + length).unwrap_or_default();
        let number = Number::parse(text).ok_or_else(|| self.error("expected a number"))?;
        self.at += length;
        Ok(number)
    }

    fn word(&mut self, word: &str, node: Node) -> Result<Node, SyntaxError> {
        if !self
            .text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word))
        {
            return Err(self.error("expected a JSON value"));
        }
        self.at += word.len();
        Ok(node)
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let c = match self.byte() {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.error("unknown escape in a string")),
        };
        self.at += 1;
        Ok(c)
    }

    /// `uXXXX`, or two of them for what UTF-16 needs two units for.
    fn unicode_escape(&mut self) -> Result<char, SyntaxError> {
        let first = self.code_unit()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if !self
                .text
                .get(self.at..)
                .is_some_and(|rest| rest.starts_with("\\u"))
            {
                return Err(self.error("a surrogate stands alone"));
            }
            self.at += 1;
            let second = self.code_unit()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.error("a surrogate stands alone"));
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.error("a surrogate stands alone"))
    }

    fn code_unit(&mut self) -> Result<u32, SyntaxError> {
        let digits = self
            .text
            .get(self.at + 1..self.at + 5)
            .filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|text| u32::from_str_radix(text, 16).ok());
        let unit =
            unit.ok_or_else(|| self.error("expected four hexadecimal digits after `\\u`"))?;
        self.at += 5;
        Ok(unit)
    }

    fn open(&mut self, bracket: u8) -> Result<(), SyntaxError> {
        self.skip_space();
        self.expect(
            bracket,
            if bracket == b'{' {
                "expected an object"
            } else {
                "expected an array"
            },
        )?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            Err(self.error("arrays and objects nest too deep"))
        } else {
            Ok(())
        }
    }

    /// Moves to the next item of an array or object, or past its end.
    fn next_item(&mut self, close: u8, first: bool) -> Result<bool, SyntaxError> {
        self.skip_space();
        match self.byte() {
            Some(b) if b == close => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                return Ok(false);
            }
            Some(b',') if !first => self.at += 1,
            Some(_) if first => {}
            _ => {
                return Err(self.error(if close == b'}' {
                    "expected `,` or `}`"
                } else {
                    "expected `,` or `]`"
                }));
            }
        }
        self.skip_space();
        Ok(true)
    }

    /// Where the run of characters that stand for themselves ends.
    fn plain_end(&self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = |b: &u8| matches!(b, b'"' | b'\\' | 0..=0x1f);
        // Most of a model is prose: whole chunks without an end are passed over at once.
        let (chunks, _) = rest.as_chunks::<16>();
        let is_plain = |chunk: &&[u8; 16]| !chunk.iter().fold(false, |any, b| any | ends(b));
        let plain = 16 * chunks.iter().take_while(is_plain).count();
        let rest = rest.get(plain..).unwrap_or_default();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at + plain + length
    }

    fn expect(&mut self, byte: u8, message: &str) -> Result<(), SyntaxError> {
        if self.byte() != Some(byte) {
            return Err(self.error(message));
        }
        self.at += 1;
        Ok(())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError {
            at: self.at,
            message: message.to_owned(),
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at byte {}", self.message, self.at)
    }
}

impl std::error::Error for SyntaxError {}

#[cfg(test)]
mod tests {
    use super::super::{parse, to_compact};
    use super::*;

    #[test]
    fn values_survive_reading_and_writing() {
        for text in [
            "null",
            "[true,false,-1.50e+3,12345678901234567890123]",
            r#"{"a":{"b":[]},"c":{},"é\n\"\\\u0001":"😀"}"#,
        ] {
            assert_eq!(to_compact(&parse(text).unwrap()), text);
        }
        assert_eq!(
            parse(r#" "\ud83d\ude00\u00e9\/" "#).unwrap().as_str(),
            Some("😀é/")
        );
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            "nul",
            "nullx",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "\"",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12\"",
            "01",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "1 2",
            "[",
            "{\"a\":",
            "\"\\u+123\"",
            "-",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("[1, x]").unwrap_err().at, 4);
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(128)).is_ok());
        assert!(parse(&nested(129)).is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
        assert!(parse(&"{\"a\":".repeat(1_000_000)).is_err());
    }

    #[test]
    fn keys_given_twice_are_noticed() {
        for count in [1, 40] {
            let keys: Vec<String> = (0..count).map(|i| format!("\"k{i}\":0")).collect();
            let text = format!("{{{},\"k0\":1}}", keys.join(","));
            let mut reader = Reader::new(&text);
            let node = reader.node().unwrap();
            assert_eq!(reader.duplicates.len(), 1);
            assert_eq!(reader.duplicates[0].key, "k0");
            assert_eq!(node.get("k0"), Some(&Node::from(Number::from(1))));
        }
    }
}
