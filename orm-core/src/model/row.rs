//! Reading rows.
//!
//! Owns the reading of a model's row, whose errors name the column, and of rows that consist of several parts.

use std::marker::PhantomData;

use diesel::backend::Backend;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use diesel::deserialize::FromSqlRow;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable, StaticallySizedRow};
use diesel::result::UnexpectedNullError;
use diesel::row::Row;
use diesel::sql_types::{Nullable, SingleValue, SqlType, is_nullable};

use super::Model;
use crate::dialect::Dialect;

/// A model's row as the library's own statements read it.
///
/// The model's own `Queryable` must report a NULL as Diesel does, without the column, because Diesel's LEFT JOINs
/// recognise a missing row by that error. The library's own statements do not depend on it, so this error names the
/// column.
#[derive(Debug)]
pub struct ModelRow<M>(pub(crate) M);

impl<M, ST, DB> Queryable<ST, DB> for ModelRow<M>
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

/// A value of a column that the model declares NOT NULL.
#[derive(Debug)]
pub struct NotNull<T>(pub T);

/// A NULL in a column whose field is not an `Option`.
#[derive(Debug, thiserror::Error)]
#[error("it is NULL, but its field is not an `Option`")]
pub(crate) struct UnexpectedNull;

/// A value of a column that the model declares as an `Option`.
#[derive(Debug)]
pub struct MaybeNull<T>(pub Option<T>);

impl<T, ST, DB> FromSql<ST, DB> for NotNull<T>
where
    DB: Dialect,
    ST: 'static,
    T: FromSql<ST, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        DB::read::<ST, T>(bytes).map(Self)
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
    DB: Dialect,
    ST: SingleValue + 'static,
    T: FromSql<ST, DB>,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

impl<T, ST, DB> FromSql<Nullable<ST>, DB> for MaybeNull<T>
where
    DB: Dialect,
    ST: SqlType<IsNull = is_nullable::NotNull> + 'static,
    T: FromSql<ST, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Self::from_nullable_sql(Some(bytes))
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        let Some(bytes) = bytes else { return Ok(Self(None)) };
        NotNull::<T>::from_sql(bytes).map(|value| Self(Some(value.0)))
    }
}

impl<T, ST, DB> Queryable<Nullable<ST>, DB> for MaybeNull<T>
where
    DB: Dialect,
    ST: SingleValue + SqlType<IsNull = is_nullable::NotNull> + 'static,
    T: FromSql<ST, DB>,
{
    type Row = Self;

    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

/// A row that consists of several parts, one after the other.
///
/// The parts are not a tuple of Diesel's: the time that the compiler takes to prove that such a tuple can be read
/// doubles with each part.
#[derive(Debug)]
pub struct Parts<P>(pub(crate) P);

/// A part of a row, read from neighbouring columns.
pub trait Part<DB: Backend>: Sized {
    /// The number of columns of the part.
    const COLUMNS: usize;

    /// Reads the part from the columns after the first `start` ones.
    ///
    /// # Errors
    /// Diesel's error when a value cannot be read.
    fn read<'a>(row: &impl Row<'a, DB>, start: usize) -> deserialize::Result<Self>;
}

/// Columns of the SQL types `ST`, read into `T`.
#[derive(Debug)]
pub struct Columns<T, ST>(pub(crate) T, PhantomData<fn() -> ST>);

/// Two neighbouring parts of a row.
#[derive(Debug)]
pub struct Both<A, B>(pub(crate) A, pub(crate) B);

/// The columns of a LEFT JOIN to the model `M`: the key of the target, and the target. When the key is NULL, the join
/// has found no row.
#[derive(Debug)]
pub struct Found<M, K, T>(pub(crate) Option<(K, T)>, PhantomData<fn() -> M>);

/// Names the model of a value that could not be read, when it is not the model of the statement.
#[derive(Debug, thiserror::Error)]
#[error("could not read a row of `{model}`")]
pub(crate) struct InRowOf {
    pub(crate) model: &'static str,
    pub(crate) source: Box<dyn std::error::Error + Send + Sync>,
}

// One impl for each backend: an impl for all backends would let other crates implement it for theirs.
macro_rules! parts_of {
    ($($feature:literal $backend:ty;)*) => { $(
        #[cfg(feature = $feature)]
        impl<P: Part<$backend>, ST> FromSqlRow<(ST,), $backend> for Parts<P> {
            fn build_from_row<'a>(row: &impl Row<'a, $backend>) -> deserialize::Result<Self> {
                P::read(row, 0).map(Self)
            }
        }
    )* };
}
parts_of! {
    "postgres" diesel::pg::Pg;
    "sqlite" diesel::sqlite::Sqlite;
}

impl<T: StaticallySizedRow<ST, DB>, ST, DB: Backend> Part<DB> for Columns<T, ST> {
    const COLUMNS: usize = T::FIELD_COUNT;

    fn read<'a>(row: &impl Row<'a, DB>, start: usize) -> deserialize::Result<Self> {
        T::build_from_row(&row.partial_row(start..start + T::FIELD_COUNT)).map(|value| Self(value, PhantomData))
    }
}

impl<A: Part<DB>, B: Part<DB>, DB: Backend> Part<DB> for Both<A, B> {
    const COLUMNS: usize = A::COLUMNS + B::COLUMNS;

    fn read<'a>(row: &impl Row<'a, DB>, start: usize) -> deserialize::Result<Self> {
        Ok(Self(A::read(row, start)?, B::read(row, start + A::COLUMNS)?))
    }
}

impl<M: Model, K: Part<DB>, T: Part<DB>, DB: Backend> Part<DB> for Found<M, K, T> {
    const COLUMNS: usize = K::COLUMNS + T::COLUMNS;

    fn read<'a>(row: &impl Row<'a, DB>, start: usize) -> deserialize::Result<Self> {
        let found = match K::read(row, start) {
            Ok(key) => T::read(row, start + K::COLUMNS).map(|target| Some((key, target))),
            Err(error) if error.is::<UnexpectedNullError>() => Ok(None),
            Err(error) => Err(error),
        };
        let found = found.map_err(|source| InRowOf { model: M::NAME, source })?;
        Ok(Self(found, PhantomData))
    }
}
