//! The conditions, orders and selections that a query takes: Diesel's expressions over the model's table.
//!
//! Owns the bounds on these expressions and their compile errors. Must not know how they are rendered.

use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::BoolOrNullableBool;
use diesel::{Expression, SelectableExpression};

use crate::association::{Includable, Through};
use crate::dialect::Dialect;
use crate::model::Model;
use crate::sql_types::DefaultRust;

use super::selection::Chosen;

/// A condition on the rows of `M`: any boolean Diesel expression over its table.
#[diagnostic::on_unimplemented(
    message = "this is not a condition on `{M}`",
    label = "expected a condition on columns of `{M}`",
    note = "compare a column of `{M}` with a value of its type: `.filter(table::column.eq(value))`",
    note = "an aggregate (`sum`, `max`, `count`) is compared after `.group_by(..)`, in `.having(..)`"
)]
pub trait Condition<M> {}

#[diagnostic::do_not_recommend]
impl<M, E> Condition<M> for E
where
    M: Model,
    E: AppearsOnTable<M::Table> + ValidGrouping<(), IsAggregate: PerRow>,
    E::SqlType: BoolOrNullableBool,
{
}

/// A condition on the rows of `M` that runs on the backend `DB`. A function that returns a condition names this trait
/// as its return type.
///
/// [`Condition`] promises that the condition is about the table of `M`. This trait also promises that `DB` knows each
/// part of the condition. `DB` is `orm_sqlite::Sqlite` or `orm_postgres::Postgres`; for both databases, the function
/// returns `impl ConditionOn<Team, Sqlite> + ConditionOn<Team, Pg>`.
///
/// A condition that the caller combines by `.and(..)`, `.or(..)` or `not(..)` needs its SQL type in the signature:
/// `impl ConditionOn<Team, Sqlite, SqlType = Bool>`, or `Nullable<Bool>` where it compares a column that may be NULL.
/// A condition without any column, such as raw SQL alone, is returned as a
/// [`BoxedCondition`](crate::query::BoxedCondition): Diesel does not know whether it is an aggregate.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
/// use orm_core::query::ConditionOn;
/// # use orm_core::__assert_sql as assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// fn strong() -> impl ConditionOn<Team, Sqlite> {
///     teams::wins.ge(50)
/// }
///
/// assert_sql!(
///     Team::query().filter(strong()).count(),
///     r#"SELECT count(*) FROM "teams" WHERE "teams"."wins" >= ? -- binds: [50]"#
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a condition on `{M}` that runs on `{DB}`",
    label = "expected a condition on columns of `{M}`",
    note = "compare a column of `{M}` with a value of its type: `table::column.eq(value)`",
    note = "a condition of raw SQL alone is a value: `BoxedCondition::new(sql(..))`"
)]
pub trait ConditionOn<M: Model, DB: Dialect>:
    Condition<M>
    + Expression<SqlType: BoolOrNullableBool>
    + ValidGrouping<(), IsAggregate = is_aggregate::No>
    + AppearsOnTable<M::Table>
    + QueryFragment<DB>
    + QueryId
    + Clone
    + Send
    + Sync
{
}

#[diagnostic::do_not_recommend]
impl<M, DB, E> ConditionOn<M, DB> for E
where
    M: Model,
    DB: Dialect,
    E: Condition<M>
        + Expression<SqlType: BoolOrNullableBool>
        + ValidGrouping<(), IsAggregate = is_aggregate::No>
        + AppearsOnTable<M::Table>
        + QueryFragment<DB>
        + QueryId
        + Clone
        + Send
        + Sync,
{
}

/// An order of the rows of `M`: `teams::name.asc()`, or several in a tuple.
#[diagnostic::on_unimplemented(
    message = "this is not an order of `{M}`",
    label = "expected an order by columns of `{M}`",
    note = "order by a column of `{M}`: `.order(table::column.asc())`",
    note = "an aggregate (`sum`, `max`, `count`) sorts groups: it stands in `.order(..)` after `.group_by(..)`"
)]
pub trait Ordering<M> {}

#[diagnostic::do_not_recommend]
impl<M, E> Ordering<M> for E
where
    M: Model,
    E: AppearsOnTable<M::Table> + ValidGrouping<(), IsAggregate: PerRow>,
{
}

/// An order of the rows of `M` that runs on the backend `DB`. A function that returns an order names this trait as its
/// return type.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
/// use orm_core::query::OrderingOn;
/// # use orm_core::__assert_sql as assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// fn best_first() -> impl OrderingOn<Team, Sqlite> {
///     (teams::wins.desc(), teams::name.asc())
/// }
///
/// assert_sql!(
///     Team::query().select(teams::id).order(best_first()),
///     r#"SELECT "teams"."id" FROM "teams" ORDER BY "teams"."wins" DESC, "teams"."name" ASC -- binds: []"#
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not an order of `{M}` that runs on `{DB}`",
    label = "expected an order by columns of `{M}`",
    note = "order by a column of `{M}`: `table::column.asc()`"
)]
pub trait OrderingOn<M: Model, DB: Dialect>:
    Ordering<M> + AppearsOnTable<M::Table> + QueryFragment<DB> + QueryId + Clone + Send + Sync
{
}

#[diagnostic::do_not_recommend]
impl<M, DB, E> OrderingOn<M, DB> for E
where
    M: Model,
    DB: Dialect,
    E: Ordering<M> + AppearsOnTable<M::Table> + QueryFragment<DB> + QueryId + Clone + Send + Sync,
{
}

/// An expression that can be selected from the table of `M`.
#[diagnostic::on_unimplemented(
    message = "this cannot be selected from `{M}`",
    label = "expected columns of `{M}`",
    note = "select columns of `{M}`, several in a tuple: `.select((table::column, table::column))`",
    note = "aggregates (`sum`, `max`, `count`) are selected without columns, or beside the columns of `.group_by(..)`"
)]
pub trait Selectable<M>: Expression {
    /// Whether the expression is an aggregate such as `sum(..)` or `count_star()`, which makes one row of all rows.
    #[doc(hidden)]
    fn is_aggregate() -> bool;
}

#[diagnostic::do_not_recommend]
impl<M, E> Selectable<M> for E
where
    M: Model,
    E: SelectableExpression<M::Table> + ValidGrouping<(), IsAggregate: Aggregation>,
{
    fn is_aggregate() -> bool {
        E::IsAggregate::IS_AGGREGATE
    }
}

/// An expression that can be selected from each target of an association, whose model is `M`.
#[diagnostic::on_unimplemented(
    message = "this cannot be selected from `{M}`",
    label = "expected columns of `{M}`",
    note = "select columns of `{M}`, several in a tuple: `.select((table::column, table::column))`",
    note = "an aggregate of the targets of each row is a method of the association: `teams::players.max(players::rating)`"
)]
pub trait TargetSelectable<M>: Expression {}

#[diagnostic::do_not_recommend]
impl<M, E: RowExpression<M>> TargetSelectable<M> for E {}

/// An expression over the columns of one row of `M`, such as a column: what `sum`, `max` and `group_by` take.
#[diagnostic::on_unimplemented(
    message = "this is not an expression over a row of `{M}`",
    label = "expected a column of `{M}`",
    note = "give a column of `{M}`, or an expression of its columns that is no aggregate: `.sum(table::column)`"
)]
pub trait RowExpression<M>: Expression {}

#[diagnostic::do_not_recommend]
impl<M, E> RowExpression<M> for E
where
    M: Model,
    E: SelectableExpression<M::Table> + ValidGrouping<(), IsAggregate: PerRow>,
{
}

/// An expression over a target of the association `A`, or over the junction's row that links it: what
/// `movies::actors.sum(..)` takes. The compiler infers `Of`, which of the two.
#[diagnostic::on_unimplemented(
    message = "this is not an expression over the targets of `{A}`",
    label = "expected a column of the associated model",
    note = "give a column of the associated model, or of the model of the junction: \
            `teams::players.sum(players::rating)`"
)]
pub trait TargetExpression<A, Of>: Expression {
    /// Whether the expression is over the junction's row, so that each link has a value.
    #[doc(hidden)]
    const OF_LINKS: bool;
}

/// Says that an expression is over a target.
#[derive(Debug)]
pub enum OfTarget {}

/// Says that an expression is over a row of the junction.
#[derive(Debug)]
pub enum OfLink {}

#[diagnostic::do_not_recommend]
impl<A: Includable, E: RowExpression<A::Target>> TargetExpression<A, OfTarget> for E {
    const OF_LINKS: bool = false;
}

#[diagnostic::do_not_recommend]
impl<A: Through, E: RowExpression<A::Junction>> TargetExpression<A, OfLink> for E {
    const OF_LINKS: bool = true;
}

/// An expression that has one value in each group of rows of `M`, so that it can be selected: one of the expressions `G`
/// by which the rows are grouped, or an aggregate.
#[diagnostic::on_unimplemented(
    message = "this has no single value in a group of `{M}`",
    label = "expected the columns of `.group_by(..)`, or aggregates",
    note = "name the column in `.group_by(..)` too, or give an aggregate: `max(table::column)`"
)]
pub trait OfGroup<M, G>: Expression {}

#[diagnostic::do_not_recommend]
impl<M, G, E> OfGroup<M, G> for E
where
    M: Model,
    E: SelectableExpression<M::Table> + ValidGrouping<G, IsAggregate: PerGroup>,
{
}

/// A condition on groups of rows of `M`: a boolean expression of the columns by which they are grouped, and aggregates.
#[diagnostic::on_unimplemented(
    message = "this is not a condition on groups of `{M}`",
    label = "expected a condition on aggregates, or on the columns of `.group_by(..)`",
    note = "compare an aggregate: `.having(max(table::column).gt(value))`. A condition on rows stands in `.filter(..)`, \
            before `.group_by(..)`"
)]
pub trait GroupCondition<M, G> {}

#[diagnostic::do_not_recommend]
impl<M, G, E> GroupCondition<M, G> for E
where
    M: Model,
    E: AppearsOnTable<M::Table> + ValidGrouping<G, IsAggregate: PerGroup>,
    E::SqlType: BoolOrNullableBool,
{
}

/// An order of groups of rows of `M`: by the columns by which they are grouped, or by aggregates.
#[diagnostic::on_unimplemented(
    message = "this is not an order of groups of `{M}`",
    label = "expected an order by aggregates, or by the columns of `.group_by(..)`",
    note = "order by an aggregate, or by a column that `.group_by(..)` names: `.order(max(table::column).desc())`"
)]
pub trait GroupOrdering<M, G> {}

#[diagnostic::do_not_recommend]
impl<M, G, E> GroupOrdering<M, G> for E
where
    M: Model,
    E: AppearsOnTable<M::Table> + ValidGrouping<G, IsAggregate: PerGroup>,
{
}

/// Marks an expression that has a value for each row: it is no aggregate. Raw SQL counts as such.
#[expect(unnameable_types, reason = "Diesel's own types have it, and no others")]
pub trait PerRow {}

impl PerRow for is_aggregate::No {}

impl PerRow for is_aggregate::Never {}

/// Marks an expression that has one value for a group of rows.
#[expect(unnameable_types, reason = "Diesel's own types have it, and no others")]
pub trait PerGroup {}

impl PerGroup for is_aggregate::Yes {}

impl PerGroup for is_aggregate::Never {}

/// Whether Diesel knows an expression as an aggregate. Raw SQL may be one, but counts as none.
#[expect(unnameable_types, reason = "Diesel's own types have it, and no others")]
pub trait Aggregation {
    /// Whether the expression is known to be an aggregate.
    const IS_AGGREGATE: bool;
}

impl Aggregation for is_aggregate::Yes {
    const IS_AGGREGATE: bool = true;
}

impl Aggregation for is_aggregate::No {
    const IS_AGGREGATE: bool = false;
}

impl Aggregation for is_aggregate::Never {
    const IS_AGGREGATE: bool = false;
}

/// A selection of expressions that are read into the default Rust types of their SQL types.
pub type ChosenAsDefault<E> = Chosen<E, <<E as Expression>::SqlType as DefaultRust>::Rust>;
