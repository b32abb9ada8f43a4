//! Absolute shape ids (Smithy spec, "Shape ID"): cheap to clone, compared and hashed as their text.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// An absolute shape id, `namespace#Name` or `namespace#Name$member`. Cloning counts a reference; equality, order and hash are those
/// of the text, so that maps keyed by ids can be asked with a `&str`.
#[derive(Clone)]
pub struct ShapeId {
    text: Arc<str>,
    /// Where the `#` is.
    hash_at: u32,
    /// Where the `$` is, or the length of the text.
    dollar_at: u32,
}

/// Why a text is no absolute shape id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidShapeId {
    /// The text that was given.
    pub text: String,
}

impl ShapeId {
    /// Reads `namespace#Name` or `namespace#Name$member`.
    ///
    /// # Errors
    /// The text follows neither form.
    pub fn parse(text: &str) -> Result<ShapeId, InvalidShapeId> {
        let (hash_at, dollar_at) = positions(text).ok_or_else(|| InvalidShapeId {
            text: text.to_owned(),
        })?;
        Ok(ShapeId {
            text: Arc::from(text),
            hash_at,
            dollar_at,
        })
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before `#`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.text.get(..self.hash_at as usize).unwrap_or_default()
    }

    /// The name of the shape, without namespace and member.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text
            .get(self.hash_at as usize + 1..self.dollar_at as usize)
            .unwrap_or_default()
    }

    /// The name of the member, if the id is one of a member.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.text.get(self.dollar_at as usize + 1..)
    }

    /// The text of the id without its member.
    #[must_use]
    pub(crate) fn root_str(&self) -> &str {
        self.text.get(..self.dollar_at as usize).unwrap_or_default()
    }

    /// The id without its member.
    #[must_use]
    pub fn root(&self) -> ShapeId {
        if self.member().is_none() {
            return self.clone();
        }
        ShapeId {
            text: Arc::from(self.root_str()),
            hash_at: self.hash_at,
            dollar_at: self.dollar_at,
        }
    }

    /// The id of a member of this shape. The name is taken as it is.
    #[must_use]
    pub fn with_member(&self, member: &str) -> ShapeId {
        let root = self.root_str();
        let mut text = String::with_capacity(root.len() + member.len() + 1);
        text.push_str(root);
        text.push('$');
        text.push_str(member);
        ShapeId {
            text: Arc::from(text),
            hash_at: self.hash_at,
            dollar_at: self.dollar_at,
        }
    }
}

/// Whether a text is a Smithy identifier: letters, digits and underscores, with a letter somewhere before any digit. (Smithy spec, "Shape ID ABNF".)
#[must_use]
pub(crate) fn is_identifier(text: &str) -> bool {
    let rest = text.trim_start_matches('_');
    rest.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a text is a namespace: identifiers with dots between.
#[must_use]
pub(crate) fn is_namespace(text: &str) -> bool {
    text.split('.').all(is_identifier)
}

fn positions(text: &str) -> Option<(u32, u32)> {
    let (namespace, rest) = text.split_once('#')?;
    let (name, member) = match rest.split_once('$') {
        Some((name, member)) => (name, Some(member)),
        None => (rest, None),
    };
    if !is_namespace(namespace) || !is_identifier(name) || !member.is_none_or(is_identifier) {
        return None;
    }
    let hash_at = u32::try_from(namespace.len()).ok()?;
    let dollar_at = u32::try_from(namespace.len() + 1 + name.len()).ok()?;
    Some((hash_at, dollar_at))
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShapeId({})", self.text)
    }
}

impl fmt::Display for InvalidShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an absolute shape id", self.text)
    }
}

impl std::error::Error for InvalidShapeId {}

impl std::str::FromStr for ShapeId {
    type Err = InvalidShapeId;

    fn from_str(text: &str) -> Result<ShapeId, InvalidShapeId> {
        ShapeId::parse(text)
    }
}

impl PartialEq for ShapeId {
    fn eq(&self, other: &ShapeId) -> bool {
        Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
    }
}

impl Eq for ShapeId {}

impl PartialEq<str> for ShapeId {
    fn eq(&self, other: &str) -> bool {
        &*self.text == other
    }
}

impl PartialEq<&str> for ShapeId {
    fn eq(&self, other: &&str) -> bool {
        &*self.text == *other
    }
}

impl PartialOrd for ShapeId {
    fn partial_cmp(&self, other: &ShapeId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ShapeId {
    fn cmp(&self, other: &ShapeId) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for ShapeId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Borrow<str> for ShapeId {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for ShapeId {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_falls_into_its_parts() {
        let id = ShapeId::parse("com.example_1#Name$member").unwrap();
        assert_eq!(
            (id.namespace(), id.name(), id.member()),
            ("com.example_1", "Name", Some("member"))
        );
        assert_eq!(id.root(), ShapeId::parse("com.example_1#Name").unwrap());
        assert_eq!(id.root().member(), None);
        assert_eq!(id.root().with_member("x"), "com.example_1#Name$x");
        assert_eq!(id.with_member("x").name(), "Name");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "", "a", "#a", "a#", "a#1", "a#b$", "a#b#c", "a#b$c$d", "a..b#c", "a#b c", "a#é",
            "_#_", "a.1#b",
        ] {
            assert!(ShapeId::parse(text).is_err(), "{text}");
        }
        for text in ["a#_b", "__a1#b$_c", "a#b_"] {
            assert!(ShapeId::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_map_is_asked_with_text() {
        let map = std::collections::BTreeMap::from([(ShapeId::parse("a#b").unwrap(), 1)]);
        assert_eq!(map.get("a#b"), Some(&1));
    }
}
