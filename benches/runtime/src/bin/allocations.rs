//! Prints how many allocations each piece of work makes: apart from the times, since counting takes
//! time too.

use std::alloc::System;

use runtime_bench::rows;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    for mut row in rows() {
        for work in &mut row.work {
            // What is made once is not counted.
            (work.run)(count, 3);
            println!("{}|{}|{}", row.name, work.by, (work.run)(count, 10) / 10);
        }
    }
}

/// Allocations so far, and blocks that had to grow.
fn count() -> u64 {
    let stats = ALLOCATOR.stats();
    (stats.allocations + stats.reallocations) as u64
}
