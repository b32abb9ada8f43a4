//! A run of words: what a line may be broken between, and the emphasis that spans them.

use super::BREAK;
use super::text::{longest_run, one_line};

/// A run of words with emphasis, as far as it is known: the text of a paragraph or of a link.
#[derive(Default)]
pub(super) struct Inline {
    /// What a line may be broken between, and [`BREAK`]s.
    pub(super) words: Vec<String>,
    /// White space has been read since the last word.
    pub(super) gap: bool,
    /// White space has been read before the first word.
    pub(super) led: bool,
    /// Emphasis that starts with the next word.
    pub(super) pending: Vec<&'static str>,
    /// Emphasis that has started.
    pub(super) open: Vec<&'static str>,
    /// The last thing printed is the end of an emphasis.
    pub(super) just_closed: bool,
}

impl Inline {
    pub(super) fn space(&mut self) {
        self.led |= self.words.is_empty();
        self.gap = true;
    }

    /// Adds text that is Markdown already and must stay in one piece.
    pub(super) fn atom(&mut self, text: &str) {
        let starts_word = text.starts_with(char::is_alphanumeric);
        let last = self.words.last().map(String::as_str).unwrap_or_default();
        // Emphasis counts only where its marks stand between a word and something else
        // (CommonMark, "left-flanking and right-flanking delimiter runs").
        let before_mark = last.trim_end_matches('*');
        let lost_end =
            self.just_closed && starts_word && !before_mark.ends_with(char::is_alphanumeric);
        let lost_start = !self.pending.is_empty()
            && (last.ends_with('*') || (!starts_word && last.ends_with(char::is_alphanumeric)));
        let merged_code = text.starts_with('`') && last.ends_with('`');
        let apart = self.gap || last.is_empty() || last == BREAK;
        if apart || lost_end || lost_start || merged_code {
            self.words.push(String::new());
        }
        if let Some(word) = self.words.last_mut() {
            for mark in self.pending.drain(..) {
                word.push_str(mark);
                self.open.push(mark);
            }
            word.push_str(text);
        }
        self.gap = false;
        self.just_closed = false;
    }

    pub(super) fn glyph(&mut self, c: char) {
        self.atom(c.encode_utf8(&mut [0; 4]));
    }

    /// Adds a code span that shows `content` whatever backticks it has.
    pub(super) fn code(&mut self, content: &str) {
        let content = one_line(content);
        if !content.is_empty() {
            let fence = "`".repeat(longest_run(&content, '`') + 1);
            let pad = if content.starts_with('`') || content.ends_with('`') {
                " "
            } else {
                ""
            };
            self.atom(&format!("{fence}{pad}{content}{pad}{fence}"));
        }
    }

    pub(super) fn line_break(&mut self) {
        if self.words.last().is_some_and(|it| it != BREAK) {
            self.words.push(BREAK.to_owned());
        }
    }

    pub(super) fn start(&mut self, mark: &'static str) {
        if !self.open.contains(&mark) && !self.pending.contains(&mark) {
            self.pending.push(mark);
        }
    }

    /// Ends an emphasis, and those inside it that were left open.
    pub(super) fn end(&mut self, mark: &'static str) {
        if let Some(at) = self.pending.iter().position(|it| *it == mark) {
            self.pending.remove(at);
        } else if let Some(at) = self.open.iter().position(|it| *it == mark) {
            while self.words.last().is_some_and(|it| it == BREAK) {
                self.words.pop();
                self.gap = true;
            }
            let ended = self.open.split_off(at);
            if let Some(word) = self.words.last_mut() {
                word.extend(ended.into_iter().rev());
            }
            self.just_closed = true;
        }
    }

    /// Ends what is open; the words are complete afterwards.
    pub(super) fn close(&mut self) {
        self.pending.clear();
        while let Some(mark) = self.open.first().copied() {
            self.end(mark);
        }
        while self.words.last().is_some_and(|it| it == BREAK) {
            self.words.pop();
        }
    }
}
