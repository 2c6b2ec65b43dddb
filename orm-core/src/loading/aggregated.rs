//! Counts and other aggregates of included associations: how they are fetched, kept beside their row, and read.
//!
//! Owns these values. `statement::include_aggregate` owns the SQL.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::fetch::{context, distinct, portions, single};
use super::included::{Counted, IntoParts};
use super::{IncludeValue, LoadInclude};
use crate::association::{Includable, KeyBy, Route};
use crate::error::Error;
use crate::model::Model;
use crate::run::{Executor, LoadWith};
use crate::statement::aggregate::{Aggregate, RowCount, Summarizes};
use crate::statement::include_aggregate::AggregateRows;
use crate::statement::include_values::{AggregateOf, CountOf};
use crate::statement::join::NoJoin;

/// The value of an aggregate of an association's targets, beside the row that has them.
/// `.include(teams::players.sum(players::rating))` loads it.
///
/// The type of a loaded row names it once for each included aggregate: the association, the function
/// ([`Sum`](crate::query::aggregates::Sum), [`Average`](crate::query::aggregates::Average),
/// [`Minimum`](crate::query::aggregates::Minimum), [`Maximum`](crate::query::aggregates::Maximum),
/// [`CountDistinct`](crate::query::aggregates::CountDistinct)), and the column.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
/// use orm_core::query::{Aggregated, aggregates::Sum};
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32, name: String }
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, rating: i32, team_id: i32 }
///
/// // What `Team::query().include(teams::players.sum(players::rating))` yields a list of:
/// type Rated = TeamWith<(Aggregated<teams::players, Sum, players::rating>,)>;
///
/// fn total(team: &Rated) -> Option<i64> {
///     team.aggregate(teams::players.sum(players::rating))
/// }
/// # let _ = total;
/// ```
pub struct Aggregated<A, N: Summarizes<E>, E> {
    value: N::Value,
    association: PhantomData<fn() -> (A, E)>,
}

impl<A, N: Summarizes<E>, E> Aggregated<A, N, E> {
    fn new(value: N::Value) -> Self {
        Self { value, association: PhantomData }
    }

    pub(super) fn value(&self) -> N::Value {
        self.value.clone()
    }
}

impl<A: Includable, N: Summarizes<E, Value: fmt::Debug>, E: diesel::Column> fmt::Debug for Aggregated<A, N, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}({})({:?})", A::NAME, N::NAME, E::NAME, self.value)
    }
}

impl<A, N: Summarizes<E>, E> Clone for Aggregated<A, N, E> {
    fn clone(&self) -> Self {
        Self::new(self.value())
    }
}

impl<A, N: Summarizes<E, Value: PartialEq>, E> PartialEq for Aggregated<A, N, E> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<A, N: Summarizes<E>, E> IntoParts for Aggregated<A, N, E> {
    type Parts = N::Value;

    fn into_parts(self) -> N::Value {
        self.value
    }
}

/// A tuple of loaded associations that contains the aggregate `N`, such as `teams::players.sum(players::rating)`. The
/// compiler infers `Place`, its position in the tuple.
#[diagnostic::on_unimplemented(
    message = "this aggregate was not included in this query",
    label = "this row was loaded without it",
    note = "include it where the rows are queried: `.include(teams::players.sum(players::rating))`"
)]
pub trait HasAggregate<N, Place> {
    /// The Rust type of the value.
    type Value;
    /// Returns the value.
    fn aggregated(&self) -> Self::Value;
}

/// A placeholder. With a single impl of `HasAggregate`, rustc expects the argument to be of that impl's type instead of
/// reporting our message.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoAggregate {}

#[diagnostic::do_not_recommend]
impl<I> HasAggregate<NoAggregate, NoAggregate> for I {
    type Value = ();

    fn aggregated(&self) {}
}

/// Fetches the aggregates of sources with these keys: one statement.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
fn load<'q, X, A, F, V, T, Slot>(
    filter: F,
    (value, of_links): (V, bool),
    keys: Vec<Option<KeyBy<A>>>,
    slot: fn(T) -> Slot,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Vec<Slot>, Error>> + Send
where
    X: Executor,
    A: Includable,
    F: Clone + Send,
    V: Clone + Send,
    T: Clone + Default + Send,
    Slot: Send,
    AggregateRows<A, F, V>: LoadWith<'q, X, (KeyBy<A>, T)> + Send,
{
    async move {
        let mut rows = Vec::new();
        for keys in portions::<X, A>(distinct(&keys)) {
            let statement = AggregateRows::<A, F, V>::new(keys, filter.clone(), value.clone(), of_links);
            rows.extend(statement.load_with(&mut *connection).await.map_err(|error| context::<A>().error(error))?);
        }
        let values: HashMap<KeyBy<A>, T> = rows.into_iter().collect();
        let value = |key: &Option<KeyBy<A>>| key.as_ref().and_then(|key| values.get(key)).cloned().unwrap_or_default();
        Ok(keys.iter().map(|key| slot(value(key))).collect())
    }
}

/// Implements how one value of an association's targets is fetched.
macro_rules! value_of_targets {
    (
        impl[$($generics:tt)*] $include:ty where [$($bounds:tt)*];
        [$slot:ty] of [$type:ty], by $value:ty;
        |$this:ident| $parts:expr, $make:expr;
    ) => {
        impl<A, M, F, $($generics)*> IncludeValue<M> for $include
        where
            M: Model,
            A: Includable<Source = M>,
            F: Send,
            $($bounds)*
        {
            type Slot = $slot;
            type Key = KeyBy<A>;
            type Join = NoJoin;
            type Rest = Self;
            type JoinedRow<B: Send> = B;
            type Joined = ();

            fn key(row: &M) -> Option<KeyBy<A>> {
                A::Route::key_of(row)
            }

            fn divide(self) -> (NoJoin, Self) {
                (NoJoin, self)
            }

            fn split<B: Send>(row: B) -> (B, ()) {
                (row, ())
            }
        }

        impl<'q, X, A, M, F, $($generics)*> LoadInclude<'q, X, M> for $include
        where
            X: Executor,
            M: Model,
            A: Includable<Source = M>,
            F: Clone + Send,
            AggregateRows<A, F, $value>: LoadWith<'q, X, (KeyBy<A>, $type)> + Send,
            $($bounds)*
        {
            fn load(
                self,
                keys: Vec<Option<KeyBy<A>>>,
                connection: &mut X::Connection,
            ) -> impl Future<Output = Result<Vec<$slot>, Error>> + Send {
                let $this = self;
                let (filter, value) = $parts;
                load::<X, A, F, $value, $type, $slot>(filter, value, keys, $make, connection)
            }

            async fn load_rest(
                rest: Self,
                key: Option<KeyBy<A>>,
                (): (),
                connection: &mut X::Connection,
            ) -> Result<$slot, Error> {
                single(rest.load(vec![key], connection).await?, context::<A>())
            }
        }
    };
}

value_of_targets! {
    impl[] CountOf<A, F> where [];
    [Counted<A>] of [i64], by RowCount;
    |include| (include.filter, (RowCount, false)), |count| Counted { count, association: PhantomData };
}

value_of_targets! {
    impl[N, E] AggregateOf<A, F, N, E> where [E: diesel::Column + Clone + Send + Sync + 'static, N: Summarizes<E>];
    [Aggregated<A, N, E>] of [N::Value], by Aggregate<N, E>;
    |include| (include.filter, (include.value, include.of_links)), Aggregated::new;
}

#[cfg(feature = "serde")]
mod serialization {
    use serde::ser::{Serialize, SerializeMap};

    use super::Aggregated;
    use crate::association::Includable;
    use crate::loading::SerializePart;
    use crate::statement::aggregate::Summarizes;

    impl<A, N, E> SerializePart for Aggregated<A, N, E>
    where
        A: Includable,
        N: Summarizes<E, Value: Serialize>,
        E: diesel::Column,
    {
        fn serialize_part<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
            map.serialize_entry(&key(A::COUNT_KEY, N::NAME, E::NAME), &self.value)
        }
    }

    /// The key of an aggregate, in the form that the model's keys have: `players_sum_rating` where the count's key is
    /// `players_count`, `playersSumRating` where it is `playersCount`.
    fn key(count_key: &str, function: &str, column: &str) -> String {
        let (association, form) = count_key.split_at(count_key.len() - "count".len());
        let mut key = association.trim_end_matches(['_', '-']).to_owned();
        for word in function.split('_').chain(column.split('_')) {
            if form == "Count" {
                key.extend(word.chars().next().map(|letter| letter.to_ascii_uppercase()));
                key.extend(word.chars().skip(1));
            } else {
                key.extend(association.chars().last());
                key.push_str(&if form == "COUNT" { word.to_uppercase() } else { word.to_owned() });
            }
        }
        key
    }

    #[cfg(test)]
    #[test]
    fn a_key_has_the_form_of_the_other_keys() {
        let keys = ["players_count", "playersCount", "PlayersCount", "players-count", "PLAYERS_COUNT", "PLAYERS-COUNT"];
        let keys = keys.map(|count| key(count, "count_distinct", "shirt_number"));
        assert_eq!(
            keys,
            [
                "players_count_distinct_shirt_number",
                "playersCountDistinctShirtNumber",
                "PlayersCountDistinctShirtNumber",
                "players-count-distinct-shirt-number",
                "PLAYERS_COUNT_DISTINCT_SHIRT_NUMBER",
                "PLAYERS-COUNT-DISTINCT-SHIRT-NUMBER",
            ]
        );
    }
}
