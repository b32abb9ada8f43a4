//! Generates both sides of every service that the file of protocol tests has, and a table of them.
//!
//! The environment variable `PLANISH_PROTOCOL_TESTS` names the file, from the project's root.
//! Where there is no such file, the table is empty, and says so.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use planish_codegen::plan::PROTOCOLS;
use planish_codegen::{Form, Options, Side, TestForm, generate_with_tests};
use planish_model::{Diagnostics, Model, Shape, Sources, check, load};

const VARIABLE: &str = "PLANISH_PROTOCOL_TESTS";
const DEFAULT: &str = "../shared/protocol-tests/protocol-tests.json";

fn main() {
    if let Err(problem) = run() {
        println!("cargo::error={}", problem.replace('\n', " "));
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR isn't set")?);
    let path = env::var_os(VARIABLE).map_or_else(|| PathBuf::from(DEFAULT), PathBuf::from);
    // The project's root is two folders up.
    let file = Path::new("../..").join(&path);
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed={}", file.display());
    let text = match fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let table = match text {
        Some(text) => {
            let model = model(&path, text)?;
            let mut table = String::new();
            let mut entries = String::new();
            for (index, service) in model.services().enumerate() {
                service_of(&model, service, index, &out, &mut table, &mut entries)?;
            }
            let found = "/// Whether there was a file.\npub const FOUND: bool = true;\n";
            format!("{table}{found}{}", static_of(&entries))
        }
        None => {
            let found = "/// Whether there was a file.\npub const FOUND: bool = false;\n";
            format!("{found}{}", static_of(""))
        }
    };
    let source = format!(
        "/// The file that the services are from.\npub const SOURCE: &str = {:?};\n",
        path.display().to_string()
    );
    fs::write(out.join("services.rs"), table + &source).map_err(|e| e.to_string())
}

fn static_of(entries: &str) -> String {
    format!("/// All services, by id.\npub static SERVICES: &[Entry] = &[{entries}];\n")
}

fn model(path: &Path, text: String) -> Result<Model, String> {
    let mut sources = Sources::new();
    sources.add(path.display().to_string(), text);
    let (model, mut found) = load(&sources);
    if !found.has_errors() {
        found.extend(check(&model));
    }
    if found.has_errors() {
        return Err(found.sorted().render(&sources));
    }
    Ok(model)
}

/// Generates both sides of one service, if its protocol is one that planish has.
fn service_of(
    model: &Model,
    service: &Shape,
    index: usize,
    out: &Path,
    table: &mut String,
    entries: &mut String,
) -> Result<(), String> {
    let protocol = protocol_of(service);
    let known = PROTOCOLS.iter().any(|(id, _)| service.traits.has(id));
    let mut suites = [String::from("None"), String::from("None")];
    let sides = [(Side::Client, "client"), (Side::Server, "server")];
    for (suite, (side, name)) in suites.iter_mut().zip(sides).filter(|_| known) {
        let module = format!("service_{index}_{name}");
        let options = Options {
            service: Some(service.id.to_string()),
            operations: Vec::new(),
            side,
        };
        let (files, _) = generate_with_tests(model, &options, Form::Module, TestForm::Table)
            .map_err(|found| lines(&found))?;
        files
            .write(&out.join(&module))
            .map_err(|error| error.to_string())?;
        table.push_str(&format!(
            "/// Generated.\n#[allow(unreachable_pub, reason = \"what a crate's root would show is not shown here\")]\n\
             pub mod {module} {{\n    \
             include!(concat!(env!(\"OUT_DIR\"), \"/{module}/mod.rs\"));\n}}\n\n"
        ));
        *suite = format!("Some(&{module}::protocol_tests::SUITE)");
    }
    let [client, server] = suites;
    entries.push_str(&format!(
        "\n    Entry {{ id: {:?}, protocol: {protocol:?}, client: {client}, server: {server} }},",
        service.id.as_str()
    ));
    Ok(())
}

/// The name of the service's protocol.
fn protocol_of(service: &Shape) -> String {
    let known = |id: &str| PROTOCOLS.iter().any(|(known, _)| *known == id);
    let is_protocol = |id: &str| {
        let (space, name) = id.split_once('#').unwrap_or_default();
        matches!(space, "aws.protocols" | "smithy.protocols") && name != "awsQueryCompatible"
    };
    let ids = || service.traits.iter().map(|(id, _)| id.as_str());
    let id = ids()
        .find(|id| known(id))
        .or_else(|| ids().find(|id| is_protocol(id)));
    let name = id
        .and_then(|id| id.split_once('#'))
        .map_or("", |(_, name)| name);
    name.to_owned()
}

fn lines(found: &Diagnostics) -> String {
    let messages = found.iter().map(|d| d.message.clone());
    messages.collect::<Vec<_>>().join("; ")
}
