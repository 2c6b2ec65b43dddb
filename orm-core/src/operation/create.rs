//! Making one row, or changing it if it is there already. What an association adds is in `create_associated`.

use crate::model::Create;

use super::query::context;
use crate::error::{ByAssociation, Context, Error};
use crate::model::Complete;
use crate::model::Values;
use crate::model::row::Strict;
use crate::model::{HasUnique, Model};
use crate::run::{Builder, Operation, RunBuilt};
use crate::run::{Executor, LoadWith};
use crate::statement::write::{InsertInto, OnConflict, Returning};
use crate::trace::{Description, RowId, loaded};

impl<M: Model, S> Create<M, S, Plain> {
    /// A row with these values, and nothing else done.
    #[doc(hidden)]
    pub fn plain(values: M::Values) -> Self {
        Self::new(values, Plain::default())
    }

    /// Updates the row that has the same unique columns, if there is one.
    #[doc(hidden)]
    pub fn upsert<C>(self) -> Create<M, S, Upsert>
    where
        M: HasUnique<C>,
    {
        self.planned(|plain| Upsert { unique: M::NAMES, plain })
    }
}

/// Makes the row and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain {
    pub(crate) association: Option<ByAssociation>,
    /// Whether the association has no key to give, as the source's is NULL: then nothing is made.
    pub(crate) keyless: bool,
}

impl Plain {
    /// What an error is about. An error itself where the association has no key to give.
    pub(crate) fn context<M: Model>(self) -> Result<Context, Error> {
        let context = Context { association: self.association, ..context::<M>() };
        if self.keyless { Err(context.not_found()) } else { Ok(context) }
    }
}

/// Makes the row, or updates the one that has the same unique columns (its other columns, so far as they are given; its
/// primary key stays).
#[derive(Debug, Clone, Copy)]
pub struct Upsert {
    unique: &'static [&'static str],
    pub(crate) plain: Plain,
}

impl Upsert {
    pub(crate) fn conflict(self) -> OnConflict {
        OnConflict::Update(self.unique.to_vec())
    }
}

/// A builder of a new row: the generated `TeamCreate`, when it is complete, and `TeamInsert` of the feature `serde`.
pub trait NewRow<M: Model> {
    /// What else is done.
    type Plan;
    /// The row's values, and what else is done.
    fn into_row(self) -> (M::Values, Self::Plan);
}

// Recommended on purpose: what the row lacks is said by `Complete`.
impl<M, S, P, B> NewRow<M> for B
where
    M: Model,
    S: Complete<M>,
    B: Builder<Operation = Create<M, S, P>>,
    P: OfMany,
{
    type Plan = P;

    fn into_row(self) -> (M::Values, P) {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A plan that many rows can have at once: that of `Team::create()`, also with nested rows.
#[diagnostic::on_unimplemented(
    message = "a row that is made in this way is made alone",
    label = "not one of many new rows",
    note = "give builders made by `Model::create()`, with their columns and nested rows"
)]
pub trait OfMany {}

impl OfMany for Plain {}

/// The builder behind `create()`; the derive calls it.
#[doc(hidden)]
pub fn create<M: Model>() -> M::Create<M::NothingGiven, Plain> {
    Create::plain(M::Values::none()).into()
}

pub(crate) type Insert<M> = Returning<M, InsertInto<M>>;

pub(crate) fn insert<M: Model>(rows: Vec<M::Values>, conflict: OnConflict) -> Insert<M> {
    Returning::new(InsertInto { rows, conflict })
}

impl<M: Model, S, P> Create<M, S, P> {
    /// The INSERT.
    pub(crate) fn statement(&self, conflict: OnConflict) -> Insert<M> {
        insert(vec![self.values.clone()], conflict)
    }
}

/// The one row that a statement has made, changed or read.
pub(crate) fn first<M: Model>(rows: Vec<Strict<M>>, context: Context) -> Result<M, Error> {
    let row = rows.into_iter().next().ok_or_else(|| context.not_found())?.0;
    loaded(None, std::iter::once(RowId::of::<M, _>(|| row.key())));
    Ok(row)
}

impl<M: Model, S> Operation for Create<M, S, Plain> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(self.plan.association.map(|by| by.name))
    }
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Plain>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = self.plan.context::<M>()?;
        let statement = insert(vec![self.values], OnConflict::Fail);
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

impl<M: Model, S> Operation for Create<M, S, Upsert> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("upsert").by(self.plan.plain.association.map(|by| by.name))
    }
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Upsert>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = self.plan.plain.context::<M>()?;
        let statement = insert(vec![self.values], self.plan.conflict());
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}
