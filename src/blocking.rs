//! Where synchronous code waits for asynchronous I/O.
//!
//! The seams are synchronous: rules may block, and run on threads made for that. PostgreSQL and S3
//! speak through asynchronous crates. Their connections live on one small runtime of their own, so
//! that they go on while nobody waits for them, and end with whoever uses them.

use std::future::Future;
use std::io;
use tokio::runtime::{Builder, Runtime};

/// A runtime for connections, on which threads outside of it wait.
#[derive(Debug)]
pub(crate) struct Blocking(Option<Runtime>);

/// Connections only pass bytes on: what they carry is worked on by those who wait.
const THREADS: usize = 2;

impl Blocking {
    /// Starts the runtime.
    ///
    /// # Errors
    /// If the system has no more threads.
    pub(crate) fn start() -> io::Result<Blocking> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("storage")
            .enable_all()
            .build()?;
        Ok(Blocking(Some(runtime)))
    }

    /// Waits for `work`. Not for threads of an asynchronous runtime: they must not wait.
    ///
    /// # Errors
    /// Only while the runtime is being ended.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> io::Result<T> {
        let runtime = self.0.as_ref();
        let runtime = runtime.ok_or_else(|| io::Error::other("the service is ending"))?;
        Ok(runtime.block_on(work))
    }
}

impl Drop for Blocking {
    /// Does not wait for connections, so that it may happen anywhere.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn many_threads_wait_and_the_end_may_come_anywhere() {
        let blocking = Arc::new(Blocking::start().unwrap());
        let waiting: Vec<_> = (0..4)
            .map(|number| {
                let blocking = Arc::clone(&blocking);
                std::thread::spawn(move || blocking.wait(async move { number }).unwrap())
            })
            .collect();
        let sum: i32 = waiting.into_iter().map(|t| t.join().unwrap()).sum();
        assert_eq!(sum, 6);
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move { drop(blocking) });
    }
}
