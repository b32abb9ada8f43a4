//! What is wrong with a model, as data: rendering is the business of whoever shows it.

use std::fmt::Write as _;

use crate::{ShapeId, Sources, Span};

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The model says that somebody looked at it, and that it may stay.
    Suppressed,
    /// Informs only.
    Note,
    /// Something that is probably not meant.
    Warning,
    /// Something that is very probably wrong, and may be suppressed once looked at.
    Danger,
    /// The model is not valid; stages after the one that found it do not run.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The event id: which rule found it, with dots from general to special, such as `TraitValue.smithy.api#http`.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// The shape or member that it is about.
    pub shape: Option<ShapeId>,
    /// Where.
    pub span: Option<Span>,
    /// What is wrong: a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Why the model suppresses it, if it does and says so.
    pub reason: Option<String>,
}

/// A collection of findings: every stage reports all of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Severity {
    /// The word for it in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Suppressed => "suppressed",
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Danger => "danger",
            Severity::Error => "error",
        }
    }
}

impl Diagnostic {
    /// A finding of any severity, with no shape, place or hint yet.
    #[must_use]
    pub fn new(
        severity: Severity,
        id: impl Into<String>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            id: id.into(),
            severity,
            shape: None,
            span: None,
            message: message.into(),
            hint: None,
            reason: None,
        }
    }

    /// An error.
    #[must_use]
    pub fn error(id: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, id, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(id: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, id, message)
    }

    /// Says which shape it is about.
    #[must_use]
    pub fn on(mut self, shape: &ShapeId) -> Diagnostic {
        self.shape = Some(shape.clone());
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = (!span.is_built_in()).then_some(span);
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }
}

impl Diagnostics {
    /// No findings.
    #[must_use]
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Keeps the findings that `keep` says to keep.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// For changing them, in the order in which they were found.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.items.iter_mut()
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Ordered by place (those without one last), then shape, id and message; exact repetitions are dropped.
    #[must_use]
    pub fn sorted(mut self) -> Diagnostics {
        fn key(d: &Diagnostic) -> (bool, Option<Span>, Option<&ShapeId>, &str, &str) {
            (
                d.span.is_none(),
                d.span,
                d.shape.as_ref(),
                &d.id,
                &d.message,
            )
        }
        self.items.sort_by(|a, b| key(a).cmp(&key(b)));
        self.items.dedup();
        self
    }

    /// Plain text for build scripts and tests: a block of lines for each finding, in the order of the collection.
    ///
    /// ```text
    /// error[Target]: member shape targets an unresolved shape `a#Strin`
    ///   --> model.json:3:17 (a#Shape$member)
    ///   hint: did you mean `a#String`?
    /// ```
    #[must_use]
    pub fn render(&self, sources: &Sources) -> String {
        let mut out = String::new();
        for d in &self.items {
            // Writing to a string can't fail.
            let _ = writeln!(out, "{}[{}]: {}", d.severity.as_str(), d.id, d.message);
            let place = d.span.and_then(|span| sources.place(span));
            let place = place.map(|p| format!("{}:{}:{}", p.file, p.line, p.column));
            let _ = match (place, &d.shape) {
                (Some(place), Some(shape)) => writeln!(out, "  --> {place} ({shape})"),
                (Some(place), None) => writeln!(out, "  --> {place}"),
                (None, Some(shape)) => writeln!(out, "  --> ({shape})"),
                (None, None) => Ok(()),
            };
            if let Some(hint) = &d.hint {
                let _ = writeln!(out, "  hint: {hint}");
            }
        }
        out
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, iter: T) {
        self.items.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_rendered_with_its_place_and_hint() {
        let mut sources = Sources::new();
        let file = sources.add("m.json", "{\n  x");
        let id = ShapeId::parse("a#B").unwrap();
        let mut found = Diagnostics::new();
        found.push(
            Diagnostic::error("Target", "no such shape")
                .on(&id)
                .at(Span::point(file, 4))
                .hint("did you mean `a#C`?"),
        );
        found.push(Diagnostic::warning("Model", "odd").at(Span::point(file, 0)));
        assert!(found.has_errors());
        assert_eq!(
            found.sorted().render(&sources),
            "warning[Model]: odd\n  --> m.json:1:1\nerror[Target]: no such shape\n  --> m.json:2:3 (a#B)\n  hint: did you mean `a#C`?\n"
        );
    }
}
