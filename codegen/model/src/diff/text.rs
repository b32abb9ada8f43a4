//! Values in messages, written as Smithy's own tools write them.

use crate::{Node, Severity, json};

/// A value between backticks, or as a block of code if it takes several lines. Texts are without their quotes.
pub(super) fn ticked(node: &Node) -> String {
    let text = json::to_pretty(node);
    if text.contains('\n') {
        return format!("\n```\n{text}\n```\n");
    }
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    format!("`{}`", bare.unwrap_or(&text))
}

/// The word for a severity in a list of findings.
pub(super) fn severity(severity: Severity) -> String {
    severity.as_str().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_ticked() {
        let ticked = |text: &str| ticked(&json::parse(text).unwrap());
        assert_eq!(ticked("\"a\""), "`a`");
        assert_eq!(ticked("[]"), "`[]`");
        assert_eq!(ticked("1.50"), "`1.50`");
        assert_eq!(ticked("{\"a\":1}"), "\n```\n{\n    \"a\": 1\n}\n```\n");
    }
}
