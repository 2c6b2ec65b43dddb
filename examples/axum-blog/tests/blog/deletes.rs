//! What becomes of the rows that reference one that is deleted: RESTRICT, CASCADE and SET NULL.

use serde_json::{Value, json};

use crate::support::Blog;

/// A post by Ada in Rust, with a comment by Bob and a tag. Rust stands below Code and above Async. Eve has nothing.
fn one_of_each(blog: &Blog) {
    blog.make("/users", &[json!({"name": "Ada"}), json!({"name": "Bob"}), json!({"name": "Eve"})]);
    let category = |name: &str, parent: Option<i32>| json!({"name": name, "parent_id": parent});
    blog.make("/categories", &[category("Code", None), category("Rust", Some(1)), category("Async", Some(2))]);
    let comments = json!([{"text": "First!", "author_id": 2}]);
    let tags = json!([{"name": "types"}]);
    let post = json!({
        "title": "Types", "body": "", "author_id": 1, "category_id": 2, "comments": comments, "tags": tags,
    });
    blog.make("/posts", &[post]);
}

const DONE: (u16, Value) = (204, Value::Null);

fn no_such(model: &str) -> (u16, Value) {
    (404, json!({"error": {"code": "not_found", "message": format!("no such `{model}`")}}))
}

on_both_databases! {
    fn a_user_with_posts_or_comments_stays(blog) {
        one_of_each(blog);
        let still = |association: &str| blog.either(
            json!({"error": {"code": "still_referenced", "message": "still referenced: a constraint of `User`"}}),
            json!({"error": {
                "code": "still_referenced",
                "message": format!(
                    "still referenced: `{association}_author_id_fkey` of `User` (association `{association}`)"
                ),
                "association": association,
                "constraint": format!("{association}_author_id_fkey"),
            }}),
        );
        assert_eq!(blog.delete("/users/1"), (409, still("posts")));
        assert_eq!(blog.delete("/users/2"), (409, still("comments")));
        assert_eq!(blog.delete("/users/3"), DONE);
        assert_eq!(blog.get("/users"), (200, json!([{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}])));
        assert_eq!(blog.get("/posts/1").0, 200);
    }

    fn a_post_takes_its_comments_and_taggings_along(blog) {
        one_of_each(blog);
        assert_eq!(blog.delete("/posts/1"), DONE);
        assert_eq!(blog.get("/posts/1"), no_such("Post"));
        let bob = json!({"id": 2, "name": "Bob", "posts_count": 0, "comments_count": 0});
        assert_eq!(blog.get("/users/2"), (200, bob));
        assert_eq!(blog.get("/tags"), (200, json!([{"id": 1, "name": "types", "posts_count": 0}])));
        // Nothing holds the users any more.
        assert_eq!((blog.delete("/users/1"), blog.delete("/users/2")), (DONE, DONE));
    }

    fn a_category_leaves_its_posts_and_its_children(blog) {
        one_of_each(blog);
        assert_eq!(blog.delete("/categories/2"), DONE);
        let post = blog.get("/posts/1").1;
        assert_eq!((&post["category_id"], &post["category"]), (&json!(null), &json!(null)));
        assert_eq!(blog.get("/categories"), (200, json!([
            {"id": 3, "name": "Async", "parent_id": null, "children": []},
            {"id": 1, "name": "Code", "parent_id": null, "children": []},
        ])));
    }

    fn a_tag_takes_its_taggings_along(blog) {
        one_of_each(blog);
        assert_eq!(blog.delete("/tags/1"), DONE);
        assert_eq!(blog.get("/posts/1").1["tags"], json!([]));
        assert_eq!(blog.get("/tags"), (200, json!([])));
    }

    fn what_is_not_there_cannot_be_deleted(blog) {
        for (path, model) in [("/users/7", "User"), ("/posts/7", "Post"), ("/categories/7", "Category"), ("/tags/7", "Tag")] {
            assert_eq!(blog.delete(path), no_such(model));
        }
    }
}
