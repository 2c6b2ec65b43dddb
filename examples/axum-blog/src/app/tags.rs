//! Tags.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use orm_core::nonblocking::prelude::*;
use serde::Serialize;

use super::Pool;
use crate::error::Result;
use crate::models::{Tag, tags};
use crate::request::{Body, Named, Path};

/// `GET /tags`, those of most posts first, with their number: 2 statements.
pub async fn list(State(pool): State<Pool>) -> Result<Json<impl Serialize>> {
    let mut db = pool.get().await?;
    let most_used = (tags::posts.count().desc(), tags::name.asc());
    Ok(Json(Tag::query().order(most_used).include(tags::posts.count()).exec(&mut db).await?))
}

/// `POST /tags`: 1 statement. A name that is there is 409.
pub async fn create(State(pool): State<Pool>, Body(new): Body<Named>) -> Result<(StatusCode, Json<Tag>)> {
    let mut db = pool.get().await?;
    let tag = Tag::create().name(new.name).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(tag)))
}

/// `DELETE /tags/{id}`: 1 statement. CASCADE on its taggings: the posts stay.
pub async fn delete(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<StatusCode> {
    let mut db = pool.get().await?;
    Tag::find(id).delete().exec(&mut db).await?;
    Ok(StatusCode::NO_CONTENT)
}
