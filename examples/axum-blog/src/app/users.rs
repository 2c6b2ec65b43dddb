//! Users. One with posts or comments stays.

use axum::Json;
use axum::http::StatusCode;
use orm_core::nonblocking::prelude::*;
use serde::Serialize;

use super::Db;
use crate::error::{ApiError, Result};
use crate::models::{User, users};
use crate::request::{Body, Named, Path};

/// `GET /users`: 1 statement.
pub async fn list(Db(mut db): Db) -> Result<Json<Vec<User>>> {
    Ok(Json(User::query().order(users::name.asc()).exec(&mut db).await?))
}

/// `POST /users`: 1 statement. A name that is there is 409.
pub async fn create(Db(mut db): Db, Body(new): Body<Named>) -> Result<(StatusCode, Json<User>)> {
    let user = User::create().name(new.name).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// `GET /users/{id}`, with the numbers of posts and comments: 3 statements.
pub async fn show(Db(mut db): Db, Path(id): Path<i32>) -> Result<Json<impl Serialize>> {
    let user = User::find(id).include(users::posts.count()).include(users::comments.count());
    Ok(Json(user.exec(&mut db).await?))
}

/// `DELETE /users/{id}`: 2 statements. RESTRICT: while there are posts or comments it is 409.
pub async fn delete(Db(mut db): Db, Path(id): Path<i32>) -> Result<StatusCode> {
    let user = User::find(id).exec(&mut db).await?;
    user.delete().exec(&mut db).await.map_err(ApiError::deleting)?;
    Ok(StatusCode::NO_CONTENT)
}
