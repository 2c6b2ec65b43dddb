//! Conditions that an expression has a text in it, at its start or at its end.
//!
//! Owns the methods for such conditions and their node. The dialects own the patterns and the operators.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Double, Float, Integer, MaybeNullableType, Nullable, SmallInt, SqlType, Text, Time,
    Timestamp,
};

use super::list::ConditionOf;
use super::{fragment, walk};
use crate::dialect::{Place, TextPattern};

/// Conditions on columns and expressions of text: `teams::name.contains("50%")`.
///
/// Each method finds the given text literally: `%`, `_`, `\`, `*`, `?` and `[` in it are no wildcards. The text is bound
/// as one value. A condition on NULL is NULL, so that no row passes. The empty text is found in every text.
///
/// | method | PostgreSQL | SQLite |
/// |---|---|---|
/// | `contains`, `starts_with`, `ends_with` | `LIKE $1` | `GLOB ?` |
/// | the same with `_ignoring_case` | `ILIKE $1` | `LIKE ? ESCAPE '\'` |
///
/// The first three distinguish `A` from `a` on both databases, whatever the collation of the column. The others do not.
/// PostgreSQL knows the cases of all letters of the database's locale. SQLite knows those of ASCII only: for it, `É` and
/// `é` differ.
///
/// `starts_with` can use an index. On SQLite it uses the index of a column with the usual collation. On PostgreSQL it
/// uses an index of the operator class `text_pattern_ops`, or one with the collation `C`. The other methods read each
/// row that the other conditions of the query leave.
///
/// Neither database can look for the character NUL: an operation with such a text is
/// [`Error::InvalidValue`](crate::Error::InvalidValue). SQLite reads a stored text up to its first NUL, and refuses a
/// pattern of more than 50,000 bytes. Before version 18, PostgreSQL refuses to search a column with a nondeterministic
/// collation.
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
///     Team::query().filter(teams::name.contains("50%")).select(teams::id),
///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."name" GLOB ? -- binds: ["*50%*"]"#
/// );
/// assert_sql!(
///     Team::query().filter(teams::name.starts_with_ignoring_case("50%")).select(teams::id),
///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."name" LIKE ? ESCAPE '\' -- binds: ["50\\%%"]"#
/// );
/// ```
pub trait TextDsl: Expression + Sized {
    /// The condition that the text contains the given one.
    fn contains(self, text: impl Into<String>) -> TextSearch<Self, false>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::Anywhere)
    }

    /// The condition that the text starts with the given one.
    fn starts_with(self, text: impl Into<String>) -> TextSearch<Self, false>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::Start)
    }

    /// The condition that the text ends with the given one.
    fn ends_with(self, text: impl Into<String>) -> TextSearch<Self, false>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::End)
    }

    /// The condition that the text contains the given one, in upper or lower case.
    fn contains_ignoring_case(self, text: impl Into<String>) -> TextSearch<Self, true>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::Anywhere)
    }

    /// The condition that the text starts with the given one, in upper or lower case.
    fn starts_with_ignoring_case(self, text: impl Into<String>) -> TextSearch<Self, true>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::Start)
    }

    /// The condition that the text ends with the given one, in upper or lower case.
    fn ends_with_ignoring_case(self, text: impl Into<String>) -> TextSearch<Self, true>
    where
        Self::SqlType: IsText,
    {
        TextSearch::new(self, text, Place::End)
    }
}

// Not for every expression: Diesel has a `contains` of its own for arrays, ranges, networks and JSON of PostgreSQL.
impl<E: Expression<SqlType: HasTextDsl>> TextDsl for E {}

/// The SQL types whose columns have the methods of [`TextDsl`]. Those that are no text have them so that the compiler
/// can say that they are none.
pub trait HasTextDsl {}

macro_rules! has_text_dsl {
    ($($(#[$cfg:meta])? $sql_type:ty),+ $(,)?) => { $(
        $(#[$cfg])?
        impl HasTextDsl for $sql_type {}
        $(#[$cfg])?
        impl HasTextDsl for Nullable<$sql_type> {}
    )+ };
}

has_text_dsl! {
    Text, SmallInt, Integer, BigInt, Float, Double, Bool, Binary, Date, Time, Timestamp,
    #[cfg(feature = "chrono")] crate::sql_types::TimestampTz,
    #[cfg(feature = "uuid")] crate::sql_types::Uuid,
    #[cfg(feature = "decimal")] crate::sql_types::Decimal,
}

/// The SQL types of text: `Text` and `Nullable<Text>`.
#[diagnostic::on_unimplemented(
    message = "this is not text, so it cannot be searched for a text",
    label = "only a text is searched",
    note = "search a column whose field is a `String`; compare any other column with a value: `.eq(value)`"
)]
pub trait IsText {}

impl IsText for Text {}
impl IsText for Nullable<Text> {}

/// The condition that an expression has a text in it: `teams::name.contains("50%")`. [`TextDsl`] makes it.
#[derive(Debug, Clone)]
#[must_use = "a condition does nothing outside `.filter(..)`"]
pub struct TextSearch<E, const IGNORES_CASE: bool> {
    expression: E,
    pattern: TextPattern,
}

impl<E, const IGNORES_CASE: bool> TextSearch<E, IGNORES_CASE> {
    fn new(expression: E, text: impl Into<String>, place: Place) -> Self {
        Self { expression, pattern: TextPattern::new(&text.into(), place) }
    }
}

fragment! {
    impl[E, const IGNORES_CASE: bool] TextSearch<E, IGNORES_CASE> where [E: QueryFragment<DB>] |this, out| {
        out.push_sql("(");
        walk(&this.expression, &mut out)?;
        DB::push_text_search(out.reborrow(), &this.pattern, IGNORES_CASE)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<E: QueryId, const IGNORES_CASE: bool> QueryId for TextSearch<E, IGNORES_CASE> {
    type QueryId = TextSearch<E::QueryId, IGNORES_CASE>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<E, const IGNORES_CASE: bool> Expression for TextSearch<E, IGNORES_CASE>
where
    E: Expression<SqlType: SqlType<IsNull: MaybeNullableType<Bool>>>,
{
    type SqlType = ConditionOf<E>;
}

impl<E: AppearsOnTable<Table>, Table, const IGNORES_CASE: bool> AppearsOnTable<Table> for TextSearch<E, IGNORES_CASE> where
    Self: Expression
{
}

impl<E: SelectableExpression<Table>, Table, const IGNORES_CASE: bool> SelectableExpression<Table>
    for TextSearch<E, IGNORES_CASE>
where
    Self: AppearsOnTable<Table>,
{
}

impl<E: ValidGrouping<Grouping>, Grouping, const IGNORES_CASE: bool> ValidGrouping<Grouping>
    for TextSearch<E, IGNORES_CASE>
{
    type IsAggregate = E::IsAggregate;
}
