//! Whether clients may find a member absent.

use super::{Changed, DiffRule, Differences, Subject, finding};
use crate::{Diagnostics, Node, Severity, Shape, ShapeType, known};

const INPUT: &str = "smithy.api#input";
const CLIENT_OPTIONAL: &str = "smithy.api#clientOptional";

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedNullability",
    title: "A member became optional, or is optional no longer.",
    why: "Generated code has another type for the member, so programs that use it don't compile; and old clients go on to leave it out, or \
        to count on it. Three ways are open: `@required` may become `@addedDefault` with a `@default`; `@required` may be added together \
        with `@clientOptional`; and in structures with the trait `@input` all members are optional for clients anyway, so that \
        `@required` may go. The last part of the id says what made the difference, where one thing did.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    @required\n    name: String\n}\n",
    run: changed,
}];

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in differences
        .changed
        .iter()
        .filter(|c| c.new.member().is_some())
    {
        judge(differences, change, found);
    }
    for (change, old, new) in differences.changed_shapes(ShapeType::Structure) {
        if !change.adds(INPUT) && !change.removes(INPUT) {
            continue;
        }
        // Members that changed themselves were looked at above.
        for member in &new.members {
            if let Some(before) = old.member(&member.name).filter(|before| *before == member) {
                let pair = (Subject::Member(old, before), Subject::Member(new, member));
                for change in &differences.between([pair]).changed {
                    judge(differences, change, found);
                }
            }
        }
    }
}

fn judge(differences: &Differences<'_>, change: &Changed<'_>, found: &mut Diagnostics) {
    let (was, is) = (is_optional(change.old), is_optional(change.new));
    let Some(member) = change.new.member().filter(|_| was != is) else {
        return;
    };
    let word = |optional| if optional { "nullable" } else { "non-nullable" };
    let intro = format!(
        "Member `{}` changed from {} to {}",
        change.old.member().map_or("", |member| &member.name),
        word(was),
        word(is)
    );
    let mut reasons = Vec::new();
    let input = |subject: Subject<'_>| subject.shape().traits.has(INPUT);
    let container = change.new.shape();
    match (input(change.old), input(change.new)) {
        (true, false) => reasons.push((
            Severity::Error,
            "RemovedInputTrait",
            format!("The `@input` trait was removed from {}", container.id),
        )),
        (false, true) => reasons.push((
            Severity::Danger,
            "AddedInputTrait",
            format!("The `@input` trait was added to {}", container.id),
        )),
        (false, false) => {
            let target = differences.new.shape(&member.target);
            reasons_in_member(change, target, &mut reasons);
        }
        (true, true) => {}
    }
    reasons.extend(reason_in_null_default(change));
    // The member keeps its old id where two targets are compared.
    let mut tell = |severity, id: String, message| {
        let span = match id.as_str() {
            "ChangedNullability.AddedInputTrait" | "ChangedNullability.RemovedInputTrait" => {
                container.span
            }
            _ => member.span,
        };
        let one = finding(severity, id, change.new, message).on(change.old.id());
        found.push(one.at(span));
    };
    if reasons.is_empty() {
        tell(Severity::Error, "ChangedNullability".to_owned(), intro);
        return;
    }
    for (severity, kind, reason) in reasons {
        let id = format!("ChangedNullability.{kind}");
        tell(severity, id, format!("{intro}: {reason}"));
    }
}

type Reason = (Severity, &'static str, String);

/// What made the difference where `@input` plays no role.
fn reasons_in_member(change: &Changed<'_>, target: Option<&Shape>, reasons: &mut Vec<Reason>) {
    let structured = target
        .map(|target| target.kind)
        .filter(|kind| matches!(kind, ShapeType::Structure | ShapeType::Union));
    let always_optional = |kind| {
        format!(
            "a member that targets a {kind}. This is backward compatible in generators that always treat structures and unions as \
             optional (e.g., AWS generators)"
        )
    };
    let is_client_optional = change.new.traits().has(CLIENT_OPTIONAL);
    if change.adds(CLIENT_OPTIONAL) && change.keeps(known::REQUIRED) {
        reasons.push((
            Severity::Error,
            "AddedClientOptionalTrait",
            "The `@clientOptional` trait was added to a `@required` member.".to_owned(),
        ));
    } else if change.removes(CLIENT_OPTIONAL) && change.keeps(known::REQUIRED) {
        reasons.push((
            Severity::Error,
            "RemovedClientOptionalTrait",
            "The `@clientOptional` trait was removed from a `@required` member.".to_owned(),
        ));
    } else if change.adds(known::REQUIRED) && !is_client_optional {
        reasons.push(match structured {
            Some(kind) => (
                Severity::Warning,
                "AddedRequiredTrait.StructureOrUnion",
                format!(
                    "The `@required` trait was added to {}",
                    always_optional(kind)
                ),
            ),
            None => (
                Severity::Error,
                "AddedRequiredTrait",
                "The `@required` trait was added to a member.".to_owned(),
            ),
        });
    }
    if change.adds(known::DEFAULT) && !change.removes(known::REQUIRED) {
        reasons.push((
            Severity::Error,
            "AddedDefaultTrait",
            "The `@default` trait was added to a member that was not previously `@required`."
                .to_owned(),
        ));
    }
    if change.removes(known::REQUIRED)
        && !change.new.traits().has(known::DEFAULT)
        && !change.old.traits().has(CLIENT_OPTIONAL)
    {
        reasons.push(match structured {
            Some(kind) => (
                Severity::Warning,
                "RemovedRequiredTrait.StructureOrUnion",
                format!("The @required trait was removed from {}", always_optional(kind)),
            ),
            None => (
                Severity::Error,
                "RemovedRequiredTrait",
                "The @required trait was removed and not replaced with the @default trait and @addedDefault trait."
                    .to_owned(),
            ),
        });
    }
}

/// A default of `null` is none.
fn reason_in_null_default(change: &Changed<'_>) -> Option<Reason> {
    let value = |subject: Subject<'_>| subject.traits().get(known::DEFAULT).cloned();
    let (old, new) = (value(change.old)?, value(change.new)?);
    let (kind, message) = match (&old, &new) {
        (Node::Null, Node::Null) => return None,
        (old, Node::Null) => (
            "AddedNullDefault",
            format!(
                "The `@default` trait was changed from `{}` to `null`.",
                shown(old)
            ),
        ),
        (Node::Null, new) => (
            "RemovedNullDefault",
            format!(
                "The `@default` trait was changed from `null` to `{}`.",
                shown(new)
            ),
        ),
        _ => return None,
    };
    Some((Severity::Error, kind, message))
}

fn shown(value: &Node) -> String {
    value
        .as_str()
        .map_or_else(|| crate::json::to_compact(value), str::to_owned)
}

/// Whether clients have to be ready for a member to be absent. (Smithy spec, "Structure member optionality" and "sparse trait")
fn is_optional(subject: Subject<'_>) -> bool {
    let Subject::Member(container, member) = subject else {
        return false;
    };
    let traits = &member.traits;
    match container.kind {
        ShapeType::Structure => {
            let default = traits.get(known::DEFAULT);
            traits.has(CLIENT_OPTIONAL)
                || container.traits.has(INPUT)
                || !traits.has(known::REQUIRED) && default.is_none_or(Node::is_null)
        }
        ShapeType::List => container.traits.has("smithy.api#sparse"),
        ShapeType::Map => &*member.name != "key" && container.traits.has("smithy.api#sparse"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    fn judged(old: &str, new: &str) -> Vec<String> {
        let told = told(
            &format!("{old}\nstructure B {{}}"),
            &format!("{new}\nstructure B {{}}"),
        );
        let mine = told
            .lines()
            .filter(|line| line.contains(" ChangedNullability"));
        mine.map(str::to_owned).collect()
    }

    #[test]
    fn what_made_the_difference_is_told() {
        for (old, new, line) in [
            (
                "a: String",
                "@required a: String",
                "error ChangedNullability.AddedRequiredTrait a#A$a",
            ),
            (
                "@required a: String",
                "a: String",
                "error ChangedNullability.RemovedRequiredTrait a#A$a",
            ),
            (
                "a: B",
                "@required a: B",
                "warning ChangedNullability.AddedRequiredTrait.StructureOrUnion a#A$a",
            ),
            (
                "@required a: B",
                "a: B",
                "warning ChangedNullability.RemovedRequiredTrait.StructureOrUnion a#A$a",
            ),
            (
                "@required a: String",
                "@required @clientOptional a: String",
                "error ChangedNullability.AddedClientOptionalTrait a#A$a",
            ),
            (
                "@required @clientOptional a: String",
                "@required a: String",
                "error ChangedNullability.RemovedClientOptionalTrait a#A$a",
            ),
            (
                "a: Integer",
                "a: Integer = 1\n",
                "error ChangedNullability.AddedDefaultTrait a#A$a",
            ),
            (
                "a: Integer = 1\n",
                "a: Integer = null\n",
                "error ChangedNullability.AddedNullDefault a#A$a",
            ),
            (
                "a: Integer = null\n",
                "a: Integer = 1\n",
                "error ChangedNullability.RemovedNullDefault a#A$a",
            ),
            (
                "a: Integer = 1\n",
                "a: Integer",
                "error ChangedNullability a#A$a",
            ),
        ] {
            let model = |member: &str| format!("structure A {{ {member} }}");
            assert_eq!(judged(&model(old), &model(new)), [line], "{old} -> {new}");
        }
    }

    #[test]
    fn required_may_become_a_default() {
        let old = "structure A {\n@required\na: Integer\n}";
        assert!(judged(old, "structure A {\n@addedDefault\na: Integer = 1\n}").is_empty());
    }

    #[test]
    fn inputs_are_optional_for_clients() {
        let plain = "structure A { @required a: String }";
        let input = "@input\nstructure A { @required a: String }";
        assert_eq!(
            judged(plain, input),
            ["danger ChangedNullability.AddedInputTrait a#A$a"]
        );
        assert_eq!(
            judged(input, plain),
            ["error ChangedNullability.RemovedInputTrait a#A$a"]
        );
        assert!(judged(input, "@input\nstructure A { a: String }").is_empty());
    }
}
