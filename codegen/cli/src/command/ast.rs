//! `planish ast`: the whole model in one file, for other tools, or as IDL, for people.

use std::path::PathBuf;

use clap::ValueEnum;
use planish_model::{Severity, flatten_mixins, keep_closure, print, select};

use crate::config::Models;
use crate::console::Console;
use crate::input::{self, Depth};
use crate::outcome::{Outcome, Result};
use crate::output::text;
use crate::{disk, output, paths};

/// Prints a model as one JSON AST, or as Smithy IDL.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// Spells out what mixins bring, and takes them out.
    #[arg(long)]
    flatten: bool,
    /// Leaves out all that these operations of a service don't need. Implies --flatten.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
    /// The service, if the model has several: its id or name. Leaves out what it doesn't need.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Prints Smithy IDL 2.0 instead: a file for each namespace.
    #[arg(long, conflicts_with = "version")]
    idl: bool,
    /// The version of the JSON AST.
    #[arg(long, value_name = "VERSION", default_value = "2.0")]
    version: Version,
    /// Writes the files of the IDL into this folder instead.
    #[arg(long, value_name = "DIR", requires = "idl")]
    out: Option<PathBuf>,
}

/// A version of the JSON AST.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Version {
    #[value(name = "1.0")]
    One,
    #[value(name = "2.0")]
    Two,
}

const AFTER_HELP: &str = "\
Examples:
  planish ast model/ > model.json
  planish ast --flatten --version 1.0 model/ > for-old-tools.json
  planish ast --operations GetThing,PutThing model/ > part.json
  planish ast --idl --out model-in-idl model.json";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let (config, paths) = args.models.resolve()?;
    let mut loaded = input::model(&paths, config.making(Depth::Load))?;
    if loaded.diagnostics.has_errors() {
        let errors = loaded.diagnostics.iter();
        let errors = errors.filter(|found| found.severity == Severity::Error);
        let renderer = console.err_renderer();
        console.err(&text::plain(errors, &loaded.sources, &renderer));
        console.err("nothing is printed\n");
        return Ok(Outcome::Findings);
    }
    if args.service.is_some() || !args.operations.is_empty() {
        match select(&loaded.model, args.service.as_deref(), &args.operations) {
            Ok(reach) => loaded.model = keep_closure(&loaded.model, &reach),
            Err(found) => {
                let renderer = console.err_renderer();
                console.err(&text::plain(&found, &loaded.sources, &renderer));
                return Ok(Outcome::Findings);
            }
        }
    }
    if args.flatten {
        flatten_mixins(&mut loaded.model);
    }
    let model = &loaded.model;
    if !args.idl {
        let text = match args.version {
            Version::One => print::ast_1_0(model),
            Version::Two => print::ast(model),
        };
        console.out(&text)?;
        return Ok(Outcome::Clean);
    }
    let files = print::idl(model, &print::IdlOptions::default());
    if let Some(dir) = &args.out {
        for (name, text) in &files {
            disk::write(&dir.join(name), text)?;
        }
        let count = output::plural(files.len(), "file");
        console.err(&format!("wrote {count} to {}\n", paths::shown_here(dir)));
        return Ok(Outcome::Clean);
    }
    let several = files.len() > 1;
    let texts = files.into_iter().map(|(name, text)| {
        if several {
            format!("// {name}\n\n{text}")
        } else {
            text
        }
    });
    console.out(&texts.collect::<Vec<_>>().join("\n"))?;
    Ok(Outcome::Clean)
}
