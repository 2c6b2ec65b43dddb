//! Accessors of `has_many`, whose foreign key is a column of the target.
//!
//! Owns what they have in common: the keys of the source and of the given targets, and the UPDATE that sets the foreign
//! key of several targets. Must not know junctions.

mod add;
mod create;
mod get;
mod has;
mod remove;
mod set;

use std::collections::BTreeSet;

pub use add::{Add, AddMany};
pub use create::{CreateOf, GivenBy, create_of};
pub(super) use create::{associated, new_target};
pub use get::{Get, get};
pub use has::Has;
pub use remove::Remove;
pub use set::SetMany;
pub(super) use set::{ClearAll, clear_all};

use crate::association::{Association, KeyOf};
use crate::dialect::Dialect;
use crate::error::{ByAssociation, Context};
use crate::model::{IntoKeys, Key, Model, PrimaryKeyOf};
use crate::statement::condition::{AllExist, And, KeyIn, OfSource, Where};
use crate::statement::lock::LockRow;
use crate::statement::write::{AssignSource, Returning, UpdateSet};

type Target<A> = <A as Association>::Target;
type TargetId<A> = <Target<A> as Model>::PrimaryKey;
type TargetIdValue<A> = PrimaryKeyOf<Target<A>>;

/// The statement that locks the source, so that two connections do not set its targets at the same time: each would
/// keep the targets of the other.
pub(in crate::operation) type LockSource<A> = LockRow<<A as Association>::Source, <A as Association>::SourceKey>;

pub(in crate::operation) fn lock_source<A: Association, DB: Dialect>(source: KeyOf<A>) -> Option<LockSource<A>> {
    LockRow::on::<DB>(Some(A::source_value(source)))
}

fn context<A: Association>() -> Context {
    Context::of(Target::<A>::DESCRIPTOR).by(ByAssociation::moving(A::NAME, A::TargetKey::NAMES))
}

/// The arguments of an accessor: the source, by the key that the foreign key references, and the given targets, by
/// their primary keys.
struct Listed<A: Association> {
    /// `None` where the source's key is NULL.
    source: Option<KeyOf<A>>,
    /// The primary keys, each once. `None` where one of them is NULL: no row has it.
    targets: Option<Vec<TargetIdValue<A>>>,
}

impl<A: Association> Listed<A> {
    fn new(source: &A::Source, targets: impl IntoKeys<Target<A>, TargetId<A>>) -> Self {
        let mut seen = BTreeSet::new();
        let each_once = |keys: Vec<TargetIdValue<A>>| keys.into_iter().filter(|key| seen.insert(key.clone())).collect();
        Self {
            source: A::key_of(source),
            targets: targets.into_keys().into_iter().collect::<Option<_>>().map(each_once),
        }
    }

    /// Whether an empty list is given.
    fn is_empty(&self) -> bool {
        self.targets.as_ref().is_some_and(Vec::is_empty)
    }

    /// The statement that locks the source, where the database can lock a row.
    fn lock<DB: Dialect>(&self) -> Option<LockSource<A>> {
        self.targets.as_ref()?;
        lock_source::<A, DB>(self.source.clone()?)
    }

    /// The keys of the source and of the targets; `None` where the source's key is NULL or there is no target.
    fn keys(&self) -> Option<(KeyOf<A>, Vec<TargetIdValue<A>>)> {
        let targets = self.targets.as_ref().filter(|targets| !targets.is_empty());
        Some((self.source.clone()?, targets?.clone()))
    }
}

/// The condition that a row is a target of the source and is one of the given rows.
type ListedOfSource<A> = Where<And<OfSource<A>, KeyIn<Target<A>, TargetId<A>>>>;

/// The statement `UPDATE target SET key = .. WHERE primary key IN ..`, which changes no row unless all given rows
/// exist.
type MoveMany<A> = Returning<
    Target<A>,
    UpdateSet<Target<A>, AssignSource<A>, Where<And<KeyIn<Target<A>, TargetId<A>>, AllExist<Target<A>, TargetId<A>>>>>,
>;

fn move_many<A: Association>(source: KeyOf<A>, targets: Vec<TargetIdValue<A>>) -> MoveMany<A> {
    let filter = Where(And(KeyIn::new(targets.clone()), AllExist::new(targets)));
    Returning::new(UpdateSet::new(AssignSource(source), filter))
}
