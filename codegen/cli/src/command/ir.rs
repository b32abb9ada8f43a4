//! `planish ir`: what a stage made of one shape. For those who work on the generator, or wonder what it understood.

use clap::ValueEnum;
use planish_codegen::{Options, Side};
use planish_model::{Model, Shape, print, suggest};

use crate::config::Models;
use crate::console::Console;
use crate::input::{self, Depth, Loaded};
use crate::outcome::{Failure, Outcome, Result};
use crate::output::text;

/// Prints what a stage made of one shape.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// The last stage to run.
    #[arg(long, value_name = "STAGE")]
    after: Stage,
    /// The shape: its id, or its name if no other shape has it.
    #[arg(long, value_name = "ID")]
    shape: String,
    /// The service to plan for, if there are several.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Plans these operations only; by default all.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Vec<String>,
    /// The half to plan.
    #[arg(long, value_name = "SIDE", default_value = "client")]
    side: Half,
}

/// A stage of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The shape with everything merged and applied, as a JSON AST.
    Load,
    /// The same, if the model is valid.
    Check,
    /// What will be printed as Rust.
    Plan,
}

/// A side on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Half {
    /// Sends requests.
    Client,
    /// Answers requests.
    Server,
}

impl From<Half> for Side {
    fn from(half: Half) -> Side {
        match half {
            Half::Client => Side::Client,
            Half::Server => Side::Server,
        }
    }
}

const AFTER_HELP: &str = "\
Examples:
  planish ir --after load --shape com.amazonaws.lambda#Runtime model/
  planish ir --after plan --side server --shape GetFunction model/";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let depth = match args.after {
        Stage::Load => Depth::Load,
        Stage::Check | Stage::Plan => Depth::Check,
    };
    let (config, paths) = args.models.resolve()?;
    let loaded = input::model(&paths, config.making(depth))?;
    if loaded.diagnostics.has_errors() {
        let found = text::plain(
            &loaded.diagnostics,
            &loaded.sources,
            &console.err_renderer(),
        );
        console.err(&found);
        if args.after != Stage::Load {
            return Ok(Outcome::Findings);
        }
    }
    let shape = find(&loaded.model, &args.shape)?;
    let text = match args.after {
        Stage::Load | Stage::Check => syntax(shape)?,
        Stage::Plan => match plan(args, &loaded, shape, console)? {
            Some(text) => text,
            None => return Ok(Outcome::Findings),
        },
    };
    console.out(&format!("{}\n", text.trim_end()))?;
    Ok(if loaded.diagnostics.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// The shape of an id, or the only one of a name.
fn find<'a>(model: &'a Model, wanted: &str) -> Result<&'a Shape> {
    if let Some(shape) = model.shape(wanted) {
        return Ok(shape);
    }
    let is_named = |shape: &&Shape| shape.id.name() == wanted;
    let mut named: Vec<&Shape> = model.own_shapes().filter(is_named).collect();
    if named.is_empty() {
        named = model.shapes().filter(is_named).collect();
    }
    match named.as_slice() {
        [only] => Ok(only),
        [] => {
            let ids = model.shapes().map(|shape| shape.id.as_str());
            let names = model.shapes().map(|shape| shape.id.name());
            let near = suggest(wanted, ids.chain(names));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(Failure(format!("there is no shape `{wanted}`{hint}")))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|shape| shape.id.as_str()).collect();
            Err(Failure(format!(
                "several shapes have the name `{wanted}`: {}",
                ids.join(", ")
            )))
        }
    }
}

/// A JSON AST of the shape alone.
fn syntax(shape: &Shape) -> Result<String> {
    if shape.is_built_in() {
        return Err(Failure(format!(
            "`{}` is built in, and no model contains it",
            shape.id
        )));
    }
    let mut model = Model::new();
    model.insert(shape.clone());
    Ok(print::ast(&model))
}

/// The plan of the shape; nothing if there are findings, which are told.
fn plan(
    args: &Args,
    loaded: &Loaded,
    shape: &Shape,
    console: &mut Console,
) -> Result<Option<String>> {
    let options = Options {
        service: args.service.clone(),
        operations: args.operations.clone(),
        side: args.side.into(),
    };
    match planish_codegen::plan(&loaded.model, &options) {
        Ok(plan) => plan.describe(shape.id.as_str()).map(Some).ok_or_else(|| {
            Failure(format!(
                "nothing is planned for `{}`: the service does not reach it, or it needs no Rust",
                shape.id
            ))
        }),
        Err(found) => {
            console.err(&text::plain(
                &found,
                &loaded.sources,
                &console.err_renderer(),
            ));
            Ok(None)
        }
    }
}
