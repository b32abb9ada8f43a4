//! JSON that need not be JSON: keys may come twice, and anything may stand where a value should.

/// A value, or what is sent in its place.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// Bytes, as they are.
    Raw(Vec<u8>),
    /// A text, written properly.
    Text(String),
    List(Vec<Json>),
    /// In this order; keys may come again.
    Map(Vec<(String, Json)>),
}

impl Json {
    /// Bytes, as they are.
    pub(super) fn raw(text: &str) -> Json {
        Json::Raw(text.as_bytes().to_vec())
    }

    /// A text.
    pub(super) fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    /// As it is sent.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Json::Raw(bytes) => out.extend_from_slice(bytes),
            Json::Text(text) => quote(text, out),
            Json::List(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Json::Map(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    quote(name, out);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }

    /// The value of a member, to be replaced.
    pub(super) fn member(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Json::Map(members) => {
                let found = members.iter_mut().find(|(key, _)| key == name)?;
                Some(&mut found.1)
            }
            _ => None,
        }
    }
}

fn quote(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_and_others_stay_as_they_are() {
        let json = Json::Map(vec![
            (
                "a".to_owned(),
                Json::List(vec![Json::text("\""), Json::raw("1e9")]),
            ),
            ("a".to_owned(), Json::Raw(vec![0xff])),
        ]);
        assert_eq!(json.bytes(), b"{\"a\":[\"\\\"\",1e9],\"a\":\xff}");
    }
}
