//! Tags.

use axum::Json;
use axum::http::StatusCode;
use orm_core::nonblocking::prelude::*;
use serde::Serialize;

use super::Db;
use crate::error::{ApiError, Result};
use crate::models::{Tag, tags};
use crate::request::{Body, Named, Path};

/// `GET /tags`, those of most posts first, with their number: 2 statements.
pub async fn list(Db(mut db): Db) -> Result<Json<impl Serialize>> {
    let most_used = (tags::posts.count().desc(), tags::name.asc());
    Ok(Json(Tag::query().order(most_used).include(tags::posts.count()).exec(&mut db).await?))
}

/// `POST /tags`: 1 statement. A name that is there is 409.
pub async fn create(Db(mut db): Db, Body(new): Body<Named>) -> Result<(StatusCode, Json<Tag>)> {
    let tag = Tag::create().name(new.name).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(tag)))
}

/// `DELETE /tags/{id}`: 2 statements. CASCADE on its taggings: the posts stay.
pub async fn delete(Db(mut db): Db, Path(id): Path<i32>) -> Result<StatusCode> {
    let tag = Tag::find(id).exec(&mut db).await?;
    tag.delete().exec(&mut db).await.map_err(ApiError::deleting)?;
    Ok(StatusCode::NO_CONTENT)
}
