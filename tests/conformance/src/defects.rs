//! The cases that are known to fail, each with its reason, from `defects.toml`.

use serde::Deserialize;

/// All known defects.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defects {
    /// One a case.
    #[serde(default)]
    pub defect: Vec<Defect>,
}

/// A case that no straight implementation can pass.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// The case's id; of a case with parameters, that of all its cases or of one.
    pub id: String,
    /// `client` or `server`, where it fails on that side alone.
    pub side: Option<String>,
    /// Why it can't pass.
    pub reason: String,
    /// What shows that: another case, or a passage of a specification.
    pub evidence: String,
}

impl Defects {
    /// The defects that the project knows.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn known() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../defects.toml"))
    }

    /// Whether the case is known to fail.
    pub fn has(&self, side: &str, id: &str) -> bool {
        self.defect.iter().any(|defect| {
            let rest = id.strip_prefix(defect.id.as_str());
            let same = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("_case"));
            same && defect.side.as_deref().is_none_or(|only| only == side)
        })
    }
}
