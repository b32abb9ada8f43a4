//! Schemas: the tables that protocols and validators walk.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Place, Scope, ident};
use crate::plan::{Bound, Field, Plan, RuntimeTrait, SchemaItem, SchemaKind, SchemaMember, Target};

/// `types/schemas.rs`: `pub static NAME_LIST: Schema = Schema::list("ns#NameList", &[…], &[]);`
pub(super) fn schemas(plan: &Plan) -> TokenStream {
    let mut scope = Scope::new(Place::Types, &["schemas"]);
    let items: Vec<_> = plan
        .schemas
        .iter()
        .map(|item| schema_item(item, &mut scope))
        .collect();
    let imports = scope.imports();
    quote! { #imports #(#items)* }
}

fn schema_item(item: &SchemaItem, scope: &mut Scope) -> TokenStream {
    let schema = scope.runtime("schema", "Schema");
    let (constant, id) = (ident(&item.constant), &item.id);
    let traits = traits(&item.traits, scope);
    let value = match &item.kind {
        SchemaKind::Simple(kind) => {
            let (kinds, kind) = (scope.runtime("schema", "Kind"), ident(kind));
            quote!(#schema::simple(#id, #kinds::#kind, #traits))
        }
        SchemaKind::List(item) => {
            let item = collection_member("member", item, scope);
            quote!(#schema::list(#id, &[#item], #traits))
        }
        SchemaKind::Map(key, value) => {
            let key = collection_member("key", key, scope);
            let value = collection_member("value", value, scope);
            quote!(#schema::map(#id, &[#key, #value], #traits))
        }
    };
    let doc = format!(" `{id}`.");
    quote! {
        #[doc = #doc]
        pub static #constant: #schema = #value;
    }
}

fn collection_member(name: &str, member: &SchemaMember, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("schema", "Member");
    let (target, traits) = (target(&member.target, scope), traits(&member.traits, scope));
    quote!(#ty::new(#name, #target, #traits))
}

/// `Member::new("FunctionName", &schemas::FUNCTION_NAME, &[Trait::Required])`
pub(super) fn member(field: &Field, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("schema", "Member");
    let name = &field.name.wire;
    let (target, traits) = (target(&field.target, scope), traits(&field.traits, scope));
    quote!(#ty::new(#name, #target, #traits))
}

fn target(target: &Target, scope: &mut Scope) -> TokenStream {
    match target {
        Target::Prelude(name) => {
            let prelude = scope.runtime("schema", "prelude");
            let name = ident(name);
            quote!(&#prelude::#name)
        }
        Target::Type(module) => {
            let schema = scope.schema_of(module);
            quote!(&#schema)
        }
        Target::Schema(name) => {
            let schema = scope.schema(name);
            quote!(&#schema)
        }
    }
}

/// `&[Trait::Required, Trait::Length { min: 1, max: 140 }]`
pub(super) fn traits(traits: &[RuntimeTrait], scope: &mut Scope) -> TokenStream {
    let items = trait_list(traits, scope);
    quote!(&[#(#items),*])
}

/// `Trait::Required`, `Trait::Length { min: 1, max: 140 }`
pub(super) fn trait_list(traits: &[RuntimeTrait], scope: &mut Scope) -> Vec<TokenStream> {
    traits.iter().map(|t| runtime_trait(t, scope)).collect()
}

fn runtime_trait(item: &RuntimeTrait, scope: &mut Scope) -> TokenStream {
    let t = scope.runtime("schema", "Trait");
    let mut bound = |location: TokenStream| {
        let locations = scope.runtime("schema", "Location");
        quote!(#t::Bound(#locations::#location))
    };
    match item {
        RuntimeTrait::Required => quote!(#t::Required),
        RuntimeTrait::Length { min, max } => {
            let min = proc_macro2::Literal::u64_unsuffixed(*min);
            let max = max.map(proc_macro2::Literal::u64_unsuffixed);
            let max = max.map_or_else(|| quote!(u64::MAX), |max| quote!(#max));
            quote!(#t::Length { min: #min, max: #max })
        }
        RuntimeTrait::Pattern(pattern) => quote!(#t::Pattern(#pattern)),
        RuntimeTrait::Range { min, max } => {
            let (min, max) = (
                range_end(min.as_ref(), scope),
                range_end(max.as_ref(), scope),
            );
            quote!(#t::Range { min: #min, max: #max })
        }
        RuntimeTrait::Values(values) => quote!(#t::Values(&[#(#values),*])),
        RuntimeTrait::PublicValues(values) => quote!(#t::PublicValues(&[#(#values),*])),
        RuntimeTrait::UniqueItems => quote!(#t::UniqueItems),
        RuntimeTrait::Sparse => quote!(#t::Sparse),
        RuntimeTrait::Sensitive => quote!(#t::Sensitive),
        RuntimeTrait::Streaming => quote!(#t::Streaming),
        RuntimeTrait::RequiresLength => quote!(#t::RequiresLength),
        RuntimeTrait::IdempotencyToken => quote!(#t::IdempotencyToken),
        RuntimeTrait::Fallback(text) => quote!(#t::Fallback(#text)),
        RuntimeTrait::HostLabel => quote!(#t::HostLabel),
        RuntimeTrait::EventHeader => quote!(#t::EventHeader),
        RuntimeTrait::EventPayload => quote!(#t::EventPayload),
        RuntimeTrait::JsonName(name) => quote!(#t::JsonName(#name)),
        RuntimeTrait::TimestampFormat(format) => {
            let (formats, format) = (scope.runtime("timestamp", "Format"), ident(format));
            quote!(#t::TimestampFormat(#formats::#format))
        }
        RuntimeTrait::MediaType(media_type) => quote!(#t::MediaType(#media_type)),
        RuntimeTrait::Label => bound(quote!(Label)),
        RuntimeTrait::Query(name) => bound(quote!(Query(#name))),
        RuntimeTrait::QueryParams => bound(quote!(QueryParams)),
        RuntimeTrait::Header(name) => bound(quote!(Header(#name))),
        RuntimeTrait::PrefixHeaders(prefix) => bound(quote!(PrefixHeaders(#prefix))),
        RuntimeTrait::Payload => bound(quote!(Payload)),
        RuntimeTrait::StatusCode => bound(quote!(StatusCode)),
        RuntimeTrait::Error { client } => {
            let faults = scope.runtime("schema", "Fault");
            let fault = ident(if *client { "Client" } else { "Server" });
            quote!(#t::Error(#faults::#fault))
        }
        RuntimeTrait::HttpError(status) => {
            let status = proc_macro2::Literal::u16_unsuffixed(*status);
            quote!(#t::HttpError(#status))
        }
        RuntimeTrait::Retryable { throttling } => quote!(#t::Retryable(#throttling)),
    }
}

fn range_end(end: Option<&Bound>, scope: &mut Scope) -> TokenStream {
    let Some(end) = end else { return quote!(None) };
    let bounds = scope.runtime("schema", "Bound");
    match end {
        Bound::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(Some(#bounds::Integer(#value)))
        }
        Bound::Decimal(text) => {
            let value: f64 = text.parse().unwrap_or_default();
            let value = scope.float(value, false);
            quote!(Some(#bounds::Decimal(#value, #text)))
        }
    }
}
