//! Documentation traits with a structure. (Smithy spec, "Documentation traits")

use super::TypedTrait;
use super::fields::{Fields, strings};
use crate::{Node, Object, ShapeId};

/// Says that a shape or member should not be used any more. (Smithy spec, "deprecated trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecated {
    /// Why, and what to use in its place.
    pub message: Option<String>,
    /// The version or date since which.
    pub since: Option<String>,
}

/// Examples of an operation. (Smithy spec, "examples trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examples(
    /// In order.
    pub Vec<Example>,
);

/// One example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// A short title.
    pub title: String,
    /// A longer description.
    pub documentation: Option<String>,
    /// The input; empty if there is none.
    pub input: Object,
    /// The output, if the example succeeds.
    pub output: Option<Object>,
    /// The error, if it fails.
    pub error: Option<ExampleError>,
    /// Whether the input is invalid on purpose.
    pub allow_constraint_errors: bool,
}

/// The error of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleError {
    /// Which error.
    pub shape_id: ShapeId,
    /// Its members.
    pub content: Object,
}

/// Links, by name. (Smithy spec, "externalDocumentation trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalDocumentation(
    /// Names with URLs, in order.
    pub Vec<(String, String)>,
);

/// Says that a member should be set. (Smithy spec, "recommended trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommended {
    /// Why.
    pub reason: Option<String>,
}

/// Labels. (Smithy spec, "tags trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags(
    /// In order.
    pub Vec<String>,
);

impl TypedTrait for Deprecated {
    const ID: &'static str = "smithy.api#deprecated";

    fn parse(node: &Node) -> Result<Deprecated, String> {
        let fields = Fields::of(node)?;
        Ok(Deprecated {
            message: fields.string("message")?,
            since: fields.string("since")?,
        })
    }
}

impl TypedTrait for Examples {
    const ID: &'static str = "smithy.api#examples";

    fn parse(node: &Node) -> Result<Examples, String> {
        let values = node
            .as_array()
            .ok_or_else(|| format!("must be a list, and is a {}", node.type_name()))?;
        values
            .iter()
            .map(Example::parse)
            .collect::<Result<_, _>>()
            .map(Examples)
    }
}

impl Example {
    fn parse(node: &Node) -> Result<Example, String> {
        let fields = Fields::of(node)?;
        let object = |key| fields.read(key, "an object", |node| node.as_object().cloned());
        Ok(Example {
            title: fields.required("title")?,
            documentation: fields.string("documentation")?,
            input: object("input")?.unwrap_or_default(),
            output: object("output")?,
            error: fields.node("error").map(ExampleError::parse).transpose()?,
            allow_constraint_errors: fields.flag("allowConstraintErrors")?,
        })
    }
}

impl ExampleError {
    fn parse(node: &Node) -> Result<ExampleError, String> {
        let fields = Fields::of(node)?;
        Ok(ExampleError {
            shape_id: ShapeId::parse(&fields.required("shapeId")?).map_err(|e| e.to_string())?,
            content: fields
                .read("content", "an object", |node| node.as_object().cloned())?
                .unwrap_or_default(),
        })
    }
}

impl TypedTrait for ExternalDocumentation {
    const ID: &'static str = "smithy.api#externalDocumentation";

    fn parse(node: &Node) -> Result<ExternalDocumentation, String> {
        let links = Fields::of(node)?
            .iter()
            .map(|(name, url)| Some((name.to_owned(), url.as_str()?.to_owned())));
        links
            .collect::<Option<_>>()
            .map(ExternalDocumentation)
            .ok_or_else(|| "must have only strings as members".to_owned())
    }
}

impl TypedTrait for Recommended {
    const ID: &'static str = "smithy.api#recommended";

    fn parse(node: &Node) -> Result<Recommended, String> {
        Ok(Recommended {
            reason: Fields::of(node)?.string("reason")?,
        })
    }
}

impl TypedTrait for Tags {
    const ID: &'static str = "smithy.api#tags";

    fn parse(node: &Node) -> Result<Tags, String> {
        strings(node).map(Tags)
    }
}
