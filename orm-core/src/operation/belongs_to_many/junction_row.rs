//! Rows of the junction's model, each of which is a link.
//!
//! Owns the values of such a row, and the ON CONFLICT of its INSERT where the pair is linked already. Must not know
//! which accessor inserts it.

use crate::association::{ManyToMany, SourceValue, TargetValue, Through};
use crate::model::Model;
use crate::statement::write::OnConflict;

/// The state of a junction's builder to which an accessor has given both keys.
pub type LinkGiven<A> = <A as Through>::Given;

/// The values of a new row of the junction's model.
type JunctionValues<A> = <<A as Through>::Junction as Model>::Values;

/// The values of the junction row that links the target to the source.
pub(super) fn row<A: Through>(
    values: &JunctionValues<A>,
    source: &SourceValue<A>,
    target: TargetValue<A>,
) -> JunctionValues<A> {
    let mut row = values.clone();
    A::link(&mut row, source.clone(), target);
    row
}

/// The values of the junction rows that link the targets to the source, sorted by the target's key. With one order for
/// all connections, two that insert the same links do not wait for each other in a circle (deadlock).
pub(super) fn rows<A: Through>(
    values: &JunctionValues<A>,
    source: &SourceValue<A>,
    mut targets: Vec<TargetValue<A>>,
) -> Vec<JunctionValues<A>> {
    targets.sort();
    targets.into_iter().map(|target| row::<A>(values, source, target)).collect()
}

/// The ON CONFLICT of a link that is to be added: a pair that is linked already gets the given values.
pub(super) fn update_link<A: ManyToMany>() -> OnConflict {
    if A::UNIQUE { OnConflict::Update(pair::<A>()) } else { OnConflict::Fail }
}

/// The ON CONFLICT of a link that is to be kept: it stays unchanged, but a link outside the association's scope gets
/// the values of the scope.
pub(super) fn keep_link<A: ManyToMany>() -> OnConflict {
    if A::SCOPE.is_empty() { OnConflict::Keep(pair::<A>()) } else { OnConflict::UpdateUnless(pair::<A>(), A::SCOPE) }
}

fn pair<A: ManyToMany>() -> Vec<&'static str> {
    A::SOURCE_NAMES.iter().chain(A::TARGET_NAMES).copied().collect()
}
