//! Connections: pools, timeouts, round trips, lost connections and dropped futures.

mod cancelled;
mod lost_connections;
mod outcome;
mod panics;
mod pool_settings;
mod pools;
mod round_trips;
mod statement_cache;
mod transactions;
mod urls;
