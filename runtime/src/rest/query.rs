//! Query parameters: pairs of names and values.

use std::borrow::Cow;

use super::{Side, text};
use crate::percent;
use crate::protocol::Malformed;
use crate::schema::Member;
use crate::timestamp::Format;
use crate::value::{Map, Slot, View};

/// A query string that grows.
pub(super) struct Query {
    out: String,
    names: Vec<String>,
}

impl Query {
    /// Begins with the literals of the URI pattern, such as `foo&bar=1`.
    pub(super) fn new(literals: &str) -> Self {
        let mut query = Self {
            out: String::new(),
            names: Vec::new(),
        };
        for literal in literals.split('&').filter(|l| !l.is_empty()) {
            let (name, value) = match literal.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (literal, None),
            };
            query.names.push(name.to_owned());
            query.push(name, value);
        }
        query
    }

    /// Adds a member bound to `name`; a list adds one pair an item.
    pub(super) fn member(&mut self, name: &str, view: View<'_>, member: &'static Member) {
        match view {
            View::Absent => return,
            View::List(list) => {
                let [item] = member.target.members else {
                    return;
                };
                for index in 0..list.len() {
                    let value = text::write(list.get(index), item, Format::DateTime);
                    if let Some(value) = value {
                        self.push(name, Some(&value));
                    }
                }
            }
            view => {
                if let Some(value) = text::write(view, member, Format::DateTime) {
                    self.push(name, Some(&value));
                }
            }
        }
        self.names.push(name.to_owned());
    }

    /// Adds a map of parameters; names that other members have set are left out.
    pub(super) fn map(&mut self, map: &dyn Map) {
        for (name, value) in map.entries() {
            if self.names.iter().any(|n| n == name) {
                continue;
            }
            match value {
                View::String(value) => self.push(name, Some(value)),
                View::List(list) => {
                    for index in 0..list.len() {
                        if let View::String(value) = list.get(index) {
                            self.push(name, Some(value));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, name: &str, value: Option<&str>) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        percent::encode(&mut self.out, name.as_bytes(), false);
        if let Some(value) = value {
            self.out.push('=');
            percent::encode(&mut self.out, value.as_bytes(), false);
        }
    }

    /// The query string, without its question mark; empty for no parameter.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// A name and a value, decoded.
pub(super) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// All pairs of a query string, decoded; a plus sign is a space, as in forms.
pub(super) fn parse(query: &str) -> Result<Vec<Pair<'_>>, Malformed> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<Cow<'_, str>, Malformed> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    let text = percent::decode(&text.replace('+', " "));
    String::from_utf8(text)
        .map(Cow::Owned)
        .map_err(|_| Malformed::new("the query string isn't UTF-8"))
}

/// Reads a member from the values of its parameter: a list takes all, anything else the first.
pub(super) fn read<'a>(
    mut values: impl Iterator<Item = &'a str>,
    member: &'static Member,
    slot: Slot<'_>,
) -> Result<(), Malformed> {
    match slot {
        Slot::List(list) => {
            let [item] = member.target.members else {
                return Ok(());
            };
            list.clear();
            for value in values {
                text::read(value, item, list.push(), Format::DateTime, Side::Server)?;
            }
            Ok(())
        }
        slot => match values.next() {
            Some(value) => text::read(value, member, slot, Format::DateTime, Side::Server),
            None => Ok(()),
        },
    }
}

/// Reads a map of parameters.
pub(super) fn read_map<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, map: &mut dyn Map) {
    map.clear();
    for (name, value) in pairs {
        let known = map.get(name).is_some();
        match map.insert(name) {
            Slot::String(place) if !known => *place = value.to_owned(),
            Slot::List(list) => {
                if let Slot::String(place) = list.push() {
                    *place = value.to_owned();
                }
            }
            _ => {}
        }
    }
}
