//! New rows of a `belongs_to_many` whose junction is a model, each with its row of the junction, nested in the row that
//! they are linked to.
//!
//! Owns which pairs of builders may be given, and that the outer row is inserted first, then the targets, then the
//! junction's rows.

use super::inserts::{InsertSteps, Inserts, all_made, pairs};
use super::new_row::NewLinkedValues;
use super::{CreatePlan, Nest, NewLinkedOf, NewValues, split};
use crate::association::Through;
use crate::debug::debug_by_name;
use crate::error::Error;
use crate::model::Model;
use crate::model::row::ModelRow;
use crate::operation::belongs_to_many;
use crate::operation::rows::Insert;
use crate::run::{Executor, LoadWith, RunOn};
use crate::statement::write::OnConflict;

/// New targets of a `belongs_to_many` with their rows of the junction's model, inserted after the source: one INSERT of
/// the targets and one of the junction's rows.
pub struct NewLinkedTargets<A: Through, P>(Vec<NewLinkedValues<A, P>>);

debug_by_name! { impl[A: Through, P] NewLinkedTargets<A, P>: A::NAME; }

impl<A: Through, P> NewLinkedTargets<A, P> {
    /// Takes the pairs of builders apart; generated code calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: NewLinkedOf<A, A::Junction, A::Target, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewLinkedOf::into_linked).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, NewLinkedTargets<A, C>>
where
    X: Executor,
    M: Model,
    A: Through<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
    Insert<A::Junction>: LoadWith<'static, X, ModelRow<A::Junction>> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = belongs_to_many::context::<A>();
        let (rows, targets) = split(rows);
        let rows = P::create(rows, connection).await?;
        let counts: Vec<usize> = targets.iter().map(|targets| targets.0.len()).collect();
        let (mut links, targets): (Vec<_>, Vec<_>) = targets.into_iter().flat_map(|targets| targets.0).unzip();
        let targets = C::create(targets, connection).await?;
        let pairs = pairs::<A>(&rows, &counts, &targets).ok_or_else(|| context.not_found())?;
        for (link, (source, target)) in links.iter_mut().zip(pairs) {
            A::link(link, source, target);
        }
        let given = links.len();
        let inserts = Inserts::new::<X::Backend>(links, &OnConflict::Fail);
        all_made(InsertSteps(inserts, context).run(connection).await?, given, context)?;
        Ok(rows)
    }
}
