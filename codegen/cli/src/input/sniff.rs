//! Is a JSON file a model? Folders hold other JSON, too: manifests, build settings, test data. A model says `"smithy": …` at its top
//! level. The text is only skimmed, since a model that is broken further down should be told, and not be passed over.

/// Whether a text is a JSON object with the key `smithy`, as far as it can be read.
pub(crate) fn is_model(text: &str) -> bool {
    let mut bytes = text.trim_start_matches('\u{feff}').bytes().peekable();
    let mut depth = 0_u32;
    // Whether the next string at depth 1 is a key.
    let mut key = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                if depth == 0 && byte == b'[' {
                    return false;
                }
                depth += 1;
                key = depth == 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => key = depth == 1,
            b'"' => {
                let mut string = Vec::new();
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => string.extend(bytes.next()),
                        _ if string.len() <= KEY.len() => string.push(byte),
                        _ => {}
                    }
                }
                if key && string == KEY {
                    return true;
                }
                key = false;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Whether a text without a name is JSON rather than the IDL, which has no statement that begins with a brace.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
}

const KEY: &[u8] = b"smithy";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_says_so_at_its_top_level() {
        for text in [
            r#"{"smithy": "2.0"}"#,
            "\u{feff} {\n\"smithy\": ",
            r#"{"metadata": {"a": [1, "}"]}, "smithy": "1"}"#,
            r#"{"a\"": "\\", "smithy": "1"}"#,
        ] {
            assert!(is_model(text), "{text}");
        }
        for text in [
            "",
            "smithy",
            r#"["smithy"]"#,
            r#"{"name": "smithy"}"#,
            r#"{"dependencies": {"smithy": "2.0"}}"#,
            r#"{"smithyVersion": "2"}"#,
        ] {
            assert!(!is_model(text), "{text}");
        }
    }
}
