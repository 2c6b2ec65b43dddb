//! What may be given as a new row that is nested in another one.
//!
//! Owns the traits that take a builder apart, and the messages about what is no builder of such a row. What a nested row
//! may leave out is said for each kind of association.

use super::Plain;
use crate::association::{ManyToMany, Through};
use crate::model::{Complete, Create, Merge, Model};
use crate::run::{Builder, Operation};

/// A row to be made: its values, and what else is done.
pub(in crate::operation) type NewValues<M, P> = (<M as Model>::Values, P);

/// A row of the junction and a target, both to be made.
pub(super) type NewLinkedValues<A, P> =
    (<<A as Through>::Junction as Model>::Values, NewValues<<A as ManyToMany>::Target, P>);

/// A builder of a new row of `M`, complete or not.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait NewOf<M: Model> {
    /// Which mandatory columns are given.
    type State;
    /// What else is done.
    type Plan;
    /// The row's values and plan.
    fn into_new(self) -> (M::Values, Self::Plan);
}

#[diagnostic::do_not_recommend]
impl<M, B, S, P> NewOf<M> for B
where
    M: Model,
    B: Builder<Operation = Create<M, S, P>>,
    Create<M, S, P>: Operation,
{
    type State = S;
    type Plan = P;

    fn into_new(self) -> NewValues<M, P> {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A complete builder of a new row of `M`.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait CompleteNew<M: Model>: NewOf<M> {}

// No `do_not_recommend` here: the compiler looks through this impl, to say what the builder lacks.
impl<M, B> CompleteNew<M> for B
where
    M: Model,
    B: NewOf<M, State: Complete<M>>,
{
}

/// A builder of a junction's row, complete but for its two keys.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of the junction of `{A}`",
    label = "expected a new row of the junction's model",
    note = "give a builder of that model, `Model::create()`, with all mandatory columns but the two keys"
)]
pub trait LinkOf<A: Through>: NewOf<A::Junction, Plan = Plain> {}

// As above.
impl<A, B> LinkOf<A> for B
where
    A: Through,
    B: NewOf<A::Junction, Plan = Plain, State: Merge<A::Given, Output: Complete<A::Junction>>>,
{
}

/// A link and its target, both to be made: `(Casting::create().role("Neo"), Actor::create().name("Keanu"))`.
#[diagnostic::on_unimplemented(
    message = "a new `{Target}` comes with its link, a new `{Junction}`",
    label = "expected pairs of a new `{Junction}` and a new `{Target}`",
    note = "give a pair for each: `({Junction}::create(), {Target}::create())`, each with its columns but the link's two keys"
)]
pub trait NewLinkedOf<A: Through, Junction, Target> {
    /// What else is done for the target.
    type Plan;
    /// The values of both, and the plan.
    fn into_linked(self) -> NewLinkedValues<A, Self::Plan>;
}

impl<A, L, B> NewLinkedOf<A, A::Junction, A::Target> for (L, B)
where
    A: Through,
    L: LinkOf<A>,
    B: CompleteNew<A::Target>,
{
    type Plan = B::Plan;

    fn into_linked(self) -> NewLinkedValues<A, B::Plan> {
        (self.0.into_new().0, self.1.into_new())
    }
}
