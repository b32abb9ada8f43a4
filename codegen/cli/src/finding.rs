//! A finding with its place in the words of people, and what became of it: all that any output format needs to know.

use std::collections::BTreeMap;
use std::ops::Range;

use planish_model::{Diagnostic, Severity, Sources, Span};

use crate::policy::Verdict;

/// How many bytes of an overlong line (a model without line ends) are shown before the place, and after it.
const WINDOW: (usize, usize) = (60, 120);

/// One finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What the front end found.
    pub(crate) diagnostic: Diagnostic,
    /// Where, if that is known.
    pub(crate) place: Option<Place>,
    /// What became of it.
    pub(crate) verdict: Verdict,
    /// The same for the same finding after lines have moved, and different for all findings of a report: 32 hexadecimal digits.
    pub(crate) fingerprint: String,
}

/// A part of a file. Lines and columns count from 1, columns in characters; the end is the place after the last character.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
    /// If the file is one of another revision: its path without the name of that revision.
    pub(crate) path_now: Option<String>,
    /// The line that it begins in.
    pub(crate) excerpt: Excerpt,
}

/// The part of a line that is shown.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// What is meant, in bytes.
    pub(crate) marked: Range<usize>,
    /// Whether parts of the line are missing.
    pub(crate) cut: bool,
}

impl Place {
    /// `FILE:LINE:COLUMN`
    pub(crate) fn shown(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }

    /// A file that tools can open.
    pub(crate) fn path(&self) -> &str {
        self.path_now.as_deref().unwrap_or(&self.file)
    }
}

impl Finding {
    /// A finding in these texts.
    pub(crate) fn new(diagnostic: Diagnostic, sources: &Sources, verdict: Verdict) -> Finding {
        let place = diagnostic.span.and_then(|span| place(sources, span));
        Finding {
            fingerprint: String::new(),
            diagnostic,
            place,
            verdict,
        }
    }

    /// Says that its file is one of a revision.
    pub(crate) fn is_of(&mut self, revision: &str) {
        if let Some(place) = &mut self.place {
            let path = place.file.strip_prefix(revision);
            let path = path.and_then(|path| path.strip_prefix(':'));
            place.path_now = path.map(str::to_owned);
        }
    }

    /// The event id.
    pub(crate) fn id(&self) -> &str {
        &self.diagnostic.id
    }

    /// How much it matters.
    pub(crate) fn severity(&self) -> Severity {
        self.diagnostic.severity
    }

    /// The shape, if it is about one.
    pub(crate) fn shape(&self) -> Option<&str> {
        self.diagnostic.shape.as_ref().map(|shape| shape.as_str())
    }

    /// The name of the file, if it has a place.
    pub(crate) fn file(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.file.as_str())
    }

    /// The message, with the place in it if tools can't show that: it is in a text of the past.
    pub(crate) fn told_message(&self) -> String {
        let message = &self.diagnostic.message;
        match self.place.as_ref().filter(|place| place.path_now.is_some()) {
            Some(place) => format!("{message} (was at {})", place.shown()),
            None => message.clone(),
        }
    }

    /// Why the model suppresses it, if it does and says so.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.diagnostic.reason.as_deref()
    }

    /// What the finding is about, however lines move: the shape, or else the file.
    pub(crate) fn subject(&self) -> &str {
        self.shape()
            .or(self.place.as_ref().map(Place::path))
            .unwrap_or_default()
    }

    /// The message without the lines and columns in it.
    pub(crate) fn settled_message(&self) -> String {
        settled(&self.diagnostic.message)
    }
}

/// Gives all findings of a report their fingerprints.
pub(crate) fn fingerprint(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let key = [finding.id(), finding.subject(), &finding.settled_message()].join("\0");
        let count = seen.entry(key.clone()).or_default();
        finding.fingerprint = match *count {
            0 => hash(&key),
            n => hash(&format!("{key}\0{n}")),
        };
        *count += 1;
    }
}

/// FNV-1a with 128 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), in hexadecimal: stable over versions and machines.
pub(crate) fn hash(text: &str) -> String {
    let basis = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    let hash = text.bytes().fold(basis, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(prime)
    });
    format!("{hash:032x}")
}

/// A message in which `:3:14` and `line 3, column 14` don't count.
fn settled(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let length = from
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(from.len());
        let (digits, after) = from.split_at(length);
        let counts =
            !(before.ends_with(':') || before.ends_with("line ") || before.ends_with("column "));
        out.push_str(before);
        out.push_str(if counts { digits } else { "*" });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn place(sources: &Sources, span: Span) -> Option<Place> {
    let (line, column) = sources.position(span)?;
    let (end_line, end_column) = sources.position(Span::point(span.file, span.end))?;
    Some(Place {
        file: sources.get(span.file)?.name.clone(),
        line,
        column,
        end_line,
        end_column,
        path_now: None,
        excerpt: excerpt(sources, span)?,
    })
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
    // A line that has no end as far as this is overlong anyway.
    let reach = WINDOW.0 + WINDOW.1 + 4;
    let (back, ahead) = (
        boundary(start.saturating_sub(reach)),
        boundary(start + reach),
    );
    let line_start = text.get(back..start)?.rfind('\n');
    let line_start = line_start.map_or(back, |at| back + at + 1);
    let line_end = text.get(start..ahead)?.find(['\r', '\n']);
    let line_end = line_end.map_or(ahead, |at| start + at);
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
    use super::*;

    #[test]
    fn lines_and_columns_do_not_count() {
        for (message, same) in [
            (
                "found at `a.json:3:14` and `b.json:1:2`",
                "found at `a.json:*:*` and `b.json:*:*`",
            ),
            (
                "Syntax error at line 3, column 14: 5",
                "Syntax error at line *, column *: 5",
            ),
            ("must be 16 or less", "must be 16 or less"),
            ("é 1", "é 1"),
        ] {
            assert_eq!(settled(message), same);
        }
    }

    #[test]
    fn fingerprints_differ_and_stay() {
        let finding = |message: &str| {
            Finding::new(
                Diagnostic::warning("A", message),
                &Sources::new(),
                Verdict::Told,
            )
        };
        let mut some = [
            finding("x"),
            finding("x"),
            finding("at line 1"),
            finding("at line 2"),
        ];
        fingerprint(&mut some);
        let prints: std::collections::BTreeSet<&str> =
            some.iter().map(|one| one.fingerprint.as_str()).collect();
        assert_eq!(prints.len(), 4);
        let mut later = [finding("at line 7"), finding("x")];
        fingerprint(&mut later);
        assert_eq!(later[0].fingerprint, some[2].fingerprint);
        assert_eq!(later[1].fingerprint, some[0].fingerprint);
        // A published value of the function.
        assert_eq!(hash("foobar"), "343e1662793c64bf6f0d3597ba446f18");
    }
}
