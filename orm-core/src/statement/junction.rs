//! Statements over a junction: conditions on links, INSERT and DELETE of links, and SELECT of targets together with
//! their links.
//!
//! Owns the text of these statements. Must not know statements over models.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::{And, Where};
use super::keys::BindKey;
use super::known_empty::{FromGetter, KnownEmpty};
use super::{fragment, push_name, push_scope, push_table, walk};
use crate::association::{ManyToMany, SourceValue, TargetValue, Through};
use crate::debug::debug_by_name;
use crate::dialect::{Dialect, KeyList};
use crate::model::{Key, Model};
use crate::trace::{LazyRead, RowId};

/// The condition that a row is linked to the source with this key. A source without a key is linked to nothing.
///
/// The SQL is `"actors"."id" IN (SELECT "actor_id" FROM "actor_movies" WHERE "movie_id" = ?)`, and the association's
/// scope.
pub struct LinkedTo<A: ManyToMany> {
    pub(crate) source: Option<SourceValue<A>>,
    /// The source row, where a getter such as `movie.get_actors()` made the condition.
    pub(crate) row: Option<RowId>,
}

impl<A: ManyToMany> LinkedTo<A> {
    /// The condition that a row is linked to this source.
    pub(crate) fn of(source: &A::Source) -> Self {
        Self { source: A::SourceKey::of(source), row: Some(RowId::of::<A::Source, _>(|| source.key())) }
    }
}

/// The INSERT that links a source to targets. Existing links stay as they are.
pub struct InsertLinks<A: ManyToMany> {
    pub(crate) source: SourceValue<A>,
    pub(crate) targets: KeyList<TargetValue<A>>,
}

/// The INSERT of links of several sources.
pub struct InsertPairs<A: ManyToMany> {
    pub(crate) pairs: Vec<(SourceValue<A>, TargetValue<A>)>,
}

/// The DELETE of a source's links: of those to the given targets, or of those to all other targets.
pub struct DeleteLinks<A: ManyToMany> {
    pub(crate) source: SourceValue<A>,
    pub(crate) targets: KeyList<TargetValue<A>>,
    pub(crate) which: Which,
}

/// The links of a source that a DELETE removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// The links to the listed targets.
    Listed,
    /// The links to all targets that are not listed.
    Others,
}

debug_by_name! {
    impl[A: ManyToMany] LinkedTo<A>: A::NAME;
    impl[A: ManyToMany] InsertLinks<A>: A::NAME;
    impl[A: ManyToMany] InsertPairs<A>: A::NAME;
    impl[A: ManyToMany] DeleteLinks<A>: A::NAME;
}

impl<A: ManyToMany> Clone for LinkedTo<A> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), row: self.row }
    }
}

impl<A: ManyToMany> KnownEmpty for LinkedTo<A> {
    fn is_known_empty(&self) -> bool {
        self.source.is_none()
    }
}

impl<A: ManyToMany> FromGetter for LinkedTo<A> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.row.map(LazyRead::linked::<A>)
    }
}

impl<A: ManyToMany> QueryId for LinkedTo<A> {
    type QueryId = Self;
}

impl<A: ManyToMany> QueryId for InsertLinks<A> {
    type QueryId = Self;
}

// The text depends on the number of pairs.
impl<A: ManyToMany> QueryId for InsertPairs<A> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

// `Which` is known at run time only: cached by text.
impl<A: ManyToMany> QueryId for DeleteLinks<A> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

fragment! {
    impl[A: ManyToMany] LinkedTo<A> where [A::SourceKey: BindKey<A::Source, DB>] |this, out| {
        let Some(source) = &this.source else {
            // This text is not the one cached for the type: keep it out of the statement cache.
            out.unsafe_to_cache_prepared();
            out.push_sql("FALSE");
            return Ok(());
        };
        let columns = <A::TargetKey as Key<A::Target>>::SQL;
        out.push_sql(if columns.len() > 1 { "(" } else { "" });
        out.push_sql(&columns.join(", "));
        out.push_sql(if columns.len() > 1 { ")" } else { "" });
        out.push_sql(" IN (SELECT ");
        out.push_sql(&A::TARGET_SQL.join(", "));
        out.push_sql(" FROM ");
        push_junction::<A, DB>(&mut out)?;
        out.push_sql(" WHERE ");
        A::SourceKey::push_equals(out.reborrow(), A::SOURCE_SQL, source)?;
        push_scope(&mut out, A::SCOPE);
        out.push_sql(")");
        Ok(())
    }
}

fragment! {
    impl[A: ManyToMany] InsertLinks<A>
    where [A::SourceKey: BindKey<A::Source, DB>, A::TargetKey: BindKey<A::Target, DB>]
    |this, out| {
        push_into::<A, DB>(&mut out)?;
        let source = &this.source;
        let before = |mut out: AstPass<'_, 'b, DB>| {
            A::SourceKey::push_value(out.reborrow(), source)?;
            out.push_sql(", ");
            Ok(())
        };
        A::TargetKey::push_rows(out.reborrow(), before, &this.targets)?;
        out.push_sql(if A::UNIQUE { " ON CONFLICT DO NOTHING" } else { "" });
        Ok(())
    }
}

fragment! {
    impl[A: ManyToMany] DeleteLinks<A>
    where [A::SourceKey: BindKey<A::Source, DB>, A::TargetKey: BindKey<A::Target, DB>]
    |this, out| {
        out.push_sql("DELETE FROM ");
        push_junction::<A, DB>(&mut out)?;
        out.push_sql(" WHERE ");
        A::SourceKey::push_equals(out.reborrow(), A::SOURCE_SQL, &this.source)?;
        push_scope(&mut out, A::SCOPE);
        out.push_sql(if this.which == Which::Others { " AND NOT (" } else { " AND " });
        A::TargetKey::push_in(out.reborrow(), A::TARGET_SQL, &this.targets)?;
        out.push_sql(if this.which == Which::Others { ")" } else { "" });
        Ok(())
    }
}

fragment! {
    impl[A: ManyToMany] InsertPairs<A>
    where [A::SourceKey: BindKey<A::Source, DB>, A::TargetKey: BindKey<A::Target, DB>]
    |this, out| {
        out.unsafe_to_cache_prepared();
        push_into::<A, DB>(&mut out)?;
        for (place, (source, target)) in this.pairs.iter().enumerate() {
            out.push_sql(if place == 0 { "VALUES (" } else { ", (" });
            A::SourceKey::push_value(out.reborrow(), source)?;
            out.push_sql(", ");
            A::TargetKey::push_value(out.reborrow(), target)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

/// Writes the junction's table.
fn push_junction<A: ManyToMany, DB: Dialect>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    A::check_junction()?;
    out.push_sql(A::JUNCTION);
    Ok(())
}

/// Writes `INSERT INTO junction (columns) `.
fn push_into<A: ManyToMany, DB: Dialect>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("INSERT INTO ");
    push_junction::<A, DB>(out)?;
    out.push_sql(" (");
    for (place, name) in A::SOURCE_NAMES.iter().chain(A::TARGET_NAMES).enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        push_name(out, name);
    }
    out.push_sql(") ");
    Ok(())
}

/// The condition of a query for the targets that are linked to one source.
pub trait LinkedBy {
    /// The association that links them.
    type Association: ManyToMany;
    /// The key of the source; `None` where it has none.
    fn source(&self) -> Option<SourceValue<Self::Association>>;
}

impl<A: ManyToMany> LinkedBy for LinkedTo<A> {
    type Association = A;

    fn source(&self) -> Option<SourceValue<A>> {
        self.source.clone()
    }
}

impl<E: LinkedBy> LinkedBy for Where<E> {
    type Association = E::Association;

    fn source(&self) -> Option<SourceValue<E::Association>> {
        self.0.source()
    }
}

impl<E: LinkedBy, B> LinkedBy for And<E, B> {
    type Association = E::Association;

    fn source(&self) -> Option<SourceValue<E::Association>> {
        self.0.source()
    }
}

/// A query for targets together with the rows of the junction that link them: `movie.get_actors().with_junction()`.
/// Sequelize calls this `joinTableAttributes`.
///
/// It runs one SELECT that joins the junction, and yields `Vec<(Actor, Casting)>`. An actor that is linked to the movie
/// twice comes twice.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to_many(Actor, through = Casting)]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # #[derive(Model)]
/// # struct Casting { #[column(primary_key)] movie_id: i32, #[column(primary_key)] actor_id: i32, role: String }
/// # let movie = Movie { id: 1 };
/// let leads = movie.get_actors().with_junction().filter_junction(castings::role.eq("lead"));
/// assert_sql!(
///     leads.order(actors::name.asc()),
///     r#"SELECT "actors"."id", "actors"."name",
///                "castings"."movie_id", "castings"."actor_id", "castings"."role"
///            FROM "actors"
///            INNER JOIN "castings" ON "castings"."actor_id" = "actors"."id"
///                AND "castings"."movie_id" = ?
///            WHERE "actors"."id" IN (SELECT "castings"."actor_id" FROM "castings"
///                WHERE "castings"."movie_id" = ?)
///            AND "castings"."role" = ?
///            ORDER BY "actors"."name" ASC -- binds: [1, 1, "lead"]"#
/// );
/// ```
#[must_use = "a query does nothing until `.exec(&mut conn)`"]
pub struct WithJunction<A: Through, F, O, L> {
    pub(crate) source: Option<SourceValue<A>>,
    pub(crate) filter: F,
    pub(crate) order: O,
    pub(crate) limit: L,
    pub(crate) association: PhantomData<fn() -> A>,
}

debug_by_name! { impl[A: Through, F, O, L] WithJunction<A, F, O, L>: A::NAME; }

fragment! {
    impl[A: Through, F, O, L] WithJunction<A, F, O, L>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>, A::SourceKey: BindKey<A::Source, DB>]
    |this, out| {
        out.push_sql("SELECT ");
        out.push_sql(A::Target::COLUMNS);
        out.push_sql(", ");
        out.push_sql(A::Junction::COLUMNS);
        out.push_sql(" FROM ");
        push_table::<A::Target, DB>(&mut out)?;
        out.push_sql(" INNER JOIN ");
        push_junction::<A, DB>(&mut out)?;
        out.push_sql(" ON ");
        let keys = <A::TargetKey as Key<A::Target>>::SQL;
        for (place, (link, key)) in A::TARGET_SQL.iter().zip(keys).enumerate() {
            out.push_sql(if place > 0 { " AND " } else { "" });
            out.push_sql(link);
            out.push_sql(" = ");
            out.push_sql(key);
        }
        out.push_sql(" AND ");
        if let Some(source) = &this.source {
            A::SourceKey::push_equals(out.reborrow(), A::SOURCE_SQL, source)?;
            push_scope(&mut out, A::SCOPE);
        } else {
            out.unsafe_to_cache_prepared();
            out.push_sql("FALSE");
        }
        walk(&this.filter, &mut out)?;
        walk(&this.order, &mut out)?;
        walk(&this.limit, &mut out)
    }
}

impl<A: Through, F, O, L> diesel::query_builder::Query for WithJunction<A, F, O, L> {
    type SqlType = (<A::Target as Model>::SqlType, <A::Junction as Model>::SqlType);
}

impl<A: Through, F, O, L, Conn> diesel::RunQueryDsl<Conn> for WithJunction<A, F, O, L> {}

impl<A: Through, F: QueryId, O: QueryId, L: QueryId> QueryId for WithJunction<A, F, O, L> {
    type QueryId = WithJunction<A, F::QueryId, O::QueryId, L::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID && L::HAS_STATIC_QUERY_ID;
}
