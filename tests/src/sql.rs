//! SQL that is told in a test or on a page of the guide, broken into lines that can be read.

/// The same SQL on one line, with single spaces.
#[doc(hidden)]
pub fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts what SQL an operation has on SQLite, however its lines are broken.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
/// use orm_tests::assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32 }
///
/// assert_sql!(
///     Team::find(7),
///     r#"SELECT "teams"."id" FROM "teams"
///        WHERE "teams"."id" = ? -- binds: [7]"#
/// );
/// ```
#[macro_export]
macro_rules! assert_sql {
    ($operation:expr, $sql:literal) => {
        assert_eq!(
            $crate::sql::one_line(&::orm_core::PrintSql::sql::<::orm_sqlite::Sqlite>(&$operation)),
            $crate::sql::one_line($sql)
        )
    };
}
