//! The application on one database: the pool of its connections, and the routes.
//!
//! An operation runs on the connections of one database; handlers that are generic over them would have to repeat the
//! bounds of each operation. So handlers name one connection, as yours will, and `sqlite.rs` and `postgres.rs` each
//! compile these files, with what is their own in `super`.

mod categories;
mod posts;
mod tags;
mod users;

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use deadpool::Runtime;

use super::Connection;
use crate::error::ApiError;
use crate::models;

/// How many requests use the database at once, and how long others wait before they get 503.
const CONNECTIONS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(3);

/// The state of the application. A handler takes a connection when it has read its request, so that a slow client holds
/// none: `let mut db = pool.get().await?;`, then `.exec(&mut db)`. When there is none in time, or the database is away,
/// the request is answered with 503.
type Pool = diesel_async::pooled_connection::deadpool::Pool<Connection>;

/// Creates the tables that are not there yet. The pool connects when it has to.
pub async fn router(url: &str) -> Result<Router, Box<dyn Error + Send + Sync>> {
    let pool = Pool::builder(super::manager(url))
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE))
        .build()?;
    super::create_tables(&mut *pool.get().await?, models::schema()).await?;
    Ok(routes().with_state(pool))
}

fn routes() -> Router<Pool> {
    Router::new()
        .route("/users", get(users::list).post(users::create))
        .route("/users/{id}", get(users::show).delete(users::delete))
        .route("/posts", get(posts::list).post(posts::create))
        .route("/posts/{id}", get(posts::show).patch(posts::update).delete(posts::delete))
        .route("/posts/{id}/comments", post(posts::comment))
        .route("/posts/{id}/tags/{tag_id}", put(posts::tag).delete(posts::untag))
        .route("/tags", get(tags::list).post(tags::create))
        .route("/tags/{id}", axum::routing::delete(tags::delete))
        .route("/categories", get(categories::list).post(categories::create))
        .route("/categories/{id}", get(categories::show).delete(categories::delete))
        .route("/categories/{id}/parent", put(categories::set_parent))
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "not_found", "no such path"))
        .method_not_allowed_fallback(async || {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "no such method on this path")
        })
}
