//! Ids, node values and traits.

use super::*;

impl Parser<'_> {
    /// `a.b`
    pub(super) fn namespace_id(&mut self) -> Read<Id> {
        let first = self.take(Identifier)?;
        while self.kind() == Dot {
            self.bump();
            self.take(Identifier)?;
        }
        Ok(Id {
            first,
            end: self.at,
        })
    }

    /// `a.b#C` or `a.b#C$d`
    pub(super) fn absolute_id(&mut self) -> Read<Id> {
        let first = self.namespace_id()?.first;
        self.take(Pound)?;
        self.rest_of_id(first)
    }

    /// `C`, `C$d`, `a.b#C` or `a.b#C$d`
    pub(super) fn shape_id(&mut self) -> Read<Id> {
        let id = self.namespace_id()?;
        if !matches!(self.kind(), Dollar | Pound) {
            return Ok(id);
        }
        self.bump();
        self.rest_of_id(id.first)
    }

    fn rest_of_id(&mut self, first: Ix) -> Read<Id> {
        self.take(Identifier)?;
        if self.kind() == Dollar {
            self.bump();
            self.take(Identifier)?;
        }
        Ok(Id {
            first,
            end: self.at,
        })
    }

    pub(super) fn value(&mut self) -> Read<Value> {
        let first = self.at;
        let kind = match self.expect(&[Quoted, TextBlock, Number, Identifier, LBrace, LBracket])? {
            LBrace => {
                self.bump();
                self.skip_ws_and_docs();
                self.enter()?;
                let entries = self.entries()?;
                self.take(RBrace)?;
                self.leave();
                ValueKind::Object(entries)
            }
            LBracket => {
                self.enter()?;
                self.bump();
                self.skip_ws_and_docs();
                let mut values = Vec::new();
                while self.kind() != RBracket {
                    values.push(self.value()?);
                    self.skip_ws_and_docs();
                }
                self.take(RBracket)?;
                self.leave();
                ValueKind::Array(values)
            }
            Identifier => {
                self.shape_id()?;
                ValueKind::Id
            }
            kind => {
                self.bump();
                match kind {
                    Number => ValueKind::Number,
                    TextBlock => ValueKind::TextBlock,
                    _ => ValueKind::String,
                }
            }
        };
        Ok(Value {
            first,
            end: self.at,
            kind,
        })
    }

    /// Keys with values, up to the closing brace.
    pub(super) fn entries(&mut self) -> Read<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while self.kind() != Eof && self.expect(&[RBrace, Quoted, Identifier])? != RBrace {
            let key = self.at;
            self.bump();
            let value = self.value_after_colon()?;
            let name = self.tree.string(key);
            if seen.contains(&name) {
                return self.fail_plain(key, None, format!("Duplicate member: '{name}'"));
            }
            seen.insert(name);
            entries.push(Entry { key, value });
            self.skip_ws_and_docs();
        }
        Ok(entries)
    }

    fn value_after_colon(&mut self) -> Read<Value> {
        self.skip_ws_and_docs();
        self.take(Colon)?;
        self.skip_ws_and_docs();
        self.value()
    }

    /// Documentation comments and traits before a shape or member.
    pub(super) fn docs_and_traits(&mut self) -> Read<(Option<Docs>, Vec<Trait>)> {
        self.skip_ws();
        let mut docs = None;
        if self.kind() == DocComment {
            let at = self.at;
            self.skip_ws_and_docs();
            docs = self.take_docs(at);
        }
        let traits = self.traits()?;
        Ok((docs, traits))
    }

    pub(super) fn traits(&mut self) -> Read<Vec<Trait>> {
        let mut traits = Vec::new();
        while self.kind() == At {
            traits.push(self.one_trait()?);
            self.skip_ws_and_docs();
        }
        Ok(traits)
    }

    pub(super) fn one_trait(&mut self) -> Read<Trait> {
        let first = self.take(At)?;
        let id = self.shape_id()?;
        let mut body = TraitBody::None;
        if self.kind() == LParen {
            self.bump();
            self.skip_ws_and_docs();
            if self.kind() != RParen {
                body = self.trait_body()?;
                self.skip_ws_and_docs();
            }
            self.take(RParen)?;
        }
        Ok(Trait {
            first,
            end: self.at,
            id,
            body,
        })
    }

    fn trait_body(&mut self) -> Read<TraitBody> {
        let first = self.at;
        let start = self.expect(&[LBrace, LBracket, TextBlock, Quoted, Number, Identifier])?;
        let value = self.value()?;
        self.skip_ws_and_docs();
        let one_word = value.end == first + 1;
        let is_key = match start {
            Quoted => self.kind() == Colon,
            Identifier => one_word && self.kind() != RParen,
            _ => false,
        };
        if !is_key {
            return Ok(TraitBody::Value(value));
        }
        self.enter()?;
        let value = self.value_after_colon()?;
        let mut seen = HashSet::from([self.tree.string(first)]);
        let mut entries = vec![Entry { key: first, value }];
        self.skip_ws_and_docs();
        while self.kind() != RParen {
            self.expect(&[Identifier, Quoted])?;
            let key = self.at;
            self.bump();
            let value = self.value_after_colon()?;
            let name = self.tree.string(key);
            if seen.contains(&name) {
                return self.fail_plain(key, None, format!("Duplicate member of trait: '{name}'"));
            }
            seen.insert(name);
            entries.push(Entry { key, value });
            self.skip_ws_and_docs();
        }
        self.leave();
        Ok(TraitBody::Members(entries))
    }
}
