//! A wrong request gets a status and an error in JSON.

use serde_json::{Value, json};
use ureq::http::Method;

use crate::support::Blog;

fn error(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

/// The message about a body that is JSON and does not fit.
fn refusal(blog: &Blog, path: &str, body: &Value) -> String {
    let (status, answer) = blog.post(path, body);
    assert_eq!((status, &answer["error"]["code"]), (422, &json!("invalid_body")), "{answer}");
    let message = answer["error"]["message"].as_str().expect("a message");
    let (_, about) = message.split_once("into the target type: ").expect("axum's message");
    about.split(" at line").next().unwrap_or_default().to_owned()
}

on_both_databases! {
    fn a_body_has_to_fit(blog) {
        let title = json!({"title": "Types", "author_id": 1});
        assert_eq!(refusal(blog, "/posts", &title), "missing field `body`");
        let number = json!({"title": 7, "body": "", "author_id": 1});
        assert_eq!(refusal(blog, "/posts", &number), "title: invalid type: integer `7`, expected a string");
        let id = json!({"name": "Ada", "id": 7});
        assert_eq!(refusal(blog, "/users", &id), "id: unknown field `id`, expected `name`");
        assert_eq!(refusal(blog, "/users", &json!({"name": "  "})), "name: must not be blank");
        let nested = json!({"title": "Types", "body": "", "author_id": 1, "comments": [{"text": "First!"}]});
        assert_eq!(refusal(blog, "/posts", &nested), "comments[0]: missing field `author_id`");
        assert_eq!(blog.put("/categories/1/parent", &json!({})).0, 422);
        assert_eq!(blog.patch("/posts/1", &json!({"title": null})).0, 422);
        assert_eq!(blog.get("/users").1, json!([]));
    }

    fn a_body_has_to_be_json(blog) {
        let cut_off = blog.client.send(&Method::POST, "/users", Some(r#"{"name": "#));
        assert_eq!((cut_off.status, &cut_off.body["error"]["code"]), (400, &json!("invalid_body")));
        let none = blog.client.send(&Method::POST, "/users", None);
        assert_eq!((none.status, &none.body["error"]["code"]), (400, &json!("invalid_body")));
    }

    fn a_query_has_to_fit(blog) {
        for (query, about) in [
            ("page=0", "page: invalid value: integer `0`, expected a nonzero u32"),
            ("size=101", "size: a page has 1 to 100 rows"),
            ("size=many", "size: invalid digit found in string"),
            ("published=maybe", "published: provided string was not `true` or `false`"),
        ] {
            let expected = error("invalid_query", &format!("Failed to deserialize query string: {about}"));
            assert_eq!(blog.get(&format!("/posts?{query}")), (422, expected));
        }
        let (status, answer) = blog.get("/posts?writer=Ada");
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("invalid_query")));
    }

    fn a_path_has_to_lead_somewhere(blog) {
        assert_eq!(blog.get("/posts/7"), (404, error("not_found", "no such `Post`")));
        assert_eq!(blog.patch("/posts/7", &json!({})), (404, error("not_found", "no such `Post`")));
        let comment = json!({"text": "First!", "author_id": 1});
        assert_eq!(blog.post("/posts/7/comments", &comment), (404, error("not_found", "no such `Post`")));
        assert_eq!(blog.get("/users/7"), (404, error("not_found", "no such `User`")));
        assert_eq!(blog.get("/posts/x"), (422, error("invalid_path", "Invalid URL: Cannot parse `x` to a `i32`")));
        assert_eq!(blog.get("/authors"), (404, error("not_found", "no such path")));
        assert_eq!(blog.put("/posts", &json!({})), (405, error("method_not_allowed", "no such method on this path")));
    }

    fn a_name_is_taken_once(blog) {
        for (path, table, model) in [("/users", "users", "User"), ("/tags", "tags", "Tag"), ("/categories", "categories", "Category")] {
            blog.make(path, &[json!({"name": "Ada"})]);
            let constraint = blog.either(format!("{table}.name"), format!("{table}_name_key"));
            let expected = json!({"error": {
                "code": "unique_violation",
                "message": format!("unique violation: `{constraint}` of `{model}`"),
                "constraint": constraint,
            }});
            assert_eq!(blog.post(path, &json!({"name": "Ada"})), (409, expected));
        }
    }
}
