//! `planish validate`: is the model right?

use crate::config::Models;
use crate::console::Console;
use crate::input::{self, Depth};
use crate::outcome::{Outcome, Result};
use crate::reporting::{Reported, Reporting};
use crate::watch;

/// Reports everything that is wrong with a model.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// Starts again whenever a file changes, until Ctrl-C.
    #[arg(long, conflicts_with = "write_baseline")]
    watch: bool,
    #[command(flatten)]
    reporting: Reporting,
}

const AFTER_HELP: &str = "\
Examples:
  planish validate model/
  planish validate --severity warning api.smithy common.json
  planish validate --format json model/ | jq '.[].message'
  planish validate --baseline known.json --write-baseline";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    if args.watch {
        watch::repeat(&args.models, console, |console| once(args, console))
    } else {
        once(args, console)
    }
}

fn once(args: &Args, console: &mut Console) -> Result<Outcome> {
    let (config, paths) = args.models.resolve()?;
    let loaded = input::model(&paths, config.making(Depth::Check))?;
    let reporting = &args.reporting;
    let findings = reporting.judge(&config, loaded.diagnostics, &loaded.sources);
    let names = loaded.sources.iter().map(|(_, source)| source.name.clone());
    let reported = Reported {
        command: "validate",
        findings,
        files: names.collect(),
        baseline: config.baseline,
        whole: args.models.models.is_empty(),
    };
    reporting.report(reported, console)
}
