//! The tables of several models as one plan: what `CREATE TABLE` needs to know and one model alone cannot say.
//!
//! Owns [`Schema`] and the work that is the same for both databases: merging the foreign keys and junctions that two
//! sides of a pair declare, filling in the default actions, checking, naming and ordering. Must not know how a database
//! spells a type or which statements it takes: the backend crates know that.

mod ambiguity;
mod clause;
mod definition;
mod error;
mod junctions;
mod keys;
mod order;
mod plan;
mod table;

pub use crate::descriptor::{LONGEST_NAME, foreign_key_name, index_name, primary_key_name, unique_name};
pub use clause::quote;
pub use error::{AssociationName, SchemaError};
pub use plan::Plan;
pub use table::{Column, ForeignKey, Index, Name, Table, TableName, UniqueConstraint};

use crate::descriptor::ModelDescriptor;

/// The models whose tables are created and dropped together; made by [`schema!`](crate::schema!).
///
/// Holds the list and nothing else: no statement runs and no check is made before [`plan`](Self::plan) is called, which
/// the backend crates' `create_tables` and `drop_tables` do.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, team_id: Option<i32> }
///
/// #[derive(Model)]
/// struct Team { id: i32 }
///
/// let plan = schema![Player, Team].plan()?;
/// assert_eq!(plan.tables[0].name.name, "teams");
/// assert_eq!(plan.tables[1].foreign_keys[0].on_delete.sql(), "SET NULL");
/// assert_eq!(plan.tables[1].indexes[0].name, "players_team_id_index");
/// # Ok::<(), orm_core::SchemaError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    models: &'static [&'static ModelDescriptor],
}

impl Schema {
    /// A schema of these models, in any order. A model given twice counts once.
    pub const fn new(models: &'static [&'static ModelDescriptor]) -> Self {
        Self { models }
    }

    /// The models as they were given.
    pub const fn models(&self) -> &'static [&'static ModelDescriptor] {
        self.models
    }

    /// The tables in the order in which they can be created, with their foreign keys merged, checked and named; those
    /// of junctions without a model too.
    ///
    /// Tables stand after those that they reference, and otherwise in the given order, those of junctions last. In a
    /// cycle, one foreign key has to reference a table that comes later: it is marked
    /// [`closes_cycle`](ForeignKey::closes_cycle) and checked at the end of the transaction. That is the first optional
    /// key of the cycle, or else its first key. Keys are in the order in which the models, as they are given, declare
    /// them, on either side.
    ///
    /// A column that is part of a foreign key is not generated. An index that the primary key, a UNIQUE constraint or a
    /// longer index begins with is left out, unless it has a name of its own.
    ///
    /// One side that says `constraints = false` is enough for a key to have no constraint, and one that says
    /// `index = false` for it to have no index. A key without a constraint keeps its index, does not matter to the
    /// order, and does without the other model in the schema; several of them may use the same columns.
    ///
    /// # Errors
    /// Each variant of [`SchemaError`] says what it is about and what to write instead.
    pub fn plan(&self) -> Result<Plan, SchemaError> {
        Plan::new(self.models)
    }
}

/// A [`Schema`](crate::Schema) of the models listed, in any order; a constant.
///
/// # Example
/// ```
/// use orm_core::Schema;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// const SCHEMA: Schema = schema![Team];
/// assert_eq!(SCHEMA.models()[0].table, "teams");
/// ```
#[macro_export]
macro_rules! schema {
    ($($model:ty),* $(,)?) => {
        $crate::Schema::new(const { &[$(<$model as $crate::Model>::DESCRIPTOR),*] })
    };
}
