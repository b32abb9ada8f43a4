//! Loads and checks models, each file on its own, and says how long it took:
//! `cargo run --release -p planish-model --example load -- FILES`

use std::time::{Duration, Instant};

use planish_model::{Severity, Sources, check, load};

fn main() -> std::io::Result<()> {
    let (mut all_load, mut all_check) = (Duration::ZERO, Duration::ZERO);
    for path in std::env::args().skip(1) {
        let mut sources = Sources::new();
        sources.add(path.as_str(), std::fs::read_to_string(&path)?);
        let start = Instant::now();
        let (model, mut diagnostics) = load(&sources);
        let loaded = start.elapsed();
        diagnostics.extend(check(&model));
        let checked = start.elapsed() - loaded;
        all_load += loaded;
        all_check += checked;
        let count = |severity| {
            diagnostics
                .iter()
                .filter(|d| d.severity == severity)
                .count()
        };
        println!(
            "{path}: {} shapes, load {loaded:.1?}, check {checked:.1?}, {} errors, {} dangers, {} warnings",
            model.shapes().len(),
            count(Severity::Error),
            count(Severity::Danger),
            count(Severity::Warning),
        );
        if std::env::var_os("VERBOSE").is_some() {
            print!("{}", diagnostics.render(&sources));
        }
    }
    println!("all: load {all_load:.1?}, check {all_check:.1?}");
    Ok(())
}
