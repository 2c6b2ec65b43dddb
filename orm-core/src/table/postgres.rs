//! The impls of a table for PostgreSQL's `ONLY` and `TABLESAMPLE`.
//!
//! Owns the impls that Diesel's `allow_tables_to_appear_in_same_query!` requires with the feature `postgres`: it names
//! `Only<table>` and `Tablesample<table, _>` as tables. Must not know the other impls of a table.

/// Writes the impls for one table. Only `__table!` calls it.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __table_on_postgres {
    ($table:path, [$($column:path,)*]) => {
        impl $crate::diesel::query_source::AppearsInFromClause<$crate::diesel::query_builder::Only<$table>> for $table {
            type Count = $crate::diesel::query_source::Once;
        }

        impl $crate::diesel::query_source::AppearsInFromClause<$table> for $crate::diesel::query_builder::Only<$table> {
            type Count = $crate::diesel::query_source::Once;
        }

        impl<Method> $crate::diesel::query_source::AppearsInFromClause<
            $crate::diesel::query_builder::Tablesample<$table, Method>,
        > for $table
        where
            Method: $crate::diesel::internal::table_macro::TablesampleMethod,
        {
            type Count = $crate::diesel::query_source::Once;
        }

        impl<Method> $crate::diesel::query_source::AppearsInFromClause<$table>
            for $crate::diesel::query_builder::Tablesample<$table, Method>
        where
            Method: $crate::diesel::internal::table_macro::TablesampleMethod,
        {
            type Count = $crate::diesel::query_source::Once;
        }

        $(
            impl $crate::diesel::SelectableExpression<$crate::diesel::query_builder::Only<$table>> for $column {}

            impl<Method> $crate::diesel::SelectableExpression<
                $crate::diesel::query_builder::Tablesample<$table, Method>,
            > for $column
            where
                Method: $crate::diesel::internal::table_macro::TablesampleMethod,
            {
            }
        )*
    };
}

/// Writes nothing: without the feature `postgres`, Diesel does not know `ONLY` and `TABLESAMPLE`.
#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __table_on_postgres {
    ($($table:tt)*) => {};
}
