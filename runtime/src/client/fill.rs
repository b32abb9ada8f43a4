//! Members of an input that a client fills in where its caller doesn't.

use crate::schema::Trait;
use crate::value::{Slot, Structure, View};

/// Fills absent idempotency tokens (the trait `idempotencyToken`) from their source, and members
/// that have a text to fall back to.
pub(super) fn fill(input: &mut dyn Structure, tokens: &dyn Fn() -> String) {
    for (index, member) in input.schema().members.iter().enumerate() {
        let fallback = member.traits.iter().find_map(|t| match t {
            Trait::Fallback(text) => Some(*text),
            _ => None,
        });
        let missing = match input.get(index) {
            View::Absent => true,
            View::String(text) => text.is_empty() && fallback.is_some(),
            _ => false,
        };
        let text = match fallback {
            _ if !missing => continue,
            Some(text) => text.to_owned(),
            None if member.is_idempotency_token() => tokens(),
            None => continue,
        };
        if let Slot::String(place) = input.slot(index) {
            *place = text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::prelude::STRING;
    use crate::schema::{Member, Schema};

    #[derive(Clone, Default)]
    struct Input {
        token: Option<String>,
        account: Option<String>,
        plain: Option<String>,
    }

    static INPUT: Schema = Schema::structure(
        "a#Input",
        &[
            Member::new("token", &STRING, &[Trait::IdempotencyToken]),
            Member::new("account", &STRING, &[Trait::Fallback("-")]),
            Member::new("plain", &STRING, &[]),
        ],
        &[],
    );

    crate::structure!(Input, INPUT { 0 => token, 1 => account, 2 => plain });

    fn filled(token: Option<&str>, account: Option<&str>) -> Input {
        let mut input = Input {
            token: token.map(str::to_owned),
            account: account.map(str::to_owned),
            plain: None,
        };
        fill(&mut input, &|| "new".to_owned());
        input
    }

    #[test]
    fn only_what_is_missing_is_filled() {
        let none = filled(None, None);
        assert_eq!(none.token.as_deref(), Some("new"));
        assert_eq!(none.account.as_deref(), Some("-"));
        assert_eq!(none.plain, None);
        let given = filled(Some(""), Some("1"));
        assert_eq!(given.token.as_deref(), Some(""));
        assert_eq!(given.account.as_deref(), Some("1"));
        assert_eq!(filled(None, Some("")).account.as_deref(), Some("-"));
    }
}
