//! The prelude and the trait packs of Smithy and AWS: shapes that models refer to without defining them.
//!
//! They are texts in the IDL like any model, written for this crate, parsed once in a process and only if a model needs them: the
//! prelude always, a pack when a text names one of its shapes.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::source::FileId;
use crate::{Shape, ShapeId, Sources, known, load};

/// The namespace of the prelude.
const PRELUDE: &str = "smithy.api";

/// The length of the longest namespace of a pack.
const LONGEST: usize = "aws.cloudformation".len();

/// Shapes of one namespace.
pub(crate) struct Pack {
    /// The namespace that all its shapes are in.
    pub(crate) namespace: &'static str,
    /// Its definitions.
    pub(crate) text: &'static str,
    index: u32,
    shapes: OnceLock<BTreeMap<ShapeId, Arc<Shape>>>,
    needs: OnceLock<Vec<&'static Pack>>,
}

macro_rules! packs {
    ($($index:literal $namespace:literal $file:literal,)*) => {
        [$(Pack {
            namespace: $namespace,
            text: include_str!($file),
            index: $index,
            shapes: OnceLock::new(),
            needs: OnceLock::new(),
        },)*]
    };
}

/// The prelude comes first.
static PACKS: [Pack; 18] = packs![
    0 "smithy.api" "prelude.smithy",
    1 "aws.api" "aws.api.smithy",
    2 "aws.apigateway" "aws.apigateway.smithy",
    3 "aws.auth" "aws.auth.smithy",
    4 "aws.cloudformation" "aws.cloudformation.smithy",
    5 "aws.customizations" "aws.customizations.smithy",
    6 "aws.endpoints" "aws.endpoints.smithy",
    7 "aws.iam" "aws.iam.smithy",
    8 "aws.protocols" "aws.protocols.smithy",
    9 "aws.test" "aws.test.smithy",
    10 "smithy.contracts" "smithy.contracts.smithy",
    11 "smithy.framework" "smithy.framework.smithy",
    12 "smithy.mqtt" "smithy.mqtt.smithy",
    13 "smithy.openapi" "smithy.openapi.smithy",
    14 "smithy.protocols" "smithy.protocols.smithy",
    15 "smithy.rules" "smithy.rules.smithy",
    16 "smithy.test" "smithy.test.smithy",
    17 "smithy.waiters" "smithy.waiters.smithy",
];

impl Pack {
    /// Its shapes with mixins applied; places are in files that no sources have.
    pub(crate) fn shapes(&'static self) -> &'static BTreeMap<ShapeId, Arc<Shape>> {
        self.shapes.get_or_init(|| {
            let shapes = load::load_pack(self.file(), self.text, Given(self.index));
            let shared = shapes.into_iter();
            shared.map(|(id, shape)| (id, Arc::new(shape))).collect()
        })
    }

    /// The packs whose shapes it names.
    fn needs(&'static self) -> &'static [&'static Pack] {
        self.needs.get_or_init(|| named_in(self.text))
    }

    fn file(&self) -> FileId {
        FileId::pack(self.index)
    }
}

/// All packs, the prelude first.
pub(crate) fn all() -> impl Iterator<Item = &'static Pack> {
    PACKS.iter()
}

/// The built-in shape of an id.
pub(crate) fn shape(id: &str) -> Option<&'static Arc<Shape>> {
    let (namespace, _) = id.split_once('#')?;
    of_namespace(namespace)?.shapes().get(id)
}

/// The packs that the texts of a model need, the prelude first, then in the order of their namespaces.
pub(crate) fn needed(sources: &Sources) -> Vec<&'static Pack> {
    let mut found = [false; PACKS.len()];
    let mut todo: Vec<&'static Pack> = PACKS.iter().take(1).collect();
    for (_, source) in sources.iter() {
        todo.extend(named_in(&source.text));
    }
    while let Some(pack) = todo.pop() {
        if let Some(found) = found.get_mut(pack.index as usize)
            && !std::mem::replace(found, true)
        {
            todo.extend(pack.needs());
        }
    }
    let found = PACKS.iter().zip(found);
    found
        .filter(|(_, found)| *found)
        .map(|(pack, _)| pack)
        .collect()
}

/// The shape of the prelude of an id, or of the id of a member of it.
pub(crate) fn prelude(id: &ShapeId) -> Option<&'static Arc<Shape>> {
    let root = match id.as_str().split_once('$') {
        Some((root, _)) => root,
        None => id.as_str(),
    };
    let of_prelude = id.namespace() == PRELUDE;
    PACKS.first().filter(|_| of_prelude)?.shapes().get(root)
}

/// Whether an id is that of a shape of the prelude, or of a member of one.
#[must_use]
pub fn is_prelude(id: &ShapeId) -> bool {
    prelude(id).is_some()
}

/// Whether an id is that of a shape of the prelude that texts may name without its namespace.
pub(crate) fn is_public_prelude(id: &ShapeId) -> bool {
    prelude(id).is_some_and(|shape| !shape.traits.has(known::PRIVATE))
}

/// What the loader takes as given: the packs before one of them, so that no pack waits for itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given(u32);

impl Given {
    /// Every pack.
    pub(crate) const ALL: Given = Given(u32::MAX);

    /// Whether every pack is given.
    pub(crate) fn is_all(self) -> bool {
        self.0 == u32::MAX
    }

    /// The shape of the prelude of an id, or of the id of a member of it.
    pub(crate) fn prelude(self, id: &ShapeId) -> Option<&'static Arc<Shape>> {
        match self.0 {
            0 => None,
            _ => prelude(id),
        }
    }

    /// The built-in shape of an id.
    pub(crate) fn shape(self, id: &str) -> Option<&'static Arc<Shape>> {
        let (namespace, _) = id.split_once('#')?;
        let pack = of_namespace(namespace).filter(|pack| pack.index < self.0)?;
        pack.shapes().get(id)
    }
}

fn of_namespace(namespace: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.namespace == namespace)
}

/// The packs, other than the prelude, of which a text names a shape, or whose namespace it adds to.
fn named_in(text: &str) -> Vec<&'static Pack> {
    let mut found: Vec<&'static Pack> = Vec::new();
    for (hash, _) in text.match_indices('#') {
        let head = text.as_bytes().get(..hash).unwrap_or_default();
        if head.ends_with(PRELUDE.as_bytes()) {
            continue;
        }
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
        let length = head.iter().rev().take(LONGEST + 1).take_while(|b| part(b));
        let namespace = text.get(hash - length.count()..hash).unwrap_or_default();
        if let Some(pack) = of_namespace(namespace)
            && !found.iter().any(|f| f.index == pack.index)
        {
            found.push(pack);
        }
    }
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("namespace "));
    found.extend(lines.filter_map(|namespace| of_namespace(namespace.trim())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_needs_what_it_names_and_what_that_needs() {
        let mut sources = Sources::new();
        sources.add("a.smithy", "use aws.apigateway#integration\nuse xaws.iam#a");
        sources.add(
            "b.json",
            r#"{"smithy.rules#x":"smithy.api#String","saws.auth#x":1}"#,
        );
        sources.add("c.smithy", "namespace smithy.waiters\n");
        let names: Vec<&str> = needed(&sources).iter().map(|pack| pack.namespace).collect();
        assert_eq!(
            names,
            [
                "smithy.api",
                "aws.api",
                "aws.apigateway",
                "smithy.rules",
                "smithy.waiters"
            ]
        );
        assert_eq!(
            LONGEST,
            all().map(|pack| pack.namespace.len()).max().unwrap()
        );
    }

    #[test]
    fn packs_hold_shapes_of_their_namespaces_with_documented_traits() {
        let mut traits = 0;
        for (i, pack) in all().enumerate() {
            assert_eq!(pack.index as usize, i);
            for (id, shape) in pack.shapes() {
                assert_eq!(id.namespace(), pack.namespace);
                assert!(shape.is_built_in());
                if shape.traits.has(known::TRAIT) {
                    traits += 1;
                    assert!(shape.traits.has("smithy.api#documentation"), "{id}");
                }
            }
        }
        assert_eq!(traits, 162);
    }

    #[test]
    fn members_of_the_prelude_belong_to_it() {
        let is = |id: &str| is_prelude(&ShapeId::parse(id).unwrap());
        assert!(is("smithy.api#required") && is("smithy.api#http$method"));
        assert!(!is("smithy.api#mine") && !is("aws.api#service"));
    }

    #[test]
    fn packs_are_right_by_the_rules_for_all_models() {
        let mut sources = Sources::new();
        for pack in all() {
            sources.add(
                format!("{}.smithy.json", pack.namespace),
                format!(
                    r#"{{"smithy":"2.0","metadata":{{"{0}":"{0}#x"}}}}"#,
                    pack.namespace
                ),
            );
        }
        let (model, mut found) = load(&sources);
        found.extend(crate::check(&model));
        assert_eq!(
            found
                .iter()
                .map(|d| format!("{} {:?} {}", d.id, d.shape, d.message))
                .collect::<Vec<_>>(),
            Vec::<String>::new()
        );
        assert!(model.shapes().len() > 340 && model.shapes().all(Shape::is_built_in));
    }
}
