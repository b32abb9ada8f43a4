//! Reads selectors. The grammar is that of the specification; the messages are those of Smithy's own tools.

use super::attribute::{Assertion, Comparator, Comparison, Path, Scoped, Side};
use super::neighbors::{Relationship, Relationships};
use super::{Kind, Selector, SelectorError, Step};

/// How deep functions may be nested.
const MAX_DEPTH: usize = 64;

/// Reads a whole selector.
pub(super) fn parse(text: &str) -> Result<Selector, SelectorError> {
    let mut parser = Parser::new(text);
    let steps = parser.steps()?;
    if let Some(next) = parser.peek() {
        return Err(parser.error(format!("Unexpected selector character: {next}")));
    }
    Ok(Selector {
        text: text.to_owned(),
        steps,
        roots: parser.roots,
        warnings: parser.warnings,
    })
}

/// Reads the path of `@{...}`, which starts at the position of the parser.
pub(super) fn scoped_path(parser: &mut Parser<'_>) -> Result<Path, SelectorError> {
    parser.expect('@')?;
    parser.expect('{')?;
    let mut segments = vec![parser.segment()?];
    parser.path_rest(&mut segments)?;
    parser.expect('}')?;
    Ok(Path::new(segments))
}

/// A position in a text, with its line and column.
pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
    depth: usize,
    roots: Vec<Vec<Step>>,
    warnings: Vec<String>,
}

type Parsed<T> = Result<T, SelectorError>;

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Parser<'t> {
        Parser {
            text,
            at: 0,
            line: 1,
            column: 1,
            depth: 0,
            roots: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Steps up to the end, or to a token that ends an argument.
    fn steps(&mut self) -> Parsed<Vec<Step>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!(
                "Parser exceeded the maximum allowed depth of {MAX_DEPTH}"
            )));
        }
        let mut steps = Vec::new();
        loop {
            match self.step()? {
                Step::Any => {}
                step => steps.push(step),
            }
            self.space();
            if matches!(self.peek(), None | Some(',' | ']' | ')')) {
                self.depth -= 1;
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        self.space();
        let Some(next) = self.peek() else {
            return Err(self.error("Unexpected selector EOF"));
        };
        if is_identifier_start(next) {
            let word = self.identifier()?;
            return match Kind::parse(word) {
                Some(kind) => Ok(Step::Kind(kind)),
                None => Err(self.error(format!("Unknown shape type: {word}"))),
            };
        }
        if !":[><~-*$".contains(next) {
            return Err(self.error(format!("Unexpected selector character: {next}")));
        }
        self.skip();
        match next {
            ':' => self.function(),
            '[' if self.eat('@') => self.scoped_attribute(),
            '[' => self.attribute(),
            '>' => Ok(Step::Forward(Relationships::All)),
            '<' if self.eat('-') => {
                self.expect('[')?;
                let names = self.relationships()?;
                self.expect('-')?;
                Ok(directed(&names, Step::Reverse))
            }
            '<' => Ok(Step::Reverse(Relationships::All)),
            '~' => {
                self.expect('>')?;
                Ok(Step::Reachable)
            }
            '-' => {
                self.expect('[')?;
                let names = self.relationships()?;
                self.expect('-')?;
                self.expect('>')?;
                Ok(directed(&names, Step::Forward))
            }
            '$' => self.variable(),
            _ => Ok(Step::Any),
        }
    }

    fn variable(&mut self) -> Parsed<Step> {
        self.space();
        if self.eat('{') {
            self.space();
            let name = self.identifier()?;
            self.space();
            self.expect('}')?;
            return Ok(Step::Load(name.into()));
        }
        let name = self.identifier()?;
        self.space();
        self.expect('(')?;
        let steps = self.steps()?;
        self.space();
        self.expect(')')?;
        Ok(Step::Store(name.into(), steps))
    }

    fn relationships(&mut self) -> Parsed<Vec<&'t str>> {
        let mut names = Vec::new();
        loop {
            self.space();
            let name = self.identifier()?;
            if Relationship::parse(name).is_none() && !is_deprecated(name) {
                self.warnings
                    .push(format!("there is no relationship `{name}`"));
            }
            names.push(name);
            self.space();
            if self.expect_one(&[']', ','])? == ']' {
                return Ok(names);
            }
        }
    }

    fn function(&mut self) -> Parsed<Step> {
        let (start, name) = (self.at, self.identifier()?);
        self.space();
        self.expect('(')?;
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.steps()?);
            self.space();
            if self.expect_one(&[')', ','])? == ')' {
                break;
            }
        }
        let count = arguments.len();
        let mut one = |parser: &Parser<'_>| match (arguments.pop(), arguments.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(SelectorError {
                at: start,
                ..parser.error(format!(
                    "The :{name} function requires a single selector argument"
                ))
            }),
        };
        Ok(match name {
            "not" => Step::Not(one(self)?),
            "in" => Step::In(one(self)?),
            "recursive" => match one(self)?.as_slice() {
                // Twice is as often as needed.
                [Step::Recursive(inner)] => Step::Recursive(inner.clone()),
                steps => Step::Recursive(steps.to_vec()),
            },
            "root" => {
                let root = one(self)?;
                self.roots.push(root);
                Step::Root(self.roots.len() - 1)
            }
            "test" => Step::Test(arguments),
            "is" => Step::Is(arguments),
            "each" => {
                self.warnings
                    .push("the function `:each` is called `:is` today".to_owned());
                Step::Is(arguments)
            }
            "topdown" => {
                let mut arguments = arguments.into_iter();
                match (arguments.next(), arguments.next(), arguments.next()) {
                    (Some(first), second, None) => Step::TopDown(first, second),
                    _ => {
                        let message = format!(
                            "The :topdown function accepts 1 or 2 selectors, but found {count}"
                        );
                        return Err(SelectorError {
                            at: start,
                            ..self.error(message)
                        });
                    }
                }
            }
            _ => {
                self.warnings
                    .push(format!("there is no function `:{name}`"));
                Step::Nothing
            }
        })
    }

    fn attribute(&mut self) -> Parsed<Step> {
        let path = self.path()?;
        self.space();
        let tokens = [']', '=', '!', '^', '$', '*', '?', '>', '<'];
        let next = self.expect_one(&tokens)?;
        if next == ']' {
            return self.compared(Comparison::exists(path));
        }
        let comparator = self.comparator(next)?;
        let mut values = Vec::new();
        loop {
            values.push(self.value()?.into());
            self.space();
            if !self.eat(',') {
                break;
            }
        }
        let insensitive = self.insensitive();
        self.expect(']')?;
        self.compared(Comparison::new(path, comparator, values, insensitive))
    }

    fn compared(&self, comparison: Comparison) -> Parsed<Step> {
        match comparison.invalid() {
            Some(message) => Err(self.error(message)),
            None => Ok(Step::Attribute(comparison)),
        }
    }

    fn scoped_attribute(&mut self) -> Parsed<Step> {
        let path = self.path()?;
        self.space();
        self.expect(':')?;
        let mut assertions = vec![self.assertion()?];
        while self.peek() == Some('&') {
            self.expect('&')?;
            self.expect('&')?;
            assertions.push(self.assertion()?);
        }
        self.expect(']')?;
        let scoped = Scoped { path, assertions };
        match scoped.invalid() {
            Some(message) => Err(self.error(message)),
            None => Ok(Step::Scoped(scoped)),
        }
    }

    fn assertion(&mut self) -> Parsed<Assertion> {
        let left = self.side()?;
        let next = self.peek().unwrap_or('\0');
        self.skip();
        let comparator = self.comparator(next)?;
        let mut right = vec![self.side()?];
        while self.eat(',') {
            right.push(self.side()?);
        }
        Ok(Assertion {
            left,
            comparator,
            right,
            insensitive: self.insensitive(),
        })
    }

    fn side(&mut self) -> Parsed<Side> {
        self.space();
        let side = if self.peek() == Some('@') {
            Side::Path(scoped_path(self)?)
        } else {
            Side::Text(self.value()?.into())
        };
        self.space();
        Ok(side)
    }

    fn insensitive(&mut self) -> bool {
        self.space();
        let found = self.eat('i');
        self.space();
        found
    }

    fn comparator(&mut self, first: char) -> Parsed<Comparator> {
        let comparator = match first {
            '=' => Comparator::Equal,
            '!' => self.then_equal(Comparator::NotEqual)?,
            '^' => self.then_equal(Comparator::StartsWith)?,
            '$' => self.then_equal(Comparator::EndsWith)?,
            '*' => self.then_equal(Comparator::Contains)?,
            '?' => self.then_equal(Comparator::Exists)?,
            '>' if self.eat('=') => Comparator::AtLeast,
            '>' => Comparator::Greater,
            '<' if self.eat('=') => Comparator::AtMost,
            '<' => Comparator::Less,
            '{' => {
                let comparator = match self.expect_one(&['<', '=', '!'])? {
                    '<' if self.eat('<') => Comparator::ProperSubset,
                    '<' => Comparator::Subset,
                    '=' => Comparator::SetEqual,
                    _ => self.then_equal(Comparator::SetNotEqual)?,
                };
                self.expect('}')?;
                comparator
            }
            other => {
                return Err(self.error(format!("Unknown attribute comparator token '{other}'")));
            }
        };
        self.space();
        Ok(comparator)
    }

    fn then_equal(&mut self, comparator: Comparator) -> Parsed<Comparator> {
        self.expect('=')?;
        Ok(comparator)
    }

    /// `key|segment|segment`; nothing before `:` is the shape itself.
    fn path(&mut self) -> Parsed<Path> {
        self.space();
        if self.peek() == Some(':') {
            return Ok(Path::new(Vec::new()));
        }
        let mut segments: Vec<Box<str>> = vec![self.identifier()?.into()];
        self.path_rest(&mut segments)?;
        Ok(Path::new(segments))
    }

    fn path_rest(&mut self, segments: &mut Vec<Box<str>>) -> Parsed<()> {
        self.space();
        while self.eat('|') {
            segments.push(self.segment()?);
        }
        Ok(())
    }

    fn segment(&mut self) -> Parsed<Box<str>> {
        self.space();
        if self.eat('(') {
            let name = self.identifier()?;
            self.expect(')')?;
            return Ok(format!("({name})").into());
        }
        Ok(self.value()?.into())
    }

    /// A quoted text, a number, or a shape id without member.
    fn value(&mut self) -> Parsed<&'t str> {
        self.space();
        match self.peek() {
            Some(quote @ ('\'' | '"')) => {
                self.skip();
                let start = self.at;
                self.skip_while(|c| c != quote);
                let inside = self.from(start);
                if !self.eat(quote) {
                    return Err(self.error(format!("Expected {quote} to close {inside}")));
                }
                self.space();
                Ok(inside)
            }
            Some('-' | '0'..='9') => self.number(),
            _ => {
                let start = self.at;
                self.identifier()?;
                while self.eat('.') {
                    self.identifier()?;
                }
                if self.eat('#') {
                    self.identifier()?;
                }
                Ok(self.from(start))
            }
        }
    }

    fn number(&mut self) -> Parsed<&'t str> {
        let start = self.at;
        let digits = |parser: &mut Self, reason: &str| {
            if parser.skip_while(|c| c.is_ascii_digit()) == 0 {
                let lexeme = parser.from(start);
                return Err(parser.error(format!("Invalid number '{lexeme}': {reason}")));
            }
            Ok(())
        };
        self.eat('-');
        digits(self, "'-' must be followed by a digit")?;
        if self.eat('.') {
            digits(self, "'.' must be followed by a digit")?;
        }
        if self.eat('e') || self.eat('E') {
            let _signed = self.eat('+') || self.eat('-');
            digits(self, "'e', '+', and '-' must be followed by a digit")?;
        }
        Ok(self.from(start))
    }

    fn identifier(&mut self) -> Parsed<&'t str> {
        let start = self.at;
        self.skip_while(|c| c == '_');
        let first = self.peek();
        let starts = |c: char| c.is_ascii_alphabetic() || (self.at > start && c.is_ascii_digit());
        if !first.is_some_and(starts) {
            let found = shown(first);
            return Err(self.error(format!(
                "Expected a valid identifier character, but found '{found}'"
            )));
        }
        self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
        Ok(self.from(start))
    }

    fn expect_one(&mut self, tokens: &[char]) -> Parsed<char> {
        match self.peek().filter(|c| tokens.contains(c)) {
            Some(found) => {
                self.skip();
                Ok(found)
            }
            None => {
                let found = shown(self.peek());
                let tokens: String = tokens.iter().map(|c| format!(" '{c}'")).collect();
                Err(self.error(format!(
                    "Found '{found}', but expected one of the following tokens:{tokens}"
                )))
            }
        }
    }

    fn expect(&mut self, token: char) -> Parsed<()> {
        if self.eat(token) {
            return Ok(());
        }
        let found = shown(self.peek());
        Err(self.error(format!("Expected: '{token}', but found '{found}'")))
    }

    fn eat(&mut self, token: char) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.skip();
        }
        found
    }

    fn space(&mut self) {
        self.skip_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> usize {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.skip();
        }
        self.at - start
    }

    /// Everything up to the next `@`.
    pub(super) fn literal(&mut self) -> &'t str {
        let start = self.at;
        self.skip_while(|c| c != '@');
        self.from(start)
    }

    pub(super) fn skip(&mut self) {
        let Some(c) = self.peek() else {
            return;
        };
        self.at += c.len_utf8();
        if c == '\n' || (c == '\r' && self.peek() != Some('\n')) {
            self.line += 1;
            self.column = 1;
        } else if c != '\r' {
            self.column += 1;
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn from(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn error(&self, message: impl Into<String>) -> SelectorError {
        SelectorError {
            expression: self.text.to_owned(),
            at: self.at,
            line: self.line,
            column: self.column,
            message: message.into(),
        }
    }
}

fn is_identifier_start(c: char) -> bool {
    c == '_' || c.is_ascii_alphabetic()
}

fn shown(c: Option<char>) -> String {
    c.map_or_else(|| "[EOF]".to_owned(), String::from)
}

/// `bound` and `instanceOperation` are no relationships of their own any more.
fn is_deprecated(name: &str) -> bool {
    matches!(name, "bound" | "instanceOperation")
}

/// The step along the relationships of these names.
fn directed(names: &[&str], step: fn(Relationships) -> Step) -> Step {
    let rest: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !is_deprecated(name))
        .collect();
    let plain = step(Relationships::only(&rest));
    if rest.len() == names.len() {
        return plain;
    }
    let mut ways = Vec::new();
    if !rest.is_empty() {
        ways.push(vec![plain]);
    }
    if names.contains(&"bound") {
        ways.push(vec![Step::Bound]);
    }
    if names.contains(&"instanceOperation") {
        let resource = Step::Kind(Kind::Type(crate::ShapeType::Resource));
        let instance = ["operation", "read", "update", "delete", "put"];
        ways.push(vec![resource, step(Relationships::only(&instance))]);
    }
    Step::Is(ways)
}
