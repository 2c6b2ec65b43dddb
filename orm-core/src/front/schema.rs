//! Create tables: the models of a schema, the plan of its tables, and what a model says of itself as data.
//!
//! Owns the list of names for schemas. `orm_sqlite::create_tables` and `orm_postgres::create_tables` take a [`Schema`],
//! made by [`schema!`](crate::schema!), and write its plan as DDL.

pub use crate::ddl::*;
pub use crate::descriptor::{
    ColumnDescriptor, DataType, DefaultValue, ForeignKeyDescriptor, HasDataType, JunctionDescriptor,
    JunctionKeyDescriptor, ModelDescriptor, ReferentialAction,
};
