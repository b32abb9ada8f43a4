//! The validators that a model configures for itself (Smithy spec, "Validators"): `metadata validators` names them, and may change the
//! ids, severities and messages of their findings, and the shapes that they are about.

use std::collections::BTreeSet;

use super::configuration::Configuration;
use super::{Context, Rule, Run, rules};
use crate::selector::Template;
use crate::{Diagnostic, Diagnostics, Node, Object, Selector, Severity, ShapeId, suggest};

/// Makes a validator of its configuration, or says what is wrong with that.
pub type Configure = fn(&Configuration<'_>) -> Result<Validator, String>;

/// A validator as a model wants it.
pub struct Validator(Box<Look>);

type Look = dyn Fn(&Context<'_>, &mut Diagnostics) + Send + Sync;

impl Validator {
    /// A validator that looks at a model this way.
    pub fn new(
        check: impl Fn(&Context<'_>, &mut Diagnostics) + Send + Sync + 'static,
    ) -> Validator {
        Validator(Box::new(check))
    }
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "EmitEachSelector",
        title: "No shape matches the selector that the model gives for this.",
        why: "Many rules of a team are about the form of shapes, and a selector says them without code: every shape that it matches is \
              a finding. `configuration.selector` is the selector, `configuration.messageTemplate` a message in which `@{...}` stands \
              for attributes of the shape and for variables of the selector, and `configuration.bindToTrait` a trait that a shape must \
              have to be told.",
        bad: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"EmitEachSelector\"\n    message: \"Blobs are too large for our \
              clients\"\n    configuration: { selector: \"blob\" }\n}]\n\nnamespace example\n\nblob Picture\n",
        good: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"EmitEachSelector\"\n    message: \"Blobs are too large for our \
               clients\"\n    configuration: { selector: \"blob\" }\n}]\n\nnamespace example\n\nstring Picture\n",
        run: Run::Configured(emit_each),
    },
    Rule {
        id: "EmitNoneSelector",
        title: "At least one shape matches the selector that the model gives for this.",
        why: "What a model has to have somewhere, such as a service with a certain trait, is said by a selector: if nothing outside of \
              the prelude matches it, that is a finding.",
        bad: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"EmitNoneSelector\"\n    configuration: { selector: \
              \"service\" }\n}]\n\nnamespace example\n\nstring Name\n",
        good: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"EmitNoneSelector\"\n    configuration: { selector: \
               \"service\" }\n}]\n\nnamespace example\n\nservice Names {\n    version: \"2025-01-01\"\n}\n",
        run: Run::Configured(emit_none),
    },
];

/// A validator with all that its definition in the metadata says.
pub(super) struct Configured {
    validator: Validator,
    name: String,
    id: String,
    message: Option<String>,
    severity: Option<Severity>,
    namespaces: Vec<String>,
    selector: Option<Selector>,
}

/// The validators of a model; what is wrong with their definitions goes to `found`.
pub(super) fn load(context: &Context<'_>, found: &mut Diagnostics) -> Vec<Configured> {
    let Some(node) = context.metadata().get("validators") else {
        return Vec::new();
    };
    let Some(definitions) = node.as_array() else {
        let message = format!("validators must be an array. Found {}.", node.type_name());
        found.push(Diagnostic::error("Model", message));
        return Vec::new();
    };
    let mut validators = Vec::new();
    for definition in definitions {
        match read(definition) {
            Ok(Some(validator)) => validators.push(validator),
            Ok(None) => found.push(unknown(definition)),
            Err(message) => found.push(Diagnostic::error("Model", message)),
        }
    }
    validators
}

/// What the validators find in a model.
pub(super) fn run(validators: &[Configured], context: &Context<'_>, found: &mut Diagnostics) {
    for configured in validators {
        configured.run(context, found);
    }
}

/// The rule of a validator that models can configure.
pub(super) fn configurable() -> impl Iterator<Item = (&'static str, Configure)> {
    rules().filter_map(|rule| match rule.run {
        Run::Configured(configure) => Some((rule.id, configure)),
        _ => None,
    })
}

/// The message for a member that is missing or of the wrong type, as Smithy's own tools word it.
pub(super) fn text_member<'a>(object: &'a Object, key: &str) -> Result<Option<&'a str>, String> {
    match object.get(key) {
        None => Ok(None),
        Some(Node::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!(
            "Expected `{key}` to be a string; found {}",
            other.type_name()
        )),
    }
}

/// A member that has to be there, and has to be a string.
pub(super) fn expected<'a>(object: &'a Object, key: &str) -> Result<&'a str, String> {
    match object.get(key) {
        None => Err(format!("Missing expected member `{key}`.")),
        Some(node) => node.as_str().ok_or_else(|| {
            let found = node.type_name();
            format!("Expected `{key}` member to be a string, but found {found}.")
        }),
    }
}

/// The severity of a word that has to be one of these.
pub(super) fn severity(text: &str, of: &[Severity]) -> Result<Severity, String> {
    let word = |severity: &Severity| severity.as_str().to_uppercase();
    of.iter().copied().find(|s| word(s) == text).ok_or_else(|| {
        let words = super::ticked_sorted(of.iter().map(word));
        format!("Expected one of {words}; got `{text}`.")
    })
}

fn read(definition: &Node) -> Result<Option<Configured>, String> {
    let object = definition.as_object().ok_or_else(|| {
        let found = definition.type_name();
        format!("Each element of `validators` must be an object. Found {found}.")
    })?;
    let name = expected(object, "name")?;
    let id = text_member(object, "id")?.unwrap_or(name);
    let allowed = [Severity::Danger, Severity::Warning, Severity::Note];
    let severity = text_member(object, "severity")?
        .map(|text| severity(text, &allowed))
        .transpose()?;
    let namespaces = match object.get("namespaces") {
        None => Vec::new(),
        Some(node) => texts("namespaces", node)?,
    };
    let selector = text_member(object, "selector")?
        .map(|text| Selector::parse(text).map_err(|problem| problem.to_string()))
        .transpose()?;
    let configuration = match object.get("configuration") {
        None => None,
        Some(Node::Object(object)) => Some(object),
        Some(other) => {
            let found = other.type_name();
            return Err(format!(
                "Expected `configuration` to be an object; found {found}"
            ));
        }
    };
    let Some((_, configure)) = configurable().find(|(id, _)| *id == name) else {
        return Ok(None);
    };
    let validator = configure(&Configuration::new(configuration))
        .map_err(|problem| format!("Error creating `{name}` validator: {problem}"))?;
    Ok(Some(Configured {
        validator,
        name: name.to_owned(),
        id: id.to_owned(),
        message: text_member(object, "message")?.map(str::to_owned),
        severity,
        namespaces,
        selector,
    }))
}

fn texts(key: &str, node: &Node) -> Result<Vec<String>, String> {
    let text = |node: &Node| node.as_str().map(str::to_owned);
    node.as_array()
        .and_then(|items| items.iter().map(text).collect())
        .ok_or_else(|| {
            let found = node.type_name();
            format!("Expected `{key}` to be an array of strings; found {found}")
        })
}

fn unknown(definition: &Node) -> Diagnostic {
    let name = definition.get("name").and_then(Node::as_str);
    let name = name.unwrap_or_default();
    let message = format!("Unable to locate a validator named `{name}`");
    let finding = Diagnostic::warning(format!("UnknownValidator_{name}"), message);
    match suggest(name, configurable().map(|(id, _)| id)) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding,
    }
}

impl Configured {
    fn run(&self, context: &Context<'_>, found: &mut Diagnostics) {
        let mut own = Diagnostics::new();
        (self.validator.0)(context, &mut own);
        if own.is_empty() {
            return;
        }
        let candidates: Option<BTreeSet<&ShapeId>> = self.selector.as_ref().map(|selector| {
            let items = selector.select(context.neighbors());
            items.into_iter().map(|item| item.id()).collect()
        });
        let wanted = |finding: &Diagnostic| {
            finding.shape.as_ref().is_none_or(|shape| {
                let namespace = |wanted: &String| wanted == shape.namespace();
                !is_built_in(context, shape)
                    && (self.namespaces.is_empty() || self.namespaces.iter().any(namespace))
                    && candidates.as_ref().is_none_or(|c| c.contains(shape))
            })
        };
        found.extend(own.into_iter().filter(wanted).map(|f| self.changed(f)));
    }

    fn changed(&self, mut finding: Diagnostic) -> Diagnostic {
        if self.id != self.name {
            let rest = finding.id.find('.').and_then(|dot| finding.id.get(dot..));
            finding.id = format!("{}{}", self.id, rest.unwrap_or_default());
        }
        if let Some(message) = &self.message {
            finding.message = message.replace("{super}", &finding.message);
        }
        finding.severity = self.severity.unwrap_or(finding.severity);
        finding
    }
}

/// Shapes that come with planish are no business of those who configure validators.
fn is_built_in(context: &Context<'_>, id: &ShapeId) -> bool {
    let shape = match id.member() {
        None => context.shape(id),
        Some(_) => context.shape(id.root_str()),
    };
    shape.is_some_and(|shape| shape.span.is_built_in())
}

fn emit_each(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let selector = configuration.selector("selector")?;
    let template = match configuration.get("messageTemplate") {
        None => None,
        Some(node) => {
            let text = configuration.text("messageTemplate")?.unwrap_or_default();
            let template = Template::parse(text).map_err(|problem| {
                let (kind, problem) = ("java.lang.String", problem.to_string());
                configuration.bad("messageTemplate", kind, node, Some(&problem))
            })?;
            Some(template)
        }
    };
    let bound = configuration.shape_id("bindToTrait")?;
    let selector = selector.ok_or("selector is required")?;
    Ok(Validator::new(move |context, found| {
        let mut tell = |item: crate::selector::Item<'_>, message: String| {
            let span = match &bound {
                None => Some(item.span()),
                Some(id) => item.traits().span(id.as_str()),
            };
            if let Some(span) = span {
                found.push(
                    Diagnostic::new(Severity::Danger, "EmitEachSelector", message)
                        .on(item.id())
                        .at(span),
                );
            }
        };
        let complete = match &template {
            None => {
                let selection = selector.select_checked(context.neighbors());
                for item in selection.items {
                    tell(
                        item,
                        format!("Selector capture matched selector: {selector}"),
                    );
                }
                !selection.cut
            }
            Some(template) => selector.matches(context.neighbors(), &mut |item, variables| {
                tell(item, template.expand(item, variables));
            }),
        };
        if !complete {
            let message = format!(
                "The selector takes far too long; it may match more than is told: {selector}"
            );
            found.push(Diagnostic::warning("EmitEachSelector", message));
        }
    }))
}

fn emit_none(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let selector = configuration
        .selector("selector")?
        .ok_or("selector is required")?;
    Ok(Validator::new(move |context, found| {
        let items = selector.select(context.neighbors());
        if !items.iter().any(|item| !is_built_in(context, item.id())) {
            let message = format!("Expected at least one shape to match selector: {selector}");
            found.push(Diagnostic::new(
                Severity::Danger,
                "EmitNoneSelector",
                message,
            ));
        }
    }))
}

#[cfg(test)]
mod tests {
    use crate::{Sources, check, load};

    /// The findings of a small model with these validators, as `severity id shape: message`.
    fn findings(validators: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let text = format!(
            r#"{{"smithy": "2.0", "metadata": {{"validators": {validators}}}, "shapes": {{
                "a#S": {{"type": "service", "version": "1", "operations": [{{"target": "a#Get"}}]}},
                "a#Get": {{"type": "operation", "traits": {{"smithy.api#readonly": {{}}}}}},
                "a#T": {{"type": "string", "traits": {{"smithy.api#tags": ["x"]}}}}, "b#T": {{"type": "string"}}}}}}"#
        );
        sources.add("a.json", text);
        let (model, loaded) = load(&sources);
        assert!(loaded.is_empty(), "{}", loaded.render(&sources));
        let found = check(&model).into_iter();
        found
            .map(|d| {
                assert!(d.shape.is_none() || d.span.is_some());
                let shape = d.shape.as_ref().map_or("-", |id| id.as_str());
                format!("{} {} {shape}: {}", d.severity.as_str(), d.id, d.message)
            })
            .collect()
    }

    #[test]
    fn a_definition_changes_what_its_validator_finds() {
        let each = |more: &str, configuration: &str| {
            findings(&format!(
                r#"[{{"name": "EmitEachSelector", "id": "X.Y" {more}, "configuration": {{{configuration}}}}}]"#
            ))
        };
        let selector = r#""selector": "string""#;
        let said = "Selector capture matched selector: string";
        assert_eq!(
            each(r#", "severity": "NOTE""#, selector),
            [
                format!("note X.Y a#T: {said}"),
                format!("note X.Y b#T: {said}")
            ]
        );
        let one = ["danger X.Y b#T: it is so"];
        for narrowed in [
            r#""namespaces": ["b"]"#,
            r#""selector": "[id|namespace = b]""#,
        ] {
            let more = format!(r#", {narrowed}, "message": "it is so""#);
            assert_eq!(each(&more, selector), one);
        }
        assert_eq!(
            each(r#", "message": "no: {super}""#, r#""selector": "resource""#),
            Vec::<String>::new()
        );
        assert_eq!(
            each(
                "",
                r#""selector": "string", "bindToTrait": "smithy.api#tags""#
            ),
            [format!("danger X.Y a#T: {said}")]
        );
        assert_eq!(
            each(
                "",
                r#""selector": "service $o(~> operation)", "messageTemplate": "@{id|name} has @{var|o|id}""#
            ),
            ["danger X.Y a#S: S has [a#Get]"]
        );
    }

    #[test]
    fn what_is_wrong_with_definitions_is_told() {
        assert_eq!(
            findings(r#"{"name": "CamelCase"}"#),
            ["error Model -: validators must be an array. Found object."]
        );
        let found = findings(
            r#"[1, {}, {"name": "CamelCas"}, {"name": "EmitEachSelector", "severity": "ERROR"}, {"name": "EmitNoneSelector"},
                {"name": "EmitEachSelector", "configuration": {"selector": "*", "messageTemplate": "@x"}}]"#,
        );
        let mut expected = [
            "error Model -: Each element of `validators` must be an object. Found number.",
            "error Model -: Missing expected member `name`.",
            "warning UnknownValidator_CamelCas -: Unable to locate a validator named `CamelCas`",
            "error Model -: Expected one of `DANGER`, `NOTE`, `WARNING`; got `ERROR`.",
            "error Model -: Error creating `EmitNoneSelector` validator: selector is required",
            "error Model -: Error creating `EmitEachSelector` validator: Deserialization error at (/messageTemplate): unable to create java.lang.String from \"@x\": Syntax error at line 1 column 2 of EmitEachSelector message template: Expected: '{', but found 'x'",
        ];
        expected.sort_unstable();
        let mut found = found;
        found.sort_unstable();
        assert_eq!(found, expected);
    }
}
