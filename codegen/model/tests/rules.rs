//! Every rule explains itself: it has a reason, a model that breaks it, and the model put right.

use planish_model::check::{Rule, rules, settle};
use planish_model::{Diagnostics, Sources, check, load};

/// What loading and checking find in a model in the IDL.
fn findings(text: &str) -> (Sources, Diagnostics) {
    let mut sources = Sources::new();
    sources.add("model.smithy", text);
    let (model, mut found) = load(&sources);
    if !found.has_errors() {
        found.extend(check(&model));
    }
    settle(&model, &mut found);
    (sources, found)
}

/// Whether a finding is one of a rule.
fn is_of(id: &str, rule: &Rule) -> bool {
    id.strip_prefix(rule.id)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[test]
fn examples_show_what_rules_are_about() {
    let mut wrong = String::new();
    for rule in rules() {
        if rule.title.is_empty() || rule.why.is_empty() {
            wrong.push_str(&format!("{}: it says nothing of itself\n", rule.id));
        }
        let (_, found) = findings(rule.bad);
        if !found.iter().any(|found| is_of(&found.id, rule)) {
            wrong.push_str(&format!("{}: the bad example is not found\n", rule.id));
        }
        let (sources, found) = findings(rule.good);
        if rule.good.is_empty() || found.has_errors() || found.iter().any(|f| is_of(&f.id, rule)) {
            let text = found.render(&sources);
            wrong.push_str(&format!(
                "{}: the good example is not good\n{text}",
                rule.id
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
