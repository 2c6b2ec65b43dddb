//! Keys: one or several columns of a model that together identify a row or reference one.
//!
//! Owns [`Key`] and what may be given where a key is asked for. Must not know associations.

use std::hash::Hash;
use std::marker::PhantomData;

use crate::model::{HasColumn, Model, Nullability, Optional, PrimaryKeyOf};
use crate::state::Merge;

/// One or several columns of `M`, as a tuple of Diesel columns: `(teams::id,)`.
pub trait Key<M: Model>: Send + 'static {
    /// The key's value: the bare value for one column (`i32`), a tuple for several.
    type Value: Clone + Ord + Hash + Send + 'static;
    /// Diesel's SQL type of the value, without `Nullable`; a tuple for several columns.
    type SqlType: 'static;
    /// `Optional` when all of the columns may be NULL, `Mandatory` when none may.
    type Nullability: Nullability;
    /// The state of a builder to which this key alone was given.
    type Given;

    /// The columns' names, unquoted.
    const NAMES: &'static [&'static str];
    /// The columns, quoted and qualified.
    const SQL: &'static [&'static str];

    /// The key of a row; `None` when a part of it is NULL.
    fn of(model: &M) -> Option<Self::Value>;

    /// Writes the key into a row in memory.
    fn write(model: &mut M, value: Self::Value);

    /// The key among the values of a new row; `None` when a part of it is not given or NULL.
    fn given(values: &mut M::Values) -> Option<Self::Value>;

    /// Puts the key among the values of a row.
    fn give(values: &mut M::Values, value: Self::Value);
}

/// A key all of whose columns may be NULL, so that it can be written as NULL.
pub trait OptionalKey<M: Model>: Key<M> {
    /// Writes NULL into a row in memory.
    fn clear(model: &mut M);
}

impl<M, C> Key<M> for (C,)
where
    C: diesel::Column<Table = M::Table> + Send + 'static,
    M: HasColumn<C>,
    M::Key: Clone + Ord + Hash + Send + 'static,
{
    type Value = M::Key;
    type SqlType = <M as HasColumn<C>>::SqlType;
    type Nullability = M::Nullability;
    type Given = M::Given;

    const NAMES: &'static [&'static str] = &[C::NAME];
    const SQL: &'static [&'static str] = &[<M as HasColumn<C>>::SQL];

    fn of(model: &M) -> Option<Self::Value> {
        model.value().clone().into()
    }

    fn write(model: &mut M, value: Self::Value) {
        *model.value_mut() = value.into();
    }

    fn given(values: &mut M::Values) -> Option<Self::Value> {
        M::slot(values).clone().and_then(Into::into)
    }

    fn give(values: &mut M::Values, value: Self::Value) {
        *M::slot(values) = Some(value.into());
    }
}

impl<M, C> OptionalKey<M> for (C,)
where
    (C,): Key<M>,
    C: diesel::Column<Table = M::Table>,
    M: HasColumn<C>,
    M::Value: Default,
{
    fn clear(model: &mut M) {
        *model.value_mut() = M::Value::default();
    }
}

macro_rules! composite_keys {
    ($(($($column:ident $value:ident),+) $nullability:ty, $given:ty where [$($bounds:tt)+];)+) => { $(
        impl<M, $($column),+> Key<M> for ($($column,)+)
        where
            M: Model,
            $($column: diesel::Column<Table = M::Table> + Send + 'static,
              M: HasColumn<$column>,
              <M as HasColumn<$column>>::Key: Clone + Ord + Hash + Send + 'static,)+
            $($bounds)+,
        {
            type Value = ($(<M as HasColumn<$column>>::Key,)+);
            type SqlType = ($(<M as HasColumn<$column>>::SqlType,)+);
            type Nullability = $nullability;
            type Given = $given;

            const NAMES: &'static [&'static str] = &[$($column::NAME),+];
            const SQL: &'static [&'static str] = &[$(<M as HasColumn<$column>>::SQL),+];

            fn of(model: &M) -> Option<Self::Value> {
                Some(($(<M as HasColumn<$column>>::value(model).clone().into()?,)+))
            }

            #[allow(non_snake_case)]
            fn write(model: &mut M, value: Self::Value) {
                let ($($value,)+) = value;
                $(*<M as HasColumn<$column>>::value_mut(model) = $value.into();)+
            }

            fn given(values: &mut M::Values) -> Option<Self::Value> {
                Some(($(<M as HasColumn<$column>>::slot(values).clone().and_then(Into::into)?,)+))
            }

            #[allow(non_snake_case)]
            fn give(values: &mut M::Values, value: Self::Value) {
                let ($($value,)+) = value;
                $(*<M as HasColumn<$column>>::slot(values) = Some($value.into());)+
            }
        }

        impl<M, $($column),+> OptionalKey<M> for ($($column,)+)
        where
            Self: Key<M>,
            M: Model,
            $($column: diesel::Column<Table = M::Table>,
              M: HasColumn<$column>,
              <M as HasColumn<$column>>::Value: Default,)+
        {
            fn clear(model: &mut M) {
                $(*<M as HasColumn<$column>>::value_mut(model) = Default::default();)+
            }
        }
    )+ };
}

/// Whether a column is mandatory.
type NullabilityOf<M, C> = <M as HasColumn<C>>::Nullability;
/// Whether a key of two columns is.
type BothOf<M, C1, C2> = <NullabilityOf<M, C1> as Nullability>::With<NullabilityOf<M, C2>>;
/// The state of a builder to which one column is given.
type GivenOf<M, C> = <M as HasColumn<C>>::Given;
/// The state of a builder to which both states' columns are given.
type Merged<A, B> = <A as Merge<B>>::Output;

composite_keys! {
    (C1 V1, C2 V2) BothOf<M, C1, C2>, Merged<GivenOf<M, C1>, GivenOf<M, C2>>
        where [GivenOf<M, C1>: Merge<GivenOf<M, C2>>];
    (C1 V1, C2 V2, C3 V3) <BothOf<M, C1, C2> as Nullability>::With<NullabilityOf<M, C3>>,
        Merged<Merged<GivenOf<M, C1>, GivenOf<M, C2>>, GivenOf<M, C3>>
        where [
            GivenOf<M, C1>: Merge<GivenOf<M, C2>>,
            Merged<GivenOf<M, C1>, GivenOf<M, C2>>: Merge<GivenOf<M, C3>>
        ];
    (C1 V1, C2 V2, C3 V3, C4 V4)
        <BothOf<M, C1, C2> as Nullability>::With<BothOf<M, C3, C4>>,
        Merged<Merged<GivenOf<M, C1>, GivenOf<M, C2>>, Merged<GivenOf<M, C3>, GivenOf<M, C4>>>
        where [
            GivenOf<M, C1>: Merge<GivenOf<M, C2>>,
            GivenOf<M, C3>: Merge<GivenOf<M, C4>>,
            Merged<GivenOf<M, C1>, GivenOf<M, C2>>: Merge<Merged<GivenOf<M, C3>, GivenOf<M, C4>>>
        ];
}

/// Stands in for a foreign key that was declared by mistake, so that the mistake is reported once: it has the type of the
/// key that it would reference. Code with it does not compile, so it is never asked anything.
#[doc(hidden)]
#[derive(Debug)]
pub struct UnknownKey<Referenced>(PhantomData<fn() -> Referenced>);

impl<M: Model, Referenced: Model> Key<M> for UnknownKey<Referenced> {
    type Value = PrimaryKeyOf<Referenced>;
    type SqlType = <Referenced::PrimaryKey as Key<Referenced>>::SqlType;
    type Nullability = Optional;
    type Given = M::NothingGiven;

    const NAMES: &'static [&'static str] = &[""];
    const SQL: &'static [&'static str] = &[""];

    fn of(_: &M) -> Option<Self::Value> {
        None
    }

    fn write(_: &mut M, _: Self::Value) {}

    fn given(_: &mut M::Values) -> Option<Self::Value> {
        None
    }

    fn give(_: &mut M::Values, _: Self::Value) {}
}

impl<M: Model, Referenced: Model> OptionalKey<M> for UnknownKey<Referenced> {
    fn clear(_: &mut M) {}
}

/// What may be given where a row of `M` is meant: a model (`&karl`) or the value of its key (`7`).
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player, foreign_key = "club_id")]
/// struct Team { id: i32 }
/// #[derive(Model)]
/// struct Player { id: i32, club_id: Option<i32> }
///
/// fn both(team: &Team, karl: &Player) {
///     let _by_model = team.add_player(karl);
///     let _by_key = team.add_player(7);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `&{M}` nor the value of its key",
    label = "expected a `&{M}` or the value of its key",
    note = "a foreign key that is an `Option` takes `None` too; a key of a type of your own is given as `KeyValue(key)`"
)]
pub trait IntoKey<M: Model, K: Key<M>> {
    /// The key's value; `None` when the model's key is NULL.
    fn into_key(self) -> Option<K::Value>;
}

/// What may be given where a row of `M` or none is meant: a model, the value of its key, or `None`:
/// `captain.set_ship(&ship)`, `captain.set_ship(7)`, `captain.set_ship(None)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `&{M}`, nor the value of its key, nor `None`",
    label = "expected a `&{M}`, the value of its key, or `None`",
    note = "a key of a type of your own is given as `KeyValue(key)`"
)]
pub trait IntoOptionalKey<M: Model, K: Key<M>> {
    /// The key's value; `None` when there is to be no row.
    fn into_optional_key(self) -> Option<K::Value>;
}

#[diagnostic::do_not_recommend]
impl<M: Model, K: Key<M>> IntoKey<M, K> for &M {
    fn into_key(self) -> Option<K::Value> {
        K::of(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, K: Key<M>> IntoOptionalKey<M, K> for &M {
    fn into_optional_key(self) -> Option<K::Value> {
        K::of(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, K: Key<M, Value = V>, V> IntoOptionalKey<M, K> for Option<V> {
    fn into_optional_key(self) -> Option<V> {
        self
    }
}

/// A key value whose type is not one of the usual ones: `Player::find(KeyValue(PlayerNumber(7)))`.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// use orm_core::diesel;
/// use orm_core::diesel::deserialize::{self, FromSql, FromSqlRow};
/// use orm_core::diesel::expression::AsExpression;
/// use orm_core::diesel::serialize::{self, Output, ToSql};
/// use orm_core::diesel::sql_types::Integer;
/// use orm_core::diesel::sqlite::{Sqlite, SqliteValue};
/// use orm_core::prelude::*;
/// use orm_core::{KeyValue, ListedKey};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
/// #[diesel(sql_type = Integer)]
/// struct PlayerNumber(i32);
///
/// impl ToSql<Integer, Sqlite> for PlayerNumber {
///     fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
///         <i32 as ToSql<Integer, Sqlite>>::to_sql(&self.0, out)
///     }
/// }
///
/// impl FromSql<Integer, Sqlite> for PlayerNumber {
///     fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
///         <i32 as FromSql<Integer, Sqlite>>::from_sql(value).map(Self)
///     }
/// }
///
/// // A key is also given in lists.
/// impl ListedKey for PlayerNumber {
///     fn to_json(&self) -> serde_json::Value {
///         self.0.into()
///     }
/// }
///
/// #[derive(Model)]
/// struct Player {
///     #[column(primary_key, sql_type = Integer)]
///     number: PlayerNumber,
/// }
///
/// assert_sql!(
///     Player::find(KeyValue(PlayerNumber(7))),
///     r#"SELECT "players"."number" FROM "players"
///            WHERE "players"."number" = ? -- binds: [PlayerNumber(7)]"#
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyValue<V>(pub V);

macro_rules! key_values {
    ($($(#[$cfg:meta])? [$($generic:ident),*] $given:ty => $value:ty : |$key:ident| $convert:expr;)*) => { $(
        $(#[$cfg])?
        #[diagnostic::do_not_recommend]
        impl<M: Model, K: Key<M, Value = $value>, $($generic),*> IntoKey<M, K> for $given {
            fn into_key(self) -> Option<$value> {
                let $key = self;
                Some($convert)
            }
        }

        $(#[$cfg])?
        #[diagnostic::do_not_recommend]
        impl<M: Model, K: Key<M, Value = $value>, $($generic),*> IntoOptionalKey<M, K> for $given {
            fn into_optional_key(self) -> Option<$value> {
                let $key = self;
                Some($convert)
            }
        }
    )* };
}

key_values! {
    [] i16 => i16: |key| key;
    [] i32 => i32: |key| key;
    [] i64 => i64: |key| key;
    [] &i16 => i16: |key| *key;
    [] &i32 => i32: |key| *key;
    [] &i64 => i64: |key| *key;
    [] bool => bool: |key| key;
    [] &str => String: |key| key.to_owned();
    [] &String => String: |key| key.clone();
    [] String => String: |key| key;
    [] Vec<u8> => Vec<u8>: |key| key;
    [] &[u8] => Vec<u8>: |key| key.to_owned();
    #[cfg(feature = "uuid")] [] uuid::Uuid => uuid::Uuid: |key| key;
    #[cfg(feature = "uuid")] [] &uuid::Uuid => uuid::Uuid: |key| *key;
    #[cfg(feature = "chrono")] [] chrono::NaiveDate => chrono::NaiveDate: |key| key;
    #[cfg(feature = "chrono")] [] chrono::NaiveDateTime => chrono::NaiveDateTime: |key| key;
    [V] KeyValue<V> => V: |key| key.0;
    [A, B] (A, B) => (A, B): |key| key;
    [A, B, C] (A, B, C) => (A, B, C): |key| key;
    [A, B, C, D] (A, B, C, D) => (A, B, C, D): |key| key;
}
