//! What requests bring: extractors that answer in JSON when they cannot read it, and the bodies and queries themselves.
//!
//! A body that does not fit its type never reaches a handler. Each has the fields that a client may give and no others:
//! not the keys that the database makes up, nor those of the path.

use std::num::NonZeroU32;

use axum::extract::{FromRequest, FromRequestParts};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::error::ApiError;

/// `axum::Json` for bodies, with [`ApiError`] as its rejection.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
pub struct Body<T>(pub T);

/// `axum::extract::Query` with [`ApiError`] as its rejection.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

/// `axum::extract::Path` with [`ApiError`] as its rejection.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

/// A user, a tag.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    #[serde(deserialize_with = "not_blank")]
    pub name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    #[serde(deserialize_with = "not_blank")]
    pub name: String,
    pub parent_id: Option<i32>,
}

/// A post with its first comments, and with tags that are not there yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    #[serde(deserialize_with = "not_blank")]
    pub title: String,
    pub body: String,
    #[serde(default)]
    pub published: bool,
    pub author_id: i32,
    pub category_id: Option<i32>,
    #[serde(default)]
    pub comments: Vec<NewComment>,
    #[serde(default)]
    pub tags: Vec<NewTag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    #[serde(deserialize_with = "not_blank")]
    pub text: String,
    pub author_id: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTag {
    #[serde(deserialize_with = "not_blank")]
    pub name: String,
    #[serde(default = "one")]
    pub weight: i32,
}

/// The fields of a post that change. `"category_id": null` takes the category away, without it the category stays.
#[expect(clippy::option_option, reason = "not given, `null`, or a category")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostChanges {
    #[serde(default, deserialize_with = "some_not_blank")]
    pub title: Option<String>,
    pub body: Option<String>,
    pub published: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub category_id: Option<Option<i32>>,
}

/// How much a post is about a tag.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    #[serde(default = "one")]
    pub weight: i32,
}

/// Where a category goes: `null` makes it a root. It has to be given, so that `{}` moves nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewParent {
    #[serde(deserialize_with = "Option::deserialize")]
    pub parent_id: Option<i32>,
}

/// Which posts are listed: those that meet all that is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostFilter {
    /// The author's name.
    pub author: Option<String>,
    /// The name of one of its tags.
    pub tag: Option<String>,
    /// The category's name.
    pub category: Option<String>,
    /// Part of the title or the body, in upper or lower case.
    pub text: Option<String>,
    pub published: Option<bool>,
    #[serde(default = "first_page")]
    pub page: NonZeroU32,
    #[serde(default)]
    pub size: PageSize,
}

/// How many rows a page has: 1 to 100.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "u32")]
pub struct PageSize(pub u32);

impl Default for PageSize {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<u32> for PageSize {
    type Error = &'static str;

    fn try_from(size: u32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&size) { Ok(Self(size)) } else { Err("a page has 1 to 100 rows") }
    }
}

fn first_page() -> NonZeroU32 {
    NonZeroU32::MIN
}

fn one() -> i32 {
    1
}

fn not_blank<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(D::Error::custom("must not be blank")) } else { Ok(text) }
}

fn some_not_blank<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    not_blank(deserializer).map(Some)
}

/// Tells `null` from what is not given at all.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
