//! From tokens to an expression, by binding power (a Pratt parser).

use super::lexer::{Kind as T, Token, tokens};
use super::{Comparison, Expression, Kind, Position, SyntaxError};
use crate::Node;

/// How many tokens an expression may have, so that no walk over it runs out of stack.
const MOST_TOKENS: usize = 1000;

/// How deep expressions may nest.
const DEEPEST: usize = 100;

/// Tokens that bind less than this end a projection.
const PROJECTION_END: u8 = 10;

/// What an expression can begin with.
const STARTS: &[T] = &[
    T::Current,
    T::Name,
    T::Literal,
    T::Star,
    T::OpenBrace,
    T::OpenBracket,
    T::Flatten,
    T::Reference,
    T::Not,
    T::Filter,
    T::OpenParen,
];

/// What an expression can go on with.
const CONTINUATIONS: &[T] = &[
    T::Dot,
    T::OpenBracket,
    T::Or,
    T::And,
    T::Pipe,
    T::Flatten,
    T::Filter,
    T::Equal,
    T::NotEqual,
    T::Greater,
    T::GreaterOrEqual,
    T::Less,
    T::LessOrEqual,
    T::OpenParen,
];

/// Reads an expression.
///
/// # Errors
/// Text that is none, or one that is larger than any model needs.
pub(crate) fn parse(text: &str) -> Result<Expression, SyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        depth: 0,
    };
    if tokens.len() > MOST_TOKENS {
        return parser.error(format!(
            "Parser exceeded the maximum of {MOST_TOKENS} tokens"
        ));
    }
    let expression = parser.expression(0)?;
    parser.expect(&[T::End])?;
    Ok(expression)
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
}

fn at(position: Position, kind: Kind) -> Expression {
    Expression { kind, position }
}

fn current(position: Position) -> Box<Expression> {
    Box::new(at(position, Kind::Current))
}

fn text(token: &Token) -> String {
    let value = token.value.as_ref().and_then(Node::as_str);
    value.unwrap_or_default().to_owned()
}

impl<'a> Parser<'a> {
    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.next + ahead)
    }

    fn peek(&self) -> T {
        self.token(0).map_or(T::End, |token| token.kind)
    }

    /// Where the next token is, or the last one if there is none.
    fn position(&self) -> Position {
        let token = self.token(0).or(self.tokens.last());
        token.map_or(
            Position {
                line: 1,
                column: 1,
                offset: 0,
            },
            |token| token.position,
        )
    }

    fn error<X>(&self, message: impl Into<String>) -> Result<X, SyntaxError> {
        Err(SyntaxError {
            position: self.position(),
            message: message.into(),
        })
    }

    /// The next token, which has to be of one of these kinds.
    fn check(&self, kinds: &[T]) -> Result<&'a Token, SyntaxError> {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.describe()).collect();
        let wanted = match names.as_slice() {
            [one] => (*one).to_owned(),
            several => format!("[{}]", several.join(", ")),
        };
        match self.token(0) {
            Some(token) if kinds.contains(&token.kind) => Ok(token),
            Some(token) => self.error(format!("Expected {wanted}, but found {}", token.describe())),
            None => self.error(format!("Expected {wanted}, but found EOF")),
        }
    }

    fn expect(&mut self, kinds: &[T]) -> Result<&'a Token, SyntaxError> {
        let token = self.check(kinds)?;
        self.next += 1;
        Ok(token)
    }

    fn expression(&mut self, least: u8) -> Result<Expression, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.error(format!(
                "Parser exceeded the maximum allowed depth of {DEEPEST}"
            ));
        }
        let mut left = self.start()?;
        while self.token(0).is_some() && self.peek().power() > least {
            left = self.go_on(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn boxed(&mut self, least: u8) -> Result<Box<Expression>, SyntaxError> {
        self.expression(least).map(Box::new)
    }

    fn start(&mut self) -> Result<Expression, SyntaxError> {
        let token = self.expect(STARTS)?;
        let position = token.position;
        match token.kind {
            T::Current => Ok(at(position, Kind::Current)),
            T::Name if self.peek() == T::OpenParen => {
                self.next += 1;
                let arguments = self.list(T::CloseParen)?;
                Ok(at(position, Kind::Call(text(token), arguments)))
            }
            T::Name => Ok(at(position, Kind::Field(text(token)))),
            T::Star => self.wildcard_object(current(position)),
            T::OpenBracket => match (self.peek(), self.token(1).map(|token| token.kind)) {
                (T::Number | T::Colon, _) => self.index(),
                (T::Star, Some(T::CloseBracket)) => self.wildcard_list(current(self.position())),
                _ => self.multi_list(),
            },
            T::OpenBrace => self.multi_hash(),
            T::Flatten => self.flatten(current(position)),
            T::Filter => self.filter(current(position)),
            T::Reference => Ok(at(
                position,
                Kind::Reference(self.boxed(T::Reference.power())?),
            )),
            T::Not => Ok(at(position, Kind::Not(self.boxed(T::Not.power())?))),
            T::OpenParen => {
                let inside = self.expression(0)?;
                self.expect(&[T::CloseParen])?;
                Ok(inside)
            }
            _ => Ok(at(
                position,
                Kind::Literal(token.value.clone().unwrap_or(Node::Null)),
            )),
        }
    }

    /// The expression so far with the next token and what belongs to it.
    fn go_on(&mut self, left: Expression) -> Result<Expression, SyntaxError> {
        let token = self.expect(CONTINUATIONS)?;
        let (position, power) = (token.position, token.kind.power());
        let left = Box::new(left);
        match token.kind {
            T::Dot if self.peek() == T::Star => {
                self.next += 1;
                self.wildcard_object(left)
            }
            T::Dot => {
                let right = Box::new(self.after_dot(power)?);
                Ok(at(position, Kind::Then(left, right)))
            }
            T::Flatten => self.flatten(left),
            T::Filter => self.filter(left),
            T::Or => Ok(at(position, Kind::Or(left, self.boxed(power)?))),
            T::And => Ok(at(position, Kind::And(left, self.boxed(power)?))),
            T::Pipe => Ok(at(position, Kind::Then(left, self.boxed(power)?))),
            T::OpenBracket => match self.check(&[T::Number, T::Colon, T::Star])?.kind {
                T::Star => self.wildcard_list(left),
                _ => {
                    let index = Box::new(self.index()?);
                    Ok(at(position, Kind::Then(left, index)))
                }
            },
            T::Equal => self.compare(Comparison::Equal, left),
            T::NotEqual => self.compare(Comparison::NotEqual, left),
            T::Greater => self.compare(Comparison::Greater, left),
            T::GreaterOrEqual => self.compare(Comparison::GreaterOrEqual, left),
            T::Less => self.compare(Comparison::Less, left),
            T::LessOrEqual => self.compare(Comparison::LessOrEqual, left),
            _ => self.error(format!("Invalid led token: {}", token.describe())),
        }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: Box<Expression>,
    ) -> Result<Expression, SyntaxError> {
        let position = self.position();
        let right = self.boxed(T::Equal.power())?;
        Ok(at(position, Kind::Compare(comparison, left, right)))
    }

    /// `0]`, `1:2]`, `::-1]`.
    fn index(&mut self) -> Result<Expression, SyntaxError> {
        let position = self.position();
        let (mut colons, mut index) = (0, None);
        loop {
            let token = self.check(&[T::Number, T::CloseBracket, T::Colon])?;
            match token.kind {
                T::Number => {
                    self.next += 1;
                    index = token.value.as_ref().and_then(Node::as_number);
                    self.check(&[T::Colon, T::CloseBracket])?;
                }
                T::Colon => {
                    self.next += 1;
                    colons += 1;
                    if colons == 3 {
                        return self.error("Too many colons in slice expression");
                    }
                }
                _ => break,
            }
        }
        self.expect(&[T::CloseBracket])?;
        if colons == 0 {
            #[allow(clippy::cast_possible_truncation, reason = "as the reference does")]
            let index = index.map_or(0, |number| number.as_f64() as i64 as i32);
            return Ok(at(position, Kind::Index(index)));
        }
        let slice = Box::new(at(position, Kind::Slice));
        let right = Box::new(self.projected(T::Star.power())?);
        Ok(at(position, Kind::Projection(slice, right)))
    }

    fn multi_list(&mut self) -> Result<Expression, SyntaxError> {
        let position = self.position();
        let items = self.list(T::CloseBracket)?;
        Ok(at(position, Kind::List(items)))
    }

    /// Expressions up to a closing token. Commas between them are not missed.
    fn list(&mut self, closing: T) -> Result<Vec<Expression>, SyntaxError> {
        let mut items = Vec::new();
        while self.peek() != closing {
            items.push(self.expression(0)?);
            if self.peek() == T::Comma {
                self.next += 1;
                if self.peek() == closing {
                    let found = closing.describe();
                    return self.error(format!("Invalid token after ',': {found}"));
                }
            }
        }
        self.next += 1;
        Ok(items)
    }

    fn multi_hash(&mut self) -> Result<Expression, SyntaxError> {
        let position = self.position();
        let mut entries: Vec<(String, Expression)> = Vec::new();
        loop {
            let name = text(self.expect(&[T::Name])?);
            self.expect(&[T::Colon])?;
            let value = self.expression(0)?;
            match entries.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => entries.push((name, value)),
            }
            if self.expect(&[T::CloseBrace, T::Comma])?.kind == T::CloseBrace {
                return Ok(at(position, Kind::Hash(entries)));
            }
        }
    }

    /// `*]`.
    fn wildcard_list(&mut self, left: Box<Expression>) -> Result<Expression, SyntaxError> {
        let position = self.position();
        self.expect(&[T::Star])?;
        self.expect(&[T::CloseBracket])?;
        let right = Box::new(self.projected(T::Star.power())?);
        Ok(at(position, Kind::Projection(left, right)))
    }

    /// After a `*` that stands for the values of an object.
    fn wildcard_object(&mut self, left: Box<Expression>) -> Result<Expression, SyntaxError> {
        let mut position = self.position();
        position.column = position.column.saturating_sub(1);
        let right = Box::new(self.projected(T::Star.power())?);
        Ok(at(position, Kind::ObjectProjection(left, right)))
    }

    fn flatten(&mut self, left: Box<Expression>) -> Result<Expression, SyntaxError> {
        let position = self.position();
        let flat = Box::new(at(left.position, Kind::Flatten(left)));
        let right = Box::new(self.projected(T::Star.power())?);
        Ok(at(position, Kind::Projection(flat, right)))
    }

    fn filter(&mut self, list: Box<Expression>) -> Result<Expression, SyntaxError> {
        let condition = self.boxed(0)?;
        self.expect(&[T::CloseBracket])?;
        let then = Box::new(self.projected(T::Filter.power())?);
        let position = condition.position;
        let kind = Kind::Filter {
            list,
            condition,
            then,
        };
        Ok(at(position, kind))
    }

    /// What is done with each item of a projection.
    fn projected(&mut self, power: u8) -> Result<Expression, SyntaxError> {
        match self.token(0) {
            None => self.error("Expected more tokens but found EOF"),
            Some(token) => match token.kind {
                T::Dot => {
                    self.next += 1;
                    self.after_dot(power)
                }
                T::OpenBracket | T::Filter => self.expression(power),
                kind if kind.power() < PROJECTION_END => Ok(at(token.position, Kind::Current)),
                _ => self.error("Invalid projection"),
            },
        }
    }

    fn after_dot(&mut self, power: u8) -> Result<Expression, SyntaxError> {
        match self
            .check(&[T::OpenBracket, T::OpenBrace, T::Star, T::Name])?
            .kind
        {
            T::OpenBracket => {
                self.next += 1;
                self.multi_list()
            }
            _ => self.expression(power),
        }
    }
}
