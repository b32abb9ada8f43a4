//! Operations: their facts, their errors, and on the client what pages and waiters need.

use planish_model::traits::{AcceptorState, Comparator, Matcher, PathMatcher};
use proc_macro2::TokenStream;
use quote::quote;

use super::endpoint;
use super::scope::{Place, Scope, doc, ident};
use crate::plan::{Items, Operation, OperationTrait, Pagination, Plan, Side, Type, Waiter};

/// `operation/mod.rs`: the modules, and what is public of them.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let modules = plan.operations.iter().map(|o| ident(&o.module));
    let uses = plan.operations.iter().map(|o| {
        let (module, error, name) = (ident(&o.module), ident(&o.error), ident(&o.name.rust));
        match plan.side {
            Side::Client => quote!(pub use #module::{#name, #error};),
            Side::Server => quote!(pub use #module::#error;),
        }
    });
    quote! { #(pub(super) mod #modules;)* #(#uses)* }
}

/// The file of one operation.
pub(super) fn operation(o: &Operation, plan: &Plan) -> TokenStream {
    let mut scope = Scope::new(Place::Operation, &[&o.name.rust, &o.error]);
    let marker = (plan.side == Side::Client).then(|| marker(o, &mut scope));
    let spec = spec(o, &mut scope);
    let errors = errors(o, &mut scope);
    let pages = o.pagination.as_ref().filter(|_| plan.side == Side::Client);
    let pages = pages.map(|pages| pagination(o, pages, &mut scope));
    let waiters: Vec<_> = o.waiters.iter().map(|w| waiter(w, &mut scope)).collect();
    let imports = scope.imports();
    quote! { #imports #marker #spec #errors #pages #(#waiters)* }
}

/// ```text
/// /// Documentation.
/// pub struct UpdateFunctionCode;
///
/// impl ClientOperation for UpdateFunctionCode { … }
/// ```
fn marker(o: &Operation, scope: &mut Scope) -> TokenStream {
    let client = scope.runtime("client", "ClientOperation");
    let spec = scope.runtime("operation", "Operation");
    let (input, output) = (
        message(o.input.as_ref(), scope),
        message(o.output.as_ref(), scope),
    );
    let (docs, name, error) = (doc(&o.doc), ident(&o.name.rust), ident(&o.error));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name;
        impl #client for #name {
            type Input = #input;
            type Output = #output;
            type Error = #error;
            const OPERATION: &'static #spec = &OPERATION;
        }
    }
}

/// The type of an input or output.
pub(super) fn message(name: Option<&String>, scope: &mut Scope) -> TokenStream {
    match name {
        Some(name) => scope.shape(name),
        None => scope.ty(&Type::Unit),
    }
}

/// `pub(crate) static OPERATION: Operation = Operation { name: "UpdateFunctionCode", … };`
fn spec(o: &Operation, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("operation", "Operation");
    let (name, method, uri, prefix) = (&o.name.wire, &o.http_method, &o.uri, &o.host_prefix);
    let status = proc_macro2::Literal::u16_unsuffixed(o.status);
    let (input, output) = (
        message(o.input.as_ref(), scope),
        message(o.output.as_ref(), scope),
    );
    let errors: Vec<_> = o.errors.iter().map(|e| scope.shape(&e.ty)).collect();
    scope.shape_trait();
    let traits: Vec<_> = o.traits.iter().map(|t| operation_trait(t, scope)).collect();
    let docs = doc(&format!(
        "What the runtime needs to know of `{}`.",
        o.name.wire
    ));
    quote! {
        #docs
        pub(crate) static OPERATION: #ty = #ty {
            name: #name,
            method: #method,
            uri: #uri,
            status: #status,
            input: #input::SCHEMA,
            output: #output::SCHEMA,
            errors: &[#(#errors::SCHEMA),*],
            host_prefix: #prefix,
            traits: &[#(#traits),*],
        };
    }
}

fn operation_trait(t: &OperationTrait, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("operation", "OperationTrait");
    match t {
        OperationTrait::ChecksumRequired => quote!(#ty::ChecksumRequired),
        OperationTrait::Compression(encoding) => quote!(#ty::Compression(#encoding)),
        OperationTrait::Readonly => quote!(#ty::Readonly),
        OperationTrait::Idempotent => quote!(#ty::Idempotent),
        OperationTrait::UnsignedPayload => quote!(#ty::UnsignedPayload),
        OperationTrait::Unsigned => quote!(#ty::Unsigned),
        OperationTrait::Header(name, value) => quote!(#ty::Header(#name, #value)),
        OperationTrait::TreeHash => quote!(#ty::TreeHash),
        OperationTrait::Checksum {
            algorithm,
            validation,
            response,
        } => quote!(#ty::Checksum {
            algorithm: #algorithm, validation: #validation, response: &[#(#response),*],
        }),
        OperationTrait::EndpointParameter(name, source) => {
            let source = endpoint::source(source, scope);
            quote!(#ty::EndpointParameter(#name, #source))
        }
    }
}

/// ```text
/// pub enum UpdateFunctionCodeError {
///     /// Documentation.
///     ResourceNotFoundException(ResourceNotFoundException),
///     /// An error that the model doesn't list.
///     Unmodeled(Unmodeled),
/// }
/// ```
fn errors(o: &Operation, scope: &mut Scope) -> TokenStream {
    let name = ident(&o.error);
    let unmodeled = scope.runtime("error", "Unmodeled");
    let docs = doc(&format!("The errors of `{}`.", o.name.wire));
    let mut variants = Vec::new();
    let mut table = Vec::new();
    for (index, error) in o.errors.iter().enumerate() {
        let (variant, ty, docs) = (
            ident(&error.variant),
            scope.shape(&error.ty),
            doc(&error.doc),
        );
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        variants.push(quote!(#docs #variant(#ty)));
        table.push(quote!(#index => #variant(#ty)));
    }
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants,)*
            /// An error that the model doesn't list.
            Unmodeled(#unmodeled),
        }
        planish_runtime::operation_error!(#name { #(#table),* });
    }
}

/// ```text
/// impl Paginated for ListFunctions { const PAGINATION: Pagination = …; }
/// impl PaginatedItems for ListFunctions { type Item = …; fn items(…) -> … }
/// ```
fn pagination(o: &Operation, pages: &Pagination, scope: &mut Scope) -> TokenStream {
    let (paginated, pagination) = (
        scope.runtime("client", "Paginated"),
        scope.runtime("client", "Pagination"),
    );
    let name = ident(&o.name.rust);
    let (input_token, output_token) = (&pages.input_token, &pages.output_token);
    let path = optional(pages.items.as_ref().map(|items| &items.path), scope);
    let page_size = optional(pages.page_size.as_ref(), scope);
    let items = pages.items.as_ref().map(|found| items(o, found, scope));
    quote! {
        impl #paginated for #name {
            const PAGINATION: #pagination = #pagination {
                input_token: #input_token,
                output_token: #output_token,
                items: #path,
                page_size: #page_size,
            };
        }
        #items
    }
}

fn items(o: &Operation, items: &Items, scope: &mut Scope) -> TokenStream {
    let paginated = scope.runtime("client", "PaginatedItems");
    let (name, item) = (ident(&o.name.rust), scope.ty(&items.ty));
    let output = message(o.output.as_ref(), scope);
    let vec = scope.prelude("Vec");
    let mut value = quote!(output);
    let mut inside = false;
    let last = items.fields.len().saturating_sub(1);
    for (index, (field, option)) in items.fields.iter().enumerate() {
        let field = ident(field);
        value = match (inside, *option) {
            (false, _) => quote!(#value.#field),
            (true, false) => quote!(#value.map(|v| v.#field)),
            (true, true) => quote!(#value.and_then(|v| v.#field)),
        };
        inside = inside || *option;
        if index == last && inside {
            value = quote!(#value.unwrap_or_default());
        }
    }
    quote! {
        impl #paginated for #name {
            type Item = #item;
            fn items(output: #output) -> #vec<#item> {
                #value
            }
        }
    }
}

fn optional(text: Option<&String>, scope: &Scope) -> TokenStream {
    let (some, none) = (scope.prelude("Some"), scope.prelude("None"));
    text.map_or_else(|| quote!(#none), |text| quote!(#some(#text)))
}

/// `pub(crate) static FUNCTION_UPDATED: Waiter = Waiter { … };`
fn waiter(w: &Waiter, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("client", "Waiter");
    let acceptor = scope.runtime("client", "Acceptor");
    let states = scope.runtime("client", "State");
    let (constant, name) = (ident(&w.constant), &w.name.wire);
    let min = proc_macro2::Literal::u64_unsuffixed(w.min_delay);
    let max = proc_macro2::Literal::u64_unsuffixed(w.max_delay);
    let acceptors: Vec<_> = w
        .acceptors
        .iter()
        .map(|a| {
            let state = ident(match a.state {
                AcceptorState::Success => "Success",
                AcceptorState::Failure => "Failure",
                AcceptorState::Retry => "Retry",
            });
            let matcher = matcher(&a.matcher, scope);
            quote!(#acceptor { state: #states::#state, matcher: #matcher })
        })
        .collect();
    let docs = doc(&w.doc);
    quote! {
        #docs
        pub(crate) static #constant: #ty = #ty {
            name: #name,
            min_delay: #min,
            max_delay: #max,
            acceptors: &[#(#acceptors),*],
        };
    }
}

fn matcher(m: &Matcher, scope: &mut Scope) -> TokenStream {
    let matchers = scope.runtime("client", "Matcher");
    let (kind, path) = match m {
        Matcher::Success(value) => return quote!(#matchers::Success(#value)),
        Matcher::ErrorType(name) => {
            let name = name.rsplit('#').next().unwrap_or_default();
            return quote!(#matchers::Error(#name));
        }
        Matcher::Output(path) => (quote!(Output), path),
        Matcher::InputOutput(path) => (quote!(InputOutput), path),
    };
    let PathMatcher {
        path,
        expected,
        comparator,
    } = path;
    let comparators = scope.runtime("client", "Comparator");
    let comparator = ident(match comparator {
        Comparator::StringEquals => "StringEquals",
        Comparator::BooleanEquals => "BooleanEquals",
        Comparator::AllStringEquals => "AllStringEquals",
        Comparator::AnyStringEquals => "AnyStringEquals",
    });
    quote! {
        #matchers::#kind { path: #path, expected: #expected, comparator: #comparators::#comparator }
    }
}
