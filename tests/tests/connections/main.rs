//! Connections: pools, timeouts, round trips, and connections or futures that are lost in the middle.

mod cancelled;
mod lost_connections;
mod outcome;
mod panics;
mod pool_settings;
mod pools;
mod round_trips;
mod statement_cache;
mod urls;
