//! Findings, shown: as text with the source line and a caret, or as JSON.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use planish_model::{Diagnostic, Diagnostics, Severity, Sources, Span};
use serde::Serialize;

/// How many bytes of an overlong line (a model without line ends) are shown before the place, and after it.
const WINDOW: (usize, usize) = (60, 120);

/// One finding in JSON.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    severity: &'static str,
    shape: Option<&'a str>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    hint: Option<&'a str>,
}

/// The part of a source line that is shown.
struct Excerpt {
    text: String,
    marked: std::ops::Range<usize>,
    cut: bool,
}

/// Every finding as a block of lines, each followed by an empty line.
pub(crate) fn text(diagnostics: &Diagnostics, sources: &Sources, renderer: &Renderer) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&block(diagnostic, sources, renderer));
        out.push_str("\n\n");
    }
    out
}

/// The findings as a JSON array of objects with the members `id`, `severity`, `shape`, `file`, `line`, `column` (both from 1, columns
/// in characters), `message` and `hint`; what is not known is `null`.
pub(crate) fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let records: Vec<Record<'_>> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.span.and_then(|span| sources.place(span));
            Record {
                id: &diagnostic.id,
                severity: diagnostic.severity.as_str(),
                shape: diagnostic.shape.as_ref().map(|shape| shape.as_str()),
                line: place.as_ref().map(|place| place.line),
                column: place.as_ref().map(|place| place.column),
                file: place.map(|place| place.file),
                message: &diagnostic.message,
                hint: diagnostic.hint.as_deref(),
            }
        })
        .collect();
    // Texts and numbers always serialize.
    serde_json::to_string_pretty(&records).unwrap_or_default() + "\n"
}

/// How many there are of each severity, and in how many files was looked: `2 errors, 1 warning in 3 files`.
pub(crate) fn summary(diagnostics: &Diagnostics, files: usize) -> String {
    let counts = [
        (Severity::Error, "error"),
        (Severity::Danger, "danger"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ]
    .map(|(severity, word)| {
        let count = diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count();
        (count, word)
    });
    let counted: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let counted = if counted.is_empty() {
        "no findings".to_owned()
    } else {
        counted.join(", ")
    };
    format!("{counted} in {}", plural(files, "file"))
}

/// `1 file`, `2 files`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

fn block(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Danger => Level::WARNING.with_name(Some(Severity::Danger.as_str())),
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
        Severity::Suppressed => Level::NOTE.with_name(Some(Severity::Suppressed.as_str())),
    };
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.id.as_str())
        .elements(Vec::<Origin<'_>>::new());
    let place = diagnostic
        .span
        .and_then(|span| Some((sources.place(span)?, excerpt(sources, span)?)));
    let shape = diagnostic
        .shape
        .as_ref()
        .map(|shape| format!("in `{shape}`"));
    match place {
        Some((place, excerpt)) => {
            let annotation = AnnotationKind::Primary.span(excerpt.marked).label(shape);
            let mut snippet = Snippet::source(excerpt.text)
                .line_start(place.line)
                .annotation(annotation);
            if excerpt.cut {
                // The column is that of the whole line, which the snippet doesn't know.
                let origin = Origin::path(place.file).line(place.line);
                group = group.element(origin.char_column(place.column));
            } else {
                snippet = snippet.path(place.file);
            }
            group = group.element(snippet);
        }
        None => group = group.elements(shape.map(|shape| Level::NOTE.message(shape))),
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name(Some("hint")).message(hint.as_str()));
    }
    renderer.render(&[group])
}

/// The line that a span starts in, cut down if it is overlong, with the span as far as it lies in that line.
fn excerpt(sources: &Sources, span: Span) -> Option<Excerpt> {
    let text = sources.get(span.file)?.text.as_str();
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (boundary(span.start as usize), boundary(span.end as usize));
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(start..)?.find(['\r', '\n']);
    let line_end = line_end.map_or(text.len(), |at| start + at);
    let cut = line_end - line_start > WINDOW.0 + WINDOW.1;
    let (from, to) = if cut {
        (
            line_start.max(boundary(start.saturating_sub(WINDOW.0))),
            line_end.min(boundary(start + WINDOW.1)),
        )
    } else {
        (line_start, line_end)
    };
    let end = end.clamp(start, to.max(start));
    Some(Excerpt {
        text: text.get(from..to)?.to_owned(),
        marked: start - from..end - from,
        cut,
    })
}

#[cfg(test)]
mod tests {
    use annotate_snippets::renderer::DecorStyle;
    use planish_model::ShapeId;

    use super::*;

    fn render(diagnostic: Diagnostic, sources: &Sources) -> String {
        let mut found = Diagnostics::new();
        found.push(diagnostic);
        text(
            &found,
            sources,
            &Renderer::plain().decor_style(DecorStyle::Ascii),
        )
    }

    #[test]
    fn a_finding_shows_its_line() {
        let mut sources = Sources::new();
        let file = sources.add("m.json", "{\r\n  \"é\": \"a#Strin\",\r\n  \"b\": {\r\n}}");
        let shape = ShapeId::parse("a#B").unwrap();
        let found = Diagnostic::error("Target", "no such shape `a#Strin`")
            .on(&shape)
            .at(Span::new(file, 11, 20))
            .hint("did you mean `a#String`?");
        assert_eq!(
            render(found, &sources),
            "\
error[Target]: no such shape `a#Strin`
 --> m.json:2:8
  |
2 |   \"é\": \"a#Strin\",
  |        ^^^^^^^^^ in `a#B`
  |
  = hint: did you mean `a#String`?

"
        );
        let many_lines = Diagnostic::new(Severity::Danger, "X", "odd").at(Span::new(file, 28, 90));
        assert_eq!(
            render(many_lines, &sources),
            "\
danger[X]: odd
 --> m.json:3:6
  |
3 |   \"b\": {
  |      ^^^

"
        );
    }

    #[test]
    fn a_finding_without_a_place_names_its_shape() {
        let shape = ShapeId::parse("a#B").unwrap();
        assert_eq!(
            render(
                Diagnostic::warning("X.y", "odd").on(&shape),
                &Sources::new()
            ),
            "warning[X.y]: odd\n |\n = note: in `a#B`\n\n"
        );
    }

    #[test]
    fn an_overlong_line_is_cut() {
        let mut sources = Sources::new();
        let file = sources.add("m.json", "é".repeat(100_000));
        let shown = render(
            Diagnostic::error("X", "odd").at(Span::new(file, 100_001, 150_000)),
            &sources,
        );
        assert!(shown.len() < 1000, "{shown}");
        assert!(shown.contains("m.json:1:50001"), "{shown}");
    }

    #[test]
    fn the_summary_counts() {
        let mut found = Diagnostics::new();
        assert_eq!(summary(&found, 1), "no findings in 1 file");
        found.push(Diagnostic::warning("A", "a"));
        found.push(Diagnostic::error("A", "a"));
        found.push(Diagnostic::error("B", "b"));
        assert_eq!(summary(&found, 3), "2 errors, 1 warning in 3 files");
    }
}
