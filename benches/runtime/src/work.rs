//! What a row of the table consists of, and how a piece of work is run under a meter.

use std::hint::black_box;

/// The same work, done by several programs.
pub struct Row {
    /// What is done.
    pub name: &'static str,
    /// Who does it; generated code first.
    pub work: Vec<Work>,
    /// What generated code must keep to.
    pub limits: Vec<Limit>,
}

/// At most so many times what another program needs.
#[derive(Clone, Copy)]
pub struct Limit {
    /// The other program.
    pub than: &'static str,
    /// The ratio that is promised.
    pub ratio: f64,
}

/// A meter's reading: nanoseconds, or a number of allocations.
pub type Meter = fn() -> u64;

/// One program's way to do it.
pub struct Work {
    /// The program's name in the table.
    pub by: &'static str,
    /// Does it so many times and gives the meter's difference.
    pub run: Box<dyn FnMut(Meter, usize) -> u64>,
}

impl Row {
    pub(crate) fn new(name: &'static str, work: Vec<Work>) -> Self {
        Self {
            name,
            work,
            limits: Vec::new(),
        }
    }

    pub(crate) fn limit(mut self, than: &'static str, ratio: f64) -> Self {
        self.limits.push(Limit { than, ratio });
        self
    }
}

impl Work {
    /// Work on inputs that are made beforehand, outside of the measurement.
    pub(crate) fn new<T: 'static, R>(
        by: &'static str,
        make: impl Fn() -> T + 'static,
        mut work: impl FnMut(T) -> R + 'static,
    ) -> Self {
        let run = move |meter: Meter, times: usize| {
            let inputs: Vec<T> = (0..times).map(|_| make()).collect();
            let before = meter();
            for input in inputs {
                drop(black_box(work(black_box(input))));
            }
            meter() - before
        };
        Self {
            by,
            run: Box::new(run),
        }
    }

    /// The same for work that is awaited, on a runtime of one thread.
    pub(crate) fn awaited<T: 'static, R>(
        by: &'static str,
        make: impl Fn() -> T + 'static,
        mut work: impl AsyncFnMut(T) -> R + 'static,
    ) -> Self {
        let runtime = runtime();
        let run = move |meter: Meter, times: usize| {
            let inputs: Vec<T> = (0..times).map(|_| make()).collect();
            runtime.block_on(async {
                let before = meter();
                for input in inputs {
                    drop(black_box(work(black_box(input)).await));
                }
                meter() - before
            })
        };
        Self {
            by,
            run: Box::new(run),
        }
    }
}

/// A runtime of one thread, with a clock.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime of one thread needs nothing")
}
