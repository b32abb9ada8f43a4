//! Endpoint rules: the decision trees and diagrams by which a client finds where to send a request. (Smithy spec, "Rules engine")
//!
//! [`RuleSet::parse`] reads the value of `@endpointRuleSet`, and [`Diagram::parse`] that of `@endpointBdd`, into a typed tree, checked
//! as Smithy's own tools check it: every name is known, every argument has the type that its function wants, and what may be absent is
//! proven to be there before it is used. [`RuleSet::resolve`] runs the rules. Nothing here opens a socket or reads a setting.
//!
//! ```
//! use planish_model::json;
//! use planish_model::rules::{Outcome, Parameters, RuleSet, Value};
//!
//! let node = json::parse(
//!     r#"{
//!         "version": "1.0",
//!         "parameters": {"Stage": {"type": "String", "required": true, "documentation": "Which one."}},
//!         "rules": [{"conditions": [], "type": "endpoint", "endpoint": {"url": "https://{Stage}.example.com"}}]
//!     }"#,
//! )?;
//! let rules = RuleSet::parse(&node)?;
//! let parameters = Parameters::from([("Stage".to_owned(), Value::from("beta"))]);
//! let Outcome::Endpoint(endpoint) = rules.resolve(&parameters)? else { return Ok(()) };
//! assert_eq!(endpoint.url, "https://beta.example.com");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod cursor;
mod diagram;
mod display;
mod error;
mod evaluate;
mod functions;
mod library;
mod library_aws;
mod parse;
mod partitions;
mod template;
mod testing;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod value;

pub use diagram::Diagram;
pub use error::RuleError;
pub use evaluate::{Outcome, Parameters, Resolved};
pub use functions::{BUILT_INS, Function, FunctionId, Wanted};
pub use testing::run_test;
pub use tree::{
    Call, Condition, Endpoint, Expression, GetAttr, Literal, Parameter, ParameterType, Part, Rule,
    RuleKind, RuleSet, Step, Template, Version,
};
pub use types::Type;
pub use value::Value;
