//! How many threads are worth having. Asking the system reads files, so that it is asked once.

use std::sync::OnceLock;

/// The cores that the process may use.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}
