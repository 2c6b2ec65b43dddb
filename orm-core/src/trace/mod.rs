//! What operations tell of themselves: spans and statements for `tracing`, and rows for the watch over row-by-row reads.
//!
//! Owns what is told and when; without the feature `tracing` all of it is empty and costs nothing. Must not know any
//! operation: each says its [`Description`].

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

#[cfg(not(feature = "tracing"))]
pub use silent::{Call, StatementText};
#[cfg(not(feature = "tracing"))]
pub(crate) use silent::{RowId, loaded, statement};
#[cfg(feature = "tracing")]
pub use spans::{Call, StatementText, record_values};
#[cfg(feature = "tracing")]
pub(crate) use spans::{RowId, loaded, statement};

/// What an operation is: its name, and the model and the association that it is about.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "nobody is told"))]
pub struct Description {
    operation: &'static str,
    model: Option<&'static ModelDescriptor>,
    association: Option<&'static str>,
    lazy_read: Option<LazyRead>,
}

impl Description {
    /// Of an operation whose rows are of a model.
    pub(crate) fn of<M: Model>(operation: &'static str) -> Self {
        Self { operation, model: Some(M::DESCRIPTOR), association: None, lazy_read: None }
    }

    /// By an association.
    pub(crate) fn by(self, association: Option<&'static str>) -> Self {
        Self { association, ..self }
    }

    /// A getter of a row in hand.
    pub(crate) fn lazy_read(self, lazy_read: Option<LazyRead>) -> Self {
        match lazy_read {
            Some(lazy_read) => Self { association: Some(lazy_read.name), lazy_read: Some(lazy_read), ..self },
            None => self,
        }
    }
}

/// Whose targets a getter reads.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "nobody is told"))]
pub struct LazyRead {
    /// The association's name.
    name: &'static str,
    /// The path of its type.
    path: &'static str,
    /// The model of the row.
    model: &'static str,
    row: RowId,
}

impl LazyRead {
    /// The getter of an association for a row.
    pub(crate) fn of<A: Association>(row: RowId) -> Self {
        Self { name: A::NAME, path: std::any::type_name::<A>(), model: A::Source::DESCRIPTOR.name, row }
    }

    /// The same for an association by a junction.
    pub(crate) fn linked<A: ManyToMany>(row: RowId) -> Self {
        Self { name: A::NAME, path: std::any::type_name::<A>(), model: A::Source::DESCRIPTOR.name, row }
    }
}
