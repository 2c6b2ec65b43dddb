//! The INSERTs of many rows: as few as possible, as a database limits the number of values that one statement binds.
//!
//! Owns how the rows are divided into INSERTs, and the order of the rows that they return. Must not know which
//! operation inserts the rows.

use super::NewValues;
use crate::association::{ManyToMany, SourceValue, TargetValue};
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Key, Model, Values, given_places};
use crate::operation::declare::steps;
use crate::operation::rows::{Insert, Plain, context, insert};
use crate::run::LoadWith;
use crate::statement::junction::InsertPairs;
use crate::statement::write::OnConflict;

/// The INSERTs of many rows.
pub(in crate::operation) struct Inserts<M: Model> {
    statements: Vec<Insert<M>>,
    /// The number of rows.
    rows: usize,
}

impl<M: Model> Inserts<M> {
    /// Makes the INSERTs of the rows, in their order. Where a VALUES list cannot say DEFAULT, an INSERT takes
    /// neighbouring rows that give the same columns, so that a column that is left out gets the default that the table
    /// has for it. So does an INSERT that updates existing rows: it would set a column that a row leaves out to the
    /// default.
    pub(in crate::operation) fn new<DB: Dialect>(rows: Vec<M::Values>, conflict: &OnConflict) -> Self {
        let count = rows.len();
        let (mut statements, mut rows) = (Vec::new(), rows.into_iter().peekable());
        let together = DB::HAS_DEFAULT_VALUE && !matches!(conflict, OnConflict::Update(_));
        let columns = |row: &M::Values| if together { 0 } else { given_or_generated::<M>(row) };
        while let Some(first) = rows.next() {
            let given = columns(&first);
            let mut group = vec![first];
            while let Some(row) = rows.next_if(|row| columns(row) == given) {
                group.push(row);
            }
            // An INSERT without columns, `DEFAULT VALUES`, inserts one row.
            let alone = !DB::HAS_DEFAULT_VALUE && given == 0;
            let values = given_places::<M>(&group).len().max(1);
            let length = if alone { 1 } else { (DB::MAX_BINDS / values).max(1) };
            statements.extend(chunks(group, length).map(|rows| insert(rows, conflict.clone())));
        }
        Self { statements, rows: count }
    }

    /// The statements.
    pub(in crate::operation) fn into_statements(self) -> Vec<Insert<M>> {
        self.statements
    }

    /// Whether there are several statements, which need a transaction.
    pub(in crate::operation) fn are_several(&self) -> bool {
        self.statements.len() > 1
    }
}

/// The columns for which the row has a value, and the generated key, for which NULL can stand: one bit for each. A
/// table has at most 128 columns.
fn given_or_generated<M: Model>(row: &M::Values) -> u128 {
    let columns = M::DESCRIPTOR.columns.iter().enumerate();
    let given = columns.filter(|(place, column)| column.generated || row.is_given(*place));
    given.fold(0, |columns, (place, _)| columns | 1 << place)
}

/// Divides the rows into lists of at most this length.
fn chunks<V>(rows: Vec<V>, length: usize) -> impl Iterator<Item = Vec<V>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || Some(rows.by_ref().take(length).collect()).filter(|chunk: &Vec<V>| !chunk.is_empty()))
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
    inserts: Inserts<M>,
}

impl<M: Model> ManySteps<M> {
    /// Makes the INSERTs. Fails when a row belongs to an association whose source has no key to give.
    pub(in crate::operation) fn new<DB: Dialect>(rows: Vec<NewValues<M, Plain>>) -> Result<Self, Error> {
        let values = rows.into_iter().map(|(values, plan)| plan.context::<M>().map(|_| values));
        Ok(Self { inserts: Inserts::new::<DB>(values.collect::<Result<_, _>>()?, &OnConflict::Fail) })
    }

    /// Whether there is at most one row, so that no transaction is needed.
    pub(in crate::operation) fn is_one_row(&self) -> bool {
        self.inserts.rows <= 1
    }
}

steps! {
    impl[M: Model] ManySteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let context = context::<M>().inserting();
            let given = steps.inserts.rows;
            all_made(InsertSteps(steps.inserts, context).run(connection).await?, given, context)
        }
    }
}

/// The returned rows; fails when their number is not the number of given rows.
pub(in crate::operation) fn all_made<M>(rows: Vec<M>, given: usize, context: Context) -> Result<Vec<M>, Error> {
    if rows.len() == given { Ok(rows) } else { Err(context.not_found()) }
}

/// Sends INSERTs one after the other.
pub(in crate::operation) struct InsertSteps<M: Model>(
    pub(in crate::operation) Inserts<M>,
    pub(in crate::operation) Context,
);

steps! {
    impl[M: Model] InsertSteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let context = steps.1;
            let mut rows = Vec::with_capacity(steps.0.rows);
            for statement in steps.0.statements {
                let inserted = statement.load_with(connection).await.map_err(|error| context.error(error))?;
                rows.extend(inserted.into_iter().map(|row| row.0));
            }
            Ok(rows)
        }
    }
}
