//! A blog on a database of a test's own, and a client that talks HTTP to it.
//!
//! All of it ends with the [`Blog`], also when the test fails: the server runs inside the test.

use chrono::DateTime;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use ureq::http::{Method, Request};

/// The fields are dropped in this order: the database goes last.
pub(crate) struct Blog {
    pub(crate) client: Client,
    _server: Runtime,
    database: Database,
}

enum Database {
    Sqlite(DatabaseFile),
    Postgres(FreshSchema),
}

impl Blog {
    pub(crate) fn on_sqlite() -> Self {
        Self::on(Database::Sqlite(DatabaseFile::new()))
    }

    pub(crate) fn on_postgres() -> Self {
        Self::on(Database::Postgres(FreshSchema::new()))
    }

    fn on(database: Database) -> Self {
        let url = match &database {
            Database::Sqlite(file) => file.url(),
            Database::Postgres(schema) => schema.url(),
        };
        let server = Runtime::new().expect("a runtime");
        let address = server.block_on(async {
            let app = axum_blog::app(&url).await.expect("the tables can be made");
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("an address");
            tokio::spawn(axum::serve(listener, app).into_future());
            address
        });
        Self { client: Client::new(format!("http://{address}")), _server: server, database }
    }

    /// What the two databases tell differently.
    pub(crate) fn either<T>(&self, sqlite: T, postgres: T) -> T {
        match self.database {
            Database::Sqlite(_) => sqlite,
            Database::Postgres(_) => postgres,
        }
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.client.send(&Method::GET, path, None).into()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.client.send(&Method::POST, path, Some(&body.to_string())).into()
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        self.client.send(&Method::PUT, path, Some(&body.to_string())).into()
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        self.client.send(&Method::PATCH, path, Some(&body.to_string())).into()
    }

    pub(crate) fn delete(&self, path: &str) -> (u16, Value) {
        self.client.send(&Method::DELETE, path, None).into()
    }

    /// Makes rows that a test begins with.
    pub(crate) fn make(&self, path: &str, bodies: &[Value]) {
        for body in bodies {
            let (status, answer) = self.post(path, body);
            assert_eq!(status, 201, "{body}: {answer}");
        }
    }
}

pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `null` where there is none. Without `created_at`.
    pub(crate) body: Value,
    pub(crate) location: Option<String>,
}

impl From<Answer> for (u16, Value) {
    fn from(answer: Answer) -> Self {
        (answer.status, answer.body)
    }
}

impl Client {
    pub(crate) fn new(base: String) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Self { agent: config.into(), base }
    }

    pub(crate) fn send(&self, method: &Method, path: &str, body: Option<&str>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("content-type", "application/json");
        let answer = match body {
            Some(body) => self.agent.run(request.body(body.to_owned()).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = answer.expect("an answer");
        let location = answer.headers().get("location").map(|path| path.to_str().expect("a path").to_owned());
        let text = answer.body_mut().read_to_string().expect("text");
        let mut body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        take_times_out(&mut body);
        Answer { status: answer.status().as_u16(), body, location }
    }
}

/// Times differ from run to run. They must be such, and are taken out.
fn take_times_out(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(time) = fields.remove("created_at") {
                DateTime::parse_from_rfc3339(time.as_str().expect("text")).expect("a time");
            }
            fields.values_mut().for_each(take_times_out);
        }
        Value::Array(values) => values.iter_mut().for_each(take_times_out),
        _ => {}
    }
}
