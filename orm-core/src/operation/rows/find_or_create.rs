//! `Team::create().name("Jazz").find_or_create(teams::name)`.
//!
//! Owns the plan that inserts a row, or reads the row that has the same values in the given unique columns.

use super::{Insert, Plain, first_row, write_alone};
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model, Values};
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::condition::Where;
use crate::statement::given::GivenIs;
use crate::statement::select::Query;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// How often the row is inserted anew, when another connection deletes the existing row before it is read.
const ROUNDS: usize = 10;

/// The plan of `Team::create().name("Jazz").find_or_create(teams::name)`: inserts the row, or reads the row that has the
/// same value in the given unique columns. Yields the row, and whether it is new.
#[derive(Debug, Clone, Copy)]
pub struct FindOrCreate {
    pub(super) unique: &'static [&'static str],
    pub(super) plain: Plain,
}

/// The SELECT of the existing row.
type Existing<M> = Query<M, Where<GivenIs<M>>>;

impl<M: Model, S> Create<M, S, FindOrCreate> {
    /// The SELECT of the existing row. Where a unique column is left out, there is none: then the row is new.
    fn existing(&self) -> Option<Existing<M>> {
        let places = self.places()?;
        Some(Query::only(GivenIs { values: self.values.clone(), places }))
    }

    /// The places of the unique columns among the model's columns; `None` where one of them is left out.
    fn places(&self) -> Option<Vec<usize>> {
        let place = |name: &&str| M::DESCRIPTOR.columns.iter().position(|column| column.name == *name);
        let given = |place: &usize| self.values.is_given(*place);
        self.plan.unique.iter().map(|name| place(name).filter(given)).collect()
    }

    /// The action of the INSERT on a conflict. A row that leaves out a unique column is not found by it: then a generated
    /// key that exists already is an error.
    fn conflict(&self) -> OnConflict {
        if self.places().is_some() { OnConflict::Keep(self.plan.unique.to_vec()) } else { OnConflict::Fail }
    }
}

operation! {
    built impl[M: Model, S] Create<M, S, FindOrCreate> where [S: Complete<M>] {
        yields (M, bool);
        described |create| Description::of::<M>("find_or_create").by(create.plan.plain.association.map(|by| by.name));
        sends [
            Insert<M>: LoadWith<'static, X, ModelRow<M>>,
            Existing<M>: LoadWith<'static, X, ModelRow<M>>,
        ];
        run |create, connection| {
            let context = create.plan.plain.context::<M>()?;
            let (conflict, existing) = (create.conflict(), create.existing());
            for _ in 0..ROUNDS {
                let insert = create.statement(conflict.clone());
                if let Some(row) = first_row(write_alone::<X, M, _>(insert, context, connection).await?) {
                    return Ok((row, true));
                }
                let Some(select) = existing.clone() else { break };
                let found = select.load_with(connection).await.map_err(|error| context.error(error))?;
                if let Some(row) = first_row(found) {
                    return Ok((row, false));
                }
            }
            Err(context.not_found())
        }
        sql |create| [
            (!create.plan.plain.keyless).then(|| create.statement(create.conflict())),
            create.existing().filter(|_| !create.plan.plain.keyless),
        ];
    }
}
