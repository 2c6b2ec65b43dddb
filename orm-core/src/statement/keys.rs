//! Keys inside statements: compared, listed, assigned.

use diesel::QueryResult;
use diesel::query_builder::AstPass;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::push_name;
use crate::dialect::{Dialect, KeyList, PushKeyList};
use crate::key::{Key, UnknownKey};
use crate::model::{HasColumn, Model};

/// A key that can be bound on `DB`.
pub trait BindKey<M: Model, DB: Dialect>: Key<M> {
    /// Whether a list of such keys is one bound value, so that its statement's text is always the same.
    const LIST_IS_ONE_VALUE: bool;

    /// Writes `"t"."c" = $1`.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_equals<'b>(out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()>;

    /// Writes `"c" = $1` of an UPDATE's SET.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_assignment<'b>(out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()>;

    /// Writes the condition that the key is one of the list.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_in<'b>(out: AstPass<'_, 'b, DB>, values: &'b KeyList<Self::Value>) -> QueryResult<()>;
}

impl<M, C, DB> BindKey<M, DB> for (C,)
where
    (C,): Key<M, Value = <M as HasColumn<C>>::Key>,
    C: diesel::Column<Table = M::Table>,
    M: HasColumn<C>,
    DB: Dialect + PushKeyList<<M as HasColumn<C>>::SqlType, <M as HasColumn<C>>::Key>,
    DB: HasSqlType<<M as HasColumn<C>>::SqlType>,
    <M as HasColumn<C>>::Key: ToSql<<M as HasColumn<C>>::SqlType, DB>,
{
    const LIST_IS_ONE_VALUE: bool = true;

    fn push_equals<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
        out.push_sql(<M as HasColumn<C>>::SQL);
        out.push_sql(" = ");
        out.push_bind_param::<<M as HasColumn<C>>::SqlType, _>(value)
    }

    fn push_assignment<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
        push_name(&mut out, C::NAME);
        out.push_sql(" = ");
        out.push_bind_param::<<M as HasColumn<C>>::SqlType, _>(value)
    }

    fn push_in<'b>(mut out: AstPass<'_, 'b, DB>, values: &'b KeyList<Self::Value>) -> QueryResult<()> {
        out.push_sql(<M as HasColumn<C>>::SQL);
        DB::push_key_list(out, values)
    }
}

/// Lets code with a mistake in it type-check; it never runs.
impl<M, Referenced, DB> BindKey<M, DB> for UnknownKey<Referenced>
where
    M: Model,
    Referenced: Model,
    DB: Dialect,
{
    const LIST_IS_ONE_VALUE: bool = true;

    fn push_equals<'b>(_: AstPass<'_, 'b, DB>, _: &'b Self::Value) -> QueryResult<()> {
        Ok(())
    }

    fn push_assignment<'b>(_: AstPass<'_, 'b, DB>, _: &'b Self::Value) -> QueryResult<()> {
        Ok(())
    }

    fn push_in<'b>(_: AstPass<'_, 'b, DB>, _: &'b KeyList<Self::Value>) -> QueryResult<()> {
        Ok(())
    }
}

macro_rules! composite_keys {
    ($(($first:ident $first_index:tt $($column:ident $index:tt)+))+) => { $(
        impl<M, DB, $first, $($column),+> BindKey<M, DB> for ($first, $($column,)+)
        where
            Self: Key<M, Value = (<M as HasColumn<$first>>::Key, $(<M as HasColumn<$column>>::Key,)+)>,
            DB: Dialect,
            $first: diesel::Column<Table = M::Table>,
            M: HasColumn<$first>,
            DB: HasSqlType<<M as HasColumn<$first>>::SqlType>,
            <M as HasColumn<$first>>::Key: ToSql<<M as HasColumn<$first>>::SqlType, DB>,
            $($column: diesel::Column<Table = M::Table>,
            M: HasColumn<$column>,
            DB: HasSqlType<<M as HasColumn<$column>>::SqlType>,
            <M as HasColumn<$column>>::Key: ToSql<<M as HasColumn<$column>>::SqlType, DB>,)+
        {
            const LIST_IS_ONE_VALUE: bool = false;

            fn push_equals<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
                out.push_sql(<M as HasColumn<$first>>::SQL);
                out.push_sql(" = ");
                out.push_bind_param::<<M as HasColumn<$first>>::SqlType, _>(&value.$first_index)?;
                $(out.push_sql(" AND ");
                out.push_sql(<M as HasColumn<$column>>::SQL);
                out.push_sql(" = ");
                out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;)+
                Ok(())
            }

            fn push_assignment<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
                push_name(&mut out, $first::NAME);
                out.push_sql(" = ");
                out.push_bind_param::<<M as HasColumn<$first>>::SqlType, _>(&value.$first_index)?;
                $(out.push_sql(", ");
                push_name(&mut out, $column::NAME);
                out.push_sql(" = ");
                out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;)+
                Ok(())
            }

            fn push_in<'b>(mut out: AstPass<'_, 'b, DB>, values: &'b KeyList<Self::Value>) -> QueryResult<()> {
                out.unsafe_to_cache_prepared();
                if values.0.is_empty() {
                    out.push_sql("FALSE");
                    return Ok(());
                }
                out.push_sql("(");
                out.push_sql(&Self::SQL.join(", "));
                out.push_sql(") IN (VALUES ");
                for (row, value) in values.0.iter().enumerate() {
                    out.push_sql(if row == 0 { "(" } else { ", (" });
                    out.push_bind_param::<<M as HasColumn<$first>>::SqlType, _>(&value.$first_index)?;
                    $(out.push_sql(", ");
                    out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;)+
                    out.push_sql(")");
                }
                out.push_sql(")");
                Ok(())
            }
        }
    )+ };
}

composite_keys! {
    (C1 0 C2 1)
    (C1 0 C2 1 C3 2)
    (C1 0 C2 1 C3 2 C4 3)
}
