//! The SQL of cursor pages: comparisons of rows, bounds, NULL.

use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::query::Cursor;
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;

use super::{Team, best_first, jazz, teams};

/// The text after the selected columns, on SQLite.
#[track_caller]
fn assert_sql(sqlite: &str, postgres: &str, expected: &str) {
    let mut unnumbered = postgres.to_owned();
    for number in (1..20).rev() {
        unnumbered = unnumbered.replace(&format!("${number}"), "?");
    }
    assert_eq!(sqlite, unnumbered);
    let (_, after) = sqlite.split_once(" WHERE ").unwrap();
    assert_eq!(after.replace("\"teams\".", ""), expected);
}

macro_rules! assert_sql {
    ($operation:expr, $expected:expr) => {
        assert_sql(&$operation.sql::<Sqlite>(), &$operation.sql::<Postgres>(), $expected)
    };
}

#[test]
fn mandatory_columns_of_one_direction_are_compared_as_a_row() {
    let page = || Team::query().keyset((teams::wins.desc(), teams::name.desc()), 20);
    assert_sql!(page(), r#"TRUE ORDER BY "wins" DESC, "name" DESC, "id" DESC LIMIT ? -- binds: [21]"#);
    assert_sql!(
        page().after(Cursor::of(&jazz(None))),
        r#"("wins", "name", "id") < (?, ?, ?) ORDER BY "wins" DESC, "name" DESC, "id" DESC LIMIT ? -- binds: [51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        page().before(Cursor::of(&jazz(None))),
        r#"("wins", "name", "id") > (?, ?, ?) ORDER BY "wins" ASC, "name" ASC, "id" ASC LIMIT ? -- binds: [51, "Jazz", 7, 21]"#
    );
}

#[test]
fn the_primary_key_is_not_repeated() {
    let page = Team::query().keyset(teams::id.desc(), 20).after(Cursor::of(&jazz(None)));
    assert_sql!(page, r#""id" < ? ORDER BY "id" DESC LIMIT ? -- binds: [7, 21]"#);
    let page = Team::query().keyset((teams::id.desc(), teams::name.asc()), 20).after(Cursor::of(&jazz(None)));
    assert_sql!(
        page,
        r#""id" <= ? AND ("id" < ? OR "name" > ?) ORDER BY "id" DESC, "name" ASC LIMIT ? -- binds: [7, 7, "Jazz", 21]"#
    );
}

#[test]
fn columns_of_several_directions_are_compared_by_a_bound_and_alternatives() {
    let page = || Team::query().keyset(best_first(), 20);
    assert_sql!(
        page().after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("name", "id") > (?, ?)) ORDER BY "wins" DESC, "name" ASC, "id" ASC LIMIT ? -- binds: [51, 51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        page().before(Cursor::of(&jazz(None))),
        r#""wins" >= ? AND ("wins" > ? OR ("name", "id") < (?, ?)) ORDER BY "wins" ASC, "name" DESC, "id" DESC LIMIT ? -- binds: [51, 51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        Team::query()
            .keyset((teams::wins.desc(), teams::name.asc(), teams::id.desc()), 1)
            .after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("name" >= ? AND ("name" > ? OR "id" < ?))) ORDER BY "wins" DESC, "name" ASC, "id" DESC LIMIT ? -- binds: [51, 51, "Jazz", "Jazz", 7, 2]"#
    );
}

#[test]
fn null_is_greater_than_every_value() {
    let ascending = || Team::query().keyset(teams::founded.asc(), 20);
    assert_sql!(
        ascending().after(Cursor::of(&jazz(Some(1974)))),
        r#"("founded" > ? OR "founded" IS NULL OR ("founded" = ? AND "id" > ?)) ORDER BY "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [1974, 1974, 7, 21]"#
    );
    assert_sql!(
        ascending().after(Cursor::of(&jazz(None))),
        r#""founded" IS NULL AND "id" > ? ORDER BY "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [7, 21]"#
    );
    assert_sql!(
        ascending().before(Cursor::of(&jazz(Some(1974)))),
        r#""founded" <= ? AND ("founded" < ? OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [1974, 1974, 7, 21]"#
    );
    assert_sql!(
        ascending().before(Cursor::of(&jazz(None))),
        r#"("founded" IS NOT NULL OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [7, 21]"#
    );
    let mixed = || Team::query().keyset((teams::wins.desc(), teams::founded.asc()), 20);
    assert_sql!(
        mixed().after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("founded" IS NULL AND "id" > ?)) ORDER BY "wins" DESC, "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [51, 51, 7, 21]"#
    );
}

#[test]
fn a_filter_with_or_stands_beside_the_condition_of_the_page() {
    let either = teams::wins.gt(1).or(teams::name.eq("a"));
    assert_sql!(
        Team::query().filter(either).keyset(teams::founded.asc(), 2).before(Cursor::of(&jazz(None))),
        r#"("wins" > ? OR "name" = ?) AND ("founded" IS NOT NULL OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [1, "a", 7, 3]"#
    );
}

/// A line of SQLite's EXPLAIN QUERY PLAN.
#[derive(diesel::QueryableByName)]
struct Plan {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// The plan of an operation on SQLite, with numbers in place of its values: they do not change it.
fn plan(db: &mut diesel::SqliteConnection, sql: &str) -> String {
    let statement = sql.split_once(" -- binds: ").expect("a printed statement").0.replace('?', "1");
    let explained = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"));
    let plan: Vec<Plan> = diesel::RunQueryDsl::load(explained, db).expect("the statement is valid");
    plan.into_iter().map(|line| line.detail).collect::<Vec<_>>().join("; ")
}

#[test]
fn one_index_is_entered_at_the_cursor_in_both_directions() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, orm_core::schema![Team, super::Player]).unwrap();
    db.batch_execute("CREATE INDEX best ON teams (wins, name, id)").unwrap();
    let page = || Team::query().keyset((teams::wins.desc(), teams::name.desc()), 20);
    for sql in
        [page().after(Cursor::of(&jazz(None))).sql::<Sqlite>(), page().before(Cursor::of(&jazz(None))).sql::<Sqlite>()]
    {
        let plan = plan(&mut db, &sql);
        assert!(plan.starts_with("SEARCH teams USING INDEX best ((wins,name)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
    // Of columns of two directions, the index is entered at the first one.
    let mixed = Team::query().keyset(best_first(), 20).after(Cursor::of(&jazz(None))).sql::<Sqlite>();
    let plan = plan(&mut db, &mixed);
    assert!(plan.starts_with("SEARCH teams USING INDEX best (wins<?)"), "{plan}");
}
