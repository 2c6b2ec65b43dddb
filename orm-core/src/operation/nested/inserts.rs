//! The INSERTs of many rows: as few as the number of values that one statement may bind allows.
//!
//! Owns where INSERTs are cut, and the order of the rows that come back. Must not know which operation makes the rows.

use std::collections::{BTreeMap, BTreeSet};

use super::NewValues;
use crate::association::{ManyToMany, SourceValue, TargetValue};
use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Key, Model, PrimaryKeyOf, given_places};
use crate::operation::declare::steps;
use crate::operation::rows::{Insert, Plain, context, insert};
use crate::run::LoadWith;
use crate::statement::junction::InsertPairs;
use crate::statement::write::OnConflict;

/// The INSERTs of many rows.
pub(in crate::operation) fn insert_many<M: Model>(
    rows: &[M::Values],
    max_binds: usize,
    conflict: &OnConflict,
) -> Vec<Insert<M>> {
    let columns = given_places::<M>(rows).len().max(1);
    rows.chunks((max_binds / columns).max(1)).map(|rows| insert(rows.to_vec(), conflict.clone())).collect()
}

/// The INSERTs of many links.
pub(super) fn insert_pairs<A: ManyToMany>(
    pairs: &[(SourceValue<A>, TargetValue<A>)],
    max_binds: usize,
) -> Vec<InsertPairs<A>> {
    let columns = A::SOURCE_NAMES.len() + A::TARGET_NAMES.len();
    pairs.chunks(max_binds / columns).map(|pairs| InsertPairs { pairs: pairs.to_vec() }).collect()
}

/// The pairs to link: `counts` says how many of the targets, in order, belong to each row.
pub(super) fn pairs<A: ManyToMany>(
    rows: &[A::Source],
    counts: &[usize],
    targets: &[A::Target],
) -> Option<Vec<(SourceValue<A>, TargetValue<A>)>> {
    let sources = rows.iter().zip(counts).flat_map(|(row, count)| std::iter::repeat_n(row, *count));
    sources.zip(targets).map(|(row, target)| Some((A::SourceKey::of(row)?, A::TargetKey::of(target)?))).collect()
}

/// The INSERTs of new rows, which yield the rows in the order in which they were given. Not a transaction by itself.
pub(in crate::operation) struct ManySteps<M: Model> {
    inserts: Vec<Insert<M>>,
    keys: Vec<Option<PrimaryKeyOf<M>>>,
}

impl<M: Model> ManySteps<M> {
    /// An error, when one of the rows is to be made by an association that has no key to give.
    pub(in crate::operation) fn new(rows: Vec<NewValues<M, Plain>>, max_binds: usize) -> Result<Self, Error> {
        let values = rows.into_iter().map(|(values, plan)| plan.context::<M>().map(|_| values));
        let mut rows: Vec<_> = values.collect::<Result<_, _>>()?;
        let inserts = insert_many::<M>(&rows, max_binds, &OnConflict::Fail);
        Ok(Self { inserts, keys: rows.iter_mut().map(M::PrimaryKey::given).collect() })
    }

    /// Whether no transaction is needed.
    pub(in crate::operation) fn is_one_statement(&self) -> bool {
        self.inserts.len() <= 1
    }
}

steps! {
    impl[M: Model] ManySteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let rows = InsertSteps(steps.inserts, context::<M>().inserting()).run(connection).await?;
            Ok(in_order(steps.keys, rows))
        }
    }
}

/// INSERTs, one after the other.
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

/// Puts inserted rows into the order in which they were given; neither database promises an order for RETURNING.
///
/// A row whose key was given is found by it. The others got their keys from the database, which counts upwards in the
/// order of the VALUES list, so ascending keys are the given order.
///
/// Where the database makes the key up in any other way there is nothing to go by: such rows stay as they came.
fn in_order<M: Model>(keys: Vec<Option<PrimaryKeyOf<M>>>, rows: Vec<M>) -> Vec<M> {
    let (mut by_key, mut others) = (BTreeMap::new(), Vec::new());
    let given: BTreeSet<_> = keys.iter().flatten().cloned().collect();
    for row in rows {
        match M::PrimaryKey::of(&row) {
            Some(key) if given.contains(&key) => drop(by_key.insert(key, row)),
            _ => others.push(row),
        }
    }
    if M::DESCRIPTOR.columns.iter().any(|column| column.generated) {
        others.sort_by_key(M::PrimaryKey::of);
    }
    let mut others = others.into_iter();
    keys.into_iter().filter_map(|key| key.and_then(|key| by_key.remove(&key)).or_else(|| others.next())).collect()
}
