//! `planish init`: a small model to begin with, which is valid, and a `planish.toml`.

use std::path::{Path, PathBuf};

use crate::console::Console;
use crate::outcome::{Failure, Outcome, Result};
use crate::{disk, paths};

/// Begins a project: writes a small model and a planish.toml.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Where to.
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// The namespace of the model.
    #[arg(long, value_name = "NAMESPACE", default_value = "com.example", value_parser = namespace)]
    namespace: String,
}

const AFTER_HELP: &str = "\
Examples:
  planish init
  planish init --namespace com.example.greeter greeter";

const MODEL: &str = include_str!("../../templates/init/main.smithy");
const CONFIG: &str = include_str!("../../templates/init/planish.toml");

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let files = [
        (
            "model/main.smithy",
            MODEL.replace("com.example", &args.namespace),
        ),
        ("planish.toml", CONFIG.to_owned()),
    ];
    let there = files.iter().map(|(name, _)| args.dir.join(name));
    let there: Vec<String> = there
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| paths::shown_here(&path))
        .collect();
    if !there.is_empty() {
        let there = there.join(" and ");
        return Err(Failure(format!(
            "there is {there} already; nothing is written"
        )));
    }
    for (name, text) in &files {
        disk::write(&args.dir.join(name), text)?;
    }
    let shown = |name: &str| paths::shown_here(&args.dir.join(name));
    let (model, config) = (shown("model/main.smithy"), shown("planish.toml"));
    let enter = match paths::tidy(&args.dir) {
        dir if dir == Path::new(".") => String::new(),
        dir => format!("cd {}\n  ", paths::shown(&dir)),
    };
    console.err(&format!(
        "wrote {model} and {config}; next:\n  {enter}planish validate\n"
    ));
    Ok(Outcome::Clean)
}

/// A namespace (Smithy spec, "Shape ID ABNF"): identifiers with dots between.
fn namespace(text: &str) -> std::result::Result<String, String> {
    let is_identifier = |part: &str| {
        let name = part.trim_start_matches('_');
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if text.split('.').all(is_identifier) {
        Ok(text.to_owned())
    } else {
        Err("names of letters, digits and `_` with dots between are expected".to_owned())
    }
}
