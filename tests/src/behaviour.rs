//! Makes, from one body, a test for each kind of connection.
//!
//! Owns the macros and the list of connections. They expand to two lines for each connection; [`run`](crate::run) does
//! the work.

/// Makes tests from one body, on SQLite and PostgreSQL, on blocking connections and on those of diesel-async.
///
/// Most of the time of the tests is spent compiling a body for each connection. So it is compiled for two connections
/// by default, blocking SQLite and async PostgreSQL: both databases and both kinds of connection. With the feature
/// `all-connections` it is compiled for all four.
///
/// The first parameter of the body, `db`, is a mutable reference to a connection whose database no other test uses. Its
/// type is called `Db`. The body runs every operation by `.exec(db).await?`. On a blocking connection, `exec` is that
/// of the blocking prelude, and its result is ready at once. The second parameter is the [`Recorder`](crate::Recorder)
/// of the connection's statements; it may be left out. The body ends with `Ok(())`, and `?` takes every error. Models
/// and other items that the body uses stand outside the macro.
///
/// The example below makes the tests `a_database_adds::sqlite` and `a_database_adds::async_postgres`. With the feature
/// it also makes `a_database_adds::postgres` and `a_database_adds::async_sqlite`.
///
/// # Example
/// ```
/// use orm_tests::behaviour;
///
/// behaviour! {
///     /// It would be surprising if it did not.
///     async fn a_database_adds(db, statements) {
///         assert_eq!(db.integers("SELECT CAST(2 + 3 AS BIGINT)").await?, [Some(5)]);
///         assert_eq!(statements.count(), 1);
///         Ok(())
///     }
/// }
/// ```
#[macro_export]
macro_rules! behaviour {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident $(, $statements:ident)? $(,)?) $body:block)+) => { $(
        $(#[$attribute])*
        mod $name {
            $crate::on_each_connection! {
                pub(super) struct Here;

                impl $crate::run::Body<Db> for Here {
                    #[allow(unused_variables)]
                    async fn run($db: &mut Db, recorder: $crate::Recorder) -> $crate::TestResult {
                        $(let $statements = recorder;)?
                        $body
                    }
                }
            }

            $crate::each_connection! { test_on_connection {} }
        }
    )+ };
}

/// Makes a function that several bodies of [`behaviour!`](crate::behaviour!) call, for example to insert the rows that
/// they start from.
///
/// It is written like a body of `behaviour!` and may have further parameters. A body calls it by
/// `league(db, 3).await?`.
///
/// # Example
/// ```
/// use orm_tests::{behaviour, fixture};
/// # fn main() {}
///
/// fixture! {
///     async fn doubled(db, number: i64) -> Option<i64> {
///         let sum = db.integers(&format!("SELECT CAST({number} + {number} AS BIGINT)")).await?;
///         Ok(sum[0])
///     }
/// }
///
/// behaviour! {
///     async fn a_number_is_doubled(db) {
///         assert_eq!(doubled(db, 4).await?, Some(8));
///         Ok(())
///     }
/// }
/// ```
#[macro_export]
macro_rules! fixture {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident $(, $argument:ident: $type:ty)* $(,)?) -> $output:ty
        $body:block
    )+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            pub(super) trait Fixture: Sized {
                fn make(
                    db: &mut Self $(, $argument: $type)*
                ) -> impl ::std::future::Future<Output = $crate::TestResult<$output>> + Send;
            }

            $crate::on_each_connection! {
                impl super::Fixture for Db {
                    async fn make($db: &mut Self $(, $argument: $type)*) -> $crate::TestResult<$output> $body
                }
            }

            pub(super) async fn make<Db: Fixture>(
                db: &mut Db $(, $argument: $type)*
            ) -> $crate::TestResult<$output> {
                Db::make(db $(, $argument)*).await
            }
        }

        $(#[$attribute])*
        use $name::make as $name;
    )+ };
}

/// Repeats items in a module for each connection. In each module, `Db` is the type of the connection, and `Exec` is the
/// trait whose `exec` runs operations on it. It shadows the `Exec` of a prelude that the file imports by a glob.
#[doc(hidden)]
#[macro_export]
macro_rules! on_each_connection {
    ($($items:tt)*) => {
        $crate::each_connection! { on_connection { $($items)* } }
    };
}

/// Calls a macro for each connection, with the name of its tests, the module of its items, its type, and its prelude.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "all-connections"))]
macro_rules! each_connection {
    ($callback:ident $items:tt) => {
        $crate::$callback! { sqlite, on_sqlite, Sqlite, blocking, $items }
        $crate::$callback! { async_postgres, on_async_postgres, AsyncPostgres, nonblocking, $items }
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(feature = "all-connections")]
macro_rules! each_connection {
    ($callback:ident $items:tt) => {
        $crate::$callback! { sqlite, on_sqlite, Sqlite, blocking, $items }
        $crate::$callback! { postgres, on_postgres, Postgres, blocking, $items }
        $crate::$callback! { async_sqlite, on_async_sqlite, AsyncSqlite, nonblocking, $items }
        $crate::$callback! { async_postgres, on_async_postgres, AsyncPostgres, nonblocking, $items }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! on_connection {
    ($test:ident, $module:ident, $connection:ident, $exec:ident, { $($items:tt)* }) => {
        mod $module {
            #[allow(unused_imports)]
            use super::super::*;
            #[allow(unused_imports)]
            use $crate::{$exec::Exec, TestConnection as _};

            type Db = $crate::$connection;

            $($items)*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! test_on_connection {
    ($test:ident, $module:ident, $connection:ident, $exec:ident, {}) => {
        #[test]
        fn $test() {
            $crate::run::$test::<$module::Here>();
        }
    };
}
