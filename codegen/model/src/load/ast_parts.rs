//! What the properties of shapes in the JSON AST are made of: traits, members, references.

use std::collections::{BTreeMap, HashSet};

use super::ast::{Ast, Read};
use crate::hash_text::ByText;
use crate::json::{Kind, Reader, SyntaxError};
use crate::{Member, ShapeId, Span, Traits};

impl<'a> Ast<'a> {
    pub(super) fn traits(&mut self, reader: &mut Reader<'a>) -> Read<Traits> {
        let mut entries = Vec::new();
        if !self.expect_property(reader, Kind::Object, "traits")? {
            return Ok(Traits::new());
        }
        reader.object(|reader, key, at| {
            let value_at = reader.offset();
            let value = reader.node()?;
            let Some(id) = self.id(key, at) else {
                return Ok(());
            };
            entries.push((id, value, Span::point(self.file, value_at)));
            Ok(())
        })?;
        let (traits, twice) = Traits::from_entries(entries);
        for (id, span) in twice {
            self.duplicate(id.as_str(), span.start);
        }
        Ok(traits)
    }

    /// `{"target": …, "traits": …}`
    pub(super) fn member(
        &mut self,
        reader: &mut Reader<'a>,
        shape: &ShapeId,
        name: &str,
        at: u32,
    ) -> Read<Option<Member>> {
        if !self.expect_object(reader)? {
            return Ok(None);
        }
        let (mut target, mut traits) = (None, Traits::new());
        let mut seen = 0;
        reader.object(|reader, key, key_at| {
            if !self.first_time(&mut seen, &["target", "traits"], &key, key_at) {
                return reader.skip();
            }
            match &*key {
                "target" => {
                    let id_at = reader.offset();
                    if let Some(text) = self.string(reader, "target")? {
                        target = self.id(text, id_at);
                    }
                }
                "traits" => traits = self.traits(reader)?,
                _ => {
                    let whole = self.shape.replace(shape.with_member(name));
                    self.unknown_in_reference("`target`, `traits`", &key, key_at);
                    self.shape = whole;
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        if seen & 1 == 0 {
            self.reject("Missing expected member `target`.".to_owned(), at);
        }
        let id = shape.with_member(name);
        let span = self.span(at, name);
        Ok(target.map(|target| Member {
            name: name.into(),
            id,
            target,
            traits,
            span,
        }))
    }

    pub(super) fn members(
        &mut self,
        reader: &mut Reader<'a>,
        shape: &ShapeId,
    ) -> Read<Vec<Member>> {
        let mut members = Vec::new();
        if !self.expect_property(reader, Kind::Object, "members")? {
            return Ok(members);
        }
        let mut seen = HashSet::with_hasher(ByText::default());
        reader.object(|reader, key, at| {
            if !seen.insert(key.clone()) {
                self.duplicate(&key, at);
                return reader.skip();
            }
            if !crate::shape_id::is_identifier(&key) {
                self.reject(format!("Invalid shape ID member: {key}"), at);
                return reader.skip();
            }
            members.extend(self.member(reader, shape, &key, at)?);
            Ok(())
        })?;
        Ok(members)
    }

    /// `{"target": …}`
    pub(super) fn reference(
        &mut self,
        reader: &mut Reader<'a>,
        property: &str,
    ) -> Read<Option<ShapeId>> {
        if !self.expect(reader, Kind::Object, |found| {
            format!("Expected `{property}` to be an object; found {found}")
        })? {
            return Ok(None);
        }
        self.reference_object(reader)
    }

    fn reference_object(&mut self, reader: &mut Reader<'a>) -> Read<Option<ShapeId>> {
        let start = reader.offset();
        let mut target = None;
        let mut seen = 0;
        reader.object(|reader, key, at| {
            if !self.first_time(&mut seen, &["target"], &key, at) {
                return reader.skip();
            }
            if key != "target" {
                self.unknown_in_reference("`target`", &key, at);
                return reader.skip();
            }
            let id_at = reader.offset();
            if let Some(text) = self.string(reader, "target")? {
                target = self.id(text, id_at);
            }
            Ok(())
        })?;
        if seen & 1 == 0 {
            self.reject("Missing expected member `target`.".to_owned(), start);
        }
        Ok(target)
    }

    /// `[{"target": …}, …]`
    pub(super) fn references(
        &mut self,
        reader: &mut Reader<'a>,
        property: &str,
    ) -> Read<Vec<ShapeId>> {
        let mut ids = Vec::new();
        if !self.expect_property(reader, Kind::Array, property)? {
            return Ok(ids);
        }
        reader.array(|reader| {
            if self.expect_object(reader)? {
                ids.extend(self.reference_object(reader)?);
            }
            Ok::<(), SyntaxError>(())
        })?;
        Ok(ids)
    }

    /// `{"name": {"target": …}, …}`
    pub(super) fn reference_map(
        &mut self,
        reader: &mut Reader<'a>,
        property: &str,
    ) -> Read<Vec<(String, ShapeId)>> {
        let mut map = Vec::new();
        if !self.expect_property(reader, Kind::Object, property)? {
            return Ok(map);
        }
        let mut seen = HashSet::new();
        reader.object(|reader, key, at| {
            if !seen.insert(key.clone()) {
                self.duplicate(&key, at);
                return reader.skip();
            }
            if self.expect_object(reader)?
                && let Some(id) = self.reference_object(reader)?
            {
                map.push((key.into_owned(), id));
            }
            Ok(())
        })?;
        Ok(map)
    }

    /// `{"ns#Name": "Other"}`
    pub(super) fn rename(&mut self, reader: &mut Reader<'a>) -> Read<BTreeMap<ShapeId, String>> {
        let mut rename = BTreeMap::new();
        if !self.expect_property(reader, Kind::Object, "rename")? {
            return Ok(rename);
        }
        reader.object(|reader, key, at| {
            let id = self.id(key.clone(), at);
            if reader.peek()? != Kind::String {
                return reader.skip();
            }
            let name = reader.string()?;
            if let Some(id) = id
                && rename.insert(id, name.into_owned()).is_some()
            {
                self.duplicate(&key, at);
            }
            Ok(())
        })?;
        Ok(rename)
    }
}
