//! Spans of operations and events of statements, by OpenTelemetry's conventions for database clients.
//!
//! Owns their fields, and which operation the current thread runs. Must not know any operation.

use super::Description;
use std::cell::Cell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use diesel::QueryResult;
use diesel::query_builder::{QueryBuilder, QueryFragment};
use tracing::field::Empty;
use tracing::{Level, Span};

use super::watch;
use crate::dialect::Dialect;
use crate::error::Error;

static VALUES: AtomicBool = AtomicBool::new(false);

/// Switches whether recorded statements show their bound values, as Diesel prints them: `.. -- binds: [1, "Jazz"]`. It
/// also switches whether a failed statement records a message of the database that may quote a value. Both are off by
/// default, because values are the users' data. A statement that runs on SQLite's thread may show a value as
/// `String("Jazz")`.
///
/// # Example
/// ```
/// orm_core::trace::record_values(cfg!(debug_assertions));
/// ```
pub fn record_values(record: bool) {
    VALUES.store(record, Ordering::Relaxed);
}

/// The place where an operation was started.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Call(&'static Location<'static>);

/// Runs operations one after the other: a task, or a thread where there is no task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope(u64);

/// The operation that a thread runs, and what is known of it so far.
pub(super) struct Current {
    pub(super) place: &'static Location<'static>,
    pub(super) scope: Scope,
    /// Whether a subscriber records the span of the operation.
    heard: bool,
    returned: Option<usize>,
    affected: Option<usize>,
    text: Option<String>,
}

thread_local! {
    static CURRENT: Cell<Option<Box<Current>>> = const { Cell::new(None) };
}

/// Calls a function with the operation that the thread runs, if it runs one.
pub(super) fn with_current<R>(what: impl FnOnce(&mut Current) -> R) -> Option<R> {
    let mut current = CURRENT.take()?;
    let result = what(&mut current);
    CURRENT.set(Some(current));
    Some(result)
}

fn hashed(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Scope {
    /// Returns the current task, or the current thread where there is no task.
    pub(super) fn here() -> Self {
        #[cfg(feature = "async")]
        if let Some(task) = tokio::task::try_id() {
            return Self(hashed((1, task)));
        }
        Self(hashed((0, std::thread::current().id())))
    }
}

impl Call {
    #[track_caller]
    pub(crate) fn here() -> Self {
        Self(Location::caller())
    }

    /// Opens the span of an operation that is about to run. Fails when the watch refuses a getter.
    pub(crate) fn begin<DB: Dialect>(self, description: &Description) -> Result<Trace, Error> {
        let scope = Scope::here();
        if let Some(lazy_read) = &description.lazy_read {
            watch::asked(lazy_read, description.operation, scope, self.0)?;
        }
        let (model, table) = description.model.map(|model| (model.name, model.table)).unzip();
        let span = tracing::info_span!(
            target: "orm_core",
            "operation",
            otel.name = format_args!("{} {}", description.operation, table.unwrap_or_default()),
            otel.kind = "client",
            db.system.name = DB::SYSTEM,
            db.operation.name = description.operation,
            db.collection.name = table,
            orm.model = model,
            orm.association = description.association,
            code.file.path = self.0.file(),
            code.line.number = self.0.line(),
            db.query.text = Empty,
            db.response.returned_rows = Empty,
            orm.affected_rows = Empty,
            db.client.operation.duration = Empty,
            error.r#type = Empty,
            otel.status_code = Empty,
        );
        let current =
            Current { place: self.0, scope, heard: !span.is_disabled(), returned: None, affected: None, text: None };
        Ok(Trace { span, began: Instant::now(), current: Some(Box::new(current)) })
    }
}

/// The span of a running operation.
pub(crate) struct Trace {
    span: Span,
    began: Instant,
    current: Option<Box<Current>>,
}

impl Trace {
    pub(crate) fn blocking<T>(mut self, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let result = self.within(run);
        self.end(&result);
        result
    }

    /// Lets the operation run on another thread, which would not know a subscriber of this thread alone.
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub(crate) fn elsewhere(self) -> Elsewhere {
        Elsewhere { trace: self, subscriber: tracing::dispatcher::get_default(Clone::clone) }
    }

    #[cfg(all(feature = "async", feature = "postgres"))]
    pub(crate) async fn polled<T, F>(mut self, running: F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
        T: Send,
    {
        let mut running = std::pin::pin!(running);
        let result = std::future::poll_fn(|context| self.within(|| running.as_mut().poll(context))).await;
        self.end(&result);
        result
    }

    /// Makes this the operation that the thread runs, while the function is called.
    pub(super) fn within<R>(&mut self, what: impl FnOnce() -> R) -> R {
        let before = CURRENT.replace(self.current.take());
        let result = self.span.in_scope(what);
        self.current = CURRENT.replace(before);
        result
    }

    pub(super) fn end<T>(self, result: &Result<T, Error>) {
        let Some(current) = self.current.filter(|current| current.heard) else { return };
        self.span.record("db.query.text", current.text);
        self.span.record("db.response.returned_rows", current.returned);
        self.span.record("orm.affected_rows", current.affected);
        self.span.record("db.client.operation.duration", self.began.elapsed().as_secs_f64());
        if let Err(error) = result {
            self.span.record("error.type", error.kind());
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

/// An operation that runs on another thread, with the subscriber of the first one.
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) struct Elsewhere {
    trace: Trace,
    subscriber: tracing::Dispatch,
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl Elsewhere {
    pub(crate) fn blocking<T>(self, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        tracing::dispatcher::with_default(&self.subscriber, || self.trace.blocking(run))
    }
}

/// Identifies a row of a model by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RowId(u64);

impl RowId {
    /// Identifies the row of the model `M` with this primary key.
    pub(crate) fn of<M, K: Hash>(key: impl FnOnce() -> K) -> Self {
        Self(if watch::is_on() { hashed((std::any::type_name::<M>(), key())) } else { 0 })
    }
}

/// A statement whose text can be recorded.
#[doc(hidden)]
pub trait StatementText<DB: Dialect>: QueryFragment<DB> {}
impl<DB: Dialect, Q: QueryFragment<DB>> StatementText<DB> for Q {}

/// The event of a running statement: when it began, and its text; nothing when no subscriber records it.
pub(crate) struct Statement(Option<(Instant, String)>);

/// Begins the event of a statement that is about to be sent.
pub(crate) fn statement<DB: Dialect, Q: StatementText<DB>>(statement: &Q) -> Statement {
    let heard = || with_current(|current| current.heard).unwrap_or_default();
    let told = tracing::enabled!(target: "orm_core::statement", Level::DEBUG) || heard();
    Statement(told.then(|| (Instant::now(), text::<DB, Q>(statement))))
}

fn text<DB: Dialect, Q: QueryFragment<DB>>(statement: &Q) -> String {
    if VALUES.load(Ordering::Relaxed) {
        return diesel::debug_query::<DB, _>(statement).to_string();
    }
    let mut text = DB::QueryBuilder::default();
    // Running the statement reports what cannot be written.
    let _ = statement.to_sql(&mut text, &DB::default());
    text.finish()
}

/// Returns the message of an error, if it may be recorded. Messages of constraint violations hold no values. Any other
/// message may quote one, so it is recorded only after `record_values(true)`.
fn message(error: &diesel::result::Error) -> Option<String> {
    use diesel::result::DatabaseErrorKind::{
        CheckViolation, ForeignKeyViolation, NotNullViolation, SerializationFailure, UniqueViolation,
    };
    use diesel::result::Error::DatabaseError;

    let quotes_nothing = matches!(
        error,
        DatabaseError(
            UniqueViolation | ForeignKeyViolation | NotNullViolation | CheckViolation | SerializationFailure,
            _
        )
    );
    (quotes_nothing || VALUES.load(Ordering::Relaxed)).then(|| error.to_string())
}

impl Statement {
    /// Ends the event of a statement that returns rows.
    pub(crate) fn returned<U>(self, result: QueryResult<Vec<U>>) -> QueryResult<Vec<U>> {
        self.end(&result, result.as_ref().ok().map(Vec::len), None);
        result
    }

    /// Ends the event of a statement that changes rows.
    pub(crate) fn affected(self, result: QueryResult<usize>) -> QueryResult<usize> {
        self.end(&result, None, result.as_ref().ok().copied());
        result
    }

    pub(super) fn end<T>(self, result: &QueryResult<T>, returned: Option<usize>, affected: Option<usize>) {
        let Some((began, text)) = self.0 else { return };
        tracing::debug!(
            target: "orm_core::statement",
            {
                db.query.text = text,
                db.response.returned_rows = returned,
                orm.affected_rows = affected,
                db.client.operation.duration = began.elapsed().as_secs_f64(),
                error.message = result.as_ref().err().and_then(message),
            },
            "statement"
        );
        let add = |sum: &mut Option<usize>, rows: Option<usize>| {
            *sum = rows.map(|rows| rows + sum.unwrap_or_default()).or(*sum);
        };
        with_current(|current| {
            add(&mut current.returned, returned);
            add(&mut current.affected, affected);
            current.text.get_or_insert(text);
        });
    }
}

/// Tells the watch that the running operation has read rows: rows of its own, or targets that it includes by the
/// association `by`.
pub(crate) fn loaded(by: Option<&'static str>, rows: impl Iterator<Item = RowId>) {
    if watch::is_on() {
        with_current(|current| watch::loaded(current, by, rows));
    }
}
