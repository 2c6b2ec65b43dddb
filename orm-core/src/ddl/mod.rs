//! The tables of several models as one plan, which holds all that `CREATE TABLE` needs.
//!
//! Owns [`Schema`] and the work that is the same for both databases: it merges the foreign keys and junctions that two
//! sides of a pair declare, fills in the default actions, checks, names and orders the tables. Must not know how a
//! database spells a type or which statements it takes: the backend crates know that.

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

/// The models whose tables are created and dropped together. [`schema!`](crate::schema!) makes it.
///
/// It holds only the list of models. [`plan`](Self::plan) checks them; `create_tables` and `drop_tables` of the backend
/// crates call it before they send a statement.
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
    /// Makes a schema of these models, in any order. A model that is given twice counts once.
    pub const fn new(models: &'static [&'static ModelDescriptor]) -> Self {
        Self { models }
    }

    /// Returns the models as they were given.
    pub const fn models(&self) -> &'static [&'static ModelDescriptor] {
        self.models
    }

    /// Returns the tables in the order in which they can be created, with their foreign keys merged, checked and named.
    /// The tables of junctions without a model are among them.
    ///
    /// A table stands after the tables that it references. Otherwise the tables keep the given order, and those of
    /// junctions stand last. In a cycle, one foreign key has to reference a table that comes later: the first optional
    /// key of the cycle, or else its first key. It is marked [`closes_cycle`](ForeignKey::closes_cycle), and the
    /// database checks it at the end of the transaction. The keys of a cycle are taken in the order in which the given
    /// models declare them, on either side.
    ///
    /// A column that is part of a foreign key is not generated. The plan leaves out an index when the primary key, a
    /// UNIQUE constraint or a longer index begins with its columns, unless the index was given a name.
    ///
    /// A key has no constraint when one side says `constraints = false`, and no index when one side says
    /// `index = false`. A key without a constraint keeps its index and does not affect the order of the tables. Its
    /// other model may be missing in the schema, and several such keys may use the same columns.
    ///
    /// # Errors
    /// Each variant of [`SchemaError`] says which mistake it reports; its message says what to write instead.
    pub fn plan(&self) -> Result<Plan, SchemaError> {
        Plan::new(self.models)
    }
}

/// Makes a [`Schema`](crate::Schema) of the listed models, in any order; it is a constant.
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
