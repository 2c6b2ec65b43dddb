//! Associations as types: which key of the source equals which key of the target.
//!
//! Owns the traits behind `#[has_many]`, `#[has_one]`, `#[belongs_to]` and `#[belongs_to_many]`, how the targets are
//! found (`route`), and how they are kept beside their source (`kind`). Must not know statements: the operations build
//! them from these traits.

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
/// The targets of a source row are the rows whose `TargetKey` equals its `SourceKey`. In `has_one` and `has_many` the
/// `TargetKey` is the foreign key; in `belongs_to` it is the `SourceKey`. `#[derive(Model)]` implements the trait.
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
    /// The model whose rows the association finds.
    type Target: Model;
    /// The key of the source that the association compares.
    type SourceKey: Key<Self::Source>;
    /// The key of the target that the association compares.
    type TargetKey: Key<Self::Target>;

    /// The state of a builder of a target to which the association gives the columns of its key and of its scope.
    type Given;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The condition that joins target and source: `"players"."club_id" = "teams"."id"`. For raw SQL.
    const JOIN: &'static str;

    /// The association's scope as a condition: `"comments"."kind" = 'image'`; empty without a scope. For raw SQL.
    const SCOPE: &'static str = "";
    /// The association's scope as additional assignments of an UPDATE: `, "kind" = 'image'`; empty without a scope.
    const SCOPE_ASSIGNMENTS: &'static str = "";

    /// Gives a new target the values of the association's scope.
    #[doc(hidden)]
    fn give_scope(_: &mut <Self::Target as Model>::Values) {}

    /// Returns the key of the targets of a source row, or `None` when it is NULL, so that there are no targets.
    #[doc(hidden)]
    fn key_of(source: &Self::Source) -> Option<KeyOf<Self>>;

    /// Converts the key into the type that it has in the source.
    #[doc(hidden)]
    fn source_value(key: KeyOf<Self>) -> <Self::SourceKey as Key<Self::Source>>::Value;
}

/// The type of the value that an association compares in source and target.
pub type KeyOf<A> = <<A as Association>::TargetKey as Key<<A as Association>::Target>>::Value;

/// The target of an association.
pub type TargetOf<A> = <A as Association>::Target;

/// The primary key of the target of an association.
pub type TargetIdOf<A> = <TargetOf<A> as Model>::PrimaryKey;

/// The key of the target that an association compares.
pub type TargetKeyOf<A> = <A as Association>::TargetKey;

/// A model with a `#[belongs_to(Parent)]` without `as` and `target_key`. The `has_one` and `has_many` of the parent
/// take their foreign key from it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[belongs_to({Parent})]`",
    label = "no way back from `{Self}`",
    note = "declare `#[belongs_to({Parent})]` without `as` on `{Self}`, or name the key here: `foreign_key = \"..\"`"
)]
pub trait BelongsTo<Parent>: Model {
    /// The columns of the foreign key in this model.
    type ForeignKey: Key<Self>;
    /// Whether the key has an index: [`Indexed`] or [`NotIndexed`].
    #[doc(hidden)]
    type Index;
}

/// An association whose foreign key is in the target and may be NULL, so that rows can be removed from it. `remove_*`
/// and `set_*` of `has_many` and `has_one` require it.
#[diagnostic::on_unimplemented(
    message = "rows cannot be removed from `{Self}`: its foreign key is mandatory",
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
/// The targets of a source row are the rows that a row of the junction links to it. `#[derive(Model)]` implements the
/// trait. Its constants also serve raw SQL.
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
    /// The model whose rows the association finds.
    type Target: Model;
    /// The source's key that the junction references.
    type SourceKey: Key<Self::Source>;
    /// The target's key that the junction references.
    type TargetKey: Key<Self::Target>;

    /// The association's name: `actors`.
    const NAME: &'static str;
    /// The junction's table, quoted.
    const JUNCTION: &'static str;
    /// The names of the junction's columns that reference the source, unquoted.
    const SOURCE_NAMES: &'static [&'static str];
    /// The junction's columns that reference the source, quoted and qualified.
    const SOURCE_SQL: &'static [&'static str];
    /// The names of the junction's columns that reference the target, unquoted.
    const TARGET_NAMES: &'static [&'static str];
    /// The junction's columns that reference the target, quoted and qualified.
    const TARGET_SQL: &'static [&'static str];
    /// Whether the junction may link a source and a target once only; false with `unique = false`.
    const UNIQUE: bool;
    /// The association's scope on the junction as a condition: `"taggings"."kind" = 'image'`; empty without a scope.
    const SCOPE: &'static str = "";

    /// `Model::check_table` of the junction's model, if it has one.
    ///
    /// # Errors
    /// When the model says another table than Diesel's `table!`.
    #[doc(hidden)]
    fn check_junction() -> diesel::QueryResult<()> {
        Ok(())
    }
}

/// The type of the source's key that the junction references.
pub type SourceValue<A> = <<A as ManyToMany>::SourceKey as Key<<A as ManyToMany>::Source>>::Value;
/// The type of the target's key that the junction references.
pub type TargetValue<A> = <<A as ManyToMany>::TargetKey as Key<<A as ManyToMany>::Target>>::Value;

/// A many-to-many association whose junction is a model: `through = Casting`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no junction model",
    label = "this needs a junction model",
    note = "make a model of the junction and name it: `#[belongs_to_many(.., through = Model)]`"
)]
pub trait Through: ManyToMany {
    /// The model of the junction.
    type Junction: Model;
    /// The foreign key of the junction that references the source.
    type SourceLink: Key<Self::Junction>;
    /// The foreign key of the junction that references the target.
    type TargetLink: Key<Self::Junction>;
    /// The state of a builder of a junction row to which the association gives the columns of both foreign keys and of
    /// its scope.
    type Given;

    /// Gives a junction row both foreign keys and the values of the association's scope.
    #[doc(hidden)]
    fn link(values: &mut <Self::Junction as Model>::Values, source: SourceValue<Self>, target: TargetValue<Self>);
}
