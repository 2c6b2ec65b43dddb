//! SQLite on diesel-async: all statements of an operation run in one call on a blocking thread.
//!
//! Owns how the operation moves to the thread and its result back. On the thread it runs on a blocking connection. The
//! values that it borrows stay with the caller ([`Offload`]).

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use diesel::SqliteConnection;
use diesel::sqlite::Sqlite;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use super::blocking::complete;
use super::{Blocking, Offload, Operation, RunOn, Running, Runs};
use crate::trace::Call;

impl<'c, O, S> Runs<'c, O> for SyncConnectionWrapper<SqliteConnection, S>
where
    O: Offload + Send + 'c,
    O::Offloaded: RunOn<'static, Blocking<SqliteConnection>> + Send + 'static,
    <O::Offloaded as Operation>::Output: Send + 'static,
    O::Kept: Send,
    S: SpawnBlocking + Send + 'static,
{
    fn run(&'c mut self, operation: O, call: Call) -> Running<'c, O::Output> {
        Box::pin(async move {
            let trace = call.begin::<Sqlite>(&operation.description())?.elsewhere();
            let (operation, kept) = operation.offload();
            // A panic in a user's `ToSql` or `FromSql` would poison the connection's lock, and a pool could no longer
            // check the connection. So the panic is caught on the thread and resumed on the caller's side.
            let run = |connection: &mut _| {
                let run = || trace.blocking(|| complete(operation.run(connection)));
                Ok(catch_unwind(AssertUnwindSafe(run)))
            };
            let running = self.spawn_blocking(run);
            match ToItsEnd::of(running).await? {
                Ok(done) => O::resume(kept, done),
                Err(panic) => resume_unwind(panic),
            }
        })
    }
}

/// The operation that runs on the thread. It cannot be stopped there, so dropping this value waits for its end: the
/// connection is then free, and the operation has succeeded or failed as a whole.
pub(crate) struct ToItsEnd<F: Future + Unpin>(Option<F>);

impl<F: Future + Unpin> ToItsEnd<F> {
    pub(crate) fn of(running: F) -> Self {
        Self(Some(running))
    }
}

impl<F: Future + Unpin> Future for ToItsEnd<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(running) = &mut self.0 else { return Poll::Pending };
        let polled = Pin::new(running).poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<F: Future + Unpin> Drop for ToItsEnd<F> {
    fn drop(&mut self) {
        if let Some(running) = self.0.take() {
            wait_for(running);
        }
    }
}

/// Waits for the future. Meanwhile a multi-threaded runtime moves the other tasks of this thread to another thread: the
/// future may be waiting for one of them, whose transaction holds the database's lock.
pub(crate) fn wait_for(future: impl Future) {
    let mut future = Some(future);
    let several = Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    if several {
        // `block_in_place` panics inside a `LocalSet`, whose tasks cannot move to another thread. A `LocalSet` cannot
        // be detected, so the panic is caught.
        let _ = catch_unwind(AssertUnwindSafe(|| block_in_place(|| future.take().map(park_until_done))));
    }
    if let Some(future) = future {
        park_until_done(future);
    }
}

/// Waits without tokio, whose own functions for waiting panic on a single-threaded runtime.
fn park_until_done(future: impl Future) {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    // `unconstrained`: once tokio's budget for the task is spent, each poll returns `Pending`, and nothing renews the
    // budget here.
    let mut future = pin!(tokio::task::unconstrained(future));
    while future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        std::thread::park();
    }
}
