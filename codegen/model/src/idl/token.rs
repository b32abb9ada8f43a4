//! The tokens of the Smithy IDL. (Smithy spec, "Smithy IDL", lexical parts of the ABNF)

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Spaces and tabs.
    Space,
    /// One line break: `\n`, `\r\n` or `\r`.
    Newline,
    /// `,`, which is white space nearly everywhere.
    Comma,
    /// `//` to the end of the line, the line break included.
    Comment,
    /// `///` to the end of the line, the line break included.
    DocComment,
    /// `@`
    At,
    /// A text in double quotes.
    Quoted,
    /// A text in triple quotes.
    TextBlock,
    /// `:`
    Colon,
    /// `:=`
    Walrus,
    /// A name.
    Identifier,
    /// `.`
    Dot,
    /// `#`
    Pound,
    /// `$`
    Dollar,
    /// A number.
    Number,
    /// `{`
    LBrace,
    /// `}`
    RBrace,
    /// `[`
    LBracket,
    /// `]`
    RBracket,
    /// `(`
    LParen,
    /// `)`
    RParen,
    /// `=`
    Equal,
    /// The end of the text; always the last token, and empty.
    Eof,
    /// What is no token.
    Error,
}

/// One token: a kind and a range of bytes. The tokens of a text cover it without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl TokenKind {
    /// The names of the kinds in messages, with the text that stands for a kind whose tokens all look or start alike.
    const NAMES: [(TokenKind, &'static str, &'static str); 24] = [
        (TokenKind::Space, "SPACE", " "),
        (TokenKind::Newline, "NEWLINE", "\\n"),
        (TokenKind::Comma, "COMMA", ","),
        (TokenKind::Comment, "COMMENT", "//"),
        (TokenKind::DocComment, "DOC_COMMENT", "///"),
        (TokenKind::At, "AT", "@"),
        (TokenKind::Quoted, "STRING", "\""),
        (TokenKind::TextBlock, "TEXT_BLOCK", "\"\"\""),
        (TokenKind::Colon, "COLON", ":"),
        (TokenKind::Walrus, "WALRUS", ":="),
        (TokenKind::Identifier, "IDENTIFIER", ""),
        (TokenKind::Dot, "DOT", "."),
        (TokenKind::Pound, "POUND", "#"),
        (TokenKind::Dollar, "DOLLAR", "$"),
        (TokenKind::Number, "NUMBER", ""),
        (TokenKind::LBrace, "LBRACE", "{"),
        (TokenKind::RBrace, "RBRACE", "}"),
        (TokenKind::LBracket, "LBRACKET", "["),
        (TokenKind::RBracket, "RBRACKET", "]"),
        (TokenKind::LParen, "LPAREN", "("),
        (TokenKind::RParen, "RPAREN", ")"),
        (TokenKind::Equal, "EQUAL", "="),
        (TokenKind::Eof, "EOF", ""),
        (TokenKind::Error, "ERROR", ""),
    ];

    /// The kind as messages that expect it show it: `COLON(':')`, `IDENTIFIER`.
    #[must_use]
    pub fn expected(self) -> String {
        self.row()
            .map_or_else(String::new, |(_, example)| self.found(example))
    }

    /// A token of the kind as messages that found it show it: `IDENTIFIER('foo')`, `EOF`.
    #[must_use]
    pub fn found(self, text: &str) -> String {
        let name = self.row().map_or("", |(name, _)| name);
        if text.is_empty() {
            name.to_owned()
        } else {
            format!("{name}('{text}')")
        }
    }

    /// Whether the grammar passes over it wherever white space may stand. Documentation comments are another matter.
    #[must_use]
    pub fn is_whitespace(self) -> bool {
        matches!(
            self,
            TokenKind::Space | TokenKind::Newline | TokenKind::Comma | TokenKind::Comment
        )
    }

    fn row(self) -> Option<(&'static str, &'static str)> {
        Self::NAMES
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map(|(_, name, example)| (*name, *example))
    }
}

impl Token {
    /// Its text.
    #[must_use]
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}
