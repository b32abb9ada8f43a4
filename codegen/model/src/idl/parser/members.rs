//! Members of aggregate shapes and enums, and what stands between a shape's name and its braces.

use super::*;

impl Parser<'_> {
    /// `for Resource`, if it is there.
    pub(super) fn for_resource(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        self.skip_spaces();
        if !self.is_word("for") {
            return Ok(());
        }
        if self.tree.version_1 {
            let message = format!(
                "Structures can only be bound to resources with Smithy version 2 or later. Attempted to bind a structure to a resource with version `{}`.",
                self.version()
            );
            return self.fail(Some(id), message);
        }
        self.bump();
        self.take_spaces()?;
        shape.resource = Some(self.shape_id()?);
        shape.end = self.at;
        Ok(())
    }

    /// `with [A, B]`, if it is there.
    pub(super) fn mixins(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        self.skip_spaces();
        if !self.is_word("with") {
            return Ok(());
        }
        if self.tree.version_1 {
            let message = format!(
                "Mixins can only be used with Smithy version 2 or later. Attempted to use mixins with version `{}`.",
                self.version()
            );
            return self.fail(Some(id), message);
        }
        let first = self.at;
        self.bump();
        self.skip_ws_and_docs();
        self.take(LBracket)?;
        self.skip_ws_and_docs();
        let mut ids = Vec::new();
        loop {
            ids.push(self.shape_id()?);
            self.skip_ws_and_docs();
            if self.kind() == RBracket {
                break;
            }
        }
        let close = self.take(RBracket)?;
        shape.mixins = Some((first, ids, close));
        shape.end = self.at;
        Ok(())
    }

    /// Members in braces, of every aggregate shape alike.
    pub(super) fn members(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        let open = self.open_members(shape)?;
        let mut seen = HashSet::new();
        while !matches!(self.kind(), Eof | RBrace) {
            let Some(member) = self.member(id, &mut seen)? else {
                continue;
            };
            if let Body::Members(members) = &mut shape.body {
                members.push(member);
            }
            self.skip_ws();
        }
        let close = self.take(RBrace)?;
        shape.braces = Some((open, close));
        shape.end = self.at;
        Ok(())
    }

    fn open_members(&mut self, shape: &mut Shape) -> Read<Ix> {
        self.skip_ws_and_docs();
        self.drop_docs();
        let open = self.take(LBrace)?;
        self.skip_ws();
        shape.body = Body::Members(Vec::new());
        Ok(open)
    }

    fn member(&mut self, shape: &str, seen: &mut HashSet<String>) -> Read<Option<Member>> {
        let (docs, traits) = self.docs_and_traits()?;
        if self.kind() == RBrace && traits.is_empty() {
            // Documentation comments before the closing brace.
            if let Some(docs) = docs {
                self.warn_of_docs(&Docs {
                    at: self.at,
                    ..docs
                });
            }
            return Ok(None);
        }
        let first = self.at;
        let elided = self.kind() == Dollar;
        if elided {
            self.bump();
        }
        self.expect(&[Identifier])?;
        let name_text = self.text();
        if !seen.insert(name_text.to_owned()) {
            return self.fail(
                Some(shape),
                format!("Duplicate member of `{shape}`: '{name_text}'"),
            );
        }
        if elided && self.tree.version_1 {
            let id = format!("{shape}${name_text}");
            return self.fail(
                Some(&id),
                "Members can only elide targets in IDL version 2 or later",
            );
        }
        let name = self.at;
        self.bump();
        let mut target = None;
        if !elided {
            self.skip_spaces();
            self.take(Colon)?;
            self.skip_spaces();
            target = Some(self.shape_id()?);
        }
        let mut end = self.at;
        self.skip_spaces();
        let mut value = None;
        if self.kind() == Equal {
            if self.tree.version_1 {
                return self.fail(
                    None,
                    "@default assignment is only supported in IDL version 2 or later",
                );
            }
            value = Some(self.assigned(&mut end)?);
        } else {
            self.drop_docs();
        }
        Ok(Some(Member {
            docs,
            traits,
            first,
            end,
            name,
            target,
            value,
        }))
    }

    /// `= value` up to the end of the line.
    fn assigned(&mut self, end: &mut Ix) -> Read<Value> {
        self.take(Equal)?;
        self.skip_spaces();
        let value = self.value()?;
        *end = self.at;
        self.skip_spaces();
        if self.kind() == Comma {
            self.bump();
        }
        self.take_br()?;
        Ok(value)
    }

    pub(super) fn enum_members(&mut self, shape: &mut Shape, id: &str) -> Read<()> {
        let open = self.open_members(shape)?;
        let mut seen = HashSet::new();
        while !matches!(self.kind(), Eof | RBrace) {
            let (docs, traits) = self.docs_and_traits()?;
            if let (RBrace, Some(docs), true) = (self.kind(), &docs, traits.is_empty()) {
                self.warn_of_docs(&Docs {
                    at: self.at,
                    lines: docs.lines.clone(),
                });
                continue;
            }
            self.expect(&[Identifier])?;
            let name_text = self.text();
            if !seen.insert(name_text) {
                return self.fail(
                    Some(id),
                    format!("Found conflicting member name, `{name_text}`"),
                );
            }
            let name = self.at;
            self.bump();
            let mut member = Member {
                docs,
                traits,
                first: name,
                end: self.at,
                name,
                target: None,
                value: None,
            };
            self.skip_spaces();
            let mut result = Ok(());
            if self.kind() == Equal {
                match self.assigned(&mut member.end) {
                    Ok(value) => member.value = Some(value),
                    Err(fail) => result = Err(fail),
                }
            } else {
                self.drop_docs();
                self.skip_ws();
            }
            if let Body::Members(members) = &mut shape.body {
                members.push(member);
            }
            result?;
        }
        let close = self.take(RBrace)?;
        shape.braces = Some((open, close));
        shape.end = self.at;
        Ok(())
    }
}
