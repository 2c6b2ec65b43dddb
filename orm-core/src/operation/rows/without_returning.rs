//! `Team::create().name("Jazz").without_returning()`, `Team::create_many([..]).without_returning()`.
//!
//! Owns the operations that insert rows and do not read them back.

use super::bulk::Bulk;
use super::{CreateMany, CreateManyDoNothing, Plain};
use crate::debug::debug_by_name;
use crate::error::Context;
use crate::model::{Complete, Create, Model};
use crate::operation::declare::{operation, steps};
use crate::operation::nested::Inserts;
use crate::run::{ExecuteWith, atomically};
use crate::statement::write::{InsertInto, OnConflict};
use crate::trace::Description;

/// The plan of `Team::create().name("Jazz").without_returning()`: inserts the row without RETURNING.
#[derive(Debug, Clone, Copy)]
pub struct WithoutReturning(pub(super) Plain);

operation! {
    built impl[M: Model, S] Create<M, S, WithoutReturning> where [S: Complete<M>] {
        yields usize;
        described |create| Description::of::<M>("create").by(create.plan.0.association.map(|by| by.name));
        sends [InsertInto<M>: ExecuteWith<'static, X>];
        run |create, connection| {
            let context = create.plan.0.context::<M>()?;
            let insert = create.statement(OnConflict::Fail).0;
            insert.execute_with(connection).await.map_err(|error| context.error(error))
        }
        sql |create| [(!create.plan.0.keyless).then(|| create.statement(OnConflict::Fail).0)];
    }
}

/// Inserts many rows without reading them back: `Team::create_many([..]).without_returning()`.
///
/// Sends the INSERTs of [`CreateMany`] without RETURNING; several of them in one transaction. Yields the number of
/// inserted rows. It is less than the number of given rows where a trigger or a rule of the table skips some, which is
/// no error here.
///
/// # Errors
/// The errors of [`Create`](crate::write::Create). Then no row is inserted.
#[must_use = "nothing is inserted until `.exec(&mut conn)`"]
pub struct CreateManyWithoutReturning<M: Model>(Bulk<M>);

debug_by_name! { impl[M: Model] CreateManyWithoutReturning<M>: M::TABLE; }

impl<M: Model> CreateMany<M> {
    /// Inserts the rows without reading them back: INSERT without RETURNING. Yields their number.
    pub fn without_returning(self) -> CreateManyWithoutReturning<M> {
        CreateManyWithoutReturning(Bulk { rows: self.rows, conflict: OnConflict::Fail })
    }
}

impl<M: Model> CreateManyDoNothing<M> {
    /// Inserts the rows without reading them back: INSERT without RETURNING. Yields the number of inserted rows.
    pub fn without_returning(self) -> CreateManyWithoutReturning<M> {
        CreateManyWithoutReturning(self.0)
    }
}

operation! {
    impl[M: Model] CreateManyWithoutReturning<M> {
        yields usize;
        described |_| Description::of::<M>("create_many");
        sends [InsertInto<M>: ExecuteWith<'static, X>];
        run |many, connection| {
            let (inserts, context) = many.0.inserts::<X::Backend>()?;
            let several = inserts.are_several();
            let steps = CountSteps(inserts, context);
            if several { atomically::<X, _>(connection, context, steps).await } else { steps.run(connection).await }
        }
        sql |many| [many.0.statements::<DB>().into_iter().map(|insert| insert.0).collect::<Vec<_>>()];
    }
}

/// INSERTs without RETURNING, one after the other. They yield the number of inserted rows.
struct CountSteps<M: Model>(Inserts<M>, Context);

steps! {
    impl[M: Model] CountSteps<M> {
        yields usize;
        sends [InsertInto<M>: ExecuteWith<'static, X>];
        run |steps, connection| {
            let mut inserted = 0;
            for statement in steps.0.into_statements() {
                inserted += statement.0.execute_with(connection).await.map_err(|error| steps.1.error(error))?;
            }
            Ok(inserted)
        }
    }
}
