//! `team.get_players()`.
//!
//! Owns the query that the getter returns. Its methods stand with those of every query, in `rows`.

use crate::association::Association;
use crate::statement::condition::{OfSource, Where};
use crate::statement::select::Query;

/// The query that `team.get_players()` returns: the targets of one source, `SELECT .. WHERE key = ..`. A source whose
/// key is NULL has no targets, and no statement is sent.
pub type Get<A> = Query<<A as Association>::Target, Where<OfSource<A>>>;

/// Makes the query of `team.get_players()`; generated code calls it.
#[doc(hidden)]
pub fn get<A: Association>(source: &A::Source) -> Get<A> {
    Query::only(OfSource::of(source))
}
