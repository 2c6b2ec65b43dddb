//! Accessors of `belongs_to_many`, which insert and delete links in a junction.
//!
//! A junction without a model has two keys and nothing else: `add`, `set`, `create`. A junction with a model has
//! further columns, and a link is inserted by that model's builder, to which both keys are given: `link_one`,
//! `link_many`, `link_only`, `create_through`. Owns what all have in common: the keys of the source and of the given
//! targets, and the DELETE of links.

mod add;
mod create;
mod create_through;
mod get;
mod has;
mod junction_row;
mod link_many;
mod link_one;
mod link_only;
mod remove;
mod set;
mod with_junction;

use std::collections::BTreeSet;

pub use add::AddLinks;
pub use create::{CreateLinkedOf, Linking, create_linked_of};
pub use create_through::{CreateThroughOf, LinkingThrough, create_through_of};
pub use get::{GetLinked, get_linked};
pub use has::HasLinks;
pub use junction_row::LinkGiven;
pub use link_many::{LinkMany, LinkManyOf, link_many};
pub use link_one::{LinkOne, LinkOneOf, link_one};
pub use link_only::{LinkOnly, LinkOnlyOf, link_only};
pub use remove::RemoveLinks;
pub use set::{LinksChanged, SetLinks};

use crate::association::{ManyToMany, SourceValue, TargetValue};
use crate::dialect::{Dialect, KeyList};
use crate::error::{ByAssociation, Context};
use crate::model::{IntoKeys, Key, Model};
use crate::statement::junction::{DeleteLinks, InsertLinks, Which};
use crate::statement::lock::LockRow;

pub(super) fn context<A: ManyToMany>() -> Context {
    Context::of(A::Source::DESCRIPTOR).by(ByAssociation::linking(A::NAME))
}

/// The statement that locks the source.
type LockSource<A> = LockRow<<A as ManyToMany>::Source, <A as ManyToMany>::SourceKey>;

/// The arguments of an accessor: the source and the given targets, by the keys that the junction references.
struct Listed<A: ManyToMany> {
    /// `None` where the source's key is NULL.
    source: Option<SourceValue<A>>,
    /// The keys of the targets, each once. `None` where one of them is NULL: a row without the key cannot be linked.
    targets: Option<Vec<TargetValue<A>>>,
}

impl<A: ManyToMany> Listed<A> {
    fn new(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        let mut seen = BTreeSet::new();
        let each_once = |keys: Vec<TargetValue<A>>| keys.into_iter().filter(|key| seen.insert(key.clone())).collect();
        Self {
            source: A::SourceKey::of(source),
            targets: targets.into_keys().into_iter().collect::<Option<_>>().map(each_once),
        }
    }

    /// The targets that can be linked at all: one whose key is NULL is left out.
    fn linkable(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        let targets = targets.into_keys().into_iter().flatten().collect();
        Self { source: A::SourceKey::of(source), targets: Some(targets) }
    }

    /// Whether an empty list is given.
    fn is_empty(&self) -> bool {
        self.targets.as_ref().is_some_and(Vec::is_empty)
    }

    /// The keys of the source and of the targets, also where the list is empty. `None` where a key is NULL.
    fn all_keys(&self) -> Option<(SourceValue<A>, Vec<TargetValue<A>>)> {
        Some((self.source.clone()?, self.targets.clone()?))
    }

    /// The keys of the source and of the targets. `None` where a key is NULL or the list is empty.
    fn keys(&self) -> Option<(SourceValue<A>, Vec<TargetValue<A>>)> {
        if self.is_empty() { None } else { self.all_keys() }
    }

    /// The statement that locks the source, where the database can lock a row, so that two connections do not set its
    /// links at the same time: each would keep the links of the other.
    fn lock<DB: Dialect>(&self) -> Option<LockSource<A>> {
        LockRow::on::<DB>(Some(self.all_keys()?.0))
    }

    /// The DELETE of the source's links to all other targets.
    fn delete_others(&self) -> Option<DeleteLinks<A>> {
        let (source, targets) = self.all_keys()?;
        Some(DeleteLinks { source, targets: KeyList(targets), which: Which::Others })
    }
}

/// Makes the INSERT of links, sorted by the target's key. With one order for all connections, two that insert the same
/// links do not wait for each other in a circle (deadlock).
fn insert_links<A: ManyToMany>(source: SourceValue<A>, mut targets: Vec<TargetValue<A>>) -> InsertLinks<A> {
    targets.sort();
    InsertLinks { source, targets: KeyList(targets) }
}
