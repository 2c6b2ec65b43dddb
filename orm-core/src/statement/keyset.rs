//! The order of cursor pages, and the condition that a row comes after a position in it.
//!
//! Owns both, and that NULL counts as greater than every value, on both databases. Must not know how a cursor is
//! written as text.
//!
//! Columns that cannot be NULL and have one direction are compared as a row, `(name, id) > (?, ?)`, for which both
//! databases use an index over these columns. Before any other column stands a bound, `wins <= ? AND (wins < ? OR ..)`,
//! by which an index that begins with this column is entered at the right place.

use std::fmt;
use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::fragment;
use crate::dialect::{Dialect, NotANumber};
use crate::model::keyset::{Position, Sorted};
use crate::model::{InKey, InOrder, KeysetColumn, KeysetColumns, KeysetOrder, Model};

/// Columns of an order whose values can be bound on `DB`.
pub trait BindKeyset<M: Model, DB: Dialect, In = InOrder>: KeysetColumns<M, In> {
    /// Binds the value of the column at this place. It must not be NULL.
    ///
    /// # Errors
    /// When the value cannot be serialized for the database.
    fn push_value<'b>(out: AstPass<'_, 'b, DB>, values: &'b Self::Values, place: usize) -> QueryResult<()>;
}

macro_rules! columns {
    ($(($($column:ident $place:tt)+))+) => { $(
        impl<M, DB, In, $($column),+> BindKeyset<M, DB, In> for ($($column,)+)
        where
            M: Model,
            DB: Dialect,
            In: 'static,
            $($column: KeysetColumn<M, In, Value: ToSql<$column::SqlType, DB> + fmt::Debug>,
            DB: HasSqlType<$column::SqlType>,)+
        {
            fn push_value<'b>(
                mut out: AstPass<'_, 'b, DB>,
                values: &'b Self::Values,
                place: usize,
            ) -> QueryResult<()> {
                match place {
                    $($place => match &values.$place {
                        Some(value) if DB::can_store(value) => out.push_bind_param::<$column::SqlType, _>(value),
                        Some(_) => out.push_bind_param::<$column::SqlType, NotANumber>(&NotANumber),
                        None => Ok(()),
                    },)+
                    _ => Ok(()),
                }
            }
        }
    )+ };
}

columns! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

/// The condition that a row comes after a position in the order, or before it. Without a position every row passes.
pub struct Beyond<M: Model, O: KeysetOrder<M>> {
    position: Option<Position<M, O>>,
    backwards: bool,
}

impl<M: Model, O: KeysetOrder<M>> Beyond<M, O> {
    pub(crate) fn new(position: Option<Position<M, O>>, backwards: bool) -> Self {
        Self { position, backwards }
    }
}

impl<M: Model, O: KeysetOrder<M>> Clone for Beyond<M, O> {
    fn clone(&self) -> Self {
        Self { position: self.position.clone(), backwards: self.backwards }
    }
}

impl<M: Model, O: KeysetOrder<M>> fmt::Debug for Beyond<M, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Beyond({})", M::TABLE)
    }
}

// Cached by text: the text depends on the direction of the page, and on which values are NULL.
impl<M: Model, O: KeysetOrder<M>> QueryId for Beyond<M, O> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The order of cursor pages: `wins DESC, name ASC, id ASC`. Backwards, each column has the other direction.
pub struct KeysetSort<M, O> {
    backwards: bool,
    types: PhantomData<fn() -> (M, O)>,
}

impl<M, O> KeysetSort<M, O> {
    pub(crate) fn new(backwards: bool) -> Self {
        Self { backwards, types: PhantomData }
    }
}

impl<M, O> Clone for KeysetSort<M, O> {
    fn clone(&self) -> Self {
        Self::new(self.backwards)
    }
}

impl<M, O> fmt::Debug for KeysetSort<M, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeysetSort")
    }
}

// Cached by text: the text depends on the direction of the page.
impl<M, O> QueryId for KeysetSort<M, O> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The columns of an order, for pages in this direction.
fn columns<M: Model, O: KeysetOrder<M>>(backwards: bool) -> Vec<Sorted> {
    let turned = |column: Sorted| Sorted { descending: column.descending != backwards, ..column };
    Position::<M, O>::columns().into_iter().map(turned).collect()
}

fragment! { impl[M: Model, O: KeysetOrder<M>] KeysetSort<M, O> |this, out| {
    for (place, column) in columns::<M, O>(this.backwards).into_iter().enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(column.sql);
        out.push_sql(match (column.descending, column.optional) {
            (false, false) => " ASC",
            (false, true) => " ASC NULLS LAST",
            (true, false) => " DESC",
            (true, true) => " DESC NULLS FIRST",
        });
    }
    Ok(())
} }

fragment! {
    impl[M: Model, O] Beyond<M, O>
    where [O: KeysetOrder<M, Columns: BindKeyset<M, DB>, Key: BindKeyset<M, DB, InKey>>]
    |this, out| {
        let Some(position) = &this.position else {
            out.push_sql("TRUE");
            return Ok(());
        };
        push_beyond(&mut out, &columns::<M, O>(this.backwards), position)
    }
}

/// A position whose values can be bound on `DB`.
trait PushValues<DB: Dialect> {
    fn is_null(&self, column: &Sorted) -> bool;
    fn push<'b>(&'b self, column: &Sorted, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<M, O, DB> PushValues<DB> for Position<M, O>
where
    M: Model,
    O: KeysetOrder<M, Columns: BindKeyset<M, DB>, Key: BindKeyset<M, DB, InKey>>,
    DB: Dialect,
{
    fn is_null(&self, column: &Sorted) -> bool {
        self.is_null(column.place)
    }

    fn push<'b>(&'b self, column: &Sorted, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match column.place.checked_sub(Self::BEFORE_KEY) {
            Some(place) => O::Key::push_value(out, &self.key, place),
            None => O::Columns::push_value(out, &self.order, column.place),
        }
    }
}

/// How the condition compares the first of some columns with the position. `rest` is the condition on the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `(c, d) > (?, ?)`
    Row,
    /// `c IS NULL AND rest`: no value comes after NULL.
    OnlyNulls,
    /// `(c IS NOT NULL OR rest)`: every value comes after NULL.
    AfterNulls,
    /// `(c > ? OR c IS NULL OR (c = ? AND rest))`
    BeforeNulls,
    /// `c >= ? AND (c > ? OR rest)`
    Bounded,
}

impl Form {
    fn of<DB: Dialect>(columns: &[Sorted], position: &dyn PushValues<DB>) -> Self {
        let first = columns[0];
        match (position.is_null(&first), first.descending) {
            (true, false) => Self::OnlyNulls,
            (true, true) => Self::AfterNulls,
            (false, false) if first.optional => Self::BeforeNulls,
            _ if columns.iter().all(|column| !column.optional && column.descending == first.descending) => Self::Row,
            _ => Self::Bounded,
        }
    }

    /// Whether the condition needs parentheses beside OR.
    fn is_and(self) -> bool {
        matches!(self, Self::OnlyNulls | Self::Bounded)
    }
}

/// Writes the condition that a row comes after the position. It stands alone or between ANDs. It is compiled once for
/// each database, not for each order.
fn push_beyond<'b, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    columns: &[Sorted],
    position: &'b dyn PushValues<DB>,
) -> QueryResult<()> {
    let Some((first, rest)) = columns.split_first() else {
        out.push_sql("FALSE");
        return Ok(());
    };
    let beyond = if first.descending { " < " } else { " > " };
    match Form::of(columns, position) {
        Form::Row => push_row(out, columns, beyond, position),
        Form::OnlyNulls => {
            push_text(out, &[first.sql, " IS NULL AND "]);
            push_beyond(out, rest, position)
        }
        Form::AfterNulls => {
            push_text(out, &["(", first.sql, " IS NOT NULL"]);
            push_or(out, rest, position)
        }
        Form::BeforeNulls => {
            push_text(out, &["(", first.sql, beyond]);
            position.push(first, out.reborrow())?;
            push_text(out, &[" OR ", first.sql, " IS NULL OR (", first.sql, " = "]);
            position.push(first, out.reborrow())?;
            out.push_sql(" AND ");
            push_beyond(out, rest, position)?;
            out.push_sql("))");
            Ok(())
        }
        Form::Bounded => {
            push_text(out, &[first.sql, beyond.trim_end(), "= "]);
            position.push(first, out.reborrow())?;
            push_text(out, &[" AND (", first.sql, beyond]);
            position.push(first, out.reborrow())?;
            push_or(out, rest, position)
        }
    }
}

fn push_text<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, parts: &[&str]) {
    for part in parts {
        out.push_sql(part);
    }
}

/// Writes ` OR rest)`, or `)` where no columns follow.
fn push_or<'b, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    rest: &[Sorted],
    position: &'b dyn PushValues<DB>,
) -> QueryResult<()> {
    if !rest.is_empty() {
        let is_and = Form::of(rest, position).is_and();
        out.push_sql(if is_and { " OR (" } else { " OR " });
        push_beyond(out, rest, position)?;
        out.push_sql(if is_and { ")" } else { "" });
    }
    out.push_sql(")");
    Ok(())
}

/// Writes `(c, d) > (?, ?)`, or `c > ?`.
fn push_row<'b, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    columns: &[Sorted],
    beyond: &str,
    position: &'b dyn PushValues<DB>,
) -> QueryResult<()> {
    let (open, close) = if columns.len() > 1 { ("(", ")") } else { ("", "") };
    let names: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    push_text(out, &[open, &names.join(", "), close, beyond, open]);
    for (place, column) in columns.iter().enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        position.push(column, out.reborrow())?;
    }
    out.push_sql(close);
    Ok(())
}
