//! Posts: lists, one with all that belongs to it, new ones, changes.

use std::thread;

use serde_json::{Value, json};
use ureq::http::Method;

use crate::support::Blog;

/// Ada, Bob and four posts: two by Ada in Rust, one by Bob in Cooking, one by Bob without a category.
fn four_posts(blog: &Blog) {
    blog.make("/users", &[json!({"name": "Ada"}), json!({"name": "Bob"})]);
    blog.make("/categories", &[json!({"name": "Rust"}), json!({"name": "Cooking"})]);
    let comment = json!({"text": "First!", "author_id": 2});
    blog.make(
        "/posts",
        &[
            json!({"title": "Types", "body": "100% safe", "author_id": 1, "category_id": 1, "published": true,
                "comments": [comment, comment], "tags": [{"name": "safety"}, {"name": "types"}]}),
            json!({"title": "Traits", "body": "1000 of them", "author_id": 1, "category_id": 1}),
            json!({"title": "Soup", "body": "Hot TYPES of it", "author_id": 2, "category_id": 2, "published": true}),
            json!({"title": "Bread_", "body": "", "author_id": 2}),
        ],
    );
}

/// The titles of a list.
fn titles(blog: &Blog, query: &str) -> Vec<String> {
    let (status, list) = blog.get(&format!("/posts?{query}"));
    assert_eq!(status, 200, "{list}");
    let rows = list["rows"].as_array().expect("rows").iter();
    rows.map(|row| row["title"].as_str().expect("a title").to_owned()).collect()
}

fn ids(rows: &Value) -> Vec<i64> {
    rows.as_array().expect("rows").iter().map(|row| row["id"].as_i64().expect("an id")).collect()
}

on_both_databases! {
    fn a_list_has_those_posts_that_meet_all_filters(blog) {
        four_posts(blog);
        assert_eq!(titles(blog, ""), ["Bread_", "Soup", "Traits", "Types"]);
        assert_eq!(titles(blog, "author=Ada"), ["Traits", "Types"]);
        assert_eq!(titles(blog, "tag=safety"), ["Types"]);
        assert_eq!(titles(blog, "category=Cooking"), ["Soup"]);
        assert_eq!(titles(blog, "published=false"), ["Bread_", "Traits"]);
        assert_eq!(titles(blog, "published=true&author=Bob"), ["Soup"]);
        assert_eq!(titles(blog, "author=Ada&category=Rust&tag=types&text=safe&published=true"), ["Types"]);
        assert_eq!(titles(blog, "author=Nobody"), Vec::<String>::new());
    }

    fn a_text_is_found_as_it_is_in_any_case(blog) {
        four_posts(blog);
        assert_eq!(titles(blog, "text=types"), ["Soup", "Types"]);
        assert_eq!(titles(blog, "text=100%25"), ["Types"]);
        assert_eq!(titles(blog, "text=d_"), ["Bread_"]);
        assert_eq!(titles(blog, "text=%5C"), Vec::<String>::new());
        assert_eq!(titles(blog, "text='%3B--"), Vec::<String>::new());
    }

    fn a_list_comes_in_pages_with_authors_and_numbers_of_comments(blog) {
        four_posts(blog);
        let ada = json!({"id": 1, "name": "Ada"});
        let expected = json!({
            "rows": [{
                "id": 1, "title": "Types", "body": "100% safe", "published": true, "author_id": 1, "category_id": 1,
                "author": ada, "comments_count": 2
            }],
            "total": 4, "pages": 2, "number": 2, "size": 3,
        });
        assert_eq!(blog.get("/posts?page=2&size=3"), (200, expected));
        let (_, first) = blog.get("/posts?page=1&size=3");
        assert_eq!(ids(&first["rows"]), [4, 3, 2]);
        let beyond = json!({"rows": [], "total": 4, "pages": 2, "number": 3, "size": 3});
        assert_eq!(blog.get("/posts?page=3&size=3"), (200, beyond));
        assert_eq!(blog.get("/posts?author=Ada&size=1").1["pages"], 2);
        assert_eq!(blog.get("/posts?page=4294967295&size=100").1["rows"], json!([]));
    }

    fn a_post_is_made_with_its_comments_and_tags_and_shown_with_all_of_it(blog) {
        blog.make("/users", &[json!({"name": "Ada"}), json!({"name": "Bob"})]);
        blog.make("/categories", &[json!({"name": "Code"}), json!({"name": "Rust", "parent_id": 1})]);
        let new = json!({
            "title": "Types", "body": "All of them", "published": true, "author_id": 1, "category_id": 2,
            "comments": [{"text": "First!", "author_id": 2}, {"text": "Second!", "author_id": 1}],
            "tags": [{"name": "types", "weight": 9}, {"name": "safety"}],
        });
        let ada = json!({"id": 1, "name": "Ada"});
        let bob = json!({"id": 2, "name": "Bob"});
        let expected = json!({
            "id": 1, "title": "Types", "body": "All of them", "published": true, "author_id": 1, "category_id": 2,
            "author": ada,
            "category": {"id": 2, "name": "Rust", "parent_id": 1},
            "comments": [
                {"id": 2, "text": "Second!", "post_id": 1, "author_id": 1, "author": ada},
                {"id": 1, "text": "First!", "post_id": 1, "author_id": 2, "author": bob},
            ],
            "tags": [
                {"id": 2, "name": "safety", "tagging": {"post_id": 1, "tag_id": 2, "weight": 1}},
                {"id": 1, "name": "types", "tagging": {"post_id": 1, "tag_id": 1, "weight": 9}},
            ],
        });
        let made = blog.client.send(&Method::POST, "/posts", Some(&new.to_string()));
        assert_eq!((made.status, &made.body), (201, &expected));
        assert_eq!(made.location.as_deref(), Some("/posts/1"));
        assert_eq!(blog.get("/posts/1"), (200, expected));
    }

    fn a_post_needs_neither_category_nor_comments_nor_tags(blog) {
        blog.make("/users", &[json!({"name": "Ada"})]);
        let expected = json!({
            "id": 1, "title": "Short", "body": "", "published": false, "author_id": 1, "category_id": null,
            "author": {"id": 1, "name": "Ada"}, "category": null, "comments": [], "tags": [],
        });
        assert_eq!(blog.post("/posts", &json!({"title": "Short", "body": "", "author_id": 1})), (201, expected));
    }

    fn a_post_whose_tag_is_there_is_not_made_and_leaves_nothing_behind(blog) {
        blog.make("/users", &[json!({"name": "Ada"})]);
        blog.make("/tags", &[json!({"name": "old"})]);
        let new = json!({
            "title": "Types", "body": "", "author_id": 1, "comments": [{"text": "First!", "author_id": 1}],
            "tags": [{"name": "new"}, {"name": "old"}],
        });
        let constraint = blog.either("tags.name", "tags_name_key");
        let expected = json!({"error": {
            "code": "unique_violation",
            "message": format!("unique violation: `{constraint}` of `Tag`"),
            "constraint": constraint,
        }});
        assert_eq!(blog.post("/posts", &new), (409, expected));
        assert_nothing_was_made(blog);
        assert_eq!(blog.get("/tags"), (200, json!([{"id": 1, "name": "old", "posts_count": 0}])));
    }

    fn a_post_with_a_comment_by_nobody_is_not_made_and_leaves_nothing_behind(blog) {
        blog.make("/users", &[json!({"name": "Ada"})]);
        let comments = json!([{"text": "First!", "author_id": 1}, {"text": "Second!", "author_id": 7}]);
        let new = json!({"title": "Types", "body": "", "author_id": 1, "comments": comments});
        let (status, answer) = blog.post("/posts", &new);
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("no_such_reference")));
        assert_nothing_was_made(blog);
    }

    fn an_author_or_a_category_that_is_not_there_is_told(blog) {
        blog.make("/users", &[json!({"name": "Ada"})]);
        let expected = |column: &str, association: &str| blog.either(
            // SQLite does not say which key it was.
            json!({"error": {"code": "no_such_reference", "message": "foreign key violation: a constraint of `Post`"}}),
            json!({"error": {
                "code": "no_such_reference",
                "message": format!(
                    "foreign key violation: `posts_{column}_fkey` of `Post` (association `{association}`)"
                ),
                "association": association,
                "constraint": format!("posts_{column}_fkey"),
            }}),
        );
        let by_nobody = json!({"title": "Types", "body": "", "author_id": 7});
        assert_eq!(blog.post("/posts", &by_nobody), (422, expected("author_id", "author")));
        let nowhere = json!({"title": "Types", "body": "", "author_id": 1, "category_id": 7});
        assert_eq!(blog.post("/posts", &nowhere), (422, expected("category_id", "category")));
    }

    fn a_change_leaves_alone_what_it_does_not_name(blog) {
        four_posts(blog);
        let post = |title: &str, published: bool, category: Option<i32>| json!({
            "id": 1, "title": title, "body": "100% safe", "published": published, "author_id": 1,
            "category_id": category,
        });
        assert_eq!(blog.patch("/posts/1", &json!({"title": "Safety"})), (200, post("Safety", true, Some(1))));
        assert_eq!(blog.patch("/posts/1", &json!({"published": false})), (200, post("Safety", false, Some(1))));
        assert_eq!(blog.patch("/posts/1", &json!({"category_id": 2})), (200, post("Safety", false, Some(2))));
        assert_eq!(blog.patch("/posts/1", &json!({})), (200, post("Safety", false, Some(2))));
        assert_eq!(blog.patch("/posts/1", &json!({"category_id": null})), (200, post("Safety", false, None)));
        let (status, answer) = blog.patch("/posts/1", &json!({"title": "Lost", "category_id": 7}));
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("no_such_reference")));
        assert_eq!(blog.patch("/posts/1", &json!({})), (200, post("Safety", false, None)));
    }

    fn a_comment_is_added_to_its_post(blog) {
        four_posts(blog);
        let new = json!({"text": "Tasty", "author_id": 1});
        let expected = json!({"id": 3, "text": "Tasty", "post_id": 3, "author_id": 1});
        assert_eq!(blog.post("/posts/3/comments", &new), (201, expected));
        assert_eq!(ids(&blog.get("/posts/3").1["comments"]), [3]);
        let (status, answer) = blog.post("/posts/3/comments", &json!({"text": "Tasty", "author_id": 7}));
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("no_such_reference")));
    }

    /// More requests at once than the pool has connections, and each of them writes.
    fn many_posts_are_made_at_once(blog) {
        blog.make("/users", &[json!({"name": "Ada"})]);
        thread::scope(|scope| {
            for writer in 0..12 {
                scope.spawn(move || {
                    let tags = json!([{"name": format!("tag {writer}")}]);
                    let comments = json!([{"text": "First!", "author_id": 1}]);
                    let new = json!({"title": "At once", "body": "", "author_id": 1, "tags": tags, "comments": comments});
                    blog.make("/posts", &[new]);
                });
            }
        });
        assert_eq!(blog.get("/posts?size=1").1["total"], 12);
        assert_eq!(blog.get("/tags").1.as_array().map(Vec::len), Some(12));
    }
}

fn assert_nothing_was_made(blog: &Blog) {
    assert_eq!(blog.get("/posts").1["total"], 0);
    assert_eq!(blog.get("/users/1").1, json!({"id": 1, "name": "Ada", "posts_count": 0, "comments_count": 0}));
}
