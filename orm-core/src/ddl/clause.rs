//! The clauses of `CREATE TABLE` and `CREATE INDEX` that both databases read alike.
//!
//! Owns their text and the quoting of names. Must not know column types, nor the order of statements.

use super::table::{Column, ForeignKey, Index, Name, Table, TableName, UniqueConstraint};

/// Quotes an identifier by double quotes.
///
/// # Example
/// ```
/// assert_eq!(orm_core::schema::quote("teams"), r#""teams""#);
/// ```
pub fn quote(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Quotes the identifiers by double quotes and separates them by commas.
fn quote_all(identifiers: &[Name]) -> String {
    identifiers.iter().map(|identifier| quote(identifier)).collect::<Vec<_>>().join(", ")
}

impl TableName {
    /// Returns the name in double quotes, after that of its schema when it has one: `"auth"."users"`.
    pub fn quoted(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&self.name)),
            None => quote(&self.name),
        }
    }
}

impl Table {
    /// Writes `CREATE TABLE IF NOT EXISTS` with these definitions: columns first, constraints after them.
    pub fn create_table_sql(&self, definitions: &[String]) -> String {
        format!("CREATE TABLE IF NOT EXISTS {} (\n  {}\n)", self.name.quoted(), definitions.join(",\n  "))
    }

    /// Writes one `CREATE INDEX IF NOT EXISTS` for each index. `quote_column` quotes the columns: the databases read
    /// them as expressions, in which they treat double quotes differently.
    pub fn create_index_sql(&self, quote_column: impl Fn(&str) -> String) -> Vec<String> {
        let table = self.name.quoted();
        let statement = |index: &Index| {
            let columns: Vec<String> = index.columns.iter().map(|column| quote_column(column)).collect();
            let columns = columns.join(", ");
            format!("CREATE INDEX IF NOT EXISTS {} ON {table} ({columns})", quote(&index.name))
        };
        self.indexes.iter().map(statement).collect()
    }

    /// Writes `CONSTRAINT .. PRIMARY KEY (..)`, when the table has a primary key.
    pub fn primary_key_clause(&self) -> Option<String> {
        let columns = &self.primary_key;
        let clause = || format!("CONSTRAINT {} PRIMARY KEY ({})", quote(&self.primary_key_name), quote_all(columns));
        (!columns.is_empty()).then(clause)
    }
}

impl Column {
    /// Writes the column with its type and what follows it: `"wins" INTEGER NOT NULL DEFAULT 5`.
    ///
    /// `default` is the SQL of the default value, which some databases write in their own way.
    pub fn clause(&self, type_name: &str, default: Option<&str>) -> String {
        let not_null = if self.nullable { "" } else { " NOT NULL" };
        let default = default.map(|sql| format!(" DEFAULT {sql}")).unwrap_or_default();
        format!("{} {type_name}{not_null}{default}", quote(&self.name))
    }
}

impl UniqueConstraint {
    /// Writes `CONSTRAINT .. UNIQUE (..)`.
    pub fn clause(&self) -> String {
        format!("CONSTRAINT {} UNIQUE ({})", quote(&self.name), quote_all(&self.columns))
    }
}

impl ForeignKey {
    /// Writes `CONSTRAINT .. FOREIGN KEY (..) REFERENCES .. ON DELETE .. ON UPDATE ..`.
    ///
    /// A key that closes a cycle is `DEFERRABLE INITIALLY DEFERRED`. If every key of a cycle were checked at once, its
    /// first row could not be inserted.
    pub fn clause(&self) -> String {
        format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {}{}",
            quote(&self.name),
            quote_all(&self.columns),
            self.referenced.quoted(),
            quote_all(&self.referenced_columns),
            self.on_delete.sql(),
            self.on_update.sql(),
            if self.closes_cycle { " DEFERRABLE INITIALLY DEFERRED" } else { "" },
        )
    }
}
