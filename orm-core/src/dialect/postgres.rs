//! The SQL of PostgreSQL where it differs from SQLite's.
//!
//! Owns its lists of keys, LIMIT and OFFSET, default values, and the greatest number of bound values. Must not know
//! SQLite.

use std::num::NonZeroU32;

use diesel::QueryResult;
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::AstPass;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Array, BigInt, HasSqlType};

use super::{Dialect, KeyList, PushKeyList};
use crate::descriptor::ColumnDescriptor;

/// The type of CHAR(n) columns, `bpchar`.
const BLANK_PADDED: NonZeroU32 = NonZeroU32::new(1042).expect("not zero");

/// Removes the blanks at the end of a text.
fn without_blanks(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    &text[..end]
}

impl Dialect for Pg {
    const MAX_BINDS: usize = 65_535;
    const SYSTEM: &'static str = "postgresql";

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

    // PostgreSQL fills up a CHAR(n) with blanks, which its own `=` ignores. They would count if the value were sent
    // back as text.
    fn read<ST: 'static, T: FromSql<ST, Self>>(value: PgValue<'_>) -> deserialize::Result<T> {
        if value.get_oid() != BLANK_PADDED {
            return T::from_sql(value);
        }
        T::from_sql(PgValue::new(without_blanks(value.as_bytes()), &BLANK_PADDED))
    }

    fn push_default(mut out: AstPass<'_, '_, Self>, _: &ColumnDescriptor) {
        out.push_sql("DEFAULT");
    }
}

impl<ST, V> PushKeyList<ST, V> for Pg
where
    ST: 'static,
    Self: HasSqlType<ST>,
    Vec<V>: ToSql<Array<ST>, Self>,
    V: std::fmt::Debug,
{
    fn push_key_list<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<ST>, KeyList<V>>(keys)?;
        out.push_sql(")");
        Ok(())
    }

    fn push_key_rows<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
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
    V: std::fmt::Debug,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Array<ST>, Pg>::to_sql(&self.0, out)
    }
}
