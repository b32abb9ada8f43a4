//! Reads the configuration of validators that `metadata validators` asks for. What is wrong with one is told in the words of Smithy's
//! own tools.

use std::collections::BTreeMap;

use crate::{Node, Object, Selector, ShapeId};

/// The configuration of one validator.
#[derive(Clone, Debug)]
pub struct Configuration<'a> {
    node: Option<&'a Object>,
    pointer: String,
}

type Read<T> = Result<T, String>;

impl<'a> Configuration<'a> {
    /// A configuration; without an object everything has its default.
    #[must_use]
    pub fn new(node: Option<&'a Object>) -> Configuration<'a> {
        Configuration {
            node,
            pointer: String::new(),
        }
    }

    /// The value of a key; `null` is none.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.node?.get(key).filter(|node| !node.is_null())
    }

    /// The keys that are set.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.node.into_iter().flat_map(Object::keys)
    }

    /// A switch; off if it isn't set.
    ///
    /// # Errors
    /// It is no boolean.
    pub fn flag(&self, key: &str) -> Read<bool> {
        match self.get(key) {
            None => Ok(false),
            Some(node) => node
                .as_bool()
                .ok_or_else(|| self.bad(key, "boolean", node, None)),
        }
    }

    /// A text.
    ///
    /// # Errors
    /// It is no string.
    pub fn text(&self, key: &str) -> Read<Option<&'a str>> {
        let text = |node: &'a Node| {
            node.as_str()
                .ok_or_else(|| self.bad(key, "java.lang.String", node, None))
        };
        self.get(key).map(text).transpose()
    }

    /// A list of texts.
    ///
    /// # Errors
    /// It is none.
    pub fn texts(&self, key: &str) -> Read<Option<Vec<String>>> {
        self.get(key)
            .map(|node| self.texts_of(key, node))
            .transpose()
    }

    /// Lists of texts by name, in the order of the names.
    ///
    /// # Errors
    /// It is something else.
    pub fn texts_by_name(&self, key: &str) -> Read<BTreeMap<String, Vec<String>>> {
        let Some(node) = self.get(key) else {
            return Ok(BTreeMap::new());
        };
        let kind = "java.util.Map<java.lang.String, java.util.List<java.lang.String>>";
        let object = node
            .as_object()
            .ok_or_else(|| self.bad(key, kind, node, None))?;
        object
            .iter()
            .map(|(name, node)| {
                let texts = self.texts_of(&format!("{key}/{name}"), node)?;
                Ok((name.to_owned(), texts))
            })
            .collect()
    }

    /// An absolute shape id.
    ///
    /// # Errors
    /// It is none.
    pub fn shape_id(&self, key: &str) -> Read<Option<ShapeId>> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let kind = "software.amazon.smithy.model.shapes.ShapeId";
        match node.as_str().map(ShapeId::parse) {
            Some(Ok(id)) => Ok(Some(id)),
            Some(Err(problem)) => {
                let why = format!("Invalid shape ID: {}", problem.text);
                Err(self.bad(key, kind, node, Some(&why)))
            }
            None => Err(self.bad(key, kind, node, None)),
        }
    }

    /// A selector.
    ///
    /// # Errors
    /// It is none.
    pub fn selector(&self, key: &str) -> Read<Option<Selector>> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let kind = "software.amazon.smithy.model.selector.Selector";
        let problem = match node.as_str().map(Selector::parse) {
            Some(Ok(selector)) => return Ok(Some(selector)),
            Some(Err(problem)) => problem.to_string(),
            None => format!("Expected string, but found {}.", node.type_name()),
        };
        let problem = format!("Unable to deserialize Node using fromNode method: {problem}");
        Err(self.bad(key, kind, node, Some(&problem)))
    }

    /// A list of configurations.
    ///
    /// # Errors
    /// It is none.
    pub fn each(&self, key: &str) -> Read<Vec<Configuration<'a>>> {
        let Some(node) = self.get(key) else {
            return Ok(Vec::new());
        };
        let items = node
            .as_array()
            .ok_or_else(|| self.bad(key, "java.util.List", node, None))?;
        let item = |(i, node): (usize, &'a Node)| match node.as_object() {
            None => Err(self.bad(&format!("{key}/{i}"), "an object", node, None)),
            object => Ok(Configuration {
                node: object,
                pointer: format!("{}/{key}/{i}", self.pointer),
            }),
        };
        items.iter().enumerate().map(item).collect()
    }

    /// What is to be said of a value that can't be used.
    #[must_use]
    pub fn bad(&self, key: &str, kind: &str, node: &Node, why: Option<&str>) -> String {
        let node = crate::json::to_compact(node);
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        format!(
            "Deserialization error at ({}/{key}): unable to create {kind} from {node}{why}",
            self.pointer
        )
    }

    /// What is to be said of the configuration if it can't be used as a whole.
    #[must_use]
    pub fn bad_itself(&self, kind: &str, why: &str) -> String {
        let node = self.node.cloned().map(Node::Object);
        let node = crate::json::to_compact(&node.unwrap_or_else(Node::annotation));
        let pointer = if self.pointer.is_empty() {
            "/"
        } else {
            &self.pointer
        };
        format!("Deserialization error at ({pointer}): unable to create {kind} from {node}: {why}")
    }

    fn texts_of(&self, key: &str, node: &Node) -> Read<Vec<String>> {
        let items = node
            .as_array()
            .ok_or_else(|| self.bad(key, "java.util.List<java.lang.String>", node, None))?;
        let text = |(i, node): (usize, &Node)| match node.as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(self.bad(&format!("{key}/{i}"), "java.lang.String", node, None)),
        };
        items.iter().enumerate().map(text).collect()
    }
}
