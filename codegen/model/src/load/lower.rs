//! The front end of the Smithy IDL, second part: from a tree to shapes. Names are resolved, short forms are spelled out.

use std::collections::HashMap;

use super::ast::MODEL;
use super::names::{Names, join};
use super::parsed::{Applied, Apply, Parsed};
use crate::idl::{Docs, Entry, Id, Ix, Statement, Trait, TraitBody, Tree, Value, ValueKind};
use crate::{Diagnostic, FileId, Node, Number, Object, Severity, ShapeId, ShapeType, Span, Traits};

/// Makes shapes of the tree of a file. `names` knows the shapes of all files.
pub(super) fn lower(file: FileId, tree: &Tree<'_>, names: &Names<'_>) -> Parsed {
    let mut lower = Lower {
        file,
        tree,
        names,
        namespace: tree
            .namespace
            .as_ref()
            .map_or("smithy.api", |namespace| tree.id(namespace.id)),
        uses: HashMap::new(),
        ids: HashMap::new(),
        out: Parsed::default(),
    };
    lower.file();
    lower.out
}

pub(super) struct Lower<'t> {
    file: FileId,
    pub(super) tree: &'t Tree<'t>,
    names: &'t Names<'t>,
    pub(super) namespace: &'t str,
    uses: HashMap<&'t str, &'t str>,
    /// Names that were resolved already.
    ids: HashMap<&'t str, Option<(ShapeId, Option<ShapeType>)>>,
    pub(super) out: Parsed,
}

impl<'t> Lower<'t> {
    fn file(&mut self) {
        let tree = self.tree;
        for finding in &tree.findings {
            let mut diagnostic =
                Diagnostic::new(finding.severity, finding.id, finding.message.clone())
                    .at(Span::new(self.file, finding.start, finding.end));
            diagnostic.shape = finding
                .shape
                .as_deref()
                .and_then(|id| ShapeId::parse(id).ok());
            self.out.diagnostics.push(diagnostic);
        }
        self.out.version_1 = tree.version_1;
        for control in &tree.control {
            let key = tree.string(control.key);
            if !matches!(
                key.as_str(),
                "version" | "operationInputSuffix" | "operationOutputSuffix"
            ) {
                let value = crate::json::to_compact(&self.node(&control.value));
                let message = format!("Unknown control statement `{key}` with value `{value}");
                self.report(
                    Diagnostic::warning(MODEL, message),
                    self.span(control.value.first),
                );
            }
        }
        // Names in metadata are those of the prelude.
        let namespace = std::mem::replace(&mut self.namespace, "smithy.api");
        for metadata in &tree.metadata {
            let key = tree.string(metadata.key).into();
            let value = self.node(&metadata.value);
            self.out
                .metadata
                .push((key, value, self.span(metadata.value.first)));
        }
        self.namespace = namespace;
        self.ids.clear();
        for used in &tree.uses {
            let id = tree.id(used.id);
            if self.names.kind(id).is_none() {
                let message = format!("Use statement refers to undefined shape: {id}");
                self.report(Diagnostic::warning(MODEL, message), self.id_span(used.id));
            }
            self.uses
                .insert(id.rsplit('#').next().unwrap_or_default(), id);
        }
        for statement in &tree.statements {
            match statement {
                Statement::Shape(shape) => self.shape(shape, true),
                Statement::Broken(shape) => self.shape(shape, false),
                Statement::Apply(apply) => {
                    let Some((target, _)) = self.resolve(apply.target) else {
                        continue;
                    };
                    let traits = self.traits(None, &apply.traits);
                    self.apply(&target, traits);
                }
            }
        }
    }

    /// What a name stands for, and its type if there is such a shape.
    pub(super) fn resolve(&mut self, id: Id) -> Option<(ShapeId, Option<ShapeType>)> {
        let text: &'t str = self.tree.id(id);
        self.resolve_text(text, id.first)
    }

    pub(super) fn resolve_text(
        &mut self,
        text: &'t str,
        at: Ix,
    ) -> Option<(ShapeId, Option<ShapeType>)> {
        if let Some(known) = self.ids.get(text) {
            return known.clone();
        }
        let found = self.look_up(text);
        if found.is_none() {
            let id = if text.contains('#') {
                text.to_owned()
            } else {
                format!("{}#{text}", self.namespace)
            };
            self.report(
                Diagnostic::error(MODEL, format!("Invalid shape ID: {id}")),
                self.span(at),
            );
        }
        self.ids.insert(text, found.clone());
        found
    }

    pub(super) fn look_up(&self, text: &str) -> Option<(ShapeId, Option<ShapeType>)> {
        if let Some((root, member)) = text.split_once('$') {
            let (root, kind) = self.look_up(root)?;
            return Some((ShapeId::parse(&format!("{root}${member}")).ok()?, kind));
        }
        let text = self.uses.get(text).copied().unwrap_or(text);
        let id = join(self.namespace, text)?;
        let kind = self.names.kind(id.as_str());
        if kind.is_none()
            && !text.contains('#')
            && let Some(built_in) = join("smithy.api", text)
            && let Some(kind) = self.names.public(built_in.as_str())
        {
            return Some((built_in, Some(kind)));
        }
        Some((id, kind))
    }

    /// Docs and traits, in the order in which they are applied.
    pub(super) fn traits(&mut self, docs: Option<&Docs>, traits: &'t [Trait]) -> Vec<Applied> {
        let mut all: Vec<Applied> = traits
            .iter()
            .filter_map(|one| self.one_trait(one))
            .collect();
        if let (Some(docs), Ok(id)) = (docs, ShapeId::parse("smithy.api#documentation")) {
            all.push((id, Node::from(self.tree.docs(docs)), self.span(docs.at)));
        }
        all
    }

    /// The first of each trait is that of the shape; others may go well with it or not.
    pub(super) fn put_traits(&mut self, target: &ShapeId, applied: Vec<Applied>) -> Traits {
        let (traits, more) = Traits::first_of_each(applied);
        self.apply(target, more);
        traits
    }

    pub(super) fn apply(&mut self, target: &ShapeId, traits: Vec<Applied>) {
        if !traits.is_empty() {
            let target = target.clone();
            self.out.applies.push(Apply { target, traits });
        }
    }

    fn one_trait(&mut self, one: &'t Trait) -> Option<Applied> {
        let (id, kind) = self.resolve(one.id)?;
        let end = self.tree.token(one.id.end.saturating_sub(1)).end;
        let span = Span::new(self.file, self.tree.token(one.first).start, end);
        let value = match &one.body {
            TraitBody::Value(value) => self.node(value),
            TraitBody::Members(entries) => Node::Object(self.object(entries)),
            TraitBody::None => match kind {
                None | Some(ShapeType::Structure | ShapeType::Map) => Node::annotation(),
                Some(ShapeType::List) => Node::Array(Vec::new()),
                Some(_) => Node::Null,
            },
        };
        Some((id, value, span))
    }

    pub(super) fn node(&mut self, value: &'t Value) -> Node {
        match &value.kind {
            ValueKind::String | ValueKind::TextBlock => Node::from(self.tree.string(value.first)),
            ValueKind::Number => number(self.tree.token_text(value.first)),
            ValueKind::Array(values) => {
                Node::Array(values.iter().map(|value| self.node(value)).collect())
            }
            ValueKind::Object(entries) => Node::Object(self.object(entries)),
            ValueKind::Id => {
                let id = Id {
                    first: value.first,
                    end: value.end,
                };
                match self.tree.id(id) {
                    "true" => Node::Bool(true),
                    "false" => Node::Bool(false),
                    "null" => Node::Null,
                    text => Node::from(self.syntactic_id(text, id)),
                }
            }
        }
    }

    /// An id that is written without quotes is that of a shape.
    fn syntactic_id(&mut self, text: &'t str, id: Id) -> String {
        let Some((resolved, kind)) = self.resolve(id) else {
            return text.to_owned();
        };
        if kind.is_none() {
            let message = format!(
                "Syntactic shape ID `{text}` does not resolve to a valid shape ID: `{resolved}`. Did you mean to quote this string? Are you missing a model file?"
            );
            let danger = Diagnostic::new(Severity::Danger, "SyntacticShapeIdTarget", message);
            self.report(danger, self.id_span(id));
        }
        resolved.as_str().to_owned()
    }

    fn object(&mut self, entries: &'t [Entry]) -> Object {
        let mut object = Object::new();
        for entry in entries {
            // The parser has refused keys that are there twice.
            object.push_new(self.tree.string(entry.key).into(), self.node(&entry.value));
        }
        object
    }

    pub(super) fn span(&self, at: Ix) -> Span {
        let token = self.tree.token(at);
        Span::new(self.file, token.start, token.end)
    }

    pub(super) fn id_span(&self, id: Id) -> Span {
        let end = self.tree.token(id.end.saturating_sub(1)).end;
        Span::new(self.file, self.tree.token(id.first).start, end)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.out.diagnostics.push(diagnostic.at(span));
    }
}

/// A number as JSON writes it: the IDL allows zeros before it.
fn number(text: &str) -> Node {
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |digits| ("-", digits));
    let zeros = digits.bytes().take_while(|c| *c == b'0').count();
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    // One zero stays if there is no other digit before the point.
    let cut = zeros.min(whole.saturating_sub(1));
    let plain = format!("{sign}{}", digits.get(cut..).unwrap_or_default());
    Number::parse(&plain).map_or(Node::Null, Node::Number)
}
