//! What a command found, in the format that the reader wants: one small file each. All of them tell the same findings.

mod csv;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
pub(crate) mod text;

use annotate_snippets::Renderer;
use clap::ValueEnum;
use planish_model::Severity;

use crate::finding::Finding;
use crate::policy::Verdict;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: with the source line and a caret.
    Text,
    /// For programs: an array of objects.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Commands of GitHub Actions, which become annotations.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML, which most CI systems read.
    Junit,
    /// Comma-separated values, with the columns of Smithy's own command.
    Csv,
}

/// All that a command found.
pub(crate) struct Report {
    /// The name of the command.
    pub(crate) command: &'static str,
    /// The findings, sorted.
    pub(crate) findings: Vec<Finding>,
    /// The names of the files that were looked at.
    pub(crate) files: Vec<String>,
    /// Whether hidden findings are shown, too.
    pub(crate) show_hidden: bool,
}

impl Report {
    /// The findings that are shown.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Finding> {
        let shown = |finding: &&Finding| self.show_hidden || !finding.verdict.is_hidden();
        self.findings.iter().filter(shown)
    }

    /// Whether one of them fails.
    pub(crate) fn fails(&self) -> bool {
        self.count(Verdict::Fails) > 0
    }

    fn count(&self, verdict: Verdict) -> usize {
        let with = self
            .findings
            .iter()
            .filter(|finding| finding.verdict == verdict);
        with.count()
    }

    /// How many there are of each severity, and in how many files was looked: `2 errors, 1 warning in 3 files (1 suppressed)`.
    pub(crate) fn summary(&self) -> String {
        let open = self
            .findings
            .iter()
            .filter(|finding| !finding.verdict.is_hidden());
        let severities = counted(open.map(Finding::severity));
        let hidden = [
            (Verdict::Suppressed, "suppressed"),
            (Verdict::Allowed, "allowed"),
            (Verdict::Known, "in the baseline"),
        ];
        let hidden: Vec<String> = hidden
            .into_iter()
            .map(|(verdict, word)| (self.count(verdict), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let hidden = match hidden.join(", ") {
            hidden if hidden.is_empty() => hidden,
            hidden => format!(" ({hidden})"),
        };
        format!(
            "{severities} in {}{hidden}",
            plural(self.files.len(), "file")
        )
    }
}

/// The report in a format, for standard output. Styles of the renderer are for text only.
pub(crate) fn render(format: Format, report: &Report, renderer: &Renderer) -> String {
    match format {
        Format::Text => text::render(report.shown(), renderer),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report),
        Format::Csv => csv::render(report),
    }
}

/// `2 errors, 1 warning`, or `no findings`.
pub(crate) fn counted(severities: impl Iterator<Item = Severity>) -> String {
    let mut counts = [
        (Severity::Error, "error", 0),
        (Severity::Danger, "danger", 0),
        (Severity::Warning, "warning", 0),
        (Severity::Note, "note", 0),
    ];
    for found in severities {
        for (severity, _, count) in &mut counts {
            *count += usize::from(*severity == found);
        }
    }
    let counted: Vec<String> = counts
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(_, word, count)| plural(count, word))
        .collect();
    if counted.is_empty() {
        "no findings".to_owned()
    } else {
        counted.join(", ")
    }
}

/// `1 file`, `2 files`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// A JSON document with a line end.
fn pretty(value: &impl serde::Serialize) -> String {
    // Texts and numbers always serialize.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use planish_model::{Diagnostic, Sources};

    use super::*;

    #[test]
    fn the_summary_counts() {
        let finding = |severity, verdict| {
            Finding::new(
                Diagnostic::new(severity, "A", "a"),
                &Sources::new(),
                verdict,
            )
        };
        let mut report = Report {
            command: "validate",
            findings: Vec::new(),
            files: vec!["a".to_owned()],
            show_hidden: false,
        };
        assert_eq!(report.summary(), "no findings in 1 file");
        report.files.push("b".to_owned());
        report.findings = vec![
            finding(Severity::Error, Verdict::Fails),
            finding(Severity::Warning, Verdict::Told),
            finding(Severity::Error, Verdict::Fails),
            finding(Severity::Suppressed, Verdict::Suppressed),
            finding(Severity::Error, Verdict::Known),
        ];
        assert_eq!(
            report.summary(),
            "2 errors, 1 warning in 2 files (1 suppressed, 1 in the baseline)"
        );
    }
}
