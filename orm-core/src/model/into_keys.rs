//! Arguments that name several rows: lists of models or of values of their keys.
//!
//! Owns [`IntoKeys`]. It is implemented type by type, not for every iterator, so that the compiler knows what an empty
//! list `[]` is a list of.

use std::collections::{BTreeSet, HashSet};
use std::iter::{Chain, Cloned, Copied, Filter, FilterMap, FlatMap, Map, Rev, Skip, Take};

use super::{IntoKey, Key, Model};

/// An argument that names several rows of `M`: a list, a set or an iterator of models or of values of their keys, `[]`
/// included. An array has at most 32 elements. For more, for an iterator of your own, or for an empty list that has a
/// type already, give a `Vec`. A row that is given twice counts once.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player, foreign_key = "club_id")]
/// struct Team { id: i32 }
/// #[derive(Model)]
/// struct Player { id: i32, club_id: Option<i32> }
///
/// fn some(team: &Team, players: &[Player]) {
///     let _nobody = team.set_players([]); // no type is needed
///     let _by_key = team.set_players([1, 2]);
///     let _by_model = team.set_players(players);
///     let _by_iterator = team.set_players(players.iter().filter(|player| player.club_id.is_none()));
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of `&{M}` or of values of its key",
    label = "expected a list of `&{M}` or of values of its key",
    note = "give an array, a `Vec`, a slice, a set or an iterator; one row alone is given in an array: `[row]`"
)]
pub trait IntoKeys<M: Model, K: Key<M>> {
    /// Returns the keys' values in the order of the list, with `None` for each given model whose key is NULL.
    fn into_keys(self) -> Vec<Option<K::Value>>;
}

/// The type of the elements of an empty list: `team.set_players([])`.
#[derive(Debug, Clone, Copy)]
pub enum NoKey {}

#[diagnostic::do_not_recommend]
impl<M: Model, K: Key<M>> IntoKeys<M, K> for [NoKey; 0] {
    fn into_keys(self) -> Vec<Option<K::Value>> {
        Vec::new()
    }
}

macro_rules! lists {
    ($([$($generic:tt)*] $list:ty, $item:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*, M: Model, K: Key<M>> IntoKeys<M, K> for $list
        where
            $list: IntoIterator<Item = $item>,
            $item: IntoKey<M, K>,
        {
            fn into_keys(self) -> Vec<Option<K::Value>> {
                self.into_iter().map(IntoKey::into_key).collect()
            }
        }
    )* };
}

lists! {
    [T] Vec<T>, T;
    ['a, T] &'a Vec<T>, &'a T;
    ['a, T] &'a [T], &'a T;
    ['a, T, const N: usize] &'a [T; N], &'a T;
    [T, S] HashSet<T, S>, T;
    ['a, T, S] &'a HashSet<T, S>, &'a T;
    [T] BTreeSet<T>, T;
    ['a, T] &'a BTreeSet<T>, &'a T;
    [T] Option<T>, T;
    [T] std::vec::IntoIter<T>, T;
    ['a, T] std::slice::Iter<'a, T>, &'a T;
    [I, F, T] Map<I, F>, T;
    [I, F, T] Filter<I, F>, T;
    [I, F, T] FilterMap<I, F>, T;
    [I, U: IntoIterator, F, T] FlatMap<I, U, F>, T;
    [A, B, T] Chain<A, B>, T;
    [I, T] Copied<I>, T;
    [I, T] Cloned<I>, T;
    [I, T] Rev<I>, T;
    [I, T] Take<I>, T;
    [I, T] Skip<I>, T;
}

macro_rules! arrays {
    ($($length:literal)*) => { lists! { $([T] [T; $length], T;)* } };
}

arrays! { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 }
