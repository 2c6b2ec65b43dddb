//! Tracing: spans of operations and events of statements for `tracing`, and the rows that the watch over row-by-row
//! reads needs.
//!
//! Owns what is recorded and when. Without the feature `tracing` all of it is empty and costs nothing. Must not know
//! any operation: each returns its [`Description`].

mod reading;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(feature = "tracing")]
pub mod watch;

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, clippy::extra_unused_type_parameters, reason = "the same as with the feature")]
mod silent;

use crate::association::{Association, ManyToMany};
use crate::descriptor::ModelDescriptor;
use crate::model::Model;

pub(crate) use reading::Reading;
#[cfg(not(feature = "tracing"))]
pub use silent::{Call, StatementText};
#[cfg(not(feature = "tracing"))]
pub(crate) use silent::{RowId, loaded, statement};
#[cfg(feature = "tracing")]
pub use spans::{Call, StatementText, record_values};
#[cfg(feature = "tracing")]
pub(crate) use spans::{RowId, loaded, statement};

/// Describes an operation: its name, and the model and the association that it is about.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only `tracing` reads it"))]
pub struct Description {
    operation: &'static str,
    model: Option<&'static ModelDescriptor>,
    association: Option<&'static str>,
    lazy_read: Option<LazyRead>,
}

impl Description {
    /// Describes an operation on rows of a model.
    pub(crate) fn of<M: Model>(operation: &'static str) -> Self {
        Self { operation, model: Some(M::DESCRIPTOR), association: None, lazy_read: None }
    }

    /// Adds the association that the operation goes by.
    pub(crate) fn by(self, association: Option<&'static str>) -> Self {
        Self { association, ..self }
    }

    /// Adds the row whose getter the operation is.
    pub(crate) fn lazy_read(self, lazy_read: Option<LazyRead>) -> Self {
        match lazy_read {
            Some(lazy_read) => Self { association: Some(lazy_read.name), lazy_read: Some(lazy_read), ..self },
            None => self,
        }
    }
}

/// A getter of a row: the association, and the row whose targets it reads.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only `tracing` reads it"))]
pub struct LazyRead {
    /// The association's name.
    name: &'static str,
    /// The path of the association's unit struct.
    path: &'static str,
    /// The model of the row.
    model: &'static str,
    row: RowId,
}

impl LazyRead {
    /// Describes the getter of an association for a row.
    pub(crate) fn of<A: Association>(row: RowId) -> Self {
        Self { name: A::NAME, path: std::any::type_name::<A>(), model: A::Source::DESCRIPTOR.name, row }
    }

    /// Describes the getter of a many-to-many association for a row.
    pub(crate) fn linked<A: ManyToMany>(row: RowId) -> Self {
        Self { name: A::NAME, path: std::any::type_name::<A>(), model: A::Source::DESCRIPTOR.name, row }
    }
}
