//! `planish explain`: what a finding means, and how to put it right.

use std::path::PathBuf;

use planish_codegen::{Files, MARKER};
use planish_model::suggest;

use crate::console::Console;
use crate::outcome::{Failure, Outcome, Result};
use crate::rules::{self, Known};

/// Explains a finding by its event id.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The event id, as in `error[Target]`.
    #[arg(value_name = "EVENT_ID", required_unless_present_any = ["list", "pages"])]
    id: Option<String>,
    /// Lists all event ids.
    #[arg(long, conflicts_with = "id")]
    list: bool,
    /// Writes a page in Markdown for every rule, and a list of them, into a directory.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["id", "list"])]
    pages: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  planish explain Target
  planish explain --list";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    if let Some(dir) = &args.pages {
        let written = pages().write(dir);
        written.map_err(|e| Failure(format!("can't write the pages: {e}")))?;
        return Ok(Outcome::Clean);
    }
    let text = match &args.id {
        Some(id) => explanation(id.trim())?,
        None => list(),
    };
    console.out(&text)?;
    Ok(Outcome::Clean)
}

fn list() -> String {
    let all = rules::all();
    let width = all
        .iter()
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or_default();
    let line = |rule: &Known| format!("{:width$}  {}\n", rule.id, rule.title);
    all.iter().map(line).collect()
}

fn explanation(id: &str) -> Result<String> {
    if let Some(rule) = rules::of_event(id) {
        return Ok(page(id, &rule));
    }
    let all = rules::all();
    let same = all.iter().find(|rule| rule.id.eq_ignore_ascii_case(id));
    let near = same.map(|rule| rule.id);
    let near = near.or_else(|| suggest(id, all.iter().map(|rule| rule.id)));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`planish explain --list` has them all".to_owned(),
    };
    Err(Failure(format!("there is no rule `{id}`; {hint}")))
}

fn page(id: &str, rule: &Known) -> String {
    let mut out = format!("{}: {}\n", rule.id, rule.title);
    if id != rule.id {
        out.push_str(&format!("(`{id}` is one of its findings)\n"));
    }
    if !rule.why.trim().is_empty() {
        out.push_str(&format!("\n{}\n", wrapped(rule.why.trim())));
    }
    for (title, model) in &rule.examples {
        let model: String = model
            .trim()
            .lines()
            .map(|line| format!("    {line}\n").replace("    \n", "\n"))
            .collect();
        out.push_str(&format!("\n{title}:\n\n{model}"));
    }
    out
}

/// A page for each rule, and one that lists them.
fn pages() -> Files {
    let mut files = Files::new();
    let mut list = format!(
        "<!-- {MARKER}: `planish explain --pages` -->\n\n# Rules\n\nWhat `planish validate` and `planish diff` look for, by event id.\n\n\
         | event id | what it asks |\n|---|---|\n"
    );
    for rule in rules::all() {
        let title = rule.title.replace('|', "\\|");
        list.push_str(&format!("| [{0}]({0}.md) | {title} |\n", rule.id));
        let page = format!(
            "<!-- {MARKER}: `planish explain --pages` -->\n\n# {}\n\n{}\n",
            rule.id,
            rule.markdown()
        );
        files.insert(format!("{}.md", rule.id), page);
    }
    files.insert("README.md", list);
    files
}

/// Paragraphs in lines of at most 100 characters.
fn wrapped(text: &str) -> String {
    let mut paragraphs = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut lines = vec![String::new()];
        for word in paragraph.split_whitespace() {
            let full = lines.last().is_some_and(|line| {
                !line.is_empty() && line.chars().count() + word.chars().count() >= 100
            });
            if full {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        paragraphs.push(lines.join("\n"));
    }
    paragraphs.join("\n\n")
}
