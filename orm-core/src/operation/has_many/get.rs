//! `team.get_players()`.
//!
//! Owns the query behind the getter. How it is changed and run is said where a query is (`rows`).

use crate::association::Association;
use crate::statement::condition::{OfSource, Where};
use crate::statement::select::Query;

/// The query behind a getter: the targets of one source, `SELECT .. WHERE key = ..`; where the source's key is NULL
/// there are none, and no statement is sent.
pub type Get<A> = Query<<A as Association>::Target, Where<OfSource<A>>>;

/// The query behind the getters of `has_many`; the derive calls it.
#[doc(hidden)]
pub fn get<A: Association>(source: &A::Source) -> Get<A> {
    Query::only(OfSource::of(source))
}
