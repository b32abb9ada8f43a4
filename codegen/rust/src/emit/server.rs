//! The server: a trait with one method an operation, and the way from requests to them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operation::message;
use super::scope::{Place, Scope, doc, ident};
use crate::plan::{Operation, Plan, Type};

/// ```text
/// pub trait Lambda: Send + Sync + 'static {
///     fn update_function_code(&self, input: …, context: Context) -> impl Future<Output = …> + Send;
/// }
///
/// pub fn server<S: Lambda>(service: S) -> Server;
/// ```
pub(super) fn server(plan: &Plan) -> TokenStream {
    let name = &plan.service.name.rust;
    let mut scope = Scope::new(Place::Root, &[name, "Dispatch"]);
    let name = ident(name);
    let server = scope.runtime("server", "Server");
    let call = scope.runtime("server", "Call");
    let handlers = scope.runtime("server", "Handlers");
    let answer = scope.runtime("server", "Answer");
    let service = scope.import("super::service", "SERVICE");
    let methods: Vec<_> = plan
        .operations
        .iter()
        .map(|o| method(o, &mut scope))
        .collect();
    let arms: Vec<_> = plan
        .operations
        .iter()
        .enumerate()
        .map(|(i, o)| arm(i, o, &mut scope))
        .collect();
    let service_docs = doc(&plan.service.doc);
    let docs = doc(&format!(
        "Serves {} with this implementation.",
        plan.service.name.wire
    ));
    let imports = scope.imports();
    quote! {
        #imports
        #service_docs
        pub trait #name: Send + Sync + 'static {
            #(#methods)*
        }
        #docs
        pub fn server<S: #name>(service: S) -> #server {
            #server::new(&#service, Dispatch(service))
        }
        struct Dispatch<S>(S);
        impl<S: #name> #handlers for Dispatch<S> {
            fn handle(&self, operation: usize, call: #call) -> #answer<'_> {
                match operation {
                    #(#arms)*
                    _ => Box::pin(call.unknown()),
                }
            }
        }
    }
}

fn method(o: &Operation, scope: &mut Scope) -> TokenStream {
    let context = scope.runtime("server", "Context");
    let operation = scope.import("super", "operation");
    let (docs, name, error) = (doc(&o.doc), ident(&o.method), ident(&o.error));
    let output = message(o.output.as_ref(), scope);
    let input = o.input.as_ref().map(|input| {
        let ty = scope.shape(input);
        quote!(input: #ty,)
    });
    quote! {
        #docs
        fn #name(&self, #input context: #context)
            -> impl Future<Output = Result<#output, #operation::#error>> + Send;
    }
}

/// `0 => Box::pin(call.run(|input, context| self.0.create_alias(input, context))),`
fn arm(index: usize, o: &Operation, scope: &mut Scope) -> TokenStream {
    let (index, name) = (Literal::usize_unsuffixed(index), ident(&o.method));
    match o.input {
        Some(_) => quote! {
            #index => Box::pin(call.run(|input, context| self.0.#name(input, context))),
        },
        None => {
            let unit = scope.ty(&Type::Unit);
            quote! {
                #index => Box::pin(call.run(|_: #unit, context| self.0.#name(context))),
            }
        }
    }
}
