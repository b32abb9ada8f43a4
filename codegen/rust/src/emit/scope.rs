//! The names of one file: what is used is imported, once and sorted, and never shadows.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::plan::Type;

/// Where the file stands in the tree of modules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `client.rs`, `server.rs`, `service.rs`.
    Root,
    /// `types/x.rs`.
    Types,
    /// `operation/x.rs`.
    Operation,
}

/// Names from the prelude of std, with what they are called where the file defines another of that
/// name. A generated type must not hide them where they are used.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "std::boxed::Box"),
    ("Default", "std::default::Default"),
    ("Err", "Result::Err"),
    ("Future", "std::future::Future"),
    ("None", "Option::None"),
    ("Ok", "Result::Ok"),
    ("Option", "std::option::Option"),
    ("Result", "std::result::Result"),
    ("Send", "std::marker::Send"),
    ("Some", "Option::Some"),
    ("String", "std::string::String"),
    ("Sync", "std::marker::Sync"),
    ("Vec", "std::vec::Vec"),
];

/// The names of one file.
pub(super) struct Scope {
    place: Place,
    /// Names that the file itself defines.
    own: BTreeSet<String>,
    /// What is imported: name to path.
    imports: BTreeMap<String, String>,
    /// Traits that are imported without a name, by their paths.
    unnamed: BTreeSet<&'static str>,
    /// There are numbers that clippy may take for rough values of famous ones.
    has_floats: bool,
}

impl Scope {
    /// A file that defines these names.
    pub(super) fn new(place: Place, own: &[&str]) -> Self {
        let own = own.iter().map(|name| (*name).to_owned()).collect();
        Self {
            place,
            own,
            imports: BTreeMap::new(),
            unnamed: BTreeSet::new(),
            has_floats: false,
        }
    }

    /// A name of the runtime: `runtime("schema", "Member")`, or `runtime("", "Bytes")`.
    pub(super) fn runtime(&mut self, module: &str, name: &str) -> TokenStream {
        let path = match module {
            "" => "planish_runtime".to_owned(),
            module => format!("planish_runtime::{module}"),
        };
        self.import(&path, name)
    }

    /// A generated type.
    pub(super) fn shape(&mut self, name: &str) -> TokenStream {
        if self.place == Place::Types && self.own.contains(name) {
            let name = ident(name);
            return quote!(#name);
        }
        let path = match self.place {
            Place::Root => "super::types",
            Place::Types => "super",
            Place::Operation => "super::super::types",
        };
        self.import(path, name)
    }

    /// The static of a generated type's schema, by the module of the type; only in `types`.
    ///
    /// Statics name each other directly: constants in between would make cycles of recursive
    /// shapes.
    pub(super) fn schema_of(&mut self, module: &str) -> TokenStream {
        if self.own.contains(module) {
            return quote!(SCHEMA);
        }
        let module = self.import("super", module);
        quote!(#module::SCHEMA)
    }

    /// A generated schema without a type.
    pub(super) fn schema(&mut self, name: &str) -> TokenStream {
        let name = ident(name);
        if self.own.contains("schemas") {
            return quote!(#name);
        }
        let schemas = match self.place {
            Place::Root => self.import("super::types", "schemas"),
            Place::Types => self.import("super", "schemas"),
            Place::Operation => self.import("super::super::types", "schemas"),
        };
        quote!(#schemas::#name)
    }

    /// A name at a path: imported, or written out where the name means something else here.
    pub(super) fn import(&mut self, path: &str, name: &str) -> TokenStream {
        let taken = self.own.contains(name)
            || PRELUDE.iter().any(|(known, _)| *known == name)
            || self.imports.get(name).is_some_and(|other| other != path);
        let ident = ident(name);
        if taken {
            let path: TokenStream = path.parse().unwrap_or_default();
            return quote!(#path::#ident);
        }
        self.imports.insert(name.to_owned(), path.to_owned());
        quote!(#ident)
    }

    /// A name of std's prelude, or its path where the file defines another of that name.
    pub(super) fn prelude(&self, name: &str) -> TokenStream {
        let path = PRELUDE.iter().find(|(known, _)| *known == name);
        let text = match path {
            Some((_, path)) if self.own.contains(name) => path,
            _ => name,
        };
        text.parse().unwrap_or_default()
    }

    /// A floating-point number, of single precision or not. What is beyond its type is the
    /// greatest of the type.
    pub(super) fn float(&mut self, value: f64, single: bool) -> TokenStream {
        self.has_floats |= value.fract() != 0.0;
        let greatest = if single {
            f64::from(f32::MAX)
        } else {
            f64::MAX
        };
        let value = value.clamp(-greatest, greatest);
        let text = if single {
            format!("{:?}", value as f32)
        } else {
            format!("{value:?}")
        };
        text.parse().unwrap_or_default()
    }

    /// Brings the trait into scope that gives shapes their `SCHEMA`.
    pub(super) fn shape_trait(&mut self) {
        const PATH: &str = "planish_runtime::schema";
        self.import(PATH, "Shape");
        if self.imports.get("Shape").is_none_or(|path| path != PATH) {
            self.unnamed.insert("planish_runtime::schema::Shape");
        }
    }

    /// A type.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::I8 => quote!(i8),
            Type::I16 => quote!(i16),
            Type::I32 => quote!(i32),
            Type::I64 => quote!(i64),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::BigInteger => self.runtime("", "BigInteger"),
            Type::BigDecimal => self.runtime("", "BigDecimal"),
            Type::String => self.prelude("String"),
            Type::Bytes => self.runtime("", "Bytes"),
            Type::Timestamp => self.runtime("", "Timestamp"),
            Type::Document => self.runtime("", "Document"),
            Type::ByteStream => self.runtime("", "ByteStream"),
            Type::EventStream(name) => {
                let stream = self.runtime("", "EventStream");
                let event = self.shape(name);
                quote!(#stream<#event>)
            }
            Type::Unit => self.runtime("", "Unit"),
            Type::Shape(name) => self.shape(name),
            Type::Vec(item) => {
                let item = self.ty(item);
                let vec = self.prelude("Vec");
                quote!(#vec<#item>)
            }
            Type::Map(item) => {
                let item = self.ty(item);
                let key = self.ty(&Type::String);
                let map = self.import("std::collections", "BTreeMap");
                quote!(#map<#key, #item>)
            }
            Type::Option(item) => {
                let item = self.ty(item);
                let option = self.prelude("Option");
                quote!(#option<#item>)
            }
            Type::Boxed(item) => {
                let item = self.ty(item);
                let boxed = self.prelude("Box");
                quote!(#boxed<#item>)
            }
        }
    }

    /// The imports, one line a path, those of the runtime and std first.
    pub(super) fn imports(&self) -> TokenStream {
        let mut by_path: BTreeMap<(bool, &str), Vec<Ident>> = BTreeMap::new();
        for (name, path) in &self.imports {
            by_path
                .entry((path.starts_with("super"), path))
                .or_default()
                .push(ident(name));
        }
        let lines = by_path.into_iter().map(|((_, path), names)| {
            let path: TokenStream = path.parse().unwrap_or_default();
            match names.as_slice() {
                [only] => quote!(use #path::#only;),
                names => quote!(use #path::{#(#names),*};),
            }
        });
        let unnamed = self.unnamed.iter().map(|path| {
            let path: TokenStream = path.parse().unwrap_or_default();
            quote!(use #path as _;)
        });
        let allow = self.has_floats.then(
            || quote!(#![allow(clippy::approx_constant, reason = "the model has these numbers")]),
        );
        quote!(#allow #(#unnamed)* #(#lines)*)
    }
}

/// An identifier; a reserved word becomes a raw one.
pub(super) fn ident(name: &str) -> Ident {
    if crate::plan::is_reserved(name) && !matches!(name, "self" | "super" | "crate") {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// `/// text`, line by line.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        let line = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        };
        quote!(#[doc = #line])
    });
    quote!(#(#lines)*)
}
