//! The tests: one table of cases, and what runs them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operation::message;
use super::scope::{Place, Scope, ident};
use crate::plan::tests::{
    Assertion, Case, Event, Malformed, Message, Request, Response, Stream, Test, TestForm, Tests,
};
use crate::plan::{Operation, Plan, Side, Type};

/// ```text
/// pub static SUITE: Suite = Suite {
///     service: &SERVICE,
///     subject: Subject::Client(&[Caller::of::<operation::UpdateFunctionCode>()]),
///     cases: &[Case { id: "…", operation: 0, test: Test::Request(Request { … }) }],
/// };
///
/// #[test]
/// fn request_some_id() {
///     SUITE.check(0);
/// }
/// ```
pub(super) fn tests(plan: &Plan, tests: &Tests) -> TokenStream {
    let mut scope = Scope::new(Place::Root, &["SUITE"]);
    let suite = scope.runtime("testing", "Suite");
    let service = scope.import("super::service", "SERVICE");
    let (subject, probe) = match plan.side {
        Side::Client => (client(plan, &mut scope), None),
        Side::Server => {
            let (subject, probe) = server(plan, &mut scope);
            (subject, Some(probe))
        }
    };
    let cases: Vec<_> = tests.cases.iter().map(|c| case(c, &mut scope)).collect();
    let functions = tests
        .cases
        .iter()
        .enumerate()
        .filter(|_| tests.form == TestForm::Functions)
        .map(|(index, case)| {
            let (index, name) = (Literal::usize_unsuffixed(index), ident(&case.name));
            quote! {
                #[test]
                fn #name() {
                    SUITE.check(#index);
                }
            }
        });
    let imports = scope.imports();
    quote! {
        #imports
        /// The protocol compliance tests of the model.
        pub static SUITE: #suite = #suite {
            service: &#service,
            subject: #subject,
            cases: &[#(#cases),*],
        };
        #probe
        #(#functions)*
    }
}

fn client(plan: &Plan, scope: &mut Scope) -> TokenStream {
    let (subject, caller) = (
        scope.runtime("testing", "Subject"),
        scope.runtime("testing", "Caller"),
    );
    let operation = scope.import("super", "operation");
    let markers = plan.operations.iter().map(|o| ident(&o.name.rust));
    quote!(#subject::Client(&[#(#caller::of::<#operation::#markers>()),*]))
}

/// The subject, and the implementation of the service's trait that it serves.
fn server(plan: &Plan, scope: &mut Scope) -> (TokenStream, TokenStream) {
    let subject = scope.runtime("testing", "Subject");
    let probe = scope.runtime("testing", "Probe");
    let service = scope.import("super::server", &plan.service.name.rust);
    let methods: Vec<_> = plan.operations.iter().map(|o| method(o, scope)).collect();
    (
        quote!(#subject::Server(super::server::server)),
        quote! {
            impl #service for #probe {
                #(#methods)*
            }
        },
    )
}

fn method(o: &Operation, scope: &mut Scope) -> TokenStream {
    let context = scope.runtime("server", "Context");
    let operation = scope.import("super", "operation");
    let (name, error) = (ident(&o.method), ident(&o.error));
    let output = message(o.output.as_ref(), scope);
    let (parameter, input) = match &o.input {
        Some(input) => {
            let ty = scope.shape(input);
            (quote!(input: #ty,), quote!(input))
        }
        None => {
            let unit = scope.ty(&Type::Unit);
            (quote!(), quote!(#unit {}))
        }
    };
    quote! {
        async fn #name(&self, #parameter _: #context) -> Result<#output, #operation::#error> {
            self.answer(#input).await
        }
    }
}

/// `Case { id: "…", operation: 0, test: Test::Request(…) }`
fn case(case: &Case, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("testing", "Case");
    let kinds = scope.runtime("testing", "Test");
    let (id, operation) = (&case.id, Literal::usize_unsuffixed(case.operation));
    let test = match &case.test {
        Test::Request(request) => {
            let request = self::request(request, scope);
            quote!(#kinds::Request(#request))
        }
        Test::Response(response) => {
            let response = self::response(response, scope);
            quote!(#kinds::Response(#response))
        }
        Test::Malformed(malformed) => {
            let malformed = self::malformed(malformed, scope);
            quote!(#kinds::Malformed(#malformed))
        }
        Test::Stream(stream) => {
            let stream = self::stream(stream, scope);
            quote!(#kinds::Stream(#stream))
        }
    };
    quote!(#ty { id: #id, operation: #operation, test: #test })
}

/// The fields of which something is said.
#[derive(Default)]
struct Fields(Vec<TokenStream>);

impl Fields {
    fn add(&mut self, name: &str, value: TokenStream) {
        let name = ident(name);
        self.0.push(quote!(#name: #value));
    }

    fn option(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.add(name, quote!(Some(#value)));
        }
    }

    fn list(&mut self, name: &str, items: &[String]) {
        if !items.is_empty() {
            self.add(name, quote!(&[#(#items),*]));
        }
    }

    fn pairs(&mut self, name: &str, pairs: &[(String, String)]) {
        if !pairs.is_empty() {
            let pairs = pairs.iter().map(|(name, value)| quote!((#name, #value)));
            self.add(name, quote!(&[#(#pairs),*]));
        }
    }

    /// The type of so many fields with these, and the others as they are where nothing is said.
    fn of(self, ty: TokenStream, all: usize) -> TokenStream {
        let fields = self.0;
        let others = (fields.len() < all).then(|| quote!(..#ty::EMPTY));
        quote!(#ty { #(#fields,)* #others })
    }
}

fn request(r: &Request, scope: &mut Scope) -> TokenStream {
    let mut fields = Fields::default();
    let (method, uri) = (&r.method, &r.uri);
    fields.add("method", quote!(#method));
    fields.add("uri", quote!(#uri));
    fields.list("query", &r.query);
    fields.list("require_query", &r.require_query);
    fields.list("forbid_query", &r.forbid_query);
    fields.option("host", r.host.as_ref());
    fields.option("resolved_host", r.resolved_host.as_ref());
    fields.0.extend(message_field(&r.message, scope));
    if let Some(params) = &r.params {
        fields.add("params", quote!(#params));
    }
    fields.of(scope.runtime("testing", "Request"), 9)
}

fn response(r: &Response, scope: &mut Scope) -> TokenStream {
    let mut fields = Fields::default();
    let status = Literal::u16_unsuffixed(r.status);
    fields.add("status", quote!(#status));
    if let Some(error) = r.error {
        let error = Literal::usize_unsuffixed(error);
        fields.add("error", quote!(Some(#error)));
    }
    fields.0.extend(message_field(&r.message, scope));
    if let Some(params) = &r.params {
        fields.add("params", quote!(#params));
    }
    fields.of(scope.runtime("testing", "Response"), 4)
}

fn message_field(m: &Message, scope: &mut Scope) -> Option<TokenStream> {
    let mut fields = Fields::default();
    fields.pairs("headers", &m.headers);
    fields.list("require_headers", &m.require_headers);
    fields.list("forbid_headers", &m.forbid_headers);
    fields.option("body", m.body.as_ref());
    fields.option("media_type", m.media_type.as_ref());
    if fields.0.is_empty() {
        return None;
    }
    let message = fields.of(scope.runtime("testing", "Message"), 5);
    Some(quote!(message: #message))
}

fn malformed(m: &Malformed, scope: &mut Scope) -> TokenStream {
    let mut fields = Fields::default();
    let (method, uri) = (&m.method, &m.uri);
    let status = Literal::u16_unsuffixed(m.status);
    fields.add("method", quote!(#method));
    fields.add("uri", quote!(#uri));
    fields.list("query", &m.query);
    fields.pairs("headers", &m.headers);
    fields.option("body", m.body.as_ref());
    fields.add("status", quote!(#status));
    fields.pairs("answer_headers", &m.answer_headers);
    if let Some((media_type, assertion)) = &m.answer {
        let assertions = scope.runtime("testing", "Assertion");
        let assertion = match assertion {
            Assertion::Contents(text) => quote!(#assertions::Contents(#text)),
            Assertion::Message(pattern) => quote!(#assertions::Message(#pattern)),
        };
        fields.add("answer", quote!(Some((#media_type, #assertion))));
    }
    fields.of(scope.runtime("testing", "Malformed"), 8)
}

fn stream(s: &Stream, scope: &mut Scope) -> TokenStream {
    let mut fields = Fields::default();
    if let Some(request) = &s.request {
        let request = self::request(request, scope);
        fields.add("request", quote!(Some(#request)));
    }
    if let Some(response) = &s.response {
        let response = self::response(response, scope);
        fields.add("response", quote!(Some(#response)));
    }
    fields.option("request_params", s.request_params.as_ref());
    fields.option("response_params", s.response_params.as_ref());
    if !s.events.is_empty() {
        let events: Vec<_> = s.events.iter().map(|e| event(e, scope)).collect();
        fields.add("events", quote!(&[#(#events),*]));
    }
    if let Some(error) = &s.failure {
        let expectations = scope.runtime("testing", "Expectation");
        let error = match error {
            Some(error) => quote!(Some(#error)),
            None => quote!(None),
        };
        fields.add("expectation", quote!(#expectations::Failure(#error)));
    }
    fields.of(scope.runtime("testing", "Stream"), 6)
}

fn event(e: &Event, scope: &mut Scope) -> TokenStream {
    let mut fields = Fields::default();
    let request = e.request;
    fields.add("request", quote!(#request));
    fields.option("params", e.params.as_ref());
    if let Some(headers) = &e.headers {
        fields.add("headers", quote!(#headers));
    }
    fields.list("require_headers", &e.require_headers);
    fields.list("forbid_headers", &e.forbid_headers);
    fields.option("body", e.body.as_ref());
    fields.option("media_type", e.media_type.as_ref());
    fields.option("bytes", e.bytes.as_ref());
    fields.of(scope.runtime("testing", "Event"), 8)
}
