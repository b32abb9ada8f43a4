//! Text for people: with the source line, a caret, and what to do about it.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use planish_model::{Diagnostic, Severity, Sources};

use crate::finding::Finding;
use crate::policy::Verdict;

/// Every finding as a block of lines, each followed by an empty line.
pub(crate) fn render<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    renderer: &Renderer,
) -> String {
    let mut out = String::new();
    for finding in findings {
        out.push_str(&block(finding, renderer));
        out.push_str("\n\n");
    }
    out
}

/// The same of findings as the front end has them, on which nobody judges.
pub(crate) fn plain<'a>(
    found: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &Sources,
    renderer: &Renderer,
) -> String {
    let findings: Vec<Finding> = found
        .into_iter()
        .map(|found| Finding::new(found.clone(), sources, Verdict::Told))
        .collect();
    render(&findings, renderer)
}

fn block(finding: &Finding, renderer: &Renderer) -> String {
    let diagnostic = &finding.diagnostic;
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
    let shape = finding.shape().map(|shape| format!("in `{shape}`"));
    match &finding.place {
        Some(place) => {
            let excerpt = &place.excerpt;
            let annotation = AnnotationKind::Primary
                .span(excerpt.marked.clone())
                .label(shape);
            let mut snippet = Snippet::source(excerpt.text.as_str())
                .line_start(place.line)
                .annotation(annotation);
            if excerpt.cut {
                // The column is that of the whole line, which the snippet doesn't know.
                let origin = Origin::path(place.file.as_str()).line(place.line);
                group = group.element(origin.char_column(place.column));
            } else {
                snippet = snippet.path(place.file.as_str());
            }
            group = group.element(snippet);
        }
        None => group = group.elements(shape.map(|shape| Level::NOTE.message(shape))),
    }
    if let Some(reason) = finding.reason() {
        group = group.element(Level::NOTE.message(format!("suppressed: {reason}")));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name(Some("hint")).message(hint.as_str()));
    }
    renderer.render(&[group])
}

#[cfg(test)]
mod tests {
    use annotate_snippets::renderer::DecorStyle;
    use planish_model::{ShapeId, Span};

    use super::*;

    fn render(diagnostic: Diagnostic, sources: &Sources) -> String {
        plain(
            [&diagnostic],
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
}
