//! Write rows: new ones, changes, deletes, upserts, nested rows.
//!
//! Owns the list of names for writing. A write begins at a model, `Team::create()`, at a row, `team.update()`, or at a
//! query, `Team::query().filter(..).delete()`. [`parts`] holds the types and traits that stand in their signatures and are
//! seldom written down.

pub use crate::model::{Create, IntoValue, Update};
pub use crate::operation::{CreateMany, Delete, DeleteRows, Nest, NewRow, Plain, Upsert};

/// The parts that writes are made of: they stand in signatures and in the compiler's messages.
pub mod parts {
    pub use crate::model::{BindValues, Complete, Either, Given, IsGiven, Merge, Missing, Values};
    pub use crate::operation::{
        AssociatedPlan, Changes, ChildOf, CompleteNew, CreateLinkedOf, CreateOf, CreateOneOf, CreateParent,
        CreateParentOf, CreatePlan, CreateThroughOf, GivenBy, LinkOf, NewChildren, NewLinkedOf, NewLinkedTargets,
        NewOf, NewParent, NewTargets, OfMany, OneRow, PlanOf, RowOf,
    };
    pub use crate::run::Builder;
    pub use crate::statement::write::{
        AssignKey, AssignValues, ClearKey, DeleteFrom, InsertInto, Returning, UpdateSet,
    };
}
