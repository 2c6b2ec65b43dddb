//! The program itself: its arguments, what it prints, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;
use serde_json::json;
use ureq::http::Method;

use crate::support::Client;

/// The running program. It ends with this value.
struct Program {
    child: Child,
    client: Client,
}

impl Program {
    fn on(database: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_axum-blog"))
            .args([database, "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut first_line = String::new();
        let output = child.stdout.take().expect("its output");
        let client = Client::new(String::new());
        let mut program = Self { child, client };
        BufReader::new(output).read_line(&mut first_line).expect("a line");
        let address = first_line.trim().strip_prefix("listening on ").expect("the address");
        program.client = Client::new(address.to_owned());
        program
    }

    /// Ctrl-C. Whether it ended well.
    #[cfg(unix)]
    fn interrupt(mut self) -> bool {
        let signal = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(signal.expect("kill").success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already, which is no failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The second time the tables and the rows are there.
#[cfg(unix)]
fn starts_twice(database: &str) {
    let ada = json!({"id": 1, "name": "Ada"});
    let program = Program::on(database);
    let made = program.client.send(&Method::POST, "/users", Some(r#"{"name": "Ada"}"#));
    assert_eq!((made.status, made.body), (201, ada.clone()));
    assert!(program.interrupt());

    let program = Program::on(database);
    let users = program.client.send(&Method::GET, "/users", None);
    assert_eq!((users.status, users.body), (200, json!([ada])));
    assert!(program.interrupt());
}

#[cfg(unix)]
#[test]
fn the_program_serves_an_sqlite_file_until_it_is_interrupted() {
    starts_twice(&DatabaseFile::new().url());
}

#[cfg(unix)]
#[test]
fn the_program_serves_a_postgres_database_until_it_is_interrupted() {
    starts_twice(&FreshSchema::new().url());
}

#[test]
fn a_database_that_is_away_ends_the_program() {
    let program = Command::new(env!("CARGO_BIN_EXE_axum-blog"))
        .args(["postgres://nobody@127.0.0.1:1/nothing", "127.0.0.1:0"])
        .output()
        .expect("the program starts");
    assert!(!program.status.success());
    assert_eq!(String::from_utf8_lossy(&program.stdout), "");
}
