//! Checksums of requests and responses. (Smithy AWS spec, "aws.protocols#httpChecksum trait")

use super::super::pack::{find, input, output, structure, ticked};
use super::super::{Context, Rule, Run};
use crate::traits::{Enum, HttpChecksum, TypedTrait};
use crate::{Diagnostics, Model, Node, Severity, Shape, ShapeType, Span, known};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "HttpChecksumTrait",
    title: "Checksums are asked for, and answered, by members that can do so.",
    why: "`@httpChecksum` ties checksums to members of the input: one that chooses the algorithm, one that asks for the check of the \
          response. The members have to exist, and to be enums that hold nothing but what clients know. Headers of checksums start with \
          `x-amz-checksum-`; members that are bound to headers of that prefix get in their way.",
    bad: r#"$version: "2"
namespace example.checksum
use aws.protocols#httpChecksum
@httpChecksum(requestAlgorithmMember: "algorithm")
operation PutCity { input := { name: String } }
"#,
    good: r#"$version: "2"
namespace example.checksum
use aws.protocols#httpChecksum
@httpChecksum(requestAlgorithmMember: "algorithm")
operation PutCity { input := { algorithm: Algorithm, name: String } }
enum Algorithm { CRC32, SHA256 }
"#,
    run: Run::Semantic(check),
}];

/// What headers of checksums start with.
const PREFIX: &str = "x-amz-checksum-";

/// The algorithms that a request may choose.
const ALGORITHMS: &[&str] = &[
    "CRC32",
    "CRC32C",
    "CRC64NVME",
    "MD5",
    "SHA1",
    "SHA256",
    "SHA512",
    "XXHASH128",
    "XXHASH3",
    "XXHASH64",
];

/// What the member that asks for validation of responses may say.
const MODES: &[&str] = &["ENABLED"];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.operations_with(HttpChecksum::ID) {
        let Ok(value) = HttpChecksum::parse(applied.value) else {
            continue;
        };
        let operation = Operation {
            model: model.model(),
            shape: applied.shape,
            span: applied.span,
        };
        operation.check(&value, diagnostics);
    }
}

struct Operation<'a> {
    model: &'a Model,
    shape: &'a Shape,
    span: Span,
}

impl Operation<'_> {
    fn error(&self, diagnostics: &mut Diagnostics, message: impl Into<String>) {
        let place = (&self.shape.id, self.span);
        find(
            diagnostics,
            Severity::Error,
            "HttpChecksumTrait",
            place,
            message,
        );
    }

    fn check(&self, value: &HttpChecksum, diagnostics: &mut Diagnostics) {
        let algorithm = value.request_algorithm_member.as_deref();
        let mode = value.request_validation_mode_member.as_deref();
        let of_request = value.request_checksum_required || algorithm.is_some();
        let of_response = !value.response_algorithms.is_empty() || mode.is_some();
        if !of_request && !of_response {
            return self.error(diagnostics, "The `httpChecksum` trait must define at least one of the `request` or `response` checksum behaviors.");
        }
        let Some(input) = input(self.model, self.shape) else {
            return;
        };
        if of_request {
            if let Some(name) = algorithm {
                self.choice(
                    input,
                    "requestAlgorithmMember",
                    name,
                    ALGORITHMS,
                    diagnostics,
                );
            }
            self.headers(input, diagnostics);
        }
        if !of_response {
            return;
        }
        match mode {
            Some(name) => {
                self.choice(input, "requestValidationModeMember", name, MODES, diagnostics);
            }
            None => self.error(diagnostics, "The `httpChecksum` trait must model the `requestValidationModeMember` property to support response checksum behavior."),
        }
        if value.response_algorithms.is_empty() {
            self.error(diagnostics, "The `httpChecksum` trait must model the `responseAlgorithms` property to support response checksum behavior.");
        }
        let errors = self
            .shape
            .as_operation()
            .into_iter()
            .flat_map(|o| &o.errors);
        let errors = errors.filter_map(|id| structure(self.model, id));
        for shape in output(self.model, self.shape).into_iter().chain(errors) {
            self.headers(shape, diagnostics);
        }
    }

    /// A member that chooses among some values.
    fn choice(
        &self,
        input: &Shape,
        property: &str,
        name: &str,
        supported: &[&str],
        diagnostics: &mut Diagnostics,
    ) {
        let start =
            format!("The `{property}` property of the `httpChecksum` trait targets a member");
        let Some(member) = input.member(name) else {
            return self.error(diagnostics, format!("{start} that does not exist."));
        };
        let target = self.model.target(member);
        let values = match target {
            Some(target) if target.kind == ShapeType::Enum => Some(enum_values(target)),
            _ => self
                .model
                .member_trait(member, known::ENUM)
                .and_then(|node| Enum::parse(node).ok())
                .map(|value| {
                    value
                        .definitions
                        .into_iter()
                        .map(|definition| definition.value)
                        .collect()
                }),
        };
        let Some(values) = values else {
            return self.error(
                diagnostics,
                format!("{start} that does not resolve an `enum` trait."),
            );
        };
        let unsupported: Vec<String> = values
            .into_iter()
            .filter(|value| !supported.contains(&value.as_str()))
            .collect();
        if !unsupported.is_empty() {
            let message = format!(
                "{start} with an `enum` trait that contains unsupported values: {}",
                ticked(unsupported)
            );
            self.error(diagnostics, message);
        }
    }

    /// Bindings to headers that checksums use.
    fn headers(&self, shape: &Shape, diagnostics: &mut Diagnostics) {
        let owner = shape.id.name();
        let mut report = |severity, id: String, message: String| {
            find(
                diagnostics,
                severity,
                id,
                (&self.shape.id, self.shape.span),
                message,
            );
        };
        for member in &shape.members {
            let value = |id| member.traits.get(id).and_then(Node::as_str);
            if let Some(prefix) =
                value("smithy.api#httpPrefixHeaders").filter(|p| PREFIX.starts_with(p))
            {
                let prefix = prefix.to_lowercase();
                report(
                    Severity::Danger,
                    format!("HttpChecksumTrait.HttpPrefixHeaders.{owner}.{prefix}"),
                    format!(
                        "The `httpPrefixHeaders` binding of `{owner}` uses the prefix `{prefix}` that conflicts with the prefix `{PREFIX}` used by the `httpChecksum` trait."
                    ),
                );
            }
            if let Some(header) = value("smithy.api#httpHeader").filter(|h| h.starts_with(PREFIX)) {
                let header = header.to_lowercase();
                report(
                    Severity::Warning,
                    format!("HttpChecksumTrait.HttpHeader.{owner}.{header}"),
                    format!(
                        "The `httpHeader` binding of `{header}` on `{owner}` starts with the prefix `{PREFIX}` used by the `httpChecksum` trait."
                    ),
                );
            }
        }
    }
}

fn enum_values(shape: &Shape) -> Vec<String> {
    let values = shape.members.iter().map(|member| {
        let value = member.traits.get(known::ENUM_VALUE).and_then(Node::as_str);
        value.unwrap_or(&member.name).to_owned()
    });
    values.collect()
}
