//! Many new rows, and the action on a conflict with an existing row.
//!
//! Owns what the operations that `Team::create_many([..])` turns into have in common. Must not know what they yield.

use super::{Insert, Plain, context};
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::model::Model;
use crate::operation::nested::Inserts;
use crate::statement::write::OnConflict;

/// Many new rows, and the action on a conflict with an existing row.
pub(super) struct Bulk<M: Model> {
    pub(super) rows: Vec<(M::Values, Plain)>,
    pub(super) conflict: OnConflict,
}

impl<M: Model> Bulk<M> {
    /// The INSERTs, and the context of their errors. Fails when a row belongs to an association whose source has no key
    /// to give.
    pub(super) fn inserts<DB: Dialect>(self) -> Result<(Inserts<M>, Context), Error> {
        let values = self.rows.into_iter().map(|(values, plan)| plan.context::<M>().map(|_| values));
        let inserts = Inserts::new::<DB>(values.collect::<Result<_, _>>()?, &self.conflict);
        Ok((inserts, context::<M>().inserting()))
    }

    /// The INSERTs, to be printed.
    pub(super) fn statements<DB: Dialect>(&self) -> Vec<Insert<M>> {
        let values = self.rows.iter().map(|(values, _)| values.clone()).collect();
        Inserts::new::<DB>(values, &self.conflict).into_statements()
    }
}
