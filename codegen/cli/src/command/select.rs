//! `planish select`: the shapes that a selector matches.

use std::collections::BTreeMap;
use std::io::Read as _;

use clap::ValueEnum;
use planish_model::json::to_compact;
use planish_model::selector::{Item, Neighbors, Selector, Variables};
use planish_model::{Severity, ShapeId, Sources};
use serde_json::{Map, Value, json};

use crate::config::Models;
use crate::console::Console;
use crate::input::{self, Depth};
use crate::outcome::{Failure, Outcome, Result};
use crate::output::text;

/// Prints the shapes that a selector matches.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// The selector; by default it is read from standard input.
    #[arg(long, value_name = "SELECTOR")]
    selector: Option<String>,
    /// Prints an array of JSON objects with the shapes, and these: the type, the place, the variables of the selector.
    #[arg(long, value_name = "WHAT,...", value_delimiter = ',')]
    show: Vec<Show>,
    /// Adds the values of these traits to the JSON; those of the prelude need no namespace.
    #[arg(long, value_name = "ID,...", value_delimiter = ',')]
    show_traits: Vec<String>,
}

/// What is printed besides the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Show {
    /// The type of the shape.
    Type,
    /// The file, line and column.
    File,
    /// The variables of the selector, with the shapes in them.
    Vars,
}

const AFTER_HELP: &str = "\
Examples:
  planish select --selector 'operation [trait|deprecated]'
  planish select --selector 'structure > member [trait|required]' --show type,file model/
  echo 'service $op(~> operation)' | planish select --show vars model/";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let expression = args.expression()?;
    let selector = Selector::parse(&expression).map_err(|error| Failure(error.to_string()))?;
    for warning in selector.warnings() {
        console.err(&format!("note: {warning}\n"));
    }
    let (config, paths) = args.models.resolve()?;
    let loaded = input::model(&paths, config.making(Depth::Load))?;
    let errors = loaded
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error);
    console.err(&text::plain(
        errors,
        &loaded.sources,
        &console.err_renderer(),
    ));
    let neighbors = Neighbors::new(&loaded.model);
    let own = |item: Item<'_>| !item.span().is_built_in();
    let text = if args.show.is_empty() && args.show_traits.is_empty() {
        let items = selector.select(&neighbors);
        let own = items.into_iter().filter(|item| own(*item));
        own.map(|item| format!("{}\n", item.id())).collect()
    } else {
        let mut rows: BTreeMap<ShapeId, BTreeMap<String, Value>> = BTreeMap::new();
        selector.matches(&neighbors, &mut |item, variables| {
            if own(item) {
                let row = args.row(item, variables, &loaded.sources);
                // Without the variables, what they tell apart is the same.
                rows.entry(item.id().clone())
                    .or_default()
                    .insert(row.to_string(), row);
            }
        });
        let rows: Vec<Value> = rows.into_values().flat_map(BTreeMap::into_values).collect();
        // Texts and objects always serialize.
        serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
    };
    console.out(&text)?;
    Ok(if loaded.diagnostics.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

impl Args {
    fn expression(&self) -> Result<String> {
        let expression = match &self.selector {
            Some(expression) => expression.clone(),
            None if self
                .models
                .models
                .iter()
                .any(|path| path.as_os_str() == "-") =>
            {
                return Err(Failure(
                    "standard input can't be both the model and the selector; give --selector"
                        .to_owned(),
                ));
            }
            None => {
                let mut text = String::new();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .map_err(|error| {
                        Failure(format!(
                            "can't read the selector from standard input: {error}"
                        ))
                    })?;
                text
            }
        };
        Ok(expression.trim().to_owned())
    }

    fn row(&self, item: Item<'_>, variables: &Variables<'_>, sources: &Sources) -> Value {
        let mut row = Map::new();
        row.insert("shape".to_owned(), json!(item.id().as_str()));
        for show in &self.show {
            let (key, value) = match show {
                Show::Type => ("type", json!(item.type_name())),
                Show::File => {
                    let place = sources.place(item.span());
                    let text = place.map(|p| format!("{}:{}:{}", p.file, p.line, p.column));
                    ("file", json!(text))
                }
                Show::Vars => {
                    let ids = |items: &[Item<'_>]| -> Vec<String> {
                        items.iter().map(|item| item.id().to_string()).collect()
                    };
                    let vars = variables
                        .iter()
                        .map(|(name, items)| (name.to_owned(), json!(ids(items))));
                    ("vars", Value::Object(vars.collect()))
                }
            };
            row.insert(key.to_owned(), value);
        }
        if !self.show_traits.is_empty() {
            row.insert("traits".to_owned(), self.traits(item));
        }
        Value::Object(row)
    }

    /// The values of the traits that are asked for and there.
    fn traits(&self, item: Item<'_>) -> Value {
        let value = |id: &String| {
            let id = if id.contains('#') {
                id.clone()
            } else {
                format!("smithy.api#{id}")
            };
            let text = to_compact(item.traits().get(&id)?);
            Some((id, serde_json::from_str(&text).ok()?))
        };
        Value::Object(self.show_traits.iter().filter_map(value).collect())
    }
}
