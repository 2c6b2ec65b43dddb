//! Links as rows of the junction's model.
//!
//! Owns the values of such a row, and what an INSERT of one does where the pair is linked already. Must not know which
//! accessor makes it.

use crate::association::{ManyToMany, SourceValue, TargetValue, Through};
use crate::model::Model;
use crate::statement::write::OnConflict;

/// The state of a junction's builder to which a link gives both keys.
pub type LinkGiven<A> = <A as Through>::Given;

/// The values of a junction's row.
type JunctionValues<A> = <<A as Through>::Junction as Model>::Values;

/// The row of the junction for a link.
pub(super) fn row<A: Through>(
    values: &JunctionValues<A>,
    source: &SourceValue<A>,
    target: TargetValue<A>,
) -> JunctionValues<A> {
    let mut row = values.clone();
    A::link(&mut row, source.clone(), target);
    row
}

/// The rows of the junction for these links, in one order, whatever the order that is given: two connections that make the
/// same links would otherwise wait for each other.
pub(super) fn rows<A: Through>(
    values: &JunctionValues<A>,
    source: &SourceValue<A>,
    mut targets: Vec<TargetValue<A>>,
) -> Vec<JunctionValues<A>> {
    targets.sort();
    targets.into_iter().map(|target| row::<A>(values, source, target)).collect()
}

/// What making a link does when the pair is linked already.
pub(super) fn update_link<A: ManyToMany>() -> OnConflict {
    if A::UNIQUE { OnConflict::Update(pair::<A>()) } else { OnConflict::Fail }
}

/// What keeping a link does: one that is out of the association's scope comes into it.
pub(super) fn keep_link<A: ManyToMany>() -> OnConflict {
    if A::SCOPE.is_empty() { OnConflict::Keep(pair::<A>()) } else { OnConflict::UpdateUnless(pair::<A>(), A::SCOPE) }
}

fn pair<A: ManyToMany>() -> Vec<&'static str> {
    A::SOURCE_NAMES.iter().chain(A::TARGET_NAMES).copied().collect()
}
