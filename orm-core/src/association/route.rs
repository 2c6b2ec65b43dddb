//! How the targets of an association are found: which columns of which tables lead from a source to them.
//!
//! Owns the two routes, by a key and by a junction. Must not know statements.

use std::marker::PhantomData;

use super::{Association, Kind, ManyToMany};
use crate::model::{Key, Model, Nullability};

/// An association that can be included: `teams::players`, `ships::captain`, `movies::actors`.
///
/// `#[derive(Model)]` implements it for the unit struct of each association. [`IncludeDsl`](crate::IncludeDsl) has its
/// methods.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an association",
    label = "not an association",
    note = "associations are declared on the model: `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`, \
            `#[belongs_to_many(..)]`"
)]
pub trait Includable: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model whose rows the association finds.
    type Target: Model;
    /// How the targets are found: [`ByKey`] or [`ByJunction`].
    type Route: Route<Source = Self::Source, Target = Self::Target>;
    /// How many targets a source has, and how they are kept beside it.
    type Kind: Kind;
    /// The place of the association among those of its model, as a type. No two associations of a model have the same.
    type Place: 'static;

    /// The association's name: `players`.
    const NAME: &'static str;
    /// The name under which included targets are serialized.
    const KEY: &'static str;
    /// The name under which an included count is serialized.
    const COUNT_KEY: &'static str;
    /// The name under which an included row of the junction is serialized, when the junction is a model.
    const JUNCTION_KEY: &'static str = "";
}

/// A model with one association to `Target` that has no alias, so that the type `Target` alone can be included.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no association to `{Target}`",
    label = "`{Self}` is not associated with `{Target}`",
    note = "declare one on `{Self}`: `#[belongs_to({Target})]`, `#[has_one({Target})]`, `#[has_many({Target})]`"
)]
pub trait AssociatedOnce<Target>: Model {
    /// The unit struct of the association.
    type Association;
}

/// A placeholder. With a single impl of `AssociatedOnce`, rustc reports a type mismatch with that impl instead of our
/// message. This extra impl and the one for [`NoOther`] prevent that. There are two, because a model with several
/// associations to its only target has no impl of its own.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoModel {}

/// The second placeholder; [`NoModel`] says why it is needed.
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

/// The place of the first association of a model.
#[derive(Debug)]
pub struct Nothing;

/// The place after `Place`.
#[derive(Debug)]
pub struct Next<Place>(PhantomData<fn() -> Place>);

/// How the targets of an association are found.
pub trait Route: Send + Sync + 'static {
    /// The model that declares the association.
    type Source: Model;
    /// The model whose rows the association finds.
    type Target: Model;
    /// The model whose key says to which source a row belongs.
    type KeyModel: Model;
    /// The key of `KeyModel` that says to which source a row belongs. It equals the `SourceKey` and has its type.
    type Key: Key<Self::KeyModel>;
    /// The key of the source.
    type SourceKey: Key<Self::Source>;

    /// The columns of the key, quoted and qualified.
    const KEY_SQL: &'static [&'static str];
    /// The association's scope as a condition; empty without one.
    const SCOPE: &'static str;
    /// Whether a source has a target at most once.
    const ONCE: bool;
    /// Whether the key of a source may be NULL.
    const OPTIONAL: bool = <<Self::SourceKey as Key<Self::Source>>::Nullability as Nullability>::OPTIONAL;

    /// Returns the key of the targets of a source row, or `None` when it is NULL, so that there are no targets.
    fn key_of(source: &Self::Source) -> Option<RouteKey<Self>>;

    /// Writes what follows the target's table in the FROM clause, piece by piece.
    ///
    /// # Errors
    /// When the junction's model says another table than Diesel's `table!`.
    fn push_junction(push: &mut dyn FnMut(&str)) -> diesel::QueryResult<()>;
}

/// The type of the key by which targets are found.
pub(crate) type RouteKey<R> = <<R as Route>::Key as Key<<R as Route>::KeyModel>>::Value;

/// The type of the key by which the targets of an association are found.
pub(crate) type KeyBy<A> = RouteKey<<A as Includable>::Route>;

/// The route by a key: the foreign key is in the target or in the source.
#[derive(Debug)]
pub struct ByKey<A>(PhantomData<fn() -> A>);

/// The route by a junction: its rows link source and target.
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

    fn push_junction(_: &mut dyn FnMut(&str)) -> diesel::QueryResult<()> {
        Ok(())
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

    fn push_junction(push: &mut dyn FnMut(&str)) -> diesel::QueryResult<()> {
        A::check_junction()?;
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
        Ok(())
    }
}
