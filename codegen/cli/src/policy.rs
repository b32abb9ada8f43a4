//! Which findings fail, which are shown, and which are left alone: the threshold, and the exceptions by event id and by namespace. The
//! model's own suppressions come first; an error is never allowed, since a model with errors is no model.

use std::str::FromStr;

use clap::ValueEnum;
use planish_model::{Diagnostic, Severity};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The least severity that fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Threshold {
    /// Everything.
    #[serde(alias = "NOTE")]
    Note,
    /// Warnings, dangers and errors.
    #[serde(alias = "WARNING")]
    Warning,
    /// Dangers and errors, as with Smithy's own command.
    #[default]
    #[serde(alias = "DANGER")]
    Danger,
    /// Errors alone.
    #[serde(alias = "ERROR")]
    Error,
}

/// Findings by event id, by namespace, or by both: `CamelCase`, `*@com.example` or `CamelCase@com.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// The event id; `Foo` stands for `Foo.Bar`, too.
    id: Option<String>,
    /// The namespace of the shape; with `.*` at its end, those below it, too.
    namespace: Option<String>,
}

/// What becomes of findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    /// The least severity that fails.
    pub(crate) threshold: Threshold,
    /// What is left alone, unless it is an error.
    pub(crate) allow: Vec<Filter>,
    /// What fails, whatever its severity.
    pub(crate) deny: Vec<Filter>,
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The command ends with 1.
    Fails,
    /// It is shown, and that is all.
    Told,
    /// The model says that it may stay.
    Suppressed,
    /// The configuration says so.
    Allowed,
    /// The baseline has it.
    Known,
}

impl Threshold {
    fn severity(self) -> Severity {
        match self {
            Threshold::Note => Severity::Note,
            Threshold::Warning => Severity::Warning,
            Threshold::Danger => Severity::Danger,
            Threshold::Error => Severity::Error,
        }
    }
}

impl Policy {
    /// The verdict on a finding that no baseline has.
    pub(crate) fn judge(&self, finding: &Diagnostic) -> Verdict {
        let any = |filters: &[Filter]| filters.iter().any(|filter| filter.matches(finding));
        match finding.severity {
            Severity::Suppressed => Verdict::Suppressed,
            Severity::Error => Verdict::Fails,
            _ if any(&self.deny) => Verdict::Fails,
            _ if any(&self.allow) => Verdict::Allowed,
            severity if severity >= self.threshold.severity() => Verdict::Fails,
            _ => Verdict::Told,
        }
    }
}

impl Verdict {
    /// Whether the finding is usually not shown.
    pub(crate) fn is_hidden(self) -> bool {
        matches!(
            self,
            Verdict::Suppressed | Verdict::Allowed | Verdict::Known
        )
    }
}

impl Filter {
    fn matches(&self, finding: &Diagnostic) -> bool {
        let id = self.id.as_deref().is_none_or(|id| covers(id, &finding.id));
        let namespace = self.namespace.as_deref().is_none_or(|wanted| {
            let found = finding.shape.as_ref().map(|shape| shape.namespace());
            found.is_some_and(|found| match wanted.strip_suffix(".*") {
                Some(parent) => covers(parent, found),
                None => found == wanted,
            })
        });
        id && namespace
    }
}

/// Whether a name is another one, or above it: `Foo` covers `Foo` and `Foo.Bar`, not `FooBar`.
pub(crate) fn covers(name: &str, other: &str) -> bool {
    let rest = other.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Filter, String> {
        let (id, namespace) = match text.split_once('@') {
            Some((id, namespace)) => (id, Some(namespace.trim())),
            None => (text, None),
        };
        let id = Some(id.trim()).filter(|id| *id != "*");
        let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
        if !id.is_none_or(is_name) || !namespace.is_none_or(is_name) {
            return Err(EXPECTED.to_owned());
        }
        if let Some(near) = id.and_then(severity_word) {
            return Err(format!(
                "`{near}` is a severity, and this takes event ids; say `--severity {near}`"
            ));
        }
        Ok(Filter {
            id: id.map(str::to_owned),
            namespace: namespace.map(str::to_owned),
        })
    }
}

const EXPECTED: &str = "an event id, `ID@NAMESPACE` or `*@NAMESPACE`";

fn severity_word(id: &str) -> Option<&'static str> {
    let words = ["note", "warning", "danger", "error"];
    words.into_iter().find(|word| word.eq_ignore_ascii_case(id))
}

/// A text as on the command line, or a table with `id`, `namespace` or both.
impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Filter, D::Error> {
        deserializer.deserialize_any(FilterVisitor)
    }
}

struct FilterVisitor;

impl<'de> Visitor<'de> for FilterVisitor {
    type Value = Filter;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{EXPECTED}, or a table with `id` and `namespace`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Filter, E> {
        text.parse()
            .map_err(|message: String| E::custom(format!("`{text}` is no such filter: {message}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Filter, A::Error> {
        let mut filter = Filter {
            id: None,
            namespace: None,
        };
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => filter.id = Some(map.next_value()?),
                "namespace" => filter.namespace = Some(map.next_value()?),
                _ => return Err(A::Error::unknown_field(&key, &["id", "namespace"])),
            }
        }
        if filter.id.is_none() && filter.namespace.is_none() {
            return Err(A::Error::custom(
                "a table with `id`, `namespace` or both is expected",
            ));
        }
        Ok(filter)
    }
}

#[cfg(test)]
mod tests {
    use planish_model::ShapeId;

    use super::*;

    fn finding(severity: Severity, id: &str, shape: &str) -> Diagnostic {
        Diagnostic::new(severity, id, "x").on(&ShapeId::parse(shape).unwrap())
    }

    #[test]
    fn filters_name_ids_and_namespaces() {
        let found = finding(Severity::Note, "A.B", "com.x#S");
        for (filter, matches) in [
            ("A", true),
            ("A.B", true),
            ("A.B.C", false),
            ("AA", false),
            ("A@com.x", true),
            ("A@com", false),
            ("*@com.x", true),
            ("*@com.*", true),
            ("*@co.*", false),
        ] {
            assert_eq!(
                filter.parse::<Filter>().unwrap().matches(&found),
                matches,
                "{filter}"
            );
        }
        for wrong in ["", "A@", "@x", "A B", "warning"] {
            assert!(wrong.parse::<Filter>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn dangers_fail_and_errors_always_do() {
        let policy = |allow: &str, deny: &str| Policy {
            threshold: Threshold::Danger,
            allow: allow.parse().into_iter().collect(),
            deny: deny.parse().into_iter().collect(),
        };
        for (severity, allow, deny, verdict) in [
            (Severity::Warning, "", "", Verdict::Told),
            (Severity::Danger, "", "", Verdict::Fails),
            (Severity::Danger, "A", "", Verdict::Allowed),
            (Severity::Error, "A", "", Verdict::Fails),
            (Severity::Note, "", "A", Verdict::Fails),
            (Severity::Note, "*@x", "A", Verdict::Fails),
            (Severity::Suppressed, "", "A", Verdict::Suppressed),
        ] {
            let found = finding(severity, "A", "x#S");
            assert_eq!(
                policy(allow, deny).judge(&found),
                verdict,
                "{severity:?} {allow} {deny}"
            );
        }
    }
}
