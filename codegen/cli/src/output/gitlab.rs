//! GitLab's Code Quality report: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use planish_model::Severity;
use serde::Serialize;

use super::{Report, pretty};
use crate::finding::{Finding, Place};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn render(report: &Report) -> String {
    // A location is required: what has none is shown at the first file.
    let elsewhere = report.files.first().map_or("planish.toml", String::as_str);
    let issues: Vec<Issue<'_>> = report
        .shown()
        .map(|finding| issue(finding, elsewhere))
        .collect();
    pretty(&issues)
}

fn issue<'a>(finding: &'a Finding, elsewhere: &'a str) -> Issue<'a> {
    let mut description = finding.told_message();
    if let Some(shape) = finding.shape() {
        description.push_str(&format!(" ({shape})"));
    }
    if let Some(hint) = &finding.diagnostic.hint {
        description.push_str(&format!("; {hint}"));
    }
    let place = finding
        .place
        .as_ref()
        .filter(|place| place.path_now.is_none());
    Issue {
        description,
        check_name: finding.id(),
        fingerprint: &finding.fingerprint,
        severity: match finding.severity() {
            Severity::Error => "critical",
            Severity::Danger => "major",
            Severity::Warning => "minor",
            Severity::Note | Severity::Suppressed => "info",
        },
        location: Location {
            path: finding.place.as_ref().map_or(elsewhere, Place::path),
            lines: Lines {
                begin: place.map_or(1, |place| place.line),
                end: place.map_or(1, |place| place.end_line),
            },
        },
    }
}
