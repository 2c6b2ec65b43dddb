//! Associate rows: what the accessors of associations do, and the associations as types.
//!
//! Owns the list of names for associations. The accessors are methods of the models, `team.add_player(&karl)`; the types
//! here are what they return. [`parts`] holds the types and traits that stand in their signatures and are seldom written
//! down.

pub use crate::association::{Association, BelongsTo, Detachable, ManyToMany, Through};
pub use crate::model::{IntoKey, IntoKeys, IntoOptionalKey, KeyValue};
pub use crate::operation::{
    Add, AddLinks, AddMany, Attaching, Has, HasLinks, LinkMany, LinkOne, LinkOnly, Linking, LinkingThrough,
    LinksChanged, Remove, RemoveLinks, Replacing, SetLinks, SetMany, SetOne, SetParent,
};

/// The parts that associations are made of: they stand in signatures and in the compiler's messages.
pub mod parts {
    pub use crate::association::{
        Checked, Indexed, KeyOf, MayBeNull, NotIndexed, SameKey, SourceValue, TargetIdOf, TargetKeyOf, TargetOf,
        TargetValue,
    };
    pub use crate::model::{Key, NoKey, OptionalKey};
    pub use crate::operation::{Follow, LinkGiven, LinkManyOf, LinkOneOf, LinkOnlyOf, PointSteps};
    pub use crate::statement::junction::{DeleteLinks, InsertLinks, InsertPairs};
    pub use crate::statement::keys::BindKey;
    pub use crate::statement::write::Attach;
}
