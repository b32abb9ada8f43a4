//! JSON text of nodes, compact or indented by four spaces as Smithy's own tools do.

use std::fmt::Write as _;

use crate::Node;

/// The text without any space.
#[must_use]
pub fn to_compact(node: &Node) -> String {
    let mut writer = Writer::new(false);
    writer.node(node);
    writer.finish()
}

/// The text on indented lines, without a line end after the last one.
#[must_use]
pub fn to_pretty(node: &Node) -> String {
    let mut writer = Writer::new(true);
    writer.node(node);
    writer.finish()
}

/// Writes values one after the other, without a tree of them.
pub(crate) struct Writer {
    out: String,
    pretty: bool,
    depth: usize,
    /// Whether the open array or object has an item already.
    has_items: bool,
}

impl Writer {
    pub(crate) fn new(pretty: bool) -> Writer {
        Writer {
            out: String::new(),
            pretty,
            depth: 0,
            has_items: false,
        }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn object(&mut self, body: impl FnOnce(&mut Writer)) {
        self.enclosed('{', '}', body);
    }

    pub(crate) fn array(&mut self, body: impl FnOnce(&mut Writer)) {
        self.enclosed('[', ']', body);
    }

    /// Starts an item of an array: its value has to follow.
    pub(crate) fn item(&mut self) {
        if self.has_items {
            self.out.push(',');
        }
        self.has_items = true;
        self.new_line();
    }

    /// Starts a member of an object: its value has to follow.
    pub(crate) fn key(&mut self, key: &str) {
        self.item();
        self.string(key);
        self.out.push_str(if self.pretty { ": " } else { ":" });
    }

    pub(crate) fn node(&mut self, node: &Node) {
        match node {
            Node::Null => self.out.push_str("null"),
            Node::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Node::Number(number) => self.out.push_str(number.as_str()),
            Node::String(text) => self.string(text),
            Node::Array(values) => self.array(|w| {
                for value in values {
                    w.item();
                    w.node(value);
                }
            }),
            Node::Object(object) => self.object(|w| {
                for (key, value) in object.iter() {
                    w.key(key);
                    w.node(value);
                }
            }),
        }
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                // Writing to a string can't fail.
                c if c < ' ' => drop(write!(self.out, "\\u{:04x}", u32::from(c))),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn enclosed(&mut self, open: char, close: char, body: impl FnOnce(&mut Writer)) {
        self.out.push(open);
        let outer = std::mem::replace(&mut self.has_items, false);
        self.depth += 1;
        body(self);
        self.depth -= 1;
        if std::mem::replace(&mut self.has_items, outer) {
            self.new_line();
        }
        self.out.push(close);
    }

    fn new_line(&mut self) {
        if self.pretty {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("    ", self.depth));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn pretty_text_is_indented() {
        let node = parse(r#"{"a":[1,{}],"b":{"c":[]}}"#).unwrap();
        let text = "{\n    \"a\": [\n        1,\n        {}\n    ],\n    \"b\": {\n        \"c\": []\n    }\n}";
        assert_eq!(to_pretty(&node), text);
        assert_eq!(parse(&to_pretty(&node)).unwrap(), node);
    }
}
