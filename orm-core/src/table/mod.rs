//! The Diesel table of a model: what makes `teams::table` and `teams::name` usable in any Diesel query.
//!
//! Owns the impls that Diesel's own `table!` writes, written against Diesel's (hidden) `internal::table_macro`, because
//! the expansion of `table!` names the crate `::diesel` and an application need not depend on it, and because a table
//! needs fewer of them: pairs of columns in GROUP BY are decided by one impl per column, not by one per pair. Left out
//! on purpose: joins with `ONLY` and `TABLESAMPLE`; whoever needs them declares `table!` and says `#[model(table =
//! ..)]`. Must not know models: any unit structs will do.

mod position;
mod postgres;

pub use position::{Decide, Decision, Position, PositionedColumn, SamePosition};

/// The usual Rust type of an expression's SQL type.
pub type NaturalOf<E> = <<E as diesel::Expression>::SqlType as crate::sql_types::Natural>::Rust;

/// Values to compare an expression with.
pub type NaturalValues<E> = Vec<crate::sql_types::Value<NaturalOf<E>>>;

/// A name in double quotes. Diesel's own nodes quote with backticks on SQLite; the statements of this library do not.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Quoted(pub &'static str);

impl<DB: diesel::backend::Backend> diesel::query_builder::QueryFragment<DB> for Quoted {
    fn walk_ast<'b>(&'b self, mut out: diesel::query_builder::AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// Writes the impls of one table and its columns; called by the derive only.
#[doc(hidden)]
#[macro_export]
macro_rules! __table {
    (
        table: $table:path, name: $name:literal, schema: [$($schema:literal)?],
        key: $key:ty = $key_value:expr,
        columns: [$({ $column:path, $column_name:literal, $sql_type:ty, $index:tt, $contained:ident $($ops:ident)* })*]
    ) => {
        $crate::__table!(@fragment $table, concat!($("\"", $schema, "\".",)? "\"", $name, "\""));

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

        $crate::__table!(@aliases $table);
        $crate::__table!(@joins $table);
        $crate::__table_on_postgres!($table, [$($column,)*]);

        $($crate::__table!(@column $table, $column, $column_name, $sql_type, $index, $contained $($ops)*);)*
    };

    (@fragment $table:path, $sql:expr) => {
        impl $crate::diesel::internal::table_macro::StaticQueryFragment for $table {
            type Component = $crate::table::Quoted;
            const STATIC_COMPONENT: &'static Self::Component = &$crate::table::Quoted($sql);
        }
    };

    (@aliases $table:path) => {
        impl $crate::diesel::query_source::AppearsInFromClause<$table> for $table {
            type Count = $crate::diesel::query_source::Once;
        }

        impl $crate::diesel::query_source::AppearsInFromClause<$table>
            for $crate::diesel::internal::table_macro::NoFromClause
        {
            type Count = $crate::diesel::query_source::Never;
        }

        impl<S> $crate::diesel::query_source::AppearsInFromClause<$crate::diesel::query_source::Alias<S>> for $table
        where
            S: $crate::diesel::query_source::AliasSource,
        {
            type Count = $crate::diesel::query_source::Never;
        }

        impl<S> $crate::diesel::internal::table_macro::AliasAppearsInFromClause<S, $table> for $table
        where
            S: $crate::diesel::query_source::AliasSource<Target = $table>,
        {
            type Count = $crate::diesel::query_source::Never;
        }

        impl<S1, S2> $crate::diesel::internal::table_macro::AliasAliasAppearsInFromClause<$table, S2, S1> for $table
        where
            S1: $crate::diesel::query_source::AliasSource<Target = $table>
                + $crate::diesel::internal::table_macro::AliasAliasAppearsInFromClauseSameTable<S2, $table>,
            S2: $crate::diesel::query_source::AliasSource<Target = $table>,
        {
            type Count = <S1 as $crate::diesel::internal::table_macro::AliasAliasAppearsInFromClauseSameTable<
                S2,
                $table,
            >>::Count;
        }

        impl<S, C> $crate::diesel::internal::table_macro::FieldAliasMapperAssociatedTypesDisjointnessTrick<$table, S, C>
            for $table
        where
            S: $crate::diesel::query_source::AliasSource<Target = $table> + ::core::clone::Clone,
            C: $crate::diesel::Column<Table = $table>,
        {
            type Out = $crate::diesel::query_source::AliasedField<S, C>;

            fn map(column: C, alias: &$crate::diesel::query_source::Alias<S>) -> Self::Out {
                alias.field(column)
            }
        }

        impl<S> $crate::diesel::JoinTo<$crate::diesel::query_source::Alias<S>> for $table
        where
            $crate::diesel::query_source::Alias<S>: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::query_source::Alias<S>;
            type OnClause = <$crate::diesel::query_source::Alias<S> as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: $crate::diesel::query_source::Alias<S>) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <$crate::diesel::query_source::Alias<S> as $crate::diesel::JoinTo<$table>>::join_target(
                    $table,
                );
                (right, on)
            }
        }
    };

    (@joins $table:path) => {
        impl<Left, Right, Kind> $crate::diesel::JoinTo<$crate::diesel::internal::table_macro::Join<Left, Right, Kind>>
            for $table
        where
            $crate::diesel::internal::table_macro::Join<Left, Right, Kind>: $crate::diesel::JoinTo<$table>,
            Left: $crate::diesel::QuerySource,
            Right: $crate::diesel::QuerySource,
        {
            type FromClause = $crate::diesel::internal::table_macro::Join<Left, Right, Kind>;
            type OnClause = <Self::FromClause as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: Self::FromClause) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <Self::FromClause as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }

        impl<Join, On> $crate::diesel::JoinTo<$crate::diesel::internal::table_macro::JoinOn<Join, On>> for $table
        where
            $crate::diesel::internal::table_macro::JoinOn<Join, On>: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::internal::table_macro::JoinOn<Join, On>;
            type OnClause = <Self::FromClause as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: Self::FromClause) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <Self::FromClause as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }

        impl<F, S, D, W, O, L, Of, G>
            $crate::diesel::JoinTo<
                $crate::diesel::internal::table_macro::SelectStatement<
                    $crate::diesel::internal::table_macro::FromClause<F>, S, D, W, O, L, Of, G,
                >,
            > for $table
        where
            F: $crate::diesel::QuerySource,
            $crate::diesel::internal::table_macro::SelectStatement<
                $crate::diesel::internal::table_macro::FromClause<F>, S, D, W, O, L, Of, G,
            >: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::internal::table_macro::SelectStatement<
                $crate::diesel::internal::table_macro::FromClause<F>, S, D, W, O, L, Of, G,
            >;
            type OnClause = <Self::FromClause as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: Self::FromClause) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <Self::FromClause as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }

        impl<'a, QS, ST, DB>
            $crate::diesel::JoinTo<
                $crate::diesel::internal::table_macro::BoxedSelectStatement<
                    'a, $crate::diesel::internal::table_macro::FromClause<QS>, ST, DB,
                >,
            > for $table
        where
            QS: $crate::diesel::QuerySource,
            $crate::diesel::internal::table_macro::BoxedSelectStatement<
                'a, $crate::diesel::internal::table_macro::FromClause<QS>, ST, DB,
            >: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::internal::table_macro::BoxedSelectStatement<
                'a, $crate::diesel::internal::table_macro::FromClause<QS>, ST, DB,
            >;
            type OnClause = <Self::FromClause as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: Self::FromClause) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <Self::FromClause as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }
    };

    (@column $table:path, $column:path, $name:literal, $sql_type:ty, $index:tt, $contained:ident $($ops:ident)*) => {
        impl $crate::diesel::query_builder::QueryId for $column {
            type QueryId = $column;
        }

        impl $crate::diesel::Expression for $column {
            type SqlType = $sql_type;
        }

        impl<DB> $crate::diesel::query_builder::QueryFragment<DB> for $column
        where
            DB: $crate::diesel::backend::Backend,
            $table: $crate::diesel::query_builder::QueryFragment<DB>,
        {
            fn walk_ast<'b>(
                &'b self,
                mut out: $crate::diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> $crate::diesel::QueryResult<()> {
                if !out.should_skip_from() {
                    $crate::diesel::query_builder::QueryFragment::walk_ast(&$table, out.reborrow())?;
                    out.push_sql(".");
                }
                out.push_sql(concat!("\"", $name, "\""));
                Ok(())
            }
        }

        impl $crate::diesel::SelectableExpression<$table> for $column {}

        impl<QS> $crate::diesel::AppearsOnTable<QS> for $column where
            QS: $crate::diesel::query_source::AppearsInFromClause<$table, Count = $crate::diesel::query_source::Once>
        {
        }

        impl<Left, Right>
            $crate::diesel::SelectableExpression<
                $crate::diesel::internal::table_macro::Join<
                    Left, Right, $crate::diesel::internal::table_macro::LeftOuter,
                >,
            > for $column
        where
            $column: $crate::diesel::AppearsOnTable<
                    $crate::diesel::internal::table_macro::Join<
                        Left, Right, $crate::diesel::internal::table_macro::LeftOuter,
                    >,
                > + $crate::diesel::SelectableExpression<Left>,
            Left: $crate::diesel::QuerySource,
            Right: $crate::diesel::query_source::AppearsInFromClause<$table, Count = $crate::diesel::query_source::Never>
                + $crate::diesel::QuerySource,
        {
        }

        impl<Left, Right>
            $crate::diesel::SelectableExpression<
                $crate::diesel::internal::table_macro::Join<Left, Right, $crate::diesel::internal::table_macro::Inner>,
            > for $column
        where
            $column: $crate::diesel::AppearsOnTable<
                $crate::diesel::internal::table_macro::Join<Left, Right, $crate::diesel::internal::table_macro::Inner>,
            >,
            Left: $crate::diesel::query_source::AppearsInFromClause<$table> + $crate::diesel::QuerySource,
            Right: $crate::diesel::query_source::AppearsInFromClause<$table> + $crate::diesel::QuerySource,
            (Left::Count, Right::Count): $crate::diesel::internal::table_macro::Pick<Left, Right>,
            $column: $crate::diesel::SelectableExpression<
                <(Left::Count, Right::Count) as $crate::diesel::internal::table_macro::Pick<Left, Right>>::Selection,
            >,
        {
        }

        impl<Join, On> $crate::diesel::SelectableExpression<$crate::diesel::internal::table_macro::JoinOn<Join, On>>
            for $column
        where
            $column: $crate::diesel::SelectableExpression<Join>
                + $crate::diesel::AppearsOnTable<$crate::diesel::internal::table_macro::JoinOn<Join, On>>,
        {
        }

        impl<From>
            $crate::diesel::SelectableExpression<
                $crate::diesel::internal::table_macro::SelectStatement<
                    $crate::diesel::internal::table_macro::FromClause<From>,
                >,
            > for $column
        where
            From: $crate::diesel::QuerySource,
            $column: $crate::diesel::SelectableExpression<From>
                + $crate::diesel::AppearsOnTable<
                    $crate::diesel::internal::table_macro::SelectStatement<
                        $crate::diesel::internal::table_macro::FromClause<From>,
                    >,
                >,
        {
        }

        impl<GroupBy> $crate::diesel::expression::ValidGrouping<GroupBy> for $column
        where
            GroupBy: $crate::diesel::expression::IsContainedInGroupBy<
                $column,
                Output = $crate::diesel::expression::is_contained_in_group_by::Yes,
            >,
        {
            type IsAggregate = $crate::diesel::expression::is_aggregate::Yes;
        }

        impl $crate::diesel::expression::ValidGrouping<()> for $column {
            type IsAggregate = $crate::diesel::expression::is_aggregate::No;
        }

        impl $crate::table::PositionedColumn for $column {
            type Position = $crate::table::Position<$index>;
        }

        $crate::__table!(@contained $contained $table, $column, $index);

        impl $crate::diesel::Column for $column {
            type Table = $table;

            const NAME: &'static str = $name;
        }

        impl<T> $crate::diesel::EqAll<T> for $column
        where
            T: $crate::diesel::expression::AsExpression<$sql_type>,
            $crate::diesel::dsl::Eq<$column, T::Expression>:
                $crate::diesel::Expression<SqlType = $crate::diesel::sql_types::Bool>,
        {
            type Output = $crate::diesel::dsl::Eq<Self, T::Expression>;

            fn eq_all(self, right: T) -> Self::Output {
                $crate::diesel::ExpressionMethods::eq(self, right)
            }
        }

        $($crate::__table!(@operator $ops $column);)*
    };

    // A single primary key decides every other column of its table (functional dependency), as in Diesel.
    (@contained key $table:path, $column:path, $index:tt) => {
        impl<C> $crate::diesel::expression::IsContainedInGroupBy<C> for $column
        where
            C: $crate::diesel::Column<Table = $table>,
        {
            type Output = $crate::diesel::expression::is_contained_in_group_by::Yes;
        }
    };
    (@contained column $table:path, $column:path, $index:tt) => {
        impl<C> $crate::diesel::expression::IsContainedInGroupBy<C> for $column
        where
            C: $crate::diesel::Column<Table = $table> + $crate::table::PositionedColumn,
            $crate::table::Position<$index>: $crate::table::SamePosition<C::Position>,
        {
            type Output = <$crate::table::Position<$index> as $crate::table::SamePosition<C::Position>>::Output;
        }
    };

    // Comparisons with values of a type that Diesel knows on one database only: an inherent method comes before
    // Diesel's, whose trait cannot be implemented for such a type here.
    (@operator Values $column:path) => {
        #[allow(dead_code)]
        impl $column {
            $crate::__table!(@comparison $column, eq Eq "equal to");
            $crate::__table!(@comparison $column, ne NotEq "other than");
            $crate::__table!(@comparison $column, gt Gt "greater than");
            $crate::__table!(@comparison $column, ge GtEq "at least");
            $crate::__table!(@comparison $column, lt Lt "less than");
            $crate::__table!(@comparison $column, le LtEq "at most");

            /// Whether the column is one of the values.
            pub fn eq_any<T>(
                self,
                values: impl ::core::iter::IntoIterator<Item = T>,
            ) -> $crate::diesel::dsl::EqAny<Self, $crate::table::NaturalValues<Self>>
            where
                T: $crate::derive::IntoValue<$crate::table::NaturalOf<Self>>,
            {
                let values = values.into_iter().map(|value| $crate::derive::sql_types::Value(value.into_value())).collect();
                $crate::diesel::ExpressionMethods::eq_any::<$crate::table::NaturalValues<Self>>(self, values)
            }
        }
    };
    (@comparison $column:path, $method:ident $type:ident $what:literal) => {
        #[doc = concat!("Whether the column is ", $what, " the value.")]
        pub fn $method(
            self,
            value: impl $crate::derive::IntoValue<$crate::table::NaturalOf<Self>>,
        ) -> $crate::diesel::dsl::$type<Self, $crate::derive::sql_types::Value<$crate::table::NaturalOf<Self>>> {
            $crate::diesel::ExpressionMethods::$method(self, $crate::derive::sql_types::Value(value.into_value()))
        }
    };

    (@operator Add $column:path) => { $crate::__table!(@operator Add add $column); };
    (@operator Sub $column:path) => { $crate::__table!(@operator Sub sub $column); };
    (@operator Mul $column:path) => { $crate::__table!(@operator Mul mul $column); };
    (@operator Div $column:path) => { $crate::__table!(@operator Div div $column); };
    (@operator $operator:ident $function:ident $column:path) => {
        impl<Right> ::core::ops::$operator<Right> for $column
        where
            Right: $crate::diesel::expression::AsExpression<
                <<$column as $crate::diesel::Expression>::SqlType as $crate::diesel::sql_types::ops::$operator>::Rhs,
            >,
        {
            type Output = $crate::diesel::internal::table_macro::ops::$operator<Self, Right::Expression>;

            fn $function(self, right: Right) -> Self::Output {
                $crate::diesel::internal::table_macro::ops::$operator::new(self, right.as_expression())
            }
        }
    };
}
