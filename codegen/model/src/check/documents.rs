//! Documents where the protocol has none. (Smithy spec, "protocolDefinition trait": `noInlineDocumentSupport`)

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Node, ShapeType};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "NoInlineDocumentSupport",
    title: "A service has no documents where its protocol knows none.",
    why: "A document is any JSON-like value. A protocol whose format can't hold one, such as XML or a query string, says so in its definition, and \
        a service that uses it can't use documents.",
    bad: r#"$version: "2"
namespace example

@trait(selector: "service")
@protocolDefinition(noInlineDocumentSupport: true)
structure plainText {}

@plainText
service Weather {
    version: "1"
    operations: [GetCity]
}

operation GetCity {
    output := {
        details: Document
    }
}
"#,
    good: r#"$version: "2"
namespace example

@trait(selector: "service")
@protocolDefinition(noInlineDocumentSupport: true)
structure plainText {}

@plainText
service Weather {
    version: "1"
    operations: [GetCity]
}

operation GetCity {
    output := {
        details: String
    }
}
"#,
    run: Run::Semantic(check),
}];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in context.services() {
        for (protocol, definition) in
            context.traits_defined_as(service, "smithy.api#protocolDefinition")
        {
            let none = definition.get("noInlineDocumentSupport");
            if none.and_then(Node::as_bool) != Some(true) {
                continue;
            }
            let documents: Vec<&str> = context
                .reached(&service.id)
                .iter()
                .filter(|id| {
                    context
                        .shape(id)
                        .is_some_and(|s| s.kind == ShapeType::Document)
                })
                .map(|id| id.as_str())
                .collect();
            if !documents.is_empty() {
                let message = format!(
                    "This service uses the `{protocol}` protocol which does not support inline document types, but the following document types were found in the closure of the service: [{}]",
                    documents.join(", ")
                );
                let span = service.traits.span(protocol.as_str());
                let found = Diagnostic::error("NoInlineDocumentSupport", message);
                diagnostics.push(found.on(&service.id).at(span.unwrap_or(service.span)));
            }
        }
    }
}
