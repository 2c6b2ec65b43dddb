//! Keys inside statements: how they are compared, listed and assigned.
//!
//! Owns the binding of keys. The types of the key's own model bind its values. The caller names the columns with which
//! the key is compared: they may be those of a junction.

use diesel::QueryResult;
use diesel::query_builder::AstPass;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::listed::is_equal_in_rust;
use super::push_name;
use crate::dialect::{Dialect, KeyList, PushCompositeKeyList, PushKeyList};
use crate::model::{HasColumn, Key, Model, UnknownKey};

/// A key that can be bound on `DB`.
pub trait BindKey<M: Model, DB: Dialect>: Key<M> {
    /// Whether two keys that are equal for the database are equal in Rust.
    fn is_equal_in_rust() -> bool;

    /// Writes `"t"."c" = $1`; `columns` are quoted and qualified.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_equals<'b>(out: AstPass<'_, 'b, DB>, columns: &[&str], value: &'b Self::Value) -> QueryResult<()>;

    /// Writes `"c" = $1` of an UPDATE's SET; `names` are unquoted.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_assignment<'b>(out: AstPass<'_, 'b, DB>, names: &[&str], value: &'b Self::Value) -> QueryResult<()>;

    /// Writes the condition that the columns equal one key of the list; `columns` are quoted and qualified.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_in<'b>(out: AstPass<'_, 'b, DB>, columns: &[&str], values: &'b KeyList<Self::Value>) -> QueryResult<()>;

    /// Writes the value as an expression, or several with commas between: `$1`.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_value<'b>(out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()>;

    /// Writes a query that yields the keys of the list. Each row begins with the constant `before`.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_rows<'b>(
        out: AstPass<'_, 'b, DB>,
        before: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
        values: &'b KeyList<Self::Value>,
    ) -> QueryResult<()>;
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
    fn is_equal_in_rust() -> bool {
        is_equal_in_rust::<<M as HasColumn<C>>::SqlType>()
    }

    fn push_equals<'b>(mut out: AstPass<'_, 'b, DB>, columns: &[&str], value: &'b Self::Value) -> QueryResult<()> {
        out.push_sql(columns[0]);
        out.push_sql(" = ");
        Self::push_value(out, value)
    }

    fn push_assignment<'b>(mut out: AstPass<'_, 'b, DB>, names: &[&str], value: &'b Self::Value) -> QueryResult<()> {
        push_name(&mut out, names[0]);
        out.push_sql(" = ");
        Self::push_value(out, value)
    }

    fn push_in<'b>(
        mut out: AstPass<'_, 'b, DB>,
        columns: &[&str],
        values: &'b KeyList<Self::Value>,
    ) -> QueryResult<()> {
        out.push_sql(columns[0]);
        DB::push_key_list(out, values)
    }

    fn push_value<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
        out.push_bind_param::<<M as HasColumn<C>>::SqlType, _>(value)
    }

    fn push_rows<'b>(
        mut out: AstPass<'_, 'b, DB>,
        before: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
        values: &'b KeyList<Self::Value>,
    ) -> QueryResult<()> {
        out.push_sql("SELECT ");
        before(out.reborrow())?;
        DB::push_key_rows(out, values)
    }
}

/// Lets a program with an unknown key compile up to the message about that key. The methods never run.
impl<M, Referenced, DB> BindKey<M, DB> for UnknownKey<Referenced>
where
    M: Model,
    Referenced: Model,
    DB: Dialect,
{
    fn is_equal_in_rust() -> bool {
        true
    }

    fn push_equals<'b>(_: AstPass<'_, 'b, DB>, _: &[&str], _: &'b Self::Value) -> QueryResult<()> {
        Ok(())
    }

    fn push_assignment<'b>(_: AstPass<'_, 'b, DB>, _: &[&str], _: &'b Self::Value) -> QueryResult<()> {
        Ok(())
    }

    fn push_in<'b>(_: AstPass<'_, 'b, DB>, _: &[&str], _: &'b KeyList<Self::Value>) -> QueryResult<()> {
        Ok(())
    }

    fn push_value<'b>(_: AstPass<'_, 'b, DB>, _: &'b Self::Value) -> QueryResult<()> {
        Ok(())
    }

    fn push_rows<'b>(
        _: AstPass<'_, 'b, DB>,
        _: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
        _: &'b KeyList<Self::Value>,
    ) -> QueryResult<()> {
        Ok(())
    }
}

macro_rules! composite_keys {
    ($(($($column:ident $index:tt)+))+) => { $(
        impl<M, DB, $($column),+> BindKey<M, DB> for ($($column,)+)
        where
            Self: Key<M, Value = ($(<M as HasColumn<$column>>::Key,)+)>,
            DB: PushCompositeKeyList<
                ($(<M as HasColumn<$column>>::SqlType,)+),
                ($(<M as HasColumn<$column>>::Key,)+),
            >,
            $($column: diesel::Column<Table = M::Table>,
            M: HasColumn<$column>,
            DB: HasSqlType<<M as HasColumn<$column>>::SqlType>,
            <M as HasColumn<$column>>::Key: ToSql<<M as HasColumn<$column>>::SqlType, DB>,)+
        {
            fn is_equal_in_rust() -> bool {
                $(is_equal_in_rust::<<M as HasColumn<$column>>::SqlType>())&&+
            }

            fn push_equals<'b>(
                mut out: AstPass<'_, 'b, DB>,
                columns: &[&str],
                value: &'b Self::Value,
            ) -> QueryResult<()> {
                $(
                    if $index > 0 {
                        out.push_sql(" AND ");
                    }
                    out.push_sql(columns[$index]);
                    out.push_sql(" = ");
                    out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;
                )+
                Ok(())
            }

            fn push_assignment<'b>(
                mut out: AstPass<'_, 'b, DB>,
                names: &[&str],
                value: &'b Self::Value,
            ) -> QueryResult<()> {
                $(
                    if $index > 0 {
                        out.push_sql(", ");
                    }
                    push_name(&mut out, names[$index]);
                    out.push_sql(" = ");
                    out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;
                )+
                Ok(())
            }

            fn push_value<'b>(mut out: AstPass<'_, 'b, DB>, value: &'b Self::Value) -> QueryResult<()> {
                $(
                    if $index > 0 {
                        out.push_sql(", ");
                    }
                    out.push_bind_param::<<M as HasColumn<$column>>::SqlType, _>(&value.$index)?;
                )+
                Ok(())
            }

            fn push_in<'b>(
                mut out: AstPass<'_, 'b, DB>,
                columns: &[&str],
                values: &'b KeyList<Self::Value>,
            ) -> QueryResult<()> {
                out.push_sql("(");
                out.push_sql(&columns.join(", "));
                out.push_sql(") IN (");
                Self::push_rows(out.reborrow(), |_| Ok(()), values)?;
                out.push_sql(")");
                Ok(())
            }

            fn push_rows<'b>(
                mut out: AstPass<'_, 'b, DB>,
                before: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
                values: &'b KeyList<Self::Value>,
            ) -> QueryResult<()> {
                out.push_sql("SELECT ");
                before(out.reborrow())?;
                DB::push_composite_key_rows(out, values)
            }
        }
    )+ };
}

composite_keys! {
    (C1 0 C2 1)
    (C1 0 C2 1 C3 2)
    (C1 0 C2 1 C3 2 C4 3)
}
