//! Orders that a request names: `-wins,name`.
//!
//! Owns which names there are, and how a text of names becomes an order. A name that is not allowed is an error, and
//! never becomes SQL. Must not know queries.

use std::marker::PhantomData;
use std::sync::Arc;

use diesel::expression::expression_types::NotSelectable;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::QueryId;

use super::fragment;
use crate::debug::debug_by_name;
use crate::model::{HasColumn, Model};

/// The columns of `M` by which a request may sort rows, each with a name.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
/// use orm_core::query::OrderNames;
/// # use orm_core::__assert_sql as assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32, secret: String }
///
/// fn names() -> OrderNames<Team> {
///     OrderNames::none().allow("name", teams::name).allow("victories", teams::wins)
/// }
///
/// // `?sort=-victories,name`
/// let order = names().parse("-victories,name").expect("both names are allowed");
/// assert_sql!(
///     Team::query().select(teams::id).order(order),
///     r#"SELECT "teams"."id" FROM "teams" ORDER BY "teams"."wins" DESC, "teams"."name" ASC -- binds: []"#
/// );
/// let error = names().parse("secret").expect_err("this name is not allowed");
/// assert_eq!(error.to_string(), "`Team` cannot be sorted by `secret`, but by `name`, `victories`");
/// ```
pub struct OrderNames<M> {
    names: Vec<(&'static str, Arc<str>)>,
    model: PhantomData<fn() -> M>,
}

debug_by_name! { impl[M: Model] OrderNames<M>: M::TABLE; }

impl<M> Clone for OrderNames<M> {
    fn clone(&self) -> Self {
        Self { names: self.names.clone(), model: PhantomData }
    }
}

impl<M: Model> OrderNames<M> {
    /// No name, to which [`allow`](Self::allow) adds.
    pub fn none() -> Self {
        Self { names: Vec::new(), model: PhantomData }
    }

    /// The names of all columns of the table. Who may sort by a column can find out its values, row by row: leave
    /// secrets out by listing the others.
    pub fn all_columns() -> Self {
        let named = |name: &'static str| (name, format!("{}.\"{name}\"", M::TABLE).into());
        Self { names: M::DESCRIPTOR.columns.iter().map(|column| named(column.name)).collect(), model: PhantomData }
    }

    /// Allows a column under this name.
    pub fn allow<C>(mut self, name: &'static str, _: C) -> Self
    where
        C: diesel::Column<Table = M::Table>,
        M: HasColumn<C>,
    {
        self.names.push((name, M::SQL.into()));
        self
    }

    /// Reads an order from a text: names separated by commas, `-` before a name for descending. White space around a
    /// name does not count. An empty text sorts by the primary key. A statement with an order of more than two columns is
    /// not cached.
    ///
    /// # Errors
    /// [`UnknownOrder`] for a name that is not allowed.
    pub fn parse(&self, text: &str) -> Result<NamedOrder<M>, UnknownOrder> {
        let mut columns = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, direction) = match part.strip_prefix('-') {
                Some(name) => (name.trim_start(), " DESC"),
                None => (part, " ASC"),
            };
            let Some((_, column)) = self.names.iter().find(|(known, _)| *known == name) else {
                let known = self.names.iter().map(|(known, _)| *known).collect();
                return Err(UnknownOrder { model: M::DESCRIPTOR.name, name: name.to_owned(), known });
            };
            // A second time it would change nothing.
            if !columns.iter().any(|(named, _)| named == column) {
                columns.push((column.clone(), direction));
            }
        }
        if columns.is_empty() {
            let key = <M::PrimaryKey as crate::model::Key<M>>::SQL;
            columns = key.iter().map(|column| (Arc::from(*column), " ASC")).collect();
        }
        Ok(NamedOrder { columns, model: PhantomData })
    }
}

/// The text came from a client: the input is wrong, not the program.
impl From<UnknownOrder> for crate::error::Error {
    fn from(error: UnknownOrder) -> Self {
        Self::InvalidValue(diesel::result::Error::DeserializationError(Box::new(error)))
    }
}

/// A name by which rows cannot be sorted: the error of [`OrderNames::parse`]. `?` makes it an
/// [`Error::InvalidValue`](crate::Error::InvalidValue).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{model}` cannot be sorted by `{name}`, but by {}", listed(known))]
pub struct UnknownOrder {
    /// The name of the model.
    pub model: &'static str,
    /// The name that was given.
    pub name: String,
    /// The names that are allowed.
    pub known: Vec<&'static str>,
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// An order of the rows of `M` that [`OrderNames::parse`] read from a text. It stands in `order`, on either database.
pub struct NamedOrder<M> {
    columns: Vec<(Arc<str>, &'static str)>,
    model: PhantomData<fn() -> M>,
}

debug_by_name! { impl[M: Model] NamedOrder<M>: M::TABLE; }

impl<M> Clone for NamedOrder<M> {
    fn clone(&self) -> Self {
        Self { columns: self.columns.clone(), model: PhantomData }
    }
}

/// The greatest number of columns of an order whose statement is cached: a client could name all orders of many columns.
const CACHED_COLUMNS: usize = 2;

fragment! { impl[M] NamedOrder<M> |this, out| {
    if this.columns.len() > CACHED_COLUMNS {
        out.unsafe_to_cache_prepared();
    }
    for (place, (column, direction)) in this.columns.iter().enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(column);
        out.push_sql(direction);
    }
    Ok(())
} }

// The text depends on the value: the statement is cached by its text.
impl<M> QueryId for NamedOrder<M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<M> Expression for NamedOrder<M> {
    type SqlType = NotSelectable;
}

impl<M: Model<Table = Table>, Table> AppearsOnTable<Table> for NamedOrder<M> {}

impl<M, Grouping> ValidGrouping<Grouping> for NamedOrder<M> {
    type IsAggregate = is_aggregate::No;
}
