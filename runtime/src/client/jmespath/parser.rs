//! From tokens to nodes, by binding power (a Pratt parser).

use super::functions::Function;
use super::lexer::{Token, tokens};
use super::{Node, Problem};

/// How many tokens an expression may have; nodes can't nest deeper, so no stack runs out.
const MOST_TOKENS: usize = 512;

/// How deep expressions may nest.
const DEEPEST: usize = 64;

/// Tokens that bind less than this end a projection.
const PROJECTION_END: u8 = 10;

pub(super) fn parse(text: &str) -> Result<Node, Problem> {
    let tokens = tokens(text)?;
    if tokens.len() > MOST_TOKENS {
        return Err(Problem::new("the expression is too long"));
    }
    let mut parser = Parser {
        tokens,
        next: 0,
        depth: 0,
    };
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        _ => Err(parser.unexpected()),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

fn boxed(left: Node, right: Node) -> (Box<Node>, Box<Node>) {
    (Box::new(left), Box::new(right))
}

/// How strongly a token binds what stands to its left.
fn power(token: &Token) -> u8 {
    match token {
        Token::Pipe => 1,
        Token::Or => 2,
        Token::And => 3,
        Token::Compare(_) => 5,
        Token::Flatten => 9,
        Token::Filter => 21,
        Token::Dot => 40,
        Token::OpenBracket => 55,
        _ => 0,
    }
}

const POWER_OF_STAR: u8 = 20;
const POWER_OF_NOT: u8 = 45;

impl Parser {
    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Token {
        self.tokens
            .get(self.next + by)
            .map_or(&Token::End, |(token, _)| token)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn unexpected(&self) -> Problem {
        let at = self.tokens.get(self.next).or(self.tokens.last());
        let what = match self.peek() {
            Token::End => "the expression isn't complete",
            _ => "unexpected token",
        };
        Problem::at(what, at.map_or(0, |(_, at)| *at))
    }

    fn expect(&mut self, token: &Token) -> Result<(), Problem> {
        if self.peek() == token {
            self.next += 1;
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn expression(&mut self, least: u8) -> Result<Node, Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new("the expression nests too deep"));
        }
        let mut left = self.start()?;
        while power(self.peek()) > least {
            left = self.extend(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What an expression can begin with.
    fn start(&mut self) -> Result<Node, Problem> {
        match self.peek() {
            Token::Name(_) if *self.ahead(1) == Token::OpenParen => self.call(),
            Token::Name(_) | Token::Quoted(_) => self.name().map(Node::Field),
            Token::Literal(_) => match self.take() {
                Token::Literal(value) => Ok(Node::Literal(value)),
                _ => Err(self.unexpected()),
            },
            Token::At => {
                self.take();
                Ok(Node::Current)
            }
            Token::Star => {
                self.take();
                let (left, right) = boxed(Node::Current, self.projected(POWER_OF_STAR)?);
                Ok(Node::EachValue(left, right))
            }
            Token::Not => {
                self.take();
                Ok(Node::Not(Box::new(self.expression(POWER_OF_NOT)?)))
            }
            Token::OpenParen => {
                self.take();
                let node = self.expression(0)?;
                self.expect(&Token::CloseParen)?;
                Ok(node)
            }
            Token::OpenBrace => self.hash(),
            Token::OpenBracket => match self.ahead(1) {
                Token::Number(_) | Token::Colon => self.bracket(Node::Current),
                Token::Star if *self.ahead(2) == Token::CloseBracket => self.bracket(Node::Current),
                _ => self.list(),
            },
            Token::Flatten | Token::Filter => self.extend(Node::Current),
            _ => Err(self.unexpected()),
        }
    }

    /// The expression so far with the next token and what belongs to it.
    fn extend(&mut self, left: Node) -> Result<Node, Problem> {
        let power = power(self.peek());
        match self.peek() {
            Token::OpenBracket => self.bracket(left),
            Token::Flatten => {
                self.take();
                let flat = Node::Flatten(Box::new(left));
                let (left, right) = boxed(flat, self.projected(power)?);
                Ok(Node::Each(left, right))
            }
            Token::Filter => {
                self.take();
                let condition = self.expression(0)?;
                self.expect(&Token::CloseBracket)?;
                Ok(Node::Filter {
                    list: Box::new(left),
                    condition: Box::new(condition),
                    then: Box::new(self.projected(power)?),
                })
            }
            Token::Dot if *self.ahead(1) == Token::Star => {
                self.next += 2;
                let (left, right) = boxed(left, self.projected(POWER_OF_STAR)?);
                Ok(Node::EachValue(left, right))
            }
            Token::Dot => {
                self.take();
                let (left, right) = boxed(left, self.after_dot(power)?);
                Ok(Node::Then(left, right))
            }
            _ => self.infix(left, power),
        }
    }

    fn infix(&mut self, left: Node, power: u8) -> Result<Node, Problem> {
        let token = self.take();
        let (left, right) = boxed(left, self.expression(power)?);
        match token {
            Token::Pipe => Ok(Node::Then(left, right)),
            Token::Or => Ok(Node::Or(left, right)),
            Token::And => Ok(Node::And(left, right)),
            Token::Compare(how) => Ok(Node::Compare(how, left, right)),
            _ => Err(self.unexpected()),
        }
    }

    /// `[0]`, `[1:2]` or `[*]`.
    fn bracket(&mut self, left: Node) -> Result<Node, Problem> {
        self.expect(&Token::OpenBracket)?;
        match (self.peek().clone(), self.ahead(1)) {
            (Token::Star, _) => {
                self.take();
                self.expect(&Token::CloseBracket)?;
                let (left, right) = boxed(left, self.projected(POWER_OF_STAR)?);
                Ok(Node::Each(left, right))
            }
            (Token::Number(index), Token::CloseBracket) => {
                self.next += 2;
                let (left, right) = boxed(left, Node::Index(index));
                Ok(Node::Then(left, right))
            }
            _ => {
                let slice = self.slice()?;
                let (left, slice) = boxed(left, slice);
                let (slice, right) = boxed(Node::Then(left, slice), self.projected(POWER_OF_STAR)?);
                Ok(Node::Each(slice, right))
            }
        }
    }

    fn slice(&mut self) -> Result<Node, Problem> {
        let mut parts = [None; 3];
        let mut part = parts.iter_mut();
        let mut place = part.next();
        loop {
            match self.peek().clone() {
                Token::Number(number) => match place.take() {
                    Some(place) => *place = Some(number),
                    None => return Err(self.unexpected()),
                },
                Token::Colon => match part.next() {
                    next @ Some(_) => place = next,
                    None => return Err(self.unexpected()),
                },
                Token::CloseBracket => break,
                _ => return Err(self.unexpected()),
            }
            self.take();
        }
        let [from, to, step] = parts;
        if step == Some(0) {
            return Err(Problem::new("a slice can't go by steps of zero"));
        }
        self.expect(&Token::CloseBracket)?;
        Ok(Node::Slice(from, to, step.unwrap_or(1)))
    }

    /// What is done with each item of a projection.
    fn projected(&mut self, power_here: u8) -> Result<Node, Problem> {
        match self.peek() {
            token if power(token) < PROJECTION_END => Ok(Node::Current),
            Token::Dot => {
                if *self.ahead(1) == Token::Star {
                    let star = self.extend(Node::Current)?;
                    return self.go_on(star, power_here);
                }
                self.take();
                self.after_dot(power_here)
            }
            _ => self.expression_from(Node::Current, power_here),
        }
    }

    /// As [`Parser::expression`], but for what it begins with.
    fn expression_from(&mut self, left: Node, least: u8) -> Result<Node, Problem> {
        let left = self.extend(left)?;
        self.go_on(left, least)
    }

    fn go_on(&mut self, mut left: Node, least: u8) -> Result<Node, Problem> {
        while power(self.peek()) > least {
            left = self.extend(left)?;
        }
        Ok(left)
    }

    /// What can stand after a dot: a name, a function, a list or an object.
    fn after_dot(&mut self, power: u8) -> Result<Node, Problem> {
        match self.peek() {
            Token::Name(_) | Token::Quoted(_) => self.expression(power),
            Token::OpenBracket => {
                let list = self.list()?;
                self.go_on(list, power)
            }
            Token::OpenBrace => {
                let hash = self.hash()?;
                self.go_on(hash, power)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn list(&mut self) -> Result<Node, Problem> {
        self.expect(&Token::OpenBracket)?;
        self.separated(&Token::CloseBracket, |p| p.expression(0))
            .map(Node::List)
    }

    fn hash(&mut self) -> Result<Node, Problem> {
        self.expect(&Token::OpenBrace)?;
        let pair = |p: &mut Self| {
            let name = p.name()?;
            p.expect(&Token::Colon)?;
            Ok((name, p.expression(0)?))
        };
        self.separated(&Token::CloseBrace, pair).map(Node::Hash)
    }

    fn call(&mut self) -> Result<Node, Problem> {
        let problem = Problem::at(
            "no such function",
            self.tokens.get(self.next).map_or(0, |t| t.1),
        );
        let name = self.name()?;
        let function = Function::named(&name).ok_or(problem)?;
        self.expect(&Token::OpenParen)?;
        let arguments = if *self.peek() == Token::CloseParen {
            self.take();
            Vec::new()
        } else {
            self.separated(&Token::CloseParen, |p| p.expression(0))?
        };
        function.check(arguments.len())?;
        Ok(Node::Call(function, arguments))
    }

    fn separated<T>(
        &mut self,
        end: &Token,
        item: impl Fn(&mut Self) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        let mut items = vec![item(self)?];
        while *self.peek() == Token::Comma {
            self.take();
            items.push(item(self)?);
        }
        self.expect(end)?;
        Ok(items)
    }

    fn name(&mut self) -> Result<String, Problem> {
        match self.peek().clone() {
            Token::Name(name) | Token::Quoted(name) => {
                self.take();
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }
}
