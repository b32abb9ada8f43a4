//! Operations, with structures defined in them.

use super::*;

impl Parser<'_> {
    pub(super) fn operation(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        self.skip_ws_and_docs();
        let open = self.take(LBrace)?;
        self.skip_ws_and_docs();
        shape.body = Body::Operation(Vec::new());
        let mut seen = HashSet::new();
        while !matches!(self.kind(), Eof | RBrace) {
            self.expect(&[Identifier])?;
            let key = self.text();
            if !seen.insert(key) {
                return self.fail(
                    Some(id),
                    format!("Duplicate operation {key} property for `{id}`"),
                );
            }
            let name = self.at;
            self.bump();
            self.skip_ws_and_docs();
            let colon = self.at;
            let value = match key {
                "input" | "output" => {
                    let inline = self.expect(&[Colon, Walrus])? == Walrus;
                    self.bump();
                    if inline {
                        let suffix = if key == "input" {
                            self.tree.input_suffix.clone()
                        } else {
                            self.tree.output_suffix.clone()
                        };
                        PropertyValue::Inline(Box::new(self.inline(id, &format!("{id}{suffix}"))?))
                    } else {
                        self.skip_ws_and_docs();
                        PropertyValue::Target(self.shape_id()?)
                    }
                }
                "errors" => {
                    self.take(Colon)?;
                    PropertyValue::Targets(self.ids()?)
                }
                _ => return self.fail(Some(id), format!("Unknown property {key} for {id}")),
            };
            let end = self.at;
            if let Body::Operation(properties) = &mut shape.body {
                properties.push(OperationProperty {
                    name,
                    colon,
                    end,
                    value,
                });
            }
            self.take_ws()?;
        }
        let close = self.take(RBrace)?;
        shape.braces = Some((open, close));
        shape.end = self.at;
        Ok(())
    }

    /// The structure after `:=`.
    fn inline(&mut self, operation: &str, id: &str) -> Read<Shape> {
        if self.tree.version_1 {
            let message = format!(
                "Inlined operation inputs and outputs can only be used with Smithy version 2 or later. Attempted to use inlined IO with version `{}`.",
                self.version()
            );
            return self.fail(Some(operation), message);
        }
        self.docs.clear();
        if self.kind() == DocComment {
            self.docs.push(self.at);
        }
        let (docs, traits) = self.docs_and_traits()?;
        let mut shape = Shape {
            docs,
            traits,
            first: self.at,
            end: self.at,
            kind: Some(ShapeType::Structure),
            name: None,
            resource: None,
            mixins: None,
            braces: None,
            body: Body::None,
        };
        self.for_resource(&mut shape, id)?;
        self.mixins(&mut shape, id)?;
        self.members(&mut shape, id)?;
        Ok(shape)
    }

    /// Ids in brackets.
    fn ids(&mut self) -> Read<Vec<Id>> {
        self.skip_ws_and_docs();
        self.take(LBracket)?;
        self.skip_ws_and_docs();
        let mut ids = Vec::new();
        while !matches!(self.kind(), Eof | RBracket) {
            ids.push(self.shape_id()?);
            self.skip_ws_and_docs();
        }
        self.take(RBracket)?;
        Ok(ids)
    }
}
