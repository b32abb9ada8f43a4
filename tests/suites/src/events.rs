//! Lists of expected findings, `[SEVERITY] shape: message | id`, and how they are compared with what was found.

use planish_model::Diagnostic;

/// A finding that a file expects.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    severity: String,
    shape: String,
    message: String,
    id: String,
}

/// Events that need not be listed: suppressed ones, and those that say that something is deprecated.
const UNLISTED: &[&str] = &["ModelDeprecation", "DeprecatedTrait", "DeprecatedShape"];

impl Event {
    /// Reads one entry; `None` if it is none.
    pub(crate) fn parse(entry: &str) -> Option<Event> {
        let (severity, rest) = entry.strip_prefix('[')?.split_once("] ")?;
        let (rest, id) = rest.rsplit_once(" | ")?;
        let (shape, message) = match rest.split_once(' ') {
            Some((shape, message)) => (shape, message),
            None => (rest, ""),
        };
        Some(Event {
            severity: severity.to_owned(),
            // The colon belongs to the message, with a blank or without.
            shape: shape.strip_suffix(':').unwrap_or(shape).to_owned(),
            message: message.to_owned(),
            id: id.trim_end().to_owned(),
        })
    }

    /// What a diagnostic is in the terms of the files.
    pub(crate) fn of(diagnostic: &Diagnostic) -> Event {
        Event {
            severity: diagnostic.severity.as_str().to_uppercase(),
            shape: diagnostic
                .shape
                .as_ref()
                .map_or("-", |id| id.as_str())
                .to_owned(),
            message: with_reason(diagnostic).replace('\n', "\\n"),
            id: diagnostic.id.clone(),
        }
    }

    /// Whether something found is what this entry expects.
    fn expects(&self, found: &Event) -> bool {
        let id = found.id.strip_prefix(self.id.as_str());
        self.severity == found.severity
            && self.shape == found.shape
            && found.message.starts_with(&self.message)
            && id.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether the event is one of a rule, or of a part of it.
    pub(crate) fn is_of(&self, rule: &str) -> bool {
        let rest = self.id.strip_prefix(rule);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether a file has to list it.
    fn has_to_be_listed(&self) -> bool {
        self.severity != "SUPPRESSED" && !UNLISTED.iter().any(|id| self.id.starts_with(id))
    }
}

fn with_reason(diagnostic: &Diagnostic) -> String {
    let reason = diagnostic.reason.as_ref();
    let reason = reason.map(|reason| format!(" ({reason})"));
    format!("{}{}", diagnostic.message, reason.unwrap_or_default())
}

impl std::fmt::Display for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Event {
            severity,
            shape,
            message,
            id,
        } = self;
        write!(f, "[{severity}] {shape}: {message} | {id}")
    }
}

/// Compares both ways: every expected finding has to be there, and every one that is there has to be expected.
///
/// # Errors
/// The lines that have no counterpart.
pub(crate) fn compare<'a>(
    expected: &[Event],
    found: impl IntoIterator<Item = &'a Diagnostic>,
) -> Result<(), String> {
    let found: Vec<Event> = found.into_iter().map(Event::of).collect();
    let missing = expected
        .iter()
        .filter(|event| !found.iter().any(|other| event.expects(other)))
        .map(|event| format!("    missing {event}"));
    let unexpected = found
        .iter()
        .filter(|event| event.has_to_be_listed())
        .filter(|event| !expected.iter().any(|other| other.expects(event)))
        .map(|event| format!("    extra   {event}"));
    let lines: Vec<String> = missing.chain(unexpected).collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(lines.join("\n"))
    }
}
