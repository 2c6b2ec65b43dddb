//! One body, four tests.
//!
//! Owns the macros. What they expand to is two lines per connection: the work is in [`run`](crate::run).

/// Makes four tests of one body: on SQLite and PostgreSQL, on blocking connections and on those of diesel-async.
///
/// In the body, `db` is a mutable reference to the connection (its type has the name `Db`), which has a database of its
/// own, and every operation is run by `.exec(db).await?`. On the blocking connections, `exec` is that of the blocking
/// prelude, and its result is ready. The second parameter may be left out: it is the [`Recorder`](crate::Recorder) that
/// the connection reports to. The body ends with `Ok(())`, and `?` takes every error. What it uses of the file around it,
/// the models for example, stands outside the macro.
///
/// The tests are `a_database_adds::sqlite`, `::postgres`, `::async_sqlite` and `::async_postgres`.
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

            #[test]
            fn sqlite() {
                $crate::run::sqlite::<on_sqlite::Here>();
            }

            #[test]
            fn postgres() {
                $crate::run::postgres::<on_postgres::Here>();
            }

            #[test]
            fn async_sqlite() {
                $crate::run::async_sqlite::<on_async_sqlite::Here>();
            }

            #[test]
            fn async_postgres() {
                $crate::run::async_postgres::<on_async_postgres::Here>();
            }
        }
    )+ };
}

/// Makes a function that bodies of [`behaviour!`](crate::behaviour!) share: rows that several tests begin with.
///
/// It is written like such a body, may take more arguments, and is called by `league(db, 3).await?`.
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

/// The same items in four modules. In each, `Db` is one of the connections and `Exec` is the trait whose `exec` runs
/// operations on it: it takes the place of the one that a glob import of a prelude brought into the file around.
#[doc(hidden)]
#[macro_export]
macro_rules! on_each_connection {
    ($($items:tt)*) => {
        $crate::on_connection! { on_sqlite, Sqlite, blocking, $($items)* }
        $crate::on_connection! { on_postgres, Postgres, blocking, $($items)* }
        $crate::on_connection! { on_async_sqlite, AsyncSqlite, nonblocking, $($items)* }
        $crate::on_connection! { on_async_postgres, AsyncPostgres, nonblocking, $($items)* }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! on_connection {
    ($module:ident, $connection:ident, $exec:ident, $($items:tt)*) => {
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
