//! Loaded associations beside their row: the parts of `TeamWith<(Included<teams::players>,)>`.
//!
//! Owns how a part is stored and read. Must not know how it is fetched.

use std::fmt;

use crate::association::{Includable, Kind};

/// The loaded targets of one association, beside the row that has them.
///
/// The type of a loaded row names it once for each included association. `T` is the type of a loaded target, by default
/// the model. `K` is the kind of the association, which decides how many targets a row has ([`Kind`]).
///
/// # Example
/// ```
/// use orm_core::Included;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32, name: String }
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// #[has_many(Goal)]
/// struct Player { id: i32, team_id: i32 }
/// #[derive(Model)]
/// #[belongs_to(Player)]
/// struct Goal { id: i32, player_id: i32 }
///
/// // What `Team::query().include(teams::players)` yields a list of:
/// fn size(team: &TeamWith<(Included<teams::players>,)>) -> usize {
///     team.players().len()
/// }
/// // What `Team::query().include(teams::players.include(players::goals))` yields a list of:
/// type WithGoals = PlayerWith<(Included<players::goals>,)>;
///
/// fn goals(team: &TeamWith<(Included<teams::players, WithGoals>,)>) -> usize {
///     team.players().iter().map(|player| player.goals().len()).sum()
/// }
/// # let _ = (size, goals);
/// ```
pub struct Included<A, T = <A as Includable>::Target, K = <A as Includable>::Kind>
where
    A: Includable,
    T: Send + Sync,
    K: Kind,
{
    pub(crate) targets: K::Stored<T>,
    pub(crate) association: std::marker::PhantomData<fn() -> A>,
}

/// The number of an association's targets, beside the row that has them. `.include(teams::players.count())` loads it.
pub struct Counted<A> {
    pub(crate) count: i64,
    pub(crate) association: std::marker::PhantomData<fn() -> A>,
}

impl<A: Includable, T: Send + Sync, K: Kind> Included<A, T, K> {
    pub(crate) fn new(targets: K::Stored<T>) -> Self {
        Self { targets, association: std::marker::PhantomData }
    }
}

impl<A, T, K> fmt::Debug for Included<A, T, K>
where
    A: Includable,
    T: Send + Sync,
    K: Kind<Stored<T>: fmt::Debug>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple(A::NAME).field(&self.targets).finish()
    }
}

impl<A, T, K> Clone for Included<A, T, K>
where
    A: Includable,
    T: Send + Sync,
    K: Kind<Stored<T>: Clone>,
{
    fn clone(&self) -> Self {
        Self::new(self.targets.clone())
    }
}

impl<A, T, K> PartialEq for Included<A, T, K>
where
    A: Includable,
    T: Send + Sync,
    K: Kind<Stored<T>: PartialEq>,
{
    fn eq(&self, other: &Self) -> bool {
        self.targets == other.targets
    }
}

impl<A: Includable> fmt::Debug for Counted<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.count({})", A::NAME, self.count)
    }
}

impl<A> Clone for Counted<A> {
    fn clone(&self) -> Self {
        Self { count: self.count, association: std::marker::PhantomData }
    }
}

impl<A> PartialEq for Counted<A> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count
    }
}

/// A tuple of loaded associations that contains the targets of `A`. The compiler infers `Place`, their position in the
/// tuple.
#[diagnostic::on_unimplemented(
    message = "`{A}` was not included in this query",
    label = "this row was loaded without it",
    note = "include it where the rows are queried: `.include({A})`"
)]
pub trait HasIncluded<A, Place> {
    /// The type that the method of a loaded row returns, for example `&[Player]` or `Option<&Team>`: see [`Kind`].
    type Targets<'a>
    where
        Self: 'a;
    /// Returns the targets.
    fn shown(&self) -> Self::Targets<'_>;
}

/// A tuple of loaded associations that contains the count of `A`. The compiler infers `Place`, its position in the
/// tuple.
#[diagnostic::on_unimplemented(
    message = "the count of `{A}` was not included in this query",
    label = "this row was loaded without it",
    note = "include it where the rows are queried: `.include({A}.count())`"
)]
pub trait HasCounted<A, Place> {
    /// Returns the number of targets.
    fn counted(&self) -> i64;
}

/// A row that was loaded with the association `A`. No model implements this trait, so that `team.players()` on a plain
/// `Team` gives its compile error.
#[diagnostic::on_unimplemented(
    message = "`{A}` was not included in this query",
    label = "this `{Self}` was loaded without it",
    note = "include it where the row is queried: `.include({A})`, or get it now, by a statement of its own: `get_..()`"
)]
pub trait WasIncluded<A> {}

/// Loaded associations that can be taken apart into owned values.
pub trait IntoParts {
    /// The owned values: the targets of an association as [`Kind`] stores them, or `i64` for a count.
    type Parts;
    /// Takes the owned values out.
    fn into_parts(self) -> Self::Parts;
}

impl<A: Includable, T: Send + Sync, K: Kind> IntoParts for Included<A, T, K> {
    type Parts = K::Stored<T>;

    fn into_parts(self) -> K::Stored<T> {
        self.targets
    }
}

impl<A> IntoParts for Counted<A> {
    type Parts = i64;

    fn into_parts(self) -> i64 {
        self.count
    }
}

#[cfg(feature = "serde")]
mod serialization {
    use serde::ser::{Serialize, SerializeMap, Serializer};

    use super::{Counted, Included};
    use crate::association::Through;
    use crate::association::WithLink;
    use crate::association::{Includable, Kind};
    use crate::model::Loaded;

    /// A part of a loaded row, which serializes as an entry of the row's object.
    pub trait SerializePart {
        /// Adds the part's entry to the object.
        ///
        /// # Errors
        /// When the serializer fails.
        fn serialize_part<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error>;
    }

    impl<A, T, K> SerializePart for Included<A, T, K>
    where
        A: Includable,
        T: Send + Sync,
        K: Kind<Stored<T>: Serialize>,
    {
        fn serialize_part<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
            map.serialize_entry(A::KEY, &self.targets)
        }
    }

    impl<A: Includable> SerializePart for Counted<A> {
        fn serialize_part<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
            map.serialize_entry(A::COUNT_KEY, &self.count)
        }
    }

    struct Parts<'a, I>(&'a I);

    impl<I: SerializePart> Serialize for Parts<'_, I> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            self.0.serialize_part(&mut map)?;
            map.end()
        }
    }

    /// A row with more entries in its object.
    #[derive(serde::Serialize)]
    pub(crate) struct Flat<'a, M, P> {
        #[serde(flatten)]
        pub(crate) row: &'a M,
        #[serde(flatten)]
        pub(crate) included: P,
    }

    /// One entry of an object.
    pub(crate) struct Entry<'a, T>(pub(crate) &'static str, pub(crate) &'a T);

    impl<T: Serialize> Serialize for Entry<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(self.0, self.1)?;
            map.end()
        }
    }

    impl<T: Serialize, A: Includable + Through<Junction: Serialize>> Serialize for WithLink<T, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &*self.target, included: Entry(A::JUNCTION_KEY, &self.link) }.serialize(serializer)
        }
    }

    impl<M: Serialize, I: SerializePart> Serialize for Loaded<M, I> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Flat { row: &self.row, included: Parts(&self.included) }.serialize(serializer)
        }
    }
}
#[cfg(feature = "serde")]
pub use serialization::SerializePart;
#[cfg(feature = "serde")]
pub(crate) use serialization::{Entry, Flat};
