//! The SQL of an operation, without a connection.
//!
//! Owns `sql()` and how several statements are told. Each operation says which statements are its own.

use super::{Builder, Operation};
use crate::dialect::Dialect;

/// An operation whose SQL can be told for `DB`.
pub trait Print<DB: Dialect> {
    /// The statements in the order in which they go out, each with its bound values after `-- binds:`.
    fn statements(&self) -> Vec<String>;
}

/// Tells the SQL of operations.
pub trait PrintSql: Operation {
    /// The operation's SQL on `DB`, one statement a line, with its values behind `-- binds:`. Empty when no statement
    /// would run. It needs no connection; BEGIN and COMMIT are not told.
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
        // Not behind the bound values: they are a comment, which would swallow it.
        let all_but_the_last = statements.len().saturating_sub(1);
        for statement in &mut statements[..all_but_the_last] {
            let end = end_of_sql(statement);
            statement.insert(end, ';');
        }
        statements.join("\n")
    }
}

impl<O: Operation> PrintSql for O {}

/// Where the SQL of a printed statement ends and ` -- binds: ` begins. These words may stand in a literal or a name, which
/// are in quotes, and in the values, which come later. A doubled quote inside of quotes ends them and begins them anew.
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
