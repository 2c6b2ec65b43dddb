//! The values of a row to be written: a tuple with one optional value for each column.
//!
//! Owns how such a tuple is read and bound. Must not know which statement it is for.

use diesel::QueryResult;
use diesel::query_builder::AstPass;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::Model;
use crate::dialect::{Dialect, NotANumber};

/// One optional value for each column, in the order of the columns. `None` means that the column is left out.
pub trait Values: Clone + Send + 'static {
    /// Makes values in which no column is given.
    fn none() -> Self;

    /// Whether the column at this place is given.
    fn is_given(&self, index: usize) -> bool;
}

/// Lists the names of the columns that are given.
pub(crate) fn given_names<M: Model>(values: &M::Values) -> Vec<&'static str> {
    let columns = M::DESCRIPTOR.columns.iter().enumerate();
    columns.filter(|(place, _)| values.is_given(*place)).map(|(_, column)| column.name).collect()
}

/// Lists the places of the columns that at least one of the rows gives.
pub(crate) fn given_places<M: Model>(rows: &[M::Values]) -> Vec<usize> {
    places(M::DESCRIPTOR.columns.len(), &|place| rows.iter().any(|row| row.is_given(place)))
}

/// The places up to `count` that are given. It is compiled once for all models.
fn places(count: usize, is_given: &dyn Fn(usize) -> bool) -> Vec<usize> {
    (0..count).filter(|place| is_given(*place)).collect()
}

/// Values that can be bound on `DB` as the SQL types of the tuple `ST`.
pub trait BindValues<ST, DB: Dialect>: Values {
    /// Binds the value of the column at this place. The value must be given.
    ///
    /// # Errors
    /// Diesel's error when the value cannot be serialized.
    fn bind<'b>(&'b self, index: usize, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// An argument of a setter for a column of type `T`: the value. An optional column also takes the bare value. Text and
/// bytes are also taken by reference.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, motto: Option<String> }
///
/// let _team = Team::create().name("Jazz").motto("Take note");
/// let _team = Team::create().name("Jazz".to_owned()).motto(None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a column of type `{T}`",
    label = "expected a value of type `{T}`, the type of the column's field"
)]
pub trait IntoValue<T> {
    /// Converts the argument into the column's value.
    fn into_value(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> IntoValue<T> for T {
    fn into_value(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoValue<Option<T>> for T {
    fn into_value(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Option<String>> for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Vec<u8>> for &[u8] {
    fn into_value(self) -> Vec<u8> {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Option<Vec<u8>>> for &[u8] {
    fn into_value(self) -> Option<Vec<u8>> {
        Some(self.to_owned())
    }
}

macro_rules! tuples {
    ($($index:tt $value:ident $sql_type:ident,)*) => { tuples!(@step [] $($index $value $sql_type,)*); };
    (@step [$($done:tt)*]) => {};
    (@step [$($done:tt)*] $index:tt $value:ident $sql_type:ident, $($rest:tt)*) => {
        tuples!(@impl $($done)* $index $value $sql_type,);
        tuples!(@step [$($done)* $index $value $sql_type,] $($rest)*);
    };
    (@impl $($index:tt $value:ident $sql_type:ident,)+) => {
        impl<$($value,)+> Values for ($(Option<$value>,)+)
        where
            $($value: Clone + Send + 'static,)+
        {
            fn none() -> Self {
                ($(None::<$value>,)+)
            }

            fn is_given(&self, index: usize) -> bool {
                match index {
                    $($index => self.$index.is_some(),)+
                    _ => false,
                }
            }
        }

        impl<DB, $($value, $sql_type,)+> BindValues<($($sql_type,)+), DB> for ($(Option<$value>,)+)
        where
            DB: Dialect,
            $(DB: HasSqlType<$sql_type>, $value: ToSql<$sql_type, DB> + Clone + Send + 'static,)+
        {
            fn bind<'b>(&'b self, index: usize, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                match index {
                    $($index => match &self.$index {
                        Some(value) if DB::can_store(value) => out.push_bind_param::<$sql_type, $value>(value),
                        Some(_) => out.push_bind_param::<$sql_type, NotANumber>(&NotANumber),
                        None => Ok(()),
                    },)+
                    _ => Ok(()),
                }
            }
        }
    };
}

tuples! {
    0 V0 S0, 1 V1 S1, 2 V2 S2, 3 V3 S3, 4 V4 S4, 5 V5 S5, 6 V6 S6, 7 V7 S7, 8 V8 S8, 9 V9 S9, 10 V10 S10, 11 V11 S11,
    12 V12 S12, 13 V13 S13, 14 V14 S14, 15 V15 S15, 16 V16 S16, 17 V17 S17, 18 V18 S18, 19 V19 S19, 20 V20 S20,
    21 V21 S21, 22 V22 S22, 23 V23 S23, 24 V24 S24, 25 V25 S25, 26 V26 S26, 27 V27 S27, 28 V28 S28, 29 V29 S29,
    30 V30 S30, 31 V31 S31,
}
