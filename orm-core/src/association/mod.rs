//! Associations as types: which key of the source meets which key of the target.
//!
//! Owns the traits behind `#[has_many]`, `#[has_one]`, `#[belongs_to]` and `#[belongs_to_many]`, and how their
//! rows are found (`route`) and kept (`kind`). Must not know statements: the operations read what stands here.

mod check;
pub mod kind;
mod route;

use crate::model::{Key, Model, Optional};

pub use check::{
    Checked, Indexed, MayBeNull, NotIndexed, SameKey, assert_defaults, assert_optional, belongs_to, has_column,
    is_model, is_unique, references,
};
pub(crate) use kind::LinkedWith;
pub use kind::{Kind, ToMany, ToOne, WithLink};
pub use route::{AssociatedOnce, ByJunction, ByKey, Includable, Next, NoModel, NoOther, Nothing, Route};
pub(crate) use route::{KeyBy, RouteKey};

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

    /// The state of a builder of a target to which the association gives what it knows: its key, and its scope's
    /// columns.
    type Given;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The condition that joins target and source: `"players"."club_id" = "teams"."id"`. For raw SQL.
    const JOIN: &'static str;

    /// The association's scope as a condition: `"comments"."kind" = 'image'`; empty without a scope. For raw SQL.
    const SCOPE: &'static str = "";
    /// The scope as further assignments: `, "kind" = 'image'`; empty without a scope.
    const SCOPE_ASSIGNMENTS: &'static str = "";

    /// Gives the scope's values to a new target.
    #[doc(hidden)]
    fn give_scope(_: &mut <Self::Target as Model>::Values) {}

    /// The key of a source's targets; `None` when it is NULL and there are none.
    #[doc(hidden)]
    fn key_of(source: &Self::Source) -> Option<KeyOf<Self>>;

    /// The key as the source holds it.
    #[doc(hidden)]
    fn source_value(key: KeyOf<Self>) -> <Self::SourceKey as Key<Self::Source>>::Value;
}

/// The value of the key that an association goes by.
pub type KeyOf<A> = <<A as Association>::TargetKey as Key<<A as Association>::Target>>::Value;

/// The model that an association leads to.
pub type TargetOf<A> = <A as Association>::Target;

/// The primary key of the model that an association leads to.
pub type TargetIdOf<A> = <TargetOf<A> as Model>::PrimaryKey;

/// The target's side of an association's key.
pub type TargetKeyOf<A> = <A as Association>::TargetKey;

/// The `#[belongs_to(Parent)]` of a model without `as` and `target_key`: what the parent's `has_one` and `has_many`
/// take their key from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[belongs_to({Parent})]`",
    label = "no way back from `{Self}`",
    note = "declare `#[belongs_to({Parent})]` without `as` on `{Self}`, or name the key here: `foreign_key = \"..\"`"
)]
pub trait BelongsTo<Parent>: Model {
    /// The foreign key's columns, in this model.
    type ForeignKey: Key<Self>;
    /// Whether the key has an index: [`Indexed`] or [`NotIndexed`].
    #[doc(hidden)]
    type Index;
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

/// A many-to-many association, named by a unit struct in the source's table module: `movies::actors`.
///
/// The target's rows of a source row are those to which a row of the junction links it. Implemented by
/// `#[derive(Model)]`; what stands here serves raw SQL.
///
/// # Example
/// ```
/// use orm_core::ManyToMany;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[belongs_to_many(Actor, through = "actor_movies")]
/// struct Movie { id: i32 }
///
/// #[derive(Model)]
/// #[belongs_to_many(Movie, through = "actor_movies")]
/// struct Actor { id: i32 }
///
/// assert_eq!(movies::actors::JUNCTION, r#""actor_movies""#);
/// assert_eq!(movies::actors::SOURCE_SQL, [r#""actor_movies"."movie_id""#]);
/// assert_eq!(movies::actors::TARGET_NAMES, ["actor_id"]);
/// ```
pub trait ManyToMany: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model it leads to.
    type Target: Model;
    /// The source's key that the junction references.
    type SourceKey: Key<Self::Source>;
    /// The target's key that the junction references.
    type TargetKey: Key<Self::Target>;

    /// The association's name: `actors`.
    const NAME: &'static str;
    /// The junction's table, quoted.
    const JUNCTION: &'static str;
    /// The junction's columns that reference the source, unquoted.
    const SOURCE_NAMES: &'static [&'static str];
    /// The same, quoted and qualified.
    const SOURCE_SQL: &'static [&'static str];
    /// The junction's columns that reference the target, unquoted.
    const TARGET_NAMES: &'static [&'static str];
    /// The same, quoted and qualified.
    const TARGET_SQL: &'static [&'static str];
    /// Whether a pair may be linked once only; false with `unique = false`.
    const UNIQUE: bool;
    /// The association's scope on the junction as a condition: `"taggings"."kind" = 'image'`; empty without a scope.
    const SCOPE: &'static str = "";
}

/// The key by which a junction knows a source.
pub type SourceValue<A> = <<A as ManyToMany>::SourceKey as Key<<A as ManyToMany>::Source>>::Value;
/// The key by which a junction knows a target.
pub type TargetValue<A> = <<A as ManyToMany>::TargetKey as Key<<A as ManyToMany>::Target>>::Value;

/// A many-to-many association whose junction is a model: `through = Casting`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no junction model",
    label = "this needs a junction model",
    note = "make a model of the junction and name it: `#[belongs_to_many(.., through = Model)]`"
)]
pub trait Through: ManyToMany {
    /// The junction.
    type Junction: Model;
    /// The junction's key to the source.
    type SourceLink: Key<Self::Junction>;
    /// The junction's key to the target.
    type TargetLink: Key<Self::Junction>;
    /// The state of a builder of the junction to which a link gives what it knows: both keys, and the scope's columns.
    type Given;

    /// Gives the keys, and the scope's values, to a row of the junction.
    #[doc(hidden)]
    fn link(values: &mut <Self::Junction as Model>::Values, source: SourceValue<Self>, target: TargetValue<Self>);
}
