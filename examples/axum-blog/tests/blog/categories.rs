//! The tree of categories.

use serde_json::{Value, json};

use crate::support::Blog;

/// Code (1) > Rust (2) > Async (3) > Pools (4), and Life (5).
fn tree(blog: &Blog) {
    for (name, parent) in [("Code", None), ("Rust", Some(1)), ("Async", Some(2)), ("Pools", Some(3)), ("Life", None)] {
        blog.make("/categories", &[json!({"name": name, "parent_id": parent})]);
    }
}

fn error(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

on_both_databases! {
    fn a_tree_is_shown_two_levels_deep(blog) {
        tree(blog);
        let roots = json!([
            {"id": 1, "name": "Code", "parent_id": null, "children": [
                {"id": 2, "name": "Rust", "parent_id": 1, "children": [{"id": 3, "name": "Async", "parent_id": 2}]},
            ]},
            {"id": 5, "name": "Life", "parent_id": null, "children": []},
        ]);
        assert_eq!(blog.get("/categories"), (200, roots));
        let rust = json!({
            "id": 2, "name": "Rust", "parent_id": 1,
            "parent": {"id": 1, "name": "Code", "parent_id": null},
            "children": [
                {"id": 3, "name": "Async", "parent_id": 2, "children": [{"id": 4, "name": "Pools", "parent_id": 3}]},
            ],
        });
        assert_eq!(blog.get("/categories/2"), (200, rust));
    }

    fn a_category_moves_with_all_below_it(blog) {
        tree(blog);
        let moved = json!({"id": 2, "name": "Rust", "parent_id": 5});
        assert_eq!(blog.put("/categories/2/parent", &json!({"parent_id": 5})), (200, moved));
        let life = blog.get("/categories/5").1;
        assert_eq!(life["children"][0]["children"], json!([{"id": 3, "name": "Async", "parent_id": 2}]));
        assert_eq!(blog.get("/categories/1").1["children"], json!([]));

        let root = json!({"id": 2, "name": "Rust", "parent_id": null});
        assert_eq!(blog.put("/categories/2/parent", &json!({"parent_id": null})), (200, root));
    }

    fn a_category_does_not_move_below_itself(blog) {
        tree(blog);
        let circle = error("circle", "a category cannot stand below itself");
        for parent in [1, 2, 4] {
            assert_eq!(blog.put("/categories/1/parent", &json!({"parent_id": parent})), (422, circle.clone()));
        }
        assert_eq!(blog.get("/categories/1").1["parent"], json!(null));
    }

    fn a_parent_has_to_be_there(blog) {
        tree(blog);
        let constraint = blog.either("a constraint", "`categories_parent_id_fkey`");
        let message = format!("foreign key violation: {constraint} of `Category` (association `parent`)");
        let (status, answer) = blog.put("/categories/1/parent", &json!({"parent_id": 7}));
        assert_eq!((status, &answer["error"]["message"]), (422, &json!(message)));
        assert_eq!(answer["error"]["association"], "parent");
        let (status, answer) = blog.post("/categories", &json!({"name": "Lost", "parent_id": 7}));
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("no_such_reference")));
        assert_eq!((&answer["error"]["message"], &answer["error"]["association"]), (&json!(message), &json!("parent")));
        let gone = error("not_found", "no such `Category`");
        assert_eq!(blog.put("/categories/7/parent", &json!({"parent_id": null})), (404, gone));
    }
}
