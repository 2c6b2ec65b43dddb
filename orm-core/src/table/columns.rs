//! The impls of a table's columns.
//!
//! Owns the impls that make `teams::name` an expression and compare it with values. Must not know the table's own
//! impls.

/// Writes the impls of one column. Only `__table!` calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! __column {
    ($table:path, $column:path, $name:literal, $sql_type:ty, $index:tt, $contained:ident $($ops:ident)*) => {
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
                ::core::result::Result::Ok(())
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

        $crate::__column!(@contained $contained $table, $column, $index);

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

        $($crate::__column!(@operator $ops $column);)*
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

    // Comparisons with values of a type that Diesel knows on one database only. Diesel's traits cannot be implemented
    // for such a type here. An inherent method takes precedence over the method of Diesel's trait.
    (@operator Values $column:path) => {
        #[allow(dead_code)]
        impl $column {
            $crate::__column!(@comparison $column, eq Eq "equal to");
            $crate::__column!(@comparison $column, ne NotEq "other than");
            $crate::__column!(@comparison $column, gt Gt "greater than");
            $crate::__column!(@comparison $column, ge GtEq "at least");
            $crate::__column!(@comparison $column, lt Lt "less than");
            $crate::__column!(@comparison $column, le LtEq "at most");

            /// A condition: the column equals one of the values.
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
        #[doc = concat!("A condition: the column is ", $what, " the value.")]
        pub fn $method(
            self,
            value: impl $crate::derive::IntoValue<$crate::table::NaturalOf<Self>>,
        ) -> $crate::diesel::dsl::$type<Self, $crate::derive::sql_types::Value<$crate::table::NaturalOf<Self>>> {
            $crate::diesel::ExpressionMethods::$method(self, $crate::derive::sql_types::Value(value.into_value()))
        }
    };

    (@operator Add $column:path) => { $crate::__column!(@operator Add add $column); };
    (@operator Sub $column:path) => { $crate::__column!(@operator Sub sub $column); };
    (@operator Mul $column:path) => { $crate::__column!(@operator Mul mul $column); };
    (@operator Div $column:path) => { $crate::__column!(@operator Div div $column); };
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
