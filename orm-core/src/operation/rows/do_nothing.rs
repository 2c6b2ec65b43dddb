//! `Team::create().name("Jazz").on_conflict_do_nothing()`, `Team::create_many([..]).on_conflict_do_nothing()`.
//!
//! Owns the operations that leave out new rows that violate a unique key.

use super::bulk::Bulk;
use super::{CreateMany, Insert, Plain, first_row, write_alone};
use crate::debug::debug_by_name;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model, ReadBack};
use crate::operation::declare::operation;
use crate::operation::nested::InsertSteps;
use crate::run::{LoadWith, atomically};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `Team::create().name("Jazz").on_conflict_do_nothing()`: inserts the row unless it violates a unique key.
#[derive(Debug, Clone, Copy)]
pub struct DoNothing(pub(super) Plain);

operation! {
    built impl[M: Model, S] Create<M, S, DoNothing> where [S: Complete<M>] {
        yields Option<M>;
        described |create| Description::of::<M>("create").by(create.plan.0.association.map(|by| by.name));
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |create, connection| {
            let context = create.plan.0.context::<M>()?;
            let insert = create.statement(OnConflict::Ignore);
            Ok(first_row(write_alone::<X, M, _>(insert, context, connection).await?))
        }
        sql |create| [(!create.plan.0.keyless).then(|| create.statement(OnConflict::Ignore))];
    }
}

/// Inserts those of many rows that violate no unique key: `Team::create_many([..]).on_conflict_do_nothing()`.
///
/// Sends the INSERTs of [`CreateMany`] with `ON CONFLICT DO NOTHING`; several of them in one transaction. Of rows in
/// the list that have the same value of a unique key, the first is inserted. Yields the rows that were inserted, in
/// the order in which they were given.
///
/// # Errors
/// The errors of [`Create`](crate::write::Create) but for [`Error::UniqueViolation`](crate::Error::UniqueViolation).
/// Then no row is inserted.
#[must_use = "nothing is inserted until `.exec(&mut conn)`"]
pub struct CreateManyDoNothing<M: Model>(pub(super) Bulk<M>);

debug_by_name! { impl[M: Model] CreateManyDoNothing<M>: M::TABLE; }

impl<M: Model> CreateMany<M> {
    /// Leaves out the rows that violate a unique key: `ON CONFLICT DO NOTHING`. Yields the rows that were inserted.
    pub fn on_conflict_do_nothing(self) -> CreateManyDoNothing<M> {
        CreateManyDoNothing(Bulk { rows: self.rows, conflict: OnConflict::Ignore })
    }
}

operation! {
    impl[M: Model] CreateManyDoNothing<M> {
        yields Vec<M>;
        described |_| Description::of::<M>("create_many");
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |many, connection| {
            let (inserts, context) = many.0.inserts::<X::Backend>()?;
            let alone = !inserts.are_several() && M::ReadsBack::ALWAYS;
            let steps = InsertSteps(inserts, context);
            if alone { steps.run(connection).await } else { atomically::<X, _>(connection, context, steps).await }
        }
        sql |many| [many.0.statements::<DB>()];
    }
}
