//! Takes blobs out of a JSON document while it arrives, so that they never are in memory as a whole.
//!
//! The splitter knows only as much of the grammar as it needs to say where strings begin and end. A
//! blob's text is replaced by an empty string, which changes nothing about whether the document is
//! JSON: the reader, which gets what is left, says whether it is.

use base64_simd::{Out, STANDARD};

use super::lexer::MAX_DEPTH;
use super::scan;
use crate::protocol::{Blobs, Malformed, Splitter};
use crate::schema::{Kind, Location, Member, Schema};

/// How deep in structures blobs are looked for.
const DEEPEST: usize = 8;

/// Splits documents of one input.
pub struct JsonSplitter {
    /// What is left of the document.
    document: Vec<u8>,
    open: Vec<Open>,
    state: State,
    /// The text of the key at hand; no longer than the names of members are.
    key: Vec<u8>,
    input: &'static Schema,
    blob: Base64,
    /// What is wrong with the first blob that isn't base64.
    malformed: Option<Malformed>,
}

/// An array or object that isn't closed yet.
struct Open {
    /// The structure, where the object is one that is looked into.
    schema: Option<&'static Schema>,
    /// Whether the next string is a key.
    at_key: bool,
    /// The member whose value is next.
    member: Option<&'static Member>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between strings.
    Between,
    /// In the text of a key.
    Key,
    /// In the text of a string that stays in the document.
    Text,
    /// In such a text, after a backslash.
    Escaped,
    /// In the text of a blob.
    Blob,
    /// In it, after a backslash and so many digits, if it is one of `\u`.
    BlobEscape(Option<(u8, u32)>),
    /// Nested too deeply to be read: the rest stays as it is.
    TooDeep,
}

/// Base64 that comes in pieces of any length.
#[derive(Default)]
struct Base64 {
    /// Up to three characters that wait for a fourth.
    rest: Vec<u8>,
    bytes: Vec<u8>,
    /// Padding was seen: nothing may follow.
    ended: bool,
    wrong: bool,
}

/// How many characters are decoded at once: the bytes of a piece stay in the processor's cache.
const AT_ONCE: usize = 64 << 10;

impl JsonSplitter {
    /// For documents that are read into `input`; `None` where there is no blob to take out.
    ///
    /// Blobs with constraints stay in, since validation looks at them, and so do those in
    /// collections, of which there can be any number.
    pub fn new(input: &'static Schema) -> Option<Self> {
        let no_payload = input
            .members
            .iter()
            .all(|m| m.location != Location::Payload);
        let found = no_payload && has_blobs(input, true, DEEPEST);
        found.then(|| Self {
            document: Vec::new(),
            open: Vec::new(),
            state: State::Between,
            key: Vec::new(),
            input,
            blob: Base64::default(),
            malformed: None,
        })
    }

    /// One byte that is in no string.
    fn between(&mut self, byte: u8, blobs: &mut dyn Blobs) {
        match byte {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH as usize {
                    self.state = State::TooDeep;
                    return;
                }
                let schema = (byte == b'{').then(|| self.structure()).flatten();
                self.open.push(Open {
                    schema,
                    at_key: byte == b'{',
                    member: None,
                });
            }
            b'}' | b']' => {
                self.open.pop();
            }
            b',' => {
                if let Some(open) = self.open.last_mut() {
                    (open.at_key, open.member) = (open.schema.is_some(), None);
                }
            }
            b':' => {
                if let Some(open) = self.open.last_mut() {
                    open.at_key = false;
                }
            }
            b'"' => {
                let open = self.open.last();
                self.state = match open {
                    Some(open) if open.at_key && open.schema.is_some() => {
                        self.key.clear();
                        State::Key
                    }
                    Some(open) if open.member.is_some_and(is_blob) => {
                        let path = self.path();
                        blobs.begin(&path);
                        State::Blob
                    }
                    _ => State::Text,
                };
            }
            _ => {}
        }
    }

    /// The structure that an object at this place is read into, if it is looked into.
    fn structure(&self) -> Option<&'static Schema> {
        let Some(open) = self.open.last() else {
            return Some(self.input);
        };
        let target = open.member?.target;
        (target.kind == Kind::Structure && self.open.len() < DEEPEST).then_some(target)
    }

    /// The member that a key names. A key that is written with escapes names none here: its value
    /// is then read from the document.
    fn name(&mut self) {
        let top = self.open.len() == 1;
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let mut members = open.schema.map_or(&[][..], |s| s.members).iter();
        let key = self.key.as_slice();
        open.member = members
            .find(|m| m.json_name.as_bytes() == key && (!top || m.location == Location::Body));
        self.key.clear();
    }

    /// The place of the member at hand, as a JSON pointer of names in the model.
    fn path(&self) -> String {
        let members = self.open.iter().filter_map(|open| open.member);
        members.fold(String::new(), |path, member| path + "/" + member.name)
    }

    fn end_blob(&mut self, blobs: &mut dyn Blobs) {
        if self.blob.end() {
            blobs.end();
        } else {
            self.malformed
                .get_or_insert(Malformed::new("a blob isn't base64"));
            blobs.abandon();
        }
        self.blob.clear();
        self.document.push(b'"');
        self.state = State::Between;
    }

    /// One character of an escape in a blob: base64 has no character that must be written as one,
    /// and some writers escape the slash.
    fn blob_escape(&mut self, digits: Option<(u8, u32)>, byte: u8, blobs: &mut dyn Blobs) {
        self.state = State::Blob;
        let character = match (digits, byte) {
            (None, b'/') => byte,
            (None, b'u') => {
                self.state = State::BlobEscape(Some((0, 0)));
                return;
            }
            (Some((count, code)), _) => match char::from(byte).to_digit(16) {
                Some(digit) if count < 3 => {
                    self.state = State::BlobEscape(Some((count + 1, code << 4 | digit)));
                    return;
                }
                Some(digit) => u8::try_from(code << 4 | digit).unwrap_or_default(),
                None => 0,
            },
            (None, _) => 0,
        };
        // What is no character of base64 is found out as such.
        self.blob.push(&[character], blobs);
    }
}

impl Splitter for JsonSplitter {
    fn push(&mut self, piece: &[u8], blobs: &mut dyn Blobs) {
        let mut rest = piece;
        while let Some((&byte, after)) = rest.split_first() {
            let run = match self.state {
                State::Between => {
                    self.document.push(byte);
                    self.between(byte, blobs);
                    rest = after;
                    continue;
                }
                State::Escaped => {
                    self.document.push(byte);
                    self.state = State::Text;
                    rest = after;
                    continue;
                }
                State::BlobEscape(digits) => {
                    self.blob_escape(digits, byte, blobs);
                    rest = after;
                    continue;
                }
                State::TooDeep => rest.len(),
                State::Key | State::Text | State::Blob => scan::to_end(rest),
            };
            let (text, end) = rest.split_at_checked(run).unwrap_or((rest, &[]));
            match self.state {
                State::Blob => self.blob.push(text, blobs),
                State::Key => {
                    let room = (MOST_KEY + 1).saturating_sub(self.key.len());
                    self.key.extend(text.iter().take(room));
                    self.document.extend_from_slice(text);
                }
                _ => self.document.extend_from_slice(text),
            }
            let Some((&byte, after)) = end.split_first() else {
                return;
            };
            rest = after;
            match (self.state, byte) {
                (State::Blob, b'"') => self.end_blob(blobs),
                (State::Blob, _) => self.state = State::BlobEscape(None),
                (State::Key, b'"') => {
                    self.document.push(byte);
                    self.name();
                    self.state = State::Between;
                }
                (_, b'"') => {
                    self.document.push(byte);
                    self.state = State::Between;
                }
                _ => {
                    // The rest of a key with an escape is text: it names no member.
                    self.document.push(byte);
                    self.state = State::Escaped;
                }
            }
        }
    }

    fn kept(&self) -> usize {
        self.document.len()
    }

    fn finish(self: Box<Self>) -> (Vec<u8>, Option<Malformed>) {
        (self.document, self.malformed)
    }
}

/// Longer keys are no names of members.
const MOST_KEY: usize = 256;

impl Base64 {
    fn push(&mut self, mut text: &[u8], blobs: &mut dyn Blobs) {
        if !self.rest.is_empty() {
            let (now, later) = text
                .split_at_checked(4 - self.rest.len())
                .unwrap_or((text, &[]));
            self.rest.extend_from_slice(now);
            text = later;
            if self.rest.len() < 4 {
                return;
            }
            let four = std::mem::take(&mut self.rest);
            self.decode(&four, blobs);
        }
        let (whole, rest) = text
            .split_at_checked(text.len() / 4 * 4)
            .unwrap_or((text, &[]));
        for some in whole.chunks(AT_ONCE) {
            self.decode(some, blobs);
        }
        self.rest.extend_from_slice(rest);
    }

    /// Decodes characters, a multiple of four.
    fn decode(&mut self, text: &[u8], blobs: &mut dyn Blobs) {
        self.wrong |= self.ended;
        if self.wrong {
            return;
        }
        self.ended = text.last() == Some(&b'=');
        self.bytes.resize(AT_ONCE / 4 * 3, 0);
        match STANDARD.decode(text, Out::from_slice(&mut self.bytes)) {
            Ok(bytes) => blobs.write(bytes),
            Err(_) => self.wrong = true,
        }
    }

    /// Whether all of it was base64.
    fn end(&self) -> bool {
        !self.wrong && self.rest.is_empty()
    }

    fn clear(&mut self) {
        self.rest.clear();
        (self.ended, self.wrong) = (false, false);
    }
}

/// Whether the member's value can be taken out.
fn is_blob(member: &'static Member) -> bool {
    let target = member.target;
    let free = !target.is_constrained() && !member.is_constrained();
    target.kind == Kind::Blob && !target.is_streaming() && free
}

/// Whether a structure, of which only members in the document count at the `top`, has such a member.
fn has_blobs(schema: &'static Schema, top: bool, depth: usize) -> bool {
    let mut members = schema.members.iter();
    members.any(|m| {
        let structure = m.target.kind == Kind::Structure && depth > 1;
        let found = is_blob(m) || structure && has_blobs(m.target, false, depth - 1);
        found && (!top || m.location == Location::Body)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Trait, prelude};

    static SHORT: Schema =
        Schema::simple("t#Short", Kind::Blob, &[Trait::Length { min: 0, max: 5 }]);
    static CODE: Schema = Schema::structure(
        "t#Code",
        &[
            Member::new("zip", &prelude::BLOB, &[]),
            Member::new("key", &prelude::STRING, &[]),
        ],
        &[],
    );
    static INPUT: Schema = Schema::structure(
        "t#Input",
        &[
            Member::new("zip", &prelude::BLOB, &[]),
            Member::new("short", &SHORT, &[]),
            Member::new("code", &CODE, &[]),
            Member::new(
                "name",
                &prelude::BLOB,
                &[Trait::Bound(Location::Query("n"))],
            ),
        ],
        &[],
    );
    static PLAIN: Schema = Schema::structure("t#Plain", &[Member::new("short", &SHORT, &[])], &[]);

    /// What was taken out, as text.
    #[derive(Default)]
    struct Taken(String);

    impl Blobs for Taken {
        fn begin(&mut self, path: &str) {
            self.0 += &format!("{path}=");
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0 += &String::from_utf8_lossy(bytes);
        }
        fn end(&mut self) {
            self.0 += ".";
        }
        fn abandon(&mut self) {
            self.0 += "!";
        }
    }

    /// The document, what was taken out, and whether all of it was base64.
    fn split(text: &str, piece: usize) -> (String, String, bool) {
        let mut splitter = Box::new(JsonSplitter::new(&INPUT).unwrap());
        let mut taken = Taken::default();
        for piece in text.as_bytes().chunks(piece) {
            splitter.push(piece, &mut taken);
        }
        let (document, malformed) = splitter.finish();
        let document = String::from_utf8(document).unwrap();
        (document, taken.0, malformed.is_none())
    }

    #[test]
    fn blobs_are_taken_out_wherever_pieces_end() {
        for (text, document, taken) in [
            (r#"{"zip":"aGVsbG8="}"#, r#"{"zip":""}"#, "/zip=hello."),
            (r#"{"zip": ""}"#, r#"{"zip": ""}"#, "/zip=."),
            (
                r#" {"a":[{"zip":"YQ=="},"zip","YQ=="],"zip":"YWJj","b":"\"zip\":"} "#,
                r#" {"a":[{"zip":"YQ=="},"zip","YQ=="],"zip":"","b":"\"zip\":"} "#,
                "/zip=abc.",
            ),
            (
                r#"{"code":{"key":"zip","zip":"YWJj"},"short":"YQ==","name":"YQ=="}"#,
                r#"{"code":{"key":"zip","zip":""},"short":"YQ==","name":"YQ=="}"#,
                "/code/zip=abc.",
            ),
            // Slashes can be escaped, and anything can; a key with an escape stays.
            (
                r#"{"zip":"Pz8\/Pz8\u002f\u0050w=="}"#,
                r#"{"zip":""}"#,
                "/zip=???????.",
            ),
            (r#"{"z\u0069p":"YQ=="}"#, r#"{"z\u0069p":"YQ=="}"#, ""),
            // The last of two counts, whoever takes it.
            (
                r#"{"zip":"YQ==","zip":"Yg=="}"#,
                r#"{"zip":"","zip":""}"#,
                "/zip=a./zip=b.",
            ),
            (r#"{"zip":{"zip":"YQ=="}}"#, r#"{"zip":{"zip":"YQ=="}}"#, ""),
            (
                r#"{"zip":null,"code":null}"#,
                r#"{"zip":null,"code":null}"#,
                "",
            ),
        ] {
            for piece in 1..=text.len() {
                let expected = (document.to_owned(), taken.to_owned(), true);
                assert_eq!(split(text, piece), expected, "{text} by {piece}");
            }
        }
    }

    #[test]
    fn what_is_not_base64_is_told() {
        for text in [
            r#"{"zip":"YQ"}"#,
            r#"{"zip":"YQ==YQ=="}"#,
            r#"{"zip":"Y Q="}"#,
            r#"{"zip":"YQ=\n"}"#,
            r#"{"zip":"\u00zz"}"#,
            r#"{"zip":"\u0159YQ="}"#,
            "{\"zip\":\"\u{159}aa\"}",
            r#"{"zip":"Y","zip":"YQ=="}"#,
        ] {
            for piece in 1..=text.len() {
                assert!(!split(text, piece).2, "{text} by {piece}");
            }
        }
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [
            "",
            "nul",
            r#"{"zip":"YQ=="#,
            r#"{"zip""YQ=="}"#,
            r#"{"zip":"YQ==""YQ=="}"#,
            r#"["zip":"YQ=="}"#,
            r#"{"zip":"YQ=="}}"#,
            r#"{zip:"YQ=="}"#,
            &"[".repeat(1000),
            &"{\"code\":".repeat(1000),
        ] {
            let (document, ..) = split(text, 3);
            let read = crate::json::lexer::Lexer::new(document.as_bytes());
            let read = read.and_then(|mut lexer| lexer.skip().and_then(|()| lexer.end()));
            assert!(read.is_err(), "{text}");
        }
    }

    #[test]
    fn inputs_without_free_blobs_are_left_alone() {
        assert!(JsonSplitter::new(&PLAIN).is_none());
        assert!(JsonSplitter::new(&CODE).is_some());
    }
}
