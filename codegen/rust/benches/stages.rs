//! How the time of generating divides among the stages.
//!
//! `cargo bench -p planish-codegen --bench stages -- MODEL...` takes models through all stages, on one core, client and server, and
//! prints the least time of each stage in several rounds: what other processes do only adds to it. The last column is what prints all
//! files as users have it, on all cores.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that can't go on has failed"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use planish_codegen::{Form, Options, Side, emit, emit_tokens, plan};
use planish_model::{Sources, check, load};

const ROUNDS: usize = 7;

const STAGES: [&str; 6] = ["load", "check", "plan", "tokens", "layout", "emit"];

/// The time of each stage, in the order of [`STAGES`].
type Times = [Duration; STAGES.len()];

fn main() {
    // Cargo's own arguments begin with a dash.
    let models: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    if models.is_empty() {
        println!("no models: give paths after `--`");
        return;
    }
    println!("| milliseconds | {} |", STAGES.join(" | "));
    println!("|---|{}", "---:|".repeat(STAGES.len()));
    let mut all = Times::default();
    for model in &models {
        let text = std::fs::read_to_string(model).unwrap();
        let best = (0..ROUNDS)
            .map(|_| round(model, &text))
            .reduce(least)
            .unwrap_or_default();
        for (sum, time) in all.iter_mut().zip(best) {
            *sum += time;
        }
        row(
            &Path::new(model)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy(),
            &best,
        );
    }
    row("all", &all);
}

fn least(one: Times, other: Times) -> Times {
    std::array::from_fn(|stage| one[stage].min(other[stage]))
}

fn row(name: &str, times: &Times) {
    let cells: Vec<String> = times
        .iter()
        .map(|time| format!("{:.1}", time.as_secs_f64() * 1000.0))
        .collect();
    println!("| {name} | {} |", cells.join(" | "));
}

/// Both halves of a model; a model whose protocol is not there ends with planning.
fn round(name: &str, text: &str) -> Times {
    let [
        mut load_time,
        mut check_time,
        mut plan_time,
        mut tokens_time,
        mut layout_time,
        mut emit_time,
    ] = Times::default();
    let mut sources = Sources::new();
    sources.add(name, text);
    let (model, _) = timed(&mut load_time, || load(&sources));
    timed(&mut check_time, || check(&model));
    for side in [Side::Client, Side::Server] {
        let options = Options {
            service: None,
            operations: Vec::new(),
            side,
        };
        let Ok(plan) = timed(&mut plan_time, || plan(&model, &options)) else {
            continue;
        };
        let tokens = timed(&mut tokens_time, || emit_tokens(&plan));
        for file in tokens {
            timed(&mut layout_time, || {
                prettyplease::unparse(&syn::parse2(file).unwrap())
            });
        }
        timed(&mut emit_time, || emit(&plan, Form::Crate));
    }
    [
        load_time,
        check_time,
        plan_time,
        tokens_time,
        layout_time,
        emit_time,
    ]
}

fn timed<R>(sum: &mut Duration, work: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = work();
    *sum += start.elapsed();
    result
}
