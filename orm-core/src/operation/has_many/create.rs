//! `team.create_player()`.
//!
//! Owns the values that a source gives to a new target, for `has_many` and `has_one`: the key, and the scope.

use crate::association::{Association, KeyOf};
use crate::error::ByAssociation;
use crate::model::{Create, Key, Model, Values};
use crate::operation::rows::Plain;

/// The context of an error about a new target of the association `A`.
pub(in crate::operation) fn new_target<A: Association>() -> ByAssociation {
    ByAssociation::creating(A::NAME, A::TargetKey::NAMES)
}

/// The values that a source gives to a new target, and the source's key.
pub(in crate::operation) fn associated<A: Association>(
    source: &A::Source,
) -> (<A::Target as Model>::Values, Option<KeyOf<A>>) {
    let mut values = <A::Target as Model>::Values::none();
    let key = A::key_of(source);
    if let Some(key) = &key {
        A::TargetKey::give(&mut values, key.clone());
    }
    A::give_scope(&mut values);
    (values, key)
}

/// The state of a builder to which the association `A` has given its foreign key and its scope.
pub type GivenBy<A> = <A as Association>::Given;

/// The builder that `team.create_player()` of a `has_many` returns.
pub type CreateOf<A> = <<A as Association>::Target as Model>::Create<GivenBy<A>, Plain>;

/// Makes the builder of `team.create_player()`; generated code calls it.
#[doc(hidden)]
pub fn create_of<A: Association>(source: &A::Source) -> CreateOf<A> {
    let (values, key) = associated::<A>(source);
    Create::fixed(values, Plain { association: Some(new_target::<A>()), keyless: key.is_none() }).into()
}
