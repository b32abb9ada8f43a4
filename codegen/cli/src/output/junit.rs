//! JUnit's XML as CI systems read it: a suite for each file, a test case for each finding, and one that passes for a file without any.

use std::collections::BTreeMap;

use super::Report;
use crate::finding::Finding;
use crate::policy::Verdict;

pub(super) fn render(report: &Report) -> String {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for file in &report.files {
        suites.entry(file).or_default();
    }
    for finding in report.shown() {
        let file = finding.file().unwrap_or(ELSEWHERE);
        suites.entry(file).or_default().push(finding);
    }
    let cases = |findings: &[&Finding]| findings.len().max(1);
    let tests: usize = suites.values().map(|findings| cases(findings)).sum();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"planish {}\" {}>\n",
        report.command,
        counts(tests, &report.shown().collect::<Vec<_>>())
    );
    for (file, findings) in &suites {
        out.push_str(&format!(
            "  <testsuite name=\"{}\" {}>\n",
            escaped(file),
            counts(cases(findings), findings)
        ));
        if findings.is_empty() {
            let (name, class) = (report.command, escaped(file));
            out.push_str(&format!(
                "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\"/>\n"
            ));
        }
        for finding in findings {
            out.push_str(&case(finding));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// The suite of findings without a place.
const ELSEWHERE: &str = "model";

fn counts(tests: usize, findings: &[&Finding]) -> String {
    let count = |is: fn(Verdict) -> bool| findings.iter().filter(|one| is(one.verdict)).count();
    let failures = count(|verdict| verdict == Verdict::Fails);
    let skipped = count(Verdict::is_hidden);
    format!(
        "tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\""
    )
}

fn case(finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let (id, message) = (escaped(finding.id()), escaped(&diagnostic.message));
    let name = match finding.shape() {
        Some(shape) => format!("{id} {}", escaped(shape)),
        None => id.clone(),
    };
    let place = match &finding.place {
        Some(place) => place.shown(),
        None => ELSEWHERE.to_owned(),
    };
    let mut text = format!(
        "{}: {}\n{place}",
        diagnostic.severity.as_str(),
        diagnostic.message
    );
    if let Some(hint) = &diagnostic.hint {
        text.push_str(&format!("\nhint: {hint}"));
    }
    let text = escaped(&text);
    let content = match finding.verdict {
        Verdict::Fails => format!("<failure type=\"{id}\" message=\"{message}\">{text}</failure>"),
        Verdict::Told => format!("<system-out>{text}</system-out>"),
        Verdict::Suppressed | Verdict::Allowed | Verdict::Known => {
            format!("<skipped message=\"{message}\"/>")
        }
    };
    let class = escaped(finding.file().unwrap_or(ELSEWHERE));
    format!(
        "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\">\n      {content}\n    </testcase>\n"
    )
}

/// A text in XML 1.0, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(
            escaped("<a b=\"&\">\u{1}\n"),
            "&lt;a b=&quot;&amp;&quot;&gt;\u{fffd}&#10;"
        );
    }
}
