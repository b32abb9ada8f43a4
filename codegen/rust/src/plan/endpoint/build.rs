//! From rules to tables: what is equal stands there once.

use planish_model::rules::{
    Condition, Diagram, Endpoint, Expression as Said, FunctionId, Literal, Parameter, Part, Rule,
    RuleKind, Step as Way, Template,
};

use super::{Decision, Expression, Rules, Step, parameter};

/// Tables that grow.
pub(super) struct Builder {
    names: Vec<String>,
    conditions: Vec<(Expression, Option<u16>)>,
    results: Vec<Decision>,
    nodes: Vec<[i32; 3]>,
}

impl Builder {
    pub(super) fn new(parameters: &[Parameter<'_>]) -> Self {
        Self {
            names: parameters.iter().map(|p| p.name.to_owned()).collect(),
            conditions: Vec::new(),
            results: Vec::new(),
            nodes: Vec::new(),
        }
    }

    pub(super) fn finish(self, root: i32, parameters: &[Parameter<'_>]) -> Rules {
        Rules {
            parameters: parameters.iter().map(parameter).collect(),
            names: self.names,
            conditions: self.conditions,
            results: self.results,
            nodes: self.nodes,
            root,
        }
    }

    /// Knows what rules ask and decide, so that tables are in their order.
    pub(super) fn meet(&mut self, rules: &[Rule<'_>]) -> Result<(), String> {
        for rule in rules {
            for condition in &rule.conditions {
                self.condition(condition)?;
            }
            match &rule.kind {
                RuleKind::Tree(rules) => self.meet(rules)?,
                decided => {
                    self.result(decided)?;
                }
            }
        }
        Ok(())
    }

    /// Where rules begin: with the first one. Where one doesn't match, the next one follows; where
    /// none does, nothing: rules around them are not asked any more.
    pub(super) fn rules(&mut self, rules: &[Rule<'_>]) -> Result<i32, String> {
        let mut next = Rules::NOTHING;
        for rule in rules.iter().rev() {
            let mut at = match &rule.kind {
                RuleKind::Tree(rules) => self.rules(rules)?,
                decided => self.result(decided)?,
            };
            for condition in rule.conditions.iter().rev() {
                let condition = self.condition(condition)?;
                at = self.node([condition, at, next])?;
            }
            next = at;
        }
        Ok(next)
    }

    /// Where a diagram begins. Its nodes are kept as they are, but for those that lead to the same
    /// place both ways, and for references that swap the ways of their node.
    pub(super) fn diagram(&mut self, diagram: &Diagram<'_>) -> Result<i32, String> {
        let mut results = vec![Rules::NOTHING];
        for rule in &diagram.results {
            results.push(match &rule.kind {
                RuleKind::Tree(_) => Rules::NOTHING,
                decided => self.result(decided)?,
            });
        }
        let mut conditions = Vec::new();
        for condition in &diagram.conditions {
            conditions.push(self.condition(condition)?);
        }
        diagram.fold(
            |result| results.get(result).copied().unwrap_or(Rules::NOTHING),
            |condition, holds, fails| {
                let condition = conditions.get(condition).copied();
                let condition = condition.ok_or("a node has no condition")?;
                self.node([condition, holds, fails])
            },
        )
    }

    fn node(&mut self, node: [i32; 3]) -> Result<i32, String> {
        match node {
            [_, holds, fails] if holds == fails => Ok(holds),
            node => intern(&mut self.nodes, node),
        }
    }

    fn condition(&mut self, condition: &Condition<'_>) -> Result<i32, String> {
        let asked = self.expression(&condition.function)?;
        let name = condition.assign.map(|name| self.name(name)).transpose()?;
        intern(&mut self.conditions, (asked, name))
    }

    fn result(&mut self, kind: &RuleKind<'_>) -> Result<i32, String> {
        let decision = match kind {
            RuleKind::Endpoint(endpoint) => self.endpoint(endpoint)?,
            RuleKind::Error(error) => Decision::Error(self.expression(error)?),
            RuleKind::Tree(_) => return Ok(Rules::NOTHING),
        };
        Ok(-1 - intern(&mut self.results, decision)?)
    }

    fn endpoint(&mut self, endpoint: &Endpoint<'_>) -> Result<Decision, String> {
        let mut headers = Vec::new();
        for (name, values) in &endpoint.headers {
            headers.push(((*name).to_owned(), self.expressions(values)?));
        }
        Ok(Decision::Endpoint {
            url: self.expression(&endpoint.url)?,
            headers,
            properties: self.members(&endpoint.properties)?,
        })
    }

    fn members(
        &mut self,
        members: &[(&str, Literal<'_>)],
    ) -> Result<Vec<(String, Expression)>, String> {
        let members = members.iter();
        members
            .map(|(name, value)| Ok(((*name).to_owned(), self.literal(value)?)))
            .collect()
    }

    fn expressions(&mut self, list: &[Said<'_>]) -> Result<Vec<Expression>, String> {
        list.iter().map(|item| self.expression(item)).collect()
    }

    fn expression(&mut self, said: &Said<'_>) -> Result<Expression, String> {
        Ok(match said {
            Said::Literal(literal) => self.literal(literal)?,
            Said::Reference(name) => Expression::Reference(self.name(name)?),
            Said::Call(call) => Expression::Call(
                function(call.function.id),
                self.expressions(&call.arguments)?,
            ),
            Said::GetAttr(get) => {
                let steps = get.steps.iter().map(|step| match step {
                    Way::Key(key) => Step::Key((*key).to_owned()),
                    Way::Index(index) => Step::Index(*index),
                });
                let steps = steps.collect();
                Expression::Part(Box::new(self.expression(&get.target)?), steps)
            }
        })
    }

    fn literal(&mut self, literal: &Literal<'_>) -> Result<Expression, String> {
        Ok(match literal {
            Literal::Boolean(value) => Expression::Boolean(*value),
            Literal::Integer(value) => Expression::Integer(*value),
            Literal::String(template) => self.template(template)?,
            Literal::Tuple(items) => {
                let items: Result<_, String> = items.iter().map(|i| self.literal(i)).collect();
                Expression::List(items?)
            }
            Literal::Record(members) => Expression::Record(self.members(members)?),
        })
    }

    /// A text; what is filled in as a whole is no text around it.
    fn template(&mut self, template: &Template<'_>) -> Result<Expression, String> {
        let mut parts = Vec::new();
        for part in &template.parts {
            parts.push(match part {
                Part::Static(text) => Expression::Text(text.clone().into_owned()),
                Part::Dynamic(_, said) => self.expression(said)?,
            });
        }
        Ok(match parts.len() {
            0 => Expression::Text(String::new()),
            1 => parts.swap_remove(0),
            _ => Expression::Template(parts),
        })
    }

    fn name(&mut self, name: &str) -> Result<u16, String> {
        let index = match self.names.iter().position(|known| known == name) {
            Some(index) => index,
            None => {
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        u16::try_from(index).map_err(|_| "there are too many names".to_owned())
    }
}

/// The index of an item, which is added if it isn't there yet.
fn intern<T: PartialEq>(table: &mut Vec<T>, item: T) -> Result<i32, String> {
    let index = match table.iter().position(|known| *known == item) {
        Some(index) => index,
        None => {
            table.push(item);
            table.len() - 1
        }
    };
    i32::try_from(index).map_err(|_| "there are too many rules".to_owned())
}

/// The runtime's name of a function.
fn function(id: FunctionId) -> &'static str {
    match id {
        FunctionId::BooleanEquals => "BooleanEquals",
        FunctionId::Coalesce => "Coalesce",
        FunctionId::IsSet => "IsSet",
        FunctionId::IsValidHostLabel => "IsValidHostLabel",
        FunctionId::IsVirtualHostableS3Bucket => "IsVirtualHostableS3Bucket",
        FunctionId::Ite => "Ite",
        FunctionId::Not => "Not",
        FunctionId::ParseArn => "ParseArn",
        FunctionId::ParseUrl => "ParseUrl",
        FunctionId::Partition => "Partition",
        FunctionId::Split => "Split",
        FunctionId::StringEquals => "StringEquals",
        FunctionId::Substring => "Substring",
        FunctionId::UriEncode => "UriEncode",
    }
}
