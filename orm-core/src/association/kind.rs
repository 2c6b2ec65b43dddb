//! How many targets a source has, and how they are kept beside it.
//!
//! Owns the kinds, and how fetched targets are distributed to their sources. Must not know how targets are fetched.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use super::Through;
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{Cardinality, Mandatory, Model, Optional};

/// How an association's targets are kept beside their source.
///
/// | association | kind | kept as | read as |
/// |---|---|---|---|
/// | `has_many` | [`Many`] | `Vec<T>` | `&[T]` |
/// | `has_one` | [`One`] | `Option<T>` | `Option<&T>` |
/// | `belongs_to`, optional key | [`Parent<Optional>`](Parent) | `Option<Arc<T>>` | `Option<&T>` |
/// | `belongs_to`, mandatory key | [`Parent<Mandatory>`](Parent) | `Arc<T>` | `&T` |
/// | `belongs_to_many` | [`Linked`] | `Vec<Arc<T>>` | `&[Arc<T>]` |
/// | `belongs_to_many` with `with_junction()` | [`LinkedWith`] | `Vec<WithLink<T, _>>` | `&[WithLink<T, _>]` |
///
/// A target of several sources is read once and shared by `Arc`.
pub trait Kind: Send + Sync + 'static {
    /// The type that is read with each target: the row of the junction, or `()`.
    type Extra: Send;
    /// The type that keeps the targets of one source.
    type Stored<T: Send + Sync>: Send + Sync;
    /// The type that borrows the targets of one source.
    type Ref<'a, T: Send + Sync + 'a>;
    /// The kind when a filter is added to the include: an association to one row may then find none.
    type Filtered: Kind<Extra = Self::Extra>;
    /// The kind when `required()` leaves out the sources without a target: an association to one row then always finds
    /// it.
    type Required: Kind<Extra = Self::Extra>;
    /// The SQL type of a fetched row: the key, the target, and the row of the junction if there is one.
    #[doc(hidden)]
    type SqlType<K, T>;
    /// The Rust type of a fetched row.
    #[doc(hidden)]
    type Row<K: Send, T: Send>: Send;

    /// The columns of the junction that are read with the target, quoted and qualified; empty without them.
    #[doc(hidden)]
    const EXTRA: &'static str = "";
    /// Whether the targets of a single source are read by a LEFT JOIN in the statement of the source.
    #[doc(hidden)]
    const JOINED: bool = false;
    /// Whether several sources may have the same target.
    #[doc(hidden)]
    const SHARES: bool = false;

    /// Borrows the targets of one source.
    fn get<T: Send + Sync>(stored: &Self::Stored<T>) -> Self::Ref<'_, T>;

    /// Takes a fetched row apart into the key, the target and the row of the junction.
    #[doc(hidden)]
    fn unpack<K: Send, T: Send>(row: Self::Row<K, T>) -> (K, T, Self::Extra);

    /// Gives each source its targets. `sources` are the keys of the sources, `links` say which target belongs to which
    /// key.
    #[doc(hidden)]
    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, Self::Extra>>,
        targets: Vec<T>,
        missing: &dyn Fn() -> Error,
    ) -> Result<Vec<Self::Stored<T>>, Error>;
}

/// Says that a target belongs to the sources with this key.
#[derive(Debug)]
#[doc(hidden)]
pub struct Link<K, E> {
    pub(crate) key: K,
    /// The place of the target in the list of targets.
    pub(crate) target: usize,
    pub(crate) extra: E,
}

/// The kind of an association to many rows. Its include can be ordered, limited and counted.
#[diagnostic::on_unimplemented(
    message = "the association leads to one row, not to many",
    label = "this is for associations to many rows",
    note = "`limit`, `offset`, `order` and `count` are for `has_many` and `belongs_to_many`"
)]
pub trait ToMany: Kind {}

/// The kind of an association to one row.
#[diagnostic::on_unimplemented(
    message = "the association leads to many rows, not to one",
    label = "this is for associations to one row",
    note = "for many rows use `count()` or a condition: `any(..)`, `none(..)`, `all(..)`"
)]
pub trait ToOne: Kind {}

/// The kind of `has_many`: many targets, each of which belongs to one source.
#[derive(Debug)]
pub struct Many;

/// The kind of `has_one`: one target, which belongs to one source. `N` says whether there is always one.
#[derive(Debug)]
pub struct One<N>(PhantomData<fn() -> N>);

/// The kind of `belongs_to`: one target, which several sources may have in common. `N` says whether there is always
/// one.
#[derive(Debug)]
pub struct Parent<N>(PhantomData<fn() -> N>);

/// The kind of `belongs_to_many`: many targets, which several sources may have in common.
#[derive(Debug)]
pub struct Linked;

/// The kind of `belongs_to_many` with `with_junction()`: many targets, each with the junction row that links it.
#[derive(Debug)]
pub struct LinkedWith<A>(PhantomData<fn() -> A>);

impl<N: Cardinality> ToOne for One<N> {}
impl<N: Cardinality> ToOne for Parent<N> {}

/// A target with the junction row that links it to the source: `movie.actors()[0].link.role`.
///
/// It dereferences to the target.
pub struct WithLink<T, A: Through> {
    /// The target. Other sources may share it.
    pub target: Arc<T>,
    /// The row of the junction that links source and target.
    pub link: A::Junction,
}

impl<T, A: Through> Deref for WithLink<T, A> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.target
    }
}

impl<T: fmt::Debug, A: Through<Junction: fmt::Debug>> fmt::Debug for WithLink<T, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WithLink").field("target", &self.target).field("link", &self.link).finish()
    }
}

impl<T, A: Through<Junction: Clone>> Clone for WithLink<T, A> {
    fn clone(&self) -> Self {
        Self { target: Arc::clone(&self.target), link: self.link.clone() }
    }
}

impl<T: PartialEq, A: Through<Junction: PartialEq>> PartialEq for WithLink<T, A> {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target && self.link == other.link
    }
}

/// Writes the members of a kind whose rows consist of key and target.
macro_rules! pair {
    () => {
        type Extra = ();
        type SqlType<K, T> = (K, T);
        type Row<K: Send, T: Send> = (K, T);

        fn unpack<K: Send, T: Send>((key, target): (K, T)) -> (K, T, ()) {
            (key, target, ())
        }
    };
}

impl ToMany for Many {}
impl ToMany for Linked {}
impl<A: Through> ToMany for LinkedWith<A> {}

impl Kind for Many {
    type Stored<T: Send + Sync> = Vec<T>;
    type Ref<'a, T: Send + Sync + 'a> = &'a [T];
    type Filtered = Self;
    type Required = Self;
    pair!();

    fn get<T: Send + Sync>(stored: &Vec<T>) -> &[T] {
        stored
    }

    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, ()>>,
        targets: Vec<T>,
        _: &dyn Fn() -> Error,
    ) -> Result<Vec<Vec<T>>, Error> {
        let mut stored: Vec<Vec<T>> = sources.iter().map(|_| Vec::new()).collect();
        let places = places(sources);
        for (link, target) in links.into_iter().zip(targets) {
            if let Some(place) = places.get(&link.key) {
                stored[*place].push(target);
            }
        }
        Ok(stored)
    }
}

impl<N: Cardinality> Kind for One<N> {
    type Stored<T: Send + Sync> = N::Output<T>;
    type Ref<'a, T: Send + Sync + 'a> = N::Output<&'a T>;
    type Filtered = One<Optional>;
    type Required = One<Mandatory>;
    pair!();

    const JOINED: bool = true;

    fn get<T: Send + Sync>(stored: &N::Output<T>) -> N::Output<&T> {
        N::as_ref(stored)
    }

    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, ()>>,
        targets: Vec<T>,
        missing: &dyn Fn() -> Error,
    ) -> Result<Vec<N::Output<T>>, Error> {
        let mut found: Vec<Option<T>> = sources.iter().map(|_| None).collect();
        let places = places(sources);
        for (link, target) in links.into_iter().zip(targets) {
            if let Some(place) = places.get(&link.key) {
                found[*place].get_or_insert(target);
            }
        }
        found.into_iter().map(|found| N::output(found, missing)).collect()
    }
}

impl<N: Cardinality> Kind for Parent<N> {
    type Stored<T: Send + Sync> = N::Output<Arc<T>>;
    type Ref<'a, T: Send + Sync + 'a> = N::Output<&'a T>;
    type Filtered = Parent<Optional>;
    type Required = Parent<Mandatory>;
    pair!();

    const JOINED: bool = true;

    fn get<T: Send + Sync>(stored: &N::Output<Arc<T>>) -> N::Output<&T> {
        N::map(N::as_ref(stored), |shared| &**shared)
    }

    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, ()>>,
        targets: Vec<T>,
        missing: &dyn Fn() -> Error,
    ) -> Result<Vec<N::Output<Arc<T>>>, Error> {
        let targets = targets.into_iter().map(Arc::new);
        let by_key: HashMap<K, Arc<T>> = links.into_iter().map(|link| link.key).zip(targets).collect();
        let found = sources.into_iter().map(|key| key.and_then(|key| by_key.get(&key).cloned()));
        found.map(|found| N::output(found, missing)).collect()
    }
}

impl Kind for Linked {
    type Stored<T: Send + Sync> = Vec<Arc<T>>;
    type Ref<'a, T: Send + Sync + 'a> = &'a [Arc<T>];
    type Filtered = Self;
    type Required = Self;
    pair!();

    const SHARES: bool = true;

    fn get<T: Send + Sync>(stored: &Vec<Arc<T>>) -> &[Arc<T>] {
        stored
    }

    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, ()>>,
        targets: Vec<T>,
        _: &dyn Fn() -> Error,
    ) -> Result<Vec<Vec<Arc<T>>>, Error> {
        Ok(linked(sources, links, targets, |target, ()| target))
    }
}

impl<A: Through> Kind for LinkedWith<A> {
    type Extra = A::Junction;
    type Stored<T: Send + Sync> = Vec<WithLink<T, A>>;
    type Ref<'a, T: Send + Sync + 'a> = &'a [WithLink<T, A>];
    type Filtered = Self;
    type Required = Self;
    type SqlType<K, T> = (K, T, <A::Junction as Model>::SqlType);
    type Row<K: Send, T: Send> = (K, T, ModelRow<A::Junction>);

    const EXTRA: &'static str = <A::Junction as Model>::COLUMNS;
    const SHARES: bool = true;

    fn get<T: Send + Sync>(stored: &Vec<WithLink<T, A>>) -> &[WithLink<T, A>] {
        stored
    }

    fn unpack<K: Send, T: Send>((key, target, link): Self::Row<K, T>) -> (K, T, A::Junction) {
        (key, target, link.0)
    }

    fn assemble<K: Hash + Eq, T: Send + Sync>(
        sources: Vec<Option<K>>,
        links: Vec<Link<K, A::Junction>>,
        targets: Vec<T>,
        _: &dyn Fn() -> Error,
    ) -> Result<Vec<Self::Stored<T>>, Error> {
        Ok(linked(sources, links, targets, |target, link| WithLink { target, link }))
    }
}

/// Finds the place of each source in the list by its key.
fn places<K: Hash + Eq>(sources: Vec<Option<K>>) -> HashMap<K, usize> {
    let keys = sources.into_iter().enumerate();
    keys.filter_map(|(place, key)| Some((key?, place))).collect()
}

/// Gives each source the targets that it is linked to.
fn linked<K: Hash + Eq, E, T, L>(
    sources: Vec<Option<K>>,
    links: Vec<Link<K, E>>,
    targets: Vec<T>,
    stored: impl Fn(Arc<T>, E) -> L,
) -> Vec<Vec<L>> {
    let targets: Vec<Arc<T>> = targets.into_iter().map(Arc::new).collect();
    let mut all: Vec<Vec<L>> = sources.iter().map(|_| Vec::new()).collect();
    let places = places(sources);
    for Link { key, target, extra } in links {
        if let Some(place) = places.get(&key) {
            all[*place].push(stored(Arc::clone(&targets[target]), extra));
        }
    }
    all
}
