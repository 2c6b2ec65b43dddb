//! Associations as types: which key of the source meets which key of the target.
//!
//! Owns the traits behind `#[has_many]`, `#[has_one]` and `#[belongs_to]`. Must not know statements: the operations
//! read what stands here.

use crate::key::Key;
use crate::model::{Model, Optional};

/// An association, named by a unit struct in the source's table module: `teams::players`.
///
/// The target's rows of a source row are those whose `TargetKey` equals the source's `SourceKey`. The foreign key is
/// the target's key in `has_one` and `has_many`, the source's in `belongs_to`. Implemented by `#[derive(Model)]`.
///
/// # Example
/// ```
/// use orm_core::Association;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32 }
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, team_id: i32 }
///
/// assert_eq!(teams::players::NAME, "players");
/// assert_eq!(teams::players::JOIN, r#""players"."team_id" = "teams"."id""#);
/// assert_eq!(players::team::JOIN, r#""teams"."id" = "players"."team_id""#);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an association",
    label = "not an association",
    note = "associations are declared by `#[has_many(..)]`, `#[has_one(..)]` and `#[belongs_to(..)]` on the model"
)]
pub trait Association: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model it leads to.
    type Target: Model;
    /// The source's side of the key.
    type SourceKey: Key<Self::Source>;
    /// The target's side of the key.
    type TargetKey: Key<Self::Target>;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The condition that joins target and source: `"players"."club_id" = "teams"."id"`. For raw SQL.
    const JOIN: &'static str;

    /// The key of a source's targets; `None` when it is NULL and there are none.
    #[doc(hidden)]
    fn key_of(source: &Self::Source) -> Option<KeyOf<Self>>;

    /// The key as the source holds it.
    #[doc(hidden)]
    fn source_value(key: KeyOf<Self>) -> <Self::SourceKey as Key<Self::Source>>::Value;
}

/// The value of the key that an association goes by.
pub type KeyOf<A> = <<A as Association>::TargetKey as Key<<A as Association>::Target>>::Value;

/// The un-aliased `#[belongs_to(Parent)]` of a model: what the parent's `has_one` and `has_many` take their key from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[belongs_to({Parent})]`",
    label = "no way back from `{Self}`",
    note = "declare `#[belongs_to({Parent})]` on `{Self}`, or name the key here: `foreign_key = \"..\"`"
)]
pub trait BelongsTo<Parent: Model>: Model {
    /// The foreign key's columns, in this model.
    type ForeignKey: Key<Self>;
}

/// An association whose foreign key lies on the target and may be NULL: its rows can be detached. What `remove_*` and
/// `set_*` of `has_many` and `has_one` ask for.
#[diagnostic::on_unimplemented(
    message = "rows cannot be detached from `{Self}`: its foreign key is mandatory",
    label = "the foreign key of `{Self}` cannot be NULL",
    note = "make the foreign key's field an `Option`, or delete the row instead"
)]
pub trait Detachable: Association {}

#[diagnostic::do_not_recommend]
impl<A> Detachable for A
where
    A: Association,
    A::TargetKey: Key<A::Target, Nullability = Optional>,
{
}

/// A key whose value has the type of the key at the other side of the association.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the two sides of this association have keys of different types: `{Self}` and `{Other}`",
    label = "`{Self}` here, `{Other}` at the other side",
    note = "a foreign key has the type of the key that it references, or an `Option` of it"
)]
pub trait SameKey<Other> {
    /// The same value.
    fn same(self) -> Other;
}

#[diagnostic::do_not_recommend]
impl<T> SameKey<T> for T {
    fn same(self) -> T {
        self
    }
}

/// The value as the other side of the association knows it; the derive calls it at the user's tokens.
#[doc(hidden)]
pub fn same_key<Value: SameKey<Other>, Other>(value: Value) -> Other {
    value.same()
}

/// Holds when the foreign key may be NULL; the derive calls it at the user's `on_delete = "set null"`.
#[doc(hidden)]
pub const fn assert_optional<Nullability: MayBeNull>() {}

/// A key that may be NULL.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "SET NULL on a mandatory foreign key",
    label = "the key's field is not an `Option`, so it cannot be set to NULL",
    note = "make the foreign key's field an `Option`, or choose \"cascade\", \"restrict\" or \"no action\""
)]
pub trait MayBeNull {}

impl MayBeNull for Optional {}
