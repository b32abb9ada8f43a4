//! Tokens to text: prettyplease, file by file, on all cores.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::TokenStream;

use super::Job;
use crate::files::MARKER;

/// Prints all files; the order is that of the jobs.
pub(super) fn print(jobs: Vec<Job<'_>>, service: &str) -> Vec<(String, String)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(jobs.len()));
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let text = file(&job.print, service, "");
                    let mut done = done.lock().unwrap_or_else(|e| e.into_inner());
                    done.push((job.path.clone(), text));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|e| e.into_inner());
    done.sort();
    done
}

/// Prints one file: the line that says where it comes from, a preface, the items.
pub(super) fn file(print: impl Fn() -> TokenStream, service: &str, preface: &str) -> String {
    // A copy of the tokens to fall back to would make the parser copy all of them.
    let text = match syn::parse2::<syn::File>(print()) {
        Ok(file) => spread(&tables(&prettyplease::unparse(&file))),
        // Tokens that are no file would be a defect of an emitter; rustc shows them best.
        Err(_) => print().to_string(),
    };
    format!("// {MARKER} from {service}: change the model, not this file.\n\n{preface}{text}")
}

/// Sets the tables of the runtime's macros: prettyplease breaks their lines anywhere.
///
/// ```text
/// planish_runtime::structure!(Name, SCHEMA {
///     0 => first_field, 1 => second_field,
/// });
/// ```
fn tables(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.starts_with("planish_runtime::") && line.ends_with("!(") {
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| *line != ");")
                .map(str::trim)
                .collect();
            table(&body.join(" "), &mut out);
        }
        out.push('\n');
    }
    out
}

/// `Name, SCHEMA { 0 => first_field, 1 => second_field }` with whole entries to a line.
fn table(text: &str, out: &mut String) {
    const WIDTH: usize = 96;
    let Some((head, entries)) = text.split_once(" {") else {
        out.push_str(text);
        out.push_str(");");
        return;
    };
    out.push_str(head);
    out.push_str(" {");
    let entries = entries.trim().strip_suffix('}').unwrap_or(entries).trim();
    let mut width = WIDTH;
    for entry in split(entries) {
        if width + entry.len() + 2 > WIDTH {
            out.push_str("\n   ");
            width = 3;
        }
        out.push(' ');
        out.push_str(entry);
        out.push(',');
        width += entry.len() + 2;
    }
    if !entries.is_empty() {
        out.push('\n');
    }
    out.push_str("});");
}

/// The entries of a table: commas separate, but those in strings.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |c| {
        let separates = c == ',' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        separates
    })
    .map(str::trim)
    .filter(|entry| !entry.is_empty())
}

/// Puts an empty line between items, which prettyplease doesn't.
fn spread(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        let starts =
            line.starts_with(|c: char| !c.is_whitespace() && c != '}' && c != ')' && c != ']');
        let goes_on = previous.is_empty()
            || previous.starts_with("///")
            || previous.starts_with("#[")
            || (is_short(previous) && is_short(line));
        if starts && !goes_on {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// Lines that stand together: imports and modules.
fn is_short(line: &str) -> bool {
    ["use ", "mod ", "pub mod ", "pub use "]
        .iter()
        .any(|start| line.starts_with(start))
}
