//! The SQL of an operation, without a connection.
//!
//! Owns `sql()` and how several statements become one text. Each operation lists its own statements.

use super::{Builder, Operation};
use crate::dialect::Dialect;

/// An operation whose SQL can be printed for the backend `DB`.
pub trait Print<DB: Dialect> {
    /// The statements in the order in which they are sent, each with its bound values after `-- binds:`.
    fn statements(&self) -> Vec<String>;
}

/// Prints the SQL of operations. In the [`prelude`](crate::prelude).
pub trait PrintSql: Operation {
    /// The operation's SQL on the backend `DB`: one statement per line, each with its bound values after `-- binds:`.
    /// Empty when the operation would send no statement. Needs no connection; BEGIN and COMMIT are left out.
    ///
    /// `DB` is `orm_sqlite::Sqlite` or `orm_postgres::Postgres`.
    ///
    /// # Example
    /// ```
    /// use orm_core::diesel::{pg::Pg, sqlite::Sqlite};
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32 }
    ///
    /// let find = Team::find(7);
    /// assert_eq!(
    ///     find.sql::<Sqlite>(),
    ///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#
    /// );
    /// assert_eq!(
    ///     find.sql::<Pg>(),
    ///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" = $1 -- binds: [7]"#
    /// );
    /// ```
    fn sql<DB: Dialect>(&self) -> String
    where
        Self: Print<DB>,
    {
        let mut statements = self.statements();
        // The `;` stands before the bound values: they are in a comment, which would swallow it.
        let all_but_the_last = statements.len().saturating_sub(1);
        for statement in &mut statements[..all_but_the_last] {
            let end = end_of_sql(statement);
            statement.insert(end, ';');
        }
        statements.join("\n")
    }
}

impl<O: Operation> PrintSql for O {}

/// The place where the SQL of a printed statement ends and ` -- binds: ` begins. A quoted literal or name may contain
/// this text too, so quotes are skipped. So may a value, but values come later. A doubled quote inside quotes counts as
/// an end and a new beginning.
fn end_of_sql(statement: &str) -> usize {
    let mut quote = None;
    for (place, character) in statement.char_indices() {
        match quote {
            Some(open) if open == character => quote = None,
            None if statement[place..].starts_with(" -- binds: ") => return place,
            None if matches!(character, '\'' | '"') => quote = Some(character),
            _ => {}
        }
    }
    statement.len()
}

#[diagnostic::do_not_recommend]
impl<DB: Dialect, B: Builder<Operation: Print<DB>>> Print<DB> for B {
    fn statements(&self) -> Vec<String> {
        self.operation().statements()
    }
}
