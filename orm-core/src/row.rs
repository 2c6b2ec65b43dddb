//! How rows are read.
//!
//! Owns the reading of a model's row such that every failure names its column.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
use diesel::sql_types::SingleValue;

use crate::model::Model;

/// A model read by the library's own statements.
///
/// The model's own `Queryable` must report a NULL as Diesel does, without the column, because Diesel's LEFT JOINs tell
/// "no row" by that error. Here there is no such need, and the error names the column.
#[derive(Debug)]
pub struct Strict<M>(pub(crate) M);

impl<M, ST, DB> Queryable<ST, DB> for Strict<M>
where
    M: Model,
    DB: Backend,
    M::Row: FromStaticSqlRow<ST, DB>,
{
    type Row = M::Row;

    fn build(row: M::Row) -> deserialize::Result<Self> {
        Ok(Self(M::from_row(row)))
    }
}

/// A value of a column that is NOT NULL, according to its model.
#[derive(Debug)]
pub struct NotNull<T>(pub T);

/// A NULL where the model has no `Option`.
#[derive(Debug, thiserror::Error)]
#[error("it is NULL, but its field is not an `Option`")]
pub(crate) struct UnexpectedNull;

impl<T, ST, DB> FromSql<ST, DB> for NotNull<T>
where
    DB: Backend,
    T: FromSql<ST, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::from_sql(bytes).map(Self)
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        match bytes {
            Some(bytes) => Self::from_sql(bytes),
            None => Err(Box::new(UnexpectedNull)),
        }
    }
}

impl<T, ST, DB> Queryable<ST, DB> for NotNull<T>
where
    DB: Backend,
    ST: SingleValue,
    T: FromSql<ST, DB>,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}
