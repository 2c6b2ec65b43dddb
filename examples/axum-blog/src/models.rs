//! The blog's models: users write posts and comments, posts are tagged, categories are a tree.
//!
//! They know neither the database nor HTTP. `on_delete` decides what happens to the rows that reference one that is
//! deleted; where a foreign key says nothing else, a mandatory one restricts and an optional one becomes NULL.

use chrono::{DateTime, Utc};
use orm_core::prelude::*;
use orm_core::query::kind;
use orm_core::{Counted, Included, Schema};
use serde::Serialize;

/// A user with posts or comments is not deleted: their `author_id` is mandatory.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[has_many(Post, foreign_key = "author_id")]
#[has_many(Comment, foreign_key = "author_id")]
pub struct User {
    pub id: i32,
    #[column(unique)]
    pub name: String,
}

/// A deleted post takes its comments and its taggings along.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[belongs_to(User, as = "author")]
#[belongs_to(Category)]
#[has_many(Comment, on_delete = "cascade")]
#[belongs_to_many(Tag, through = Tagging)]
pub struct Post {
    pub id: i32,
    pub title: String,
    pub body: String,
    #[column(default = false)]
    pub published: bool,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: DateTime<Utc>,
    pub author_id: i32,
    pub category_id: Option<i32>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[belongs_to(Post)]
#[belongs_to(User, as = "author")]
pub struct Comment {
    pub id: i32,
    pub text: String,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: DateTime<Utc>,
    pub post_id: i32,
    pub author_id: i32,
}

/// A deleted category leaves its posts without one, and its children without a parent.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[belongs_to(Category, as = "parent")]
#[has_many(Category, as = "children", foreign_key = "parent_id")]
#[has_many(Post)]
pub struct Category {
    pub id: i32,
    #[column(unique)]
    pub name: String,
    pub parent_id: Option<i32>,
}

/// A deleted tag takes its taggings along; the posts stay.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[belongs_to_many(Post, through = Tagging)]
pub struct Tag {
    pub id: i32,
    #[column(unique)]
    pub name: String,
}

/// The link between a post and a tag says how much the post is about the tag.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
pub struct Tagging {
    #[column(primary_key)]
    pub post_id: i32,
    #[column(primary_key)]
    pub tag_id: i32,
    #[column(default = 1)]
    pub weight: i32,
}

/// All models, for the tables.
pub fn schema() -> Schema {
    schema![User, Post, Comment, Category, Tag, Tagging]
}

/// A post as it stands in a list.
pub type ListedPost = PostWith<(Included<posts::author>, Counted<posts::comments>)>;

/// A post as it is shown: with its author, its category, its comments and their authors, its tags and their links.
pub type FullPost = PostWith<(
    Included<posts::author>,
    Included<posts::category>,
    Included<posts::comments, CommentWith<(Included<comments::author>,)>>,
    Included<posts::tags, Tag, kind::LinkedWith<posts::tags>>,
)>;
