//! The common behaviour of all kinds of association: names, keys, scopes, referential actions, SQL, atomicity.

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
