//! From texts to a model, in stages that are functions from value to value: parse each file, merge the files, apply traits, flatten mixins,
//! upgrade what came from Smithy 1.0.
//!
//! A front end is a function from a source to a [`parsed::Parsed`]; nothing after it knows which language a shape was written in.

mod ast;
mod fields;
mod merge;
mod mixins;
mod parsed;
mod upgrade;

use crate::{Diagnostics, Model, Sources, Span, prelude};

/// Below this size of all texts together, threads cost more than they give.
const WORTH_THREADS: usize = 1 << 20;

/// Loads a model from all sources. What is wrong with a part leaves that part out; everything wrong is reported, sorted.
#[must_use]
pub fn load(sources: &Sources) -> (Model, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut merged = merge::merge(sources, parse_all(sources), &mut diagnostics);
    mixins::flatten(&mut merged.shapes, merged.member_applies, &mut diagnostics);
    upgrade::upgrade(&mut merged.shapes, &merged.version_1, &mut diagnostics);
    let mut model = Model::new();
    for shape in prelude::shapes().chain(merged.shapes.into_values()) {
        model.insert(shape);
    }
    *model.metadata_mut() = merged.metadata;
    (model, diagnostics.sorted())
}

/// Parses all sources; large ones on all cores. The order of the results is that of the sources.
fn parse_all(sources: &Sources) -> Vec<parsed::Parsed> {
    let size: usize = sources.iter().map(|(_, source)| source.text.len()).sum();
    let cores = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(sources.len());
    if size < WORTH_THREADS || cores < 2 {
        return sources
            .iter()
            .map(|(file, source)| ast::parse(file, &source.text))
            .collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let files: Vec<_> = sources.iter().collect();
    let work = || {
        let mut done = Vec::new();
        while let Some((file, source)) =
            files.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            done.push((*file, ast::parse(*file, &source.text)));
        }
        done
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        all.extend(
            workers
                .into_iter()
                .filter_map(|worker| worker.join().ok())
                .flatten(),
        );
        all
    });
    all.sort_by_key(|(file, _)| *file);
    all.into_iter().map(|(_, parsed)| parsed).collect()
}

/// `file:line:column` for messages that name a second place.
fn place_text(sources: &Sources, span: Span) -> String {
    match sources.place(span) {
        Some(place) => format!("{}:{}:{}", place.file, place.line, place.column),
        None => "the prelude".to_owned(),
    }
}
