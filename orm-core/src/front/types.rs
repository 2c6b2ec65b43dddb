//! Types of fields: their SQL types, their columns, and the traits for a field type of your own.
//!
//! Owns the list of names for types and columns.

#[cfg(feature = "sqlite")]
pub use crate::dialect::ListedKey;
pub use crate::model::{
    Cardinality, HasColumn, HasUnique, Mandatory, MaybeNull, NoColumn, NotNull, Nullability, Optional, PrimaryKeyOf,
};
pub use crate::sql_types::*;
