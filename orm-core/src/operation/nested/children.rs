//! New rows of a `has_many` or `has_one`, nested in the new row that they belong to.
//!
//! Owns which builders may be given, and that the nested rows are inserted after the outer row, with its key.

use super::{CreatePlan, Nest, NewOf, NewValues, split};
use crate::association::Association;
use crate::debug::debug_by_name;
use crate::error::{Context, Error};
use crate::model::{Complete, Key, Merge, Model};
use crate::operation::has_many::new_target;
use crate::run::Executor;

/// New targets of a `has_many` or `has_one`, inserted after the source with its key and the association's scope: one
/// INSERT.
pub struct NewChildren<A: Association, P>(Vec<NewValues<A::Target, P>>);

debug_by_name! { impl[A: Association, P] NewChildren<A, P>: A::NAME; }

/// A builder of a new target of a `has_many` or `has_one`: `Player::create().name("Karl")` in
/// `Team::create().players([..])`. It must give all mandatory columns except the foreign key and the columns of the
/// association's scope, which the association gives. The builder may have nested rows of its own.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of the model behind `{A}`",
    label = "expected a new row of the model behind `{A}`",
    note = "give builders of that model, `Model::create()`, with all mandatory columns but the foreign key"
)]
pub trait ChildOf<A: Association>: NewOf<A::Target> {}

// No `do_not_recommend` here: rustc must look through this impl to name the column that the builder lacks.
impl<A, B> ChildOf<A> for B
where
    A: Association,
    B: NewOf<A::Target, State: Merge<A::Given, Output: Complete<A::Target>>>,
{
}

impl<A: Association, P> NewChildren<A, P> {
    /// Takes the builders of the new targets apart; generated code calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: ChildOf<A, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewOf::into_new).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, NewChildren<A, C>>
where
    X: Executor,
    M: Model,
    A: Association<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = Context::of(A::Target::DESCRIPTOR).by(new_target::<A>());
        let (rows, children) = split(rows);
        let rows = P::create(rows, connection).await?;
        let mut all = Vec::new();
        for (row, children) in rows.iter().zip(children) {
            let key = A::key_of(row);
            for (mut values, plan) in children.0 {
                let key = key.clone().ok_or_else(|| context.not_found())?;
                A::TargetKey::give(&mut values, key);
                A::give_scope(&mut values);
                all.push((values, plan));
            }
        }
        C::create(all, connection).await?;
        Ok(rows)
    }
}
