//! Operations, one in each file. A folder holds the operations on rows, or the accessors of one kind of association.
//!
//! Owns the list. An operation builds statements and decides in what order they are sent. The traits that every
//! operation implements are written by one macro (`declare`). SQL text is written in `statement` alone.

mod belongs_to;
mod belongs_to_many;
mod declare;
mod get_one;
mod has_many;
mod has_one;
mod nested;
mod read_one;
mod rows;
mod tree;

pub use belongs_to::{Attaching, CreateParent, CreateParentOf, Follow, SetParent, SetParentSteps, create_parent_of};
pub use belongs_to_many::{
    AddLinks, CreateLinkedOf, CreateThroughOf, GetLinked, HasLinks, LinkGiven, LinkMany, LinkManyOf, LinkOne,
    LinkOneOf, LinkOnly, LinkOnlyOf, Linking, LinkingThrough, LinksChanged, RemoveLinks, SetLinks, create_linked_of,
    create_through_of, get_linked, link_many, link_one, link_only,
};
pub use get_one::{GetOne, get_one};
pub use has_many::{Add, AddMany, CreateOf, Get, GivenBy, Has, Remove, SetMany, create_of, get};
pub use has_one::{AssociatedPlan, CreateOneOf, PlanOf, Replacing, SetOne, create_one_of};
pub use nested::{
    ChildOf, CompleteNew, CreatePlan, LinkOf, Nest, NewChildren, NewLinkedOf, NewLinkedTargets, NewOf, NewParent,
    NewTargets,
};
pub use read_one::{PrintOne, ReadOne};
pub use rows::{
    AggregateValue, AndSetTo, ChangedBy, Changes, ChunkSteps, Chunks, CreateDsl, CreateMany, CreateManyDoNothing,
    CreateManyWithoutReturning, Delete, DeleteRows, DoNothing, Find, FindOrCreate, First, FromSqlDsl, Groupable, Load,
    LoadDsl, NewRow, NextChunk, OfMany, OneRow, Page, PageOf, Plain, Reload, RowOf, Rows, Summary, SummaryOf,
    UpdateDsl, UpdatedRows, Upsert, UpsertMany, WithoutReturning, create, create_many, delete, find, query, update,
};
pub use tree::{AtDepth, LeadsDown, LeadsUp, Lineage, LineageTree, ToItself, Tree, TreeDsl};
