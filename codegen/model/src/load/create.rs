//! Traits have to be known, and their values of the form that tools expect to read: that of the shape that defines the trait, without
//! its constraints. What is not is taken away, so that nobody reads it. (The messages are those of Smithy's own tools.)

use std::collections::{BTreeMap, HashMap};

use super::merge::Merged;
use crate::check;
use crate::hash_place::ByPlace;
use crate::packs::{self, Given};
use crate::{
    Diagnostic, Diagnostics, Member, Node, Object, Selector, Shape, ShapeId, ShapeType, Span,
    Traits, known,
};

/// The only protocols that links may have.
const LINKS: [&str; 6] = ["http", "https", "ftp", "file", "jar", "mailto"];

/// Enums that tools know the values of.
const CHOICES: [&str; 3] = [
    "smithy.api#Severity",
    "smithy.api#TraitChangeType",
    "smithy.test#AppliesTo",
];

/// Members that tools read without a word of their name.
const NAMELESS: [(&str, &[&str]); 5] = [
    (
        "smithy.api#cors",
        &["additionalAllowedHeaders", "additionalExposedHeaders"],
    ),
    ("smithy.api#idRef", &["selector"]),
    ("smithy.api#range", &["max", "min"]),
    ("smithy.api#Reference", &["resource"]),
    ("smithy.api#trait", &["selector"]),
];

/// Members that have to be there, and are told as if they had not.
const LOOSE: [(&str, &[&str]); 5] = [
    ("aws.api#clientDiscoveredEndpoint", &["required"]),
    ("aws.api#service", &["sdkId"]),
    ("smithy.api#Example", &["title"]),
    ("smithy.api#httpApiKeyAuth", &["in"]),
    ("smithy.test#HttpMalformedResponseDefinition", &["code"]),
];

/// Shape IDs that may be relative to the shape that has the trait.
const RELATIVE: [(&str, &[&str]); 1] = [("aws.api#arnReference", &["resource", "service"])];

/// Members that need not be there, and are told as if they had to.
const STRICT: [(&str, &[&str]); 3] = [
    (
        "aws.api#taggable",
        &["apiConfig", "disableSystemTags", "property"],
    ),
    (
        "aws.endpoints#standardPartitionalEndpoints",
        &["partitionEndpointSpecialCases"],
    ),
    (
        "aws.endpoints#standardRegionalEndpoints",
        &["partitionSpecialCases", "regionSpecialCases"],
    ),
];

/// What are not traits as far as one can tell before mixins are applied, with the shapes and members that have them, and where.
pub(super) type Doubtful = BTreeMap<ShapeId, Vec<(ShapeId, Span)>>;

/// What is known of a trait before its value is looked at.
#[derive(Clone, Copy)]
enum Known {
    /// It is no trait.
    No,
    /// Its values are looked at when the model is checked.
    Own,
    /// Tools read its values.
    BuiltIn(&'static Shape),
}

/// Looks at the traits of all shapes and members.
pub(super) fn create(merged: &mut Merged, given: Given, diagnostics: &mut Diagnostics) -> Doubtful {
    let shapes = &merged.shapes;
    let mut known: HashMap<*const u8, Known, ByPlace> = HashMap::default();
    let mut doubtful = Doubtful::new();
    let mut wrong: Vec<(ShapeId, ShapeId)> = Vec::new();
    let of_shapes = shapes.values().flat_map(|shape| {
        let members = shape.members.iter().map(|m| (&m.id, &m.traits));
        std::iter::once((&shape.id, &shape.traits)).chain(members)
    });
    let applies = merged.member_applies.values().flatten();
    for (on, traits) in of_shapes.chain(applies.map(|(target, traits)| (target, traits))) {
        for (id, value, span) in traits.iter_with_spans() {
            let known = known
                .entry(id.as_str().as_ptr())
                .or_insert_with(|| look_up(shapes, given, id));
            match *known {
                Known::Own => {}
                Known::No => doubtful
                    .entry(id.clone())
                    .or_default()
                    .push((on.clone(), span)),
                Known::BuiltIn(definition) => {
                    if let Some(why) = of_trait(definition, on, value) {
                        wrong.push((on.clone(), id.clone()));
                        let name = known::short(id);
                        let message = format!("Error creating trait `{name}`: {why}");
                        diagnostics.push(Diagnostic::error("Model", message).on(on).at(span));
                    }
                }
            }
        }
    }
    for (on, id, span) in &merged.astray {
        let is_new = !merged.shapes.contains_key(id) && given.shape(id.as_str()).is_none();
        if is_new {
            let uses = doubtful.entry(id.clone()).or_default();
            uses.push((on.clone(), *span));
        }
    }
    for (on, id) in wrong {
        if let Some(traits) = merged
            .shapes
            .get_mut(&on.root())
            .and_then(|shape| traits_of(shape, &on))
        {
            traits.remove(id.as_str());
        }
    }
    doubtful
}

/// Reports what is still no trait when mixins are applied.
pub(super) fn report(
    shapes: &BTreeMap<ShapeId, Shape>,
    doubtful: Doubtful,
    diagnostics: &mut Diagnostics,
) {
    for (id, uses) in doubtful {
        match shapes.get(&id) {
            Some(shape) if shape.traits.has(known::TRAIT) => {}
            Some(_) => {
                let message = format!(
                    "Shape `{id}` cannot be applied as a trait. If this is a custom trait, please add `@trait` to this shape."
                );
                let error = Diagnostic::error("Model", message).on(&id);
                let first = uses.first().map(|(_, span)| *span);
                diagnostics.push(first.map_or(error.clone(), |span| error.at(span)));
            }
            None => {
                let message = format!(
                    "Unable to resolve trait `{id}`. If this is a custom trait, then it must be defined before it can be used in a model."
                );
                let packs = packs::all().flat_map(|pack| pack.shapes().values());
                let all = packs.map(|shape| &**shape).chain(shapes.values());
                let traits = all.filter(|shape| shape.traits.has(known::TRAIT));
                let near = crate::suggest(id.as_str(), traits.map(|shape| shape.id.as_str()));
                for (on, span) in uses {
                    let mut error = Diagnostic::error("Model.UnresolvedTrait", message.as_str());
                    error.hint = near.map(|name| format!("did you mean `{name}`?"));
                    diagnostics.push(error.on(&on).at(span));
                }
            }
        }
    }
}

fn traits_of<'s>(shape: &'s mut Shape, id: &ShapeId) -> Option<&'s mut Traits> {
    match id.member() {
        None => Some(&mut shape.traits),
        Some(name) => {
            let member = shape
                .members
                .iter_mut()
                .find(|member| &*member.name == name);
            member.map(|member| &mut member.traits)
        }
    }
}

fn look_up(shapes: &BTreeMap<ShapeId, Shape>, given: Given, id: &ShapeId) -> Known {
    let is_trait = |shape: &&Shape| shape.traits.has(known::TRAIT);
    let built_in = given
        .shape(id.as_str())
        .map(|shape| &**shape)
        .filter(is_trait);
    match (shapes.get(id), built_in) {
        (Some(own), _) if !is_trait(&own) => Known::No,
        (_, Some(built_in)) => Known::BuiltIn(built_in),
        (Some(_), None) => Known::Own,
        (None, None) => Known::No,
    }
}

/// Why tools can't read the value of a built-in trait.
fn of_trait(definition: &Shape, on: &ShapeId, node: &Node) -> Option<String> {
    let special = match definition.id.as_str() {
        known::DOCUMENTATION => return of_shape(definition, node),
        "smithy.api#error" => error(node),
        "smithy.api#auth" => ids(node),
        "smithy.api#externalDocumentation" => links(node),
        known::TRAIT | known::ID_REF => match selector(node) {
            Some(why) => return Some(why),
            None => None,
        },
        "smithy.api#length" | "smithy.api#range" => bounds(node),
        "aws.api#service" => sdk_id(on, node),
        "smithy.api#examples" => titles(node),
        "smithy.api#enum" => {
            let is_empty = node.as_array().is_some_and(<[Node]>::is_empty);
            is_empty.then(|| "enum must have at least one entry".to_owned())
        }
        "smithy.api#references" => resources(node),
        "smithy.api#http" => uri(node),
        "smithy.api#pattern" => node.as_str().and_then(super::pattern::problem),
        "smithy.api#httpHeader" => empty(node, "httpHeader field name"),
        "smithy.api#httpQuery" => empty(node, "httpQuery parameter name"),
        "smithy.api#httpApiKeyAuth" => location(node),
        id => check::unreadable(id, on, node),
    };
    if is_texts(definition) && node.as_array().is_none() {
        let found = node.type_name();
        return Some(format!(
            "Expected `{on}` to be an array of strings. Found {found}."
        ));
    }
    let is_annotation = definition.kind == ShapeType::Structure && definition.members.is_empty();
    if is_annotation {
        let kind = node.type_name();
        return node.as_object().is_none().then(|| {
            // Two spaces: so the other tools say it.
            format!("Annotation traits  must be an object or omitted in the IDL, but found {kind}")
        });
    }
    of_shape(definition, node).or(special)
}

/// Whether a shape is a list of strings that are not ids.
fn is_texts(shape: &Shape) -> bool {
    let Some(member) = shape.list_member() else {
        return false;
    };
    let element = target(&member.target);
    element.is_some_and(|element| matches!(element.kind, ShapeType::String | ShapeType::Enum))
        && !is_id(&member.traits, element)
}

/// Whether the values of members with these traits, and of this type, are ids of shapes.
fn is_id(traits: &Traits, target: Option<&Shape>) -> bool {
    traits.has(known::ID_REF) || target.is_some_and(|target| target.traits.has(known::ID_REF))
}

/// Whether a table names a member of a shape.
fn is_in(table: &[(&str, &[&str])], shape: &Shape, member: &str) -> bool {
    table
        .iter()
        .any(|(id, members)| *id == shape.id.as_str() && members.contains(&member))
}

fn sdk_id(on: &ShapeId, node: &Node) -> Option<String> {
    let is_missing = node.as_object()?.get("sdkId").is_none();
    is_missing.then(|| {
        format!(
            "No sdkId was provided. Perhaps you could set this to {}?",
            on.name()
        )
    })
}

fn titles(node: &Node) -> Option<String> {
    let mut examples = node.as_array()?.iter().filter_map(Node::as_object);
    let has_none = examples.any(|example| example.get("title").is_none());
    has_none.then(|| "Example title must not be null".to_owned())
}

fn resources(node: &Node) -> Option<String> {
    let mut references = node.as_array()?.iter();
    references.find_map(|reference| {
        let ids = ["resource", "service"].into_iter();
        let mut texts = ids.filter_map(|name| reference.get(name)?.as_str());
        texts.find_map(id)
    })
}

fn bounds(node: &Node) -> Option<String> {
    let object = node.as_object()?;
    let is_open = object.get("min").is_none() && object.get("max").is_none();
    is_open.then(|| "One of 'min' or 'max' must be provided.".to_owned())
}

fn uri(node: &Node) -> Option<String> {
    let uri = node.get("uri")?.as_str()?;
    match (uri.starts_with('/'), uri.contains('#')) {
        (false, _) => Some(format!("URI pattern must start with '/'. Found {uri}")),
        (true, true) => Some(format!(
            "URI pattern must not contain a fragment. Found {uri}"
        )),
        (true, false) => None,
    }
}

fn empty(node: &Node, what: &str) -> Option<String> {
    let is_empty = node.as_str().is_some_and(str::is_empty);
    is_empty.then(|| format!("{what} binding must not be empty"))
}

fn location(node: &Node) -> Option<String> {
    let text = node.get("in")?.as_str();
    let text = text.filter(|text| !matches!(*text, "header" | "query"))?;
    Some(format!("Invalid location type: {text}"))
}

fn error(node: &Node) -> Option<String> {
    let text = node
        .as_str()
        .filter(|text| !matches!(*text, "client" | "server"))?;
    Some(format!(
        "error trait must be set to client or server, found `{text}`"
    ))
}

fn ids(node: &Node) -> Option<String> {
    let mut texts = node.as_array()?.iter().filter_map(Node::as_str);
    texts.find_map(id)
}

fn links(node: &Node) -> Option<String> {
    let is_link = |text: &str| {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        LINKS.iter().any(|known| known.eq_ignore_ascii_case(scheme))
    };
    let links = node.as_object()?.iter();
    let mut links = links.filter_map(|(name, link)| Some((name, link.as_str()?)));
    let (name, link) = links.find(|(_, link)| !is_link(link))?;
    Some(format!(
        "Each externalDocumentation value must be a valid URL. Found \"{link}\" for name \"{name}\""
    ))
}

fn selector(node: &Node) -> Option<String> {
    let text = node.get("selector")?.as_str().filter(|text| *text != "*")?;
    Selector::parse(text).err().map(|error| error.to_string())
}

/// What values of a type are as nodes, with the article that messages have; `None` if they are anything.
fn form(kind: ShapeType) -> Option<(&'static str, &'static str)> {
    use ShapeType as T;
    match kind {
        T::Blob | T::String | T::Enum => Some(("a", "string")),
        T::Boolean => Some(("a", "boolean")),
        T::List => Some(("an", "array")),
        T::Map | T::Structure | T::Union => Some(("an", "object")),
        T::Document | T::Timestamp | T::Operation | T::Resource | T::Service => None,
        _ => Some(("a", "number")),
    }
}

/// Why a node has not the form of a shape.
fn of_shape(shape: &Shape, node: &Node) -> Option<String> {
    let (_, wanted) = form(shape.kind)?;
    let found = node.type_name();
    if wanted != found {
        return Some(format!("Expected {wanted}, but found {found}."));
    }
    inside(shape, node)
}

/// Why what is in a node of the right type has not the form of a shape.
fn inside(shape: &Shape, node: &Node) -> Option<String> {
    match (shape.kind, node) {
        (ShapeType::List, Node::Array(values)) => {
            let element = target(&shape.list_member()?.target)?;
            let (_, wanted) = form(element.kind)?;
            values.iter().enumerate().find_map(|(i, value)| {
                let found = value.type_name();
                let member = shape.list_member()?;
                let is_id = is_id(&member.traits, Some(element));
                if wanted != found && (is_id || element.id == "smithy.api#TraitDiffRule") {
                    return Some(format!("Expected {wanted}, but found {found}."));
                }
                if wanted != found {
                    return Some(format!(
                        "Expected array element {i} to be a {wanted} but found {found}."
                    ));
                }
                let wrong = || value.as_str().filter(|_| is_id).and_then(id);
                inside(element, value).or_else(wrong)
            })
        }
        (ShapeType::Map, Node::Object(object)) => {
            let value = target(&shape.map_value()?.target)?;
            object.iter().find_map(|(_, node)| of_shape(value, node))
        }
        (ShapeType::Structure, Node::Object(object)) => shape
            .members
            .iter()
            .find_map(|member| of_member(shape, member, object.get(&member.name))),
        (ShapeType::Union, Node::Object(object)) => choice(shape, object).or_else(|| {
            let mut members = object.iter();
            members.find_map(|(name, value)| of_member(shape, shape.member(name)?, Some(value)))
        }),
        (ShapeType::Enum, Node::String(text)) if CHOICES.contains(&shape.id.as_str()) => {
            let values = shape
                .members
                .iter()
                .filter_map(|m| m.traits.get(known::ENUM_VALUE));
            let mut values: Vec<&str> = values.filter_map(Node::as_str).collect();
            if values.contains(&&**text) {
                return None;
            }
            values.sort_unstable();
            let values = values.join("`, `");
            Some(format!("Expected one of `{values}`; got `{text}`."))
        }
        _ => None,
    }
}

/// Why a text is not the id of a shape.
fn id(text: &str) -> Option<String> {
    let is_wrong = ShapeId::parse(text).is_err();
    is_wrong.then(|| format!("Invalid shape ID: {text}"))
}

/// Why the value of a member has not its form. Readers that demand a member say so in other words.
fn of_member(shape: &Shape, member: &Member, value: Option<&Node>) -> Option<String> {
    let name = &member.name;
    let target = target(&member.target)?;
    let required = member.traits.has(known::REQUIRED) && !is_in(&LOOSE, shape, name);
    let Some(value) = value else {
        return required.then(|| format!("Missing expected member `{name}`."));
    };
    // Documents of tests hold parameters.
    let is_params = member.id.namespace() == "smithy.test" && target.kind == ShapeType::Document;
    let (article, wanted) = match is_params {
        true => ("an", "object"),
        false => form(target.kind)?,
    };
    let found = value.type_name();
    if wanted != found {
        if is_in(&NAMELESS, shape, name) {
            return Some(format!("Expected {wanted}, but found {found}."));
        }
        return Some(match required || is_in(&STRICT, shape, name) {
            true => {
                format!("Expected `{name}` member to be {article} {wanted}, but found {found}.")
            }
            false => format!("Expected `{name}` to be {article} {wanted}; found {found}"),
        });
    }
    let is_id = is_id(&member.traits, Some(target)) && !is_in(&RELATIVE, shape, name);
    let wrong = || value.as_str().filter(|_| is_id).and_then(id);
    inside(target, value).or_else(wrong)
}

/// Why an object is none of the choices of a union, for the unions whose readers are strict about it.
fn choice(shape: &Shape, object: &Object) -> Option<String> {
    match shape.id.as_str() {
        "smithy.waiters#Matcher" if object.len() != 1 => {
            Some("Union value must have exactly one value set".to_owned())
        }
        "smithy.test#Expectation" => {
            let has = |name: &str| object.get(name).is_some();
            let (first, second) = match (has("success"), has("failure")) {
                (true, _) => ("success", "failure"),
                (false, true) => ("failure", "success"),
                (false, false) => {
                    let names: Vec<String> = object.keys().map(|n| format!("`{n}`")).collect();
                    return Some(format!(
                        "Expected an object with exactly one `success` or `failure` property, but found properties: {}",
                        names.join(", ")
                    ));
                }
            };
            has(second).then(|| format!(
                "Expected an object with possible properties of `{first}`, but found additional properties: `{second}`"
            ))
        }
        _ => None,
    }
}

/// The shape that a member of a built-in shape targets.
fn target(id: &ShapeId) -> Option<&'static Shape> {
    packs::shape(id.as_str()).map(|shape| &**shape)
}

#[cfg(test)]
mod tests {
    use crate::{Sources, load};

    #[test]
    fn what_tools_can_not_read_is_taken_away() {
        let mut sources = Sources::new();
        let shapes = r#""a#S":{"type":"structure","members":{"m":{"target":"smithy.api#String","traits":{"smithy.api#pattern":1}}},"traits":{
            "smithy.api#error":"both","smithy.api#tags":["x",1],"smithy.api#sensitive":true,"smithy.api#xmlNamespace":{},
            "smithy.api#externalDocumentation":{"a":"b"},"smithy.api#deprecated":"x","smithy.api#retryable":{"throttling":1}}},
            "a#O":{"type":"operation","traits":{"smithy.api#auth":["x y"],"a#t":{},"a#S":{},"smithy.api#requird":{},
                "smithy.test#httpRequestTests":[{"id":"x","protocol":"a#S","method":"GET","uri":"/","appliesTo":"both"}]}},
            "a#t":{"type":"structure","traits":{"smithy.api#trait":{"selector":"strin"}}}"#;
        sources.add(
            "m.json",
            format!(r#"{{"smithy":"2.0","shapes":{{{shapes}}}}}"#),
        );
        let (model, found) = load(&sources);
        let mut lines: Vec<String> = found.iter().map(|d| d.message.clone()).collect();
        lines.sort();
        let wanted = [
            "Error creating trait `auth`: Invalid shape ID: x y",
            "Error creating trait `deprecated`: Expected object, but found string.",
            "Error creating trait `error`: error trait must be set to client or server, found `both`",
            "Error creating trait `externalDocumentation`: Each externalDocumentation value must be a valid URL. Found \"b\" for name \"a\"",
            "Error creating trait `pattern`: Expected string, but found number.",
            "Error creating trait `retryable`: Expected `throttling` to be a boolean; found number",
            "Error creating trait `sensitive`: Annotation traits  must be an object or omitted in the IDL, but found boolean",
            "Error creating trait `smithy.test#httpRequestTests`: Expected one of `client`, `server`; got `both`.",
            "Error creating trait `tags`: Expected array element 1 to be a string but found number.",
            "Error creating trait `trait`: Syntax error at line 1 column 6, near ``: Unknown shape type: strin; expression: strin",
            "Error creating trait `xmlNamespace`: Missing expected member `uri`.",
            "Shape `a#S` cannot be applied as a trait. If this is a custom trait, please add `@trait` to this shape.",
            "Unable to resolve trait `smithy.api#requird`. If this is a custom trait, then it must be defined before it can be used in a model.",
        ];
        assert_eq!(lines, wanted);
        assert_eq!(
            found.iter().find_map(|d| d.hint.as_deref()),
            Some("did you mean `smithy.api#required`?")
        );
        assert!(model.shape("a#S").unwrap().traits.is_empty());
        assert!(model.shape("a#S").unwrap().members[0].traits.is_empty());
    }

    #[test]
    fn traits_of_packs_are_read_as_their_tools_do() {
        let cases = [
            (
                r#""aws.api#arn":{"template":"/a"}"#,
                "Invalid aws.api#arn trait. The template must not start with '/'. Found `/a`",
            ),
            (
                r#""aws.api#clientEndpointDiscovery":{"operation":"x"}"#,
                "Invalid shape ID: x",
            ),
            (
                r#""aws.api#taggable":{"property":1}"#,
                "Expected `property` member to be a string, but found number.",
            ),
            (
                r#""aws.iam#conditionKeys":"x""#,
                "Expected `a#O` to be an array of strings. Found string.",
            ),
            (
                r#""smithy.test#smokeTests":[{"id":"aa","expect":{"x":{}}}]"#,
                "Expected an object with exactly one `success` or `failure` property, but found properties: `x`",
            ),
            (
                r#""smithy.test#smokeTests":[{"id":"aa","expect":{"success":{}},"params":1}]"#,
                "Expected `params` to be an object; found number",
            ),
            (
                r#""smithy.waiters#waitable":{"A":{"acceptors":[{"state":"success","matcher":{}}]}}"#,
                "Union value must have exactly one value set",
            ),
        ];
        for (value, wanted) in cases {
            let mut sources = Sources::new();
            sources.add("m.json", format!(r#"{{"smithy":"2.0","shapes":{{"a#O":{{"type":"operation","traits":{{{value}}}}}}}}}"#));
            let (_, found) = load(&sources);
            let lines: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
            assert!(
                lines.len() == 1 && lines[0].ends_with(&format!(": {wanted}")),
                "{lines:?}"
            );
        }
    }
}
