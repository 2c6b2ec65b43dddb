//! Conditions after WHERE: the library's own and the user's.
//!
//! Owns the nodes of conditions and how one is added to another. Must not know orders or limits.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryId};

use super::keys::BindKey;
use super::parentheses::{push_condition, push_operand};
use super::{fragment, push_scope, push_table, walk};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::dialect::{Dialect, KeyList};
use crate::model::{Key, Model, PrimaryKeyOf};
use crate::trace::RowId;

/// ` WHERE ..`; `()` stands for no condition.
#[derive(Debug, Clone, Copy)]
pub struct Where<E>(pub(crate) E);

/// Two conditions that must both hold.
#[derive(Debug, Clone, Copy)]
pub struct And<A, B>(pub(crate) A, pub(crate) B);

/// A user's condition. It stands in parentheses where it needs them, so that a raw `a OR b` cannot bypass the library's
/// own conditions.
#[derive(Debug, Clone, Copy)]
pub struct Parenthesized<E>(pub(crate) E);

/// An optional condition of the user; with `None` every row passes.
#[derive(Debug, Clone, Copy)]
pub struct IfGiven<E>(pub(crate) Option<E>);

/// The negation of a condition: `NOT ..`.
#[must_use = "a condition does nothing outside `.filter(..)`"]
#[derive(Debug, Clone, Copy)]
pub struct Not<E>(pub(crate) E);

/// The condition that another one is false or NULL: `.. IS NOT TRUE`.
#[derive(Debug, Clone, Copy)]
pub struct Unless<E>(pub(crate) E);

/// The condition that a row's key has this value. With `None` no row passes.
pub struct KeyIs<M: Model, K: Key<M>> {
    pub(crate) value: Option<K::Value>,
    model: PhantomData<fn() -> (M, K)>,
}

/// The condition that a row's primary key comes after this value. With `None` every row passes.
pub struct KeyAfter<M: Model> {
    last: Option<PrimaryKeyOf<M>>,
}

/// The condition that a row is a target of the source with this key, in the association's scope. A source without a key
/// has no targets.
pub struct OfSource<A: Association> {
    pub(super) key: Option<KeyOf<A>>,
    /// The source row, where a getter such as `team.get_players()` made the condition.
    pub(super) row: Option<RowId>,
}

/// The condition that a row's key is one of these values.
pub struct KeyIn<M: Model, K: Key<M>> {
    pub(crate) values: KeyList<K::Value>,
    model: PhantomData<fn() -> (M, K)>,
}

/// The condition that all of these keys exist: as many rows have one of them as there are keys.
pub struct AllExist<M: Model, K: Key<M>> {
    keys: KeyIn<M, K>,
    count: i64,
}

impl<M: Model, K: Key<M>> KeyIs<M, K> {
    pub(crate) fn new(value: impl Into<Option<K::Value>>) -> Self {
        Self { value: value.into(), model: PhantomData }
    }
}

impl<M: Model> KeyAfter<M> {
    pub(crate) fn new(last: Option<PrimaryKeyOf<M>>) -> Self {
        Self { last }
    }
}

impl<M: Model> Clone for KeyAfter<M> {
    fn clone(&self) -> Self {
        Self::new(self.last.clone())
    }
}

debug_by_name! { impl[M: Model] KeyAfter<M>: M::TABLE; }

// Cached by text: the first chunk has no `key > ..`.
impl<M: Model> QueryId for KeyAfter<M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A: Association> OfSource<A> {
    pub(crate) fn new(key: Option<KeyOf<A>>) -> Self {
        Self { key, row: None }
    }

    /// The condition for the targets of this source row.
    pub(crate) fn of(source: &A::Source) -> Self {
        Self { key: A::key_of(source), row: Some(RowId::of::<A::Source, _>(|| source.key())) }
    }
}

impl<A: Association> Clone for OfSource<A> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), row: self.row }
    }
}

debug_by_name! { impl[A: Association] OfSource<A>: A::NAME; }

impl<A: Association> QueryId for OfSource<A> {
    type QueryId = Self;
}

impl<M: Model, K: Key<M>> KeyIn<M, K> {
    pub(crate) fn new(values: Vec<K::Value>) -> Self {
        Self { values: KeyList(values), model: PhantomData }
    }
}

impl<M: Model, K: Key<M>> AllExist<M, K> {
    /// The condition that all `keys` exist. No key may be repeated.
    pub(crate) fn new(keys: Vec<K::Value>) -> Self {
        let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
        Self { keys: KeyIn::new(keys), count }
    }
}

impl<M: Model, K: Key<M>> Clone for KeyIs<M, K> {
    fn clone(&self) -> Self {
        Self::new(self.value.clone())
    }
}

debug_by_name! { impl[M: Model, K: Key<M>] KeyIs<M, K>: K::SQL.join(", "); }

impl<M: Model, K: Key<M>> std::fmt::Debug for KeyIn<M, K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeyIn({}, {} values)", K::SQL.join(", "), self.values.0.len())
    }
}

impl<M: Model, K: Key<M>> std::fmt::Debug for AllExist<M, K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AllExist({} values)", self.count)
    }
}

impl<E: QueryId> QueryId for Where<E> {
    type QueryId = Where<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<A: QueryId, B: QueryId> QueryId for And<A, B> {
    type QueryId = And<A::QueryId, B::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = A::HAS_STATIC_QUERY_ID && B::HAS_STATIC_QUERY_ID;
}

impl<E: QueryId> QueryId for Parenthesized<E> {
    type QueryId = Parenthesized<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<E> QueryId for IfGiven<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: QueryId> QueryId for Not<E> {
    type QueryId = Not<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<E: QueryId> QueryId for Unless<E> {
    type QueryId = Unless<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<M: Model, K: Key<M>> QueryId for KeyIs<M, K> {
    type QueryId = Self;
}

impl<M: Model, K: Key<M>> QueryId for KeyIn<M, K> {
    type QueryId = Self;
}

impl<M: Model, K: Key<M>> QueryId for AllExist<M, K> {
    type QueryId = Self;
}

fragment! { impl[E] Where<E> where [E: diesel::query_builder::QueryFragment<DB>] |this, out| {
    out.push_sql(" WHERE ");
    walk(&this.0, &mut out)
} }

fragment! {
    impl[A, B] And<A, B>
    where [A: diesel::query_builder::QueryFragment<DB>, B: diesel::query_builder::QueryFragment<DB>]
    |this, out| {
        walk(&this.0, &mut out)?;
        out.push_sql(" AND ");
        walk(&this.1, &mut out)
    }
}

fragment! { impl[E] Parenthesized<E> where [E: diesel::query_builder::QueryFragment<DB>] |this, out| {
    push_condition(&mut out, &this.0)
} }

fragment! { impl[E] IfGiven<E> where [E: diesel::query_builder::QueryFragment<DB>] |this, out| {
    let Some(condition) = &this.0 else {
        out.push_sql("TRUE");
        return Ok(());
    };
    push_condition(&mut out, condition)
} }

fragment! { impl[E] Not<E> where [E: diesel::query_builder::QueryFragment<DB>] |this, out| {
    out.push_sql("NOT ");
    push_operand(&mut out, &this.0)
} }

fragment! { impl[E] Unless<E> where [E: diesel::query_builder::QueryFragment<DB>] |this, out| {
    push_operand(&mut out, &this.0)?;
    out.push_sql(" IS NOT TRUE");
    Ok(())
} }

fragment! { impl[M: Model] KeyAfter<M> where [M::PrimaryKey: BindKey<M, DB>] |this, out| {
    let Some(last) = &this.last else {
        out.push_sql("TRUE");
        return Ok(());
    };
    out.push_sql("(");
    out.push_sql(&<M::PrimaryKey as Key<M>>::SQL.join(", "));
    out.push_sql(") > (");
    M::PrimaryKey::push_value(out.reborrow(), last)?;
    out.push_sql(")");
    Ok(())
} }

fragment! { impl[M: Model, K] KeyIs<M, K> where [K: BindKey<M, DB>] |this, out| {
    if let Some(value) = &this.value {
        K::push_equals(out.reborrow(), K::SQL, value)
    } else {
        // This text is not the one cached for the type: keep it out of the statement cache.
        out.unsafe_to_cache_prepared();
        out.push_sql("FALSE");
        Ok(())
    }
} }

fragment! {
    impl[A: Association] OfSource<A> where [A::TargetKey: BindKey<A::Target, DB>] |this, out| {
        if let Some(key) = &this.key {
            let columns = <A::TargetKey as Key<A::Target>>::SQL;
            A::TargetKey::push_equals(out.reborrow(), columns, key)?;
            push_scope(&mut out, A::SCOPE);
        } else {
            // This text is not the one cached for the type: keep it out of the statement cache.
            out.unsafe_to_cache_prepared();
            out.push_sql("FALSE");
        }
        Ok(())
    }
}

fragment! { impl[M: Model, K] KeyIn<M, K> where [K: BindKey<M, DB>] |this, out| { K::push_in(out.reborrow(), K::SQL, &this.values) } }

fragment! { impl[M: Model, K] AllExist<M, K> where [K: BindKey<M, DB>] |this, out| {
    out.push_sql("(SELECT count(*) FROM ");
    push_table::<M, DB>(&mut out)?;
    out.push_sql(" WHERE ");
    walk(&this.keys, &mut out)?;
    out.push_sql(") = ");
    DB::push_number(out, &this.count)
} }

/// The condition of a query, or `()`, to which another condition can be added.
pub trait AddCondition<E> {
    /// The condition that both hold.
    type Both;
    /// Adds the condition.
    fn and(self, condition: E) -> Self::Both;
}

impl<E> AddCondition<E> for () {
    type Both = Where<E>;

    fn and(self, condition: E) -> Where<E> {
        Where(condition)
    }
}

impl<A, E> AddCondition<E> for Where<A> {
    type Both = Where<And<A, E>>;

    fn and(self, condition: E) -> Self::Both {
        Where(And(self.0, condition))
    }
}

/// A query's condition after one of the library's own: ` AND ..`, or nothing.
pub trait AndAlso<DB: Dialect> {
    /// Writes ` AND ` and the condition, or nothing.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_and_also<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Dialect> AndAlso<DB> for () {
    fn push_and_also<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB: Dialect, E: diesel::query_builder::QueryFragment<DB>> AndAlso<DB> for Where<E> {
    fn push_and_also<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" AND ");
        walk(&self.0, &mut out)
    }
}
