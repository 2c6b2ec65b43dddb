//! Everything that the expansion of `#[derive(Model)]` names; not for use by hand.
//!
//! Owns the list, and is the only path that an expansion names: `::orm_core::derive::..`, or `derive` of what
//! `#[model(crate = ..)]` says. A test of `orm-derive` holds expansions to it.

pub use diesel;
#[cfg(feature = "serde")]
pub use serde;

pub use crate::association::{
    AssociatedOnce, Association, BelongsTo, ByJunction, ByKey, Checked, Detachable, Includable, Indexed, KeyOf,
    ManyToMany, Next, NotIndexed, Nothing, SourceValue, TargetIdOf, TargetKeyOf, TargetOf, TargetValue, Through,
    assert_defaults, assert_optional, belongs_to, has_column, is_model, is_unique, kind, references,
};
pub use crate::descriptor::{
    ColumnDescriptor, DefaultValue, ForeignKeyDescriptor, HasDataType, JunctionDescriptor, JunctionKeyDescriptor,
    ModelDescriptor, ReferentialAction,
};
pub use crate::front::types as sql_types;
pub use crate::loading::{HasCounted, HasIncluded, IntoParts, WasIncluded};
pub use crate::model::{
    Complete, Create, Field, Given, HasColumn, HasUnique, IntoKey, IntoKeys, IntoOptionalKey, IntoValue, IsGiven, Key,
    Loaded, Mandatory, MaybeNull, Merge, Missing, Model, NotNull, Nullability, Optional, PrimaryKeyOf, UnknownKey,
    Update,
};
pub use crate::operation::{
    Add, AddLinks, AddMany, ChildOf, CompleteNew, CreateLinkedOf, CreateMany, CreateOf, CreateOneOf, CreateParentOf,
    CreateThroughOf, Delete, Find, Get, GetLinked, GetOne, Has, HasLinks, LinkManyOf, LinkOf, LinkOneOf, LinkOnlyOf,
    Nest, NewChildren, NewLinkedOf, NewLinkedTargets, NewParent, NewRow, NewTargets, Plain, Reload, Remove,
    RemoveLinks, RowOf, SetLinks, SetMany, SetOne, SetParent, Upsert, create, create_linked_of, create_many, create_of,
    create_one_of, create_parent_of, create_through_of, delete, find, get, get_linked, get_one, link_many, link_one,
    link_only, query, update,
};
pub use crate::run::{Builder, Operation};
pub use crate::statement::select::{Count, Query};
pub use crate::text::{assert_same_name, concat, join, join_pairs, length, listed, pairs_length};
pub use crate::{
    __concat as concat, __join_condition as join_condition, __list as list, __table as table, __with as with,
};
