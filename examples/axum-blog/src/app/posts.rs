//! Posts, their comments and their tags.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use orm_core::Page;
use orm_core::nonblocking::prelude::*;

use super::{Connection, Pool};
use crate::error::{ApiError, Result};
use crate::models::{Comment, FullPost, ListedPost, Post, Tag, Tagging};
use crate::models::{categories, comments, posts, tags, users};
use crate::request::{Body, NewComment, NewPost, Path, PostChanges, PostFilter, Query, Weight};

/// `GET /posts`, newest first: 4 statements for any filters and any number of posts.
pub async fn list(State(pool): State<Pool>, Query(wanted): Query<PostFilter>) -> Result<Json<Page<ListedPost>>> {
    let mut db = pool.get().await?;
    let page = Post::query()
        .filter_if(wanted.author.map(|name| posts::author.any(users::name.eq(name))))
        .filter_if(wanted.tag.map(|name| posts::tags.any(tags::name.eq(name))))
        .filter_if(wanted.category.map(|name| posts::category.any(categories::name.eq(name))))
        .filter_if(
            wanted
                .text
                .map(|text| posts::title.contains_ignoring_case(&text).or(posts::body.contains_ignoring_case(&text))),
        )
        .filter_if(wanted.published.map(|published| posts::published.eq(published)))
        .order((posts::created_at.desc(), posts::id.desc()))
        .include(posts::author)
        .include(posts::comments.count())
        .page(wanted.page.get(), wanted.size.0)
        .exec(&mut db)
        .await?;
    Ok(Json(page))
}

/// A post with all that is shown of it: 4 statements, as the author and the category come with the post.
async fn full(id: i32, db: &mut Connection) -> Result<FullPost> {
    let newest_first = (comments::created_at.desc(), comments::id.desc());
    let post = Post::find(id)
        .include(posts::author)
        .include(posts::category)
        .include(posts::comments.order(newest_first).include(comments::author))
        .include(posts::tags.order(tags::name.asc()).with_junction());
    Ok(post.exec(db).await?)
}

/// `GET /posts/{id}`: 4 statements.
pub async fn show(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<Json<FullPost>> {
    let mut db = pool.get().await?;
    Ok(Json(full(id, &mut db).await?))
}

/// `POST /posts`: 4 INSERTs in one transaction for the post, its comments, its tags and its taggings, and the 4
/// statements that show it. An author or a category that is not there is 422, a tag that is there 409: nothing is made.
pub async fn create(State(pool): State<Pool>, Body(new): Body<NewPost>) -> Result<impl IntoResponse> {
    let mut db = pool.get().await?;
    let comments = new.comments.into_iter().map(|new| Comment::create().text(new.text).author_id(new.author_id));
    let tags = new.tags.into_iter().map(|new| (Tagging::create().weight(new.weight), Tag::create().name(new.name)));
    let post = Post::create()
        .title(new.title)
        .body(new.body)
        .published(new.published)
        .author_id(new.author_id)
        .category_id(new.category_id)
        .comments(comments)
        .tags(tags)
        .exec(&mut db)
        .await?;
    let location = [(header::LOCATION, format!("/posts/{}", post.id))];
    Ok((StatusCode::CREATED, location, Json(full(post.id, &mut db).await?)))
}

/// `PATCH /posts/{id}`: 1 statement. Only the columns that are given are written.
pub async fn update(
    State(pool): State<Pool>,
    Path(id): Path<i32>,
    Body(changes): Body<PostChanges>,
) -> Result<Json<Post>> {
    let mut db = pool.get().await?;
    let mut update = Post::find(id).update();
    if let Some(title) = changes.title {
        update = update.title(title);
    }
    if let Some(body) = changes.body {
        update = update.body(body);
    }
    if let Some(published) = changes.published {
        update = update.published(published);
    }
    if let Some(category_id) = changes.category_id {
        update = update.category_id(category_id);
    }
    Ok(Json(update.exec(&mut db).await?))
}

/// `DELETE /posts/{id}`: 1 statement. CASCADE: its comments and taggings go with it.
pub async fn delete(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<StatusCode> {
    let mut db = pool.get().await?;
    Post::find(id).delete().exec(&mut db).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /posts/{id}/comments`: 2 statements. An author that is not there is 422.
pub async fn comment(
    State(pool): State<Pool>,
    Path(id): Path<i32>,
    Body(new): Body<NewComment>,
) -> Result<(StatusCode, Json<Comment>)> {
    let mut db = pool.get().await?;
    let post = Post::find(id).exec(&mut db).await?;
    let comment = post.create_comment().text(new.text).author_id(new.author_id).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(comment)))
}

/// `PUT /posts/{id}/tags/{tag_id}` with `{"weight": 3}`: 3 statements. A post that has the tag gets another weight.
pub async fn tag(
    State(pool): State<Pool>,
    Path((id, tag_id)): Path<(i32, i32)>,
    Body(new): Body<Weight>,
) -> Result<Json<Tagging>> {
    let mut db = pool.get().await?;
    let post = Post::find(id).exec(&mut db).await?;
    let tag = Tag::find(tag_id).exec(&mut db).await?;
    Ok(Json(post.add_tag(&tag).weight(new.weight).exec(&mut db).await?))
}

/// `DELETE /posts/{id}/tags/{tag_id}`: 2 statements. Without the link it is 404.
pub async fn untag(State(pool): State<Pool>, Path((id, tag_id)): Path<(i32, i32)>) -> Result<StatusCode> {
    let mut db = pool.get().await?;
    let post = Post::find(id).exec(&mut db).await?;
    match post.remove_tag(tag_id).exec(&mut db).await? {
        0 => Err(ApiError::new(StatusCode::NOT_FOUND, "not_found", "the post does not have the tag")),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
