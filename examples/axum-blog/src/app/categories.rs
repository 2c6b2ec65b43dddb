//! Categories: a tree.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use orm_core::nonblocking::prelude::*;
use orm_core::{Error, Transaction};
use serde::Serialize;

use super::Pool;
use crate::error::{ApiError, Result};
use crate::models::{Category, categories};
use crate::request::{Body, NewCategory, NewParent, Path};

/// `GET /categories`: the roots, each with two levels below it, in 3 statements.
pub async fn list(State(pool): State<Pool>) -> Result<Json<impl Serialize>> {
    let mut db = pool.get().await?;
    let children = categories::children.order(categories::name.asc());
    let roots = Category::query().filter(categories::parent_id.is_null()).order(categories::name.asc());
    Ok(Json(roots.include(children.clone().include(children)).exec(&mut db).await?))
}

/// `POST /categories`: 1 statement. A name that is there is 409, a parent that is not is 422.
pub async fn create(State(pool): State<Pool>, Body(new): Body<NewCategory>) -> Result<(StatusCode, Json<Category>)> {
    let mut db = pool.get().await?;
    let category = Category::create().name(new.name).parent_id(new.parent_id).exec(&mut db).await?;
    Ok((StatusCode::CREATED, Json(category)))
}

/// `GET /categories/{id}`, with its parent and two levels below it: 3 statements.
pub async fn show(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<Json<impl Serialize>> {
    let mut db = pool.get().await?;
    let children = categories::children.order(categories::name.asc());
    let category = Category::find(id).include(categories::parent).include(children.clone().include(children));
    Ok(Json(category.exec(&mut db).await?))
}

/// `PUT /categories/{id}/parent` with `{"parent_id": 3}`, or with `null` to make it a root: 2 statements and 1 for each
/// level above. A parent that is not there is 422, as is one below the category.
pub async fn set_parent(
    State(pool): State<Pool>,
    Path(id): Path<i32>,
    Body(new): Body<NewParent>,
) -> Result<Json<Category>> {
    let mut db = pool.get().await?;
    // Serializable, so that two moves at the same moment close no circle: one of them runs again.
    let moved = Transaction::new().serializable().run_async(&mut db, async |db| -> Result<_, Error> {
        let mut category = Category::find(id).exec(db).await?;
        let mut above = new.parent_id;
        while let Some(ancestor) = above {
            if ancestor == id {
                return Ok(None);
            }
            let parent = Category::query().filter(categories::id.eq(ancestor)).select(categories::parent_id);
            above = parent.first().exec(db).await?.flatten();
        }
        category.set_parent(new.parent_id).exec(db).await?;
        Ok(Some(category))
    });
    let circle = || ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "circle", "a category cannot stand below itself");
    moved.await?.map(Json).ok_or_else(circle)
}

/// `DELETE /categories/{id}`: 1 statement. SET NULL: its posts have no category then, and its children no parent.
pub async fn delete(State(pool): State<Pool>, Path(id): Path<i32>) -> Result<StatusCode> {
    let mut db = pool.get().await?;
    Category::find(id).delete().exec(&mut db).await?;
    Ok(StatusCode::NO_CONTENT)
}
