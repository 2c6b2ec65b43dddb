//! Arguments that name one row: a model or the value of its key.
//!
//! Owns the two traits and their types. Lists of rows are in `into_keys`.

use super::{Key, Model};

/// An argument that names one row of `M`: a model (`&karl`) or the value of its key (`7`).
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
    /// Returns the key's value, or `None` when the key of the given model is NULL.
    fn into_key(self) -> Option<K::Value>;
}

/// An argument that names one row of `M` or none: a model (`captain.set_ship(&ship)`), the value of its key
/// (`captain.set_ship(7)`), or `None` (`captain.set_ship(None)`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `&{M}`, nor the value of its key, nor `None`",
    label = "expected a `&{M}`, the value of its key, or `None`",
    note = "a key of a type of your own is given as `KeyValue(key)`"
)]
pub trait IntoOptionalKey<M: Model, K: Key<M>> {
    /// Returns the key's value, or `None` when no row is named, or when the key of the given model is NULL.
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

/// Wraps the value of a key that has a type of your own: `Player::find(KeyValue(PlayerNumber(7)))`.
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
