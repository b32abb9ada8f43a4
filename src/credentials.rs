//! Whose requests are believed: access keys, from a file in the form that AWS tools use.
//!
//! ```text
//! [default]
//! aws_access_key_id = AKIAIOSFODNN7EXAMPLE
//! aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
//!
//! [build]
//! aws_access_key_id = ASIAIOSFODNN7EXAMPLE
//! aws_secret_access_key = …
//! aws_session_token = …
//! ```

use planish_runtime::Timestamp;
use planish_runtime::timestamp::Format;
use std::collections::BTreeMap;
use std::fmt;

/// All keys that are believed, by access key id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(BTreeMap<String, Credential>);

/// One key. `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The name of the profile it comes from.
    pub profile: String,
    /// `aws_secret_access_key`.
    pub secret_access_key: String,
    /// `aws_session_token`: requests with this key must carry it.
    pub session_token: Option<String>,
    /// `expiration`: when the key ends to be good, such as `2026-01-31T12:00:00Z` (X10).
    pub expires: Option<Timestamp>,
}

/// What is wrong with a credentials file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCredentials {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there; never quotes a value.
    pub reason: String,
}

/// A profile that is being read.
#[derive(Default)]
struct Draft {
    line: usize,
    name: String,
    values: BTreeMap<String, String>,
}

const ACCESS_KEY: &str = "aws_access_key_id";
const SECRET_KEY: &str = "aws_secret_access_key";
const TOKEN: &str = "aws_session_token";
const EXPIRATION: &str = "expiration";

impl Default for Credentials {
    /// The key `test` with the secret `test`, which emulators share.
    fn default() -> Credentials {
        let credential = Credential {
            profile: "default".to_owned(),
            secret_access_key: "test".to_owned(),
            session_token: None,
            expires: None,
        };
        Credentials(BTreeMap::from([("test".to_owned(), credential)]))
    }
}

impl Credentials {
    /// Reads a file's text. Settings other than keys are passed over, as other tools put theirs
    /// into the same file.
    ///
    /// # Errors
    /// If a line is neither a profile nor a setting, a profile has not both keys, an access key
    /// comes twice, or there is no profile at all.
    pub fn parse(text: &str) -> Result<Credentials, BadCredentials> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut last = 0;
        for (index, line) in text.lines().enumerate() {
            last = index + 1;
            let bad = |reason: &str| BadCredentials {
                line: last,
                reason: reason.to_owned(),
            };
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if let Some(header) = trimmed.strip_prefix('[') {
                let name = header
                    .strip_suffix(']')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                let name = name
                    .ok_or_else(|| bad("a profile is written as [name]"))?
                    .to_owned();
                drafts.push(Draft {
                    line: last,
                    name,
                    values: BTreeMap::new(),
                });
                continue;
            }
            let (name, value) = trimmed
                .split_once('=')
                .ok_or_else(|| bad("neither [profile] nor name = value"))?;
            // An indented line belongs to a nested setting of another tool.
            if line.starts_with([' ', '\t']) {
                continue;
            }
            let draft = drafts
                .last_mut()
                .ok_or_else(|| bad("a setting before any [profile]"))?;
            draft
                .values
                .insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
        if drafts.is_empty() {
            let reason = "there is no [profile] in this file".to_owned();
            return Err(BadCredentials {
                line: last.max(1),
                reason,
            });
        }
        let mut credentials = BTreeMap::new();
        for draft in drafts {
            let line = draft.line;
            let (access_key, credential) = draft.finish()?;
            if credentials.insert(access_key, credential).is_some() {
                let reason = "another profile has the same access key".to_owned();
                return Err(BadCredentials { line, reason });
            }
        }
        Ok(Credentials(credentials))
    }

    /// The profiles of the file, each once for each of its keys.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.0
            .values()
            .map(|credential| credential.profile.as_str())
    }

    /// The key with this access key id.
    pub fn get(&self, access_key_id: &str) -> Option<&Credential> {
        self.0.get(access_key_id)
    }
}

impl Draft {
    fn finish(mut self) -> Result<(String, Credential), BadCredentials> {
        let (line, profile) = (self.line, self.name);
        let mut take = |name: &str| self.values.remove(name).filter(|value| !value.is_empty());
        let missing = |name: &str| {
            let reason = format!("the profile [{profile}] has no {name}");
            BadCredentials { line, reason }
        };
        let access_key = take(ACCESS_KEY).ok_or_else(|| missing(ACCESS_KEY))?;
        let secret_access_key = take(SECRET_KEY).ok_or_else(|| missing(SECRET_KEY))?;
        let session_token = take(TOKEN);
        let expires = match take(EXPIRATION) {
            None => None,
            Some(text) => {
                let time = Timestamp::parse(&text, Format::DateTime);
                let bad = || BadCredentials {
                    line,
                    reason: format!("the {EXPIRATION} of [{profile}] is no time"),
                };
                Some(time.ok_or_else(bad)?)
            }
        };
        Ok((
            access_key,
            Credential {
                profile,
                secret_access_key,
                session_token,
                expires,
            },
        ))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for BadCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for BadCredentials {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_found_by_their_access_key() {
        let text = "# mine\n[default]\naws_access_key_id = A\naws_secret_access_key=s=/+\n\
                    region = eu-west-1\ns3 =\n  max_queue_size = 5\n\n; other\n[build ]\n\
                    AWS_ACCESS_KEY_ID=B\naws_secret_access_key = t\naws_session_token = u\n";
        let credentials = Credentials::parse(text).unwrap();
        let found = |key| {
            credentials.get(key).map(|c: &Credential| {
                (
                    c.profile.as_str(),
                    c.secret_access_key.as_str(),
                    c.session_token.as_deref(),
                )
            })
        };
        assert_eq!(found("A"), Some(("default", "s=/+", None)));
        assert_eq!(found("B"), Some(("build", "t", Some("u"))));
        assert_eq!(found("C"), None);
        assert!(!format!("{credentials:?}").contains("s=/+"));
        assert!(Credentials::default().get("test").is_some());
    }

    #[test]
    fn mistakes_are_told_with_their_line_and_without_secrets() {
        for (text, message) in [
            ("", "line 1: there is no [profile] in this file"),
            ("\n[a\n", "line 2: a profile is written as [name]"),
            (
                "aws_access_key_id = A",
                "line 1: a setting before any [profile]",
            ),
            ("[a]\nsecret", "line 2: neither [profile] nor name = value"),
            (
                "\n[a]\naws_access_key_id=A",
                "line 2: the profile [a] has no aws_secret_access_key",
            ),
            (
                "[a]\naws_access_key_id=A\naws_secret_access_key=s\n\
                 [b]\naws_access_key_id=A\naws_secret_access_key=t",
                "line 4: another profile has the same access key",
            ),
        ] {
            assert_eq!(Credentials::parse(text).unwrap_err().to_string(), message);
        }
    }
}
