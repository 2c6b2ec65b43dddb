//! The DDL on both databases: the catalogues afterwards, and the rows that the tables accept and refuse.

use super::support::catalogue::Catalogue;
use super::support::databases::{postgres, sqlite};
use super::support::{Case, cases, cycle, league, matrix, types};
use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::result::Error;
use orm_core::Schema;

/// What the catalogue has to say about the tables of the league; the same on both databases.
const LEAGUE: [(&str, &[&str]); 4] = [
    ("teams", &["id not null generated", "name not null", "primary key (id)", "unique (name)"]),
    (
        "players",
        &[
            "id not null generated",
            "name not null",
            "club_id null",
            "boss_id not null",
            "primary key (id)",
            "foreign key (boss_id) references players(id) on delete restrict on update restrict",
            "foreign key (club_id) references teams(id) on delete cascade on update cascade",
            "index players_boss_id_index (boss_id)",
            "index players_club_id_index (club_id)",
        ],
    ),
    (
        "captains",
        &[
            "id not null",
            "team_id not null",
            "primary key (id)",
            "unique (team_id)",
            "foreign key (team_id) references teams(id) on delete restrict on update restrict",
        ],
    ),
    (
        "memberships",
        &[
            "team_id not null",
            "player_id not null",
            "role not null",
            "primary key (team_id, player_id)",
            "foreign key (player_id) references players(id) on delete restrict on update cascade",
            "foreign key (team_id) references teams(id) on delete restrict on update restrict",
            "index memberships_player_id_index (player_id)",
        ],
    ),
];

fn assert_league(database: &mut impl Catalogue) {
    for (table, expected) in LEAGUE {
        let mut found = database.table(table);
        // Each database writes a text default in its own way.
        for line in &mut found {
            if let Some(stripped) =
                line.strip_suffix(" default 'it''s'::text").or(line.strip_suffix(" default 'it''s'"))
            {
                *line = stripped.to_owned();
            }
        }
        assert_eq!(found, expected, "{table}");
    }
}

fn assert_case(database: &mut impl Catalogue, case: Case) {
    let Some((on_delete, on_update)) = case.actions() else {
        return;
    };
    let null = if case.nullable { "null" } else { "not null" };
    let default = if case.default { " default 1" } else { "" };
    let expected = [
        "id not null generated".to_owned(),
        format!("parent_id {null}{default}"),
        "primary key (id)".to_owned(),
        format!(
            "foreign key (parent_id) references parents(id) on delete {} on update {}",
            on_delete.sql(),
            on_update.sql()
        )
        .to_lowercase(),
        format!("index {0}_parent_id_index (parent_id)", case.table),
    ];
    assert_eq!(database.table(case.table), expected, "{case:?}");
}

#[test]
fn sqlite_has_the_league_as_described() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, league()).expect("tables");
    assert_league(&mut db);
}

#[test]
fn postgres_has_the_league_as_described() {
    let mut db = postgres("ddl_league");
    orm_postgres::create_tables(&mut db, league()).expect("tables");
    assert_league(&mut *db);
}

#[test]
fn sqlite_has_the_actions_of_each_case() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, matrix()).expect("tables");
    for case in cases() {
        assert_case(&mut db, case);
    }
}

#[test]
fn postgres_has_the_actions_of_each_case() {
    let mut db = postgres("ddl_matrix");
    orm_postgres::create_tables(&mut db, matrix()).expect("tables");
    for case in cases() {
        assert_case(&mut *db, case);
    }
}

#[test]
fn sqlite_has_the_type_of_each_column() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, types()).expect("tables");
    let expected = [
        "id INTEGER",
        "small SMALLINT",
        "medium INTEGER",
        "big BIGINT",
        "real REAL",
        "double DOUBLE",
        "boolean BOOLEAN",
        "text TEXT",
        "bytes BLOB",
        "day DATE",
        "clock TIME",
        "moment TIMESTAMP",
        "instant TIMESTAMPTZ",
        "uuid TEXT",
        "json BLOB",
        "price NUMERIC",
        "named VARCHAR(40)",
    ];
    assert_eq!(db.types("mandatory"), expected);
    assert_eq!(db.types("optional"), expected);
    assert_eq!(db.types("small_keys"), ["id INTEGER"]);
    assert_eq!(db.types("big_keys"), ["id INTEGER"]);
    assert_eq!(db.table("text_keys"), ["id not null", "primary key (id)"]);
    assert_eq!(db.table("no_keys"), ["text not null"]);
}

#[test]
fn postgres_has_the_type_of_each_column() {
    let mut db = postgres("ddl_types");
    orm_postgres::create_tables(&mut db, types()).expect("tables");
    let expected = [
        "id integer",
        "small smallint",
        "medium integer",
        "big bigint",
        "real real",
        "double double precision",
        "boolean boolean",
        "text text",
        "bytes bytea",
        "day date",
        "clock time without time zone",
        "moment timestamp without time zone",
        "instant timestamp with time zone",
        "uuid uuid",
        "json jsonb",
        "price numeric",
        "named character varying",
    ];
    assert_eq!(db.types("mandatory"), expected);
    assert_eq!(db.types("optional"), expected);
    assert_eq!(db.types("small_keys"), ["id smallint"]);
    assert_eq!(db.types("big_keys"), ["id bigint"]);
    assert_eq!(db.table("text_keys"), ["id not null", "primary key (id)"]);
    assert_eq!(db.table("no_keys"), ["text not null"]);
}

/// The same on both databases: `create` and `drop` are those of the backend's crate.
fn assert_that_it_can_be_repeated<C: Connection + Catalogue>(
    db: &mut C,
    create: fn(&mut C, Schema),
    drop: fn(&mut C, Schema),
) {
    for schema in [league(), cycle(), Schema::new(&[])] {
        drop(db, schema);
        create(db, schema);
        create(db, schema);
    }
    assert_league(db);
    let insert = "INSERT INTO teams (name) VALUES ('Jazz');
        INSERT INTO players (id, name, club_id, boss_id) VALUES (1, 'Karl', 1, 1), (2, 'John', NULL, 1);
        INSERT INTO memberships (team_id, player_id) VALUES (1, 2);
        BEGIN; INSERT INTO lefts VALUES (1, 1); INSERT INTO rights VALUES (1, 1); COMMIT";
    db.batch_execute(insert).expect("rows");
    // The rows stay, those that reference each other and themselves with RESTRICT too.
    create(db, league());
    create(db, cycle());
    drop(db, league());
    drop(db, cycle());
    for table in ["teams", "players", "captains", "memberships", "lefts", "rights"] {
        assert_eq!(db.types(table), [""; 0], "{table}");
    }
    drop(db, league());
}

#[test]
fn sqlite_creates_and_drops_again_and_again() {
    assert_that_it_can_be_repeated(
        &mut sqlite(),
        |db, schema| orm_sqlite::create_tables(db, schema).expect("tables"),
        |db, schema| orm_sqlite::drop_tables(db, schema).expect("no tables"),
    );
}

#[test]
fn postgres_creates_and_drops_again_and_again() {
    assert_that_it_can_be_repeated(
        &mut *postgres("ddl_again"),
        |db, schema| orm_postgres::create_tables(db, schema).expect("tables"),
        |db, schema| orm_postgres::drop_tables(db, schema).expect("no tables"),
    );
}

/// The table created first is filled first; its key is right at the end of the transaction, or the transaction fails.
fn assert_that_the_cycle_is_checked_at_the_end(db: &mut impl Connection) {
    let mut transaction =
        |statements: &[&str]| db.transaction(|db| statements.iter().try_for_each(|sql| db.batch_execute(sql)));
    let [left, right] = ["INSERT INTO lefts VALUES (1, 2)", "INSERT INTO rights VALUES (2, 1)"];
    // SQLite reports RESTRICT as an error of a trigger, so Diesel gives it no kind of its own: the message says it.
    let violates = |result: Result<(), Error>| {
        result.is_err_and(|error| error.to_string().to_lowercase().contains("foreign key constraint"))
    };
    assert!(violates(transaction(&[left])), "a left without its right");
    assert!(violates(transaction(&[right, left])), "the key that does not close the cycle is checked at once");
    transaction(&[left, right]).expect("a left and then its right");
    assert!(violates(transaction(&["DELETE FROM rights", "DELETE FROM lefts"])), "RESTRICT is never put off");
}

#[test]
fn sqlite_checks_a_cycle_at_the_end_of_the_transaction() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, cycle()).expect("tables");
    assert_that_the_cycle_is_checked_at_the_end(&mut db);
}

#[test]
fn postgres_checks_a_cycle_at_the_end_of_the_transaction() {
    let mut db = postgres("ddl_cycle");
    orm_postgres::create_tables(&mut db, cycle()).expect("tables");
    assert_that_the_cycle_is_checked_at_the_end(&mut *db);
}

/// A row outside the schema references a team: nothing is dropped, not even what came before in the list.
const OUTSIDE: &str = "CREATE TABLE fans (team_id INTEGER NOT NULL REFERENCES teams (id));
    INSERT INTO teams (name) VALUES ('Jazz'); INSERT INTO fans VALUES (1)";

#[test]
fn sqlite_drops_nothing_when_a_row_outside_references_a_table() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, league()).expect("tables");
    db.batch_execute(OUTSIDE).expect("a fan");
    let error = orm_sqlite::drop_tables(&mut db, league()).expect_err("a fan is left");
    assert!(matches!(error, orm_core::Error::ForeignKeyViolation(_)), "{error:?}");
    assert_league(&mut db);
    db.batch_execute("INSERT INTO fans VALUES (7)").expect_err("the setting is taken back: keys are checked at once");
}

#[test]
fn postgres_drops_nothing_when_a_table_outside_references_one() {
    let mut db = postgres("ddl_outside");
    orm_postgres::create_tables(&mut db, league()).expect("tables");
    db.batch_execute(OUTSIDE).expect("a fan");
    let error = orm_postgres::drop_tables(&mut db, league()).expect_err("the fans are left");
    assert!(matches!(error, orm_core::Error::Database(Error::DatabaseError(..))), "{error:?}");
    assert_league(&mut *db);
}

/// In an open transaction the tables are there until it is rolled back.
fn assert_that_it_can_be_rolled_back<C: Connection + Catalogue>(db: &mut C, create: fn(&mut C, Schema)) {
    let rolled_back: Result<(), Error> = db.transaction(|db| {
        create(db, cycle());
        assert_eq!(db.table("lefts").len(), 5);
        Err(Error::RollbackTransaction)
    });
    assert_eq!(rolled_back, Err(Error::RollbackTransaction));
    assert_eq!(db.types("lefts"), [""; 0]);
}

#[test]
fn sqlite_creates_tables_inside_an_open_transaction() {
    assert_that_it_can_be_rolled_back(&mut sqlite(), |db, schema| {
        orm_sqlite::create_tables(db, schema).expect("tables");
    });
}

#[test]
fn postgres_creates_tables_inside_an_open_transaction() {
    assert_that_it_can_be_rolled_back(&mut *postgres("ddl_savepoint"), |db, schema| {
        orm_postgres::create_tables(db, schema).expect("tables");
    });
}
