//! Comma-separated values (RFC 4180) with the columns of Smithy's own command.

use super::Report;

const HEADER: &str = "severity,id,shape,file,line,column,message,hint,suppressionReason";

pub(super) fn render(report: &Report) -> String {
    let mut out = format!("{HEADER}\n");
    for finding in report.shown() {
        let place = finding.place.as_ref();
        let row = [
            finding.severity().as_str().to_uppercase(),
            field(finding.id()),
            field(finding.shape().unwrap_or_default()),
            field(finding.file().unwrap_or_default()),
            place.map_or_else(String::new, |place| place.line.to_string()),
            place.map_or_else(String::new, |place| place.column.to_string()),
            field(&finding.diagnostic.message),
            field(finding.diagnostic.hint.as_deref().unwrap_or_default()),
            field(finding.reason().unwrap_or_default()),
        ];
        out.push_str(&row.join(","));
        out.push('\n');
    }
    out
}

/// A field, in quotes if it needs them.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_if_they_need_it() {
        assert_eq!(field("a b"), "a b");
        assert_eq!(field("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
    }
}
