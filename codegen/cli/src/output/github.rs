//! GitHub's workflow commands, which become annotations of a change:
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

use planish_model::Severity;

use super::Report;
use crate::finding::Finding;
use crate::policy::Verdict;

pub(super) fn render(report: &Report) -> String {
    report.shown().map(command).collect()
}

fn command(finding: &Finding) -> String {
    let level = match finding.severity() {
        _ if finding.verdict == Verdict::Fails => "error",
        Severity::Error | Severity::Danger | Severity::Warning => "warning",
        Severity::Note | Severity::Suppressed => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(place.path())));
    }
    if let Some(place) = finding
        .place
        .as_ref()
        .filter(|place| place.path_now.is_none())
    {
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
        properties.push(format!("endLine={}", place.end_line));
        // An end in another line has no column: GitHub refuses those.
        if place.line == place.end_line {
            properties.push(format!("endColumn={}", place.end_column));
        }
    }
    properties.push(format!("title={}", property(finding.id())));
    let mut message = finding.told_message();
    if let Some(shape) = finding.shape() {
        message.push_str(&format!(" ({shape})"));
    }
    if let Some(hint) = &finding.diagnostic.hint {
        message.push_str(&format!("\nhint: {hint}"));
    }
    format!("::{level} {}::{}\n", properties.join(","), data(&message))
}

/// The text of a command, in one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which commas and colons would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(data("50%: a\r\nb"), "50%25: a%0D%0Ab");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}
