//! Waiters. (Smithy spec, "Waiters"; their paths are JMESPath, read here no further than brackets and quotes)

use super::{Context, Rule, Run};
use crate::traits::{AcceptorState, Matcher, TypedTrait, Waitable};
use crate::{Diagnostic, Diagnostics};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "WaitableTrait",
    title: "Waiters have acceptors, and paths that can be paths.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        let Some(Waitable(waiters)) = shape.traits.typed() else {
            continue;
        };
        let span = shape.traits.span(Waitable::ID).unwrap_or(shape.span);
        let mut report = |message: String| {
            diagnostics.push(
                Diagnostic::error("WaitableTrait", message)
                    .on(&shape.id)
                    .at(span),
            )
        };
        for (name, waiter) in waiters {
            if !name.starts_with(|c: char| c.is_ascii_uppercase())
                || !name.bytes().all(|b| b.is_ascii_alphanumeric())
            {
                report(format!(
                    "The waiter name `{name}` has to be an upper camel case name of letters and digits"
                ));
            }
            if !waiter
                .acceptors
                .iter()
                .any(|acceptor| acceptor.state == AcceptorState::Success)
            {
                report(format!(
                    "No success state matcher found for waiter named `{name}`"
                ));
            }
            for (i, acceptor) in waiter.acceptors.iter().enumerate() {
                let (Matcher::Output(matcher) | Matcher::InputOutput(matcher)) = &acceptor.matcher
                else {
                    continue;
                };
                if !is_path(&matcher.path) {
                    report(format!(
                        "Waiter `{name}`, acceptor {i}: Invalid JMESPath expression ({})",
                        matcher.path
                    ));
                }
            }
        }
    }
}

/// Whether brackets of all kinds come in pairs outside of quotes, and something is there at all.
fn is_path(text: &str) -> bool {
    let mut open = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return false,
            '\'' | '"' | '`' => loop {
                match chars.next() {
                    Some('\\') => drop(chars.next()),
                    Some(end) if end == c => break,
                    Some(_) => {}
                    None => return false,
                }
            },
            _ => {}
        }
    }
    open.is_empty() && !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_far_as_brackets_go() {
        for path in [
            "a.b",
            "a[?b=='x]'].c",
            "length(a[]) > `0`",
            "{a: b}",
            r#""a\"b""#,
        ] {
            assert!(is_path(path), "{path}");
        }
        for path in ["", " ", "a[", "a)", "(a]", "'a", r"'a\'"] {
            assert!(!is_path(path), "{path}");
        }
    }
}
