//! Associations as types: which key of the source meets which key of the target.
//!
//! Owns the traits behind `#[has_many]`, `#[has_one]` and `#[belongs_to]`. Must not know statements: the operations read
//! what stands here.

use crate::key::Key;
use crate::model::{Model, Optional};

/// An association, named by a unit struct in the source's table module: `teams::players`.
///
/// The target's rows of a source row are those whose `TargetKey` equals the source's `SourceKey`. The foreign key is the
/// target's key in `has_one` and `has_many`, the source's in `belongs_to`.
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
    type TargetKey: Key<Self::Target, Value = <Self::SourceKey as Key<Self::Source>>::Value>;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The condition that joins target and source: `"players"."club_id" = "teams"."id"`. For raw SQL.
    const JOIN: &'static str;
}

/// The value of the key that an association goes by.
pub type KeyOf<A> = <<A as Association>::SourceKey as Key<<A as Association>::Source>>::Value;

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

/// An association whose foreign key lies on the target and may be NULL: its rows can be detached.
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

/// A foreign key whose value has the type of the key that it references.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the foreign key is of type `{Self}`, but the key it references is of type `{Referenced}`",
    label = "this key is of type `{Self}`, it must be `{Referenced}` or `Option<{Referenced}>`",
    note = "give both fields the same type (the foreign key may be an `Option` of it)"
)]
pub trait References<Referenced> {}

#[diagnostic::do_not_recommend]
impl<T> References<T> for T {}

/// Holds when the foreign key's type is that of the key it references; the derive calls it at the user's tokens.
#[doc(hidden)]
pub const fn assert_references<ForeignKey: References<Referenced>, Referenced>() {}

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
