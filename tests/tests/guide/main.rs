//! Sequelize's guide to associations as tests: a file for each of its chapters, with the examples in its order.
//!
//! The comment above each test names the section of the guide. Models and names are those of the guide, in this crate's
//! spelling: `foo_id` for `fooId`, `teams` for `Teams`. Where the guide contradicts itself, or Sequelize does not do
//! what its guide says, a comment says what this crate does. Some mistakes that the guide shows as errors at run time
//! do not compile here; the comments name the case under `tests/ui`.

#![expect(clippy::disallowed_names, reason = "`foo` is the guide's name")]
#![expect(clippy::duplicated_attributes, reason = "two associations may lead to the same model")]

mod aliases_and_custom_foreign_keys;
mod basics_of_queries;
mod belongs_to_many_v5;
mod ddl;
mod defining_associations;
mod many_to_many;
mod multiple_associations;
mod not_the_primary_key;
mod not_the_primary_key_many_to_many;
mod one_to_many;
mod one_to_one;
mod one_to_one_options;
mod special_methods;
mod special_methods_many_to_many;
mod why_pairs;

/// What every chapter begins with.
mod prelude {
    pub(crate) use crate::ddl;
    pub(crate) use insta::assert_snapshot;
    pub(crate) use orm_core::prelude::*;
    pub(crate) use orm_core::{Error, SchemaError};
    pub(crate) use orm_tests::{TestConnection, behaviour};
}
