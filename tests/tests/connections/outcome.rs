//! The error of a change whose connection is lost says whether nothing was changed or whether the outcome is unknown.
//! It is the same on blocking and async connections.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use orm_core::{Error, Model, schema};
use orm_tests::TestResult;
use orm_tests::postgres::{FreshSchema, server_url};
use tokio_postgres::config::{Config, Host};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: i32,
}

/// A line to the server that breaks when the server answers what has these words in it. The server has done it then.
fn breaking_at(words: &'static str, schema: &FreshSchema) -> TestResult<String> {
    let config: Config = server_url().parse()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (user, database) = (config.get_user().unwrap_or("postgres"), config.get_dbname().unwrap_or("postgres"));
    let password = String::from_utf8_lossy(config.get_password().unwrap_or_default()).into_owned();
    let port = listener.local_addr()?.port();
    let options = format!("-csearch_path%3D{}", schema.name());
    let url = format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}?sslmode=disable&options={options}");
    thread::spawn(move || {
        let (client, _) = listener.accept().expect("a client");
        let port = config.get_ports().first().copied().unwrap_or(5432);
        match config.get_hosts().first() {
            Some(Host::Unix(folder)) => {
                let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).expect("a server");
                carry(words, client, server.try_clone().expect("a handle"), server);
            }
            Some(Host::Tcp(name)) => {
                let server = TcpStream::connect((name.as_str(), port)).expect("a server");
                carry(words, client, server.try_clone().expect("a handle"), server);
            }
            None => panic!("the server's URL names a host"),
        }
    });
    Ok(url)
}

fn carry(words: &'static str, mut client: TcpStream, mut to: impl Write + Send + 'static, mut from: impl Read) {
    let broken = Arc::new(AtomicBool::new(false));
    let (breaks, mut heard) = (Arc::clone(&broken), client.try_clone().expect("a handle"));
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = heard.read(&mut buffer) {
            let said = &buffer[..length];
            breaks.fetch_or(said.windows(words.len()).any(|part| part == words.as_bytes()), Ordering::SeqCst);
            to.write_all(said).expect("the server listens");
        }
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if broken.load(Ordering::SeqCst) || client.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // The client may have closed it already.
    let _ = client.shutdown(Shutdown::Both);
}

/// Each kind of change on a line that breaks; `$connect` opens a connection.
macro_rules! lose {
    ($connect:path $(, $async:tt $wait:tt)?) => {{
        let schema = FreshSchema::new();
        let mut sound = orm_postgres::connect(&schema.url())?;
        orm_postgres::create_tables(&mut sound, schema![Team, Player])?;
        let team = || Team::create().players([Player::create()]);
        let unknown = |error: &Error| matches!(error, Error::OutcomeUnknown(_));
        let lost = |error: &Error| matches!(error, Error::Connection(_));

        // The COMMIT of the library's transaction, and of Diesel's. Both are stored.
        let mut db = $connect(&breaking_at("COMMIT", &schema)?)$(.$wait)??;
        let error = team().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(unknown(&error), "{error:?}");
        let mut db = $connect(&breaking_at("COMMIT", &schema)?)$(.$wait)??;
        let error: Error = db.transaction($($async)? |db| team().exec(db)$(.$wait)?)$(.$wait)?.unwrap_err();
        assert!(unknown(&error), "{error:?}");
        assert_eq!(orm_core::Exec::exec(Team::query().count(), &mut sound)?, 2);

        // A statement that commits itself.
        let mut db = $connect(&breaking_at("INSERT", &schema)?)$(.$wait)??;
        let error = Team::create().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(unknown(&error), "{error:?}");
        let mut db = $connect(&breaking_at("DELETE", &schema)?)$(.$wait)??;
        let error = Player::query().delete().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(unknown(&error), "{error:?}");

        // One that reads; those inside a transaction, the library's and Diesel's.
        let before = orm_core::Exec::exec(Team::query().count(), &mut sound)?;
        let mut db = $connect(&breaking_at("SELECT", &schema)?)$(.$wait)??;
        let error = Team::query().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(lost(&error), "{error:?}");
        let mut db = $connect(&breaking_at("INSERT", &schema)?)$(.$wait)??;
        let error = team().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(lost(&error), "{error:?}");
        let mut db = $connect(&breaking_at("INSERT", &schema)?)$(.$wait)??;
        let transaction = db.transaction($($async)? |db| {
            let error = Team::create().exec(db)$(.$wait)?.unwrap_err();
            assert!(lost(&error), "{error:?}");
            Err::<(), Error>(error)
        });
        transaction$(.$wait)?.unwrap_err();
        assert_eq!(orm_core::Exec::exec(Team::query().count(), &mut sound)?, before);

        // The server says that it ends the process: the statement was not carried out.
        diesel::connection::SimpleConnection::batch_execute(&mut sound,
            "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'; \
             CREATE TRIGGER loss AFTER INSERT ON teams FOR EACH ROW EXECUTE FUNCTION lose()",
        )?;
        let mut db = $connect(&schema.url())$(.$wait)??;
        let error = Team::create().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(lost(&error), "{error:?}");
        let mut db = $connect(&schema.url())$(.$wait)??;
        let error = team().exec(&mut db)$(.$wait)?.unwrap_err();
        assert!(lost(&error), "{error:?}");
        assert_eq!(orm_core::Exec::exec(Team::query().count(), &mut sound)?, before);
        Ok(())
    }};
}

#[test]
fn blocking() -> TestResult {
    use orm_core::prelude::*;
    lose!(orm_postgres::connect)
}

#[tokio::test(flavor = "multi_thread")]
async fn async_postgres() -> TestResult {
    use orm_core::nonblocking::prelude::*;
    lose!(orm_postgres::nonblocking::connect, async await)
}
