//! Finds the operation of a request by method and path, as the trait `smithy.api#http` says.
//!
//! The patterns of a service become a tree of path segments once; a request walks it and allocates
//! nothing but its labels. The most specific pattern wins (Smithy 2.0, "HTTP bindings", conflicts):
//! from left to right a literal goes before a label and a label before a greedy one, then the
//! pattern with more query literals goes first. One slash at the end of a path is ignored, unless a
//! greedy label takes it.

use std::borrow::Cow;

use crate::operation::Service;
use crate::percent;

/// The patterns of a service, ready to be matched.
#[derive(Debug)]
pub struct Router {
    nodes: Vec<Node>,
    conflicts: Vec<(usize, usize)>,
}

/// What a method and a path lead to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'p> {
    /// The operation at this index of the service, with its labels, decoded, by name.
    Match(usize, Vec<(&'static str, Cow<'p, str>)>),
    /// Other methods have an operation here.
    MethodNotAllowed,
    /// No pattern fits the path.
    NotFound,
}

#[derive(Debug, Default)]
struct Node {
    /// Children by literal segment, sorted.
    literals: Vec<(&'static str, usize)>,
    label: Option<usize>,
    /// Patterns with a greedy label here, the longest suffix first.
    greedy: Vec<Greedy>,
    /// Patterns that end here.
    routes: Vec<Route>,
}

#[derive(Debug)]
struct Greedy {
    /// The literal segments after the label, with a slash before each.
    suffix: String,
    routes: Vec<Route>,
}

#[derive(Debug)]
struct Route {
    operation: usize,
    method: &'static str,
    labels: Vec<&'static str>,
    query: Vec<(&'static str, &'static str)>,
}

/// One request on its way through the tree.
struct Walk<'p> {
    method: &'p str,
    query: &'p str,
    /// The raw values of the labels so far.
    values: Vec<&'p str>,
    /// Whether anything in the path is encoded.
    encoded: bool,
    other_method: bool,
}

impl Router {
    /// The tree of all operations of the service.
    pub fn new(service: &Service) -> Self {
        let mut router = Self {
            nodes: vec![Node::default()],
            conflicts: Vec::new(),
        };
        for (index, operation) in service.operations.iter().enumerate() {
            router.add(index, operation.method, operation.uri);
        }
        router
    }

    /// Pairs of operations that no request can tell apart; the first of each pair is served.
    pub fn conflicts(&self) -> &[(usize, usize)] {
        &self.conflicts
    }

    /// Where a request goes. `path` and `query` are as in the request's URI, still encoded.
    pub fn route<'p>(&self, method: &'p str, path: &'p str, query: Option<&'p str>) -> Outcome<'p> {
        let mut walk = Walk {
            method,
            query: query.unwrap_or_default(),
            values: Vec::new(),
            encoded: path.contains('%'),
            other_method: false,
        };
        let rest = path.strip_prefix('/').unwrap_or(path);
        let whole = Some(rest).filter(|rest| !rest.is_empty());
        let found = self.descend(0, whole, &mut walk).or_else(|| {
            walk.values.clear();
            let shorter = rest.strip_suffix('/')?;
            self.descend(0, Some(shorter), &mut walk)
        });
        match found {
            Some(route) => bind(route, &walk.values),
            None if walk.other_method => Outcome::MethodNotAllowed,
            None => Outcome::NotFound,
        }
    }

    fn add(&mut self, operation: usize, method: &'static str, uri: &'static str) {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let mut route = Route {
            operation,
            method,
            labels: Vec::new(),
            query: pairs(query).collect(),
        };
        let mut node = 0;
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        while let Some(segment) = segments.next() {
            let label = segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'));
            match label {
                None => node = self.literal(node, segment),
                Some(name) => match name.strip_suffix('+') {
                    None => {
                        route.labels.push(name);
                        node = self.label(node);
                    }
                    Some(name) => {
                        route.labels.push(name);
                        let suffix = segments.fold(String::new(), |path, s| path + "/" + s);
                        return self.finish(node, Some(suffix), route);
                    }
                },
            }
        }
        self.finish(node, None, route);
    }

    fn literal(&mut self, node: usize, segment: &'static str) -> usize {
        let fresh = self.nodes.len();
        let Some(parent) = self.nodes.get_mut(node) else {
            return node;
        };
        match parent.literals.binary_search_by_key(&segment, |(s, _)| s) {
            Ok(at) => parent.literals.get(at).map_or(node, |(_, child)| *child),
            Err(at) => {
                parent.literals.insert(at, (segment, fresh));
                self.nodes.push(Node::default());
                fresh
            }
        }
    }

    fn label(&mut self, node: usize) -> usize {
        let fresh = self.nodes.len();
        let Some(parent) = self.nodes.get_mut(node) else {
            return node;
        };
        let child = *parent.label.get_or_insert(fresh);
        if child == fresh {
            self.nodes.push(Node::default());
        }
        child
    }

    fn finish(&mut self, node: usize, suffix: Option<String>, route: Route) {
        let Some(node) = self.nodes.get_mut(node) else {
            return;
        };
        let routes = match suffix {
            None => &mut node.routes,
            Some(suffix) => {
                let same = node.greedy.iter().position(|g| g.suffix == suffix);
                let at = same.unwrap_or_else(|| {
                    let at = node
                        .greedy
                        .partition_point(|g| g.suffix.len() >= suffix.len());
                    let routes = Vec::new();
                    node.greedy.insert(at, Greedy { suffix, routes });
                    at
                });
                match node.greedy.get_mut(at) {
                    Some(greedy) => &mut greedy.routes,
                    None => return,
                }
            }
        };
        let twin = routes
            .iter()
            .find(|r| r.method == route.method && same_literals(&r.query, &route.query));
        if let Some(twin) = twin {
            self.conflicts.push((twin.operation, route.operation));
        }
        let at = routes.partition_point(|r| r.query.len() >= route.query.len());
        routes.insert(at, route);
    }

    /// The best route below `node` for what is left of the path; `None` once all segments are used.
    fn descend<'p>(
        &self,
        node: usize,
        rest: Option<&'p str>,
        walk: &mut Walk<'p>,
    ) -> Option<&Route> {
        let node = self.nodes.get(node)?;
        let Some(rest) = rest else {
            return walk.pick(&node.routes);
        };
        let (segment, below) = match rest.split_once('/') {
            Some((segment, below)) => (segment, Some(below)),
            None => (rest, None),
        };
        let depth = walk.values.len();
        if let Some(child) = node.child(segment, walk.encoded)
            && let Some(route) = self.descend(child, below, walk)
        {
            return Some(route);
        }
        walk.values.truncate(depth);
        if let Some(child) = node.label
            && !segment.is_empty()
            && (!walk.encoded || decode(segment).is_some())
        {
            walk.values.push(segment);
            if let Some(route) = self.descend(child, below, walk) {
                return Some(route);
            }
            walk.values.truncate(depth);
        }
        node.greedy.iter().find_map(|greedy| {
            let value = rest.strip_suffix(greedy.suffix.as_str())?;
            if value.is_empty() || decode(value).is_none() {
                return None;
            }
            let route = walk.pick(&greedy.routes)?;
            walk.values.push(value);
            Some(route)
        })
    }
}

impl Node {
    fn child(&self, segment: &str, encoded: bool) -> Option<usize> {
        let text = if encoded && segment.contains('%') {
            decode(segment)?
        } else {
            Cow::Borrowed(segment)
        };
        let at = self
            .literals
            .binary_search_by(|(literal, _)| (*literal).cmp(&text))
            .ok()?;
        self.literals.get(at).map(|(_, child)| *child)
    }
}

impl Walk<'_> {
    /// The first route for the request's method whose query literals are all there.
    fn pick<'r>(&mut self, routes: &'r [Route]) -> Option<&'r Route> {
        for route in routes {
            if !route.query.iter().all(|wanted| self.has(wanted)) {
                continue;
            }
            if route.method == self.method {
                return Some(route);
            }
            self.other_method = true;
        }
        None
    }

    fn has(&self, (name, value): &(&str, &str)) -> bool {
        let same = |text, wanted: &str| decode(text).is_some_and(|text| text == wanted);
        pairs(self.query).any(|(n, v)| same(n, name) && same(v, value))
    }
}

/// Names and values of a query, still encoded; a name without `=` has the empty value.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn same_literals(a: &[(&str, &str)], b: &[(&str, &str)]) -> bool {
    a.len() == b.len() && a.iter().all(|pair| b.contains(pair))
}

fn bind<'p>(route: &Route, values: &[&'p str]) -> Outcome<'p> {
    let labels = route.labels.iter().zip(values);
    let labels: Option<Vec<_>> = labels
        .map(|(name, value)| Some((*name, decode(value)?)))
        .collect();
    labels.map_or(Outcome::NotFound, |labels| {
        Outcome::Match(route.operation, labels)
    })
}

/// The text of a segment or of a query literal; `None` for a broken code and what isn't UTF-8.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let is_code = |rest: &str| {
        rest.as_bytes()
            .get(..2)
            .is_some_and(|c| c.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(is_code) {
        return None;
    }
    String::from_utf8(percent::decode(text))
        .ok()
        .map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(patterns: &[(&'static str, &'static str)]) -> Router {
        let mut router = Router {
            nodes: vec![Node::default()],
            conflicts: Vec::new(),
        };
        for (index, (method, uri)) in patterns.iter().enumerate() {
            router.add(index, method, uri);
        }
        router
    }

    /// The operation and its labels as text, or why there is none.
    fn to(router: &Router, method: &str, target: &str) -> String {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        match router.route(method, path, query) {
            Outcome::Match(index, labels) => {
                let labels = labels
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"));
                labels.fold(index.to_string(), |all, label| all + &label)
            }
            Outcome::MethodNotAllowed => "method".to_owned(),
            Outcome::NotFound => "none".to_owned(),
        }
    }

    #[test]
    fn requests_find_the_most_specific_operation() {
        let router = router(&[
            ("GET", "/"),
            ("GET", "/f"),
            ("POST", "/f"),
            ("GET", "/f/{Name}"),
            ("PUT", "/f/{Name}/code"),
            ("GET", "/f/{Function}/aliases/{Name}"),
            ("GET", "/f/special"),
            ("GET", "/layers"),
            ("GET", "/layers?find=LayerVersion"),
            ("GET", "/b/{Key+}"),
            ("GET", "/b/{Key+}/acl"),
            ("GET", "/b/{One}/x"),
            ("DELETE", "/b/{Key+}?tags"),
        ]);
        let arn = "arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST";
        let encoded = "arn%3Aaws%3Alambda%3Aus-east-1%3A111122223333%3Afunction%3Af%3A%24LATEST";
        for (method, target, expected) in [
            ("GET", "/", "0"),
            ("GET", "/f", "1"),
            ("GET", "/f/", "1"), // W10
            ("GET", "/f//", "none"),
            ("POST", "/f/", "2"),
            ("PATCH", "/f", "method"),
            ("get", "/f", "method"),
            ("GET", "/f/special", "6"),
            ("GET", "/f/speci%61l", "6"),
            ("GET", "/f/specia", "3 Name=specia"),
            ("PUT", "/f/special/code", "4 Name=special"),
            ("PUT", "/f/special", "method"),
            ("GET", "/f/a%2Fb%20c", "3 Name=a/b c"),
            ("GET", "/f/a+b", "3 Name=a+b"),
            ("GET", "/f/%FF", "none"),
            ("GET", "/f/%4", "none"),
            ("PUT", "/f//code", "none"),
            ("GET", "/f/g/aliases/h?x=1", "5 Function=g Name=h"),
            ("GET", "/f/g/aliases", "none"),
            ("GET", "/layers", "7"),
            ("GET", "/layers?find=Other", "7"),
            ("GET", "/layers?a=b&find=LayerVersion", "8"),
            ("GET", "/layers/?find=Layer%56ersion", "8"),
            ("GET", "/b/1/2/3", "9 Key=1/2/3"),
            ("GET", "/b/1/2/", "9 Key=1/2/"),
            ("GET", "/b/1/acl", "10 Key=1"),
            ("GET", "/b/1/x", "11 One=1"),
            ("GET", "/b/", "none"),
            ("DELETE", "/b/k", "method"),
            ("DELETE", "/b/k?tags", "12 Key=k"),
            ("DELETE", "/b/k?tags=", "12 Key=k"),
            ("GET", "/nowhere", "none"),
            ("GET", "*", "none"),
            ("GET", "", "0"),
        ] {
            assert_eq!(to(&router, method, target), expected, "{method} {target}");
        }
        assert_eq!(
            to(&router, "PUT", &format!("/f/{encoded}/code")),
            format!("4 Name={arn}")
        );
    }

    #[test]
    fn operations_that_no_request_tells_apart_are_found() {
        let router = router(&[
            ("GET", "/a/{X}?q=1&r=2"),
            ("GET", "/a/{Y}?r=2&q=1"),
            ("PUT", "/a/{Y}?r=2&q=1"),
            ("GET", "/a/{Y}?q=2"),
        ]);
        assert_eq!(router.conflicts(), [(0, 1)]);
    }
}
