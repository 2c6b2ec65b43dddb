//! Where an association's targets are found: which columns of which tables lead from a source to them.
//!
//! Owns the two routes, by a key and by a junction. Must not know statements.

use std::marker::PhantomData;

use super::{Association, Kind, ManyToMany};
use crate::model::{Key, Model, Nullability};

/// An association as something to be included: `teams::players`, `ships::captain`, `movies::actors`.
///
/// Implemented by `#[derive(Model)]` for the unit struct of each association. What can be done with one is in
/// [`IncludeDsl`](crate::IncludeDsl).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an association",
    label = "not an association",
    note = "associations are declared on the model: `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`, \
            `#[belongs_to_many(..)]`"
)]
pub trait Includable: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model that it leads to.
    type Target: Model;
    /// Where the targets are found: [`ByKey`] or [`ByJunction`].
    type Route: Route<Source = Self::Source, Target = Self::Target>;
    /// How many targets a source has, and who owns them.
    type Kind: Kind;
    /// The association's place among those of its model; no two have the same.
    type Place: 'static;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The name under which loaded targets are serialized.
    const KEY: &'static str;
    /// The name under which a loaded count is serialized.
    const COUNT_KEY: &'static str;
    /// The name under which a loaded row of the junction is serialized, where the junction is a model.
    const JUNCTION_KEY: &'static str = "";
}

/// A model that has one un-aliased association to `Target`, by which `Target` can be included by its type alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no association to `{Target}`",
    label = "`{Self}` is not associated with `{Target}`",
    note = "declare one on `{Self}`: `#[belongs_to({Target})]`, `#[has_one({Target})]`, `#[has_many({Target})]`"
)]
pub trait AssociatedOnce<Target>: Model {
    /// The association.
    type Association;
}

/// There is no such model. With this and [`NoOther`], no model is associated with only one, so that the compiler does not
/// expect that one and says what is wrong with another; two, since a model with several associations to its only target
/// is left with them alone.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoModel {}

/// Nor is there another such model.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoOther {}

#[diagnostic::do_not_recommend]
impl<M: Model> AssociatedOnce<NoModel> for M {
    type Association = NoModel;
}

#[diagnostic::do_not_recommend]
impl<M: Model> AssociatedOnce<NoOther> for M {
    type Association = NoModel;
}

/// No place yet: the first association of a model.
#[derive(Debug)]
pub struct Nothing;

/// The place behind another one.
#[derive(Debug)]
pub struct Next<Place>(PhantomData<fn() -> Place>);

/// Where an association's targets are found.
pub trait Route: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model that it leads to.
    type Target: Model;
    /// The model whose key it is that tells to which source a row belongs.
    type KeyModel: Model;
    /// That key: it is compared with the source's, and has its type.
    type Key: Key<Self::KeyModel>;
    /// The source's own key.
    type SourceKey: Key<Self::Source>;

    /// The columns, quoted and qualified, that tell to which source a row belongs.
    const KEY_SQL: &'static [&'static str];
    /// The association's scope as a condition; empty without one.
    const SCOPE: &'static str;
    /// Whether a target comes at most once for a source.
    const ONCE: bool;
    /// Whether a source may have no key.
    const OPTIONAL: bool = <<Self::SourceKey as Key<Self::Source>>::Nullability as Nullability>::OPTIONAL;

    /// The key of a source's targets; `None` when it is NULL and there are none.
    fn key_of(source: &Self::Source) -> Option<RouteKey<Self>>;

    /// Writes what stands behind FROM, piece by piece.
    fn push_from(push: &mut dyn FnMut(&str));
}

/// The value of the key by which targets are found.
pub(crate) type RouteKey<R> = <<R as Route>::Key as Key<<R as Route>::KeyModel>>::Value;

/// The key by which the targets of an association are found.
pub(crate) type KeyBy<A> = RouteKey<<A as Includable>::Route>;

/// The targets have the source's key, or the source has theirs.
#[derive(Debug)]
pub struct ByKey<A>(PhantomData<fn() -> A>);

/// The targets are linked by a junction.
#[derive(Debug)]
pub struct ByJunction<A>(PhantomData<fn() -> A>);

impl<A: Association> Route for ByKey<A> {
    type Source = A::Source;
    type Target = A::Target;
    type KeyModel = A::Target;
    type Key = A::TargetKey;
    type SourceKey = A::SourceKey;

    const KEY_SQL: &'static [&'static str] = <A::TargetKey as Key<A::Target>>::SQL;
    const SCOPE: &'static str = A::SCOPE;
    const ONCE: bool = true;

    fn key_of(source: &A::Source) -> Option<RouteKey<Self>> {
        A::key_of(source)
    }

    fn push_from(push: &mut dyn FnMut(&str)) {
        push(A::Target::TABLE);
    }
}

impl<A: ManyToMany> Route for ByJunction<A> {
    type Source = A::Source;
    type Target = A::Target;
    type KeyModel = A::Source;
    type Key = A::SourceKey;
    type SourceKey = A::SourceKey;

    const KEY_SQL: &'static [&'static str] = A::SOURCE_SQL;
    const SCOPE: &'static str = A::SCOPE;
    const ONCE: bool = A::UNIQUE;

    fn key_of(source: &A::Source) -> Option<RouteKey<Self>> {
        A::SourceKey::of(source)
    }

    fn push_from(push: &mut dyn FnMut(&str)) {
        push(A::Target::TABLE);
        push(" INNER JOIN ");
        push(A::JUNCTION);
        push(" ON ");
        let keys = <A::TargetKey as Key<A::Target>>::SQL;
        for (place, (link, key)) in A::TARGET_SQL.iter().zip(keys).enumerate() {
            push(if place > 0 { " AND " } else { "" });
            push(link);
            push(" = ");
            push(key);
        }
    }
}
