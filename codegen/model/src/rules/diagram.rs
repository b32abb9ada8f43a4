//! Rules as a binary decision diagram: the value of `@endpointBdd`. (Smithy spec, "Rules engine", "endpointBdd")

use std::collections::BTreeMap;

use super::check::Checker;
use super::cursor::{array, member, object, required, string};
use super::evaluate::Run;
use super::parse::{condition, parameters, rule, version};
use super::{Condition, Outcome, Parameter, Parameters, Rule, RuleError, RuleKind, Version};
use crate::Node;

/// References from here on are to results: this one to the first, which stands for no match.
const RESULTS: i32 = 100_000_000;

/// How many nodes a way through a diagram can have where one is built of another: it asks every condition once at most.
const MAX_DEPTH: usize = 1024;

/// The value of `@endpointBdd`.
#[derive(Clone, Debug)]
pub struct Diagram<'n> {
    /// The version of the language that the conditions and results keep to.
    pub version: Version,
    /// What is given, in order.
    pub parameters: Vec<Parameter<'n>>,
    /// The conditions that nodes ask.
    pub conditions: Vec<Condition<'n>>,
    /// The results, without the first one: that nothing matches.
    pub results: Vec<Rule<'n>>,
    root: i32,
    nodes: Vec<[i32; 3]>,
}

impl<'n> Diagram<'n> {
    /// Reads the value of `@endpointBdd`.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(node: &'n Node) -> Result<Diagram<'n>, RuleError> {
        let object = object(node)?;
        let version = version(required(object, "version", string)?)?;
        let parameters = parameters(member(object, "parameters")?)?;
        let conditions: Result<Vec<_>, RuleError> = required(object, "conditions", array)?
            .iter()
            .map(|node| condition(node, 0))
            .collect();
        let results: Result<Vec<_>, RuleError> = required(object, "results", array)?
            .iter()
            .map(|node| rule(node, 0))
            .collect();
        let (conditions, results) = (conditions?, results?);
        for (i, result) in results.iter().enumerate() {
            if !result.conditions.is_empty() {
                return Err(RuleError::new(format!(
                    "BDD result at index {} has conditions, but BDD results must not have conditions. All conditions should be hoisted into the BDD decision structure.",
                    i + 1
                )));
            }
        }
        let text = required(object, "nodes", string)?;
        let count = number(member(object, "nodeCount")?)?;
        let root = number(member(object, "root")?)?;
        let nodes = decode(text, count)?;
        check_root(root, nodes.len())?;
        if version < Version::V1_1 {
            return Err(RuleError::new(format!(
                "Rules engine version for endpointBdd trait must be >= {}",
                Version::V1_1
            )));
        }
        Ok(Diagram {
            version,
            parameters,
            conditions,
            results,
            root,
            nodes,
        })
    }

    /// Whether the parameters' defaults have the types of the parameters.
    pub(crate) fn check_parameters(&self) -> Result<(), RuleError> {
        Checker::new(&self.parameters).map(|_| ())
    }

    /// What is wrong with the references of the nodes.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        self.reference("Root", self.root, &mut problems);
        for (i, [variable, high, low]) in self.nodes.iter().copied().enumerate().skip(1) {
            let known = usize::try_from(variable).is_ok_and(|at| at < self.conditions.len());
            if !known {
                problems.push(format!(
                    "Node {i} has invalid variable index {variable} (condition count: {})",
                    self.conditions.len()
                ));
            }
            self.reference(&format!("Node {i} high"), high, &mut problems);
            self.reference(&format!("Node {i} low"), low, &mut problems);
        }
        problems
    }

    fn reference(&self, from: &str, reference: i32, problems: &mut Vec<String>) {
        let results = self.results.len() + 1;
        if reference == 0 {
            problems.push(format!("{from} has invalid reference: 0"));
        } else if let Some(node) = node_of(reference) {
            if node >= self.nodes.len() {
                problems.push(format!(
                    "{from} reference {reference} points to non-existent node {node} (node count: {})",
                    self.nodes.len()
                ));
            }
        } else if let Some(result) = result_of(reference)
            && result >= results
        {
            problems.push(format!(
                "{from} reference {reference} points to non-existent result {result} (result count: {results})"
            ));
        }
    }

    /// Runs the rules.
    ///
    /// # Errors
    /// Nothing matches, references lead nowhere or round in circles, or values are not of the types that functions want.
    pub fn resolve(&self, parameters: &Parameters) -> Result<Outcome, String> {
        let mut run = Run::new(&self.parameters, parameters);
        let mut at = self.root;
        // A diagram asks every condition once at most.
        for _ in 0..=self.nodes.len() {
            let Some(node) = node_of(at) else {
                return self.result(&run, at);
            };
            let [variable, high, low] = *self
                .nodes
                .get(node)
                .ok_or_else(|| format!("there is no node {node}"))?;
            let condition = usize::try_from(variable)
                .ok()
                .and_then(|variable| self.conditions.get(variable))
                .ok_or_else(|| format!("there is no condition {variable}"))?;
            let holds = run.condition(condition)?;
            at = if holds != (at < 0) { high } else { low };
        }
        Err("the diagram goes round in circles".to_owned())
    }

    /// Builds something of the diagram from its ends up: what a result is, by its index with that of no match as 0, and what a node is, of
    /// its condition's index and of what follows if it holds and if it doesn't. A node that is met again is not built again.
    ///
    /// # Errors
    /// Those of `node`; references that lead nowhere or round in circles.
    pub fn fold<T: Copy>(
        &self,
        result: impl Fn(usize) -> T,
        mut node: impl FnMut(usize, T, T) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut built = BTreeMap::new();
        self.build(self.root, 0, &mut built, &result, &mut node)
    }

    fn build<T: Copy>(
        &self,
        at: i32,
        depth: usize,
        built: &mut BTreeMap<i32, T>,
        result: &impl Fn(usize) -> T,
        make: &mut impl FnMut(usize, T, T) -> Result<T, String>,
    ) -> Result<T, String> {
        let Some(node) = node_of(at) else {
            return Ok(result(result_of(at).unwrap_or(0)));
        };
        if let Some(known) = built.get(&at) {
            return Ok(*known);
        }
        if depth > MAX_DEPTH {
            return Err("the diagram goes round in circles".to_owned());
        }
        let [variable, high, low] = *self
            .nodes
            .get(node)
            .ok_or_else(|| format!("there is no node {node}"))?;
        let variable =
            usize::try_from(variable).map_err(|_| format!("there is no condition {variable}"))?;
        let (holds, fails) = if at < 0 { (low, high) } else { (high, low) };
        let holds = self.build(holds, depth + 1, built, result, make)?;
        let fails = self.build(fails, depth + 1, built, result, make)?;
        let made = make(variable, holds, fails)?;
        built.insert(at, made);
        Ok(made)
    }

    fn result(&self, run: &Run<'_>, reference: i32) -> Result<Outcome, String> {
        let result = result_of(reference)
            .and_then(|result| result.checked_sub(1))
            .and_then(|result| self.results.get(result));
        match result.map(|rule| &rule.kind) {
            Some(RuleKind::Tree(_)) | None => Err("No rules in ruleset matched".to_owned()),
            Some(kind) => run.result(kind),
        }
    }
}

/// The node that a reference leads to, if it leads to one.
fn node_of(reference: i32) -> Option<usize> {
    let node = reference.checked_abs()?;
    let is_node = node > 1 && node < RESULTS;
    is_node.then(|| usize::try_from(node - 1).ok()).flatten()
}

/// The result that a reference leads to, if it leads to one.
fn result_of(reference: i32) -> Option<usize> {
    usize::try_from(reference.checked_sub(RESULTS)?).ok()
}

fn check_root(root: i32, nodes: usize) -> Result<(), RuleError> {
    if root < -1 {
        return Err(RuleError::new(format!(
            "Root reference cannot be complemented: {root}"
        )));
    }
    match node_of(root).filter(|node| *node >= nodes) {
        Some(node) => Err(RuleError::new(format!(
            "Root points to invalid BDD node: {node} (node count: {nodes})"
        ))),
        None => Ok(()),
    }
}

fn number(node: &Node) -> Result<i32, RuleError> {
    node.as_number()
        .and_then(crate::Number::as_i64)
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| {
            RuleError::new(format!(
                "Expected a number, but found {}.",
                node.type_name()
            ))
        })
}

/// Nodes from Base64: three big-endian integers each.
fn decode(text: &str, count: i32) -> Result<Vec<[i32; 3]>, RuleError> {
    let bytes = base64(text)?;
    let expected = i64::from(count) * 12;
    if i64::try_from(bytes.len()).ok() != Some(expected) {
        return Err(RuleError::new(format!(
            "Expected {expected} bytes for {count} nodes, but got {}",
            bytes.len()
        )));
    }
    let mut numbers = bytes.chunks_exact(4).map(|chunk| {
        let chunk: [u8; 4] = chunk.try_into().unwrap_or_default();
        i32::from_be_bytes(chunk)
    });
    let mut nodes = Vec::with_capacity(bytes.len() / 12);
    while let (Some(variable), Some(high), Some(low)) =
        (numbers.next(), numbers.next(), numbers.next())
    {
        nodes.push([variable, high, low]);
    }
    Ok(nodes)
}

/// Bytes from Base64, with or without padding. (RFC 4648, section 4)
fn base64(text: &str) -> Result<Vec<u8>, RuleError> {
    let text = text
        .strip_suffix("==")
        .or_else(|| text.strip_suffix('='))
        .unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => {
                return Err(RuleError::new(format!(
                    "Illegal base64 character {other:x}"
                )));
            }
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend((buffer >> bits).to_be_bytes().last());
            buffer &= (1 << bits) - 1;
        }
    }
    Ok(bytes)
}
