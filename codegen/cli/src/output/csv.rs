//! Comma-separated values as Smithy's own command writes them, so that the two can be compared: texts in quotes, a finding a line.

use super::Report;

const HEADER: &str = "severity,id,shape,file,line,column,message,hint,suppressionReason";

pub(super) fn render(report: &Report) -> String {
    let mut out = format!("{HEADER}\n");
    for finding in report.shown() {
        let place = finding.place.as_ref();
        let row = [
            field(&finding.severity().as_str().to_uppercase()),
            field(finding.id()),
            field(finding.shape().unwrap_or_default()),
            field(finding.file().unwrap_or("N/A")),
            place.map_or(0, |place| place.line).to_string(),
            place.map_or(0, |place| place.column).to_string(),
            field(&finding.diagnostic.message),
            field(finding.diagnostic.hint.as_deref().unwrap_or_default()),
            field(finding.reason().unwrap_or_default()),
        ];
        out.push_str(&row.join(","));
        out.push('\n');
    }
    out
}

/// A text in quotes; line ends are written as in Java.
fn field(text: &str) -> String {
    let text = text.replace('"', "\"\"");
    format!("\"{}\"", text.replace('\n', "\\n").replace('\r', "\\r"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_line_ends_are_escaped() {
        assert_eq!(field("a, \"b\"\nc"), r#""a, ""b""\nc""#);
    }
}
