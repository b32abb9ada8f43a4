//! Reading the members of a trait value, with messages that name the member.

use crate::{Node, Object};

/// An object that is being read.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a Object);

impl<'a> Fields<'a> {
    pub(super) fn of(node: &'a Node) -> Result<Fields<'a>, String> {
        node.as_object()
            .map(Fields)
            .ok_or_else(|| format!("must be an object, and is a {}", node.type_name()))
    }

    pub(super) fn iter(self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        self.0.iter()
    }

    pub(super) fn node(self, key: &str) -> Option<&'a Node> {
        self.0.get(key)
    }

    pub(super) fn string(self, key: &str) -> Result<Option<String>, String> {
        self.read(key, "a string", |node| node.as_str().map(str::to_owned))
    }

    pub(super) fn required(self, key: &str) -> Result<String, String> {
        self.string(key)?
            .ok_or_else(|| format!("must have a member `{key}`"))
    }

    pub(super) fn flag(self, key: &str) -> Result<bool, String> {
        Ok(self.read(key, "a boolean", Node::as_bool)?.unwrap_or(false))
    }

    pub(super) fn strings(self, key: &str) -> Result<Vec<String>, String> {
        Ok(self
            .read(key, "a list of strings", |node| strings(node).ok())?
            .unwrap_or_default())
    }

    pub(super) fn unsigned(self, key: &str) -> Result<Option<u64>, String> {
        self.read(key, "a whole number of at least 0", |node| {
            node.as_number()?.as_u64()
        })
    }

    /// A member that has to be of some form if it is there.
    pub(super) fn read<T>(
        self,
        key: &str,
        form: &str,
        read: impl FnOnce(&'a Node) -> Option<T>,
    ) -> Result<Option<T>, String> {
        match self.0.get(key) {
            None => Ok(None),
            Some(node) => read(node)
                .map(Some)
                .ok_or_else(|| format!("must have {form} as `{key}`")),
        }
    }
}

/// A list of strings.
pub(super) fn strings(node: &Node) -> Result<Vec<String>, String> {
    let values = node.as_array().and_then(|values| {
        values
            .iter()
            .map(|v| v.as_str().map(str::to_owned))
            .collect()
    });
    values.ok_or_else(|| "must be a list of strings".to_owned())
}
