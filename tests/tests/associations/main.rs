//! What associations of every kind have in common: names, keys, scopes, referential actions, SQL, all or nothing.

mod aliases;
mod atomicity;
mod composite_keys;
mod custom_keys;
mod cycles;
mod edges;
mod mandatory_keys;
mod names;
mod referential_actions;
mod scopes;
mod sql;
