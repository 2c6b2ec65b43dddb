//! `exec` on the connections of diesel-async: that of the async prelude.

pub use orm_core::nonblocking::prelude::Exec;
