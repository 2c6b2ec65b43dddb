//! Associate rows: the operations of accessors, and the traits of associations.
//!
//! Owns the list of names for associations. An accessor is a method of a model, `team.add_player(&karl)`, and returns
//! one of the operations here. [`parts`] holds the other types and traits of their signatures, which a program seldom
//! names.

pub use crate::association::{Association, BelongsTo, Detachable, ManyToMany, Through};
pub use crate::model::{IntoKey, IntoKeys, IntoOptionalKey, KeyValue};
pub use crate::operation::{
    Add, AddLinks, AddMany, Attaching, Has, HasLinks, LinkMany, LinkOne, LinkOnly, Linking, LinkingThrough,
    LinksChanged, Remove, RemoveLinks, Replacing, SetLinks, SetMany, SetOne, SetParent,
};

/// Types and traits that occur in the signatures of associations and in the compiler's messages about them.
pub mod parts {
    pub use crate::association::{
        Checked, Indexed, KeyOf, MayBeNull, NotIndexed, SameKey, SourceValue, TargetIdOf, TargetKeyOf, TargetOf,
        TargetValue,
    };
    pub use crate::model::{Key, NoKey, OptionalKey};
    pub use crate::operation::{Follow, LinkGiven, LinkManyOf, LinkOneOf, LinkOnlyOf, SetParentSteps};
    pub use crate::statement::junction::{DeleteLinks, InsertLinks, InsertPairs};
    pub use crate::statement::keys::BindKey;
    pub use crate::statement::lock::LockRow;
    pub use crate::statement::on::{OnAssociation, TargetTable};
    pub use crate::statement::write::AssignSource;
}
