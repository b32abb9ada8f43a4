//! The tables of the endpoint rules.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident};
use crate::plan::endpoint::{Decision, Expression, Fixed, Parameter, Rules, Source, Step};

/// `endpoint.rs`: `pub(super) static RULES: Rules = Rules { … };`
///
/// Names of expressions and functions are imported all at once: rows stay on one line.
pub(super) fn rules(rules: &Rules) -> TokenStream {
    let parameters = rules.parameters.iter().map(parameter);
    let names = Literal::usize_unsuffixed(rules.names.len());
    let conditions = rules.conditions.iter().map(|(asked, name)| {
        let asked = expression(asked);
        let name = match name {
            Some(name) => {
                let name = Literal::u16_unsuffixed(*name);
                quote!(Some(#name))
            }
            None => quote!(None),
        };
        quote!(Condition(#asked, #name))
    });
    let results = rules.results.iter().map(decision);
    let nodes = rules.nodes.iter().map(|node| {
        let [condition, holds, fails] = node.map(reference);
        quote!([#condition, #holds, #fails])
    });
    let root = reference(rules.root);
    quote! {
        #[allow(clippy::wildcard_imports, clippy::enum_glob_use, reason = "rows stay short")]
        #[allow(unused_imports, reason = "tables need not have all kinds")]
        use planish_runtime::rules::{
            Condition, Decision, Expression::*, Function::*, Parameter, Rules, Step::*,
        };
        /// Where requests go, and how they are signed for it.
        pub(super) static RULES: Rules = Rules {
            parameters: &[#(#parameters),*],
            names: #names,
            conditions: &[#(#conditions),*],
            results: &[#(#results),*],
            nodes: &[#(#nodes),*],
            root: #root,
        };
    }
}

/// `Fixed(Value::Boolean(true))` and the like: where a parameter of an operation comes from.
pub(super) fn source(source: &Source, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("operation", "EndpointSource");
    match source {
        Source::Fixed(Fixed::Boolean(value)) => quote!(#ty::Boolean(#value)),
        Source::Fixed(Fixed::Text(text)) => quote!(#ty::Text(#text)),
        Source::Fixed(Fixed::Texts(texts)) => quote!(#ty::Texts(&[#(#texts),*])),
        Source::Member(name) => quote!(#ty::Member(#name)),
        Source::Path(path) => quote!(#ty::Path(#path)),
    }
}

fn parameter(p: &Parameter) -> TokenStream {
    let (name, built_in, required) = (&p.name, &p.built_in, p.required);
    let default = match &p.default {
        Some(value) => {
            let value = expression(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    quote!(Parameter::new(#name, #built_in, #required, #default))
}

fn decision(decision: &Decision) -> TokenStream {
    match decision {
        Decision::Error(error) => {
            let error = expression(error);
            quote!(Decision::Error(#error))
        }
        Decision::Endpoint {
            url,
            headers,
            properties,
        } => {
            let url = expression(url);
            let headers = headers.iter().map(|(name, values)| {
                let values = values.iter().map(expression);
                quote!((#name, &[#(#values),*]))
            });
            let properties = members(properties);
            quote!(Decision::Endpoint(#url, &[#(#headers),*], &[#properties]))
        }
    }
}

fn members(members: &[(String, Expression)]) -> TokenStream {
    let members = members.iter().map(|(name, value)| {
        let value = expression(value);
        quote!((#name, #value))
    });
    quote!(#(#members),*)
}

fn expression(said: &Expression) -> TokenStream {
    let list = |items: &[Expression]| {
        let items = items.iter().map(expression);
        quote!(&[#(#items),*])
    };
    match said {
        Expression::Boolean(value) => quote!(Boolean(#value)),
        Expression::Integer(value) => {
            let value = Literal::i32_unsuffixed(*value);
            quote!(Integer(#value))
        }
        Expression::Text(text) => quote!(Text(#text)),
        Expression::Template(parts) => {
            let parts = list(parts);
            quote!(Template(#parts))
        }
        Expression::Reference(name) => {
            let name = Literal::u16_unsuffixed(*name);
            quote!(Reference(#name))
        }
        Expression::Part(of, steps) => {
            let of = expression(of);
            let steps = steps.iter().map(step);
            quote!(Part(&#of, &[#(#steps),*]))
        }
        Expression::Call(function, arguments) => {
            let (function, arguments) = (ident(function), list(arguments));
            quote!(Call(#function, #arguments))
        }
        Expression::List(items) => {
            let items = list(items);
            quote!(List(#items))
        }
        Expression::Record(record) => {
            let members = members(record);
            quote!(Record(&[#members]))
        }
    }
}

fn step(step: &Step) -> TokenStream {
    match step {
        Step::Key(key) => quote!(Key(#key)),
        Step::Index(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(Index(#index))
        }
    }
}

/// A number as in a node.
fn reference(at: i32) -> TokenStream {
    match at {
        Rules::NOTHING => quote!(Rules::NOTHING),
        at => {
            let at = Literal::i32_unsuffixed(at);
            quote!(#at)
        }
    }
}
