//! The condition that a row has the values that a new row gives.
//!
//! Owns its text. Must not know why the row is looked for.

use diesel::query_builder::QueryId;

use super::known_empty::{FromGetter, KnownEmpty};
use super::{fragment, push_name, push_table};
use crate::debug::debug_by_name;
use crate::model::{BindValues, Model};

/// The condition that a row has these values in the columns at these places: `"teams"."name" = ?`. The values are given.
pub struct GivenIs<M: Model> {
    pub(crate) values: M::Values,
    pub(crate) places: Vec<usize>,
}

debug_by_name! { impl[M: Model] GivenIs<M>: M::TABLE; }

impl<M: Model> Clone for GivenIs<M> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), places: self.places.clone() }
    }
}

impl<M: Model> KnownEmpty for GivenIs<M> {}
impl<M: Model> FromGetter for GivenIs<M> {}

// Cached by text, of which there is one for each unique key.
impl<M: Model> QueryId for GivenIs<M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

fragment! { impl[M: Model] GivenIs<M> where [M::Values: BindValues<M::SqlType, DB>] |this, out| {
    for (count, place) in this.places.iter().enumerate() {
        out.push_sql(if count > 0 { " AND " } else { "" });
        push_table::<M, DB>(&mut out)?;
        out.push_sql(".");
        push_name(&mut out, M::DESCRIPTOR.columns[*place].name);
        out.push_sql(" = ");
        this.values.bind(*place, out.reborrow())?;
    }
    Ok(())
} }
