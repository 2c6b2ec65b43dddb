//! The cost of an operation on an async connection: round trips between client and server on PostgreSQL, calls to the
//! thread for blocking calls on SQLite.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use orm_core::nonblocking::prelude::*;
use orm_core::{Error, Schema, schema};
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::{Config, Host};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_many(Fan)]
#[has_one(Stadium)]
#[belongs_to_many(Cup, through = "cups_teams")]
#[belongs_to_many(Sponsor, through = Contract)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[has_many(Goal)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Player)]
struct Goal {
    id: i32,
    player_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Fan {
    id: i32,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = "cups_teams")]
struct Cup {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sponsor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Contract {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    sponsor_id: i32,
    amount: i32,
}

fn everything() -> Schema {
    schema![Team, Player, Goal, Fan, Stadium, Cup, Sponsor, Contract]
}

/// How long the line between client and server takes, each way.
const LATENCY: Duration = Duration::from_millis(15);

/// Counts how often the client speaks again after it was spoken to: each time it has waited for the line, both ways.
#[derive(Clone, Default)]
struct Line {
    turns: Arc<AtomicUsize>,
    answered: Arc<AtomicBool>,
}

impl Line {
    /// The turns that something takes.
    async fn turns<T>(&self, what: impl Future<Output = Result<T, Error>>) -> Result<usize, Error> {
        let before = self.turns.load(Ordering::SeqCst);
        what.await?;
        Ok(self.turns.load(Ordering::SeqCst) - before)
    }
}

trait Stream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send {}
impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send> Stream for S {}

/// A connection to the server.
async fn server(config: &Config) -> TestResult<Pin<Box<dyn Stream>>> {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    Ok(match config.get_hosts().first() {
        Some(Host::Unix(folder)) => Box::pin(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?),
        Some(Host::Tcp(name)) => Box::pin(TcpStream::connect((name.as_str(), port)).await?),
        None => Box::pin(TcpStream::connect(("localhost", port)).await?),
    })
}

/// Hands on what comes from one side: all that has come within the latency, at its end.
async fn hand_on(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    spoken: impl Fn(),
) -> Result<(), std::io::Error> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let mut length = from.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        spoken();
        let end = tokio::time::Instant::now() + LATENCY;
        while let Ok(more) = tokio::time::timeout_at(end, from.read(&mut buffer[length..])).await {
            match more? {
                0 => break,
                more => length += more,
            }
        }
        to.write_all(&buffer[..length]).await?;
    }
}

/// A connection by a line with latency.
async fn far_away(schema: &FreshSchema) -> TestResult<(AsyncPgConnection, Line)> {
    let config: Config = schema.url().parse()?;
    let line = Line::default();
    let (near, far): (DuplexStream, DuplexStream) = tokio::io::duplex(1 << 20);
    let (from_client, to_client) = tokio::io::split(far);
    let (from_server, to_server) = tokio::io::split(server(&config).await?);
    let (asked, answered) = (line.clone(), line.answered.clone());
    tokio::spawn(hand_on(from_client, to_server, move || {
        if asked.answered.swap(false, Ordering::SeqCst) {
            asked.turns.fetch_add(1, Ordering::SeqCst);
        }
    }));
    tokio::spawn(hand_on(from_server, to_client, move || answered.store(true, Ordering::SeqCst)));
    let (client, connection) = config.connect_raw(near, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok((AsyncPgConnection::try_from(client).await?, line))
}

/// Runs an operation twice, and counts the turns of the second time: the first one prepares the statements.
macro_rules! turns {
    ($line:ident, $db:ident, $operation:expr) => {{
        $operation.exec(&mut $db).await?;
        $line.turns($operation.exec(&mut $db)).await?
    }};
}

#[tokio::test]
async fn round_trips_grow_with_depth_and_not_with_the_number_of_associations() -> TestResult {
    let schema = FreshSchema::new();
    let (mut db, line) = far_away(&schema).await?;
    orm_postgres::nonblocking::create_tables(&mut db, everything()).await?;
    let jazz = Team::create().name("Jazz").players([Player::create().name("Karl").goals([Goal::create()])]);
    let jazz = jazz.fans([Fan::create()]).cups([Cup::create()]).exec(&mut db).await?;

    assert_eq!(turns!(line, db, Team::query()), 1);
    assert_eq!(turns!(line, db, Team::query().include(teams::players)), 2);
    let siblings = || {
        let query = Team::query().include(teams::players).include(teams::fans).include(teams::stadium);
        query.include(teams::cups).include(teams::sponsors).include(teams::fans.count())
    };
    assert_eq!(turns!(line, db, siblings()), 2);
    let deeper = || {
        let players = teams::players.include(players::goals).include(players::team);
        Team::query().include(players).include(teams::fans).include(teams::cups.include(cups::teams))
    };
    assert_eq!(turns!(line, db, deeper()), 3);
    assert_eq!(turns!(line, db, deeper().page(1, 10)), 3);

    // One row: what leads to one row is joined to its statement.
    let one = || Team::find(jazz.id).include(teams::players).include(teams::fans).include(teams::stadium);
    assert_eq!(turns!(line, db, one()), 2);
    assert_eq!(turns!(line, db, vec![jazz.clone()].load(teams::players).include(teams::cups)), 1);
    Ok(())
}

#[tokio::test]
async fn an_error_in_one_of_several_siblings_is_the_operations_error() -> TestResult {
    let schema = FreshSchema::new();
    let (mut db, _) = far_away(&schema).await?;
    orm_postgres::nonblocking::create_tables(&mut db, everything()).await?;
    Team::create().name("Jazz").exec(&mut db).await?;
    diesel_async::SimpleAsyncConnection::batch_execute(&mut db, "DROP TABLE fans").await?;
    let query = || Team::query().include(teams::players).include(teams::fans).include(teams::cups);
    let error = query().exec(&mut db).await.expect_err("there is no such table");
    assert!(matches!(&error, Error::Database(_)), "{error:?}");
    assert!(error.to_string().contains("fans"), "{error:?}");
    // The connection is as it was.
    assert_eq!(Team::query().include(teams::players).include(teams::cups).exec(&mut db).await?.len(), 1);
    Ok(())
}

/// Counts the hops.
struct Hops(Arc<AtomicUsize>);

impl SpawnBlocking for Hops {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> Pin<Box<dyn Future<Output = Result<R, Box<dyn StdError + Send + Sync + 'static>>> + Send + 'a>>
    where
        R: Send + 'static,
    {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { tokio::task::spawn_blocking(task).await.map_err(Into::into) })
    }

    fn get_runtime() -> Self {
        Self(Arc::default())
    }
}

#[tokio::test]
async fn an_operation_hops_to_sqlites_thread_once() -> TestResult {
    let mut blocking = orm_sqlite::connect(":memory:")?;
    orm_sqlite::create_tables(&mut blocking, everything())?;
    let hops = Arc::new(AtomicUsize::new(0));
    let mut db = SyncConnectionWrapper::with_runtime(blocking, Hops(hops.clone()));
    macro_rules! once {
        ($operation:expr) => {{
            let before = hops.load(Ordering::SeqCst);
            let done = $operation.exec(&mut db).await?;
            assert_eq!(hops.load(Ordering::SeqCst) - before, 1, stringify!($operation));
            done
        }};
    }

    let karl = || Player::create().name("Karl").goals([Goal::create(), Goal::create()]);
    let jazz = once!(Team::create().name("Jazz").players([karl(), karl()]).fans([Fan::create()]));
    let mut free = once!(Player::create().name("John"));
    once!(jazz.set_players([1, 3]));
    once!(jazz.create_stadium());
    once!(jazz.create_cup());
    once!(jazz.create_sponsor(Contract::create().amount(3)));
    once!(jazz.set_sponsors([1]).amount(4));
    once!(free.set_team(None));
    assert_eq!(free.team_id, None);
    let suns = once!(free.create_team().name("Suns"));
    assert_eq!(free.team_id, Some(suns.id));

    // What is borrowed is left behind.
    let (name, team) = (String::from("Karl"), String::from("Jazz"));
    let karls = teams::players.filter(players::name.eq(&name)).order(players::id.asc());
    let tree = karls.include(players::goals.order(goals::id.asc())).include(players::team);
    let query = Team::query().filter(teams::name.eq(team.as_str())).include(tree).include(teams::fans.count());
    let found = once!(query);
    assert_eq!(found[0].players()[0].goals().len(), 2);
    assert_eq!(found[0].players().len(), 1);
    assert_eq!(found[0].fans_count(), 1);
    let page =
        once!(Team::query().filter(teams::name.ne(&name)).order(teams::id.asc()).include(teams::cups).page(1, 5));
    assert_eq!((page.total, page.rows[0].cups().len()), (2, 1));
    let one = once!(Team::find(jazz.id).include(teams::stadium).include(teams::sponsors).include(teams::players));
    assert!(one.stadium().is_some());
    let mut chunks = Team::query().filter(teams::name.ne(name.as_str())).include(teams::players).in_chunks(1);
    assert_eq!(once!(chunks.next_chunk()).map(|chunk| chunk[0].id), Some(1));
    assert_eq!(once!(chunks.next_chunk()).map(|chunk| chunk[0].id), Some(2));
    assert_eq!(once!(chunks.next_chunk()).map(|chunk| chunk.len()), None);
    let pairs = once!(jazz.get_sponsors().with_junction().filter_junction(contracts::amount.eq(3)));
    assert_eq!(pairs.len(), 1);
    assert_eq!(once!(Player::query().filter(players::name.eq(&name)).update().name("Mailman")), 2);
    assert_eq!(once!(Player::query().filter(players::name.eq(&name)).delete()), 0);
    Ok(())
}

#[tokio::test]
async fn a_value_that_does_not_serialize_is_an_error_on_the_thread_as_it_is_at_home() -> TestResult {
    let mut db = orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(&mut db, everything()).await?;
    let never = diesel::dsl::sql::<diesel::sql_types::Bool>("").bind::<diesel::sql_types::Text, _>(Never);
    let error = Cup::query().filter(never).exec(&mut db).await.expect_err("it does not serialize");
    assert!(matches!(error, Error::InvalidValue(_)), "{error:?}");
    assert!(format!("{error:?}").contains("cannot be written down"), "{error:?}");
    Ok(())
}

#[derive(Debug, Clone)]
struct Never;

impl diesel::expression::AsExpression<diesel::sql_types::Text> for Never {
    type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Text, Self>;

    fn as_expression(self) -> Self::Expression {
        Self::Expression::new(self)
    }
}

impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for Never {
    fn to_sql<'b>(
        &'b self,
        _: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
    ) -> diesel::serialize::Result {
        Err("cannot be written down".into())
    }
}
