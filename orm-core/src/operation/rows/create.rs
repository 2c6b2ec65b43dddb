//! `Team::create()`.
//!
//! Owns the plan of a row that is made alone, also where an association gives it a key.

use super::{Insert, context, insert, insert_one};
use crate::error::{ByAssociation, Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model, Values};
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// Makes the row and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain {
    pub(in crate::operation) association: Option<ByAssociation>,
    /// Whether the association has no key to give, as the source's is NULL: then nothing is made.
    pub(in crate::operation) keyless: bool,
}

impl Plain {
    /// What an error is about. An error itself where the association has no key to give.
    pub(in crate::operation) fn context<M: Model>(self) -> Result<Context, Error> {
        let context = Context { association: self.association, ..context::<M>().inserting() };
        if self.keyless { Err(context.not_found()) } else { Ok(context) }
    }
}

/// The builder behind `create()`; the derive calls it.
#[doc(hidden)]
pub fn create<M: Model>() -> M::Create<M::NothingGiven, Plain> {
    Create::plain(M::Values::none()).into()
}

impl<M: Model, S> Create<M, S, Plain> {
    /// A row with these values, and nothing else done.
    #[doc(hidden)]
    pub fn plain(values: M::Values) -> Self {
        Self::new(values, Plain::default())
    }
}

operation! {
    built impl[M: Model, S] Create<M, S, Plain> where [S: Complete<M>] {
        yields M;
        described |create| Description::of::<M>("create").by(create.plan.association.map(|by| by.name));
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |create, connection| {
            let context = create.plan.context::<M>()?;
            insert_one::<X, M>(insert(vec![create.values], OnConflict::Fail), context, connection).await
        }
        sql |create| [(!create.plan.keyless).then(|| create.statement(OnConflict::Fail))];
    }
}
