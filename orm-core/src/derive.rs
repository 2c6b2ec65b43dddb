//! Everything that the expansion of `#[derive(Model)]` names; not for use by hand.
//!
//! Owns the list, and is the only path that an expansion names: `::orm_core::derive::..`, or `derive` of what
//! `#[model(crate = ..)]` says. A test of `orm-derive` holds expansions to it.

pub use diesel;
#[cfg(feature = "serde")]
pub use serde;

pub use crate::association::{
    Association, BelongsTo, Checked, Detachable, Indexed, KeyOf, ManyToMany, NotIndexed, SourceValue, TargetIdOf,
    TargetKeyOf, TargetOf, TargetValue, Through, assert_optional, belongs_to, has_column, is_model, is_unique,
    references,
};
pub use crate::descriptor::{
    ColumnDescriptor, DefaultValue, ForeignKeyDescriptor, HasDataType, JunctionDescriptor, JunctionKeyDescriptor,
    ModelDescriptor, ReferentialAction,
};
pub use crate::key::{IntoKey, IntoOptionalKey, Key, UnknownKey};
pub use crate::key_list::IntoKeys;
pub use crate::loading::{
    AssociatedOnce, ByJunction, ByKey, HasCounted, HasIncluded, Includable, Next, Nothing, WasIncluded, kind,
};
pub use crate::model::{Field, HasColumn, HasUnique, Mandatory, Model, Nullability, Optional, PrimaryKeyOf};
pub use crate::operation::{
    Add, AddLinks, AddMany, Builder, ChildOf, Children, CompleteNew, Create, CreateLinkedOf, CreateMany, CreateOf,
    CreateOneOf, CreateParentOf, CreateThroughOf, Delete, Find, Get, GetLinked, GetOne, Has, HasLinks, LinkManyOf,
    LinkOf, LinkOneOf, LinkOnlyOf, Nest, NewLinkedOf, NewRow, Operation, Parent, Plain, Reload, Remove, RemoveLinks,
    RowOf, SetLinks, SetMany, SetOne, SetParent, Targets, TargetsThrough, Update, Upsert, create, create_linked_of,
    create_many, create_of, create_one_of, create_parent_of, create_through_of, delete, find, get, get_linked, get_one,
    link_many, link_one, link_only, query, update,
};
pub use crate::row::NotNull;
pub use crate::sql_types;
pub use crate::state::{Complete, Given, IsGiven, Merge, Missing};
pub use crate::statement::select::{Count, Query};
pub use crate::text::{assert_same_name, concat, join, join_pairs, length, listed, pairs_length};
pub use crate::values::IntoValue;
pub use crate::{
    __concat as concat, __join_condition as join_condition, __list as list, __table as table, __with as with,
};
