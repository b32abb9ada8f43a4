//! The HTTP binding traits (Smithy spec, "HTTP bindings") and the host prefix of the endpoint trait.

use std::collections::BTreeSet;

use super::TypedTrait;
use super::fields::Fields;
use crate::Node;

/// The binding of an operation to a method, a URI pattern and the status of success. (Smithy spec, "http trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// The method.
    pub method: String,
    /// The path and the constant part of the query.
    pub uri: UriPattern,
    /// The status code of success; 200 if the model gives none.
    pub code: u16,
}

/// A URI pattern: path segments and constant query parameters. (Smithy spec, "http trait", "uri")
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UriPattern {
    /// The segments of the path; none for `/`. A slash at the end makes no segment: see `trailing_slash`.
    pub segments: Vec<UriSegment>,
    /// The constant query parameters in order: `?a=b&c` is `[("a", Some("b")), ("c", None)]`.
    pub query: Vec<(String, Option<String>)>,
    /// Whether the path ends in a slash that is not its first one.
    pub trailing_slash: bool,
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriSegment {
    /// A constant, as it is written.
    Literal(String),
    /// `{name}`, or `{name+}`, which is greedy: it takes slashes, too.
    Label {
        /// The name of the input member that it stands for.
        name: String,
        /// Whether it may span several segments.
        greedy: bool,
    },
}

/// The status code of an error, or of an output. (Smithy spec, "httpError trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpError(
    /// The status code.
    pub u16,
);

/// Cross-origin resource sharing of a service. (Smithy spec, "cors trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// The origin that is allowed; `*` by default.
    pub origin: String,
    /// How long a preflight answer may be cached, in seconds; 600 by default.
    pub max_age: u64,
    /// Further headers that a response may show.
    pub additional_exposed_headers: Vec<String>,
    /// Further headers that a request may carry.
    pub additional_allowed_headers: Vec<String>,
}

/// A prefix of the host name, which may take members of the input. (Smithy spec, "endpoint trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The text before the host, such as `{account}.data.`.
    pub host_prefix: Vec<HostSegment>,
}

/// A part of a host prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSegment {
    /// A constant.
    Literal(String),
    /// The name of an input member with `@hostLabel`.
    Label(String),
}

/// Marks a member that the host prefix takes. (Smithy spec, "hostLabel trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostLabel;

impl UriPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> Result<UriPattern, String> {
        let (path, query) = text
            .split_once('?')
            .map_or((text, None), |(path, query)| (path, Some(query)));
        let Some(path) = path.strip_prefix('/') else {
            return Err(format!("URI pattern must start with \"/\". Found {text}"));
        };
        if text.contains('#') {
            return Err(format!(
                "URI pattern must not contain a fragment. Found {text}"
            ));
        }
        let (path, trailing_slash) = path
            .strip_suffix('/')
            .map_or((path, false), |path| (path, true));
        let mut segments = Vec::new();
        if !path.is_empty() || trailing_slash {
            for segment in path.split('/') {
                segments.push(
                    UriSegment::parse(segment).map_err(|why| format!("{why}. Found {text}"))?,
                );
            }
        }
        let pattern = UriPattern {
            segments,
            query: query.map_or_else(|| Ok(Vec::new()), parse_query)?,
            trailing_slash,
        };
        pattern
            .check_labels()
            .map_err(|why| format!("{why}. Found {text}"))?;
        Ok(pattern)
    }

    /// The labels in order, with whether each is greedy.
    pub fn labels(&self) -> impl Iterator<Item = (&str, bool)> {
        self.segments.iter().filter_map(|segment| match segment {
            UriSegment::Label { name, greedy } => Some((name.as_str(), *greedy)),
            UriSegment::Literal(_) => None,
        })
    }

    fn check_labels(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        match self
            .labels()
            .find(|(name, _)| !seen.insert(name.to_ascii_lowercase()))
        {
            Some((name, _)) => Err(format!("label `{name}` is defined more than once")),
            None => Ok(()),
        }
    }
}

impl UriSegment {
    fn parse(text: &str) -> Result<UriSegment, String> {
        if text.is_empty() {
            return Err("URI pattern must not have empty segments".to_owned());
        }
        match text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
        {
            Some(label) => {
                let (name, greedy) = label
                    .strip_suffix('+')
                    .map_or((label, false), |name| (name, true));
                if !crate::shape_id::is_identifier(name) {
                    return Err(format!("`{name}` is not a valid label"));
                }
                Ok(UriSegment::Label {
                    name: name.to_owned(),
                    greedy,
                })
            }
            None if text.contains(['{', '}']) => {
                Err("a label must take a whole segment".to_owned())
            }
            None => Ok(UriSegment::Literal(text.to_owned())),
        }
    }
}

fn parse_query(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let mut query: Vec<(String, Option<String>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        if part.contains(['{', '}']) {
            return Err(format!(
                "URI pattern must not have labels in its query. Found {text}"
            ));
        }
        let (name, value) = part
            .split_once('=')
            .map_or((part, None), |(name, value)| (name, Some(value)));
        if !seen.insert(name) {
            return Err(format!(
                "query parameter `{name}` is given more than once. Found {text}"
            ));
        }
        query.push((name.to_owned(), value.map(str::to_owned)));
    }
    Ok(query)
}

/// The pattern as it is written in a model.
impl std::fmt::Display for UriPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for segment in &self.segments {
            match segment {
                UriSegment::Literal(text) => write!(f, "/{text}")?,
                UriSegment::Label { name, greedy } => {
                    write!(f, "/{{{name}{}}}", if *greedy { "+" } else { "" })?
                }
            }
        }
        if self.trailing_slash || self.segments.is_empty() {
            f.write_str("/")?;
        }
        for (i, (name, value)) in self.query.iter().enumerate() {
            write!(f, "{}{name}", if i == 0 { '?' } else { '&' })?;
            if let Some(value) = value {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

impl TypedTrait for Http {
    const ID: &'static str = "smithy.api#http";

    fn parse(node: &Node) -> Result<Http, String> {
        let fields = Fields::of(node)?;
        let method = fields.required("method")?;
        let uri = UriPattern::parse(&fields.required("uri")?)?;
        let code = fields
            .read("code", "a status code from 100 to 999", status)?
            .unwrap_or(200);
        Ok(Http { method, uri, code })
    }
}

impl TypedTrait for HttpError {
    const ID: &'static str = "smithy.api#httpError";

    fn parse(node: &Node) -> Result<HttpError, String> {
        status(node)
            .map(HttpError)
            .ok_or_else(|| "must be a status code from 100 to 999".to_owned())
    }
}

fn status(node: &Node) -> Option<u16> {
    let code = u16::try_from(node.as_number()?.as_u64()?).ok()?;
    (100..=999).contains(&code).then_some(code)
}

impl TypedTrait for Cors {
    const ID: &'static str = "smithy.api#cors";

    fn parse(node: &Node) -> Result<Cors, String> {
        let fields = Fields::of(node)?;
        Ok(Cors {
            origin: fields.string("origin")?.unwrap_or_else(|| "*".to_owned()),
            max_age: fields.unsigned("maxAge")?.unwrap_or(600),
            additional_exposed_headers: fields.strings("additionalExposedHeaders")?,
            additional_allowed_headers: fields.strings("additionalAllowedHeaders")?,
        })
    }
}

impl TypedTrait for Endpoint {
    const ID: &'static str = "smithy.api#endpoint";

    fn parse(node: &Node) -> Result<Endpoint, String> {
        let text = Fields::of(node)?.required("hostPrefix")?;
        let mut host_prefix = Vec::new();
        let mut rest = text.as_str();
        while let Some((literal, tail)) = rest.split_once('{') {
            let Some((label, tail)) = tail.split_once('}') else {
                return Err(format!("has a label without an end in `{text}`"));
            };
            if !literal.is_empty() {
                host_prefix.push(HostSegment::Literal(literal.to_owned()));
            }
            if !crate::shape_id::is_identifier(label) {
                return Err(format!("has the invalid label `{label}` in `{text}`"));
            }
            host_prefix.push(HostSegment::Label(label.to_owned()));
            rest = tail;
        }
        if rest.contains('}') {
            return Err(format!("has a label without a start in `{text}`"));
        }
        if !rest.is_empty() {
            host_prefix.push(HostSegment::Literal(rest.to_owned()));
        }
        Ok(Endpoint { host_prefix })
    }
}

impl TypedTrait for HostLabel {
    const ID: &'static str = "smithy.api#hostLabel";

    fn parse(node: &Node) -> Result<HostLabel, String> {
        Fields::of(node).map(|_| HostLabel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_survive_printing() {
        for text in [
            "/",
            "/a",
            "/a/",
            "/{x}/b/{y+}",
            "/a?list-type=2&versions",
            "/{y+}/z",
            "/a?b=",
        ] {
            assert_eq!(
                UriPattern::parse(text).map(|p| p.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn wrong_patterns_are_refused() {
        for text in [
            "", "a", "//", "/a//b", "/{a", "/a}", "/{a}b", "/{}", "/{a}/{A}", "/a?b={c}", "/a#b",
            "/?a&a",
        ] {
            assert!(UriPattern::parse(text).is_err(), "{text}");
        }
    }
}
