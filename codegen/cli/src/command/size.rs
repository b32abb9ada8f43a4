//! `planish size`: what each operation costs whoever builds its generated code, and which are worth leaving out.

use clap::ValueEnum;
use planish_codegen::{Costs, Options, costs};
use serde_json::{Value, json};

use super::ir::Half;
use crate::config::Models;
use crate::console::Console;
use crate::input::{self, Depth};
use crate::outcome::{Outcome, Result};
use crate::output::{self, text};

/// Tells what each operation costs in shapes and lines of generated Rust.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// The service, if the model has several: its id or name.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// These operations only, as if the service had no others; by default all.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
    /// The half whose lines are counted.
    #[arg(long, value_name = "SIDE", default_value = "client")]
    side: Half,
    /// How to print the figures.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How figures are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// One JSON object.
    Json,
}

const AFTER_HELP: &str = "\
`lines` is what an operation costs as the only one, with all that it needs.
`own lines` are there for it alone: they go if you leave it out. The operations
with most of these come first. What is left belongs to several operations.

Generate some operations with `planish generate --operations A,B`, with
`operations = [...]` in planish.toml, or with `.operations([...])` in build.rs.

Examples:
  planish size model/
  planish size --operations GetThing,PutThing --format json api.json";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let (config, paths) = args.models.resolve()?;
    let loaded = input::model(&paths, config.making(Depth::Check))?;
    let mut tell = |found: &planish_model::Diagnostics| {
        let text = text::plain(found, &loaded.sources, &console.err_renderer());
        console.err(&text);
    };
    if loaded.diagnostics.has_errors() {
        tell(&loaded.diagnostics);
        return Ok(Outcome::Findings);
    }
    let options = Options {
        service: args.service.clone(),
        operations: args.operations.clone(),
        side: args.side.into(),
    };
    let costs = match costs(&loaded.model, &options) {
        Ok(costs) => costs,
        Err(found) => {
            tell(&found);
            return Ok(Outcome::Findings);
        }
    };
    console.out(&match args.format {
        Format::Text => table(&costs),
        Format::Json => format!("{:#}\n", object(&costs)),
    })?;
    Ok(Outcome::Clean)
}

/// A line for each operation, and what they are together.
fn table(costs: &Costs) -> String {
    let mut rows =
        vec![["operation", "lines", "own lines", "shapes", "own shapes"].map(str::to_owned)];
    rows.extend(costs.operations.iter().map(|cost| {
        [
            cost.operation.name().to_owned(),
            cost.lines.to_string(),
            cost.own_lines.to_string(),
            cost.shapes.to_string(),
            cost.own_shapes.to_string(),
        ]
    }));
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let [name, ..] = widths;
    let mut out = String::new();
    for [first, rest @ ..] in &rows {
        out.push_str(&format!("{first:name$}"));
        for (cell, width) in rest.iter().zip(widths.iter().skip(1)) {
            out.push_str(&format!("  {cell:>width$}"));
        }
        out.push('\n');
    }
    out.push_str(&format!(
        "\n{}: {}, {} ({} of them shared), {} in {}\n",
        costs.service,
        output::plural(costs.operations.len(), "operation"),
        output::plural(costs.shapes, "shape"),
        costs.shared_shapes,
        output::plural(costs.lines, "line"),
        output::plural(costs.files, "file"),
    ));
    out
}

fn object(costs: &Costs) -> Value {
    let operations = costs.operations.iter().map(|cost| {
        json!({
            "operation": cost.operation.as_str(),
            "lines": cost.lines,
            "ownLines": cost.own_lines,
            "shapes": cost.shapes,
            "ownShapes": cost.own_shapes,
        })
    });
    json!({
        "service": costs.service.as_str(),
        "lines": costs.lines,
        "files": costs.files,
        "shapes": costs.shapes,
        "sharedShapes": costs.shared_shapes,
        "operations": operations.collect::<Vec<_>>(),
    })
}
