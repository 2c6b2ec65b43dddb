//! Parts of a statement rendered for SQLite: text and values that borrow nothing, so that they can move to another
//! thread.
//!
//! Owns the rendering, which happens on the thread of the caller. Must not know operations.

use std::marker::PhantomData;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{Expression, TypedExpressionType};
use diesel::query_builder::{AstPass, CollectedQuery, MoveableBindCollector, QueryBuilder, QueryFragment, QueryId};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;

use super::assign::{AndSet, Assigned};
use super::boxed::{BoxedOrder, BoxedWhere};
use super::condition::Where;
use super::known_empty::{FromGetter, KnownEmpty};
use super::order::OrderBy;
use super::selection::{AllColumns, Chosen, Distinct, OneOfEach, Selection};
use crate::model::Model;

/// Rendered SQL text with its values.
type Part = Arc<dyn QueryFragment<Sqlite> + Send + Sync>;

/// An expression rendered as text and values. `ST` is its SQL type.
pub struct Fixed<ST = ()> {
    /// The rendered part, or the reason why one of its values cannot be serialized.
    part: Result<Part, Refused>,
    known_empty: bool,
    has_user_part: bool,
    sql_type: PhantomData<fn() -> ST>,
}

impl<ST> Fixed<ST> {
    fn new(expression: &(impl QueryFragment<Sqlite> + ?Sized)) -> Self {
        let part = collected(expression).map_err(|error| Refused(error.to_string().into()));
        Self { part, known_empty: false, has_user_part: true, sql_type: PhantomData }
    }
}

/// Renders an expression.
pub(crate) fn rendered(expression: &impl QueryFragment<Sqlite>) -> Fixed {
    Fixed::new(expression)
}

/// Stands in a statement for a part with a value that cannot be serialized, so that the statement fails when it is sent
/// and can still be printed.
#[derive(Debug, Clone)]
struct Refused(Arc<str>);

impl ToSql<Text, Sqlite> for Refused {
    fn to_sql<'b>(&'b self, _: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        Err((*self.0).into())
    }
}

fn collected(expression: &(impl QueryFragment<Sqlite> + ?Sized)) -> QueryResult<Part> {
    let mut text = <Sqlite as Backend>::QueryBuilder::default();
    expression.to_sql(&mut text, &Sqlite)?;
    let mut values = <Sqlite as Backend>::BindCollector::default();
    expression.collect_binds(&mut values, &mut (), &Sqlite)?;
    let cached = expression.is_safe_to_cache_prepared(&Sqlite)?;
    Ok(Arc::new(CollectedQuery::new(text.finish(), cached, values.moveable())))
}

impl<ST> Clone for Fixed<ST> {
    fn clone(&self) -> Self {
        let (known_empty, has_user_part) = (self.known_empty, self.has_user_part);
        Self { part: self.part.clone(), known_empty, has_user_part, sql_type: PhantomData }
    }
}

impl<ST> std::fmt::Debug for Fixed<ST> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Fixed")
    }
}

impl<ST> QueryFragment<Sqlite> for Fixed<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match &self.part {
            Ok(part) => part.walk_ast(out),
            Err(refused) => out.push_bind_param::<Text, Refused>(refused),
        }
    }
}

impl<ST> QueryId for Fixed<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST: TypedExpressionType> Expression for Fixed<ST> {
    type SqlType = ST;
}

impl<ST> FromGetter for Fixed<ST> {}

impl<ST> KnownEmpty for Fixed<ST> {
    fn is_known_empty(&self) -> bool {
        self.known_empty
    }

    fn has_user_part(&self) -> bool {
        self.has_user_part
    }
}

/// The condition of a query, which can be rendered to move to another thread.
pub trait FixCondition: KnownEmpty {
    /// The rendered form, which borrows nothing.
    type Fixed: FromGetter + Clone + Send + 'static;
    /// Renders this part of the query.
    fn fix(self) -> Self::Fixed;
}

impl FixCondition for () {
    type Fixed = ();

    fn fix(self) {}
}

impl<E: QueryFragment<Sqlite> + KnownEmpty> FixCondition for Where<E> {
    type Fixed = Where<Fixed>;

    fn fix(self) -> Where<Fixed> {
        let (known_empty, has_user_part) = (self.0.is_known_empty(), self.0.has_user_part());
        Where(Fixed { known_empty, has_user_part, ..Fixed::new(&self.0) })
    }
}

impl FixCondition for BoxedWhere<'_, Sqlite> {
    type Fixed = BoxedWhere<'static, Sqlite>;

    fn fix(self) -> Self::Fixed {
        self.rendered(|part| Arc::new(Fixed::<()>::new(part)))
    }
}

/// The expressions of an update, which can be rendered to move to another thread.
pub trait FixAssigned: Assigned {
    /// The rendered form, which borrows nothing.
    type Fixed: Assigned + Send + 'static;
    /// Renders the expressions.
    fn fix(self) -> Self::Fixed;
}

impl FixAssigned for () {
    type Fixed = ();

    fn fix(self) {}
}

impl<L: FixAssigned, E: QueryFragment<Sqlite> + Clone> FixAssigned for AndSet<L, E> {
    type Fixed = AndSet<L::Fixed, Fixed>;

    fn fix(self) -> Self::Fixed {
        AndSet { before: self.before.fix(), name: self.name, expression: Fixed::new(&self.expression) }
    }
}

/// The order of a query, which can be rendered to move to another thread.
pub trait FixOrder {
    /// The rendered form, which borrows nothing.
    type Fixed: Clone + Send + 'static;
    /// Renders this part of the query.
    fn fix(self) -> Self::Fixed;
}

impl FixOrder for () {
    type Fixed = ();

    fn fix(self) {}
}

impl<E: QueryFragment<Sqlite>> FixOrder for OrderBy<E> {
    type Fixed = OrderBy<Fixed>;

    fn fix(self) -> OrderBy<Fixed> {
        OrderBy(Fixed::new(&self.0))
    }
}

impl FixOrder for BoxedOrder<'_, Sqlite> {
    type Fixed = BoxedOrder<'static, Sqlite>;

    fn fix(self) -> Self::Fixed {
        self.rendered(|part| Arc::new(Fixed::<()>::new(part)))
    }
}

/// The selection of a query, which can be rendered to move to another thread.
pub trait FixSelection<M>: Selection<M> {
    /// The rendered form, which borrows nothing.
    type Fixed: Selection<M, SqlType = Self::SqlType, Row = Self::Row, Output = Self::Output> + Clone + Send + 'static;
    /// Renders this part of the query.
    fn fix(self) -> Self::Fixed;
}

impl<M: Model> FixSelection<M> for AllColumns<M> {
    type Fixed = Self;

    fn fix(self) -> Self {
        self
    }
}

impl<M, E, R> FixSelection<M> for Chosen<E, R>
where
    E: Expression<SqlType: TypedExpressionType> + QueryFragment<Sqlite>,
    E::SqlType: 'static,
    R: Send + Sync + 'static,
{
    type Fixed = Chosen<Fixed<E::SqlType>, R>;

    fn fix(self) -> Self::Fixed {
        Chosen::new(Fixed::new(&self.expression), self.aggregate)
    }
}

impl<M, S: FixSelection<M>> FixSelection<M> for Distinct<S> {
    type Fixed = Distinct<S::Fixed>;

    fn fix(self) -> Self::Fixed {
        Distinct(self.0.fix())
    }
}

impl<M, E: QueryFragment<Sqlite>, S: FixSelection<M>> FixSelection<M> for OneOfEach<E, S> {
    type Fixed = OneOfEach<Fixed, S::Fixed>;

    fn fix(self) -> Self::Fixed {
        OneOfEach { expression: Fixed::new(&self.expression), selection: self.selection.fix() }
    }
}
