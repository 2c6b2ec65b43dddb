//! Each endpoint runs the number of statements that its documentation says, however many rows there are.
//!
//! A process of its own: every connection that is made in it reports to one recorder.

#[allow(dead_code, reason = "the other tests use the rest")]
mod support;

use std::sync::{LazyLock, Mutex, PoisonError};

use diesel::connection::{Instrumentation, set_default_instrumentation};
use orm_tests::Recorder;
use serde_json::{Value, json};
use support::Blog;
use ureq::http::Method;

static RECORDER: LazyLock<Recorder> = LazyLock::new(Recorder::default);
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[expect(clippy::unnecessary_wraps, reason = "Diesel wants an `Option`")]
fn instrumentation() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(RECORDER.instrumentation()))
}

/// On PostgreSQL, a `Transaction` commits by this batch.
const COMMIT: &str = "SELECT 1; COMMIT";

/// What a request takes: `2`, or `4 BEGIN COMMIT`. The pool tries each connection to PostgreSQL before it hands it out:
/// that is not the handler's.
fn statements(blog: &Blog, method: &Method, path: &str, body: &Value) -> String {
    RECORDER.clear();
    let body = (!body.is_null()).then(|| body.to_string());
    let answer = blog.client.send(method, path, body.as_deref());
    assert!(answer.status < 300, "{path}: {}", answer.body);
    let statements = RECORDER.statements();
    let handlers = statements.iter().filter(|sql| *sql != "SELECT 1" && *sql != COMMIT).count();
    let commits = statements.into_iter().filter(|sql| *sql == COMMIT).map(|_| "COMMIT".to_owned());
    // Without the mode of BEGIN.
    let words = RECORDER.transactions().into_iter().filter_map(|sql| sql.split(' ').next().map(str::to_owned));
    let transactions: Vec<String> = words.chain(commits).collect();
    format!("{handlers} {}", transactions.join(" ")).trim_end().to_owned()
}

fn each_endpoint_has_a_fixed_number(blog: &Blog) {
    let none = Value::Null;
    blog.make("/users", &[json!({"name": "Ada"}), json!({"name": "Bob"})]);
    blog.make("/categories", &[json!({"name": "Code"}), json!({"name": "Rust", "parent_id": 1})]);
    blog.make("/categories", &[json!({"name": "Async", "parent_id": 2}), json!({"name": "Empty"})]);
    let comments = json!([{"text": "First!", "author_id": 2}, {"text": "Second!", "author_id": 1}]);
    for number in 0..3 {
        let tags = json!([{"name": format!("tag {number}")}, {"name": format!("other {number}")}]);
        let post =
            json!({"title": "Types", "body": "", "author_id": 1, "category_id": 2, "comments": comments, "tags": tags});
        let made = statements(blog, &Method::POST, "/posts", &post);
        assert_eq!(made, "8 BEGIN COMMIT");
    }
    let filters = "/posts?author=Ada&category=Rust&text=types&published=false";
    for (method, path, body, expected) in [
        (Method::GET, "/users", &none, "1"),
        (Method::GET, "/users/1", &none, "3"),
        (Method::POST, "/users", &json!({"name": "Eve"}), "1"),
        (Method::GET, "/posts", &none, "4"),
        (Method::GET, filters, &none, "4"),
        (Method::GET, "/posts?tag=tag+1", &none, "4"),
        (Method::GET, "/posts/1", &none, "4"),
        (Method::PATCH, "/posts/1", &json!({"title": "Traits"}), "1"),
        (Method::POST, "/posts/1/comments", &json!({"text": "Third!", "author_id": 1}), "2"),
        (Method::PUT, "/posts/1/tags/3", &json!({"weight": 3}), "3"),
        (Method::DELETE, "/posts/1/tags/3", &none, "2"),
        (Method::GET, "/tags", &none, "2"),
        (Method::POST, "/tags", &json!({"name": "new"}), "1"),
        (Method::DELETE, "/tags/1", &none, "1"),
        (Method::GET, "/categories", &none, "3"),
        (Method::GET, "/categories/1", &none, "3"),
        (Method::POST, "/categories", &json!({"name": "New", "parent_id": 1}), "1"),
        (Method::PUT, "/categories/4/parent", &json!({"parent_id": 3}), "5 BEGIN COMMIT"),
        (Method::PUT, "/categories/4/parent", &json!({"parent_id": null}), "2 BEGIN COMMIT"),
        (Method::DELETE, "/categories/4", &none, "1"),
        (Method::DELETE, "/posts/1", &none, "1"),
        (Method::DELETE, "/users/3", &none, "1"),
    ] {
        assert_eq!(statements(blog, &method, path, body), expected, "{method} {path}");
    }
}

fn recorded(blog: fn() -> Blog) {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    set_default_instrumentation(instrumentation).expect("no test has set another");
    each_endpoint_has_a_fixed_number(&blog());
}

#[test]
fn each_endpoint_has_a_fixed_number_of_statements_on_sqlite() {
    recorded(Blog::on_sqlite);
}

#[test]
fn each_endpoint_has_a_fixed_number_of_statements_on_postgres() {
    recorded(Blog::on_postgres);
}
