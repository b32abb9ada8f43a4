//! `MissingPaginatedTrait`: operations that look as if they gave their results in pages.

use super::words::camel_words;
use super::{Configuration, Rule, Run, Validator, tell};
use crate::check::Context;
use crate::selector::Item;
use crate::{Severity, Shape, ShapeId, ShapeType};

const ID: &str = "MissingPaginatedTrait";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "Operations that list things are paginated.",
    why: "A list that grows without bound makes an operation slow, and one day fail; and pages can't be introduced later without \
          breaking clients that expect everything at once. What gives an operation away are its verb and the names of its members, which \
          `configuration` can replace: `verbsRequirePagination`, `verbsSuggestPagination`, `inputMembersRequirePagination` and \
          `outputMembersRequirePagination`.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"MissingPaginatedTrait\" }]\n\nnamespace example\n\n@readonly\noperation \
          ListNames {\n    output := {\n        names: Names\n    }\n}\n\nlist Names {\n    member: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"MissingPaginatedTrait\" }]\n\nnamespace \
           example\n\n@readonly\n@paginated(inputToken: \"token\", outputToken: \"token\", items: \"names\")\noperation ListNames {\n    \
           input := {\n        token: String\n    }\n    output := {\n        token: String\n        names: Names\n    }\n}\n\nlist \
           Names {\n    member: String\n}\n",
    run: Run::Configured(configure),
};

const DISCLAIMER: &str = "Paginating operations that can return potentially unbounded lists of data helps to maintain a predictable SLA \
    and helps to prevent operational issues in the future.";

const REQUIRE: &[&str] = &["list", "search"];
const SUGGEST: &[&str] = &["describe", "get"];
const INPUT: &[&str] = &[
    "maxresults",
    "maxitems",
    "pagesize",
    "limit",
    "nexttoken",
    "pagetoken",
    "token",
    "marker",
];
const OUTPUT: &[&str] = &[
    "nexttoken",
    "pagetoken",
    "token",
    "marker",
    "nextpage",
    "nextpagetoken",
    "position",
    "nextmarker",
    "paginationtoken",
    "nextpagemarker",
];

/// What gives operations away, in lower case.
struct Signs {
    require: Vec<String>,
    suggest: Vec<String>,
    input: Vec<String>,
    output: Vec<String>,
}

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let read = |key: &str, default: &[&str]| -> Result<Vec<String>, String> {
        Ok(match configuration.texts(key)? {
            Some(texts) => texts.iter().map(|text| text.to_lowercase()).collect(),
            None => default.iter().map(|text| (*text).to_owned()).collect(),
        })
    };
    let signs = Signs {
        require: read("verbsRequirePagination", REQUIRE)?,
        suggest: read("verbsSuggestPagination", SUGGEST)?,
        input: read("inputMembersRequirePagination", INPUT)?,
        output: read("outputMembersRequirePagination", OUTPUT)?,
    };
    Ok(Validator::new(move |context, found| {
        for shape in context.shapes() {
            if shape.traits.has("smithy.api#paginated") || shape.span.is_built_in() {
                continue;
            }
            if let Some((severity, text)) = signs.of(context, shape) {
                let message = format!("{text} `paginated` trait. {DISCLAIMER}");
                tell(found, severity, ID, Item::Shape(shape), message);
            }
        }
    }))
}

impl Signs {
    fn of(&self, context: &Context<'_>, shape: &Shape) -> Option<(Severity, String)> {
        let operation = shape.as_operation()?;
        let verb = camel_words(shape.id.name()).first()?.to_lowercase();
        if self.require.contains(&verb) {
            let text = format!(
                "The verb of this operation, `{verb}`, requires that the operation is marked with the"
            );
            return Some((Severity::Danger, text));
        }
        let member = |id: &ShapeId, names: &[String]| {
            let members = &context.shape(id)?.members;
            let named = members
                .iter()
                .find(|m| names.contains(&m.name.to_lowercase()))?;
            Some(named.name.to_string())
        };
        if let Some(name) = member(&operation.input, &self.input) {
            let text = format!(
                "This operation contains an input member, `{name}`, that requires that the operation is marked with the"
            );
            return Some((Severity::Danger, text));
        }
        if let Some(name) = member(&operation.output, &self.output) {
            let text = format!(
                "This operation contains an output member, `{name}`, that requires that the operation is marked with the"
            );
            return Some((Severity::Danger, text));
        }
        let mut members = context.shape(&operation.output)?.members.iter();
        let is_list = |kind: ShapeType| kind == ShapeType::List;
        let lists = members.any(|m| context.target(m).is_some_and(|t| is_list(t.kind)));
        (lists && self.suggest.contains(&verb)).then(|| {
            let text = format!(
                "The verb of this operation, `{verb}`, and the presence of a top-level list member in its output, suggests that the operation should have the"
            );
            (Severity::Warning, text)
        })
    }
}
