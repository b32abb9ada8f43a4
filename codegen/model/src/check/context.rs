//! What rules look at: a model, and the indexes of it that several of them want, each made once and by the first who asks.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Deref;
use std::sync::OnceLock;

use super::applied::{AppliedTrait, applied_traits};
use super::rules::{self, ServiceRules};
use crate::hash_text::ByText;
use crate::reverse::each_reference;
use crate::selector::{Item, Neighbors};
use crate::{Member, Model, Node, Relation, ReverseIndex, Shape, ShapeId, Span, Traits, known};

/// A model with its indexes. Rules may look at it from several threads.
pub struct Context<'a> {
    model: &'a Model,
    neighbors: Neighbors<'a>,
    references: OnceLock<ReverseIndex<'a>>,
    traits: OnceLock<Vec<AppliedTrait<'a>>>,
    contained: OnceLock<BTreeMap<&'a ShapeId, Contained<'a>>>,
    reached: OnceLock<BTreeMap<&'a ShapeId, BTreeSet<&'a ShapeId>>>,
    service_rules: OnceLock<Vec<ServiceRules<'a>>>,
}

/// A shape, or a member of it, that has some trait.
#[derive(Clone, Copy)]
pub struct Applied<'a> {
    /// The shape.
    pub shape: &'a Shape,
    /// The member, if it is the member that has the trait.
    pub member: Option<&'a Member>,
    /// The value of the trait.
    pub value: &'a Node,
    /// Where the value stands.
    pub span: Span,
}

/// What is bound to a service, by itself and by its resources at any depth, each in the order of its ids.
pub struct Contained<'a> {
    /// The operations.
    pub operations: Vec<&'a Shape>,
    /// The resources.
    pub resources: Vec<&'a Shape>,
}

impl<'a> Applied<'a> {
    /// The id of the shape or member.
    #[must_use]
    pub fn id(&self) -> &'a ShapeId {
        self.member.map_or(&self.shape.id, |member| &member.id)
    }

    /// The shape or member, as selectors have it.
    #[must_use]
    pub fn item(&self) -> Item<'a> {
        match self.member {
            Some(member) => Item::Member(self.shape, member),
            None => Item::Shape(self.shape),
        }
    }

    /// The traits of the shape or member.
    #[must_use]
    pub fn traits(&self) -> &'a Traits {
        self.member
            .map_or(&self.shape.traits, |member| &member.traits)
    }

    /// The type of the shape, or `member`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.member {
            Some(_) => "member",
            None => self.shape.kind.as_str(),
        }
    }
}

impl<'a> Context<'a> {
    /// Nothing is computed yet.
    #[must_use]
    pub fn new(model: &'a Model) -> Context<'a> {
        model.make_index();
        Context {
            model,
            neighbors: Neighbors::new(model),
            references: OnceLock::new(),
            traits: OnceLock::new(),
            contained: OnceLock::new(),
            reached: OnceLock::new(),
            service_rules: OnceLock::new(),
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// The relationships of the model, for selectors.
    #[must_use]
    pub fn neighbors(&self) -> &Neighbors<'a> {
        &self.neighbors
    }

    /// Who refers to each shape.
    #[must_use]
    pub fn references(&self) -> &ReverseIndex<'a> {
        self.references
            .get_or_init(|| ReverseIndex::new(self.model))
    }

    /// The traits that shapes and members have, in the order of their ids, without `@documentation`.
    #[must_use]
    pub fn traits(&self) -> &[AppliedTrait<'a>] {
        self.traits.get_or_init(|| applied_traits(self.model))
    }

    /// The shapes and members that have a trait, in the order of their ids (members in the order of their shape).
    #[must_use]
    pub fn applied(&self, id: &str) -> &[Applied<'a>] {
        let all = self.traits();
        let at = all.binary_search_by(|applied| applied.id.as_str().cmp(id));
        at.ok()
            .and_then(|at| all.get(at))
            .map_or(&[], |applied| &applied.uses)
    }

    /// The operations that have a trait.
    pub fn operations_with(&self, id: &str) -> impl Iterator<Item = Applied<'a>> {
        self.applied(id)
            .iter()
            .copied()
            .filter(|on| on.shape.as_operation().is_some() && on.member.is_none())
    }

    /// The structure members that have a trait, with their structures.
    pub fn structure_members_with(
        &self,
        id: &str,
    ) -> impl Iterator<Item = (&'a Shape, &'a Member, Span)> {
        self.applied(id).iter().filter_map(|on| {
            (on.shape.kind == crate::ShapeType::Structure)
                .then_some((on.shape, on.member?, on.span))
        })
    }

    /// What is bound to a service.
    #[must_use]
    pub fn contained(&self, service: &ShapeId) -> &Contained<'a> {
        static NONE: Contained<'static> = Contained {
            operations: Vec::new(),
            resources: Vec::new(),
        };
        self.contained
            .get_or_init(|| {
                let services = self.model.services();
                services
                    .map(|service| (&service.id, contained(self.model, service)))
                    .collect()
            })
            .get(service)
            .unwrap_or(&NONE)
    }

    /// The endpoint rules of services.
    pub(super) fn service_rules(&self) -> &[ServiceRules<'a>] {
        self.service_rules.get_or_init(|| rules::read(self))
    }

    /// Every shape that a service refers to at any depth, mixins and the service itself included. The unit type counts only where a
    /// member targets it.
    #[must_use]
    pub fn reached(&self, service: &ShapeId) -> &BTreeSet<&'a ShapeId> {
        static NONE: BTreeSet<&ShapeId> = BTreeSet::new();
        self.reached
            .get_or_init(|| {
                let services = self.model.services();
                services
                    .map(|service| (&service.id, reached(self.model, [service])))
                    .collect()
            })
            .get(service)
            .unwrap_or(&NONE)
    }

    /// The traits of a service whose definitions have some trait, such as `smithy.api#protocolDefinition`, with its value there.
    pub fn traits_defined_as<'s>(
        &'s self,
        service: &'s Shape,
        meta: &'s str,
    ) -> impl Iterator<Item = (&'s ShapeId, &'s Node)> {
        service
            .traits
            .iter()
            .filter_map(move |(id, _)| Some((id, self.shape(id)?.traits.get(meta)?)))
    }

    /// Where a shape or member is defined.
    #[must_use]
    pub fn place(&self, id: &ShapeId) -> Span {
        match self.model.member(id) {
            Some(member) => member.span,
            None => self.shape(id).map_or(Span::BUILT_IN, |shape| shape.span),
        }
    }
}

impl Deref for Context<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        self.model
    }
}

/// Every shape that some shapes refer to at any depth, and these shapes.
pub(super) fn reached<'a>(
    model: &'a Model,
    from: impl IntoIterator<Item = &'a Shape>,
) -> BTreeSet<&'a ShapeId> {
    let mut queue: Vec<&Shape> = from.into_iter().collect();
    let mut found: HashSet<&ShapeId, ByText> = queue.iter().map(|shape| &shape.id).collect();
    let mut next = Vec::new();
    while let Some(shape) = queue.pop() {
        each_reference(shape, |relation, id| {
            let is_empty =
                matches!(relation, Relation::Input | Relation::Output) && *id == *known::UNIT;
            if !is_empty {
                next.push(id);
            }
        });
        if !matches!(
            shape.kind,
            crate::ShapeType::Enum | crate::ShapeType::IntEnum
        ) {
            next.extend(shape.members.iter().map(|member| &member.target));
        }
        for id in next.drain(..) {
            if let Some(shape) = model.shape(id).filter(|shape| found.insert(&shape.id)) {
                queue.push(shape);
            }
        }
    }
    found.into_iter().collect()
}

fn contained<'a>(model: &'a Model, service: &'a Shape) -> Contained<'a> {
    let mut resources: BTreeMap<&ShapeId, &Shape> = BTreeMap::new();
    let mut operations: BTreeMap<&ShapeId, &Shape> = BTreeMap::new();
    let mut bind = |ids: &mut dyn Iterator<Item = &'a ShapeId>| {
        let shapes = ids.filter_map(|id| model.shape(id));
        operations.extend(
            shapes
                .filter(|shape| shape.as_operation().is_some())
                .map(|shape| (&shape.id, shape)),
        );
    };
    let mut queue: Vec<&ShapeId> = Vec::new();
    if let Some(service) = service.as_service() {
        bind(&mut service.operations.iter());
        queue.extend(&service.resources);
    }
    while let Some(id) = queue.pop() {
        let Some((shape, resource)) = model
            .shape(id)
            .and_then(|shape| Some((shape, shape.as_resource()?)))
        else {
            continue;
        };
        if resources.insert(&shape.id, shape).is_none() {
            bind(&mut resource.all_operations());
            queue.extend(&resource.resources);
        }
    }
    Contained {
        operations: operations.into_values().collect(),
        resources: resources.into_values().collect(),
    }
}
