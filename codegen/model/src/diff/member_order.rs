//! The order of members.

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, Severity, Shape, ShapeType};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedMemberOrder",
    title: "The members of a structure or union are in another order.",
    why: "Where generated code keeps the order in memory, as in C and C++, programs have to be compiled again together with all libraries \
        that share the type. Add new members at the end. Nothing on the wire depends on the order.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n    age: Integer\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    age: Integer\n    name: String\n}\n",
    run: reordered,
}];

fn reordered(differences: &Differences<'_>, found: &mut Diagnostics) {
    for kind in [ShapeType::Structure, ShapeType::Union] {
        for (change, old, new) in differences.changed_shapes(kind) {
            if !same_order(old, new) {
                let message = format!(
                    "{kind} shape members were reordered. This can cause ABI compatibility issues in languages like C and C++ where the \
                     layout and alignment of a data structure matters."
                );
                found.push(finding(
                    Severity::Danger,
                    "ChangedMemberOrder",
                    change.new,
                    message,
                ));
            }
        }
    }
}

/// Whether one list of members starts with the other.
fn same_order(old: &Shape, new: &Shape) -> bool {
    let mut pairs = old.members.iter().zip(&new.members);
    pairs.all(|(old, new)| old.name == new.name)
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn members_may_only_come_at_the_end() {
        let old = "union A { a: String b: String }";
        assert_eq!(
            told(old, "union A { a: String b: String c: String }"),
            "note AddedShape a#A$c"
        );
        let order = "danger ChangedMemberOrder a#A";
        assert_eq!(told(old, "union A { b: String a: String }"), order);
    }
}
