//! The INSERTs of many rows: as few as possible, as a database limits the number of values that one statement binds.
//!
//! Owns how the rows are divided into INSERTs, and the order of the rows that they return. Must not know which
//! operation inserts the rows.

use super::NewValues;
use crate::association::{ManyToMany, SourceValue, TargetValue};
use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Key, Model, given_places};
use crate::operation::declare::steps;
use crate::operation::rows::{Insert, Plain, context, insert};
use crate::run::LoadWith;
use crate::statement::junction::InsertPairs;
use crate::statement::write::OnConflict;

/// Makes the INSERTs of many rows.
pub(in crate::operation) fn insert_many<M: Model>(
    rows: &[M::Values],
    max_binds: usize,
    conflict: &OnConflict,
) -> Vec<Insert<M>> {
    let columns = given_places::<M>(rows).len().max(1);
    rows.chunks((max_binds / columns).max(1)).map(|rows| insert(rows.to_vec(), conflict.clone())).collect()
}

/// Makes the INSERTs of many links.
pub(super) fn insert_pairs<A: ManyToMany>(
    pairs: &[(SourceValue<A>, TargetValue<A>)],
    max_binds: usize,
) -> Vec<InsertPairs<A>> {
    let columns = A::SOURCE_NAMES.len() + A::TARGET_NAMES.len();
    pairs.chunks(max_binds / columns).map(|pairs| InsertPairs { pairs: pairs.to_vec() }).collect()
}

/// The pairs of keys to link. `counts` holds, for each of the `rows`, the number of `targets` that belong to it, in
/// order.
pub(super) fn pairs<A: ManyToMany>(
    rows: &[A::Source],
    counts: &[usize],
    targets: &[A::Target],
) -> Option<Vec<(SourceValue<A>, TargetValue<A>)>> {
    let sources = rows.iter().zip(counts).flat_map(|(row, count)| std::iter::repeat_n(row, *count));
    sources.zip(targets).map(|(row, target)| Some((A::SourceKey::of(row)?, A::TargetKey::of(target)?))).collect()
}

/// The INSERTs of new rows. They yield the rows in the order in which they were given.
///
/// Both databases walk the VALUES list once and return each row when they insert it, so the first returned row is the
/// first given one. The rows cannot be sorted by their keys instead: a sequence may count downwards or start anew, and
/// a trigger may give other keys. If a trigger skips a row, the following ones would be taken for their neighbours, so
/// another number of rows than were given is an error.
///
/// For more than one row the caller must open a transaction, so that such an error leaves no row behind.
pub(in crate::operation) struct ManySteps<M: Model> {
    inserts: Vec<Insert<M>>,
    rows: usize,
}

impl<M: Model> ManySteps<M> {
    /// Makes the INSERTs. Fails when a row belongs to an association whose source has no key to give.
    pub(in crate::operation) fn new(rows: Vec<NewValues<M, Plain>>, max_binds: usize) -> Result<Self, Error> {
        let values = rows.into_iter().map(|(values, plan)| plan.context::<M>().map(|_| values));
        let rows: Vec<_> = values.collect::<Result<_, _>>()?;
        Ok(Self { inserts: insert_many::<M>(&rows, max_binds, &OnConflict::Fail), rows: rows.len() })
    }

    /// Whether there is at most one row, so that no transaction is needed.
    pub(in crate::operation) fn is_one_row(&self) -> bool {
        self.rows <= 1
    }
}

steps! {
    impl[M: Model] ManySteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let context = context::<M>().inserting();
            let rows = InsertSteps(steps.inserts, context).run(connection).await?;
            all_made(rows, steps.rows, context)
        }
    }
}

/// The returned rows; fails when their number is not the number of given rows.
pub(super) fn all_made<M>(rows: Vec<M>, given: usize, context: Context) -> Result<Vec<M>, Error> {
    if rows.len() == given { Ok(rows) } else { Err(context.not_found()) }
}

/// Sends INSERTs one after the other.
pub(in crate::operation) struct InsertSteps<M: Model>(
    pub(in crate::operation) Vec<Insert<M>>,
    pub(in crate::operation) Context,
);

steps! {
    impl[M: Model] InsertSteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let context = steps.1;
            let mut rows = Vec::new();
            for statement in steps.0 {
                let inserted = statement.load_with(connection).await.map_err(|error| context.error(error))?;
                rows.extend(inserted.into_iter().map(|row| row.0));
            }
            Ok(rows)
        }
    }
}
