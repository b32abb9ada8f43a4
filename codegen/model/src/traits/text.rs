//! Traits whose value is a text.

use super::TypedTrait;
use crate::Node;

macro_rules! text_traits {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(
            /// The value.
            pub String,
        );

        impl TypedTrait for $name {
            const ID: &'static str = $id;

            fn parse(node: &Node) -> Result<Self, String> {
                node.as_str().map(|text| $name(text.to_owned())).ok_or_else(|| format!("must be a string, and is a {}", node.type_name()))
            }
        }
    )*};
}

text_traits! {
    /// Documentation in CommonMark, which may contain HTML. (Smithy spec, "documentation trait")
    Documentation = "smithy.api#documentation";
    /// A proper name for people. (Smithy spec, "title trait")
    Title = "smithy.api#title";
    /// The version or date since which the shape exists. (Smithy spec, "since trait")
    Since = "smithy.api#since";
    /// The media type (RFC 2045) of the content of a blob or string. (Smithy spec, "mediaType trait")
    MediaType = "smithy.api#mediaType";
    /// A regular expression (ECMA 262 dialect) that a string must match somewhere. (Smithy spec, "pattern trait")
    Pattern = "smithy.api#pattern";
    /// The name of the member in JSON documents. (Smithy spec, "jsonName trait")
    JsonName = "smithy.api#jsonName";
    /// The name of the element or attribute in XML. (Smithy spec, "xmlName trait")
    XmlName = "smithy.api#xmlName";
    /// The header that the member is bound to. (Smithy spec, "httpHeader trait")
    HttpHeader = "smithy.api#httpHeader";
    /// The query parameter that the member is bound to. (Smithy spec, "httpQuery trait")
    HttpQuery = "smithy.api#httpQuery";
    /// The prefix of the headers that a map is bound to; may be empty. (Smithy spec, "httpPrefixHeaders trait")
    HttpPrefixHeaders = "smithy.api#httpPrefixHeaders";
    /// The name of the identifier of a resource that the member gives. (Smithy spec, "resourceIdentifier trait")
    ResourceIdentifier = "smithy.api#resourceIdentifier";
    /// The name of the member in the EC2 query protocol. (Smithy spec, "ec2QueryName trait")
    Ec2QueryName = "aws.protocols#ec2QueryName";
    /// How the data of the shape are to be treated. (Smithy AWS spec, "data trait")
    AwsData = "aws.api#data";
}
