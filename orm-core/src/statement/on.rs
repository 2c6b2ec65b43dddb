//! Joins of two tables by an association, in queries of Diesel's own.
//!
//! Owns the ON condition, and the macro `joinable!`, which tells Diesel of it. Must not know the library's own queries:
//! they join without Diesel's types.

use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::QueryId;
use diesel::sql_types::Bool;

use super::{fragment, push_scope};
use crate::association::Association;
use crate::model::Model;

/// The table of the target of the association `A`.
pub type TargetTable<A> = <<A as Association>::Target as Model>::Table;

/// The condition that joins the source and the target of the association `A`: `"teams"."id" = "players"."team_id"`,
/// and its scope.
pub struct OnAssociation<A>(PhantomData<fn() -> A>);

impl<A> Default for OnAssociation<A> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<A> Clone for OnAssociation<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for OnAssociation<A> {}

impl<A: Association> std::fmt::Debug for OnAssociation<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "OnAssociation({})", A::JOIN)
    }
}

impl<A: Association> Expression for OnAssociation<A> {
    type SqlType = Bool;
}

impl<A: Association, Tables> AppearsOnTable<Tables> for OnAssociation<A> {}

impl<A, Grouping> ValidGrouping<Grouping> for OnAssociation<A> {
    type IsAggregate = is_aggregate::No;
}

impl<A: 'static> QueryId for OnAssociation<A> {
    type QueryId = Self;
}

fragment! { impl[A: Association] OnAssociation<A> |_this, out| {
    out.push_sql(A::JOIN);
    push_scope(&mut out, A::SCOPE);
    Ok(())
} }

/// Lets queries of Diesel's own join the two tables of an association: `players::table.inner_join(teams::table)`.
///
/// It takes a `belongs_to`, `has_one` or `has_many`, by the module of the table and its name:
/// `orm_core::joinable!(players::team)`, or several of them. The condition after ON is that of the association, with its scope. The two tables may then also appear in one
/// query. Where a query joins a third table, `diesel::allow_tables_to_appear_in_same_query!` names each pair of tables
/// that no association of `joinable!` names.
///
/// Diesel knows one condition for two tables, so the macro takes one association of them. Another one, and an
/// association of a model to itself, is joined by Diesel's `on` and, for itself, `alias!`.
///
/// The model that declares the association belongs to the crate that calls the macro. Where the target belongs to
/// another crate, its table is named too: `orm_core::joinable!(towns::country => countries::table)`.
///
/// # Example
/// ```
/// use orm_core::diesel::prelude::{QueryDsl, RunQueryDsl};
/// use orm_core::diesel::{SqliteConnection, debug_query, sqlite::Sqlite};
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, name: String, team_id: i32 }
///
/// orm_core::joinable!(players::team);
///
/// fn of_teams(db: &mut SqliteConnection) -> orm_core::diesel::QueryResult<Vec<(String, String)>> {
///     players::table.inner_join(teams::table).select((players::name, teams::name)).load(db)
/// }
///
/// let ids = teams::table.left_join(players::table).select(teams::id);
/// assert_eq!(
///     debug_query::<Sqlite, _>(&ids).to_string(),
///     r#"SELECT "teams"."id" FROM ("teams" LEFT OUTER JOIN "players" ON "teams"."id" = "players"."team_id") -- binds: []"#
/// );
/// # let _ = of_teams;
/// ```
#[macro_export]
macro_rules! joinable {
    ($($source:ident::$association:ident $(=> $target:ty)?),+ $(,)?) => { $(
        const _: () = {
            use $crate::associate::parts::{OnAssociation, TargetTable};
            use $crate::diesel::{JoinTo, query_source::TableNotEqual};

            type On = OnAssociation<$source::$association>;
            type Target = $crate::joinable!(@target $source::$association $(=> $target)?);

            // The table is named, and not an associated type of the association, so that the association may be private.
            impl JoinTo<Target> for $source::table {
                type FromClause = Target;
                type OnClause = On;

                fn join_target(target: Target) -> (Target, On) {
                    (target, ::core::default::Default::default())
                }
            }

            impl JoinTo<$source::table> for Target {
                type FromClause = $source::table;
                type OnClause = On;

                fn join_target(source: $source::table) -> ($source::table, On) {
                    (source, ::core::default::Default::default())
                }
            }

            impl TableNotEqual<Target> for $source::table {}
            impl TableNotEqual<$source::table> for Target {}

            // A table that is named must be that of the target.
            let _: fn(TargetTable<$source::$association>) -> Target = |table| table;
        };
    )+ };
    (@target $source:ident::$association:ident => $target:ty) => { $target };
    (@target $source:ident::$association:ident) => { TargetTable<$source::$association> };
}
