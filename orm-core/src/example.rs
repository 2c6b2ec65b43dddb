//! SQL in examples and tests.
//!
//! Owns the comparison of SQL, which ignores line breaks. Must not know how statements are made.

/// Puts SQL on one line, with single spaces.
#[must_use]
pub fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that an operation has this SQL on SQLite, wherever its lines are broken.
///
/// # Example
/// ```
/// use orm_core::__assert_sql as assert_sql;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32 }
///
/// assert_sql!(
///     Team::find(7),
///     r#"SELECT "teams"."id" FROM "teams"
///            WHERE "teams"."id" = ? -- binds: [7]"#
/// );
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __assert_sql {
    ($operation:expr, $sql:literal $(,)?) => {
        ::core::assert_eq!(
            $crate::example::one_line(&$crate::PrintSql::sql::<$crate::diesel::sqlite::Sqlite>(&$operation)),
            $crate::example::one_line($sql)
        )
    };
}
