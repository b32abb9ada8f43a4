//! A word to those who wait: what is being done, on a terminal, once it takes longer than one likes to wait in silence. Never where the
//! output goes to a file or a pipe.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is written anew.
const INTERVAL: Duration = Duration::from_millis(100);

/// The line on the terminal, which is gone when this is dropped.
pub(crate) struct Progress {
    shared: Arc<Shared>,
    painter: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    done: AtomicUsize,
}

#[derive(Default)]
struct State {
    verb: &'static str,
    files: usize,
    over: bool,
}

impl Progress {
    /// Begins to count the time, if standard error is a terminal that a person may look at.
    pub(crate) fn start() -> Progress {
        let mut progress = Progress::quiet();
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if std::io::stderr().is_terminal() && !dumb {
            let shared = Arc::clone(&progress.shared);
            progress.painter = std::thread::Builder::new()
                .spawn(move || paint(&shared))
                .ok();
        }
        progress
    }

    /// Says nothing.
    pub(crate) fn quiet() -> Progress {
        Progress {
            shared: Arc::default(),
            painter: None,
        }
    }

    /// Something else is done now, with so many files.
    pub(crate) fn stage(&self, verb: &'static str, files: usize) {
        let mut state = self
            .shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.verb = verb;
        state.files = files;
        self.shared.done.store(0, Ordering::Relaxed);
    }

    /// One more file is done.
    pub(crate) fn step(&self) {
        self.shared.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(painter) = self.painter.take() {
            let mut state = self
                .shared
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            state.over = true;
            drop(state);
            self.shared.changed.notify_all();
            let _ = painter.join();
        }
    }
}

fn paint(shared: &Shared) {
    let mut stderr = std::io::stderr();
    let mut pause = PATIENCE;
    let mut painted = false;
    let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
    while !state.over {
        let waited = shared.changed.wait_timeout(state, pause);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
        if !state.over {
            let line = line(&state, shared.done.load(Ordering::Relaxed));
            painted |= write!(stderr, "\r\x1b[K{line}").is_ok();
            let _ = stderr.flush();
        }
        pause = INTERVAL;
    }
    if painted {
        let _ = write!(stderr, "\r\x1b[K");
        let _ = stderr.flush();
    }
}

fn line(state: &State, done: usize) -> String {
    let s = if state.files == 1 { "" } else { "s" };
    match done {
        0 => format!("{} {} file{s} …", state.verb, state.files),
        done => format!("{} {done} of {} file{s} …", state.verb, state.files),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_counts() {
        let state = |files| State {
            verb: "reading",
            files,
            over: false,
        };
        assert_eq!(line(&state(1), 0), "reading 1 file …");
        assert_eq!(line(&state(1000), 12), "reading 12 of 1000 files …");
    }
}
