//! What the operations of a service cost whoever builds its generated code: shapes and lines, in all
//! and by themselves. It says which operations are worth leaving out.
//!
//! Everything is planned and printed once. Names don't depend on what else is generated, so the files
//! of an operation are a part of those; what has to be printed for each operation are only the few
//! files that are about all of them.

use std::collections::BTreeMap;

use planish_model::{
    Closure, Diagnostics, Model, ShapeId, closure_of, enum_traits_to_enums, is_prelude, select,
};

use crate::emit::{RULES, emit, emit_shared, operation_path, type_path};
use crate::{Form, Options, Plan, plan};

/// What the operations cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    /// The service's id.
    pub service: ShapeId,
    /// The operations, those with most lines of their own first.
    pub operations: Vec<Cost>,
    /// All shapes that are reached, the service, its operations and its resources included, those of
    /// the prelude not.
    pub shapes: usize,
    /// How many of them more than one operation needs, or none.
    pub shared_shapes: usize,
    /// The lines of Rust for all of it.
    pub lines: usize,
    /// The files of Rust for all of it.
    pub files: usize,
}

/// What one operation costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The operation's id.
    pub operation: ShapeId,
    /// The shapes that the operation needs, itself and the service included.
    pub shapes: usize,
    /// The shapes that no other operation needs.
    pub own_shapes: usize,
    /// The lines of Rust where this is the only operation.
    pub lines: usize,
    /// The lines of Rust that are there for this operation alone, and would go with it.
    pub own_lines: usize,
}

/// What the operations of a service cost, or those that the options name, among each other.
///
/// The model must have been checked.
///
/// # Errors
/// What of the model can't be planned, all of it.
pub fn costs(model: &Model, options: &Options) -> Result<Costs, Diagnostics> {
    let model = &*enum_traits_to_enums(model);
    let reach = select(model, options.service.as_deref(), &options.operations)?;
    let plan = plan(model, options)?;
    let printed = Printed::of(&plan);
    let closures: Vec<Closure> = reach
        .operations
        .iter()
        .map(|id| closure_of(model, &reach.service, std::slice::from_ref(id)))
        .collect();
    let mut users: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    for id in closures.iter().flat_map(|closure| own(&closure.shapes)) {
        *users.entry(id).or_default() += 1;
    }
    let cost = |closure: &Closure| {
        let operation = closure.operations.first()?;
        let mut alone = closure.clone();
        alone.shapes.retain(|id| users.get(id) == Some(&1));
        Some(Cost {
            operation: operation.clone(),
            shapes: own(&closure.shapes).count(),
            own_shapes: alone.shapes.len(),
            lines: printed.lines(&plan.within(closure)) + printed.empty + printed.rules,
            own_lines: printed.lines(&plan.within(&alone)),
        })
    };
    let mut operations: Vec<Cost> = closures.iter().filter_map(cost).collect();
    operations.sort_by(|a, b| {
        let key = |cost: &Cost| (cost.own_lines, cost.lines);
        key(b)
            .cmp(&key(a))
            .then_with(|| a.operation.cmp(&b.operation))
    });
    let shapes = own(&reach.shapes).count();
    let of_one: usize = operations.iter().map(|cost| cost.own_shapes).sum();
    Ok(Costs {
        service: reach.service,
        operations,
        shapes,
        shared_shapes: shapes.saturating_sub(of_one),
        lines: printed.total,
        files: printed.files,
    })
}

/// The shapes that are not of the prelude.
fn own<'a>(shapes: impl IntoIterator<Item = &'a ShapeId>) -> impl Iterator<Item = &'a ShapeId> {
    shapes.into_iter().filter(|id| !is_prelude(id))
}

/// The lines of a whole plan.
struct Printed {
    /// The lines of the files of types and operations, by path.
    by_path: BTreeMap<String, usize>,
    /// The lines of all files.
    total: usize,
    /// How many files there are.
    files: usize,
    /// The lines of the endpoint rules.
    rules: usize,
    /// The other lines that are there for no operation.
    empty: usize,
}

impl Printed {
    fn of(plan: &Plan) -> Printed {
        let files = emit(plan, Form::Module);
        let lines = files
            .iter()
            .map(|(path, text)| (path.to_owned(), text.lines().count()));
        let by_path: BTreeMap<String, usize> = lines.collect();
        Printed {
            total: by_path.values().sum(),
            files: by_path.len(),
            rules: by_path.get(RULES).copied().unwrap_or_default(),
            by_path,
            empty: shared_lines(&Plan {
                operations: Vec::new(),
                types: Vec::new(),
                schemas: Vec::new(),
                tests: None,
                ..plan.clone()
            }),
        }
    }

    /// The lines of a part of the plan that are not there for no operation.
    fn lines(&self, part: &Plan) -> usize {
        let types = part.types.iter().map(type_path);
        let paths = types.chain(part.operations.iter().map(operation_path));
        let files: usize = paths.filter_map(|path| self.by_path.get(&path)).sum();
        files + shared_lines(part).saturating_sub(self.empty)
    }
}

fn shared_lines(plan: &Plan) -> usize {
    let files = emit_shared(plan, Form::Module);
    files.iter().map(|(_, text)| text.lines().count()).sum()
}
