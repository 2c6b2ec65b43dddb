//! What a connection keeps prepared has a bound.

use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wide_rows")]
struct Wide {
    id: i32,
    a: Option<i32>,
    b: Option<i32>,
    c: Option<i32>,
    d: Option<i32>,
    e: Option<i32>,
    f: Option<i32>,
    g: Option<i32>,
    h: Option<i32>,
}

behaviour! {
    async fn of_the_sets_of_columns_that_updates_name_some_are_kept(db) {
        db.create_tables(schema![Wide]).await?;
        let row = Wide::create().exec(db).await?;
        for set in 1..256_i32 {
            let mut update = row.update().a(set);
            let has = |bit: i32| set & (1 << bit) != 0;
            if has(0) { update = update.b(set); }
            if has(1) { update = update.c(set); }
            if has(2) { update = update.d(set); }
            if has(3) { update = update.e(set); }
            if has(4) { update = update.f(set); }
            if has(5) { update = update.g(set); }
            if has(6) { update = update.h(set); }
            assert_eq!(update.exec(db).await?.a, Some(set));
        }
        if db.is_postgres() {
            let kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE \"wide_rows\"%'";
            let kept = db.integers(kept).await?;
            assert!(matches!(kept[..], [Some(1..=64)]), "{kept:?}");
        }
        Ok(())
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Word {
    id: i32,
    text: String,
}

/// A table is altered while connections have its statements prepared: PostgreSQL refuses each of these statements once.
mod altered {
    use diesel_async::SimpleAsyncConnection;
    use diesel_async::pooled_connection::bb8;
    use orm_core::{Error, schema};
    use orm_tests::TestResult;
    use orm_tests::postgres::FreshSchema;

    use super::Word;

    const ALTER: &str = "ALTER TABLE words ALTER text TYPE VARCHAR(80)";

    #[test]
    fn a_blocking_connection_prepares_its_statements_anew() -> TestResult {
        use diesel::connection::SimpleConnection;
        use orm_core::Exec;
        let schema = FreshSchema::new();
        let mut db = orm_postgres::connect(&schema.url())?;
        orm_postgres::create_tables(&mut db, schema![Word])?;
        let word = Word::create().text("one").exec(&mut db)?;
        Word::find(word.id).exec(&mut db)?;
        Word::query().exec(&mut db)?;
        orm_postgres::connect(&schema.url())?.batch_execute(ALTER)?;
        assert!(matches!(Word::find(word.id).exec(&mut db), Err(Error::Contention(_))));
        Word::find(word.id).exec(&mut db)?;
        Word::query().exec(&mut db)?;
        Word::create().text("two").exec(&mut db)?;
        Ok(())
    }

    #[tokio::test]
    async fn a_pool_replaces_an_async_connection() -> TestResult {
        use orm_core::nonblocking::prelude::*;
        let schema = FreshSchema::new();
        let pool = bb8::Pool::builder().max_size(1).build(orm_postgres::Settings::new().manager(schema.url())).await?;
        let mut db = pool.get().await?;
        orm_postgres::nonblocking::create_tables(&mut db, schema![Word]).await?;
        let word = Word::create().text("one").exec(&mut db).await?;
        Word::find(word.id).exec(&mut db).await?;
        orm_postgres::nonblocking::connect(&schema.url()).await?.batch_execute(ALTER).await?;
        assert!(matches!(Word::find(word.id).exec(&mut db).await, Err(Error::Connection(_))));
        drop(db);
        let mut db = pool.get().await?;
        Word::find(word.id).exec(&mut db).await?;
        Word::create().text("two").exec(&mut db).await?;
        Ok(())
    }
}
