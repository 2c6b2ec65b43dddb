//! A condition as a value: of one type, whatever it says.
//!
//! Owns how such conditions are combined. Must not know queries.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Nullable};

use super::expression::Condition;
use super::parentheses::{push_condition, push_operand};
use crate::dialect::Dialect;
use crate::model::Model;

/// A condition on the rows of `M` that runs on the backend `DB`, as a value: a list, a branch or a struct keeps it,
/// whatever it says.
///
/// It stands wherever a condition does: in `filter`, `any`, `none`, `all`, and in the filter of an include, an update or
/// a delete. `'a` is the lifetime of the values in it; `'static` where they are owned. Cloning it is cheap. The
/// statement is found in the statement cache by its text; with a list of more than eight conditions it is not cached.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
/// use orm_core::query::BoxedCondition;
/// # use orm_core::__assert_sql as assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// fn named(names: Vec<String>) -> BoxedCondition<'static, Team, Sqlite> {
///     BoxedCondition::any(names.into_iter().map(|name| BoxedCondition::new(teams::name.eq(name))))
/// }
///
/// let strong = BoxedCondition::new(teams::wins.ge(50));
/// let wanted = BoxedCondition::all([strong, named(vec!["Jazz".to_owned(), "Bulls".to_owned()])]);
/// assert_sql!(
///     Team::query().filter(wanted).count(),
///     r#"SELECT count(*) FROM "teams"
///            WHERE "teams"."wins" >= ?
///            AND ("teams"."name" = ? OR "teams"."name" = ?) -- binds: [50, "Jazz", "Bulls"]"#
/// );
/// ```
pub struct BoxedCondition<'a, M, DB> {
    part: Part<'a, DB>,
    model: PhantomData<fn() -> M>,
}

enum Part<'a, DB> {
    One(Arc<dyn QueryFragment<DB> + Send + Sync + 'a>),
    /// Parts of which all must hold, or one must.
    Several(Arc<[Part<'a, DB>]>, Joined),
    Not(Arc<Part<'a, DB>>),
}

#[derive(Clone, Copy)]
enum Joined {
    And,
    Or,
}

impl<DB> Clone for Part<'_, DB> {
    fn clone(&self) -> Self {
        match self {
            Self::One(condition) => Self::One(condition.clone()),
            Self::Several(parts, joined) => Self::Several(parts.clone(), *joined),
            Self::Not(part) => Self::Not(part.clone()),
        }
    }
}

impl<M, DB> Clone for BoxedCondition<'_, M, DB> {
    fn clone(&self) -> Self {
        Self { part: self.part.clone(), model: PhantomData }
    }
}

impl<M, DB> fmt::Debug for BoxedCondition<'_, M, DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BoxedCondition")
    }
}

impl<'a, M: Model, DB: Dialect> BoxedCondition<'a, M, DB> {
    /// Keeps a condition.
    pub fn new<E>(condition: E) -> Self
    where
        E: Condition<M> + QueryFragment<DB> + Send + Sync + 'a,
    {
        Self { part: Part::One(Arc::new(condition)), model: PhantomData }
    }

    /// The condition that all of these hold: ` .. AND .. `. An empty list holds for every row: `TRUE`.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::several(conditions, Joined::And)
    }

    /// The condition that at least one of these holds: `.. OR ..`. An empty list holds for no row: `FALSE`.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::several(conditions, Joined::Or)
    }

    fn several(conditions: impl IntoIterator<Item = Self>, joined: Joined) -> Self {
        let parts = conditions.into_iter().map(|condition| condition.part).collect();
        Self { part: Part::Several(parts, joined), model: PhantomData }
    }
}

/// The condition that this one does not hold: `NOT (..)`. Where this one is NULL for a row, neither holds.
impl<M, DB> std::ops::Not for BoxedCondition<'_, M, DB> {
    type Output = Self;

    fn not(self) -> Self {
        Self { part: Part::Not(Arc::new(self.part)), model: PhantomData }
    }
}

/// The greatest number of conditions in a list whose statement is cached.
const CACHED_PARTS: usize = 8;

impl<DB: Dialect> QueryFragment<DB> for Part<'_, DB> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self {
            Self::One(condition) => condition.walk_ast(out.reborrow())?,
            Self::Several(parts, joined) if parts.is_empty() => {
                out.push_sql(if matches!(joined, Joined::And) { "TRUE" } else { "FALSE" });
            }
            Self::Several(parts, joined) => {
                // A list from a request has any length.
                if parts.len() > CACHED_PARTS {
                    out.unsafe_to_cache_prepared();
                }
                let between = if matches!(joined, Joined::And) { " AND " } else { " OR " };
                for (place, part) in parts.iter().enumerate() {
                    out.push_sql(if place > 0 { between } else { "" });
                    push_condition(&mut out, part)?;
                }
            }
            Self::Not(part) => {
                out.push_sql("NOT ");
                push_operand(&mut out, &**part)?;
            }
        }
        Ok(())
    }
}

impl<M, DB: Dialect> QueryFragment<DB> for BoxedCondition<'_, M, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.part.walk_ast(out)
    }
}

// The text depends on the values: the statement is cached by its text.
impl<M, DB> QueryId for BoxedCondition<'_, M, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<M, DB> Expression for BoxedCondition<'_, M, DB> {
    type SqlType = Nullable<Bool>;
}

impl<M: Model<Table = Table>, DB, Table> AppearsOnTable<Table> for BoxedCondition<'_, M, DB> {}

impl<M: Model<Table = Table>, DB, Table> SelectableExpression<Table> for BoxedCondition<'_, M, DB> {}

impl<M, DB, Grouping> ValidGrouping<Grouping> for BoxedCondition<'_, M, DB> {
    type IsAggregate = is_aggregate::No;
}
