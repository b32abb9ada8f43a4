//! Texts with names, and spans of them. Shapes carry byte offsets only; lines and columns are computed when somebody asks.

use std::sync::OnceLock;

/// One text of a model, as its owner read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name that people see in messages: usually a path.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Names one [`Source`] of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes of one source; `start == end` is a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source that the offsets are of.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// A span in the terms of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the source.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The text of the line, without its end.
    pub line_text: String,
}

/// All texts that make up a model, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// The id of the first one.
    first: u32,
}

#[derive(Clone, Debug)]
struct File {
    source: Source,
    /// Where lines start, once somebody has asked for a place.
    lines: OnceLock<Vec<usize>>,
    /// Whether all characters are bytes, so that columns need no counting.
    ascii: OnceLock<bool>,
}

impl FileId {
    /// What code makes has no text: spans of this file have no place.
    pub const BUILT_IN: FileId = FileId(u32::MAX);

    /// The ids from here on are those of the texts of the prelude and the trait packs, which are in no [`Sources`].
    const PACKS: u32 = u32::MAX - 64;

    /// The id of a text that comes with this crate.
    pub(crate) const fn pack(index: u32) -> FileId {
        FileId(FileId::PACKS + index)
    }

    /// Whether it is the id of a text that comes with this crate.
    pub(crate) fn is_pack(self) -> bool {
        (FileId::PACKS..u32::MAX).contains(&self.0)
    }

    /// The position of the source in its [`Sources`], counted from those that these come after.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Span {
    /// The span of what no text defines: shapes made by code.
    pub const BUILT_IN: Span = Span {
        file: FileId::BUILT_IN,
        start: 0,
        end: 0,
    };

    /// A range.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Span {
        Span {
            file,
            start,
            end: end.max(start),
        }
    }

    /// A single position.
    #[must_use]
    pub fn point(file: FileId, at: u32) -> Span {
        Span {
            file,
            start: at,
            end: at,
        }
    }

    /// Whether the span is of no source: of the prelude, of a trait pack, or of nothing at all.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        self.file.0 >= FileId::PACKS
    }
}

impl Sources {
    /// No sources.
    #[must_use]
    pub fn new() -> Sources {
        Sources::default()
    }

    /// No sources yet, and none with the id of another one of `before`: spans of both can be told apart.
    #[must_use]
    pub fn after(before: &Sources) -> Sources {
        Sources {
            files: Vec::new(),
            first: before.next_id().0,
        }
    }

    /// Adds those that come [`after`](Sources::after) these, so that spans of both have places here.
    ///
    /// Sources that don't come after these are not added, and returned.
    pub fn append(&mut self, more: Sources) -> Option<Sources> {
        if more.first != self.next_id().0 {
            return Some(more);
        }
        self.files.extend(more.files);
        None
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = self.next_id();
        let source = Source {
            name: name.into(),
            text: text.into(),
        };
        self.files.push(File {
            source,
            lines: OnceLock::new(),
            ascii: OnceLock::new(),
        });
        id
    }

    /// The source of an id; `None` for what is built in.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.file(file).map(|file| &file.source)
    }

    /// All sources with their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, file)| (self.id(i), &file.source))
    }

    fn file(&self, id: FileId) -> Option<&File> {
        let at = id.0.checked_sub(self.first)?;
        self.files.get(at as usize)
    }

    fn id(&self, at: usize) -> FileId {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        FileId(self.first.saturating_add(at))
    }

    fn next_id(&self) -> FileId {
        self.id(self.files.len())
    }

    /// How many sources there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Where a span starts; `None` if its file is not one of these sources (the built-in prelude). An offset past the end, or
    /// inside a character, is moved back to the nearest character.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Place> {
        let (line, column) = self.position(span)?;
        let file = self.file(span.file)?;
        let text = file.source.text.as_str();
        let line_start = file.line_start(line);
        let rest = text.get(line_start..).unwrap_or_default();
        let line_text = rest.split('\n').next().unwrap_or_default();
        Some(Place {
            file: file.source.name.clone(),
            line,
            column,
            line_text: line_text.trim_end_matches('\r').to_owned(),
        })
    }

    /// The line and the column of [`Sources::place`], without its texts: cheap where a whole model is one line.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<(usize, usize)> {
        let file = self.file(span.file)?;
        let text = file.source.text.as_str();
        let mut at = (span.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = file.lines().partition_point(|start| *start <= at);
        let line_start = file.line_start(line);
        let before = if *file.ascii.get_or_init(|| text.is_ascii()) {
            at.saturating_sub(line_start)
        } else {
            text.get(line_start..at).unwrap_or_default().chars().count()
        };
        Some((line, before + 1))
    }
}

impl File {
    /// The first byte of a line, which counts from 1.
    fn line_start(&self, line: usize) -> usize {
        let start = self.lines().get(line.saturating_sub(1));
        start.copied().unwrap_or_default()
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self
                .source
                .text
                .bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n');
            std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_after_others_have_ids_of_their_own() {
        let mut before = Sources::new();
        let old = before.add("old.json", "1");
        let mut after = Sources::after(&before);
        let new = after.add("new.json", "2");
        assert_ne!(old, new);
        assert!(after.get(old).is_none() && before.get(new).is_none());
        assert!(before.append(after.clone()).is_none());
        assert_eq!(before.place(Span::point(new, 0)).unwrap().file, "new.json");
        assert!(before.append(after).is_some());
        assert_eq!(before.len(), 2);
    }

    #[test]
    fn a_place_counts_lines_and_characters() {
        let mut sources = Sources::new();
        let file = sources.add("a.json", "{\r\n  \"é\": x\r\n}");
        let at = u32::try_from(sources.get(file).unwrap().text.find('x').unwrap()).unwrap();
        let place = sources.place(Span::point(file, at)).unwrap();
        assert_eq!(
            (place.line, place.column, place.line_text.as_str()),
            (2, 8, "  \"é\": x")
        );
        assert_eq!(sources.place(Span::point(file, 10_000)).unwrap().line, 3);
        assert_eq!(sources.place(Span::BUILT_IN), None);
        // Inside the two bytes of é.
        assert_eq!(sources.place(Span::point(file, 7)).unwrap().column, 4);
    }
}
