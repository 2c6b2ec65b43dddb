//! Accessors of `belongs_to`, whose foreign key is a column of the source. The getter of every association to one row
//! is in `get_one`.
//!
//! Owns the UPDATE that sets the source's foreign key to a target. Must not know junctions.

mod create;
mod set;

pub use create::{Attaching, CreateParent, CreateParentOf, create_parent_of};
pub use set::{Follow, SetParent, SetParentSteps};

use crate::association::{Association, KeyOf};
use crate::error::{ByAssociation, Context};
use crate::model::{Key, Model, PrimaryKeyOf};
use crate::operation::rows::WherePrimaryKey;
use crate::statement::condition::{KeyIs, Where};
use crate::statement::write::{AssignKey, UpdateSet};

type Source<A> = <A as Association>::Source;
type SourceKey<A> = <A as Association>::SourceKey;

fn context<A: Association>() -> Context {
    Context::of(A::Source::DESCRIPTOR).by(ByAssociation::moving(A::NAME, A::SourceKey::NAMES))
}

/// The statement `UPDATE source SET key = .. WHERE primary key = ..`.
type PointTo<A> = UpdateSet<Source<A>, AssignKey<Source<A>, SourceKey<A>>, WherePrimaryKey<Source<A>>>;

fn point_to<A: Association>(key: KeyOf<A>, own_key: PrimaryKeyOf<A::Source>) -> PointTo<A> {
    UpdateSet::new(AssignKey(A::source_value(key)), Where(KeyIs::new(own_key)))
}
