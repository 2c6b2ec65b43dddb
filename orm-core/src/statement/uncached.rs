//! A statement that is prepared for one run.
//!
//! Owns that the connection does not keep it. Must not know why.

use diesel::query_builder::{QueryFragment, QueryId};

use super::{fragment, walk};

/// A statement that the connection prepares for one run and does not keep.
#[derive(Debug)]
pub struct Uncached<Q>(pub(crate) Q);

fragment! { impl[Q] Uncached<Q> where [Q: QueryFragment<DB>] |this, out| {
    out.unsafe_to_cache_prepared();
    walk(&this.0, &mut out)
} }

impl<Q: diesel::query_builder::Query> diesel::query_builder::Query for Uncached<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> diesel::RunQueryDsl<Conn> for Uncached<Q> {}

impl<Q> QueryId for Uncached<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
