//! Prints what each piece of work takes, as CPU time of the thread that does it, and, from standard
//! input, how many allocations it makes.
//!
//! The programs of a row take turns in many short rounds, so that whatever else the machine does hits
//! all of them; the median of a program's rounds is its figure. With `--check` the exit code is 1 if a
//! promised ratio is missed by more than [`ROOM`]. `--by=PROGRAM` runs that program alone, for a profiler.
//! Any other argument chooses the rows whose names hold it.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Read as _};
use std::process::ExitCode;

use runtime_bench::{Row, Work, rows};
use rustix::time::{ClockId, clock_gettime};

/// Ratios of medians of one run differ by about so much from run to run on a busy machine.
const ROOM: f64 = 1.05;

/// Nanoseconds that a round should take, and how many rounds there are.
const ROUND: u64 = 2_000_000;
const ROUNDS: usize = 101;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let check = arguments.iter().any(|argument| argument == "--check");
    let by = arguments
        .iter()
        .find_map(|argument| argument.strip_prefix("--by="));
    let wanted = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let allocations = allocations();
    let mut kept = true;
    println!("| what | by | CPU time | ratio | allocations |");
    println!("|---|---|---|---|---|");
    for mut row in rows() {
        if wanted.is_none_or(|wanted| row.name.contains(wanted.as_str())) {
            row.work.retain(|work| by.is_none_or(|by| work.by == by));
            kept &= measure(&mut row, &allocations);
        }
    }
    if check && !kept {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Measures and prints a row, and says whether its limits are kept.
fn measure(row: &mut Row, allocations: &BTreeMap<String, String>) -> bool {
    let times: Vec<usize> = row.work.iter_mut().map(|work| calibrate(work)).collect();
    let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); row.work.len()];
    for _ in 0..ROUNDS {
        for ((work, times), found) in row.work.iter_mut().zip(&times).zip(&mut rounds) {
            found.push((work.run)(cpu_time, *times) as f64 / *times as f64);
        }
    }
    let medians: Vec<f64> = rounds.into_iter().map(median).collect();
    let mut kept = true;
    for (work, nanos) in row.work.iter().zip(&medians) {
        let ratio = medians[0] / nanos;
        let limit = row.limits.iter().find(|limit| limit.than == work.by);
        let verdict = match limit {
            Some(limit) if ratio > limit.ratio * ROOM => {
                kept = false;
                format!("{ratio:.2}, at most {} wanted: MISSED", limit.ratio)
            }
            Some(limit) => format!("{ratio:.2} (at most {})", limit.ratio),
            None => String::new(),
        };
        let count = allocations.get(&format!("{}|{}", row.name, work.by));
        let count = count.map_or("", String::as_str);
        println!(
            "| {} | {} | {} | {verdict} | {count} |",
            row.name,
            work.by,
            in_units(*nanos)
        );
    }
    kept
}

/// How often the work fits into a round.
fn calibrate(work: &mut Work) -> usize {
    let mut times = 1;
    loop {
        let nanos = (work.run)(cpu_time, times);
        if nanos >= ROUND / 2 || times >= 1 << 16 {
            return times;
        }
        times *= 2;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn in_units(nanos: f64) -> String {
    if nanos < 100_000.0 {
        format!("{:.2} µs", nanos / 1e3)
    } else {
        format!("{:.0} µs", nanos / 1e3)
    }
}

fn cpu_time() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// What `allocations` has printed.
fn allocations() -> BTreeMap<String, String> {
    let mut text = String::new();
    if !io::stdin().is_terminal() && io::stdin().read_to_string(&mut text).is_err() {
        text.clear();
    }
    let pairs = text.lines().filter_map(|line| line.rsplit_once('|'));
    pairs
        .map(|(name, count)| (name.to_owned(), count.to_owned()))
        .collect()
}
