//! The URL of a connection: what it holds stays out of errors, and the timeouts that settings put into it are those that
//! libpq and tokio-postgres know.

use std::error::Error as StdError;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use orm_core::Error;
use orm_postgres::Settings;
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;

/// The error with all its causes, as a log has them.
fn logged(error: &Error) -> String {
    let (mut text, mut cause) = (format!("{error:?}: {error}"), error.source());
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn an_error_does_not_quote_a_url_that_is_not_understood() {
    for url in [
        "postgres://ann:sec%ret@127.0.0.1:1/league",
        "postgres://ann:sec%00ret@127.0.0.1:1/league",
        "postgres://ann:secret@[::1/league",
        "postgres://ann:se/cret@127.0.0.1:1/league",
        "postgres://ann:x@secret@127.0.0.1:1/league",
        "host=127.0.0.1 port=1 password=my secret",
        "host=127.0.0.1 port=1 password=my secret user=ann",
        "host=127.0.0.1 port=1 password=my secret=ann",
    ] {
        let blocking = logged(&orm_postgres::connect(url).err().expect("no server"));
        let async_postgres = logged(&orm_postgres::nonblocking::connect(url).await.err().expect("no server"));
        for logged in [blocking, async_postgres] {
            assert!(logged.starts_with("Connection"), "{logged}");
            assert!(!logged.contains("sec") && !logged.contains("cret"), "{logged}");
        }
    }
}

#[tokio::test]
async fn either_driver_knows_the_timeouts() -> TestResult {
    let schema = FreshSchema::new();
    let settings = Settings::new().connect_timeout(Duration::from_secs(60)).network_timeout(Duration::from_secs(30));
    settings.connect(&schema.url())?;
    settings.connect_async(&schema.url()).await?;
    Ok(())
}

/// What takes the connection and says nothing, as a host does whose server hangs.
#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() -> TestResult {
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("postgres://ann@127.0.0.1:{}/league?sslmode=disable", silent.local_addr()?.port());
    let settings = Settings::new().connect_timeout(Duration::from_secs(2));
    let began = Instant::now();
    let blocking = settings.connect(&url).err().expect("no answer");
    let async_postgres = settings.connect_async(&url).await.err().expect("no answer");
    assert!(matches!(blocking, Error::Connection(_)), "{blocking:?}");
    assert!(matches!(async_postgres, Error::Connection(_)), "{async_postgres:?}");
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    Ok(())
}
