//! The ids of shapes and traits that this crate itself asks for.

use crate::ShapeId;

pub(crate) const BOX: &str = "smithy.api#box";
pub(crate) const CLIENT_OPTIONAL: &str = "smithy.api#clientOptional";
pub(crate) const DEFAULT: &str = "smithy.api#default";
pub(crate) const DOCUMENTATION: &str = "smithy.api#documentation";
pub(crate) const ENUM: &str = "smithy.api#enum";
pub(crate) const ENUM_VALUE: &str = "smithy.api#enumValue";
pub(crate) const ERROR: &str = "smithy.api#error";
pub(crate) const HTTP: &str = "smithy.api#http";
pub(crate) const ID_REF: &str = "smithy.api#idRef";
pub(crate) const INPUT: &str = "smithy.api#input";
pub(crate) const METADATA: &str = "smithy.api#metadata";
pub(crate) const MIXIN: &str = "smithy.api#mixin";
pub(crate) const OUTPUT: &str = "smithy.api#output";
pub(crate) const PATTERN: &str = "smithy.api#pattern";
pub(crate) const PRIVATE: &str = "smithy.api#private";
pub(crate) const REQUIRED: &str = "smithy.api#required";
pub(crate) const SPARSE: &str = "smithy.api#sparse";
pub(crate) const STREAMING: &str = "smithy.api#streaming";
pub(crate) const TIMESTAMP_FORMAT: &str = "smithy.api#timestampFormat";
pub(crate) const TRAIT: &str = "smithy.api#trait";
pub(crate) const UNIQUE_ITEMS: &str = "smithy.api#uniqueItems";
pub(crate) const UNIT: &str = "smithy.api#Unit";
pub(crate) const UNSTABLE: &str = "smithy.api#unstable";

/// The id of a trait as messages show it: without the namespace of the prelude.
pub(crate) fn short(id: &ShapeId) -> &str {
    if id.namespace() == "smithy.api" {
        id.name()
    } else {
        id.as_str()
    }
}
