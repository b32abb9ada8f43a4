//! New names of shapes in services.

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, Severity, ShapeType, closure};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ServiceRename",
    title: "A service gives another name to a shape that it had before.",
    why: "The name is that of a type in generated code, and may be on the wire, so programs that use it don't compile or don't understand \
        the service. Give new names only to shapes that are new in the service.",
    old: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed]\n    rename: { \"a#Animal\": \"Beast\" }\n}\n\noperation Feed {\n    input: FeedInput\n}\n\nstructure FeedInput {\n    animal: Animal\n}\n\nstructure Animal {}\n",
    new: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed]\n    rename: { \"a#Animal\": \"Creature\" }\n}\n\noperation Feed {\n    input: FeedInput\n}\n\nstructure FeedInput {\n    animal: Animal\n}\n\nstructure Animal {}\n",
    run: changed,
}];

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (change, old, new) in differences.changed_shapes(ShapeType::Service) {
        let Some((before, after)) = old.as_service().zip(new.as_service()) else {
            continue;
        };
        let (before, after) = (&before.rename, &after.rename);
        let mut tell = |message| {
            found.push(finding(
                Severity::Error,
                "ServiceRename",
                change.new,
                message,
            ));
        };
        for (id, name) in before {
            match after.get(id) {
                None => tell(format!("Service rename of `{id}` to `{name}` was removed")),
                Some(now) if now != name => tell(format!(
                    "Service rename of `{id}` was changed from `{name}` to `{now}`"
                )),
                Some(_) => {}
            }
        }
        let mut more = after
            .iter()
            .filter(|(id, _)| !before.contains_key(*id))
            .peekable();
        if more.peek().is_none() {
            continue;
        }
        let reached = closure(differences.old, &old.id);
        for (id, name) in more.filter(|(id, _)| reached.contains(id)) {
            tell(format!(
                "Service rename of `{id}` to `{name}` was added to an old shape"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    #[test]
    fn only_old_shapes_keep_their_names() {
        let model = |rename: &str, more: &str| {
            format!(
                "service S {{ operations: [O] rename: {{ {rename} }} }}\noperation O {{ input: I }}\n\
                 structure I {{ a: A b: B {more} }}\nstructure A {{}}\nstructure B {{}}\nstructure C {{}}"
            )
        };
        let told = messages(
            "ServiceRename",
            &model("\"a#A\": \"X\"", ""),
            &model("\"a#B\": \"Y\", \"a#C\": \"Z\"", "c: C"),
        );
        assert_eq!(
            told,
            [
                "Service rename of `a#A` to `X` was removed",
                "Service rename of `a#B` to `Y` was added to an old shape",
            ]
        );
    }
}
