//! Reads the catalogue of a database about a table, and describes the table in the same words for both databases.
//!
//! Owns the queries on the catalogues. Must not know what the tests expect.

use diesel::prelude::*;
use diesel::sql_types::Text;
use orm_postgres::PgConnection;
use orm_sqlite::SqliteConnection;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn words(lines: Vec<Line>) -> Vec<String> {
    lines.into_iter().map(|line| line.line).collect()
}

/// The columns in their own order, and what has no order sorted.
fn in_one_list([columns, mut keys @ ..]: [Vec<String>; 5]) -> Vec<String> {
    for lines in &mut keys {
        lines.sort();
    }
    [columns].into_iter().chain(keys).flatten().collect()
}

/// `id not null generated`, `club_id null default 1`, in the order of the columns; then the constraints and indexes.
pub(crate) trait Catalogue {
    /// Columns without their types, keys, UNIQUE constraints, foreign keys and indexes of a table.
    fn table(&mut self, table: &str) -> Vec<String>;
    /// The columns' types: `id INTEGER`.
    fn types(&mut self, table: &str) -> Vec<String>;
}

/// `pragma_table_info` counts the columns of the primary key from 1; a hidden index of a constraint has no name of
/// ours.
const SQLITE: [&str; 5] = [
    r#"SELECT name || CASE "notnull" WHEN 1 THEN ' not null' ELSE ' null' END
        || CASE WHEN pk = 1 AND (SELECT sql FROM sqlite_master WHERE name = ?1) LIKE '%AUTOINCREMENT%'
           THEN ' generated' ELSE '' END
        || coalesce(' default ' || dflt_value, '') AS line FROM pragma_table_info(?1) ORDER BY cid"#,
    r"SELECT 'primary key (' || group_concat(name, ', ' ORDER BY pk) || ')' AS line
      FROM pragma_table_info(?1) WHERE pk > 0 HAVING count(*) > 0",
    r"SELECT 'unique (' || (SELECT group_concat(name, ', ' ORDER BY seqno) FROM pragma_index_info(list.name)) || ')'
      AS line FROM pragma_index_list(?1) AS list WHERE origin = 'u'",
    r#"SELECT 'foreign key (' || group_concat("from", ', ' ORDER BY seq) || ') references ' || "table" || '('
        || group_concat("to", ', ' ORDER BY seq) || ') on delete ' || lower(on_delete) || ' on update '
        || lower(on_update) AS line FROM pragma_foreign_key_list(?1) GROUP BY id"#,
    r"SELECT 'index ' || list.name || ' ('
        || (SELECT group_concat(name, ', ' ORDER BY seqno) FROM pragma_index_info(list.name)) || ')' AS line
      FROM pragma_index_list(?1) AS list WHERE origin = 'c'",
];

impl Catalogue for SqliteConnection {
    fn table(&mut self, table: &str) -> Vec<String> {
        let ask = |sql| words(diesel::sql_query(sql).bind::<Text, _>(table).load(self).expect("the catalogue"));
        in_one_list(SQLITE.map(ask))
    }

    fn types(&mut self, table: &str) -> Vec<String> {
        let sql = "SELECT name || ' ' || type AS line FROM pragma_table_info(?) ORDER BY cid";
        words(diesel::sql_query(sql).bind::<Text, _>(table).load(self).expect("the catalogue"))
    }
}

const POSTGRES: [&str; 5] = [
    r"SELECT column_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END
        || CASE is_identity WHEN 'YES' THEN ' generated' ELSE '' END
        || coalesce(' default ' || column_default, '') AS line
      FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1
      ORDER BY ordinal_position",
    r"SELECT 'primary key (' || names.list || ')' AS line FROM pg_constraint AS c, LATERAL (
        SELECT string_agg(attname, ', ' ORDER BY nr) AS list FROM unnest(conkey) WITH ORDINALITY AS k (num, nr)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = num) AS names
      WHERE conrelid = quote_ident($1)::regclass AND contype = 'p'",
    r"SELECT 'unique (' || names.list || ')' AS line FROM pg_constraint AS c, LATERAL (
        SELECT string_agg(attname, ', ' ORDER BY nr) AS list FROM unnest(conkey) WITH ORDINALITY AS k (num, nr)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = num) AS names
      WHERE conrelid = quote_ident($1)::regclass AND contype = 'u'",
    r"SELECT 'foreign key (' || own.list || ') references ' || (SELECT relname FROM pg_class WHERE oid = confrelid)
        || '(' || other.list || ') on delete ' || d.action || ' on update ' || u.action AS line
      FROM pg_constraint AS c, LATERAL (
        SELECT string_agg(attname, ', ' ORDER BY nr) AS list FROM unnest(conkey) WITH ORDINALITY AS k (num, nr)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = num) AS own, LATERAL (
        SELECT string_agg(attname, ', ' ORDER BY nr) AS list FROM unnest(confkey) WITH ORDINALITY AS k (num, nr)
        JOIN pg_attribute ON attrelid = confrelid AND attnum = num) AS other,
      (VALUES ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'set null'), ('d', 'set default'))
        AS d (letter, action),
      (VALUES ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'set null'), ('d', 'set default'))
        AS u (letter, action)
      WHERE conrelid = quote_ident($1)::regclass AND contype = 'f'
        AND d.letter = confdeltype::text AND u.letter = confupdtype::text",
    r"SELECT 'index ' || indexname || ' ' || substring(indexdef FROM '\(.*\)') AS line FROM pg_indexes
      WHERE schemaname = current_schema() AND tablename = $1
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)",
];

impl Catalogue for PgConnection {
    fn table(&mut self, table: &str) -> Vec<String> {
        let ask = |sql| words(diesel::sql_query(sql).bind::<Text, _>(table).load(self).expect("the catalogue"));
        in_one_list(POSTGRES.map(ask))
    }

    fn types(&mut self, table: &str) -> Vec<String> {
        let sql = "SELECT column_name || ' ' || data_type AS line FROM information_schema.columns \
                   WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
        words(diesel::sql_query(sql).bind::<Text, _>(table).load(self).expect("the catalogue"))
    }
}
