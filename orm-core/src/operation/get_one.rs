//! The getters of associations to one row, `has_one` and `belongs_to`: `player.get_team()`, `captain.get_ship()`.
//!
//! Owns the operation and its methods: filter, selection, includes. Must not know where the foreign key is.

use std::marker::PhantomData;

use crate::association::{AssociatedOnce, Association};
use crate::dialect::Dialect;
use crate::error::{ByAssociation, Context, Error};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::loading::{AddInclude, Alone, Includes, Including};
use crate::model::{Cardinality, Model, Optional};
use crate::operation::declare::offload;
use crate::operation::has_many::Get;
use crate::operation::read_one::{PrintOne, ReadOne};
use crate::run::{Executor, Operation, Print, RunOn};
use crate::sql_types::DefaultRust;
use crate::statement::condition::{AddCondition, OfSource, Parenthesized};
use crate::statement::expression::{ChosenAsDefault, Condition, Selectable};
use crate::statement::known_empty::FromGetter;
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, Selection};
use crate::trace::Description;

/// Reads the target of an association to one row: `player.get_team()`, `captain.get_ship()`. Sequelize's `getTeam`.
///
/// Sends one SELECT, and none when the key of the source is NULL. With `N` = [`Optional`] it yields an `Option` of the
/// target. With `N` = [`Mandatory`](crate::types::Mandatory), which is a `belongs_to` by a mandatory key and without a
/// filter, it yields the target itself.
///
/// # Errors
/// [`Error::NotFound`] when `N` is [`Mandatory`](crate::types::Mandatory) and the target does not exist.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let captain = Captain { id: 1 };
/// assert_sql!(
///     captain.get_ship(),
///     r#"SELECT "ships"."id", "ships"."captain_id" FROM "ships"
///            WHERE "ships"."captain_id" = ? -- binds: [1]"#
/// );
///
/// let ship = Ship { id: 3, captain_id: None };
/// assert_sql!(ship.get_captain(), "");
/// ```
#[must_use = "a getter does nothing until `.exec(&mut conn)`"]
pub struct GetOne<Q, N> {
    /// `None` where the source's key is NULL.
    pub(super) query: Option<Q>,
    association: &'static str,
    nullability: PhantomData<fn() -> N>,
}

impl<Q, N> std::fmt::Debug for GetOne<Q, N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GetOne({})", self.association)
    }
}

impl<Q, N> GetOne<Q, N> {
    fn map<R, P>(self, change: impl FnOnce(Q) -> R) -> GetOne<R, P> {
        GetOne { query: self.query.map(change), association: self.association, nullability: PhantomData }
    }
}

impl<M: Model, F, O, L, S, I, N> GetOne<Query<M, F, O, L, S, I>, N> {
    /// Reads the target only if it also meets this condition: ` AND (condition)`. The output becomes an `Option`.
    pub fn filter<E>(self, condition: E) -> GetOne<Query<M, F::Both, O, L, S, I>, Optional>
    where
        E: Condition<M>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.map(|query| query.filter(condition))
    }

    /// Reads only these columns or expressions, into the default Rust type of each, as [`Query::select`] does.
    pub fn select<E>(self, expression: E) -> GetOne<Query<M, F, O, L, ChosenAsDefault<E>>, N>
    where
        I: Alone,
        E: Selectable<M>,
        E::SqlType: DefaultRust,
    {
        self.map(|query| query.selecting(expression, E::is_aggregate()))
    }

    pub(super) fn context(&self) -> Context {
        Context::of(M::DESCRIPTOR).by(ByAssociation::reading(self.association))
    }
}

impl<Q, N> GetOne<Q, N> {
    /// Loads the targets of one of the target's own associations with it, as [`Query::include`] does. Associations to
    /// one row are joined to the target's own statement, so they cost no round trip of their own.
    pub fn include<T, Included>(self, include: T) -> GetOne<Included, N>
    where
        Q: AddInclude<T, Output = Included>,
    {
        self.map(|query| query.add_include(include))
    }
}

impl<M: Model, F, O, L, I, N> GetOne<Query<M, F, O, L, AllColumns<M>, I>, N> {
    /// Loads the targets of the target's only association to the model `T`, as [`Query::include_model`] does.
    pub fn include_model<T>(self) -> GetOne<Including<Query<M, F, O, L, AllColumns<M>, I>, M::Association>, N>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, AllColumns<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

/// Makes the operation of `player.get_team()`; generated code calls it.
#[doc(hidden)]
pub fn get_one<A: Association, N>(source: &A::Source) -> GetOne<Get<A>, N> {
    let query = A::key_of(source).map(|_| Query::only(OfSource::of(source)));
    GetOne { query, association: A::NAME, nullability: PhantomData }
}

impl<M, F, O, L, S, I, N> Operation for GetOne<Query<M, F, O, L, S, I>, N>
where
    M: Model,
    F: FromGetter,
    S: Selection<M>,
    I: Includes<S::Output, Loaded: Send + Sync>,
    N: Cardinality,
{
    type Output = N::Output<I::Loaded>;

    fn description(&self) -> Description {
        let lazy_read = self.query.as_ref().and_then(|query| query.filter.lazy_read());
        Description::of::<M>("get").by(Some(self.association)).lazy_read(lazy_read)
    }
}

impl<'q, X, M, F, O, L, S, I, N> RunOn<'q, X> for GetOne<Query<M, F, O, L, S, I>, N>
where
    X: Executor,
    M: Model,
    F: FromGetter,
    S: Selection<M>,
    I: Includes<S::Output, Loaded: Send + Sync>,
    N: Cardinality,
    Query<M, F, O, L, S, I>: ReadOne<'q, X, Loaded = I::Loaded> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let context = self.context();
        let found = match self.query {
            Some(query) => query.read_one(Some(self.association), connection).await?,
            None => None,
        };
        N::output(found, || context.not_found())
    }
}

impl<DB: Dialect, Q: PrintOne<DB>, N> Print<DB> for GetOne<Q, N> {
    fn statements(&self) -> Vec<String> {
        self.query.as_ref().map(Q::statements_for_one).unwrap_or_default()
    }
}

offload! {
    impl[Q: FixQuery, N: Cardinality] GetOne<Q, N>
    where [Self: Operation, GetOne<Q::Fixed, N>: Operation<Output = <Self as Operation>::Output>]
    => GetOne<Q::Fixed, N>, |get| get.map(Q::fixed)
}
