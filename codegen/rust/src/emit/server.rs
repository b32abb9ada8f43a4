//! The server: a trait with one method an operation, and the way from requests to them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::operation::message;
use super::scope::{Place, Scope, doc, ident};
use crate::plan::{Operation, Plan};

/// ```text
/// pub trait Lambda: Send + Sync + 'static {
///     fn update_function_code(&self, input: …, context: Context) -> impl Future<Output = …> + Send;
/// }
///
/// pub fn server<S: Lambda>(service: S) -> Server;
/// ```
pub(super) fn server(plan: &Plan) -> TokenStream {
    let name = &plan.service.name.rust;
    // A service may have any name, these included.
    let free = |name: &'static str, other: &'static str| {
        if plan.service.name.rust == name {
            other
        } else {
            name
        }
    };
    let (dispatch, generic) = (free("Dispatch", "Dispatcher"), free("S", "T"));
    let mut scope = Scope::new(Place::Root, &[name, dispatch, generic]);
    let name = ident(name);
    let (dispatch, generic) = (ident(dispatch), ident(generic));
    let (send, sync) = (scope.prelude("Send"), scope.prelude("Sync"));
    let boxed = scope.prelude("Box");
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
        .map(|(i, o)| arm(i, o, &generic, &mut scope))
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
        pub trait #name: #send + #sync + 'static {
            #(#methods)*
        }
        #docs
        pub fn server<#generic: #name>(service: #generic) -> #server {
            #server::new(&#service, #dispatch(service))
        }
        struct #dispatch<#generic>(#generic);
        impl<#generic: #name> #handlers for #dispatch<#generic> {
            fn handle(&self, operation: usize, call: #call) -> #answer<'_> {
                match operation {
                    #(#arms)*
                    _ => #boxed::pin(call.unknown()),
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
    let (future, send) = (scope.prelude("Future"), scope.prelude("Send"));
    let result = scope.prelude("Result");
    quote! {
        #docs
        fn #name(&self, #input context: #context)
            -> impl #future<Output = #result<#output, #operation::#error>> + #send;
    }
}

/// `0 => Box::pin(call.run(|input, context| S::create_alias(&self.0, input, context))),`
///
/// The method is named with its type: `self.0.into(…)` would be that of another trait.
fn arm(index: usize, o: &Operation, generic: &Ident, scope: &mut Scope) -> TokenStream {
    let boxed = scope.prelude("Box");
    let (index, name) = (Literal::usize_unsuffixed(index), ident(&o.method));
    match o.input {
        Some(_) => quote! {
            #index => #boxed::pin(
                call.run(|input, context| #generic::#name(&self.0, input, context)),
            ),
        },
        None => {
            let unit = message(None, scope);
            quote! {
                #index => #boxed::pin(
                    call.run(|_: #unit, context| #generic::#name(&self.0, context)),
                ),
            }
        }
    }
}
