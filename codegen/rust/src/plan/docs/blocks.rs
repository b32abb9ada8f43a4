//! Blocks: what is open around a paragraph, and what its lines therefore start with.

use std::collections::BTreeSet;
use std::mem;

use super::WIDTH;
use super::inline::Inline;
use super::tags::Markup;
use super::text::longest_run;
use super::wrap::{push_line, wrap};

/// Lists and quotes open at a time; deeper ones are printed at this depth.
pub(super) const MAX_DEPTH: usize = 16;

/// A list, list item or quote that is open.
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    /// Tells it from others at the same depth.
    pub(super) id: usize,
}

pub(super) enum FrameKind {
    List {
        next: Option<usize>,
    },
    Item {
        marker: String,
        printed: bool,
        row: bool,
    },
    Quote {
        lead: Option<&'static str>,
    },
}

/// Turns a text into lines.
pub(super) struct Writer<'a> {
    pub(super) out: String,
    pub(super) inline: Inline,
    /// Inside a link: its target and what stands before it.
    pub(super) link: Option<(Option<String>, Inline)>,
    pub(super) frames: Vec<Frame>,
    pub(super) next_id: usize,
    /// The ids of the frames around the block that was printed last.
    pub(super) last: Vec<usize>,
    /// Inside a paragraph that a tag has opened.
    pub(super) in_paragraph: bool,
    /// The next paragraph goes on where the words are.
    pub(super) join: bool,
    /// Names that have a closing tag somewhere: a tag of such a name is markup, even if unknown;
    /// any other unknown one is a placeholder.
    pub(super) closed: BTreeSet<&'a str>,
    /// No comment without an end has been met; after one, none has an end.
    pub(super) comments_end: bool,
    /// Labels of the link references that the text defines.
    pub(super) labels: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let closed = text
            .match_indices("</")
            .filter_map(|(at, _)| Markup::read(&text[at..]))
            .map(|it| it.name)
            .collect();
        Self {
            out: String::new(),
            inline: Inline::default(),
            link: None,
            frames: Vec::new(),
            next_id: 0,
            last: Vec::new(),
            in_paragraph: false,
            join: false,
            closed,
            comments_end: true,
            labels: BTreeSet::new(),
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.flush();
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out
    }

    /// Prints the paragraph that has been collected, if any.
    pub(super) fn flush(&mut self) {
        self.close_link();
        self.in_paragraph = false;
        self.join = false;
        let mut inline = mem::take(&mut self.inline);
        inline.close();
        if !inline.words.is_empty() {
            self.paragraph(inline.words);
        }
    }

    pub(super) fn paragraph(&mut self, mut words: Vec<String>) {
        if let Some(Frame {
            kind: FrameKind::Quote { lead },
            ..
        }) = self.frames.last_mut()
            && let Some(lead) = lead.take()
        {
            words.insert(0, lead.to_owned());
        }
        let (first, rest) = self.begin_block();
        wrap(&mut self.out, &words, &first, &rest, WIDTH, true);
    }

    pub(super) fn preformatted(&mut self, content: &str) {
        let lines: Vec<&str> = content.trim_matches('\n').trim_end().lines().collect();
        if lines.iter().all(|it| it.trim().is_empty()) {
            return;
        }
        let (first, rest) = self.begin_block();
        let fence = "`".repeat(longest_run(content, '`').max(2) + 1);
        push_line(&mut self.out, &format!("{first}{fence}text"));
        for line in lines {
            push_line(&mut self.out, &format!("{rest}{line}"));
        }
        push_line(&mut self.out, &format!("{rest}{fence}"));
    }

    /// Separates a block from the one before it. Returns what its first line and its other lines
    /// start with.
    pub(super) fn begin_block(&mut self) -> (String, String) {
        self.print_leads();
        self.separate();
        let (mut first, mut rest) = (String::new(), String::new());
        for frame in &mut self.frames {
            match &mut frame.kind {
                FrameKind::List { .. } => {}
                FrameKind::Quote { .. } => {
                    first.push_str("> ");
                    rest.push_str("> ");
                }
                FrameKind::Item {
                    marker, printed, ..
                } => {
                    let blank = " ".repeat(marker.len());
                    first.push_str(if mem::replace(printed, true) {
                        &blank
                    } else {
                        marker
                    });
                    rest.push_str(&blank);
                }
            }
        }
        self.last = self.frames.iter().map(|it| it.id).collect();
        (first, rest)
    }

    /// Prints the leads of quotes that start with something else than a paragraph of their own.
    pub(super) fn print_leads(&mut self) {
        for at in 0..self.frames.len() {
            let Some(Frame {
                kind: FrameKind::Quote { lead },
                ..
            }) = self.frames.get_mut(at)
            else {
                continue;
            };
            if let Some(lead) = lead.take() {
                let inner = self.frames.split_off(at + 1);
                self.paragraph(vec![lead.to_owned()]);
                self.frames.extend(inner);
            }
        }
    }

    /// Prints the empty line between two blocks; items of one list, and an item's text and the list
    /// in it, stand close.
    pub(super) fn separate(&mut self) {
        if self.out.is_empty() || self.out.ends_with("\n\n") {
            return;
        }
        let new_item = self
            .frames
            .iter()
            .position(|it| matches!(it.kind, FrameKind::Item { printed: false, .. }));
        if let Some(item) = new_item
            && let Some(list) = item.checked_sub(1)
        {
            let same_list = self
                .frames
                .get(list)
                .is_some_and(|it| self.last.contains(&it.id));
            let inside_item = list
                .checked_sub(1)
                .and_then(|at| self.frames.get(at))
                .is_some_and(|it| {
                    matches!(it.kind, FrameKind::Item { .. }) && self.last.last() == Some(&it.id)
                });
            if same_list || inside_item {
                return;
            }
        }
        let mut prefix = String::new();
        for (frame, last) in self.frames.iter().zip(&self.last) {
            match &frame.kind {
                _ if frame.id != *last => break,
                FrameKind::Quote { .. } => prefix.push_str("> "),
                FrameKind::Item { marker, .. } => prefix.push_str(&" ".repeat(marker.len())),
                FrameKind::List { .. } => {}
            }
        }
        push_line(&mut self.out, &prefix);
    }
}
