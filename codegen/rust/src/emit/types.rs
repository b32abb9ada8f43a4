//! Structures, unions and enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::schema::{member, trait_list, traits};
use super::scope::{Place, Scope, doc, ident};
use crate::plan::{Enum, Field, Literal, Plan, Structure, Type, TypeItem, Union};

/// `types/mod.rs`: the modules, and what is public of them.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let schemas = (!plan.schemas.is_empty()).then(|| {
        quote! {
            /// Schemas of the shapes that have no type of their own.
            pub mod schemas;
        }
    });
    let keys = || plan.types.iter().map(|item| item.key());
    let modules = keys().map(|(_, module, _)| ident(module));
    let uses = keys().map(|(name, module, _)| {
        let (module, name) = (ident(module), ident(name));
        quote!(pub use #module::#name;)
    });
    quote! { #(mod #modules;)* #(#uses)* #schemas }
}

/// The file of one type.
pub(super) fn item(item: &TypeItem, plan: &Plan) -> TokenStream {
    let (name, module, _) = item.key();
    let mut scope = Scope::new(Place::Types, &[name, module]);
    let body = match item {
        TypeItem::Structure(item) => structure(item, &mut scope, plan),
        TypeItem::Union(item) => union(item, &mut scope),
        TypeItem::Enum(item) => enumeration(item, &mut scope, true),
        TypeItem::IntEnum(item) => enumeration(item, &mut scope, false),
    };
    let imports = scope.imports();
    quote! { #imports #body }
}

/// ```text
/// /// Documentation.
/// #[derive(Clone, Default)]
/// pub struct Name {
///     /// Documentation.
///     pub field: Option<String>,
/// }
///
/// pub(super) static SCHEMA: Schema = Schema::structure("ns#Name", &[Member::new(…)], &[]);
///
/// planish_runtime::structure!(Name, SCHEMA { 0 => field });
/// ```
fn structure(item: &Structure, scope: &mut Scope, plan: &Plan) -> TokenStream {
    let (name, id, docs) = (ident(&item.name.rust), &item.id, doc(&item.doc));
    let derives = match (item.clone, item.derives_default()) {
        (true, true) => quote!(#[derive(Clone, Default)]),
        (true, false) => quote!(#[derive(Clone)]),
        (false, true) => quote!(#[derive(Default)]),
        (false, false) => quote!(),
    };
    let fields = item.fields.iter().map(|field| {
        let (docs, name, ty) = (
            doc(&field.doc),
            ident(&field.name.rust),
            scope.ty(&field.ty),
        );
        quote!(#docs pub #name: #ty)
    });
    let fields: Vec<_> = fields.collect();
    let default = (!item.derives_default()).then(|| default(item, scope, plan));
    let schema = scope.runtime("schema", "Schema");
    let members: Vec<_> = item
        .fields
        .iter()
        .map(|field| member(field, scope))
        .collect();
    let traits = traits(&item.traits, scope);
    let index = indices(&item.fields);
    let names = item.fields.iter().map(|field| ident(&field.name.rust));
    quote! {
        #docs
        #derives
        pub struct #name { #(#fields,)* }
        #default
        pub(super) static SCHEMA: #schema = #schema::structure(#id, &[#(#members),*], #traits);
        planish_runtime::structure!(#name, SCHEMA { #(#index => #names),* });
    }
}

/// `impl Default for Name { … }`, for the defaults that the types themselves don't have.
fn default(item: &Structure, scope: &mut Scope, plan: &Plan) -> TokenStream {
    let name = ident(&item.name.rust);
    let default = scope.prelude("Default");
    let fields: Vec<_> = item
        .fields
        .iter()
        .map(|field| {
            let value = match &field.default {
                Some(value) if !value.is_zero() => literal(value, field, scope, plan),
                _ => quote!(#default::default()),
            };
            let name = ident(&field.name.rust);
            quote!(#name: #value)
        })
        .collect();
    quote! {
        impl #default for #name {
            fn default() -> Self {
                Self { #(#fields,)* }
            }
        }
    }
}

fn literal(value: &Literal, field: &Field, scope: &mut Scope, plan: &Plan) -> TokenStream {
    match value {
        Literal::Bool(value) => quote!(#value),
        Literal::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(#value)
        }
        Literal::Float(value) => {
            let single = matches!(field.ty, Type::F32);
            scope.float(
                if single {
                    f64::from(*value as f32)
                } else {
                    *value
                },
                single,
            )
        }
        Literal::Big(text) => {
            let ty = scope.ty(&field.ty);
            quote!(#ty::parse(#text).unwrap_or_default())
        }
        Literal::String(text) => quote!(#text.to_owned()),
        Literal::Enum(wire) => {
            let ty = scope.ty(&field.ty);
            match enum_variant(&field.ty, wire, plan) {
                Some(variant) => quote!(#ty::#variant),
                None => quote!(#ty::from(#wire)),
            }
        }
        Literal::IntEnum(value) => {
            let ty = scope.ty(&field.ty);
            let number = proc_macro2::Literal::i64_unsuffixed(*value);
            match enum_variant(&field.ty, &value.to_string(), plan) {
                Some(variant) => quote!(#ty::#variant),
                None => quote!(#ty::from(#number)),
            }
        }
        Literal::Blob(text) => {
            let decode = scope.runtime("base64", "decode");
            quote!(#decode(#text).unwrap_or_default().into())
        }
        Literal::Seconds(seconds) => {
            let ty = scope.runtime("", "Timestamp");
            let seconds = scope.float(*seconds, false);
            quote!(#ty::from_seconds_f64(#seconds).unwrap_or_default())
        }
        Literal::DateTime(text) => {
            let ty = scope.runtime("", "Timestamp");
            let format = scope.runtime("timestamp", "Format");
            quote!(#ty::parse(#text, #format::DateTime).unwrap_or_default())
        }
        Literal::Document(node) => document(node, scope),
        Literal::Empty => {
            let default = scope.prelude("Default");
            quote!(#default::default())
        }
    }
}

/// The variant of an enum's value, by the plan of the enum.
fn enum_variant(ty: &Type, wire: &str, plan: &Plan) -> Option<proc_macro2::Ident> {
    let Type::Shape(name) = ty else {
        return None;
    };
    plan.types.iter().find_map(|item| match item {
        TypeItem::Enum(e) | TypeItem::IntEnum(e) if e.name.rust == *name => e
            .values
            .iter()
            .find(|v| v.wire == wire)
            .map(|v| ident(&v.name.rust)),
        _ => None,
    })
}

/// `Document::from("text")`, `Document::Array(vec![…])`
fn document(node: &planish_model::Node, scope: &mut Scope) -> TokenStream {
    use planish_model::Node;
    let ty = scope.runtime("", "Document");
    match node {
        Node::Null => quote!(#ty::Null),
        Node::Bool(value) => quote!(#ty::Boolean(#value)),
        Node::Number(number) => match number.as_i64() {
            Some(value) if number.is_integer() => quote!(#ty::from(#value)),
            _ => {
                let value = scope.float(number.as_f64(), false);
                quote!(#ty::from(#value))
            }
        },
        Node::String(text) => {
            let text: &str = text;
            quote!(#ty::from(#text))
        }
        Node::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| document(item, scope)).collect();
            quote!(#ty::Array(vec![#(#items),*]))
        }
        Node::Object(object) => {
            let members: Vec<_> = object
                .iter()
                .map(|(key, value)| {
                    let value = document(value, scope);
                    quote!((#key.to_owned(), #value))
                })
                .collect();
            quote!(#ty::Object([#(#members),*].into_iter().collect()))
        }
    }
}

/// ```text
/// pub enum Name {
///     /// Documentation.
///     Variant(String),
///     /// A variant that this version of the model doesn't know.
///     Unknown,
/// }
/// ```
/// and its schema, as for a structure.
fn union(item: &Union, scope: &mut Scope) -> TokenStream {
    let (name, id, docs) = (ident(&item.name.rust), &item.id, doc(&item.doc));
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|field| {
            let (docs, name, ty) = (
                doc(&field.doc),
                ident(&field.name.rust),
                scope.ty(&field.ty),
            );
            quote!(#docs #name(#ty))
        })
        .collect();
    let schema = scope.runtime("schema", "Schema");
    let members: Vec<_> = item
        .variants
        .iter()
        .map(|field| member(field, scope))
        .collect();
    let traits = traits(&item.traits, scope);
    let index = indices(&item.variants);
    let names = item.variants.iter().map(|field| ident(&field.name.rust));
    quote! {
        #docs
        #[derive(Clone)]
        pub enum #name {
            #(#variants,)*
            /// A variant that this version of the model doesn't know.
            Unknown,
        }
        pub(super) static SCHEMA: #schema = #schema::union(#id, &[#(#members),*], #traits);
        planish_runtime::union!(#name, SCHEMA { #(#index => #names),* });
    }
}

/// ```text
/// pub enum Name {
///     /// Documentation.
///     First,
///     /// A value that this version of the model doesn't know.
///     Unknown(String),
/// }
///
/// planish_runtime::enumeration!(Name, "ns#Name", [] { First => "first" });
/// ```
fn enumeration(item: &Enum, scope: &mut Scope, text: bool) -> TokenStream {
    let (name, id, docs) = (ident(&item.name.rust), &item.id, doc(&item.doc));
    let variants = item.values.iter().map(|value| {
        let docs = match value.doc.as_str() {
            "" => doc(&format!("`{}`.", value.wire)),
            text => doc(text),
        };
        let name = ident(&value.name.rust);
        quote!(#docs #name)
    });
    let traits = trait_list(&item.traits, scope);
    let names = item.values.iter().map(|value| ident(&value.name.rust));
    let (unknown, table) = if text {
        let wire = item.values.iter().map(|value| value.wire.as_str());
        let string = scope.ty(&Type::String);
        let table = quote! {
            planish_runtime::enumeration!(#name, #id, [#(#traits),*] { #(#names => #wire),* });
        };
        (string, table)
    } else {
        let wire = item.values.iter().map(|value| {
            proc_macro2::Literal::i64_unsuffixed(value.wire.parse().unwrap_or_default())
        });
        let table = quote! {
            planish_runtime::int_enumeration!(#name, #id, [#(#traits),*] { #(#names => #wire),* });
        };
        (quote!(i32), table)
    };
    quote! {
        #docs
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name {
            #(#variants,)*
            /// A value that this version of the model doesn't know.
            Unknown(#unknown),
        }
        #table
    }
}

fn indices(fields: &[Field]) -> impl Iterator<Item = proc_macro2::Literal> {
    (0..fields.len()).map(proc_macro2::Literal::usize_unsuffixed)
}
