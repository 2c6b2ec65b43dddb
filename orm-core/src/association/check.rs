//! Checks of an association that need the other model, made while the user's crate compiles.
//!
//! Owns the checks and their messages; the derive calls them at the user's own tokens.

use super::BelongsTo;
use crate::descriptor::ColumnDescriptor;
use crate::model::{HasUnique, Key, Model, Optional};

/// A foreign key with an index.
#[doc(hidden)]
#[derive(Debug)]
pub struct Indexed;

/// A foreign key whose index was switched off.
#[doc(hidden)]
#[derive(Debug)]
pub struct NotIndexed;

impl Indexed {
    /// The derive calls it for an association that finds its targets by this foreign key.
    pub const fn foreign_key() {}
}

impl NotIndexed {
    /// Warns and does nothing else. The derive calls it for an association that finds its targets by this foreign key.
    #[deprecated(
        note = "the foreign key behind this association has no index (`index = false` at its `belongs_to`), so every \
                getter and include reads the whole table of the target; remove that, or say `index = false` here too"
    )]
    pub const fn foreign_key() {}
}

/// A type whose check has succeeded: the constant `CHECK` is `true`.
///
/// The derive writes `<Player as Checked<{ .. }>>::Itself` when a check needs the model of the target. When the check
/// does not compile, rustc reports one error at the user's tokens. It then does not know the type, and reports no
/// further errors about it.
#[doc(hidden)]
pub trait Checked<const CHECK: bool> {
    /// The type itself.
    type Itself;
}

impl<T> Checked<true> for T {
    type Itself = T;
}

/// Checks that the target is a model.
#[doc(hidden)]
pub const fn is_model<Target: Model>() -> bool {
    true
}

/// Checks that the target belongs to the source.
#[doc(hidden)]
pub const fn belongs_to<Target: BelongsTo<Source>, Source>() -> bool {
    true
}

/// Checks that a column of this name exists.
///
/// # Panics
/// When there is no such column, while compiling, with this message.
#[doc(hidden)]
#[track_caller]
pub const fn has_column(columns: &[&str], name: &str, message: &str) -> bool {
    let mut place = 0;
    while place < columns.len() {
        if crate::text::same(columns[place], name) {
            return true;
        }
        place += 1;
    }
    panic!("{}", message)
}

/// Checks that a foreign key has the type of the key that it references.
#[doc(hidden)]
pub const fn references<Owner, ForeignKey, Referenced, ReferencedKey>() -> bool
where
    Owner: Model,
    ForeignKey: Key<Owner>,
    ForeignKey::Value: SameKey<ReferencedKey::Value, Owner, Referenced>,
    Referenced: Model,
    ReferencedKey: Key<Referenced>,
{
    true
}

/// Checks that `C`, a column or a tuple of columns, is unique in `M`.
#[doc(hidden)]
pub const fn is_unique<M: HasUnique<C>, C>() -> bool {
    true
}

/// Holds for the type of a foreign key that is also the type of the referenced key.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the foreign key in `{Owner}` is `{Self}`, but the key of `{Referenced}` that it references is `{Key}`",
    label = "a key of type `{Self}`, for a key of type `{Key}`",
    note = "give the foreign key's field in `{Owner}` the type `{Key}` or `Option<{Key}>`",
    note = "a key of several columns is referenced by as many: `foreign_key = [\"..\", \"..\"]`"
)]
pub trait SameKey<Key, Owner, Referenced> {}

#[diagnostic::do_not_recommend]
impl<Key, Owner, Referenced> SameKey<Key, Owner, Referenced> for Key {}

/// Checks that each column of a foreign key has a default. The derive calls it at the user's
/// `on_delete = "set default"`.
///
/// # Panics
/// When a column has no default, while compiling, with this message.
#[doc(hidden)]
#[track_caller]
pub const fn assert_defaults(columns: &[ColumnDescriptor], key: &[&str], message: &str) {
    let mut name = 0;
    while name < key.len() {
        let mut place = 0;
        while place < columns.len() {
            let is_key = crate::text::same(columns[place].name, key[name]);
            assert!(!is_key || columns[place].default.is_some(), "{}", message);
            place += 1;
        }
        name += 1;
    }
}

/// Checks that the foreign key may be NULL; the derive calls it at the user's `on_delete = "set null"`.
#[doc(hidden)]
pub const fn assert_optional<Owner, Nullability: MayBeNull<Owner>>() {}

/// Holds when a foreign key of `Owner` may be NULL.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "SET NULL on a mandatory key: the foreign key in `{Owner}` is not an `Option`",
    label = "the foreign key in `{Owner}` cannot be NULL",
    note = "make the foreign key's field in `{Owner}` an `Option`, or choose `cascade`, `restrict` or `no action`"
)]
pub trait MayBeNull<Owner> {}

#[diagnostic::do_not_recommend]
impl<Owner> MayBeNull<Owner> for Optional {}
