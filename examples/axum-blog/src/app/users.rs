//! Users. One with posts or comments stays.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use orm_core::nonblocking::prelude::*;
use serde::Serialize;

use super::Pool;
use crate::error::Result;
use crate::models::{User, users};
use crate::request::{Body, Named, Path};

/// `GET /users`: 1 statement.
pub async fn list(State(pool): State<Pool>) -> Result<Json<Vec<User>>> {
    let mut db = pool.get().await?;
    Ok(Json(User::query().order(users::name.asc()).exec(&mut db).await?))
}

/// `POST /users`: 1 statement. A name that is there is 409.
pub async fn create(State(pool): State<Pool>, Body(new): Body<Named>) -> Result<(StatusCode, Json<User>)> {
    let mut db = pool.get().await?;
    let user = User::create().name(new.name).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// `GET /users/{id}`, with the numbers of posts and comments: 3 statements.
pub async fn show(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<Json<impl Serialize>> {
    let mut db = pool.get().await?;
    let user = User::find(id).include(users::posts.count()).include(users::comments.count());
    Ok(Json(user.exec(&mut db).await?))
}

/// `DELETE /users/{id}`: 1 statement. RESTRICT: while there are posts or comments it is 409.
pub async fn delete(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<StatusCode> {
    let mut db = pool.get().await?;
    User::find(id).delete().exec(&mut db).await?;
    Ok(StatusCode::NO_CONTENT)
}
