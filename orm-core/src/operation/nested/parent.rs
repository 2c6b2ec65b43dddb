//! The new row of a `belongs_to`, nested in the row that references it.
//!
//! Owns which builder may be given, and that the nested row is inserted before the outer row, to which it gives its
//! key.

use super::{CompleteNew, CreatePlan, Nest, NewValues, split};
use crate::association::Association;
use crate::debug::debug_by_name;
use crate::error::{Context, Error};
use crate::model::{Key, Model};
use crate::run::Executor;

/// The new target of a `belongs_to`, inserted before the source, to which it gives the foreign key: one INSERT.
pub struct NewParent<A: Association, P>(NewValues<A::Target, P>);

debug_by_name! { impl[A: Association, P] NewParent<A, P>: A::NAME; }

impl<A: Association, P> NewParent<A, P> {
    /// Takes the builder of the new target apart; generated code calls it.
    #[doc(hidden)]
    pub fn new(builder: impl CompleteNew<A::Target, Plan = P>) -> Self {
        Self(builder.into_new())
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, NewParent<A, C>>
where
    X: Executor,
    M: Model,
    A: Association<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = Context::of(A::Target::DESCRIPTOR);
        let (mut rows, parents) = split(rows);
        let parents = parents.into_iter().map(|parent| parent.0).collect();
        let parents = C::create(parents, connection).await?;
        for ((values, _), parent) in rows.iter_mut().zip(&parents) {
            let key = A::TargetKey::of(parent).ok_or_else(|| context.not_found())?;
            A::SourceKey::give(values, A::source_value(key));
        }
        P::create(rows, connection).await
    }
}
