//! Endpoint rules: `smithy.rules` and `aws.endpoints`. (Smithy spec, "Rules engine"; Smithy's AWS documentation, "Declarative endpoint
//! traits")

pub(super) mod auth_schemes;
pub(super) mod built_in;
pub(super) mod context_params;
pub(super) mod endpoint_tests;
pub(super) mod language;
pub(super) mod parameter;
pub(super) mod special_case;
#[cfg(test)]
mod tests;

use super::Context;
use crate::rules::{
    Condition, Diagram, Outcome, Parameter, Parameters, Rule, RuleError, RuleSet, Version,
};
use crate::{Node, Shape, Span};

pub(super) const CLIENT_CONTEXT_PARAMS: &str = "smithy.rules#clientContextParams";
pub(super) const CONTEXT_PARAM: &str = "smithy.rules#contextParam";
pub(super) const ENDPOINT_BDD: &str = "smithy.rules#endpointBdd";
pub(super) const ENDPOINT_RULE_SET: &str = "smithy.rules#endpointRuleSet";
pub(super) const ENDPOINT_TESTS: &str = "smithy.rules#endpointTests";
pub(super) const OPERATION_CONTEXT_PARAMS: &str = "smithy.rules#operationContextParams";
pub(super) const STATIC_CONTEXT_PARAMS: &str = "smithy.rules#staticContextParams";

/// The endpoint rules of a service.
pub(super) struct ServiceRules<'a> {
    /// The service.
    pub(super) service: &'a Shape,
    /// Where the rules stand.
    pub(super) span: Span,
    /// The rules, or why they can't be read.
    pub(super) rules: Result<Rules<'a>, RuleError>,
}

/// Endpoint rules in either form.
pub(super) enum Rules<'a> {
    /// A tree of rules.
    Tree(RuleSet<'a>),
    /// A decision diagram.
    Diagram(Diagram<'a>),
}

/// Reads the rules of all services, trees first.
pub(super) fn read<'a>(context: &Context<'a>) -> Vec<ServiceRules<'a>> {
    let trees = context
        .applied(ENDPOINT_RULE_SET)
        .iter()
        .map(|on| ServiceRules {
            service: on.shape,
            span: on.span,
            rules: RuleSet::parse(on.value).map(Rules::Tree),
        });
    let diagrams = context.applied(ENDPOINT_BDD).iter().map(|on| ServiceRules {
        service: on.shape,
        span: on.span,
        rules: Diagram::parse(on.value).map(Rules::Diagram),
    });
    trees.chain(diagrams).collect()
}

/// The rules that can be read, with the service and the place.
pub(super) fn readable<'c, 'a>(
    context: &'c Context<'a>,
) -> impl Iterator<Item = (&'c ServiceRules<'a>, &'c Rules<'a>)> {
    context
        .service_rules()
        .iter()
        .filter_map(|of| Some((of, of.rules.as_ref().ok()?)))
}

impl<'a> Rules<'a> {
    /// What they are given.
    pub(super) fn parameters(&self) -> &[Parameter<'a>] {
        match self {
            Rules::Tree(rules) => &rules.parameters,
            Rules::Diagram(diagram) => &diagram.parameters,
        }
    }

    /// The version of the language that they declare.
    pub(super) fn version(&self) -> Version {
        match self {
            Rules::Tree(rules) => rules.version,
            Rules::Diagram(diagram) => diagram.version,
        }
    }

    /// Conditions outside of rules.
    pub(super) fn conditions(&self) -> &[Condition<'a>] {
        match self {
            Rules::Tree(_) => &[],
            Rules::Diagram(diagram) => &diagram.conditions,
        }
    }

    /// Every rule at any depth.
    pub(super) fn each_rule<'r>(&'r self, mut see: impl FnMut(&'r Rule<'a>)) {
        let rules = match self {
            Rules::Tree(rules) => &rules.rules,
            Rules::Diagram(diagram) => &diagram.results,
        };
        for rule in rules {
            rule.each(&mut see);
        }
    }

    /// Runs them.
    pub(super) fn resolve(&self, parameters: &Parameters) -> Result<Outcome, String> {
        match self {
            Rules::Tree(rules) => rules.resolve(parameters),
            Rules::Diagram(diagram) => diagram.resolve(parameters),
        }
    }
}

/// The cases of `@endpointTests` on a service.
pub(super) fn test_cases(service: &Shape) -> &[Node] {
    let tests = service.traits.get(ENDPOINT_TESTS);
    tests
        .and_then(|tests| tests.get("testCases")?.as_array())
        .unwrap_or_default()
}

/// Names and values under a key; nothing if there is no object.
pub(super) fn members<'n>(
    node: Option<&'n Node>,
) -> impl Iterator<Item = (&'n str, &'n Node)> + use<'n> {
    let object = node.and_then(Node::as_object);
    object.into_iter().flat_map(|object| object.iter())
}
