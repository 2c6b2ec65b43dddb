//! A panic in a value type of the application reaches the caller, on async SQLite too, and a pool gets its connection's
//! place back.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use diesel_async::pooled_connection::{bb8, deadpool};
use orm_core::nonblocking::prelude::*;
use orm_core::schema;
use orm_tests::TestResult;
use orm_tests::sqlite::DatabaseFile;

/// A text that some words make panic, when it is written or when it is read.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
struct Word(String);

impl<DB: Backend> ToSql<Text, DB> for Word
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        assert_ne!(self.0, "not to be written");
        self.0.to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Word
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(value)?;
        assert_ne!(word, "not to be read");
        Ok(Self(word))
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Page)]
struct Book {
    id: i32,
    #[column(sql_type = Text)]
    word: Word,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Book)]
struct Page {
    id: i32,
    book_id: i32,
}

/// Panics in a pool of one connection, which is then there for the next one.
macro_rules! panic_in {
    ($file:ident, $pool:expr) => {{
        let $file = DatabaseFile::new();
        orm_sqlite::create_tables(&mut orm_sqlite::connect(&$file.url())?, schema![Book, Page])?;
        let pool = $pool;
        for word in ["not to be written", "not to be read"] {
            let other = pool.clone();
            let task = tokio::spawn(async move {
                let mut db = other.get().await.expect("a connection");
                Book::create().word(Word(word.to_owned())).pages([Page::create()]).exec(&mut db).await
            });
            assert!(task.await.expect_err("the task panics").is_panic(), "{word}");
            let mut db = tokio::time::timeout(Duration::from_secs(10), pool.get()).await??;
            let count = Book::query().count().exec(&mut db).await?;
            assert_eq!(count, 0, "{word}: the row that could not be read is rolled back");
        }
        Ok(())
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn bb8_has_its_connection() -> TestResult {
    panic_in!(file, bb8::Pool::builder().max_size(1).build(orm_sqlite::Settings::new().manager(file.url())).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn deadpool_has_its_connection() -> TestResult {
    panic_in!(file, deadpool::Pool::builder(orm_sqlite::Settings::new().manager(file.url())).max_size(1).build()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_can_be_used_on() -> TestResult {
    let mut db = orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(&mut db, schema![Book, Page]).await?;
    for word in ["not to be written", "not to be read"] {
        let mut run = Book::create().word(Word(word.to_owned())).pages([Page::create()]).exec(&mut db);
        let panicked = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context))) {
            Ok(polled) => polled.map(|_| false),
            Err(_) => Poll::Ready(true),
        });
        let panicked = panicked.await;
        drop(run);
        assert!(panicked, "{word}");
        assert_eq!(Book::query().count().exec(&mut db).await?, 0);
    }
    Ok(())
}
