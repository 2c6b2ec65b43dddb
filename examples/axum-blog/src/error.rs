//! What a handler answers when something went wrong, as JSON. Nothing here is about blogs: take the file as it is.
//!
//! | what happened | status | `code` |
//! |---|---|---|
//! | [`Error::NotFound`] | 404 | `not_found` |
//! | [`Error::UniqueViolation`] | 409 | `unique_violation` |
//! | [`Error::StillReferenced`]: other rows reference the one to be deleted | 409 | `still_referenced` |
//! | [`Error::ForeignKeyViolation`]: the request names a row that is not there | 422 | `no_such_reference` |
//! | [`Error::NotNullViolation`], [`Error::CheckViolation`] | 422 | `not_null_violation`, `check_violation` |
//! | [`Error::InvalidValue`]: a value that the database does not take | 422 | `invalid_value` |
//! | [`Error::Contention`] | 503, `Retry-After` | `contention` |
//! | [`Error::Timeout`] | 504 | `timeout` |
//! | [`Error::Connection`], or the pool has no connection in time | 503, `Retry-After` | `no_connection` |
//! | [`Error::OutcomeUnknown`]: stored or not, the client has to look | 500 | `outcome_unknown` |
//! | a body that is no JSON, too large, or of another type | 400, 413, 415 | `invalid_body` |
//! | a body, a query or a path with a missing, unknown or wrong value | 422 | `invalid_body`, `invalid_query`, `invalid_path` |
//! | anything else | 500 | `internal` |
//!
//! The causes of errors with status 500 or more are written to stderr, and not shown to the client.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use diesel_async::pooled_connection::deadpool::PoolError;
use orm_core::Error;
use serde::Serialize;

/// What handlers yield: `Result<Json<Post>>`.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// An answer that is an error: `{"error": {"code": "not_found", "message": "no such `Post`"}}`.
#[derive(Debug, Serialize)]
pub struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The association whose key is wrong, where it is known: PostgreSQL reports it more often than SQLite.
    #[serde(skip_serializing_if = "Option::is_none")]
    association: Option<&'static str>,
    /// The constraint as the database calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    constraint: Option<String>,
}

impl ApiError {
    /// An error of the application's own.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), association: None, constraint: None }
    }

    /// An error of the server: the client sees that it happened, the log why.
    fn of_the_server(status: StatusCode, code: &'static str, error: &(dyn std::error::Error + 'static)) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        eprintln!("{code}: {}", causes.map(ToString::to_string).collect::<Vec<_>>().join(": "));
        Self::new(status, code, status.canonical_reason().unwrap_or_default())
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::NotFound { .. } => (StatusCode::NOT_FOUND, "not_found"),
            Error::UniqueViolation(_) => (StatusCode::CONFLICT, "unique_violation"),
            Error::StillReferenced(_) => (StatusCode::CONFLICT, "still_referenced"),
            Error::ForeignKeyViolation(_) => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_reference"),
            Error::NotNullViolation(_) => (StatusCode::UNPROCESSABLE_ENTITY, "not_null_violation"),
            Error::CheckViolation(_) => (StatusCode::UNPROCESSABLE_ENTITY, "check_violation"),
            Error::InvalidValue(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_value"),
            Error::Contention(_) => (StatusCode::SERVICE_UNAVAILABLE, "contention"),
            Error::Timeout(_) => (StatusCode::GATEWAY_TIMEOUT, "timeout"),
            Error::Connection(_) => (StatusCode::SERVICE_UNAVAILABLE, "no_connection"),
            Error::OutcomeUnknown(_) => (StatusCode::INTERNAL_SERVER_ERROR, "outcome_unknown"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        };
        if status.is_server_error() {
            return Self::of_the_server(status, code, &error);
        }
        let message = error.to_string();
        let (association, constraint) = match error {
            Error::NotFound { association, .. } => (association, None),
            Error::UniqueViolation(violation)
            | Error::StillReferenced(violation)
            | Error::ForeignKeyViolation(violation)
            | Error::NotNullViolation(violation)
            | Error::CheckViolation(violation) => (violation.association, violation.constraint),
            _ => (None, None),
        };
        Self { association, constraint, ..Self::new(status, code, message) }
    }
}

impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        Self::of_the_server(StatusCode::SERVICE_UNAVAILABLE, "no_connection", &error)
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), "invalid_body", rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_query", rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_path", rejection.body_text())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Answer {
            error: ApiError,
        }
        let status = self.status;
        let answer = (status, Json(Answer { error: self })).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return ([(header::RETRY_AFTER, "1")], answer).into_response();
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use deadpool::managed::TimeoutType;
    use diesel::result::DatabaseErrorKind;

    use super::*;

    /// Status, `Retry-After` and body.
    fn answer(error: ApiError) -> (u16, Option<String>, String) {
        let response = error.into_response();
        let retry = response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(to_bytes(response.into_body(), 1000)).unwrap();
        (status, retry, String::from_utf8(body.to_vec()).unwrap())
    }

    fn database(kind: DatabaseErrorKind, message: &str) -> ApiError {
        Error::from(diesel::result::Error::DatabaseError(kind, Box::new(message.to_owned()))).into()
    }

    #[test]
    fn what_may_work_later_says_so() {
        let away = |code| format!(r#"{{"error":{{"code":"{code}","message":"Service Unavailable"}}}}"#);
        let retry = Some("1".to_owned());
        let none_free = ApiError::from(PoolError::Timeout(TimeoutType::Wait));
        assert_eq!(answer(none_free), (503, retry.clone(), away("no_connection")));
        let lost = ApiError::from(Error::Connection("the connection is gone".into()));
        assert_eq!(answer(lost), (503, retry.clone(), away("no_connection")));
        let in_the_way = database(DatabaseErrorKind::Unknown, "deadlock detected");
        assert_eq!(answer(in_the_way), (503, retry, away("contention")));
    }

    #[test]
    fn what_may_be_done_already_does_not_ask_for_another_try() {
        let lost = database(DatabaseErrorKind::ClosedConnection, "the connection is gone");
        let body = r#"{"error":{"code":"outcome_unknown","message":"Internal Server Error"}}"#;
        assert_eq!(answer(lost), (500, None, body.to_owned()));
    }

    #[test]
    fn an_error_of_the_server_is_not_told() {
        let body = r#"{"error":{"code":"internal","message":"Internal Server Error"}}"#;
        let secret = database(DatabaseErrorKind::Unknown, "permission denied for table salaries");
        assert_eq!(answer(secret), (500, None, body.to_owned()));
        let decode = ApiError::from(Error::Decode { model: "Post", column: None, source: "not a date".into() });
        assert_eq!(answer(decode), (500, None, body.to_owned()));
    }

    #[test]
    fn values_that_the_database_refuses_are_unprocessable() {
        for (kind, code) in [
            (DatabaseErrorKind::NotNullViolation, "not_null_violation"),
            (DatabaseErrorKind::CheckViolation, "check_violation"),
            (DatabaseErrorKind::ForeignKeyViolation, "no_such_reference"),
        ] {
            let (status, _, body) = answer(database(kind, "NOT NULL constraint failed: posts.title"));
            assert_eq!(status, 422);
            assert!(body.contains(code) && body.contains(r#""constraint":"posts.title""#), "{body}");
        }
        let long = database(DatabaseErrorKind::Unknown, "value too long for type character varying(80)");
        let body = r#"{"error":{"code":"invalid_value","message":"the database does not take a value"}}"#;
        assert_eq!(answer(long), (422, None, body.to_owned()));
    }
}
