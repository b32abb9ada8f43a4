//! The sections of a file: control, metadata, namespace, uses, shapes.

use super::*;

impl<'a> Parser<'a> {
    pub(super) fn file(&mut self) -> Read<()> {
        self.skip_ws_and_docs();
        self.control_section()?;
        self.skip_ws_and_docs();
        self.metadata_section();
        self.shape_section()
    }

    fn control_section(&mut self) -> Read<()> {
        let mut seen = HashSet::new();
        while self.kind() == Dollar {
            match self.control(&mut seen) {
                Ok(()) => {}
                // A version of the wrong type is the end of reading.
                Err(fail) if fail.message.starts_with("The $version") => return Err(fail),
                Err(fail) => self.recover(*fail),
            }
        }
        Ok(())
    }

    fn control(&mut self, seen: &mut HashSet<String>) -> Read<()> {
        let first = self.take(Dollar)?;
        self.expect(&[Identifier, Quoted])?;
        let key = self.at;
        self.bump();
        self.skip_spaces();
        self.take(Colon)?;
        self.skip_spaces();
        let name = self.tree.string(key);
        if !seen.insert(name.clone()) {
            return self.fail(None, format!("Duplicate control statement `{name}`"));
        }
        let value = self.value()?;
        let at = value.first;
        let (is_text, text) = match value.kind {
            ValueKind::String | ValueKind::TextBlock => (true, self.tree.string(at)),
            // An id is a text, unless it is one of the three words that are not.
            ValueKind::Id => {
                let text = self.id_text(Id {
                    first: at,
                    end: value.end,
                });
                (!matches!(text, "true" | "false" | "null"), text.to_owned())
            }
            _ => (false, String::new()),
        };
        self.tree.control.push(Assignment { first, key, value });
        match name.as_str() {
            "version" if !is_text => {
                let end = self.at.saturating_sub(1);
                let (start, end) = (
                    self.tree.token(at).start as usize,
                    self.tree.token(end).end as usize,
                );
                let found = self.tree.text.get(start..end).unwrap_or_default();
                let message = format!(
                    "The $version control statement must have a string value, but found {found}"
                );
                return self.fail_plain(at, None, message);
            }
            "version" => {
                self.tree.version_1 = match text.as_str() {
                    "1" | "1.0" => true,
                    "2" | "2.0" => false,
                    _ => {
                        return self
                            .fail(None, format!("Unsupported Smithy version number: {text}"));
                    }
                };
            }
            "operationInputSuffix" if is_text => self.tree.input_suffix = text,
            "operationOutputSuffix" if is_text => self.tree.output_suffix = text,
            _ => {}
        }
        self.take_br()?;
        self.skip_ws_and_docs();
        Ok(())
    }

    fn metadata_section(&mut self) {
        while self.is_word("metadata") {
            if let Err(fail) = self.metadata() {
                self.recover(*fail);
            }
            self.skip_ws_and_docs();
        }
    }

    fn metadata(&mut self) -> Read<()> {
        let first = self.take(Identifier)?;
        self.take_spaces()?;
        self.expect(&[Identifier, Quoted])?;
        let key = self.at;
        self.bump();
        self.skip_spaces();
        self.take(Equal)?;
        self.skip_spaces();
        let value = self.value()?;
        self.tree.metadata.push(Assignment { first, key, value });
        self.take_br()
    }

    fn shape_section(&mut self) -> Read<()> {
        if !self.is_word("namespace") {
            if self.kind() == Eof {
                return Ok(());
            }
            let found = self.found();
            return self.fail(
                None,
                format!("Expected a namespace definition but found {found}"),
            );
        }
        let first = self.take(Identifier)?;
        self.take_spaces()?;
        let id = self.namespace_id()?;
        self.namespace = self.id_text(id).to_owned();
        self.tree.namespace = Some(Namespace { first, id });
        self.take_br()?;
        let docs_at = self.at;
        self.skip_ws_and_docs();
        while self.is_word("use") {
            self.use_statement()?;
        }
        // What was passed over on the way to a use statement that isn't there documents the first shape.
        let mut docs = self.take_docs(docs_at);
        while docs.is_some() || self.kind() != Eof {
            if let Err(fail) = self.statement(docs.take()) {
                self.recover(*fail);
            }
        }
        Ok(())
    }

    fn use_statement(&mut self) -> Read<()> {
        let first = self.take(Identifier)?;
        self.take_spaces()?;
        let at = self.at;
        let id = self.absolute_id()?;
        let text = self.id_text(id);
        if text.contains('$') {
            return self.fail_plain(at, None, "Use statements cannot use members".to_owned());
        }
        let name = text.rsplit('#').next().unwrap_or_default();
        if let Some(previous) = self.used.insert(name, text) {
            let message =
                format!("Cannot use name `{text}` because it conflicts with `{previous}`");
            return self.fail_plain(at, None, message);
        }
        self.tree.uses.push(Use { first, id });
        self.take_br()?;
        self.skip_ws_and_docs();
        Ok(())
    }

    /// A shape or apply statement with what stands before it.
    fn statement(&mut self, early: Option<Docs>) -> Read<()> {
        let (docs, traits) = self.docs_and_traits()?;
        let docs = early.or(docs);
        if self.kind() == Eof && traits.is_empty() {
            if let Some(docs) = docs {
                self.warn_of_docs(&Docs {
                    at: self.at,
                    ..docs
                });
            }
            return Ok(());
        }
        self.expect(&[Identifier])?;
        let word = self.text();
        if word == "apply" {
            return self.apply(docs, traits);
        }
        let kind = match word {
            "set" => None,
            _ => match ShapeType::parse(word) {
                Some(kind) => Some(kind),
                None => return self.fail(None, format!("Unknown shape type: {word}")),
            },
        };
        let first = self.at;
        self.bump();
        self.take_spaces()?;
        let name = self.shape_name()?;
        let mut shape = Shape {
            docs,
            traits,
            first,
            end: self.at,
            kind,
            name: Some(name),
            resource: None,
            mixins: None,
            braces: None,
            body: Body::None,
        };
        let id = self.absolute(self.tree.token(name).text(self.tree.text));
        let result = self.shape_body(&mut shape, &id);
        self.tree.statements.push(match result {
            Ok(()) => Statement::Shape(Box::new(shape)),
            Err(_) => Statement::Broken(Box::new(shape)),
        });
        result?;
        self.take_br()
    }

    fn shape_name(&mut self) -> Read<Ix> {
        self.expect(&[Identifier])?;
        let name = self.text();
        if let Some(previous) = self.used.get(name) {
            let message = format!("Shape name `{name}` conflicts with imported shape `{previous}`");
            return self.fail_plain(self.at, None, message);
        }
        self.take(Identifier)
    }

    fn shape_body(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        match shape.kind {
            Some(ShapeType::Enum | ShapeType::IntEnum) => {
                self.mixins(shape, id)?;
                self.enum_members(shape, id)?;
            }
            None
            | Some(ShapeType::List | ShapeType::Map | ShapeType::Structure | ShapeType::Union) => {
                self.for_resource(shape, id)?;
                self.mixins(shape, id)?;
                self.members(shape, id)?;
            }
            Some(ShapeType::Service | ShapeType::Resource) => {
                self.mixins(shape, id)?;
                self.properties(shape)?;
            }
            Some(ShapeType::Operation) => {
                self.mixins(shape, id)?;
                self.operation(shape, id)?;
            }
            Some(_) => self.mixins(shape, id)?,
        }
        Ok(())
    }

    /// The properties of a service or resource.
    fn properties(&mut self, shape: &mut Shape) -> Read<()> {
        self.skip_ws_and_docs();
        self.expect(&[LBrace])?;
        let value = self.value()?;
        shape.end = self.at;
        shape.braces = Some((value.first, self.at.saturating_sub(1)));
        if let ValueKind::Object(entries) = value.kind {
            shape.body = Body::Properties(entries);
        }
        Ok(())
    }

    fn apply(&mut self, docs: Option<Docs>, traits: Vec<Trait>) -> Read<()> {
        if !traits.is_empty() {
            return self.fail(None, "Traits applied to apply statement");
        }
        if let Some(docs) = docs {
            self.warn_of_docs(&docs);
        }
        let first = self.at;
        self.bump();
        self.take_ws()?;
        let target = self.shape_id()?;
        self.take_ws()?;
        let (mut block, mut traits) = (None, Vec::new());
        if self.expect(&[At, LBrace])? == At {
            traits.push(self.one_trait()?);
        } else {
            let open = self.at;
            self.bump();
            self.skip_ws_and_docs();
            traits = self.traits()?;
            block = Some((open, self.take(RBrace)?));
        }
        self.tree.statements.push(Statement::Apply(Box::new(Apply {
            first,
            end: self.at,
            target,
            block,
            traits,
        })));
        self.take_br()
    }
}
