//! `Team::create().name("Jazz").upsert(teams::name)`.
//!
//! Owns the plan that inserts a row, or updates the row that has the same values in the given unique columns.

use super::{Insert, Plain, insert, insert_alone};
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, HasUnique, Model};
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `Team::create().name("Jazz").upsert(teams::name)`: inserts the row, or updates the row that has the same
/// value in the given unique columns. The update sets the other columns that are given; the primary key stays.
#[derive(Debug, Clone, Copy)]
pub struct Upsert {
    unique: &'static [&'static str],
    plain: Plain,
}

impl Upsert {
    fn conflict(self) -> OnConflict {
        OnConflict::Update(self.unique.to_vec())
    }
}

impl<M: Model, S> Create<M, S, Plain> {
    /// Updates the row that has the same value in the unique columns `C`, if there is one, instead of inserting a
    /// second.
    #[doc(hidden)]
    pub fn upsert<C>(self) -> Create<M, S, Upsert>
    where
        M: HasUnique<C>,
    {
        self.planned(|plain| Upsert { unique: M::NAMES, plain })
    }
}

operation! {
    built impl[M: Model, S] Create<M, S, Upsert> where [S: Complete<M>] {
        yields M;
        described |create| Description::of::<M>("upsert").by(create.plan.plain.association.map(|by| by.name));
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |create, connection| {
            let context = create.plan.plain.context::<M>()?;
            insert_alone::<X, M>(insert(vec![create.values], create.plan.conflict()), context, connection).await
        }
        sql |create| [(!create.plan.plain.keyless).then(|| create.statement(create.plan.conflict()))];
    }
}
