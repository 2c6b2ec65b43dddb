//! `Team::from_sql("SELECT ..")`: rows of a model, by a SELECT that a user wrote.
//!
//! Owns the operation and its methods. Its statement is `statement::raw`.

use super::context;
use crate::model::Model;
use crate::model::row::ModelRow;
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::sql_types::DefaultSqlType;
use crate::statement::raw::{BoundValues, FromSql, ValueList};
use crate::statement::selection::{AllColumns, ids};
use crate::trace::{Description, loaded};

/// Reads rows of a model by a SELECT in SQL: `Team::from_sql("SELECT ..")`. In the [`prelude`](crate::prelude).
pub trait FromSqlDsl: Model {
    /// Reads rows by a SELECT, which yields a `Vec` of the model. Values stand in it as `$1`, `$2`, on both databases,
    /// and are given by [`bind`](FromSql::bind) in this order.
    ///
    /// The SELECT may be anything that can stand in FROM: joins, unions, common table expressions (`WITH`). Its columns
    /// are found by name: those of the model must be among them, each once, in any order, and others are left out. A missing one is
    /// an error that names it. Associations of the rows are loaded by [`load`](crate::LoadDsl::load).
    ///
    /// The statement is `SELECT columns FROM (..) AS "teams"`. The order of the SELECT is kept.
    ///
    /// # Errors
    /// [`Error::Database`](crate::Error::Database) for what the database does not understand, for a column that is
    /// missing, and for a `$1` without a value. [`Error`](crate::Error) lists the other errors.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String, wins: i32 }
    ///
    /// let best = Team::from_sql("SELECT *, rank() OVER (ORDER BY wins DESC) AS place FROM teams WHERE wins > $1").bind(50);
    /// assert_sql!(
    ///     best,
    ///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM (SELECT *,
    ///            rank() OVER (ORDER BY wins DESC) AS place FROM teams
    ///            WHERE wins > ?) AS "teams" -- binds: [50]"#
    /// );
    /// ```
    fn from_sql(sql: impl Into<String>) -> FromSql<Self> {
        FromSql::new(sql.into())
    }
}

impl<M: Model> FromSqlDsl for M {}

impl<M: Model, B> FromSql<M, B> {
    /// Gives the next value, of the usual SQL type of its Rust type. A text may be a `&str` or a `String`.
    pub fn bind<V: DefaultSqlType>(self, value: V) -> FromSql<M, BoundValues<B, V::SqlType, V::Owned>> {
        self.and_value(value.into_owned())
    }

    /// Gives the next value, of the SQL type `ST`.
    pub fn bind_as<ST, V: Send + Sync + 'static>(self, value: V) -> FromSql<M, BoundValues<B, ST, V>> {
        self.and_value(value)
    }
}

operation! {
    impl[M: Model, B: ValueList + Send + 'static] FromSql<M, B> {
        yields Vec<M>;
        described |_| Description::of::<M>("from_sql");
        sends [Self: LoadWith<'q, X, ModelRow<M>>];
        run |query, connection| {
            query.check::<X::Backend>().map_err(|error| context::<M>().error(error))?;
            let rows = query.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
            let rows: Vec<M> = rows.into_iter().map(|row| row.0).collect();
            loaded(None, ids::<M, AllColumns<M>>(&rows));
            Ok(rows)
        }
        sql |query| [Some(query)];
    }
}
