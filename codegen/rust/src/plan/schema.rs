//! Traits of the model to traits of the runtime's schemas: those that matter on this side.

use planish_model::traits::{
    Enum, EnumDefinition, Error, HttpError, Length, Range, Retryable, TimestampFormat,
};
use planish_model::{Member, Node, Number, Shape, ShapeType, Traits};

use super::shapes::is_event_stream;
use super::{Bound, Planner, RuntimeTrait, Side};

impl Planner<'_> {
    /// The traits of a shape's own schema.
    pub(super) fn shape_traits(&self, shape: &Shape) -> Vec<RuntimeTrait> {
        let mut out = Vec::new();
        self.value_traits(&shape.traits, &mut out);
        if self.side == Side::Server {
            values(shape, &mut out);
        }
        if let Some(error) = shape.traits.typed::<Error>() {
            out.push(RuntimeTrait::Error {
                client: error == Error::Client,
            });
        }
        if let Some(HttpError(status)) = shape.traits.typed() {
            out.push(RuntimeTrait::HttpError(status));
        }
        if let Some(Retryable { throttling }) = shape.traits.typed() {
            out.push(RuntimeTrait::Retryable { throttling });
        }
        out
    }

    /// The traits of a member, without those of its target.
    pub(super) fn member_traits(
        &self,
        member: &Member,
        target: &Shape,
        owner: &Shape,
    ) -> Vec<RuntimeTrait> {
        let traits = &member.traits;
        let mut out = Vec::new();
        // A default stands in for what is left out.
        if traits.has("smithy.api#required") && self.default(member, target).is_none() {
            out.push(RuntimeTrait::Required);
        }
        self.value_traits(traits, &mut out);
        if let Some(name) = text(traits, "smithy.api#jsonName") {
            out.push(RuntimeTrait::JsonName(name));
        }
        if traits.has("smithy.api#hostLabel") {
            out.push(RuntimeTrait::HostLabel);
        }
        if self.side == Side::Client && traits.has("smithy.api#idempotencyToken") {
            out.push(RuntimeTrait::IdempotencyToken);
        }
        if self.side == Side::Client && self.roles.is_input(&owner.id) {
            let mut fallbacks = self.custom.fallbacks.iter();
            let fallback = fallbacks.find(|(name, _)| *name == member.name.as_ref());
            out.extend(fallback.map(|(_, text)| RuntimeTrait::Fallback((*text).to_owned())));
        }
        if self.roles.is_top_level(&owner.id) {
            let binding = binding(traits).filter(|b| {
                // Responses have neither path nor query: their bindings are ignored there.
                self.roles.is_input(&owner.id)
                    || !matches!(
                        b,
                        RuntimeTrait::Label | RuntimeTrait::Query(_) | RuntimeTrait::QueryParams
                    )
            });
            out.extend(binding.or_else(|| stream_binding(target)));
        }
        out
    }

    /// Traits that shapes and members share.
    fn value_traits(&self, traits: &Traits, out: &mut Vec<RuntimeTrait>) {
        if self.side == Side::Server {
            constraints(traits, out);
        }
        let flags = [
            ("smithy.api#sparse", RuntimeTrait::Sparse),
            ("smithy.api#sensitive", RuntimeTrait::Sensitive),
            ("smithy.api#streaming", RuntimeTrait::Streaming),
            ("smithy.api#requiresLength", RuntimeTrait::RequiresLength),
            ("smithy.api#eventHeader", RuntimeTrait::EventHeader),
            ("smithy.api#eventPayload", RuntimeTrait::EventPayload),
        ];
        for (id, flag) in flags {
            if traits.has(id) {
                out.push(flag);
            }
        }
        if let Some(format) = traits.typed::<TimestampFormat>() {
            out.push(RuntimeTrait::TimestampFormat(match format {
                TimestampFormat::DateTime => "DateTime",
                TimestampFormat::HttpDate => "HttpDate",
                TimestampFormat::EpochSeconds => "EpochSeconds",
            }));
        }
        if let Some(media_type) = text(traits, "smithy.api#mediaType") {
            out.push(RuntimeTrait::MediaType(media_type));
        }
    }
}

/// What a server validates.
fn constraints(traits: &Traits, out: &mut Vec<RuntimeTrait>) {
    if let Some(Length { min, max }) = traits.typed() {
        out.push(RuntimeTrait::Length {
            min: min.unwrap_or(0),
            max,
        });
    }
    if let Some(pattern) = text(traits, "smithy.api#pattern") {
        out.push(RuntimeTrait::Pattern(pattern));
    }
    if let Some(Range { min, max }) = traits.typed() {
        out.push(RuntimeTrait::Range {
            min: min.as_ref().map(bound),
            max: max.as_ref().map(bound),
        });
    }
    if traits.has("smithy.api#uniqueItems") {
        out.push(RuntimeTrait::UniqueItems);
    }
}

/// The values that a server takes where the shape doesn't say, and those that it tells of: values
/// that are marked as internal stay unsaid.
fn values(shape: &Shape, out: &mut Vec<RuntimeTrait>) {
    let is_internal = |m: &Member| m.traits.has("smithy.api#internal");
    if shape.kind == ShapeType::Enum && shape.members.iter().any(is_internal) {
        let told = shape.members.iter().filter(|m| !is_internal(m));
        let told = told.map(super::shapes::enum_value);
        out.push(RuntimeTrait::PublicValues(told.collect()));
    }
    let Some(Enum { definitions }) = shape.traits.typed() else {
        return;
    };
    if shape.kind == ShapeType::String {
        let all = definitions.iter().map(|d| d.value.clone());
        out.push(RuntimeTrait::Values(all.collect()));
        let is_internal = |d: &EnumDefinition| d.tags.iter().any(|tag| tag == "internal");
        if definitions.iter().any(is_internal) {
            let told = definitions.iter().filter(|d| !is_internal(d));
            let told = told.map(|d| d.value.clone());
            out.push(RuntimeTrait::PublicValues(told.collect()));
        }
    }
}

fn bound(number: &Number) -> Bound {
    match number.as_i64() {
        Some(value) if number.is_integer() => Bound::Integer(value),
        _ => Bound::Decimal(number.as_str().to_owned()),
    }
}

/// The HTTP binding of a member; a member has one at most.
fn binding(traits: &Traits) -> Option<RuntimeTrait> {
    let named = [
        (
            "smithy.api#httpQuery",
            RuntimeTrait::Query as fn(String) -> RuntimeTrait,
        ),
        ("smithy.api#httpHeader", RuntimeTrait::Header),
        ("smithy.api#httpPrefixHeaders", RuntimeTrait::PrefixHeaders),
    ];
    let plain = [
        ("smithy.api#httpLabel", RuntimeTrait::Label),
        ("smithy.api#httpQueryParams", RuntimeTrait::QueryParams),
        ("smithy.api#httpPayload", RuntimeTrait::Payload),
        ("smithy.api#httpResponseCode", RuntimeTrait::StatusCode),
    ];
    let named = named
        .into_iter()
        .find_map(|(id, make)| Some(make(text(traits, id)?)));
    named.or_else(|| {
        plain
            .into_iter()
            .find(|(id, _)| traits.has(id))
            .map(|(_, found)| found)
    })
}

/// An event stream takes the whole body, whether or not the model says so.
fn stream_binding(target: &Shape) -> Option<RuntimeTrait> {
    is_event_stream(target).then_some(RuntimeTrait::Payload)
}

fn text(traits: &Traits, id: &str) -> Option<String> {
    traits.get(id).and_then(Node::as_str).map(str::to_owned)
}
