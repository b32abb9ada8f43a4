//! The official AWS models, each loaded and checked by itself, as a team's CI does with its own: on one core, and on all.
//!
//! `cargo bench -p planish-model`. The models are read where they lie beside the project; without them there is nothing to measure.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::Bencher;
use planish_model::{Diagnostics, Model, Sources, check, load};

fn main() {
    divan::main();
}

fn texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/aws-models");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("there is no folder `shared/aws-models` beside the project");
        return Vec::new();
    };
    let mut all: Vec<(String, String)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(entry.path()).ok()?;
            name.ends_with(".json").then_some((name, text))
        })
        .collect();
    all.sort();
    all
}

fn sources(name: &str, text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add(name, text);
    sources
}

fn validated(name: &str, text: &str) -> (Model, Diagnostics) {
    let (model, mut found) = load(&sources(name, text));
    found.extend(check(&model));
    (model, found)
}

#[divan::bench(sample_count = 20)]
fn load_all(bencher: Bencher<'_, '_>) {
    let texts = texts();
    bencher.bench(|| {
        texts
            .iter()
            .map(|(name, text)| load(&sources(name, text)).0.shapes().len())
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn check_all(bencher: Bencher<'_, '_>) {
    let models: Vec<Model> = texts()
        .iter()
        .map(|(name, text)| load(&sources(name, text)).0)
        .collect();
    bencher.bench(|| models.iter().map(|model| check(model).len()).sum::<usize>());
}

#[divan::bench(sample_count = 20)]
fn load_and_check_all_on_one_core(bencher: Bencher<'_, '_>) {
    let texts = texts();
    bencher.bench(|| {
        texts
            .iter()
            .map(|(name, text)| validated(name, text).1.len())
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn load_and_check_all_on_all_cores(bencher: Bencher<'_, '_>) {
    let texts = texts();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    bencher.bench(|| {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| {
                    while let Some((name, text)) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                        divan::black_box(validated(name, text).1.len());
                    }
                });
            }
        });
    });
}

#[divan::bench]
fn lambda(bencher: Bencher<'_, '_>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/lambda.json");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    bencher.bench(|| validated("lambda.json", &text).1.len());
}
