//! Write rows: inserts, updates, deletes, upserts, nested rows.
//!
//! Owns the list of names for writing. A write starts from a model, `Team::create()`, from a row, `team.update()`, or
//! from a query, `Team::query().filter(..).delete()`. [`parts`] holds the other types and traits of their signatures,
//! which a program seldom names.

pub use crate::model::{Create, IntoValue, Update};
pub use crate::operation::{
    CreateDsl, CreateMany, CreateManyDoNothing, CreateManyWithoutReturning, Delete, DeleteRows, DoNothing,
    FindOrCreate, Nest, NewRow, Plain, UpdateDsl, Upsert, UpsertMany, WithoutReturning,
};

/// Types and traits that occur in the signatures of writes and in the compiler's messages about them.
pub mod parts {
    pub use crate::model::{
        AlwaysReadable, BindValues, Complete, Either, Given, IsGiven, MayBeUnreadable, Merge, Missing, ReadBack, Values,
    };
    pub use crate::operation::{
        AndSetTo, AssociatedPlan, ChangedBy, Changes, ChildOf, CompleteNew, CreateLinkedOf, CreateOf, CreateOneOf,
        CreateParent, CreateParentOf, CreatePlan, CreateThroughOf, GivenBy, LinkOf, NewChildren, NewLinkedOf,
        NewLinkedTargets, NewOf, NewParent, NewTargets, OfMany, OneRow, PlanOf, RowOf, UpdatedRows,
    };
    pub use crate::run::Builder;
    pub use crate::statement::assign::{
        AndSet, AssignValues, Assigned, Assigns, Changed, Increments, ValueFor, WriteAssigned,
    };
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub use crate::statement::fixed::FixAssigned;
    pub use crate::statement::given::GivenIs;
    pub use crate::statement::write::{AssignKey, ClearKey, DeleteFrom, InsertInto, Returning, UpdateSet};
}
