//! The traits of builders that may be given as nested rows.
//!
//! Owns how a builder is taken apart, and the messages about a value that is no builder of the right model. Which
//! columns a nested row may leave out is decided in the file of each kind of association.

use super::Plain;
use crate::association::{ManyToMany, Through};
use crate::model::{Complete, Create, Merge, Model};
use crate::run::{Builder, Operation};

/// A row to be inserted: its values and its plan.
pub(in crate::operation) type NewValues<M, P> = (<M as Model>::Values, P);

/// A row of the junction and a target, both to be inserted.
pub(super) type NewLinkedValues<A, P> =
    (<<A as Through>::Junction as Model>::Values, NewValues<<A as ManyToMany>::Target, P>);

/// A builder of a new row of `M`, complete or not.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait NewOf<M: Model> {
    /// The state of the builder: which mandatory columns are given.
    type State;
    /// The plan: how the row is inserted, and its nested rows.
    type Plan;
    /// Splits the builder into the row's values and its plan.
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

/// A builder of a new row of `M` to which every mandatory column is given.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait CompleteNew<M: Model>: NewOf<M> {}

// No `do_not_recommend` here: rustc must look through this impl to name the column that the builder lacks.
impl<M, B> CompleteNew<M> for B
where
    M: Model,
    B: NewOf<M, State: Complete<M>>,
{
}

/// A builder of a new row of the junction's model to which every mandatory column except the two keys is given.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of the junction of `{A}`",
    label = "expected a new row of the junction's model",
    note = "give a builder of that model, `Model::create()`, with all mandatory columns but the two keys"
)]
pub trait LinkOf<A: Through>: NewOf<A::Junction, Plan = Plain> {}

// No `do_not_recommend` here either, for the same reason.
impl<A, B> LinkOf<A> for B
where
    A: Through,
    B: NewOf<A::Junction, Plan = Plain, State: Merge<A::Given, Output: Complete<A::Junction>>>,
{
}

/// A new link and a new target: `(Casting::create().role("Neo"), Actor::create().name("Keanu"))`.
#[diagnostic::on_unimplemented(
    message = "a new `{Target}` comes with its link, a new `{Junction}`",
    label = "expected pairs of a new `{Junction}` and a new `{Target}`",
    note = "give a pair for each: `({Junction}::create(), {Target}::create())`, each with its columns but the link's two keys"
)]
pub trait NewLinkedOf<A: Through, Junction, Target> {
    /// The plan of the target: how it is inserted, and its nested rows.
    type Plan;
    /// Splits the pair into the values of the link, the values of the target and the target's plan.
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
