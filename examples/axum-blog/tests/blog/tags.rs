//! Tags, and the links between them and posts.

use serde_json::json;

use crate::support::Blog;

/// Two posts, of which the first has the tag `types`, and a tag `safety` without posts.
fn two_tags(blog: &Blog) {
    blog.make("/users", &[json!({"name": "Ada"})]);
    let tagged = json!({"title": "Types", "body": "", "author_id": 1, "tags": [{"name": "types", "weight": 4}]});
    blog.make("/posts", &[tagged, json!({"title": "Traits", "body": "", "author_id": 1})]);
    blog.make("/tags", &[json!({"name": "safety"})]);
}

fn not_found(model: &str) -> serde_json::Value {
    json!({"error": {"code": "not_found", "message": format!("no such `{model}`")}})
}

on_both_databases! {
    fn a_post_is_tagged_with_a_weight(blog) {
        two_tags(blog);
        let tagging = |weight: i32| json!({"post_id": 1, "tag_id": 2, "weight": weight});
        assert_eq!(blog.put("/posts/1/tags/2", &json!({"weight": 7})), (200, tagging(7)));
        // The link is there now: it is the same one, with another weight.
        assert_eq!(blog.put("/posts/1/tags/2", &json!({"weight": 2})), (200, tagging(2)));
        assert_eq!(blog.get("/posts/1").1["tags"], json!([
            {"id": 2, "name": "safety", "tagging": tagging(2)},
            {"id": 1, "name": "types", "tagging": {"post_id": 1, "tag_id": 1, "weight": 4}},
        ]));
        assert_eq!(blog.put("/posts/2/tags/2", &json!({})).1["weight"], 1);
    }

    fn a_tag_is_taken_off_once(blog) {
        two_tags(blog);
        assert_eq!(blog.delete("/posts/1/tags/1"), (204, json!(null)));
        assert_eq!(blog.get("/posts/1").1["tags"], json!([]));
        let message = "the post does not have the tag";
        assert_eq!(blog.delete("/posts/1/tags/1"), (404, json!({"error": {"code": "not_found", "message": message}})));
        assert_eq!(blog.get("/tags").1[0], json!({"id": 2, "name": "safety", "posts_count": 0}));
    }

    fn what_a_path_names_has_to_be_there(blog) {
        two_tags(blog);
        assert_eq!(blog.put("/posts/7/tags/1", &json!({})), (404, not_found("Post")));
        assert_eq!(blog.put("/posts/1/tags/7", &json!({})), (404, not_found("Tag")));
        assert_eq!(blog.delete("/posts/7/tags/1"), (404, not_found("Post")));
    }

    fn tags_are_listed_by_their_number_of_posts(blog) {
        two_tags(blog);
        blog.make("/tags", &[json!({"name": "async"})]);
        assert_eq!(blog.get("/tags"), (200, json!([
            {"id": 1, "name": "types", "posts_count": 1},
            {"id": 3, "name": "async", "posts_count": 0},
            {"id": 2, "name": "safety", "posts_count": 0},
        ])));
    }
}
