//! What makes a crate of generated Rust: its manifest and its README.

use std::path::{Path, PathBuf};

use planish_codegen::plan::{Operation, PROTOCOLS, RuntimeTrait, Structure, Type, TypeItem};
use planish_codegen::{Files, Form, MARKER, Plan, Side, emit};
use planish_model::{Model, Shape};
use serde::Serialize;

use crate::config::Runtime;
use crate::outcome::{Failure, Result};
use crate::paths;
use crate::templates::{self, Template};

/// How many operations the README shows.
const SHOWN: usize = 2;

/// What a crate has besides its plan.
pub(crate) struct Package<'a> {
    /// Its name for Cargo.
    pub(crate) name: String,
    /// Its description; made up if absent.
    pub(crate) description: Option<&'a str>,
    /// Where it finds its runtime; paths are relative to the working directory.
    pub(crate) runtime: Runtime,
    /// Its directory.
    pub(crate) out: &'a Path,
}

/// What `Cargo.toml.hbs` says. Texts are TOML strings with their quotes.
#[derive(Serialize)]
struct Manifest {
    marker: String,
    name: String,
    description: String,
    workspace: bool,
    runtime: String,
    features: String,
    tests: bool,
}

/// What `README.md.hbs` says.
#[derive(Serialize)]
struct Readme {
    marker: String,
    name: String,
    description: String,
    service: String,
    version: String,
    client: bool,
    trait_name: String,
    imports: Vec<String>,
    calls: Vec<Call>,
    more: usize,
}

/// An operation in the README.
#[derive(Serialize)]
struct Call {
    method: String,
    input: Option<String>,
    fields: Vec<String>,
    rest: bool,
    output: String,
    error: String,
}

/// The files of a crate.
///
/// # Errors
/// There is no way from the crate to the runtime, or a template is wrong.
pub(crate) fn files(package: &Package<'_>, plan: &Plan, model: &Model) -> Result<Files> {
    let mut files = emit(plan, Form::Crate);
    let description = package.description.map(str::to_owned).unwrap_or_else(|| {
        let side = match plan.side {
            Side::Client => "client",
            Side::Server => "server",
        };
        format!("A {side} of {}", plan.service.sdk_id)
    });
    let manifest = Manifest {
        marker: marker(&plan.service.id),
        name: quoted(&package.name),
        description: quoted(&description),
        workspace: package.runtime == Runtime::Workspace,
        runtime: dependency(package)?,
        features: features(plan),
        tests: plan.tests.is_some(),
    };
    files.insert(
        "Cargo.toml",
        templates::render(Template::Manifest, &manifest)?,
    );
    let readme = readme(package, plan, model, description);
    files.insert("README.md", templates::render(Template::Readme, &readme)?);
    Ok(files)
}

/// The first line of a generated file, without what makes it a comment.
pub(crate) fn marker(service: &str) -> String {
    format!("{MARKER} from {service}: change the model, not this file.")
}

/// The features of the runtime that the crate needs, as they stand in an array of TOML.
fn features(plan: &Plan) -> String {
    let side: &[&str] = match plan.side {
        Side::Client => &["client", "tls"],
        Side::Server => &["server"],
    };
    let protocol = PROTOCOLS
        .iter()
        .filter(|(id, _)| *id == plan.service.protocol)
        .map(|(_, feature)| feature);
    let names: Vec<String> = side
        .iter()
        .chain(protocol)
        .chain(&plan.needs())
        .map(|name| quoted(name))
        .collect();
    names.join(", ")
}

/// How the manifest names the runtime.
fn dependency(package: &Package<'_>) -> Result<String> {
    Ok(match &package.runtime {
        Runtime::Workspace => "workspace = true".to_owned(),
        Runtime::Version(version) => {
            format!("version = {}, default-features = false", quoted(version))
        }
        Runtime::Path(path) => {
            let way: Option<PathBuf> = paths::relative(package.out, path);
            let way = way.ok_or_else(|| {
                Failure(format!(
                    "there is no relative path from {} to {}",
                    package.out.display(),
                    path.display()
                ))
            })?;
            format!(
                "path = {}, default-features = false",
                quoted(&paths::shown(&way))
            )
        }
    })
}

fn readme(package: &Package<'_>, plan: &Plan, model: &Model, description: String) -> Readme {
    let shown = first_operations(plan, model);
    let client = plan.side == Side::Client;
    let service = &plan.service.name.rust;
    Readme {
        marker: marker(&plan.service.id),
        name: package.name.clone(),
        description: description.trim_end_matches('.').to_owned(),
        service: plan.service.id.clone(),
        version: plan.service.version.clone(),
        client,
        trait_name: service.clone(),
        imports: imports(plan, &shown, &package.name.replace('-', "_")),
        calls: shown
            .iter()
            .map(|operation| call(plan, operation))
            .collect(),
        more: plan.operations.len() - shown.len(),
    }
}

/// The first operations in the order of the service, and then of their names: the model puts first what matters most.
fn first_operations<'a>(plan: &'a Plan, model: &Model) -> Vec<&'a Operation> {
    let listed = model
        .shape(&plan.service.id)
        .and_then(Shape::as_service)
        .map(|service| &*service.operations)
        .unwrap_or_default();
    let rank = |operation: &Operation| {
        let at = listed.iter().position(|id| id.as_str() == operation.id);
        at.unwrap_or(listed.len())
    };
    let mut operations: Vec<&Operation> = plan.operations.iter().collect();
    operations.sort_by_key(|operation| rank(operation));
    operations.truncate(SHOWN);
    operations
}

/// The `use` lines of the example, sorted as rustfmt sorts them.
fn imports(plan: &Plan, shown: &[&Operation], crate_name: &str) -> Vec<String> {
    let inputs = shown.iter().filter_map(|o| o.input.as_deref());
    let outputs = shown.iter().filter_map(|o| o.output.as_deref());
    let errors = shown.iter().map(|o| o.error.as_str());
    let (lists, from_runtime) = match plan.side {
        Side::Client => (
            vec![
                (crate_name.to_owned(), vec!["Client"]),
                (format!("{crate_name}::types"), inputs.collect()),
            ],
            "client::Config",
        ),
        Side::Server => (
            vec![
                (
                    crate_name.to_owned(),
                    vec![plan.service.name.rust.as_str(), "server"],
                ),
                (format!("{crate_name}::operation"), errors.collect()),
                (
                    format!("{crate_name}::types"),
                    inputs.chain(outputs).collect(),
                ),
            ],
            "server::Context",
        ),
    };
    let mut lines: Vec<String> = lists
        .into_iter()
        .filter_map(|(module, names)| import(&module, names))
        .collect();
    lines.push(format!("use planish_runtime::{from_runtime};"));
    lines
}

/// `use module::Name;`, or with braces if there are several names; nothing for none.
fn import(module: &str, mut names: Vec<&str>) -> Option<String> {
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("use {module}::{one};")),
        several => Some(format!("use {module}::{{{}}};", several.join(", "))),
    }
}

fn call(plan: &Plan, operation: &Operation) -> Call {
    let input = operation
        .input
        .as_deref()
        .and_then(|name| structure(plan, name));
    let fields: Vec<String> = input
        .map(|input| input.fields.iter().filter_map(example).collect())
        .unwrap_or_default();
    Call {
        method: operation.method.clone(),
        input: operation.input.clone(),
        rest: input.is_some_and(|input| input.fields.len() > fields.len()),
        fields,
        output: operation.output.clone().unwrap_or_else(|| "()".to_owned()),
        error: operation.error.clone(),
    }
}

fn structure<'a>(plan: &'a Plan, name: &str) -> Option<&'a Structure> {
    plan.types.iter().find_map(|item| match item {
        TypeItem::Structure(structure) if structure.name.rust == name => Some(structure),
        _ => None,
    })
}

/// A required text: what a caller has to say first.
fn example(field: &planish_codegen::plan::Field) -> Option<String> {
    if !field.traits.contains(&RuntimeTrait::Required) {
        return None;
    }
    let name = &field.name.rust;
    match &field.ty {
        Type::String => Some(format!("{name}: \"…\".into(),")),
        Type::Option(inner) if **inner == Type::String => {
            Some(format!("{name}: Some(\"…\".into()),"))
        }
        _ => None,
    }
}

/// A TOML basic string; the escapes of JSON are among those of TOML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
