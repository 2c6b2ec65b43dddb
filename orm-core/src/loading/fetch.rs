//! Fetches included rows: one statement for each association and level, whatever the number of rows.
//!
//! Owns the way from sources to their targets. It lists the sources' keys, fetches the targets by them, then fetches
//! the targets' own includes, and hands each target to its sources by key. It clones no row.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::hash::Hash;
use std::marker::PhantomData;

use super::{IncludeValue, Included, Includes, LoadInclude, LoadIncludes};
use crate::association::kind::{Link, Linked, LinkedWith, Many, One, Parent};
use crate::association::{Includable, KeyBy, Kind, Route, Through};
use crate::dialect::Dialect;
use crate::error::{ByAssociation, Context, Error};
use crate::model::row::{Both, Columns, Found};
use crate::model::{Cardinality, Model};
use crate::run::{Executor, LoadWith};
use crate::statement::include::{IncludeRows, KeySql};
use crate::statement::include_values::Include;
use crate::statement::join::{JoinOne, NoJoin};
use crate::statement::known_empty::KnownEmpty;
use crate::statement::select::Query;
use crate::statement::selection::{Selection, ids};
use crate::statement::window::Window;
use crate::trace::loaded;

pub(crate) fn context<A: Includable>() -> Context {
    let association = ByAssociation::reading(A::NAME);
    Context::of(ModelOf::<A>::DESCRIPTOR).by(association)
}

/// The keys without repetition, in the order of their first appearance.
pub(super) fn distinct<K: Clone + Hash + Eq>(keys: &[Option<K>]) -> Vec<K> {
    let mut seen = HashSet::with_capacity(keys.len());
    keys.iter().flatten().filter(|key| seen.insert(*key)).cloned().collect()
}

/// Splits keys into lists, one for each statement. A list of one-column keys is one bound value. Keys of several
/// columns are bound value by value, and take up to half of the values that a statement may bind: the rest is left for
/// its condition.
pub(super) fn portions<X: Executor, A: Includable>(mut keys: Vec<KeyBy<A>>) -> Vec<Vec<KeyBy<A>>> {
    let columns = A::Route::KEY_SQL.len();
    let most = if columns == 1 { usize::MAX } else { X::Backend::MAX_BINDS / 2 / columns };
    let mut portions = Vec::new();
    while keys.len() > most {
        portions.push(keys.split_off(keys.len() - most));
    }
    if !keys.is_empty() {
        portions.push(keys);
    }
    portions
}

/// The target model of an association.
type ModelOf<A> = <A as Includable>::Target;
/// A row of the statement that fetches an association's targets.
type RowOf<A, K, S> = <K as Kind>::Row<KeyBy<A>, <S as Selection<ModelOf<A>>>::Row>;
/// The key and the columns of a target that a join found, if it found one.
type FoundOf<A, S> = Found<
    ModelOf<A>,
    Columns<KeyBy<A>, KeySql<A>>,
    Columns<<S as Selection<ModelOf<A>>>::Row, <S as Selection<ModelOf<A>>>::SqlType>,
>;
/// The pair of a target and the key of its sources.
type LinkOf<A, K> = Link<KeyBy<A>, <K as Kind>::Extra>;
/// The type of a target without its own includes.
type TargetOf<A, S> = <S as Selection<ModelOf<A>>>::Output;
/// The type of a target with its own includes.
type LoadedOf<A, S, I> = <I as Includes<TargetOf<A, S>>>::Loaded;

/// Splits rows into targets and links. A target that several sources share is kept once.
fn unpack<A, K, S>(rows: Vec<RowOf<A, K, S>>) -> (Vec<LinkOf<A, K>>, Vec<TargetOf<A, S>>)
where
    A: Includable,
    K: Kind,
    S: Selection<ModelOf<A>>,
{
    let (mut links, mut targets) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    let mut known = HashMap::new();
    for row in rows {
        let (key, row, extra) = K::unpack(row);
        let row = S::output(row);
        let identity = if K::SHARES { S::identity(&row) } else { None };
        let target = match identity {
            None => {
                targets.push(row);
                targets.len() - 1
            }
            Some(identity) => *known.entry(identity).or_insert_with(|| {
                targets.push(row);
                targets.len() - 1
            }),
        };
        links.push(Link { key, target, extra });
    }
    (links, targets)
}

/// Fetches targets with their own includes, and hands them to the sources with these keys.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
fn load<'q, X, A, F, O, L, S, I, K>(
    query: Query<ModelOf<A>, F, O, L, S, I>,
    keys: Vec<Option<KeyBy<A>>>,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Vec<Included<A, LoadedOf<A, S, I>, K>>, Error>> + Send
where
    X: Executor,
    A: Includable,
    F: KnownEmpty + Clone + Send,
    O: Clone + Send,
    L: Window + Send,
    S: Selection<ModelOf<A>> + Clone + Send,
    K: Kind,
    I: LoadIncludes<'q, X, S::Output>,
    I::Loaded: Send + Sync,
    IncludeRows<A, Query<ModelOf<A>, F, O, L, S>, K>: LoadWith<'q, X, RowOf<A, K, S>> + Send,
{
    async move {
        let wanted = distinct(&keys);
        let (query, includes) = query.without_includes();
        let wanted = if query.filter.is_known_empty() { Vec::new() } else { wanted };
        let mut rows = Vec::new();
        for keys in portions::<X, A>(wanted) {
            let statement = IncludeRows::<A, _, K>::new(keys, query.clone());
            rows.extend(statement.load_with(&mut *connection).await.map_err(|error| context::<A>().error(error))?);
        }
        let (links, targets) = unpack::<A, K, S>(rows);
        loaded(Some(A::NAME), ids::<ModelOf<A>, S>(&targets));
        let targets = includes.load(targets, connection).await?;
        let stored = K::assemble(keys, links, targets, &|| context::<A>().not_found())?;
        Ok(stored.into_iter().map(Included::new).collect())
    }
}

macro_rules! include {
    (impl[$($generics:tt)*] $kind:ty where [$($bounds:tt)*] { $($value:tt)* } { $($rest:tt)* }) => {
        impl<A, M, F, O, L, S, I, R, $($generics)*> IncludeValue<M> for Include<A, Query<ModelOf<A>, F, O, L, S, I>, $kind, R>
        where
            M: Model,
            A: Includable<Source = M>,
            F: Send,
            O: Send,
            L: Send,
            S: Selection<ModelOf<A>> + Send,
            I: Includes<S::Output, Loaded: Send + Sync>,
            $($bounds)*
        {
            type Slot = Included<A, I::Loaded, $kind>;
            type Key = KeyBy<A>;

            fn key(row: &M) -> Option<KeyBy<A>> {
                A::Route::key_of(row)
            }

            $($value)*
        }

        impl<'q, X, A, M, F, O, L, S, I, R, $($generics)*> LoadInclude<'q, X, M>
            for Include<A, Query<ModelOf<A>, F, O, L, S, I>, $kind, R>
        where
            X: Executor,
            M: Model,
            A: Includable<Source = M>,
            F: KnownEmpty + Clone + Send,
            O: Clone + Send,
            L: Window + Send,
            S: Selection<ModelOf<A>> + Clone + Send,
            I: LoadIncludes<'q, X, S::Output>,
            I::Loaded: Send + Sync,
            IncludeRows<A, Query<ModelOf<A>, F, O, L, S>, $kind>: LoadWith<'q, X, RowOf<A, $kind, S>> + Send,
            $($bounds)*
        {
            fn load(
                self,
                keys: Vec<Option<KeyBy<A>>>,
                connection: &mut X::Connection,
            ) -> impl Future<Output = Result<Vec<Self::Slot>, Error>> + Send {
                load::<X, A, F, O, L, S, I, $kind>(self.query, keys, connection)
            }

            $($rest)*
        }
    };
}

/// The targets or the count of a single source.
pub(super) fn single<T>(mut slots: Vec<T>, context: Context) -> Result<T, Error> {
    slots.pop().ok_or_else(|| context.not_found())
}

macro_rules! to_many {
    ($(impl[$($generics:tt)*] $kind:ty where [$($bounds:tt)*];)*) => { $(
        include! {
            impl[$($generics)*] $kind where [$($bounds)*] {
                type Join = NoJoin;
                type Rest = Self;
                type JoinedRow<B: Send> = B;
                type Joined = ();

                fn divide(self) -> (NoJoin, Self) {
                    (NoJoin, self)
                }

                fn split<B: Send>(row: B) -> (B, ()) {
                    (row, ())
                }
            } {
                fn load_rest(
                    rest: Self,
                    key: Option<KeyBy<A>>,
                    (): (),
                    connection: &mut X::Connection,
                ) -> impl Future<Output = Result<Self::Slot, Error>> + Send {
                    async move {
                        let slots = load::<X, A, F, O, L, S, I, $kind>(rest.query, vec![key], connection).await?;
                        single(slots, context::<A>())
                    }
                }
            }
        }
    )* };
}

to_many! {
    impl[] Many where [];
    impl[] Linked where [];
    impl[] LinkedWith<A> where [A: Through];
}

macro_rules! to_one {
    ($($kind:ident)*) => { $(
        include! {
            impl[N] $kind<N> where [N: Cardinality] {
                type Join = JoinOne<A, F, S>;
                type Rest = I;
                type JoinedRow<B: Send> = Both<B, FoundOf<A, S>>;
                type Joined = FoundOf<A, S>;

                fn divide(self) -> (JoinOne<A, F, S>, I) {
                    let Query { filter, selection, includes, .. } = self.query;
                    (JoinOne { filter, selection, association: PhantomData }, includes)
                }

                fn split<B: Send>(Both(base, found): Self::JoinedRow<B>) -> (B, FoundOf<A, S>) {
                    (base, found)
                }
            } {
                fn load_rest(
                    rest: I,
                    _: Option<KeyBy<A>>,
                    joined: Self::Joined,
                    connection: &mut X::Connection,
                ) -> impl Future<Output = Result<Self::Slot, Error>> + Send {
                    async move {
                        let (key, target) = joined.0.map(|(key, target)| (key.0, S::output(target.0))).unzip();
                        loaded(Some(A::NAME), ids::<ModelOf<A>, S>(target.as_slice()));
                        let targets = rest.load(target.into_iter().collect(), connection).await?;
                        let links = key.iter().map(|key| Link { key: key.clone(), target: 0, extra: () }).collect();
                        let missing = || context::<A>().not_found();
                        let slots = <$kind<N>>::assemble(vec![key], links, targets, &missing)?;
                        single(slots, context::<A>()).map(Included::new)
                    }
                }
            }
        }
    )* };
}

to_one! { One Parent }
