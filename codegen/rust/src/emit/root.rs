//! The root of the tree, and the facts of the service.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Place, Scope, doc, ident};
use crate::plan::tests::TestForm;
use crate::plan::{Plan, Side};

/// `mod.rs` or `lib.rs`.
pub(super) fn root(plan: &Plan) -> TokenStream {
    // Who includes the module may well call it `client` or `server`.
    let allow =
        quote!(#[allow(clippy::module_inception, reason = "the module around has any name")]);
    let side = match plan.side {
        Side::Client => quote! {
            #allow
            mod client;
            pub use client::Client;
        },
        Side::Server => {
            let name = ident(&plan.service.name.rust);
            quote! {
                #allow
                mod server;
                pub use server::{#name, server};
            }
        }
    };
    let endpoint = plan.rules.as_ref().map(|_| {
        quote!(
            mod endpoint;
        )
    });
    let tests = plan.tests.as_ref().map(|tests| match tests.form {
        TestForm::Functions => quote! {
            #[cfg(test)]
            mod protocol_tests;
        },
        TestForm::Table => quote! {
            /// The protocol compliance tests of the model.
            pub mod protocol_tests;
        },
    });
    quote! {
        #endpoint
        /// The operations and their errors.
        pub mod operation;
        #tests
        mod service;
        /// The structures, unions and enums of the model.
        pub mod types;
        pub use service::SERVICE;
        #side
    }
}

/// What the root of a crate says in addition: its documentation, and its lints.
pub(super) fn preface(plan: &Plan) -> String {
    let service = &plan.service;
    let what = match plan.side {
        Side::Client => "client",
        Side::Server => "server",
    };
    let mut out = format!(
        "//! A {what} of {} ({}).\n//!\n",
        service.sdk_id, service.version
    );
    for line in service.doc.lines() {
        out.push_str(if line.is_empty() { "//!" } else { "//! " });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("\n#![warn(missing_docs)]\n\n");
    out
}

/// `service.rs`: `pub static SERVICE: Service = Service { … };`
pub(super) fn service(plan: &Plan) -> TokenStream {
    let mut scope = Scope::new(Place::Root, &[]);
    let ty = scope.runtime("operation", "Service");
    let s = &plan.service;
    let (id, sdk_id, version) = (&s.id, &s.sdk_id, &s.version);
    let (prefix, signing, protocol) = (&s.endpoint_prefix, &s.signing_name, s.protocol);
    let operation = (!plan.operations.is_empty()).then(|| scope.import("super", "operation"));
    let operations = plan.operations.iter().map(|o| ident(&o.module));
    let docs = doc("What the runtime needs to know of the service.");
    let imports = scope.imports();
    quote! {
        #imports
        #docs
        pub static SERVICE: #ty = #ty {
            id: #id,
            sdk_id: #sdk_id,
            version: #version,
            endpoint_prefix: #prefix,
            signing_name: #signing,
            protocol: #protocol,
            operations: &[#(&#operation::#operations::OPERATION),*],
        };
    }
}
