//! A SELECT that a user wrote, whose rows are read into a model.
//!
//! Owns how its values are put at their places, and how its columns are found by name. Must not know how it is run.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryId};
use diesel::result::Error;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::fragment;
use super::parentheses::{Kind, token};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::Model;

/// A SELECT in SQL whose rows are read into the model `M`: [`FromSqlDsl::from_sql`](crate::query::FromSqlDsl).
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct FromSql<M, B = ()> {
    sql: String,
    values: B,
    model: PhantomData<fn() -> M>,
}

debug_by_name! { impl[M: Model, B] FromSql<M, B>: M::TABLE; }

impl<M, B: Clone> Clone for FromSql<M, B> {
    fn clone(&self) -> Self {
        Self { sql: self.sql.clone(), values: self.values.clone(), model: PhantomData }
    }
}

/// The values of a statement: the last one, and those before it.
pub struct BoundValues<B, ST, V> {
    before: B,
    value: V,
    sql_type: PhantomData<fn() -> ST>,
}

impl<B: Clone, ST, V: Clone> Clone for BoundValues<B, ST, V> {
    fn clone(&self) -> Self {
        Self { before: self.before.clone(), value: self.value.clone(), sql_type: PhantomData }
    }
}

impl<B, ST, V> std::fmt::Debug for BoundValues<B, ST, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BoundValues")
    }
}

/// The values of a statement that a user wrote.
pub trait ValueList {
    /// The number of values.
    const NUMBER: usize;
}

impl ValueList for () {
    const NUMBER: usize = 0;
}

impl<B: ValueList, ST, V> ValueList for BoundValues<B, ST, V> {
    const NUMBER: usize = B::NUMBER + 1;
}

/// Values that can be bound on `DB`, each by its number.
pub trait PushValue<DB: Dialect>: ValueList {
    /// Binds the value of this number, from 1 on. A number that has no value is not bound.
    ///
    /// # Errors
    /// When the value cannot be serialized.
    fn push_value<'b>(&'b self, number: usize, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Dialect> PushValue<DB> for () {
    fn push_value<'b>(&'b self, _: usize, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB, B, ST, V> PushValue<DB> for BoundValues<B, ST, V>
where
    DB: Dialect + HasSqlType<ST>,
    B: PushValue<DB>,
    V: ToSql<ST, DB>,
{
    fn push_value<'b>(&'b self, number: usize, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if number == Self::NUMBER {
            return out.push_bind_param::<ST, V>(&self.value);
        }
        self.before.push_value(number, out)
    }
}

impl<M: Model> FromSql<M> {
    pub(crate) fn new(sql: String) -> Self {
        Self { sql, values: (), model: PhantomData }
    }
}

impl<M, B> FromSql<M, B> {
    pub(crate) fn and_value<ST, V>(self, value: V) -> FromSql<M, BoundValues<B, ST, V>> {
        let values = BoundValues { before: self.values, value, sql_type: PhantomData };
        FromSql { sql: self.sql, values, model: PhantomData }
    }
}

/// Splits SQL at its placeholders `$1`, `$2`: each text, and the number of the placeholder behind it.
///
/// # Errors
/// When a quote or a comment is left open.
fn pieces(sql: &str) -> QueryResult<(Vec<(&str, usize)>, &str)> {
    let (mut pieces, mut start, mut at) = (Vec::new(), 0, 0);
    while at < sql.len() {
        // A comment at the end ends with the text.
        let rest = &sql[at..];
        let (length, kind) = match token(rest) {
            Ok(found) => found,
            Err(_) if rest.starts_with("--") => (rest.len(), Kind::Unknown),
            Err(error) => return Err(error.into()),
        };
        let number = rest[..length].strip_prefix('$').filter(|_| kind == Kind::Symbol);
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            pieces.push((&sql[start..at], number));
            start = at + length;
        }
        at += length;
    }
    Ok((pieces, &sql[start..]))
}

/// The first placeholder that the database would take for a value, apart from `$1`.
fn placeholder<DB: Dialect>(sql: &str) -> Option<&'static str> {
    let mut at = 0;
    while let Some((length, _)) = sql.get(at..).filter(|rest| !rest.is_empty()).and_then(|rest| token(rest).ok()) {
        let sign = DB::PLACEHOLDERS.iter().find(|sign| sql[at..].starts_with(**sign));
        if let Some(sign) = sign {
            return Some(sign);
        }
        at += length;
    }
    None
}

impl<M, B: ValueList> FromSql<M, B> {
    /// The SQL without a semicolon at its end.
    fn select(&self) -> &str {
        self.sql.trim_end().trim_end_matches(';')
    }

    /// Compares the placeholders of the SQL with the values.
    ///
    /// # Errors
    /// For a placeholder without a value, a value without a placeholder, a placeholder of another form, and a quote that is
    /// left open.
    pub(crate) fn check<DB: Dialect>(&self) -> QueryResult<()> {
        let refuse = |message: String| Err(Error::QueryBuilderError(message.into()));
        let (pieces, rest) = pieces(self.select())?;
        let texts = pieces.iter().map(|(text, _)| *text).chain([rest]);
        if let Some(sign) = texts.into_iter().find_map(|text| placeholder::<DB>(text)) {
            return refuse(format!("the SQL has the placeholder `{sign}`: write `$1`"));
        }
        if let Some((_, number)) = pieces.iter().find(|(_, number)| !(1..=B::NUMBER).contains(number)) {
            return refuse(format!("the SQL names `${number}`, and {} values are bound", B::NUMBER));
        }
        if let Some(number) = (1..=B::NUMBER).find(|number| !pieces.iter().any(|(_, named)| named == number)) {
            return refuse(format!("a value is bound for `${number}`, which the SQL does not name"));
        }
        Ok(())
    }
}

fragment! {
    impl[M: Model, B] FromSql<M, B> where [B: PushValue<DB>] |this, out| {
        // The columns are those of the model, in the order of its fields, whatever their order in the SQL.
        let alias = format!("\"{}\"", M::DESCRIPTOR.table);
        out.push_sql("SELECT ");
        out.push_sql(&M::COLUMNS.replace(&format!("{}.", M::TABLE), &format!("{alias}.")));
        out.push_sql(" FROM (");
        // What is wrong is checked before the statement is sent, so that it can be printed.
        let (pieces, rest) = pieces(this.select()).unwrap_or((Vec::new(), this.select()));
        for (text, number) in pieces {
            out.push_sql(text);
            this.values.push_value(number, out.reborrow())?;
        }
        out.push_sql(rest);
        // A comment at the end of the SQL ends with its line.
        out.push_sql(if rest.contains("--") { "\n) AS " } else { ") AS " });
        out.push_sql(&alias);
        Ok(())
    }
}

impl<M: Model, B> diesel::query_builder::Query for FromSql<M, B> {
    type SqlType = M::SqlType;
}

impl<M, B, Conn> diesel::RunQueryDsl<Conn> for FromSql<M, B> {}

// The text is the user's: the statement is cached by its text.
impl<M, B> QueryId for FromSql<M, B> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
