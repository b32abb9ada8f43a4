//! New members that have to be given.

use super::{DiffRule, Differences, Subject, finding};
use crate::{Diagnostics, Severity, ShapeType, known};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "AddedRequiredMember",
    title: "A structure got a new member that is required and has no default.",
    why: "Old clients don't send the member, so the service refuses them; old services don't send it, so clients wait for something that \
        never comes; and programs that construct the structure don't compile. Make the member optional, or give it a `@default`.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n\n    @required\n    age: Integer\n}\n",
    run: added,
}];

fn added(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (_, old, new) in differences.changed_shapes(ShapeType::Structure) {
        let hard = new.members.iter().filter(|member| {
            member.traits.has(known::REQUIRED)
                && !member.traits.has(known::DEFAULT)
                && !member.traits.has("smithy.api#clientOptional")
        });
        for member in hard.filter(|member| old.member(&member.name).is_none()) {
            let message = "Adding a new member with the `required` trait but not the `default` trait is backwards-incompatible.";
            let subject = Subject::Member(new, member);
            found.push(finding(
                Severity::Error,
                "AddedRequiredMember",
                subject,
                message,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn only_what_clients_must_give_is_told() {
        let old = "structure A {}";
        let new = "structure A {\n@required a: String\n@required b: String = \"\"\n@clientOptional @required c: String\n}";
        let told = told(old, new);
        let mine: Vec<&str> = told
            .lines()
            .filter(|line| !line.contains("AddedShape"))
            .collect();
        assert_eq!(mine, ["error AddedRequiredMember a#A$a"]);
    }
}
