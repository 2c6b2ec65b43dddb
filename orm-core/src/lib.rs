//! A typed ORM on Diesel: plain structs with `#[derive(Model)]` and association attributes become models with
//! compile-time-checked accessors, on PostgreSQL and SQLite, blocking and async.

pub mod association;
pub mod ddl;
mod descriptor;
mod dialect;
mod error;
mod executor;
mod key;
mod model;
mod operation;
mod row;
pub mod sql_types;
mod statement;
#[doc(hidden)]
pub mod table;
mod table_postgres;
mod text;
mod values;

pub use association::{Association, BelongsTo};
pub use ddl::{Schema, SchemaError};
pub use descriptor::{
    ColumnDescriptor, DataType, DefaultValue, ForeignKeyDescriptor, HasDataType, ModelDescriptor, ReferentialAction,
};
#[cfg(feature = "sqlite")]
pub use dialect::ListedKey;
pub use dialect::{Dialect, KeyList, PushKeyList};
pub use error::{Error, Violation};
#[cfg(feature = "async")]
pub use executor::NonBlocking;
pub use executor::{Blocking, ExecuteWith, Executor, LoadWith};
pub use key::{IntoKey, IntoOptionalKey, Key, KeyValue, OptionalKey};
pub use model::{HasColumn, HasUnique, Mandatory, Model, Nullability, Optional, PrimaryKeyOf};
pub use operation::{
    Add, AddMany, AssociatedPlan, Attaching, Builder, Cardinality, Changes, Complete, Condition, Create, CreateMany,
    CreateOf, CreateOneOf, CreateParentOf, Delete, DeleteRows, Exec, Find, First, Get, GetOne, Given, GivenBy, Has,
    IsGiven, Missing, Natural, NaturallyChosen, NewRow, OneRow, Operation, Ordering, Page, PageOf, Plain, PlanOf,
    Print, PrintSql, Reload, Remove, Replacing, RowOf, RunOn, Selectable, SetMany, SetOne, SetParent, Update, Upsert,
};
pub use orm_derive::Model;
pub use row::NotNull;
pub use statement::keys::BindKey;
pub use statement::select::{Chosen, Count, Exists, Query};
pub use values::{BindValues, IntoValue, Values};

/// Diesel itself, the version that the ORM is built on.
pub use diesel;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;

/// What the derive's expansion names; not for use by hand.
#[doc(hidden)]
pub mod derive {
    pub use crate::association::{assert_optional, same_key};
    pub use crate::model::Field;
    pub use crate::operation::{
        create, create_many, create_of, create_one_of, create_parent_of, delete, find, get, get_one, query, update,
    };
    pub use crate::text::{assert_same_name, concat, join, length};
}

/// Everything an application on blocking connections needs: `use orm_core::prelude::*;`
pub mod prelude {
    pub use crate::operation::{Exec, Operation, PrintSql};
    pub use crate::{Model, schema};
    pub use diesel::connection::Connection;
    pub use diesel::expression_methods::*;
}

/// For connections of diesel-async.
#[cfg(feature = "async")]
pub mod nonblocking {
    /// Everything an application on async connections needs: `use orm_core::nonblocking::prelude::*;`
    pub mod prelude {
        pub use crate::operation::{ExecAsync as Exec, Operation, PrintSql};
        pub use crate::{Model, schema};
        pub use diesel::expression_methods::*;
        pub use diesel_async::AsyncConnection;
    }
}
