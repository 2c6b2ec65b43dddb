//! Operations: values that say what is to be done, and do it when they are run on a connection.
//!
//! Owns the operations' types and how each is run, once for blocking and non-blocking connections. An operation builds
//! statements and decides in what order they go out; SQL is the statements' part, SQL text is written nowhere here.

mod chunks;
mod create;
mod create_associated;
mod create_many;
mod delete;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod detach;
mod find;
mod link;
mod load;
mod nested;
mod page;
mod print;
mod query;
mod through;
mod to_many;
mod to_one;
mod update;

pub use chunks::{ChunkSteps, Chunks, NextChunk};
pub use create::{NewRow, OfMany, Plain, Upsert, create};
pub use create_associated::{
    AssociatedPlan, Attach, Attaching, CreateOf, CreateOneOf, CreateParentOf, GivenBy, PlanOf, Replacing, create_of,
    create_one_of, create_parent_of,
};
pub use create_many::{CreateMany, create_many};
pub use delete::{Delete, DeleteRows, delete};
pub use find::{Find, First, Reload, find};
pub use link::{
    AddLinks, CreateLinkedOf, GetLinked, HasLinks, Linking, LinksChanged, RemoveLinks, SetLinks, create_linked_of,
    get_linked,
};
pub use load::{Load, LoadDsl, Rows};
pub use nested::{
    ChildOf, Children, CompleteNew, CreatePlan, LinkOf, Nest, NewLinkedOf, NewOf, Parent, Targets, TargetsThrough,
};
pub use page::{Page, PageOf};
pub use query::{Get, get, query};
pub use through::{
    CreateThroughOf, LinkGiven, LinkMany, LinkManyOf, LinkOne, LinkOneOf, LinkOnly, LinkOnlyOf, LinkingThrough,
    create_through_of, link_many, link_one, link_only,
};
pub use to_many::{Add, AddMany, Has, Remove, SetMany};
pub use to_one::{Follow, GetOne, PointSteps, SetOne, SetParent, get_one};
pub use update::{Changes, OneRow, RowOf, update};
