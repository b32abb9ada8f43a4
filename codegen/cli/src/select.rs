//! The part of a model that a reference describes: a service, or some of its operations.

use planish_model::{
    Closure, Diagnostic, Diagnostics, Model, Shape, ShapeId, closure, closure_of, suggest,
};

/// The closure of a service, by its id or name or as the only one, restricted to some operations if any are named.
///
/// # Errors
/// There is no such service or operation, or it is not clear which.
pub(crate) fn select(
    model: &Model,
    service: Option<&str>,
    operations: &[String],
) -> Result<Closure, Diagnostics> {
    let service = find_service(model, service).map_err(only)?;
    let all = closure(model, &service.id);
    if operations.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    let mut unknown = Diagnostics::new();
    for wanted in operations {
        match all.operations.iter().find(|id| is(id, wanted)) {
            Some(id) => found.push(id.clone()),
            None => {
                let names = all.operations.iter().map(ShapeId::name);
                let message = format!("{} has no operation {wanted}", service.id);
                unknown.push(near(
                    Diagnostic::error("Select.Operation", message),
                    wanted,
                    names,
                ));
            }
        }
    }
    if unknown.is_empty() {
        Ok(closure_of(model, &service.id, &found))
    } else {
        Err(unknown)
    }
}

fn find_service<'a>(model: &'a Model, wanted: Option<&str>) -> Result<&'a Shape, Diagnostic> {
    const ID: &str = "Select.Service";
    let services: Vec<&Shape> = model.services().collect();
    let ids = || services.iter().map(|shape| shape.id.as_str());
    if let Some(wanted) = wanted {
        let found = services.iter().copied().find(|shape| is(&shape.id, wanted));
        return found.ok_or_else(|| {
            let message = format!("there is no service {wanted}");
            near(Diagnostic::error(ID, message), wanted, ids())
        });
    }
    match services.as_slice() {
        [one] => Ok(one),
        [] => Err(Diagnostic::error(ID, "the model has no service")),
        several => {
            let message = format!("the model has {} services", several.len());
            let ids: Vec<&str> = ids().collect();
            Err(Diagnostic::error(ID, message).hint(format!("name one of {}", ids.join(", "))))
        }
    }
}

/// Whether a shape is meant by its id or its name.
fn is(id: &ShapeId, wanted: &str) -> bool {
    id.as_str() == wanted || id.name() == wanted
}

fn near<'a>(
    diagnostic: Diagnostic,
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    match suggest(wanted, names) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

fn only(diagnostic: Diagnostic) -> Diagnostics {
    let mut found = Diagnostics::new();
    found.push(diagnostic);
    found
}

#[cfg(test)]
mod tests {
    use planish_model::{Sources, load};

    use super::*;

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
            let operations: Vec<String> =
                operations.iter().map(|name| (*name).to_owned()).collect();
            let found = select(&model, service, &operations).unwrap_err();
            found.render(&sources)
        };
        let reached = select(&model, Some("One"), &["a#Get".to_owned()]).unwrap();
        assert!(reached.contains("a#Get") && !reached.contains("a#Put"));
        assert_eq!(
            error(None, &[]),
            "error[Select.Service]: the model has 2 services\n  hint: name one of a#One, a#Two\n"
        );
        assert_eq!(
            error(Some("a#Onee"), &[]),
            "error[Select.Service]: there is no service a#Onee\n  hint: did you mean `a#One`?\n"
        );
        assert_eq!(
            error(Some("a#One"), &["Gets"]),
            "error[Select.Operation]: a#One has no operation Gets\n  hint: did you mean `Get`?\n"
        );
    }
}
