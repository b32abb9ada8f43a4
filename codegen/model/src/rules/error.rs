//! What is wrong with rules, and where in them.

/// A problem of a rule set, with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// What was being done, innermost first.
    contexts: Vec<String>,
    message: String,
}

impl RuleError {
    /// A problem that nobody has placed yet.
    pub(super) fn new(message: impl Into<String>) -> RuleError {
        RuleError {
            contexts: Vec::new(),
            message: message.into(),
        }
    }

    /// What is wrong, without the way to it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What was being done when it was noticed, outermost first.
    pub fn contexts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.contexts.iter().rev().map(String::as_str)
    }
}

/// The way and the problem, a line each.
impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for context in self.contexts() {
            writeln!(f, "{context}")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for RuleError {}

/// Says what was being done when something went wrong.
pub(super) trait Context {
    /// Adds a step to the way to a problem; `context` is asked for only then.
    fn context<S: Into<String>>(self, context: impl FnOnce() -> S) -> Self;
}

impl<T> Context for Result<T, RuleError> {
    fn context<S: Into<String>>(self, context: impl FnOnce() -> S) -> Self {
        self.map_err(|mut error| {
            error.contexts.push(context().into());
            error
        })
    }
}
