//! What holds for any text: noise, and a sample of the texts of published models.

use super::tags::TAGS;
use super::{BREAK_MARK, WIDTH, first_sentence, markdown};
use serde_json::Value;
use std::path::Path;

#[test]
fn sentences() {
    assert_eq!(
        first_sentence("One `a. b` e.g. this\none. Two."),
        "One `a. b` e.g. this\none."
    );
    assert_eq!(first_sentence("No end\n\nNext."), "No end");
    assert_eq!(first_sentence(""), "");
}

/// Pieces that are likely to go wrong together.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</li>",
    "<note>",
    "<code>",
    "</code>",
    "`",
    "``",
    "```",
    "~~~",
    "<a href=\"https://x.y\">",
    "</a>",
    "<b>",
    "</b>",
    "[",
    "](",
    ")",
    "]: ",
    "https://",
    "&",
    "&#",
    ";",
    "\u{e9}",
    "\u{2003}",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "1. ",
    "> ",
    "|",
    "\\",
    "*",
    "_",
    "<pre>",
    "</pre>",
    "<!--",
    "-->",
    "<dt>",
    "<dd>",
    "<td>",
    "<br>",
    "<x>",
    "</x>",
    "a",
    "word ",
    "\0",
    "---",
    "#",
];

#[test]
fn any_input_has_an_answer() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..500 {
        let count = next(60);
        let soup: String = (0..count).map(|_| PIECES[next(PIECES.len())]).collect();
        let bytes: Vec<u8> = (0..count).map(|_| next(256) as u8).collect();
        let noise = String::from_utf8_lossy(&bytes);
        assert_tidy(&soup);
        assert_tidy(&noise);
    }
    for piece in PIECES {
        assert_tidy(&piece.repeat(500));
        assert_tidy(&format!("<p>{}", piece.repeat(500)));
    }
}

#[track_caller]
fn assert_tidy(input: &str) {
    let out = markdown(input);
    assert_eq!(out.trim_matches('\n'), out, "from {input:?}");
    assert!(!out.contains(BREAK_MARK), "from {input:?}");
    for line in out.lines() {
        assert_eq!(line.trim_end(), line, "from {input:?}");
    }
}

#[test]
fn published_models() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/aws-models");
    let Ok(entries) = std::fs::read_dir(&dir) else {
        println!("skipped: no published models beside the project");
        return;
    };
    let mut texts = Vec::new();
    let mut paths: Vec<_> = entries.map(|it| it.unwrap().path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "json"));
    paths.retain(|it| it.metadata().is_ok_and(|it| it.len() < 300_000));
    paths.sort();
    for path in paths.iter().step_by(5) {
        let text = std::fs::read_to_string(path).unwrap();
        collect(&serde_json::from_str(&text).unwrap(), &mut texts);
    }
    assert!(!texts.is_empty());
    for text in texts.iter().step_by(4) {
        assert_tidy(text);
        let out = markdown(text);
        let fence = |it: &&str| it.trim_start_matches(['>', '-', ' ']).starts_with("```");
        assert_eq!(
            out.lines().filter(fence).count() % 2,
            0,
            "from {text:?}\n{out}"
        );
        let shown: String = out.split('`').step_by(2).collect();
        for (name, _) in TAGS {
            for tag in [
                format!("<{name}>"),
                format!("</{name}>"),
                format!("<{name} "),
            ] {
                assert!(!shown.contains(&tag), "{tag} from {text:?}\n{out}");
            }
        }
        for line in out.lines().filter(|it| it.chars().count() > WIDTH) {
            let whole = line.contains("](") || line.contains('`');
            let word = line.trim_start_matches(['>', '-', ' ']);
            assert!(whole || !word.contains(' '), "{line:?} from {text:?}");
        }
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name == "smithy.api#documentation" => texts.push(text.into()),
                    _ => collect(value, texts),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect(it, texts)),
        _ => {}
    }
}
