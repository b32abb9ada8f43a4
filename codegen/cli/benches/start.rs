//! `planish validate model/lambda.json` from the start of the process: what a developer waits for, and a hook before each commit.
//!
//! `cargo bench -p planish --bench start`.

use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;

fn main() {
    divan::main();
}

/// Runs the command in the folder of the project, and says whether it liked what it read.
fn run(arguments: &[&str]) -> bool {
    let status = Command::new(env!("CARGO_BIN_EXE_planish"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// What starting any process costs.
#[divan::bench(sample_count = 50)]
fn version(bencher: Bencher<'_, '_>) {
    bencher.bench(|| assert!(run(&["--version"])));
}

#[divan::bench(sample_count = 50)]
fn validate_lambda(bencher: Bencher<'_, '_>) {
    bencher.bench(|| assert!(run(&["validate", "model/lambda.json"])));
}
