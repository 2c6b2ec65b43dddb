//! The guide to Sequelize's associations, told by tests: a file for each of its chapters, the examples in its order.
//!
//! The comment above each test names the section of the guide. Models and names are the guide's, spelled as they are
//! here: `foo_id` for its `fooId`, `teams` for its `Teams`. Where the guide contradicts itself, or Sequelize does
//! something else than its guide says, a comment tells what holds here. What the guide shows as an error at run time
//! does not compile here, if it can be known then: the comments name the case under `tests/ui`.

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
