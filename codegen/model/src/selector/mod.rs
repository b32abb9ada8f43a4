//! Selectors (Smithy spec, "Selectors"): the language in which trait definitions, configured validators and people name shapes.
//!
//! [`Selector::parse`] reads one; [`Selector::select`] answers which shapes of a model it matches, and [`Matcher`] whether it matches
//! one shape, which is much cheaper for the selectors of trait definitions. Neither goes astray on a hostile selector: nesting is
//! bounded, no set is walked twice for the same start, and an evaluation that takes far too long is cut.

mod attribute;
mod evaluate;
mod matcher;
mod neighbors;
mod parse;

use crate::{Member, Model, Shape, ShapeId, ShapeType, Span, Traits};
use attribute::{Comparison, Scoped};
pub use attribute::{Template, TemplateError};
pub use evaluate::{Selection, Variables};
pub use matcher::Matcher;
use neighbors::Relationships;
pub use neighbors::{Neighbors, Relationship};

/// A selector, understood.
#[derive(Clone, Debug)]
pub struct Selector {
    text: String,
    steps: Vec<Step>,
    /// The arguments of `:root`, which stand for the same shapes wherever the selector is.
    roots: Vec<Vec<Step>>,
    warnings: Vec<String>,
}

/// Why a text is no selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError {
    /// The whole text.
    pub expression: String,
    /// The byte of the text where reading stopped.
    pub at: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// What selectors match: a shape, or a member, which counts as a shape here.
#[derive(Clone, Copy, Debug)]
pub enum Item<'m> {
    /// A shape.
    Shape(&'m Shape),
    /// A member, after the shape that has it.
    Member(&'m Shape, &'m Member),
}

/// One step of a selector: it takes shapes, and gives shapes.
#[derive(Clone, Debug)]
enum Step {
    /// `*`
    Any,
    /// `string`, `number`, `member` ...
    Kind(Kind),
    /// `[id|name = X]`
    Attribute(Comparison),
    /// `[@trait|x: @{y} = 1 && ...]`
    Scoped(Scoped),
    /// `>`, `-[input]->`
    Forward(Relationships),
    /// `<`, `<-[input]-`
    Reverse(Relationships),
    /// `~>`
    Reachable,
    /// `$name(...)`: stores what the selector gives, and passes on what it was given.
    Store(Box<str>, Vec<Step>),
    /// `${name}`
    Load(Box<str>),
    /// `:test(...)`: passes on what one of the selectors gives something for.
    Test(Vec<Vec<Step>>),
    /// `:is(...)`: gives what any of the selectors gives.
    Is(Vec<Vec<Step>>),
    /// `:not(...)`: passes on what the selector gives nothing for.
    Not(Vec<Step>),
    /// `:in(...)`: passes on what the selector gives.
    In(Vec<Step>),
    /// `:root(...)`, by its place among the roots of the selector.
    Root(usize),
    /// `:topdown(qualifier, disqualifier)`
    TopDown(Vec<Step>, Option<Vec<Step>>),
    /// `:recursive(...)`: applies the selector again to all that it gives.
    Recursive(Vec<Step>),
    /// The deprecated relationship `bound`: from a resource to those that have it.
    Bound,
    /// A function that nobody knows: it gives nothing.
    Nothing,
}

/// What a word like `string` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Type(ShapeType),
    Member,
    SimpleType,
    DataType,
    AggregateType,
    ServiceType,
    Number,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// The text isn't one; where, and why.
    pub fn parse(text: &str) -> Result<Selector, SelectorError> {
        parse::parse(text)
    }

    /// The text that was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is probably not meant, though it means something: names of relationships and functions that nobody knows, and the like.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// All shapes and members that it matches, the prelude's included, each once, in the order of their ids.
    #[must_use]
    pub fn select<'m>(&self, neighbors: &Neighbors<'m>) -> Vec<Item<'m>> {
        evaluate::select(self, neighbors).items
    }

    /// The same, and whether the evaluation was cut because it took far too long.
    #[must_use]
    pub fn select_checked<'m>(&self, neighbors: &Neighbors<'m>) -> Selection<'m> {
        evaluate::select(self, neighbors)
    }

    /// What it gives for one shape instead of for all of them.
    #[must_use]
    pub fn select_from<'m>(&self, neighbors: &Neighbors<'m>, start: Item<'m>) -> Vec<Item<'m>> {
        evaluate::select_from(self, neighbors, Some(start)).items
    }

    /// Calls `found` for every match with the variables as they are there. A shape is matched again for other variables. Says whether
    /// these are all matches: not if the evaluation was cut because it took far too long.
    pub fn matches<'m>(
        &self,
        neighbors: &Neighbors<'m>,
        found: &mut dyn FnMut(Item<'m>, &Variables<'m>),
    ) -> bool {
        evaluate::matches(self, neighbors, found)
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

/// Selectors are equal if their texts are.
impl PartialEq for Selector {
    fn eq(&self, other: &Selector) -> bool {
        self.text == other.text
    }
}

impl Eq for Selector {}

impl std::str::FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Selector, SelectorError> {
        Selector::parse(text)
    }
}

impl std::fmt::Display for SelectorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rest = self.expression.get(self.at..).unwrap_or_default();
        write!(
            f,
            "Syntax error at line {} column {}, near `{rest}`: {}; expression: {}",
            self.line, self.column, self.message, self.expression
        )
    }
}

impl std::error::Error for SelectorError {}

impl<'m> Item<'m> {
    /// The shape or member of an id.
    #[must_use]
    pub fn find(model: &'m Model, id: &ShapeId) -> Option<Item<'m>> {
        match id.member() {
            None => model.shape(id).map(Item::Shape),
            Some(name) => {
                let shape = model.shape(id.root_str())?;
                Some(Item::Member(shape, shape.member(name)?))
            }
        }
    }

    /// All shapes of a model, each before its members, in the order of the model.
    pub fn all(model: &'m Model) -> impl Iterator<Item = Item<'m>> {
        model.shapes().flat_map(|shape| {
            let members = shape.members.iter();
            std::iter::once(Item::Shape(shape)).chain(members.map(move |m| Item::Member(shape, m)))
        })
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'m ShapeId {
        match self {
            Item::Shape(shape) => &shape.id,
            Item::Member(_, member) => &member.id,
        }
    }

    /// Its traits.
    #[must_use]
    pub fn traits(self) -> &'m Traits {
        match self {
            Item::Shape(shape) => &shape.traits,
            Item::Member(_, member) => &member.traits,
        }
    }

    /// Where it is defined.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Item::Shape(shape) => shape.span,
            Item::Member(_, member) => member.span,
        }
    }

    /// The shape, if it is one and no member.
    #[must_use]
    pub fn shape(self) -> Option<&'m Shape> {
        match self {
            Item::Shape(shape) => Some(shape),
            Item::Member(..) => None,
        }
    }

    /// The name of its type: `member` for members.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Item::Shape(shape) => shape.kind.as_str(),
            Item::Member(..) => "member",
        }
    }

    /// Where it lies in memory, by which items of one model are told apart.
    fn address(self) -> usize {
        match self {
            Item::Shape(shape) => std::ptr::from_ref(shape).addr(),
            Item::Member(_, member) => std::ptr::from_ref(member).addr(),
        }
    }

    fn is_member(self) -> bool {
        matches!(self, Item::Member(..))
    }
}

/// Items of one model are equal if they are the same shape or member, not if they look alike.
impl PartialEq for Item<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_member() == other.is_member() && self.address() == other.address()
    }
}

impl Eq for Item<'_> {}

impl std::hash::Hash for Item<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.is_member().hash(state);
        self.address().hash(state);
    }
}

impl Kind {
    /// The kind of a word; `set` is a list, as in all models of today.
    fn parse(word: &str) -> Option<Kind> {
        Some(match word {
            "member" => Kind::Member,
            "number" => Kind::Number,
            "simpleType" => Kind::SimpleType,
            "dataType" => Kind::DataType,
            "aggregateType" => Kind::AggregateType,
            "serviceType" => Kind::ServiceType,
            "collection" | "set" => Kind::Type(ShapeType::List),
            _ => Kind::Type(ShapeType::parse(word)?),
        })
    }

    /// Enums are strings, and `intEnum`s are integers, too.
    fn includes(self, item: Item<'_>) -> bool {
        let Item::Shape(shape) = item else {
            return self == Kind::Member;
        };
        match self {
            Kind::Member => false,
            Kind::SimpleType => shape.kind.is_simple(),
            Kind::DataType => !shape.kind.is_service_type(),
            Kind::AggregateType => shape.kind.is_aggregate(),
            Kind::ServiceType => shape.kind.is_service_type(),
            Kind::Number => shape.kind.is_number(),
            Kind::Type(ShapeType::String) => shape.kind.is_string(),
            Kind::Type(ShapeType::Integer) => {
                matches!(shape.kind, ShapeType::Integer | ShapeType::IntEnum)
            }
            Kind::Type(kind) => shape.kind == kind,
        }
    }
}

/// Whether a step, or one within it, stores a variable.
fn stores(step: &Step) -> bool {
    let any = |steps: &[Step]| steps.iter().any(stores);
    match step {
        Step::Store(..) => true,
        Step::Test(all) | Step::Is(all) => all.iter().any(|steps| any(steps)),
        Step::Not(steps) | Step::In(steps) | Step::Recursive(steps) => any(steps),
        Step::TopDown(first, second) => any(first) || second.as_deref().is_some_and(any),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
