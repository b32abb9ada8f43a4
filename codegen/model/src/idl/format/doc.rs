//! Layout: documents that say where lines may break, and the one way of printing them that fits a width. (Wadler, "A prettier printer")

/// What to print, and where lines may break.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// Nothing.
    Nil,
    /// A text as it is; lines in it are not indented.
    Text(String),
    /// A line break.
    Line,
    /// A line break, or this text where everything around it fits on one line.
    LineOr(&'static str),
    /// One after the other.
    Seq(Vec<Doc>),
    /// With more white space before lines.
    Indent(usize, Box<Doc>),
    /// On one line, if that fits.
    Group(Box<Doc>),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    pub(super) fn indent(self, by: usize) -> Doc {
        Doc::Indent(by, Box::new(self))
    }

    pub(super) fn group(self) -> Doc {
        Doc::Group(Box::new(self))
    }

    pub(super) fn is_nil(&self) -> bool {
        match self {
            Doc::Nil => true,
            Doc::Seq(docs) => docs.iter().all(Doc::is_nil),
            Doc::Indent(_, doc) | Doc::Group(doc) => doc.is_nil(),
            _ => false,
        }
    }

    /// Documents with another one between each two.
    pub(super) fn join(docs: Vec<Doc>, between: &Doc) -> Doc {
        let mut all = Vec::with_capacity(docs.len() * 2);
        for doc in docs {
            if !all.is_empty() {
                all.push(between.clone());
            }
            all.push(doc);
        }
        Doc::Seq(all)
    }

    /// How wide it is on one line; `None` if it has to have several.
    pub(super) fn flat_width(&self) -> Option<usize> {
        match self {
            Doc::Nil => Some(0),
            Doc::Text(text) => (!text.contains('\n')).then(|| width(text)),
            Doc::Line => None,
            Doc::LineOr(text) => Some(width(text)),
            Doc::Seq(docs) => docs.iter().map(Doc::flat_width).sum(),
            Doc::Indent(_, doc) | Doc::Group(doc) => doc.flat_width(),
        }
    }

    /// The text of a document, in lines of `limit` characters where that is possible.
    pub(super) fn render(&self, limit: usize) -> String {
        let mut out = String::new();
        let mut column = 0;
        // White space is written when something follows.
        let mut pending = 0;
        let mut stack = vec![(0, false, self)];
        while let Some((indent, flat, doc)) = stack.pop() {
            let text = match doc {
                Doc::Nil => continue,
                Doc::Text(text) => text.as_str(),
                Doc::LineOr(text) if flat => text,
                Doc::Line | Doc::LineOr(_) => {
                    out.push('\n');
                    (pending, column) = (indent, indent);
                    continue;
                }
                Doc::Seq(docs) => {
                    stack.extend(docs.iter().rev().map(|doc| (indent, flat, doc)));
                    continue;
                }
                Doc::Indent(by, doc) => {
                    stack.push((indent + by, flat, doc));
                    continue;
                }
                Doc::Group(doc) => {
                    let flat = flat || fits(limit.saturating_sub(column), doc, &stack);
                    stack.push((indent, flat, doc));
                    continue;
                }
            };
            if text.is_empty() {
                continue;
            }
            out.extend(std::iter::repeat_n(' ', std::mem::take(&mut pending)));
            out.push_str(text);
            column = match text.rsplit_once('\n') {
                Some((_, last)) => width(last),
                None => column + width(text),
            };
        }
        out
    }
}

/// Whether a document on one line, and what follows it up to where a line may break, fits into the rest of a line.
fn fits(room: usize, doc: &Doc, rest: &[(usize, bool, &Doc)]) -> bool {
    let mut room = room;
    let mut rest = rest.iter().rev();
    let mut stack = vec![(true, doc)];
    loop {
        let (flat, doc) = match stack.pop() {
            Some(next) => next,
            None => match rest.next() {
                Some((_, flat, doc)) => (*flat, *doc),
                None => return true,
            },
        };
        let text = match doc {
            Doc::Nil => continue,
            Doc::Text(text) => text.as_str(),
            Doc::LineOr(text) if flat => text,
            Doc::Line | Doc::LineOr(_) => return true,
            Doc::Seq(docs) => {
                stack.extend(docs.iter().rev().map(|doc| (flat, doc)));
                continue;
            }
            Doc::Indent(_, doc) | Doc::Group(doc) => {
                stack.push((flat, doc));
                continue;
            }
        };
        let (first, ends) = match text.split_once('\n') {
            Some((first, _)) => (first, true),
            None => (text, false),
        };
        match room.checked_sub(width(first)) {
            Some(_) if ends => return true,
            Some(left) => room = left,
            None => return false,
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_breaks_when_it_does_not_fit() {
        let items = vec![Doc::text("aaa"), Doc::text("bbb")];
        let list = Doc::Seq(vec![
            Doc::text("["),
            Doc::Seq(vec![Doc::LineOr(""), Doc::join(items, &Doc::LineOr(", "))]).indent(2),
            Doc::LineOr(""),
            Doc::text("]"),
        ]);
        let doc = Doc::Seq(vec![
            list.group(),
            Doc::text(";"),
            Doc::Line,
            Doc::text("next"),
        ]);
        assert_eq!(doc.render(11), "[aaa, bbb];\nnext");
        assert_eq!(doc.render(10), "[\n  aaa\n  bbb\n];\nnext");
    }
}
