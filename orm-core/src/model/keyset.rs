//! The orders of cursor pages: columns of a model, each with a direction, and the primary key after them.
//!
//! Owns which orders there are, and the values that a row has in an order. Must not know statements, nor how a cursor is
//! written as text.

use std::marker::PhantomData;

use diesel::dsl::{Asc, Desc};

use super::{Cursor, CursorValue, HasColumn, Model, Nullability};

/// Says that columns stand in an order that a user wrote: `teams::name.asc()`.
#[derive(Debug, Clone, Copy)]
pub struct InOrder;

/// Says that columns stand in a primary key, which is the last part of an order.
#[derive(Debug, Clone, Copy)]
pub struct InKey;

/// A column by which rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortedBy {
    /// The column, quoted and qualified.
    pub(crate) sql: &'static str,
    /// Whether great values come first. `None` for a column of the primary key, which takes the direction of the column
    /// before it.
    descending: Option<bool>,
    /// Whether the column may be NULL.
    optional: bool,
}

/// A column of the model `M`.
#[diagnostic::on_unimplemented(
    message = "cursor pages of `{M}` are sorted by its columns only",
    label = "expected columns of `{M}`",
    note = "sort by columns of `{M}`: `.keyset((table::column.desc(), table::column.asc()), size)`"
)]
pub trait ColumnOf<M: Model>: 'static {
    /// The type of the column's values, without `Option`.
    type Value;
    /// Diesel's SQL type of the column, without `Nullable`.
    type SqlType: 'static;
    /// The column, quoted and qualified.
    const SQL: &'static str;
    /// Whether the column may be NULL.
    const OPTIONAL: bool;

    /// The value of a row; `None` for NULL.
    fn value(row: &M) -> Option<Self::Value>;
}

#[diagnostic::do_not_recommend]
impl<M, C> ColumnOf<M> for C
where
    M: HasColumn<C>,
    C: diesel::Column<Table = M::Table> + 'static,
{
    type Value = <M as HasColumn<C>>::Key;
    type SqlType = <M as HasColumn<C>>::SqlType;
    const SQL: &'static str = <M as HasColumn<C>>::SQL;
    const OPTIONAL: bool = <M as HasColumn<C>>::Nullability::OPTIONAL;

    fn value(row: &M) -> Option<Self::Value> {
        HasColumn::<C>::value(row).clone().into()
    }
}

/// One column in the order of cursor pages: `teams::name.asc()`, or `teams::name` in the primary key.
#[diagnostic::on_unimplemented(
    message = "cursor pages of `{M}` cannot be sorted by this",
    label = "expected a column of `{M}` with `.asc()` or `.desc()`",
    note = "sort by columns of `{M}`: `.keyset((table::column.desc(), table::column.asc()), size)`"
)]
pub trait KeysetColumn<M: Model, In = InOrder>: 'static {
    /// The type of the column's values, without `Option`.
    type Value: CursorValue;
    /// Diesel's SQL type of the column, without `Nullable`.
    type SqlType: 'static;
    /// The column and its direction.
    #[doc(hidden)]
    const COLUMN: SortedBy;

    /// The value of a row; `None` for NULL.
    fn value(row: &M) -> Option<Self::Value>;
}

macro_rules! column {
    ($type:ty, $in:ty, $descending:expr) => {
        impl<M, C> KeysetColumn<M, $in> for $type
        where
            M: Model,
            C: ColumnOf<M, Value: CursorValue>,
        {
            type Value = C::Value;
            type SqlType = C::SqlType;
            const COLUMN: SortedBy = SortedBy { sql: C::SQL, descending: $descending, optional: C::OPTIONAL };

            fn value(row: &M) -> Option<Self::Value> {
                C::value(row)
            }
        }
    };
}
column!(Asc<C>, InOrder, Some(false));
column!(Desc<C>, InOrder, Some(true));
column!(C, InKey, None);

/// The columns of an order, or of a primary key, as a tuple.
pub trait KeysetColumns<M: Model, In = InOrder>: 'static {
    /// The values of a row in these columns: a tuple, with `None` for NULL.
    type Values: Clone + Send + Sync + 'static;
    /// The columns and their directions.
    #[doc(hidden)]
    const COLUMNS: &'static [SortedBy];

    /// The values of a row.
    fn values(row: &M) -> Self::Values;

    /// Whether the value of the column at this place is NULL.
    fn is_null(values: &Self::Values, place: usize) -> bool;

    /// Writes the values as they stand in a cursor; `None` for NULL.
    fn write(values: &Self::Values) -> Vec<Option<Vec<u8>>>;

    /// Reads the values; `None` where one of them is not of its column's type.
    fn read(parts: &[Option<Vec<u8>>]) -> Option<Self::Values>;
}

/// The error of a value that is missing, or is not of its column's type.
struct Unreadable;

/// Reads one value; `None` for NULL.
fn read<T: CursorValue>(part: Option<&Option<Vec<u8>>>) -> Result<Option<T>, Unreadable> {
    let part = part.ok_or(Unreadable)?.as_deref();
    part.map(|bytes| T::from_cursor(bytes).ok_or(Unreadable)).transpose()
}

/// The order of cursor pages: `teams::name.asc()`, or up to eight columns in a tuple,
/// `(teams::wins.desc(), teams::name.asc())`.
///
/// The primary key follows by itself, in the direction of the last column, so that no two rows are equal in the order.
#[diagnostic::on_unimplemented(
    message = "cursor pages of `{M}` cannot be sorted by this",
    label = "expected columns of `{M}` with `.asc()` or `.desc()`",
    note = "sort by columns of `{M}`: `.keyset((table::column.desc(), table::column.asc()), size)`"
)]
pub trait KeysetOrder<M: Model>: Sized + 'static {
    /// The cursors of the pages. Where the order is none, the compiler does not know their type, so that it reports this
    /// one mistake.
    type Cursor;
    /// The columns as a tuple.
    type Columns: KeysetColumns<M>;
    /// The columns of the primary key.
    type Key: KeysetColumns<M, InKey>;
}

impl<M, C: 'static> KeysetOrder<M> for Asc<C>
where
    M: Model<PrimaryKey: KeysetColumns<M, InKey>>,
    Self: KeysetColumn<M>,
{
    type Cursor = Cursor<M, Self>;
    type Columns = (Self,);
    type Key = M::PrimaryKey;
}

impl<M, C: 'static> KeysetOrder<M> for Desc<C>
where
    M: Model<PrimaryKey: KeysetColumns<M, InKey>>,
    Self: KeysetColumn<M>,
{
    type Cursor = Cursor<M, Self>;
    type Columns = (Self,);
    type Key = M::PrimaryKey;
}

macro_rules! columns {
    ($(($($column:ident $place:tt)+))+) => { $(
        impl<M: Model, In: 'static, $($column: KeysetColumn<M, In>),+> KeysetColumns<M, In> for ($($column,)+) {
            type Values = ($(Option<$column::Value>,)+);
            const COLUMNS: &'static [SortedBy] = &[$($column::COLUMN),+];

            fn values(row: &M) -> Self::Values {
                ($($column::value(row),)+)
            }

            fn is_null(values: &Self::Values, place: usize) -> bool {
                match place {
                    $($place => values.$place.is_none(),)+
                    _ => true,
                }
            }

            fn write(values: &Self::Values) -> Vec<Option<Vec<u8>>> {
                vec![$(values.$place.as_ref().map(CursorValue::to_cursor)),+]
            }

            fn read(parts: &[Option<Vec<u8>>]) -> Option<Self::Values> {
                Some(($(read(parts.get($place)).ok()?,)+))
            }
        }

        impl<M, $($column: KeysetColumn<M>),+> KeysetOrder<M> for ($($column,)+)
        where
            M: Model<PrimaryKey: KeysetColumns<M, InKey>>,
        {
            type Cursor = Cursor<M, Self>;
            type Columns = Self;
            type Key = M::PrimaryKey;
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

type OrderValues<M, O> = <<O as KeysetOrder<M>>::Columns as KeysetColumns<M>>::Values;
type KeyValues<M, O> = <<O as KeysetOrder<M>>::Key as KeysetColumns<M, InKey>>::Values;

/// The values by which a row is sorted: those of the order's columns, and its primary key.
pub(crate) struct Position<M: Model, O: KeysetOrder<M>> {
    pub(crate) order: OrderValues<M, O>,
    pub(crate) key: KeyValues<M, O>,
    types: PhantomData<fn() -> (M, O)>,
}

impl<M: Model, O: KeysetOrder<M>> Clone for Position<M, O> {
    fn clone(&self) -> Self {
        Self { order: self.order.clone(), key: self.key.clone(), types: PhantomData }
    }
}

/// A column of a whole order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sorted {
    /// The column, quoted and qualified.
    pub(crate) sql: &'static str,
    pub(crate) descending: bool,
    pub(crate) optional: bool,
    /// The place among the columns of the order and those of the primary key after them.
    pub(crate) place: usize,
}

impl<M: Model, O: KeysetOrder<M>> Position<M, O> {
    /// The number of columns before the primary key.
    pub(crate) const BEFORE_KEY: usize = O::Columns::COLUMNS.len();

    /// The columns by which the rows are sorted. A column of the primary key that stands in the order is not repeated.
    pub(crate) fn columns() -> Vec<Sorted> {
        sorted(O::Columns::COLUMNS, O::Key::COLUMNS)
    }

    /// The position of a row.
    pub(crate) fn of(row: &M) -> Self {
        Self { order: O::Columns::values(row), key: O::Key::values(row), types: PhantomData }
    }

    /// Whether the value of the column at this place is NULL.
    pub(crate) fn is_null(&self, place: usize) -> bool {
        match place.checked_sub(Self::BEFORE_KEY) {
            Some(place) => O::Key::is_null(&self.key, place),
            None => O::Columns::is_null(&self.order, place),
        }
    }

    /// The values of the columns in [`columns`](Self::columns), as they stand in a cursor.
    pub(crate) fn write(&self) -> Vec<Option<Vec<u8>>> {
        let mut parts = O::Columns::write(&self.order);
        parts.extend(O::Key::write(&self.key));
        Self::columns().into_iter().map(|column| parts[column.place].take()).collect()
    }

    /// Reads the values of the columns in [`columns`](Self::columns); `None` where one of them is not of its type, or
    /// is NULL where the column cannot be.
    pub(crate) fn read(parts: &[Option<Vec<u8>>]) -> Option<Self> {
        let columns = Self::columns();
        let fits = |(column, part): (&Sorted, &Option<Vec<u8>>)| part.is_some() || column.optional;
        if columns.len() != parts.len() || !columns.iter().zip(parts).all(fits) {
            return None;
        }
        // A column of the primary key that stands in the order has one value for both.
        let part_of = |by: &SortedBy| parts.get(columns.iter().position(|column| column.sql == by.sql)?).cloned();
        let key: Option<Vec<_>> = O::Key::COLUMNS.iter().map(part_of).collect();
        Some(Self { order: O::Columns::read(parts)?, key: O::Key::read(&key?)?, types: PhantomData })
    }
}

fn sorted(order: &[SortedBy], key: &[SortedBy]) -> Vec<Sorted> {
    let mut columns: Vec<Sorted> = Vec::with_capacity(order.len() + key.len());
    for (place, by) in order.iter().chain(key).enumerate() {
        let repeated = place >= order.len() && columns.iter().any(|column| column.sql == by.sql);
        let last = columns.last().is_some_and(|column| column.descending);
        if !repeated {
            let descending = by.descending.unwrap_or(last);
            columns.push(Sorted { sql: by.sql, descending, optional: by.optional, place });
        }
    }
    columns
}
