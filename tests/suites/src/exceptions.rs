//! The cases that are not passed, each with its reason, from `exceptions.toml`.

use serde::Deserialize;

/// All exceptions.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    suite: String,
    case: String,
    #[expect(dead_code, reason = "written for people; a row without it is refused")]
    reason: String,
}

impl Exceptions {
    /// The exceptions that the project knows.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn known() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../exceptions.toml"))
    }

    /// Whether a case is known to fail.
    pub fn has(&self, suite: &str, case: &str) -> bool {
        self.exception
            .iter()
            .any(|known| known.suite == suite && known.case == case)
    }
}
