//! Operations run on what a pool hands out as they run on a connection.

use orm_core::Model;
use orm_core::schema;
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

/// Several statements, one operation of two in a transaction, on `&mut` what the pool handed out.
macro_rules! use_pooled {
    ($pooled:ident $(, $wait:tt)?) => {{
        let jazz = Team::create().name("Jazz").exec(&mut $pooled)$(.$wait)??;
        let mut karl = jazz.create_player().name("Karl").exec(&mut $pooled)$(.$wait)??;
        assert_eq!(jazz.get_players().exec(&mut $pooled)$(.$wait)??, std::slice::from_ref(&karl));
        let suns = karl.create_team().name("Suns").exec(&mut $pooled)$(.$wait)??;
        assert_eq!(karl.get_team().exec(&mut $pooled)$(.$wait)??, Some(suns));
        assert_eq!(jazz.set_players([&karl]).exec(&mut $pooled)$(.$wait)??.len(), 1);
    }};
}

mod blocking {
    use super::*;
    use diesel::r2d2::{ConnectionManager, Pool};
    use orm_core::prelude::Exec as _;

    #[test]
    fn r2d2_on_sqlite() -> TestResult {
        let file = DatabaseFile::new();
        orm_sqlite::create_tables(&mut orm_sqlite::connect(&file.url())?, schema![Team, Player])?;
        let pool =
            Pool::builder().max_size(2).build(ConnectionManager::<orm_sqlite::SqliteConnection>::new(file.url()))?;
        let mut pooled = pool.get()?;
        use_pooled!(pooled);
        Ok(())
    }

    #[test]
    fn r2d2_on_postgres() -> TestResult {
        let schema = FreshSchema::new();
        orm_postgres::create_tables(&mut orm_postgres::connect(&schema.url())?, schema![Team, Player])?;
        let pool = Pool::builder().max_size(2).build(ConnectionManager::<diesel::PgConnection>::new(schema.url()))?;
        let mut pooled = pool.get()?;
        use_pooled!(pooled);
        Ok(())
    }
}

mod nonblocking {
    use super::*;
    use diesel_async::AsyncPgConnection;
    use diesel_async::pooled_connection::{AsyncDieselConnectionManager, bb8, deadpool};
    use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
    use orm_core::nonblocking::prelude::Exec as _;

    type SqliteConnection = SyncConnectionWrapper<orm_sqlite::SqliteConnection>;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn deadpool_on_postgres() -> TestResult {
        let schema = FreshSchema::new();
        let url = schema.url();
        orm_postgres::create_tables(&mut orm_postgres::connect(&url)?, schema![Team, Player])?;
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
        let pool: deadpool::Pool<AsyncPgConnection> = deadpool::Pool::builder(manager).max_size(2).build()?;
        tokio::spawn(async move {
            let mut pooled = pool.get().await?;
            use_pooled!(pooled, await);
            TestResult::Ok(())
        })
        .await?
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn deadpool_on_sqlite() -> TestResult {
        let file = DatabaseFile::new();
        orm_sqlite::create_tables(&mut orm_sqlite::connect(&file.url())?, schema![Team, Player])?;
        let manager = AsyncDieselConnectionManager::<SqliteConnection>::new(file.url());
        let pool: deadpool::Pool<SqliteConnection> = deadpool::Pool::builder(manager).max_size(2).build()?;
        tokio::spawn(async move {
            let mut pooled = pool.get().await?;
            use_pooled!(pooled, await);
            TestResult::Ok(())
        })
        .await?
    }

    /// What it hands out borrows the pool.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn bb8_on_postgres() -> TestResult {
        let schema = FreshSchema::new();
        let url = schema.url();
        orm_postgres::create_tables(&mut orm_postgres::connect(&url)?, schema![Team, Player])?;
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
        let pool: bb8::Pool<AsyncPgConnection> = bb8::Pool::builder().max_size(2).build(manager).await?;
        tokio::spawn(async move {
            let mut pooled = pool.get().await?;
            use_pooled!(pooled, await);
            TestResult::Ok(())
        })
        .await?
    }
}
