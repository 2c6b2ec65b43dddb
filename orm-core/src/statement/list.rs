//! The condition that an expression equals one value of a list.
//!
//! Owns the method for it, its node, and the types of values that such a list may have. The dialects own how a list is
//! bound as one value.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::is_nullable::{IsSqlTypeNullable, MaybeNullable};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, IntoNotNullable, MaybeNullableType, SmallInt, SqlType, Text};

use super::{fragment, walk};
use crate::dialect::{KeyList, PushKeyList};
use crate::model::KeyValue;

/// The SQL type of a condition on an expression: it may be NULL where the expression may.
pub(super) type ConditionOf<E> = MaybeNullable<IsSqlTypeNullable<<E as Expression>::SqlType>, Bool>;

/// The SQL type of an expression, without `Nullable`.
type BareSql<E> = <<E as Expression>::SqlType as IntoNotNullable>::NotNullable;

/// A condition on columns and expressions by a list of values: `teams::id.one_of([1, 2, 3])`.
pub trait ListDsl: Expression + Sized {
    /// The condition that the expression equals one value of the list, which may have any length.
    ///
    /// The list is bound as one value, so the SQL does not depend on its length. On PostgreSQL it is `= ANY($1)`, on
    /// SQLite `IN (SELECT value FROM json_each(?))`. No row passes where the list is empty. Where the expression is NULL
    /// and the list is not empty, the condition is NULL.
    ///
    /// A list holds whole numbers, booleans, text, bytes, `Uuid`s, `NaiveDate`s or `NaiveDateTime`s. A value of a type
    /// of your own is given as [`KeyValue(value)`](crate::KeyValue), which shows what the type needs on SQLite. Diesel's
    /// `eq_any` takes other types too: it binds each value of the list, so that SQLite takes at most 32,766 of them and
    /// PostgreSQL at most 65,535.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// assert_sql!(
    ///     Team::query().filter(teams::name.one_of(["Jazz", "Magic"])).select(teams::id),
    ///     r#"SELECT "teams"."id" FROM "teams"
    ///            WHERE "teams"."name" IN (SELECT value FROM json_each(?)) -- binds: [["Jazz", "Magic"]]"#
    /// );
    /// ```
    fn one_of<V>(self, values: impl IntoIterator<Item = V>) -> OneOf<Self, V::Value>
    where
        Self::SqlType: IntoNotNullable,
        V: ListValue<BareSql<Self>>,
    {
        OneOf { expression: self, values: KeyList(values.into_iter().map(V::into_list_value).collect()) }
    }
}

impl<E: Expression> ListDsl for E {}

/// A value that a list of values of the SQL type `ST` may have. [`ListDsl::one_of`] takes such lists.
#[diagnostic::on_unimplemented(
    message = "the list has values of type `{Self}`, which this column cannot be compared with",
    label = "expected a list of values of the column's type",
    note = "a list has whole numbers, `bool`s, texts, bytes, `Uuid`s or dates; for columns of other types there is \
            Diesel's `.eq_any(..)`",
    note = "a value of a type of your own is given as `KeyValue(value)`"
)]
pub trait ListValue<ST> {
    /// The type of the values in the bound list.
    type Value;
    /// Returns the value as it stands in the bound list.
    fn into_list_value(self) -> Self::Value;
}

macro_rules! list_values {
    ($($(#[$cfg:meta])? $given:ty => $value:ty as $sql_type:ty: |$this:ident| $convert:expr;)*) => { $(
        $(#[$cfg])?
        #[diagnostic::do_not_recommend]
        impl ListValue<$sql_type> for $given {
            type Value = $value;

            fn into_list_value(self) -> $value {
                let $this = self;
                $convert
            }
        }
    )* };
}

list_values! {
    i16 => i16 as SmallInt: |value| value;
    i32 => i32 as Integer: |value| value;
    i64 => i64 as BigInt: |value| value;
    bool => bool as Bool: |value| value;
    String => String as Text: |value| value;
    Vec<u8> => Vec<u8> as Binary: |value| value;
    &i16 => i16 as SmallInt: |value| *value;
    &i32 => i32 as Integer: |value| *value;
    &i64 => i64 as BigInt: |value| *value;
    &bool => bool as Bool: |value| *value;
    &str => String as Text: |value| value.to_owned();
    &&str => String as Text: |value| (*value).to_owned();
    &String => String as Text: |value| value.clone();
    &[u8] => Vec<u8> as Binary: |value| value.to_owned();
    &Vec<u8> => Vec<u8> as Binary: |value| value.clone();
    #[cfg(feature = "uuid")] uuid::Uuid => uuid::Uuid as crate::sql_types::Uuid: |value| value;
    #[cfg(feature = "uuid")] &uuid::Uuid => uuid::Uuid as crate::sql_types::Uuid: |value| *value;
    #[cfg(feature = "chrono")] chrono::NaiveDate => chrono::NaiveDate as diesel::sql_types::Date: |value| value;
    #[cfg(feature = "chrono")] &chrono::NaiveDate => chrono::NaiveDate as diesel::sql_types::Date: |value| *value;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => chrono::NaiveDateTime as diesel::sql_types::Timestamp: |value| value;
    #[cfg(feature = "chrono")] &chrono::NaiveDateTime => chrono::NaiveDateTime as diesel::sql_types::Timestamp: |value| *value;
}

#[diagnostic::do_not_recommend]
impl<ST, V> ListValue<ST> for KeyValue<V> {
    type Value = V;

    fn into_list_value(self) -> V {
        self.0
    }
}

/// The condition that an expression equals one value of a list: `teams::id.one_of([1, 2, 3])`. [`ListDsl`] makes it.
#[derive(Debug, Clone)]
#[must_use = "a condition does nothing outside `.filter(..)`"]
pub struct OneOf<E, V> {
    expression: E,
    values: KeyList<V>,
}

fragment! {
    impl[E, V] OneOf<E, V>
    where [E: Expression<SqlType: IntoNotNullable> + QueryFragment<DB>, DB: PushKeyList<BareSql<E>, V>]
    |this, out| {
        out.push_sql("(");
        walk(&this.expression, &mut out)?;
        DB::push_key_list(out.reborrow(), &this.values)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<E: QueryId, V: 'static> QueryId for OneOf<E, V> {
    type QueryId = OneOf<E::QueryId, V>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<E, V> Expression for OneOf<E, V>
where
    E: Expression<SqlType: SqlType<IsNull: MaybeNullableType<Bool>>>,
{
    type SqlType = ConditionOf<E>;
}

impl<E: AppearsOnTable<Table>, V, Table> AppearsOnTable<Table> for OneOf<E, V> where Self: Expression {}

impl<E: SelectableExpression<Table>, V, Table> SelectableExpression<Table> for OneOf<E, V> where
    Self: AppearsOnTable<Table>
{
}

impl<E: ValidGrouping<Grouping>, V, Grouping> ValidGrouping<Grouping> for OneOf<E, V> {
    type IsAggregate = E::IsAggregate;
}
