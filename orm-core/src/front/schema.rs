//! Create tables: the models of a schema, the plan of its tables, and the descriptors of models.
//!
//! Owns the list of names for schemas. [`schema!`](crate::schema!) makes a [`Schema`] of a list of models.
//! `orm_sqlite::create_tables` and `orm_postgres::create_tables` plan its tables and run the DDL.

pub use crate::ddl::*;
pub use crate::descriptor::{
    ColumnDescriptor, DataType, DefaultValue, ForeignKeyDescriptor, HasDataType, JunctionDescriptor,
    JunctionKeyDescriptor, ModelDescriptor, ReferentialAction,
};
