//! `planish format`: lays out Smithy IDL as everybody does.

use std::path::Path;

use planish_model::{Diagnostic, Diagnostics, FileId, Severity, Sources, Span, idl};

use crate::config::Models;
use crate::console::Console;
use crate::finding::{self, Finding};
use crate::input::{self, Text};
use crate::outcome::{Failure, Outcome, Result};
use crate::output::{self, Report};
use crate::policy::Verdict;
use crate::progress::Progress;
use crate::reporting::Printing;
use crate::{disk, paths};

/// The event id of a file that is laid out otherwise.
const ID: &str = "Format";

/// Lays out .smithy files, in place.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// Writes nothing; tells the files that would change.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    printing: Printing,
}

const AFTER_HELP: &str = "\
Examples:
  planish format
  planish format --check model/
  planish format - < model.smithy";

/// A text, and what the formatter makes of it.
struct Formatted {
    text: Text,
    result: std::result::Result<String, Diagnostics>,
}

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let progress = Progress::start();
    let files = args.files(&progress)?;
    progress.stage("formatting", files.len());
    let mut sources = Sources::new();
    let formatted: Vec<(FileId, Formatted)> = files
        .into_iter()
        .map(|text| {
            let file = sources.add(text.name.as_str(), text.text.as_str());
            let result = formatted(&text.text, file);
            progress.step();
            (file, Formatted { text, result })
        })
        .collect();
    drop(progress);
    let mut changed = 0;
    let mut findings = Vec::new();
    for (file, Formatted { text, result }) in &formatted {
        match (result, &text.path) {
            (Err(found), _) => findings.extend(found.iter().cloned()),
            (Ok(new), None) if !args.check => console.out(new)?,
            (Ok(new), _) if *new == text.text => {}
            (Ok(new), path) => {
                changed += 1;
                match path.as_deref().filter(|_| !args.check) {
                    Some(path) => disk::write(path, new)?,
                    None => findings.push(difference(*file, text, new)),
                }
            }
        }
    }
    let broken = formatted
        .iter()
        .filter(|(_, one)| one.result.is_err())
        .count();
    let to_stdout = formatted.iter().any(|(_, one)| one.text.path.is_none());
    let names = formatted.into_iter().map(|(_, one)| one.text.name);
    let report = report(findings, names.collect(), &sources);
    if to_stdout && !args.check {
        // What goes to standard output may replace the text.
        console.err(&output::text::render(
            report.shown(),
            &console.err_renderer(),
        ));
    } else {
        args.printing.print(&report, console)?;
        console.err(&args.summary(report.files.len(), changed, broken));
    }
    Ok(if report.fails() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

impl Args {
    /// The texts in the IDL that are meant.
    fn files(&self, progress: &Progress) -> Result<Vec<Text>> {
        let is_idl = |path: &Path| path.extension().is_some_and(|ending| ending == "smithy");
        let (_, given) = self.models.resolve()?;
        let other = self.models.models.iter().find(|path| {
            let is_other = path.extension().is_some_and(|ending| ending == "json");
            is_other && path.is_file()
        });
        if let Some(other) = other {
            return Err(Failure(format!(
                "{} is no .smithy file, and nothing else is formatted",
                paths::shown(other)
            )));
        }
        let mut texts = input::texts(&given, progress)?;
        texts.retain(|text| text.path.is_none() || is_idl(Path::new(&text.name)));
        Ok(texts)
    }

    fn summary(&self, files: usize, changed: usize, broken: usize) -> String {
        let all = output::plural(files, "file");
        let broken = match broken {
            0 => String::new(),
            broken => format!(", {broken} with errors"),
        };
        if !self.check {
            return format!("formatted {all} ({changed} changed{broken})\n");
        }
        match changed {
            0 => format!("{all} formatted{broken}\n"),
            changed => format!("{changed} of {all} not formatted{broken}; run `planish format`\n"),
        }
    }
}

/// The formatter's answer, with the line ends of the text.
fn formatted(text: &str, file: FileId) -> std::result::Result<String, Diagnostics> {
    let new = idl::format(file, text)?;
    Ok(if text.contains("\r\n") {
        new.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        new
    })
}

/// A finding at the first line that differs.
fn difference(file: FileId, text: &Text, new: &str) -> Diagnostic {
    let mut at = 0;
    let mut length = 0;
    for (old, new) in text
        .text
        .split_inclusive('\n')
        .zip(new.split_inclusive('\n').chain([""]))
    {
        length = old.trim_end().len();
        if old != new {
            break;
        }
        at += old.len();
    }
    let at = at.min(text.text.len());
    let end = (at + length).min(text.text.len());
    let finding = Diagnostic::error(ID, "the file is laid out otherwise from here on")
        .hint(format!("`planish format {}` lays it out", text.name));
    match (u32::try_from(at), u32::try_from(end)) {
        (Ok(at), Ok(end)) => finding.at(Span::new(file, at, end)),
        _ => finding,
    }
}

/// All findings fail: those of the formatter, and those of the parser that are errors.
fn report(found: Vec<Diagnostic>, files: Vec<String>, sources: &Sources) -> Report {
    let mut findings: Vec<Finding> = found
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| Finding::new(found, sources, Verdict::Fails))
        .collect();
    finding::fingerprint(&mut findings);
    Report {
        command: "format",
        findings,
        files,
        show_hidden: false,
    }
}
