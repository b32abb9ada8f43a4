//! JSON for programs: an array of objects. What is not known is `null`.

use serde::Serialize;

use super::{Report, pretty};
use crate::finding::Finding;

/// One finding. Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: &'a str,
    severity: &'static str,
    shape: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    hint: Option<&'a str>,
    suppression_reason: Option<&'a str>,
}

pub(super) fn render(report: &Report) -> String {
    pretty(&report.shown().map(record).collect::<Vec<_>>())
}

fn record(finding: &Finding) -> Record<'_> {
    let (diagnostic, place) = (&finding.diagnostic, finding.place.as_ref());
    Record {
        id: &diagnostic.id,
        severity: diagnostic.severity.as_str(),
        shape: finding.shape(),
        file: finding.file(),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        end_line: place.map(|place| place.end_line),
        end_column: place.map(|place| place.end_column),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        suppression_reason: finding.reason(),
    }
}
