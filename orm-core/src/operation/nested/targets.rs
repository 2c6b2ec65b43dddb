//! New rows of a `belongs_to_many` whose junction has no model, nested in the row that they are linked to.
//!
//! Owns which builders may be given, and that the nested rows are inserted after the outer row and then linked to it.

use super::inserts::{insert_pairs, pairs};
use super::{CompleteNew, CreatePlan, Nest, NewOf, NewValues, split};
use crate::association::ManyToMany;
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::Model;
use crate::operation::belongs_to_many;
use crate::run::{ExecuteWith, Executor};
use crate::statement::junction::InsertPairs;

/// New targets of a `belongs_to_many`, inserted after the source: one INSERT of the targets and one of the links.
pub struct NewTargets<A: ManyToMany, P>(Vec<NewValues<A::Target, P>>);

debug_by_name! { impl[A: ManyToMany, P] NewTargets<A, P>: A::NAME; }

impl<A: ManyToMany, P> NewTargets<A, P> {
    /// Takes the builders of the new targets apart; generated code calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: CompleteNew<A::Target, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewOf::into_new).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, NewTargets<A, C>>
where
    X: Executor,
    M: Model,
    A: ManyToMany<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
    InsertPairs<A>: ExecuteWith<'static, X> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = belongs_to_many::context::<A>();
        let (rows, targets) = split(rows);
        let rows = P::create(rows, connection).await?;
        let counts: Vec<usize> = targets.iter().map(|targets| targets.0.len()).collect();
        let targets = C::create(targets.into_iter().flat_map(|targets| targets.0).collect(), connection).await?;
        let pairs = pairs::<A>(&rows, &counts, &targets).ok_or_else(|| context.not_found())?;
        for insert in insert_pairs::<A>(&pairs, X::Backend::MAX_BINDS) {
            let links = insert.pairs.len();
            let made = insert.execute_with(connection).await.map_err(|error| context.error(error))?;
            if made != links {
                return Err(context.not_found());
            }
        }
        Ok(rows)
    }
}
