//! A typed ORM on Diesel: plain structs with `#[derive(Model)]` and association attributes.

mod descriptor;
pub mod schema;

pub use descriptor::{
    ColumnDescriptor, DataType, DefaultValue, ForeignKeyDescriptor, ModelDescriptor, ReferentialAction,
};
pub use schema::{Schema, SchemaError};
