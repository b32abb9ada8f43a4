//! Turns a panic in a handler into a value, so that one request's failure stays its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::BoxFuture;

/// The future panicked; its state is gone and the panic hook has told why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Panicked;

/// Makes a future and runs it; a panic in either is an error.
pub(super) async fn run<'a, T>(make: impl FnOnce() -> BoxFuture<'a, T>) -> Result<T, Panicked> {
    // Nothing of the future is looked at after a panic: it is dropped.
    match catch_unwind(AssertUnwindSafe(make)) {
        Ok(future) => Catch(future).await,
        Err(_) => Err(Panicked),
    }
}

struct Catch<'a, T>(BoxFuture<'a, T>);

impl<T> Future for Catch<'_, T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.0.as_mut();
        match catch_unwind(AssertUnwindSafe(|| future.poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    }
}
