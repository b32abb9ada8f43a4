//! Finds what people name: a service of a model, and operations of it, by id or by name.

use crate::{
    Closure, Diagnostic, Diagnostics, Model, Shape, ShapeId, closure, closure_of, suggest,
};

/// What a service reaches, or what some of its operations reach. Without a name the service is the
/// model's only one; no operations are all of them.
///
/// # Errors
/// There is no such service, it isn't clear which, or there are no such operations: all that is
/// wrong, with the ids `Select.Service` and `Select.Operation`.
pub fn select(
    model: &Model,
    service: Option<&str>,
    operations: &[String],
) -> Result<Closure, Diagnostics> {
    let mut problems = Diagnostics::new();
    let service = match find_service(model, service) {
        Ok(service) => service,
        Err(problem) => {
            problems.push(*problem);
            return Err(problems);
        }
    };
    let all = closure(model, &service.id);
    if operations.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    for wanted in operations {
        match all.operations.iter().find(|id| is_named(id, wanted)) {
            Some(id) => found.push(id.clone()),
            None => problems.push(no_operation(service, wanted, &all)),
        }
    }
    if problems.is_empty() {
        Ok(closure_of(model, &service.id, &found))
    } else {
        Err(problems)
    }
}

fn find_service<'a>(model: &'a Model, wanted: Option<&str>) -> Result<&'a Shape, Box<Diagnostic>> {
    const ID: &str = "Select.Service";
    let all: Vec<&Shape> = model.services().collect();
    let ids = || all.iter().map(|service| service.id.as_str());
    let list = ids().collect::<Vec<_>>().join(", ");
    match (wanted, all.as_slice()) {
        (_, []) => Err(Box::new(
            Diagnostic::error(ID, "the model has no service")
                .hint("add a shape of type service that lists the operations"),
        )),
        (None, [only]) => Ok(only),
        (None, several) => {
            let message = format!("the model has {} services", several.len());
            let problem = Diagnostic::error(ID, message).hint(format!("say which one: {list}"));
            Err(Box::new(problem))
        }
        (Some(wanted), services) => {
            let found = services
                .iter()
                .find(|service| is_named(&service.id, wanted));
            found.copied().ok_or_else(|| {
                let names = ids().chain(all.iter().map(|service| service.id.name()));
                let hint = match suggest(wanted, names) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("the model has: {list}"),
                };
                let message = format!("there is no service {wanted}");
                Box::new(Diagnostic::error(ID, message).hint(hint))
            })
        }
    }
}

fn no_operation(service: &Shape, wanted: &str, all: &Closure) -> Diagnostic {
    let message = format!("{} has no operation {wanted}", service.id);
    let problem = Diagnostic::error("Select.Operation", message).at(service.span);
    let names = all.operations.iter().map(ShapeId::name);
    let ids = all.operations.iter().map(ShapeId::as_str);
    let hint = match suggest(wanted, names.chain(ids)) {
        Some(near) => format!("did you mean {near}?"),
        None => listed(&all.operations),
    };
    problem.hint(hint)
}

/// The names of the first operations, and how many there are.
fn listed(operations: &[ShapeId]) -> String {
    const SHOWN: usize = 8;
    let names: Vec<&str> = operations.iter().take(SHOWN).map(ShapeId::name).collect();
    match operations.len() {
        0 => "it has none".to_owned(),
        count if count <= SHOWN => format!("it has {}", names.join(", ")),
        count => format!("it has {count}, such as {}", names.join(", ")),
    }
}

/// Whether a shape is meant by its id or by its name.
fn is_named(id: &ShapeId, wanted: &str) -> bool {
    id.as_str() == wanted || id.name() == wanted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn a_service_and_operations_are_found_by_id_or_name() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy": "2.0", "shapes": {
            "a#One": {"type": "service", "version": "1", "operations": [{"target": "a#Get"}, {"target": "a#Put"}]},
            "a#Two": {"type": "service", "version": "1"},
            "a#Get": {"type": "operation"}, "a#Put": {"type": "operation"}}}"#,
        );
        let (model, _) = load(&sources);
        let error = |service, operations: &[&str]| {
            let operations: Vec<String> = operations.iter().map(|o| (*o).to_owned()).collect();
            select(&model, service, &operations)
                .unwrap_err()
                .render(&sources)
        };
        let reached = select(&model, Some("One"), &["a#Get".to_owned()]).unwrap();
        assert!(reached.contains("a#Get") && !reached.contains("a#Put"));
        for (service, operations, expected) in [
            (
                None,
                &[][..],
                "the model has 2 services\n  hint: say which one: a#One, a#Two\n",
            ),
            (
                Some("a#Onee"),
                &[],
                "there is no service a#Onee\n  hint: did you mean a#One?\n",
            ),
            (
                Some("zzzzzz"),
                &[],
                "there is no service zzzzzz\n  hint: the model has: a#One, a#Two\n",
            ),
        ] {
            assert_eq!(
                error(service, operations),
                format!("error[Select.Service]: {expected}")
            );
        }
        let found = error(Some("One"), &["Gett", "Pu"]);
        assert!(
            found.contains(
                "a#One has no operation Gett\n  --> m.json:2:13\n  hint: did you mean Get?"
            ),
            "{found}"
        );
        assert!(
            found.contains("a#One has no operation Pu\n  --> m.json:2:13\n  hint: it has Get, Put"),
            "{found}"
        );
        let found = error(Some("One"), &["b#Get"]);
        assert!(found.contains("hint: did you mean a#Get?"), "{found}");
    }
}
