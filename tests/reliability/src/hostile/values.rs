//! Values of shapes: sound ones, and ones with something wrong.

use super::json::Json;
use super::model::{Kind, Model, Shape};
use super::zips;
use crate::ground::{Random, base64, zip};

/// Sound texts, by shape, where the pattern asks for more than a word.
const SAMPLES: &[(&str, &str)] = &[
    ("RoleArn", "arn:aws:iam::000000000000:role/r"),
    ("Version", "1"),
    ("AdditionalVersion", "1"),
    ("Alias", "live"),
    (
        "FileSystemArn",
        "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0",
    ),
    ("LocalMountPath", "/mnt/a"),
    (
        "LayerVersionArn",
        "arn:aws:lambda:us-east-1:000000000000:layer:l:1",
    ),
    (
        "CodeSigningConfigArn",
        "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0",
    ),
    ("KMSKeyArn", "arn:aws:kms:us-east-1:000000000000:key/k"),
    ("ResourceArn", "arn:aws:sqs:us-east-1:000000000000:q"),
    ("Qualifier", "$LATEST"),
    ("MasterRegion", "us-east-1"),
];

/// Texts that most patterns refuse, and that programs stumble over.
const TEXTS: &[&str] = &[
    "",
    " ",
    "!",
    "*",
    "a b",
    "a\u{0}b",
    "\u{7f}",
    "é",
    "😀",
    "\u{202e}",
    "\u{feff}",
    "../../etc/passwd",
    "..",
    "/",
    "\\",
    "%00",
    "%",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "' OR 1=1 --",
    "\"",
    "<script>",
    "\r\nx: y",
    "null",
    "true",
    "0",
    "-1",
    "1e309",
    "NaN",
    "arn",
    "arn:",
    "arn:aws:lambda",
    "arn:aws:iam::0:role/r",
    "arn:aws:lambda:us-east-1:000000000000:function:a:b:c",
    "$LATEST",
    "$LATEST.PUBLISHED",
    "a:$LATES",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
    "\u{10ffff}",
    "\u{1f}",
];

/// Tokens that are no value, or hardly one.
const TOKENS: &[&str] = &[
    "",
    "nul",
    "nulll",
    "True",
    "undefined",
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    "1.",
    ".5",
    "1e",
    "1e+",
    "0x10",
    "1_000",
    "'a'",
    "\"",
    "\"a",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud800\\u0041\"",
    "\"\t\"",
    "\"\n\"",
    "\"\u{0}\"",
    "[",
    "]",
    "{",
    "}",
    "[,]",
    "[1,]",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{1:2}",
    "{a:1}",
    "// x\n1",
    "/* */1",
    "1 2",
    "\"a\"\"b\"",
    "\u{feff}1",
    "@",
    "\\",
    "--1",
    "1e1e1",
    "\"\\u0000\"",
];

/// Numbers that leave one range or another.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1.5",
    "-1.5",
    "1e2",
    "1E400",
    "-1e400",
    "1e-400",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "0.1e1",
    "123456789012345678901234567890123456789012345678901234567890",
    "1.0",
    "127",
    "10241",
    "3.9999999999999999999",
];

/// Texts that are no base64, or not of the usual kind.
const BASE64: &[&str] = &[
    "!",
    "A",
    "AA",
    "AAA",
    "AAAAA",
    "=",
    "====",
    "AA=A",
    "A===",
    "AAAA====",
    "AA==AA==",
    "-_-_",
    "AAAA\n",
    " AAAA",
    "AAAA AAAA",
    "UEsFBg",
    "data:;base64,AAAA",
    "AB==",
    "ÄÄÄÄ",
];

/// Makes values.
pub(super) struct Values<'a> {
    pub(super) model: &'a Model,
    pub(super) random: &'a mut Random,
}

impl Values<'_> {
    /// A sound value of a shape, to some depth.
    pub(super) fn sound(&mut self, name: &str) -> Json {
        let shape = self.model.shape(name);
        match shape.kind {
            Kind::String => Json::text(&self.sound_text(name, &shape)),
            Kind::Boolean => Json::raw(self.random.word(&["true", "false"])),
            Kind::Number => {
                let least = shape.bounds.0.unwrap_or(1);
                Json::Raw(least.to_string().into_bytes())
            }
            Kind::Blob => Json::Text(base64(&zip(&self.random.bytes(8)))),
            Kind::List => {
                let items = shape.members.iter().map(|(_, target)| self.sound(target));
                Json::List(items.collect())
            }
            Kind::Map => {
                let of = |which: &str| {
                    let found = shape.members.iter().find(|(name, _)| name == which);
                    found.map(|(_, target)| target.clone()).unwrap_or_default()
                };
                let key = of("key");
                let key_shape = self.model.shape(&key);
                let key = self.sound_text(&key, &key_shape);
                Json::Map(vec![(key, self.sound(&of("value")))])
            }
            Kind::Structure => {
                let members = shape.members.iter();
                let members = members.map(|(name, target)| (name.clone(), self.sound(target)));
                Json::Map(members.collect())
            }
        }
    }

    /// A sound text of a shape.
    pub(super) fn sound_text(&mut self, name: &str, shape: &Shape) -> String {
        let sample = SAMPLES.iter().find(|(of, _)| *of == name);
        match (sample, self.random.pick(&shape.values)) {
            (Some((_, sample)), _) => (*sample).to_owned(),
            (None, Some(value)) => value.clone(),
            (None, None) => "sample".to_owned(),
        }
    }

    /// A value of a shape with something wrong, as far as that can be: at its top, or within.
    pub(super) fn spoilt(&mut self, name: &str) -> Json {
        let shape = self.model.shape(name);
        let within = matches!(shape.kind, Kind::List | Kind::Map | Kind::Structure);
        if within && self.random.percent(60) {
            return self.spoilt_within(&shape);
        }
        match self.random.below(10) {
            0 => Json::raw("null"),
            1 => Json::raw(self.random.word(TOKENS)),
            2 => self.nested(),
            3 => self.bytes_that_are_no_text(),
            4..7 => self.of_other_kind(),
            _ => self.out_of_bounds(name, &shape),
        }
    }

    /// A text for a place outside of the body, before it is percent-encoded.
    pub(super) fn spoilt_text(&mut self, name: &str) -> String {
        let shape = self.model.shape(name);
        match self.random.below(3) {
            0 => self.text_out_of_bounds(&shape),
            1 => self.random.word(NUMBERS).to_owned(),
            _ => self.random.word(TEXTS).to_owned(),
        }
    }

    fn spoilt_within(&mut self, shape: &Shape) -> Json {
        let Some((name, target)) = self.random.pick(&shape.members).cloned() else {
            return Json::raw("[]");
        };
        let value = self.spoilt(&target);
        match shape.kind {
            Kind::List => match self.random.below(3) {
                0 => Json::List(vec![value; self.random.index(40)]),
                1 => Json::List(vec![self.sound(&target), value]),
                _ => Json::List(vec![value]),
            },
            Kind::Map => {
                let key = match name.as_str() {
                    "key" => self.spoilt_text(&target),
                    _ => "1".to_owned(),
                };
                let times = 1 + self.random.index(3);
                Json::Map(vec![(key, value); times])
            }
            _ => {
                let mut members = vec![(name.clone(), value)];
                // A member that comes twice, and one that nobody knows.
                if self.random.percent(20) {
                    members.push((name, self.sound(&target)));
                }
                if self.random.percent(20) {
                    members.push((self.random.word(TEXTS).to_owned(), Json::raw("{}")));
                }
                Json::Map(members)
            }
        }
    }

    fn of_other_kind(&mut self) -> Json {
        match self.random.below(6) {
            0 => Json::raw(self.random.word(NUMBERS)),
            1 => Json::raw(self.random.word(&["true", "false"])),
            2 => Json::text(self.random.word(TEXTS)),
            3 => Json::List(vec![Json::text("x"), Json::raw("null")]),
            4 => Json::Map(vec![("x".to_owned(), Json::raw("1"))]),
            _ => Json::raw(self.random.word(&["[]", "{}", "[[]]", "[{}]"])),
        }
    }

    fn out_of_bounds(&mut self, name: &str, shape: &Shape) -> Json {
        match shape.kind {
            Kind::String | Kind::Boolean => Json::Text(self.text_out_of_bounds(shape)),
            Kind::Number => Json::raw(self.random.word(NUMBERS)),
            Kind::Blob if self.random.percent(50) => Json::text(self.random.word(BASE64)),
            Kind::Blob => Json::Text(base64(&zips::hostile(self.random))),
            Kind::List => {
                let item = shape.members.first().map(|(_, target)| target.clone());
                let item = self.sound(&item.unwrap_or_default());
                let most = shape.bounds.1.unwrap_or(5).unsigned_abs() as usize;
                let length = [0, most + 1, 2000];
                Json::List(vec![item; length[self.random.index(length.len())]])
            }
            Kind::Map | Kind::Structure => {
                let sound = self.sound(name);
                match sound {
                    Json::Map(members) => {
                        let times = 1 + self.random.index(50);
                        let all = std::iter::repeat_n(members, times).flatten();
                        Json::Map(all.collect())
                    }
                    other => other,
                }
            }
        }
    }

    fn text_out_of_bounds(&mut self, shape: &Shape) -> String {
        let most = shape.bounds.1.unwrap_or(256).unsigned_abs() as usize;
        let unit = self.random.word(&[
            "a", "0", "é", "😀", "-", ":", "arn:", "a.", "/a", "((a*)*)*",
        ]);
        match self.random.below(20) {
            0..8 => unit.repeat(most / unit.len() + 1),
            8 => unit.repeat(20_000),
            9..14 => unit.repeat(300),
            _ => self.random.word(TEXTS).to_owned(),
        }
    }

    /// Lists or maps within each other, mostly some, now and then very many, not always closed.
    fn nested(&mut self) -> Json {
        let depths = [10, 64, 127, 128, 129, 512, 10_000, 100_000];
        let depth = depths[self.random.index(depths.len())];
        let (open, close) = match self.random.below(3) {
            0 => ("[", "]"),
            1 => ("{\"a\":", "}"),
            _ => ("[{\"a\":", "}]"),
        };
        let mut text = open.repeat(depth);
        text.push('1');
        if self.random.percent(80) {
            text += &close.repeat(depth);
        }
        Json::Raw(text.into_bytes())
    }

    fn bytes_that_are_no_text(&mut self) -> Json {
        let forms: [&[u8]; 7] = [
            b"\"\xff\"",
            b"\"\xc0\x80\"",
            b"\"\xed\xa0\x80\"",
            b"\"\xf4\x90\x80\x80\"",
            b"\"a\xe2\x82\"",
            b"\"\xc3\"",
            b"\x80",
        ];
        Json::Raw(forms[self.random.index(forms.len())].to_vec())
    }
}
