//! The client: one method an operation, one a waiter.

use proc_macro2::TokenStream;
use quote::quote;

use super::operation::message;
use super::scope::{Place, Scope, doc, ident};
use crate::plan::{Operation, Plan, Waiter};

/// ```text
/// planish_runtime::needs_compression!();
///
/// pub struct Client { inner: planish_runtime::client::Client }
///
/// impl Client {
///     pub fn new(config: Config) -> Self;
///     pub fn update_function_code(&self, input: …) -> Call<UpdateFunctionCode>;
///     pub fn wait_until_function_updated(&self, input: …) -> Wait<GetFunctionConfiguration>;
/// }
/// ```
pub(super) fn client(plan: &Plan) -> TokenStream {
    let mut scope = Scope::new(Place::Root, &["Client"]);
    let config = scope.runtime("client", "Config");
    let service = scope.import("super::service", "SERVICE");
    let methods: Vec<_> = plan
        .operations
        .iter()
        .map(|o| method(o, &mut scope))
        .collect();
    let waits: Vec<_> = plan
        .operations
        .iter()
        .flat_map(|o| o.waiters.iter().map(move |w| (o, w)))
        .map(|(o, w)| wait(o, w, &mut scope))
        .collect();
    let docs = doc(&format!(
        "Sends requests to {}. Cloning it is cheap.",
        plan.service.sdk_id
    ));
    let inner = match &plan.rules {
        Some(_) => {
            let rules = scope.import("super::endpoint", "RULES");
            quote!(planish_runtime::client::Client::with_rules(&#service, config, &#rules))
        }
        None => quote!(planish_runtime::client::Client::new(&#service, config)),
    };
    let needs = plan.needs().into_iter().map(|feature| {
        let name = ident(&format!("needs_{}", feature.replace('-', "_")));
        quote!(planish_runtime::#name!();)
    });
    let imports = scope.imports();
    quote! {
        #imports
        #(#needs)*
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: planish_runtime::client::Client,
        }
        impl Client {
            /// A client with this configuration.
            pub fn new(config: #config) -> Self {
                Self { inner: #inner }
            }
            #(#methods)*
            #(#waits)*
        }
    }
}

fn method(o: &Operation, scope: &mut Scope) -> TokenStream {
    let call = scope.runtime("client", "Call");
    let (docs, name) = (doc(&o.doc), ident(&o.method));
    let marker = marker(o, scope);
    let (parameter, argument) = input(o, scope);
    quote! {
        #docs
        pub fn #name(&self, #parameter) -> #call<#marker> {
            self.inner.call(#argument)
        }
    }
}

fn wait(o: &Operation, w: &Waiter, scope: &mut Scope) -> TokenStream {
    let wait = scope.runtime("client", "Wait");
    let (docs, name, constant) = (doc(&w.doc), ident(&w.name.rust), ident(&w.constant));
    let marker = marker(o, scope);
    let operation = scope.import("super", "operation");
    let file = ident(&o.module);
    let (parameter, argument) = input(o, scope);
    quote! {
        #docs
        pub fn #name(&self, #parameter) -> #wait<#marker> {
            self.inner.wait(#argument, &#operation::#file::#constant)
        }
    }
}

/// The operation's type, by its path: it may be called as a shape is.
fn marker(o: &Operation, scope: &mut Scope) -> TokenStream {
    let operation = scope.import("super", "operation");
    let name = ident(&o.name.rust);
    quote!(#operation::#name)
}

/// The parameter of a method, if the operation has an input, and what is handed on.
fn input(o: &Operation, scope: &mut Scope) -> (Option<TokenStream>, TokenStream) {
    let ty = message(o.input.as_ref(), scope);
    match o.input {
        Some(_) => (Some(quote!(input: #ty)), quote!(input)),
        None => (None, quote!(#ty {})),
    }
}
