//! `Team::create()`.
//!
//! Owns the plan of a new row without nested rows, also of one to which an association gives its key.

use super::{Insert, context, insert, insert_alone};
use crate::error::{ByAssociation, Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model, Values};
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of a [`Create`] that inserts the row and nothing else: `Team::create()`, `team.create_player()`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain {
    pub(in crate::operation) association: Option<ByAssociation>,
    /// Whether the source's key is NULL, so that the association has no key to give: then no row is inserted.
    pub(in crate::operation) keyless: bool,
}

impl Plain {
    /// The context that errors get. Fails where the association has no key to give.
    pub(in crate::operation) fn context<M: Model>(self) -> Result<Context, Error> {
        let context = Context { association: self.association, ..context::<M>().inserting() };
        if self.keyless { Err(context.not_found()) } else { Ok(context) }
    }
}

/// Makes the builder of `Team::create()`; generated code calls it.
#[doc(hidden)]
pub fn create<M: Model>() -> M::Create<M::NothingGiven, Plain> {
    Create::plain(M::Values::none()).into()
}

impl<M: Model, S> Create<M, S, Plain> {
    /// A new row with these values and without nested rows.
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
            insert_alone::<X, M>(insert(vec![create.values], OnConflict::Fail), context, connection).await
        }
        sql |create| [(!create.plan.keyless).then(|| create.statement(OnConflict::Fail))];
    }
}
