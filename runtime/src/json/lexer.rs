//! JSON text to tokens: strict about grammar, bounded in depth, borrowing where it can.

use std::borrow::Cow;

use super::scan;
use crate::protocol::Malformed;

/// How deep arrays and objects may nest.
pub(crate) const MAX_DEPTH: u32 = 128;

/// A place in JSON text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

/// What a value begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}

type Result<T> = std::result::Result<T, Malformed>;

fn syntax<T>(problem: &'static str) -> Result<T> {
    Err(Malformed::new(problem))
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                text,
                at: 0,
                depth: 0,
            }),
            Err(_) => syntax("the document isn't UTF-8"),
        }
    }

    /// What the next value begins with; the value itself is not taken.
    pub(crate) fn peek(&mut self) -> Result<Start> {
        match self.next_byte() {
            Some(b'"') => Ok(Start::String),
            Some(b'{') => Ok(Start::Object),
            Some(b'[') => Ok(Start::Array),
            Some(b'n') => Ok(Start::Null),
            Some(b't') => Ok(Start::True),
            Some(b'f') => Ok(Start::False),
            Some(b'-' | b'0'..=b'9') => Ok(Start::Number),
            Some(_) => syntax("a value was expected"),
            None => syntax("the document ends too early"),
        }
    }

    /// Takes `null`, `true` or `false`, as seen by [`Lexer::peek`].
    pub(crate) fn keyword(&mut self, start: Start) -> Result<()> {
        let word = match start {
            Start::Null => "null",
            Start::True => "true",
            _ => "false",
        };
        if !self.rest().starts_with(word.as_bytes()) {
            return syntax("a value was expected");
        }
        self.at += word.len();
        Ok(())
    }

    /// Takes a number's text.
    pub(crate) fn number(&mut self) -> Result<&'a str> {
        self.next_byte();
        let rest = self.rest();
        let digits = |from: usize| {
            from + rest[from.min(rest.len())..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let whole = usize::from(rest.first() == Some(&b'-'));
        let mut end = digits(whole);
        if end == whole || (end > whole + 1 && rest.get(whole) == Some(&b'0')) {
            return syntax("a number is malformed");
        }
        if rest.get(end) == Some(&b'.') {
            let fraction = end + 1;
            end = digits(fraction);
            if end == fraction {
                return syntax("a number is malformed");
            }
        }
        if matches!(rest.get(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
            end = digits(exponent);
            if end == exponent {
                return syntax("a number is malformed");
            }
        }
        let text = self.text.get(self.at..self.at + end).unwrap_or_default();
        self.at += end;
        Ok(text)
    }

    /// Takes a string, unescaped; borrowed where it holds no escape.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        if self.next_byte() != Some(b'"') {
            return syntax("a string was expected");
        }
        let start = self.at + 1;
        self.at = start;
        let chunk = self.chunk()?;
        if self.rest().first() == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(chunk));
        }
        let mut out = chunk.to_owned();
        loop {
            match self.rest().first() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut out)?;
                }
                _ => return syntax("a string isn't closed"),
            }
            out.push_str(self.chunk()?);
        }
    }

    /// The text up to the next quote or backslash.
    fn chunk(&mut self) -> Result<&'a str> {
        let rest = self.rest();
        let len = scan::plain(rest);
        match rest.get(len) {
            Some(b'"' | b'\\') => {}
            Some(_) => return syntax("a string holds a control character that isn't escaped"),
            None => return syntax("a string isn't closed"),
        }
        let chunk = self.text.get(self.at..self.at + len).unwrap_or_default();
        self.at += len;
        Ok(chunk)
    }

    fn escape(&mut self, out: &mut String) -> Result<()> {
        let Some(byte) = self.rest().first().copied() else {
            return syntax("a string isn't closed");
        };
        self.at += 1;
        out.push(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return syntax("a string holds an unknown escape"),
        });
        Ok(())
    }

    fn unicode(&mut self) -> Result<char> {
        let first = self.hex4()?;
        let code = match first {
            0xD800..=0xDBFF => {
                if !self.rest().starts_with(b"\\u") {
                    return syntax("a string holds half of a surrogate pair");
                }
                self.at += 2;
                let second = self.hex4()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return syntax("a string holds half of a surrogate pair");
                }
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            code => code,
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => syntax("a string holds half of a surrogate pair"),
        }
    }

    fn hex4(&mut self) -> Result<u32> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        let value = digits
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u32::from_str_radix(d, 16).ok());
        match value {
            Some(value) => {
                self.at += 4;
                Ok(value)
            }
            None => syntax("a string holds an unknown escape"),
        }
    }

    /// Takes the bracket that opens an array or object. `Ok(false)` where it is empty, and its
    /// other bracket is then taken too.
    pub(crate) fn open(&mut self, close: u8) -> Result<bool> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return syntax("the document nests too deeply");
        }
        self.at += 1;
        if self.next_byte() == Some(close) {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// Takes the comma before a further item, `Ok(true)`, or the bracket that closes.
    pub(crate) fn more(&mut self, close: u8) -> Result<bool> {
        match self.next_byte() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ => syntax("a comma or a closing bracket was expected"),
        }
    }

    /// Takes an object's key and its colon.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>> {
        let key = self.string()?;
        if self.next_byte() != Some(b':') {
            return syntax("a colon was expected");
        }
        self.at += 1;
        Ok(key)
    }

    /// Takes any value and drops it.
    pub(crate) fn skip(&mut self) -> Result<()> {
        match self.peek()? {
            Start::String => self.string().map(drop),
            Start::Number => self.number().map(drop),
            Start::Array => {
                let mut more = self.open(b']')?;
                while more {
                    self.skip()?;
                    more = self.more(b']')?;
                }
                Ok(())
            }
            Start::Object => {
                let mut more = self.open(b'}')?;
                while more {
                    self.key()?;
                    self.skip()?;
                    more = self.more(b'}')?;
                }
                Ok(())
            }
            word => self.keyword(word),
        }
    }

    /// Says that nothing may follow but white space.
    pub(crate) fn end(&mut self) -> Result<()> {
        match self.next_byte() {
            None => Ok(()),
            Some(_) => syntax("something follows the document"),
        }
    }

    /// The next byte that isn't white space; not taken.
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skips(text: &str) -> bool {
        let read = Lexer::new(text.as_bytes()).and_then(|mut l| l.skip().and_then(|()| l.end()));
        read.is_ok()
    }

    #[test]
    fn the_grammar_is_that_of_the_rfc() {
        for good in [
            "null",
            " true ",
            "0",
            "-0.5e+10",
            "[]",
            "[1, 2]",
            "{}",
            r#"{"a":[{}]}"#,
            r#""\u00e9\ud83d\ude00\/""#,
            "1E2",
        ] {
            assert!(skips(good), "{good}");
        }
        for bad in [
            "",
            "nul",
            "01",
            "1.",
            ".5",
            "-",
            "1e",
            "[1,]",
            "[1 2]",
            "{a:1}",
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            "\"\n\"",
            r#""\x""#,
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            "\"",
            "1 1",
            "'a'",
            "NaN",
            "+1",
            r#""\u00g0""#,
            r#""\"#,
            "\u{feff}1",
        ] {
            assert!(!skips(bad), "{bad}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(skips(&nested(MAX_DEPTH as usize)));
        assert!(!skips(&nested(MAX_DEPTH as usize + 1)));
        assert!(!skips(&"[".repeat(1_000_000)));
    }

    #[test]
    fn escapes_are_undone() {
        let mut lexer = Lexer::new(r#""a\n\u0041\ud83d\ude00b""#.as_bytes()).unwrap();
        assert_eq!(lexer.string().unwrap(), "a\nA😀b");
        let mut plain = Lexer::new(b"\"plain\"").unwrap();
        assert!(matches!(plain.string(), Ok(Cow::Borrowed("plain"))));
    }
}
