//! JSON as it stands in expressions: literals, quoted names, and the function `to_string`.
//!
//! Small and apart from the protocols, so that clients of every protocol have it.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use crate::document::{Document, Number};

const DEEPEST: usize = 64;

/// The value of JSON text; `None` where it isn't.
pub(in crate::client) fn parse(text: &str) -> Option<Document> {
    let mut reader = Reader(text.chars().peekable());
    let value = reader.value(0)?;
    reader.space();
    reader.0.next().is_none().then_some(value)
}

/// The value as JSON text without spaces.
pub(in crate::client) fn print(value: &Document) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Boolean(b) => b.to_string(),
        Document::Number(Number::Integer(n)) => n.to_string(),
        Document::Number(Number::Unsigned(n)) => n.to_string(),
        Document::Number(Number::Double(n)) if n.is_finite() => n.to_string(),
        Document::Number(Number::Double(_)) => "null".to_owned(),
        Document::String(text) => quote(text),
        Document::Array(items) => {
            let items: Vec<String> = items.iter().map(print).collect();
            format!("[{}]", items.join(","))
        }
        Document::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", quote(name), print(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    fn space(&mut self) {
        while self
            .0
            .next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
            .is_some()
        {}
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.space();
        self.0.next_if_eq(&wanted).is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Document> {
        if depth > DEEPEST {
            return None;
        }
        self.space();
        match *self.0.peek()? {
            '"' => self.string().map(Document::String),
            '[' => self.array(depth),
            '{' => self.object(depth),
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Document> {
        self.eat('[');
        let mut items = Vec::new();
        if !self.eat(']') {
            loop {
                items.push(self.value(depth + 1)?);
                if !self.eat(',') {
                    break;
                }
            }
            self.eat(']').then_some(())?;
        }
        Some(Document::Array(items))
    }

    fn object(&mut self, depth: usize) -> Option<Document> {
        self.eat('{');
        let mut members = BTreeMap::new();
        if !self.eat('}') {
            loop {
                self.space();
                let name = self.string()?;
                self.eat(':').then_some(())?;
                members.insert(name, self.value(depth + 1)?);
                if !self.eat(',') {
                    break;
                }
            }
            self.eat('}').then_some(())?;
        }
        Some(Document::Object(members))
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Option<Document> {
        let mut word = String::new();
        while let Some(c) = self
            .0
            .next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))
        {
            word.push(c);
        }
        match word.as_str() {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            "null" => Some(Document::Null),
            number => {
                crate::number::BigDecimal::parse(number)?;
                match (number.parse::<i64>(), number.parse::<u64>()) {
                    (Ok(n), _) => Some(n.into()),
                    (_, Ok(n)) => Some(Document::Number(Number::Unsigned(n))),
                    _ => number.parse::<f64>().ok().map(Document::from),
                }
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.0.next_if_eq(&'"')?;
        let mut out = String::new();
        loop {
            match self.0.next()? {
                '"' => return Some(out),
                '\\' => out.push(self.escape()?),
                c if c < ' ' => return None,
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.0.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let high = self.unit()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high);
                }
                (self.0.next()? == '\\' && self.0.next()? == 'u').then_some(())?;
                let low = self
                    .unit()?
                    .checked_sub(0xdc00)
                    .filter(|low| *low < 0x400)?;
                char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)?
            }
            c @ ('"' | '\\' | '/') => c,
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | self.0.next()?.to_digit(16)?;
        }
        Some(unit)
    }
}
