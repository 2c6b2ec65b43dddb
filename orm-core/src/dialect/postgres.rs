//! The SQL of PostgreSQL where it differs from SQLite's.
//!
//! Owns its lists of keys, LIMIT and OFFSET, the search in texts, how transactions begin and end, the lock of a row, which
//! values can be stored, and the greatest number of bound values. Must not know SQLite.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::num::NonZeroU32;

use diesel::QueryResult;
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgTypeMetadata, PgValue};
use diesel::query_builder::AstPass;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Array, BigInt, HasSqlType, Text};

use super::{
    Dialect, HasDistinctOn, Isolation, KeyList, LocksRows, PushCompositeKeyList, PushKeyList, TextPattern,
    TransactionMode,
};

/// The type of CHAR(n) columns, `bpchar`.
const BLANK_PADDED: NonZeroU32 = NonZeroU32::new(1042).expect("not zero");

/// Removes the blanks at the end of a text.
fn without_blanks(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    &text[..end]
}

impl LocksRows for Pg {}

impl HasDistinctOn for Pg {}

impl Dialect for Pg {
    const MAX_BINDS: usize = 65_535;
    const SYSTEM: &'static str = "postgresql";
    const ROW_LOCK: Option<&'static str> = Some(" FOR NO KEY UPDATE");
    const TYPES_EXPRESSIONS: bool = true;
    const PLACEHOLDERS: &'static [&'static str] = &[];
    const HAS_DEFAULT_VALUE: bool = true;

    // In a transaction that has failed, COMMIT rolls back and reports success. Any other statement fails, and a failed
    // statement ends the batch.
    const COMMIT_IF_SOUND: Option<&'static str> = Some("SELECT 1; COMMIT");

    fn begin(mode: TransactionMode) -> String {
        let isolation = match mode.isolation {
            None => "",
            Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
        };
        format!("BEGIN{isolation}{}", if mode.read_only { " READ ONLY" } else { "" })
    }

    fn start_of(period: &str, [before, after]: [&str; 2]) -> [String; 2] {
        [format!("CAST(date_trunc('{period}', {before}"), format!("{after}) AS DATE)")]
    }

    fn push_limit<'b>(
        mut out: AstPass<'_, 'b, Self>,
        limit: Option<&'b i64>,
        offset: Option<&'b i64>,
    ) -> QueryResult<()> {
        if let Some(limit) = limit {
            out.push_sql(" LIMIT ");
            Self::push_number(out.reborrow(), limit)?;
        }
        if let Some(offset) = offset {
            out.push_sql(" OFFSET ");
            Self::push_number(out, offset)?;
        }
        Ok(())
    }

    fn push_number<'b>(mut out: AstPass<'_, 'b, Self>, number: &'b i64) -> QueryResult<()> {
        out.push_bind_param::<BigInt, i64>(number)
    }

    fn push_text_search<'b>(
        mut out: AstPass<'_, 'b, Self>,
        pattern: &'b TextPattern,
        ignores_case: bool,
    ) -> QueryResult<()> {
        out.push_sql(if ignores_case { " ILIKE " } else { " LIKE " });
        out.push_bind_param::<Text, String>(&pattern.like)
    }

    // PostgreSQL fills up a CHAR(n) with blanks, which its own `=` ignores. They would count if the value were sent
    // back as text.
    fn read<ST: 'static, T: FromSql<ST, Self>>(value: PgValue<'_>) -> deserialize::Result<T> {
        if value.get_oid() != BLANK_PADDED {
            return T::from_sql(value);
        }
        T::from_sql(PgValue::new(without_blanks(value.as_bytes()), &BLANK_PADDED))
    }
}

/// The length from which a list is planned anew each time.
const LONG_LIST: usize = 200;

/// Keeps a statement with a long list out of the statement cache.
///
/// From the sixth run on, PostgreSQL may execute a cached statement by a plan that does not know the list. It then
/// compares each row with one key after the other, so that the time grows with the square of the length. With the list
/// known, it looks keys up by their hash.
fn plan_for_length<V>(out: &mut AstPass<'_, '_, Pg>, keys: &KeyList<V>) {
    if keys.0.len() >= LONG_LIST {
        out.unsafe_to_cache_prepared();
    }
}

impl<ST, V> PushKeyList<ST, V> for Pg
where
    ST: 'static,
    Self: HasSqlType<ST>,
    Vec<V>: ToSql<Array<ST>, Self>,
    V: Debug,
{
    fn push_key_list<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
        plan_for_length(&mut out, keys);
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<ST>, KeyList<V>>(keys)?;
        out.push_sql(")");
        Ok(())
    }

    fn push_key_rows<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
        plan_for_length(&mut out, keys);
        out.push_sql("\"key\" FROM unnest(");
        out.push_bind_param::<Array<ST>, KeyList<V>>(keys)?;
        out.push_sql(") AS \"keys\" (\"key\")");
        Ok(())
    }
}

impl<ST, V> ToSql<Array<ST>, Pg> for KeyList<V>
where
    ST: 'static,
    Vec<V>: ToSql<Array<ST>, Pg>,
    V: Debug,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Array<ST>, Pg>::to_sql(&self.0, out)
    }
}

/// The SQL type of the array of the values that a list of composite keys has for the column at `PLACE`.
struct ColumnArray<const PLACE: usize, ST>(PhantomData<ST>);

impl<const PLACE: usize, ST: 'static> HasSqlType<ColumnArray<PLACE, ST>> for Pg
where
    Self: HasSqlType<ST>,
{
    fn metadata(lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
        <Self as HasSqlType<Array<ST>>>::metadata(lookup)
    }
}

/// A composite key, of which one value is for the column at `PLACE`.
trait HasValue<const PLACE: usize> {
    type Value;
    fn value(&self) -> &Self::Value;
}

impl<const PLACE: usize, ST, V> ToSql<ColumnArray<PLACE, ST>, Pg> for KeyList<V>
where
    ST: 'static,
    Pg: HasSqlType<ST>,
    V: HasValue<PLACE, Value: ToSql<ST, Pg>> + Debug,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let values: Vec<&V::Value> = self.0.iter().map(HasValue::value).collect();
        ToSql::<Array<ST>, Pg>::to_sql(&values, &mut out.reborrow())
    }
}

/// Binds the array of the values for the column at `PLACE`.
fn push_column<'b, const PLACE: usize, ST: 'static, V>(
    out: &mut AstPass<'_, 'b, Pg>,
    keys: &'b KeyList<V>,
) -> QueryResult<()>
where
    Pg: HasSqlType<ST>,
    V: HasValue<PLACE, Value: ToSql<ST, Pg>> + Debug,
{
    out.push_sql(if PLACE > 0 { ", " } else { "" });
    out.push_bind_param::<ColumnArray<PLACE, ST>, KeyList<V>>(keys)
}

macro_rules! composite_keys {
    (@ ($($place:tt $ST:ident $V:ident)+) $keys:tt) => {
        $( composite_keys! { @ value $place $V $keys } )+

        impl<$($ST,)+ $($V),+> PushCompositeKeyList<($($ST,)+), ($($V,)+)> for Pg
        where
            $(Self: HasSqlType<$ST>, $ST: 'static, $V: ToSql<$ST, Self>,)+
        {
            fn push_composite_key_rows<'b>(
                mut out: AstPass<'_, 'b, Self>,
                keys: &'b KeyList<($($V,)+)>,
            ) -> QueryResult<()> {
                plan_for_length(&mut out, keys);
                out.push_sql("\"keys\".* FROM unnest(");
                $( push_column::<$place, $ST, _>(&mut out, keys)?; )+
                out.push_sql(") AS \"keys\"");
                Ok(())
            }
        }
    };
    (@ value $place:tt $value:ident ($($_place:tt $_ST:ident $V:ident)+)) => {
        impl<$($V),+> HasValue<$place> for ($($V,)+) {
            type Value = $value;

            fn value(&self) -> &$value {
                &self.$place
            }
        }
    };
    ($($keys:tt)+) => { $( composite_keys! { @ $keys $keys } )+ };
}

composite_keys! {
    (0 ST1 V1 1 ST2 V2)
    (0 ST1 V1 1 ST2 V2 2 ST3 V3)
    (0 ST1 V1 1 ST2 V2 2 ST3 V3 3 ST4 V4)
}
