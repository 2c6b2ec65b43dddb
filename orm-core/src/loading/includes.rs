//! Includes as traits: what a query includes, and how that can be fetched.
//!
//! Owns the traits of one include and of all includes of a query. How each is fetched is said in `fetch` and in `tuples`.

use std::future::Future;

use crate::error::Error;
use crate::model::Model;
use crate::run::Executor;
use crate::statement::join::JoinNodes;

/// What a query includes: `()`, or a tuple of [`IncludeValue`]s.
pub trait Includes<Row>: Send {
    /// What a row becomes.
    type Loaded: Send;
    /// What joins associations to one row to the statement for a single row.
    #[doc(hidden)]
    type Joins;
    /// What is left to be fetched then.
    #[doc(hidden)]
    type Rest: Send;
    /// A row of that statement; `B` is the row without includes.
    #[doc(hidden)]
    type JoinedRow<B: Send>: Send;
    /// What was found by the joins.
    #[doc(hidden)]
    type Joined: Send;

    /// The includes of a single row.
    #[doc(hidden)]
    fn divide(self) -> (Self::Joins, Self::Rest);
    /// The parts of its statement's row.
    #[doc(hidden)]
    fn split<B: Send>(row: Self::JoinedRow<B>) -> (B, Self::Joined);
}

/// Includes that can be fetched on the connections of `X`.
pub trait LoadIncludes<'q, X: Executor, Row>: Includes<Row> {
    /// Fetches them for rows.
    fn load(
        self,
        rows: Vec<Row>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<Self::Loaded>, Error>> + Send;

    /// Fetches what the statement of a single row has not found already.
    #[doc(hidden)]
    fn load_rest(
        rest: Self::Rest,
        row: Row,
        joined: Self::Joined,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Self::Loaded, Error>> + Send;
}

/// An association, or the number of its targets, as one of a query's includes.
pub trait IncludeValue<M: Model>: Send {
    /// What it leaves beside the row: [`Included`] or [`Counted`].
    type Slot: Send + Sync;
    /// The key that it goes by.
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

    /// The key of a row.
    #[doc(hidden)]
    fn key(row: &M) -> Option<Self::Key>;
    #[doc(hidden)]
    fn divide(self) -> (Self::Join, Self::Rest);
    #[doc(hidden)]
    fn split<B: Send>(row: Self::JoinedRow<B>) -> (B, Self::Joined);
}

/// An include that can be fetched on the connections of `X`.
pub trait LoadInclude<'q, X: Executor, M: Model>: IncludeValue<M> {
    /// Fetches it for the rows with these keys.
    #[doc(hidden)]
    fn load(
        self,
        keys: Vec<Option<Self::Key>>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<Self::Slot>, Error>> + Send;

    /// Fetches for a single row what its statement has not found.
    #[doc(hidden)]
    fn load_rest(
        rest: Self::Rest,
        key: Option<Self::Key>,
        joined: Self::Joined,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Self::Slot, Error>> + Send;
}
