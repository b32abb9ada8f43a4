//! Node values (Smithy spec, "Node values"): what traits, metadata and defaults are made of. Objects keep
//! the order of their keys.

use crate::Number;

/// A value as JSON knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exact.
    Number(Number),
    /// A text.
    String(Box<str>),
    /// Values in order.
    Array(Vec<Node>),
    /// Values by name, in the order of the text.
    Object(Object),
}

/// Values by name, in the order of the text. Equality ignores the order.
#[derive(Clone, Debug, Default)]
pub struct Object {
    items: Vec<(Box<str>, Node)>,
}

impl Node {
    /// An empty object: the value of an annotation trait.
    #[must_use]
    pub fn annotation() -> Node {
        Node::Object(Object::new())
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Node::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The values, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match self {
            Node::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Node::Null)
    }

    /// The value of a key, if it is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// What it is, in a word: `null`, `boolean`, `number`, `string`, `array` or `object`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "boolean",
            Node::Number(_) => "number",
            Node::String(_) => "string",
            Node::Array(_) => "array",
            Node::Object(_) => "object",
        }
    }
}

impl Object {
    /// No values.
    #[must_use]
    pub fn new() -> Object {
        Object::default()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.items
            .iter()
            .find(|(k, _)| **k == *key)
            .map(|(_, value)| value)
    }

    /// Sets the value of a key, at the end if it is new, and returns the value that it had.
    pub fn insert(&mut self, key: impl Into<Box<str>>, value: Node) -> Option<Node> {
        let key = key.into();
        match self.items.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => Some(std::mem::replace(old, value)),
            None => {
                self.items.push((key, value));
                None
            }
        }
    }

    /// Adds a key that is known not to be there yet.
    pub(crate) fn push_new(&mut self, key: Box<str>, value: Node) {
        self.items.push((key, value));
    }

    /// Takes a key away, and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.items.iter().position(|(k, _)| **k == *key)?;
        Some(self.items.remove(at).1)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.items.iter().map(|(key, value)| (&**key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.iter().map(|(key, _)| &**key)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        if self.items.len() != other.items.len() {
            return false;
        }
        let same_order = self.items.iter().zip(&other.items).all(|(a, b)| a.0 == b.0);
        if same_order {
            return self.items.iter().zip(&other.items).all(|(a, b)| a.1 == b.1);
        }
        let sorted = |object: &'_ Object| -> Vec<usize> {
            let mut order: Vec<usize> = (0..object.items.len()).collect();
            order.sort_by_key(|i| object.items.get(*i).map(|(key, _)| key));
            order
        };
        sorted(self)
            .into_iter()
            .zip(sorted(other))
            .all(|(i, j)| self.items.get(i) == other.items.get(j))
    }
}

impl Eq for Object {}

impl<K: Into<Box<str>>> FromIterator<(K, Node)> for Object {
    fn from_iter<T: IntoIterator<Item = (K, Node)>>(iter: T) -> Object {
        let mut object = Object::new();
        for (key, value) in iter {
            object.insert(key, value);
        }
        object
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::String(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::String(text.into())
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Node {
        Node::Bool(value)
    }
}

impl From<Number> for Node {
    fn from(number: Number) -> Node {
        Node::Number(number)
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Node {
        Node::Object(object)
    }
}

impl From<Vec<Node>> for Node {
    fn from(values: Vec<Node>) -> Node {
        Node::Array(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_equal_in_any_order() {
        let one: Object = [("a", Node::Null), ("b", Node::from(true))]
            .into_iter()
            .collect();
        let two: Object = [("b", Node::from(true)), ("a", Node::Null)]
            .into_iter()
            .collect();
        let three: Object = [("b", Node::from(false)), ("a", Node::Null)]
            .into_iter()
            .collect();
        assert_eq!(one, two);
        assert_ne!(one, three);
        assert_eq!(one.keys().collect::<Vec<_>>(), ["a", "b"]);
    }
}
