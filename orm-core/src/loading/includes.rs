//! The traits of includes: which associations a query includes, and how they are fetched.
//!
//! Owns the traits of one include and of all includes of a query. `fetch` and `tuples` implement them.

use std::future::Future;

use crate::error::Error;
use crate::model::Model;
use crate::run::Executor;
use crate::statement::join::JoinNodes;

/// The includes of a query: `()`, or a tuple of [`IncludeValue`]s.
pub trait Includes<Row>: Send {
    /// The type of a loaded row: `Row` itself without includes, `TeamWith<..>` with them.
    type Loaded: Send;
    /// The joins of the statement for a single row, which fetch its associations to one row.
    #[doc(hidden)]
    type Joins: JoinNodes;
    /// The includes that the joins do not fetch.
    #[doc(hidden)]
    type Rest: Send;
    /// A row of the statement for a single row, with joined columns. `B` is the row without includes.
    #[doc(hidden)]
    type JoinedRow<B: Send>: Send;
    /// The targets that the joins found.
    #[doc(hidden)]
    type Joined: Send;

    /// Splits the includes of a single row into joins and the rest.
    #[doc(hidden)]
    fn divide(self) -> (Self::Joins, Self::Rest);
    /// Splits a row of the statement for a single row into the row itself and the joined targets.
    #[doc(hidden)]
    fn split<B: Send>(row: Self::JoinedRow<B>) -> (B, Self::Joined);
}

/// Includes that can be fetched on the connections of the executor `X`.
pub trait LoadIncludes<'q, X: Executor, Row>: Includes<Row> {
    /// Fetches the includes of these rows.
    fn load(
        self,
        rows: Vec<Row>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<Self::Loaded>, Error>> + Send;

    /// Fetches the includes of a single row that the row's own statement did not fetch.
    #[doc(hidden)]
    fn load_rest(
        rest: Self::Rest,
        row: Row,
        joined: Self::Joined,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Self::Loaded, Error>> + Send;
}

/// One include of a query: an association, or the count of its targets.
pub trait IncludeValue<M: Model>: Send {
    /// The part of a loaded row that holds the targets or the count: [`Included`](super::Included) or
    /// [`Counted`](super::Counted).
    type Slot: Send + Sync;
    /// The type of the key that links a source to its targets.
    #[doc(hidden)]
    type Key: Clone + Send;
    #[doc(hidden)]
    type Join: JoinNodes;
    #[doc(hidden)]
    type Rest: Send;
    #[doc(hidden)]
    type JoinedRow<B: Send>: Send;
    #[doc(hidden)]
    type Joined: Send;

    /// The key of a source row; `None` where one of its columns is NULL.
    #[doc(hidden)]
    fn key(row: &M) -> Option<Self::Key>;
    #[doc(hidden)]
    fn divide(self) -> (Self::Join, Self::Rest);
    #[doc(hidden)]
    fn split<B: Send>(row: Self::JoinedRow<B>) -> (B, Self::Joined);
}

/// An include that can be fetched on the connections of the executor `X`.
pub trait LoadInclude<'q, X: Executor, M: Model>: IncludeValue<M> {
    /// Fetches the include for the source rows with these keys.
    #[doc(hidden)]
    fn load(
        self,
        keys: Vec<Option<Self::Key>>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<Self::Slot>, Error>> + Send;

    /// Fetches the part of a single row's include that the row's own statement did not fetch.
    #[doc(hidden)]
    fn load_rest(
        rest: Self::Rest,
        key: Option<Self::Key>,
        joined: Self::Joined,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Self::Slot, Error>> + Send;
}
