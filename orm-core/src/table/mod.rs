//! The Diesel table of a model: the impls that make `teams::table` and `teams::name` usable in any Diesel query.
//!
//! Owns the impls that Diesel's own `table!` writes. They are written here, against Diesel's hidden
//! `internal::table_macro`, for two reasons. The expansion of `table!` names the crate `::diesel`, on which an
//! application need not depend. And a table needs fewer impls here: GROUP BY takes one impl per column, not one per
//! pair of columns. Joins with `ONLY` and `TABLESAMPLE` are left out on purpose: whoever needs them declares the table
//! by `table!` and writes `#[model(table = ..)]`. Must not know associations: the macro takes any unit structs.

mod columns;
mod existing;
mod joins;
mod position;
mod postgres;

pub use existing::{
    Compared, DeclaredTable, DeclaredType, Differ, MayHoldNull, NameOf, TableCheck, TableName, Unusual,
    assert_declared, same_name,
};
pub use position::{Decide, Decision, Position, PositionedColumn, SamePosition};

/// The default Rust type of an expression's SQL type.
pub type NaturalOf<E> = <<E as diesel::Expression>::SqlType as crate::sql_types::DefaultRust>::Rust;

/// The list of values with which `eq_any` compares an expression.
pub type NaturalValues<E> = Vec<crate::sql_types::Value<NaturalOf<E>>>;

/// The name of a table in double quotes, and its parts. Diesel's own nodes quote with backticks on SQLite; the
/// statements of this library do not.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Quoted {
    /// The schema and the name, quoted.
    pub sql: &'static str,
    /// The schema.
    pub schema: Option<&'static str>,
    /// The name.
    pub name: &'static str,
}

impl<DB: diesel::backend::Backend> diesel::query_builder::QueryFragment<DB> for Quoted {
    fn walk_ast<'b>(&'b self, mut out: diesel::query_builder::AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        out.push_sql(self.sql);
        Ok(())
    }
}

/// Writes the impls of one table and its columns. Only the derive calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! __table {
    (
        table: $table:path, name: $name:literal, schema: [$($schema:literal)?],
        key: $key:ty = $key_value:expr,
        columns: [$({ $column:path, $column_name:literal, $sql_type:ty, $index:tt, $contained:ident $($ops:ident)* })*]
    ) => {
        impl $crate::diesel::internal::table_macro::StaticQueryFragment for $table {
            type Component = $crate::table::Quoted;
            const STATIC_COMPONENT: &'static Self::Component = &$crate::table::Quoted {
                sql: concat!($("\"", $schema, "\".",)? "\"", $name, "\""),
                schema: $crate::__table!(@schema $($schema)?),
                name: $name,
            };
        }

        impl $crate::diesel::query_builder::QueryId for $table {
            type QueryId = $table;
        }

        impl $crate::diesel::QuerySource for $table {
            type FromClause = $crate::diesel::internal::table_macro::StaticQueryFragmentInstance<$table>;
            type DefaultSelection = <Self as $crate::diesel::Table>::AllColumns;

            fn from_clause(&self) -> Self::FromClause {
                $crate::diesel::internal::table_macro::StaticQueryFragmentInstance::new()
            }

            fn default_selection(&self) -> Self::DefaultSelection {
                <Self as $crate::diesel::Table>::all_columns()
            }
        }

        impl<DB> $crate::diesel::query_builder::QueryFragment<DB> for $table
        where
            DB: $crate::diesel::backend::Backend,
            <$table as $crate::diesel::internal::table_macro::StaticQueryFragment>::Component:
                $crate::diesel::query_builder::QueryFragment<DB>,
        {
            fn walk_ast<'b>(
                &'b self,
                out: $crate::diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> $crate::diesel::QueryResult<()> {
                $crate::diesel::query_builder::QueryFragment::walk_ast(
                    <$table as $crate::diesel::internal::table_macro::StaticQueryFragment>::STATIC_COMPONENT,
                    out,
                )
            }
        }

        impl $crate::diesel::query_builder::AsQuery for $table {
            type SqlType = ($($sql_type,)*);
            type Query = $crate::diesel::internal::table_macro::SelectStatement<
                $crate::diesel::internal::table_macro::FromClause<$table>,
            >;

            fn as_query(self) -> Self::Query {
                $crate::diesel::internal::table_macro::SelectStatement::simple(self)
            }
        }

        impl $crate::diesel::Table for $table {
            type PrimaryKey = $key;
            type AllColumns = ($($column,)*);

            fn primary_key(&self) -> Self::PrimaryKey {
                $key_value
            }

            fn all_columns() -> Self::AllColumns {
                ($($column,)*)
            }
        }

        impl $crate::diesel::associations::HasTable for $table {
            type Table = Self;

            fn table() -> Self {
                $table
            }
        }

        impl $crate::diesel::query_builder::IntoUpdateTarget for $table {
            type WhereClause = <<Self as $crate::diesel::query_builder::AsQuery>::Query as
                $crate::diesel::query_builder::IntoUpdateTarget>::WhereClause;

            fn into_update_target(self) -> $crate::diesel::query_builder::UpdateTarget<Self::Table, Self::WhereClause> {
                $crate::diesel::query_builder::IntoUpdateTarget::into_update_target(
                    $crate::diesel::query_builder::AsQuery::as_query(self),
                )
            }
        }

        impl<T> $crate::diesel::Insertable<T> for $table
        where
            <$table as $crate::diesel::query_builder::AsQuery>::Query: $crate::diesel::Insertable<T>,
        {
            type Values =
                <<$table as $crate::diesel::query_builder::AsQuery>::Query as $crate::diesel::Insertable<T>>::Values;

            fn values(self) -> Self::Values {
                $crate::diesel::Insertable::values($crate::diesel::query_builder::AsQuery::as_query(self))
            }
        }

        $crate::__table_joins!($table);
        $crate::__table_on_postgres!($table, [$($column,)*]);

        $($crate::__column!($table, $column, $column_name, $sql_type, $index, $contained $($ops)*);)*
    };

    (@schema $schema:literal) => { ::core::option::Option::Some($schema) };
    (@schema) => { ::core::option::Option::None };
}
