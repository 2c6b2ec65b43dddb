//! The impls of a table for Diesel's aliases and joins.
//!
//! Owns the impls by which a Diesel query can alias and join the table. Must not know the table's columns.

/// Writes the impls for one table. Only `__table!` calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! __table_joins {
    ($table:path) => {
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
                let (_, on) =
                    <$crate::diesel::query_source::Alias<S> as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }

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
                    $crate::diesel::internal::table_macro::FromClause<F>,
                    S,
                    D,
                    W,
                    O,
                    L,
                    Of,
                    G,
                >,
            > for $table
        where
            F: $crate::diesel::QuerySource,
            $crate::diesel::internal::table_macro::SelectStatement<
                $crate::diesel::internal::table_macro::FromClause<F>,
                S,
                D,
                W,
                O,
                L,
                Of,
                G,
            >: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::internal::table_macro::SelectStatement<
                $crate::diesel::internal::table_macro::FromClause<F>,
                S,
                D,
                W,
                O,
                L,
                Of,
                G,
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
                    'a,
                    $crate::diesel::internal::table_macro::FromClause<QS>,
                    ST,
                    DB,
                >,
            > for $table
        where
            QS: $crate::diesel::QuerySource,
            $crate::diesel::internal::table_macro::BoxedSelectStatement<
                'a,
                $crate::diesel::internal::table_macro::FromClause<QS>,
                ST,
                DB,
            >: $crate::diesel::JoinTo<$table>,
        {
            type FromClause = $crate::diesel::internal::table_macro::BoxedSelectStatement<
                'a,
                $crate::diesel::internal::table_macro::FromClause<QS>,
                ST,
                DB,
            >;
            type OnClause = <Self::FromClause as $crate::diesel::JoinTo<$table>>::OnClause;

            fn join_target(right: Self::FromClause) -> (Self::FromClause, Self::OnClause) {
                let (_, on) = <Self::FromClause as $crate::diesel::JoinTo<$table>>::join_target($table);
                (right, on)
            }
        }
    };
}
