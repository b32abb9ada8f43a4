//! `planish generate`: crates and references from models, or a word about those that are stale.

use std::path::PathBuf;
use std::time::Instant;

use planish_codegen::{Options, Side, TestForm, Why};
use planish_model::{Diagnostics, Severity, enum_traits_to_enums, select};

use crate::config::{self, Config, Kind, Runtime, Target};
use crate::console::Console;
use crate::input::{self, Depth, Loaded};
use crate::outcome::{Failure, Outcome, Result};
use crate::output::{self, text};
use crate::package::{self, Package};
use crate::product::{Product, Tally};
use crate::{html, paths};

/// Generates crates and references from models.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
#[command(group = clap::ArgGroup::new("kind").args(["client", "server", "html"]))]
pub(crate) struct Args {
    /// Writes nothing; lists the files that are not what would be generated.
    #[arg(long)]
    check: bool,
    /// What to generate; by default ./planish.toml or ./model/planish.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Generates from these model files or directories, without a planish.toml.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "config", requires = "kind", requires = "out")]
    model: Vec<PathBuf>,
    /// Generates a crate of types and a client.
    #[arg(long, requires = "model")]
    client: bool,
    /// Generates a crate of types and a server.
    #[arg(long, requires = "model")]
    server: bool,
    /// Generates a reference to read: one HTML page.
    #[arg(long, requires = "model")]
    html: bool,
    /// The service, if the model has several: its id or name.
    #[arg(long, value_name = "ID", requires = "model")]
    service: Option<String>,
    /// These operations only, with what they need; by default all. `planish size` tells what each of them costs.
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "model")]
    operations: Vec<String>,
    /// The name of the crate; by default that of its directory.
    #[arg(long, value_name = "NAME", requires = "model", conflicts_with = "html")]
    name: Option<String>,
    /// Where the crate finds planish-runtime: a path, a version, or `workspace`; by default this version.
    #[arg(
        long,
        value_name = "RUNTIME",
        requires = "model",
        conflicts_with = "html"
    )]
    runtime: Option<String>,
    /// Adds the protocol compliance tests that the model carries (`smithy.test`) to the crate.
    #[arg(long, requires = "model", conflicts_with = "html")]
    tests: bool,
    /// The directory of the crate, or the file of the page.
    #[arg(long, value_name = "PATH", requires = "model")]
    out: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  planish generate
  planish generate --check
  planish generate --model api.json --client --runtime ../runtime --out api-client
  planish generate --model api.json --html --operations GetThing,PutThing --out api.html

Only files that differ are written, and files of an earlier run that are not
generated any more are removed. If a model is broken, nothing is written.";

/// A model, and the paths that it was read from.
type Cached = (Vec<PathBuf>, Loaded);

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let start = Instant::now();
    let config = match args.target() {
        Some(target) => Config {
            generate: vec![target],
            ..Config::default()
        },
        None => config::load(args.config.as_deref())?,
    };
    separate(&config.generate)?;
    let Some(products) = products(&config, console)? else {
        console.err("nothing is written\n");
        return Ok(Outcome::Findings);
    };
    if args.check {
        return check(&products, console);
    }
    let mut tally = Tally::default();
    for product in &products {
        product.write(&mut tally)?;
    }
    let files = output::plural(tally.files, "file");
    let removed = match tally.removed {
        0 => String::new(),
        removed => format!(", {removed} removed"),
    };
    let time = start.elapsed().as_millis();
    console.err(&format!(
        "generated {files} ({} changed{removed}) in {time} ms\n",
        tally.changed
    ));
    Ok(Outcome::Clean)
}

impl Args {
    /// The target that the arguments describe, if they do.
    fn target(&self) -> Option<Target> {
        let kind = match (self.client, self.server, self.html) {
            (true, _, _) => Kind::Client,
            (_, true, _) => Kind::Server,
            (_, _, true) => Kind::Html,
            _ => return None,
        };
        Some(Target {
            models: self.model.clone(),
            service: self.service.clone(),
            kind,
            operations: self.operations.clone(),
            out: paths::tidy(self.out.as_deref()?),
            name: self.name.clone(),
            description: None,
            runtime: self.runtime.as_deref().map(Runtime::parse),
            tests: self.tests,
        })
    }
}

/// Makes sure that no target removes or replaces what another one writes.
fn separate(targets: &[Target]) -> Result<()> {
    for (i, one) in targets.iter().enumerate() {
        for other in targets.iter().skip(i + 1) {
            if one.out.starts_with(&other.out) || other.out.starts_with(&one.out) {
                return Err(Failure(format!(
                    "two targets write to the same place: {} and {}",
                    one.out.display(),
                    other.out.display()
                )));
            }
        }
    }
    Ok(())
}

/// Everything that is to be generated; nothing if a model is broken, which is told.
fn products(config: &Config, console: &mut Console) -> Result<Option<Vec<Product>>> {
    let mut cache: Vec<Cached> = Vec::new();
    let mut products = Vec::new();
    let mut broken = false;
    for target in &config.generate {
        if !cache.iter().any(|(models, _)| *models == target.models) {
            let loaded = input::model(&target.models, config.making(Depth::Check))?;
            tell_model(&loaded, console);
            cache.push((target.models.clone(), loaded));
        }
        let cached = cache.iter().find(|(models, _)| *models == target.models);
        let Some((_, loaded)) = cached.filter(|(_, loaded)| !loaded.diagnostics.has_errors())
        else {
            broken = true;
            continue;
        };
        match product(target, loaded)? {
            Ok((product, notes)) => {
                tell(&notes, loaded, Severity::Warning, console);
                products.push(product);
            }
            Err(found) => {
                tell(&found, loaded, Severity::Note, console);
                broken = true;
            }
        }
    }
    Ok((!broken).then_some(products))
}

/// What a model says about itself: all of it if it is broken, or else how much there is to look at.
fn tell_model(loaded: &Loaded, console: &mut Console) {
    let found = &loaded.diagnostics;
    let open = found.iter().filter(|d| d.severity > Severity::Suppressed);
    let counts = output::counted(open.map(|d| d.severity));
    let summary = format!(
        "{counts} in {}",
        output::plural(loaded.sources.len(), "file")
    );
    if found.has_errors() {
        tell(found, loaded, Severity::Note, console);
        console.err(&format!("{summary}\n"));
    } else if found.iter().any(|d| d.severity >= Severity::Warning) {
        console.err(&format!("{summary}: see `planish validate`\n"));
    }
}

/// Shows the findings of a severity or a higher one.
fn tell(found: &Diagnostics, loaded: &Loaded, least: Severity, console: &mut Console) {
    let shown = found.iter().filter(|d| d.severity >= least);
    let text = text::plain(shown, &loaded.sources, &console.err_renderer());
    console.err(&text);
}

/// Makes a target of its model; the inner result has what the generator found.
fn product(
    target: &Target,
    loaded: &Loaded,
) -> Result<std::result::Result<(Product, Diagnostics), Diagnostics>> {
    let model = &loaded.model;
    let side = match target.kind {
        Kind::Client => Side::Client,
        Kind::Server => Side::Server,
        Kind::Html => {
            let reached = match select(model, target.service.as_deref(), &target.operations) {
                Ok(reached) => reached,
                Err(found) => return Ok(Err(found)),
            };
            let page = Product::Page(
                target.out.clone(),
                html::render(&enum_traits_to_enums(model), &reached)?,
            );
            return Ok(Ok((page, Diagnostics::new())));
        }
    };
    let options = Options {
        service: target.service.clone(),
        operations: target.operations.clone(),
        side,
    };
    let mut plan = match planish_codegen::plan(model, &options) {
        Ok(plan) => plan,
        Err(found) => return Ok(Err(found)),
    };
    if target.tests {
        plan.add_tests(model, TestForm::Functions);
    }
    let package = Package {
        name: name(target)?,
        description: target.description.as_deref(),
        runtime: target
            .runtime
            .clone()
            .unwrap_or_else(|| Runtime::Version(env!("CARGO_PKG_VERSION").to_owned())),
        out: &target.out,
    };
    let files = package::files(&package, &plan, model)?;
    let product = Product::Crate(target.out.clone(), files);
    Ok(Ok((product, plan.notes)))
}

fn check(products: &[Product], console: &mut Console) -> Result<Outcome> {
    let mut lines = String::new();
    let mut count = 0;
    for product in products {
        for (path, why) in product.stale()? {
            let why = match why {
                Why::Missing => "is missing",
                Why::Differs => "differs",
                Why::Orphan => "is not generated any more",
            };
            lines.push_str(&format!("{} {why}\n", paths::shown(&path)));
            count += 1;
        }
    }
    if count == 0 {
        return Ok(Outcome::Clean);
    }
    console.out(&lines)?;
    let (verb, files) = (
        if count == 1 { "is" } else { "are" },
        output::plural(count, "file"),
    );
    console.err(&format!("{files} {verb} stale; run `{}`\n", command()));
    Ok(Outcome::Findings)
}

/// The command that was given, without `--check`.
fn command() -> String {
    let words = std::env::args_os().skip(1);
    let words = words
        .map(|word| word.to_string_lossy().into_owned())
        .filter(|word| word != "--check");
    let quoted = words.map(|word| {
        if word.is_empty() || word.contains(|c: char| c.is_whitespace() || "'\"$`\\*".contains(c)) {
            format!("'{}'", word.replace('\'', "'\\''"))
        } else {
            word
        }
    });
    let mut line = vec!["planish".to_owned()];
    line.extend(quoted);
    line.join(" ")
}

/// The name of the crate: the one given, or that of its directory.
fn name(target: &Target) -> Result<String> {
    let of_directory = || {
        let absolute = std::path::absolute(&target.out).ok()?;
        Some(absolute.file_name()?.to_str()?.to_owned())
    };
    let name = target.name.clone().or_else(of_directory);
    let is_valid = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.filter(is_valid).ok_or_else(|| {
        Failure(format!(
            "{} needs a `name` of letters, digits, `-` and `_` for its crate",
            target.out.display()
        ))
    })
}
