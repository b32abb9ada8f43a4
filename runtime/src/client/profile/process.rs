//! `credential_process`: a program that prints credentials.
//!
//! Source: "Process credential provider" in the AWS SDKs and Tools reference guide.

use std::process::{Command, Stdio};

use crate::client::credentials::{Credentials, CredentialsError};
use crate::client::jmespath::json;
use crate::document::Document;
use crate::timestamp::{Format, Timestamp};

/// Runs the program and reads what it prints. Errors never show that.
pub(super) fn run(command: &str) -> Result<Credentials, CredentialsError> {
    let failed = |why: String| CredentialsError::new(format!("credential_process {why}"));
    let words = words(command).ok_or_else(|| failed("has a quote without its partner".into()))?;
    let [program, arguments @ ..] = words.as_slice() else {
        return Err(failed("is empty".into()));
    };
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| failed(format!("`{program}` can't be run: {e}")))?;
    if !output.status.success() {
        return Err(failed(format!("`{program}` failed: {}", output.status)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    read(&text).map_err(|why| failed(format!("`{program}` {why}")))
}

fn read(text: &str) -> Result<Credentials, &'static str> {
    let Some(Document::Object(members)) = json::parse(text) else {
        return Err("doesn't print an object of JSON");
    };
    let get = |name: &str| match members.get(name) {
        Some(Document::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    if members.get("Version").map(json::print).as_deref() != Some("1") {
        return Err("doesn't print a `Version` of 1");
    }
    let expires = match get("Expiration") {
        None => None,
        Some(text) => Some(
            Timestamp::parse(&text, Format::DateTime)
                .ok_or("prints an `Expiration` that is no time of RFC 3339")?,
        ),
    };
    Ok(Credentials {
        access_key: get("AccessKeyId").ok_or("prints no `AccessKeyId`")?,
        secret_key: get("SecretAccessKey").ok_or("prints no `SecretAccessKey`")?,
        session_token: get("SessionToken"),
        expires,
        account: get("AccountId"),
    })
}

/// The words of a command line; single and double quotes keep spaces. `None` if one stays open.
fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_have_words() {
        let words = |line| words(line).map(|words| words.join("|"));
        assert_eq!(words("a  b\tc").as_deref(), Some("a|b|c"));
        assert_eq!(words(r#"'a b'c "" "d'e""#).as_deref(), Some("a bc||d'e"));
        assert_eq!(words("a 'b"), None);
    }

    #[test]
    fn what_is_printed_is_read_and_never_shown() {
        let good = r#"{"Version":1,"AccessKeyId":"id","SecretAccessKey":"hidden",
            "SessionToken":"token","Expiration":"2033-05-18T03:33:20Z","AccountId":"0123"}"#;
        let found = read(good).unwrap();
        assert_eq!(found.expires, Some(Timestamp::from_seconds(2_000_000_000)));
        assert_eq!(found.account.as_deref(), Some("0123"));
        for bad in [
            "",
            "[]",
            r#"{"Version":2,"AccessKeyId":"id","SecretAccessKey":"hidden"}"#,
            r#"{"Version":1,"AccessKeyId":"id"}"#,
            r#"{"Version":1,"AccessKeyId":"id","SecretAccessKey":"hidden","Expiration":"soon"}"#,
        ] {
            assert!(!read(bad).unwrap_err().contains("hidden"), "{bad}");
        }
    }
}
