//! Junctions, keys of several columns and keys without a constraint, on both databases: the text of the DDL, the
//! catalogues afterwards, and the behaviour of the tables.

use super::support::catalogue::Catalogue;
use super::support::databases::{postgres, sqlite};
use super::support::junctions::{composite, made, repeated, super_many_to_many, through_model, unconstrained};
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, sql_types};
use insta::assert_snapshot;
use orm_core::{Schema, SchemaError};

type Render = fn(Schema) -> Result<Vec<String>, SchemaError>;

/// The statements of both directions.
fn text(schema: Schema, render: [Render; 2]) -> String {
    let [created, dropped] = render.map(|render| render(schema).expect("a schema without mistakes").join(";\n"));
    format!("{created};\n\n{dropped};\n")
}

macro_rules! snapshots {
    ($($test:ident: $schema:ident)*) => { $(
        #[test]
        fn $test() {
            let sqlite = [orm_sqlite::create_tables_sql, orm_sqlite::drop_tables_sql];
            assert_snapshot!(concat!(stringify!($schema), "_sqlite"), text($schema(), sqlite));
            let postgres = [orm_postgres::create_tables_sql, orm_postgres::drop_tables_sql];
            assert_snapshot!(concat!(stringify!($schema), "_postgres"), text($schema(), postgres));
        }
    )* };
}

snapshots! {
    junctions_without_a_model: made
    a_junction_that_is_a_model: through_model
    a_junction_that_repeats_its_pairs: repeated
    a_junction_that_all_associations_go_through: super_many_to_many
    keys_of_two_columns: composite
    keys_without_constraint_or_index: unconstrained
}

type Tables = [(&'static str, &'static [&'static str])];

/// What the catalogues have to say; the default of a moment is written by each database in its own way.
const MADE: &Tables = &[
    (
        "castings",
        &[
            "movie_id not null",
            "actor_id not null",
            "created_at not null default CURRENT_TIMESTAMP",
            "updated_at not null default CURRENT_TIMESTAMP",
            "primary key (movie_id, actor_id)",
            "foreign key (actor_id) references actors(id) on delete cascade on update cascade",
            "foreign key (movie_id) references movies(id) on delete cascade on update cascade",
            "index castings_actor_id_index (actor_id)",
        ],
    ),
    (
        "friendships",
        &[
            "person_id not null",
            "friend_id not null",
            "primary key (person_id, friend_id)",
            "foreign key (friend_id) references people(id) on delete cascade on update cascade",
            "foreign key (person_id) references people(id) on delete cascade on update cascade",
            "index friendships_friend_id_index (friend_id)",
        ],
    ),
    (
        "showings",
        &[
            "movie_id not null",
            "room_house not null",
            "room_number not null",
            "primary key (movie_id, room_house, room_number)",
            "foreign key (movie_id) references movies(id) on delete restrict on update no action",
            "foreign key (room_house, room_number) references rooms(house, number) on delete restrict on update no \
             action",
            "index showings_room_house_room_number_index (room_house, room_number)",
        ],
    ),
];

const THROUGH_MODEL: &Tables = &[(
    "castings",
    &[
        "id not null generated",
        "movie_id not null",
        "actor_id null",
        "primary key (id)",
        "unique (movie_id, actor_id)",
        "foreign key (actor_id) references actors(id) on delete cascade on update cascade",
        "foreign key (movie_id) references movies(id) on delete cascade on update cascade",
        "index castings_actor_id_index (actor_id)",
    ],
)];

const REPEATED: &Tables = &[(
    "castings",
    &[
        "id not null generated",
        "movie_id not null",
        "actor_id null",
        "primary key (id)",
        "foreign key (actor_id) references actors(id) on delete cascade on update cascade",
        "foreign key (movie_id) references movies(id) on delete cascade on update cascade",
        "index castings_actor_id_index (actor_id)",
        "index castings_movie_id_index (movie_id)",
    ],
)];

const SUPER_MANY_TO_MANY: &Tables = &[(
    "castings",
    &[
        "id not null generated",
        "movie_id not null",
        "actor_id null",
        "primary key (id)",
        "unique (movie_id, actor_id)",
        "foreign key (actor_id) references actors(id) on delete set null on update cascade",
        "foreign key (movie_id) references movies(id) on delete restrict on update cascade",
        "index castings_actor_id_index (actor_id)",
    ],
)];

const COMPOSITE: &Tables = &[
    (
        "guests",
        &[
            "id not null generated",
            "house null",
            "number null",
            "primary key (id)",
            "foreign key (house, number) references rooms(house, number) on delete set null on update cascade",
            "index guests_house_number_index (house, number)",
        ],
    ),
    (
        "lamps",
        &[
            "id not null generated",
            "house not null",
            "number not null",
            "primary key (id)",
            "foreign key (house, number) references rooms(house, number) on delete restrict on update restrict",
            "index lamps_house_number_index (house, number)",
        ],
    ),
];

const UNCONSTRAINED: &Tables = &[(
    "comments",
    &[
        "id not null generated",
        "subject_id null",
        "author_id null",
        "site_id null",
        "primary key (id)",
        "foreign key (author_id) references people(id) on delete set null on update cascade",
        "index comments_site_id_index (site_id)",
        "index comments_subject_id_index (subject_id)",
    ],
)];

fn schemas() -> [(Schema, &'static Tables); 6] {
    [
        (made(), MADE),
        (through_model(), THROUGH_MODEL),
        (repeated(), REPEATED),
        (super_many_to_many(), SUPER_MANY_TO_MANY),
        (composite(), COMPOSITE),
        (unconstrained(), UNCONSTRAINED),
    ]
}

/// Creates, creates again, asks the catalogue, drops; one schema after the other.
fn assert_that_the_catalogue_agrees<C: Catalogue>(db: &mut C, create: fn(&mut C, Schema), drop: fn(&mut C, Schema)) {
    for (schema, tables) in schemas() {
        create(db, schema);
        create(db, schema);
        for (table, expected) in tables {
            assert_eq!(db.table(table), *expected, "{table}");
        }
        drop(db, schema);
        for table in schema.plan().expect("no mistake").tables {
            assert_eq!(db.types(&table.name.name), [""; 0], "{}", table.name.name);
        }
    }
}

#[test]
fn sqlite_has_the_junctions_and_keys_as_described() {
    assert_that_the_catalogue_agrees(
        &mut sqlite(),
        |db, schema| orm_sqlite::create_tables(db, schema).expect("tables"),
        |db, schema| orm_sqlite::drop_tables(db, schema).expect("no tables"),
    );
}

#[test]
fn postgres_has_the_junctions_and_keys_as_described() {
    assert_that_the_catalogue_agrees(
        &mut *postgres("ddl_junctions"),
        |db, schema| orm_postgres::create_tables(db, schema).expect("tables"),
        |db, schema| orm_postgres::drop_tables(db, schema).expect("no tables"),
    );
}

#[test]
fn the_columns_of_a_made_junction_have_the_types_of_what_they_reference() {
    let (mut lite, mut post) = (sqlite(), postgres("ddl_junction_types"));
    orm_sqlite::create_tables(&mut lite, made()).expect("tables");
    orm_postgres::create_tables(&mut post, made()).expect("tables");
    assert_eq!(
        lite.types("castings"),
        ["movie_id INTEGER", "actor_id BIGINT", "created_at TIMESTAMPTZ", "updated_at TIMESTAMPTZ"]
    );
    assert_eq!(
        post.types("castings"),
        [
            "movie_id integer",
            "actor_id bigint",
            "created_at timestamp with time zone",
            "updated_at timestamp with time zone"
        ]
    );
    assert_eq!(lite.types("showings"), ["movie_id INTEGER", "room_house TEXT", "room_number SMALLINT"]);
    assert_eq!(post.types("showings"), ["movie_id integer", "room_house text", "room_number smallint"]);
}

fn count(db: &mut impl Counts, table: &str) -> i64 {
    db.count(&format!("(SELECT count(*) FROM {table})"))
}

/// A connection that can be asked for one number.
trait Counts: Connection + SimpleConnection {
    fn count(&mut self, sql: &str) -> i64;
}

impl Counts for orm_sqlite::SqliteConnection {
    fn count(&mut self, sql: &str) -> i64 {
        diesel::select(diesel::dsl::sql::<sql_types::BigInt>(sql)).get_result(self).expect("a number")
    }
}

impl Counts for orm_postgres::PgConnection {
    fn count(&mut self, sql: &str) -> i64 {
        diesel::select(diesel::dsl::sql::<sql_types::BigInt>(sql)).get_result(self).expect("a number")
    }
}

/// The same on both databases.
fn assert_that_links_go_with_their_rows(db: &mut impl Counts) {
    db.batch_execute(
        "INSERT INTO movies (name) VALUES ('Heat'), ('Ran'); INSERT INTO actors (id) VALUES (1), (2);
         INSERT INTO people (id) VALUES (1), (2), (3); INSERT INTO rooms VALUES ('Rex', 1);
         INSERT INTO castings (movie_id, actor_id) VALUES (1, 1), (1, 2), (2, 1);
         INSERT INTO friendships VALUES (1, 2), (2, 1), (3, 1); INSERT INTO showings VALUES (2, 'Rex', 1)",
    )
    .expect("rows");
    db.batch_execute("INSERT INTO castings (movie_id, actor_id) VALUES (1, 2)").expect_err("a pair twice");
    db.batch_execute("INSERT INTO castings (movie_id, actor_id) VALUES (1, 3)").expect_err("no such actor");
    db.batch_execute("INSERT INTO castings (movie_id, actor_id) VALUES (1, NULL)").expect_err("half a pair");
    db.batch_execute("DELETE FROM movies WHERE id = 1").expect("CASCADE");
    assert_eq!(count(db, "castings"), 1);
    db.batch_execute("UPDATE actors SET id = 9 WHERE id = 1").expect("CASCADE");
    assert_eq!(count(db, "castings WHERE movie_id = 2 AND actor_id = 9"), 1);
    db.batch_execute("DELETE FROM people WHERE id = 1").expect("CASCADE, by both keys");
    assert_eq!(count(db, "friendships"), 0);
    db.batch_execute("DELETE FROM movies WHERE id = 2").expect_err("RESTRICT of the showing");
    db.batch_execute("DELETE FROM rooms").expect_err("RESTRICT of the showing");
    assert_eq!(count(db, "showings"), 1);
}

#[test]
fn sqlite_deletes_the_links_of_a_deleted_row() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, made()).expect("tables");
    assert_that_links_go_with_their_rows(&mut db);
}

#[test]
fn postgres_deletes_the_links_of_a_deleted_row() {
    let mut db = postgres("ddl_junction_links");
    orm_postgres::create_tables(&mut db, made()).expect("tables");
    assert_that_links_go_with_their_rows(&mut *db);
}

/// The same on both databases.
fn assert_that_the_models_own_keys_decide(db: &mut impl Counts) {
    db.batch_execute(
        "INSERT INTO movies (name) VALUES ('Heat'); INSERT INTO actors (id) VALUES (1);
         INSERT INTO castings (movie_id, actor_id) VALUES (1, 1)",
    )
    .expect("rows");
    db.batch_execute("INSERT INTO castings (movie_id, actor_id) VALUES (1, 1)").expect_err("a pair twice");
    db.batch_execute("DELETE FROM movies").expect_err("RESTRICT");
    db.batch_execute("UPDATE movies SET id = 5").expect("CASCADE");
    db.batch_execute("DELETE FROM actors").expect("SET NULL");
    assert_eq!(count(db, "castings WHERE movie_id = 5 AND actor_id IS NULL"), 1);
}

#[test]
fn sqlite_follows_the_keys_that_a_junction_model_declares() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, super_many_to_many()).expect("tables");
    assert_that_the_models_own_keys_decide(&mut db);
}

#[test]
fn postgres_follows_the_keys_that_a_junction_model_declares() {
    let mut db = postgres("ddl_junction_own");
    orm_postgres::create_tables(&mut db, super_many_to_many()).expect("tables");
    assert_that_the_models_own_keys_decide(&mut *db);
}

/// The same on both databases.
fn assert_that_a_key_of_two_columns_acts_as_one(db: &mut impl Counts) {
    db.batch_execute(
        "INSERT INTO rooms VALUES ('Rex', 1), ('Rex', 2);
         INSERT INTO guests (house, number) VALUES ('Rex', 1), ('Rex', 2);
         INSERT INTO lamps (house, number) VALUES ('Rex', 2)",
    )
    .expect("rows");
    db.batch_execute("INSERT INTO guests (house, number) VALUES ('Rex', 3)").expect_err("no such room");
    db.batch_execute("UPDATE rooms SET number = 7 WHERE number = 1").expect("CASCADE");
    assert_eq!(count(db, "guests WHERE house = 'Rex' AND number = 7"), 1);
    db.batch_execute("DELETE FROM rooms WHERE number = 7").expect("SET NULL");
    assert_eq!(count(db, "guests WHERE house IS NULL AND number IS NULL"), 1);
    db.batch_execute("DELETE FROM rooms").expect_err("RESTRICT");
    db.batch_execute("UPDATE rooms SET house = 'Lux'").expect_err("RESTRICT");
    assert_eq!(count(db, "guests WHERE house = 'Rex' AND number = 2"), 1);
}

#[test]
fn sqlite_treats_a_key_of_two_columns_as_one() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, composite()).expect("tables");
    assert_that_a_key_of_two_columns_acts_as_one(&mut db);
}

#[test]
fn postgres_treats_a_key_of_two_columns_as_one() {
    let mut db = postgres("ddl_composite");
    orm_postgres::create_tables(&mut db, composite()).expect("tables");
    assert_that_a_key_of_two_columns_acts_as_one(&mut *db);
}

mod castings_table {
    diesel::table! {
        castings (movie_id, actor_id) {
            movie_id -> Integer,
            actor_id -> BigInt,
            created_at -> Timestamp,
            updated_at -> Timestamp,
        }
    }
}

macro_rules! assert_moments {
    ($db:expr) => {{
        use castings_table::castings;
        use diesel::QueryDsl as _;
        let sql = "INSERT INTO movies (name) VALUES ('Heat'); INSERT INTO actors (id) VALUES (1);
                   INSERT INTO castings (movie_id, actor_id) VALUES (1, 1)";
        $db.batch_execute(sql).expect("rows");
        let moments = castings::table.select((castings::created_at, castings::updated_at));
        let (created, updated) =
            moments.first::<(chrono::NaiveDateTime, chrono::NaiveDateTime)>($db).expect("moments that Diesel reads");
        assert_eq!(created, updated);
        let year = chrono::Datelike::year(&created);
        assert!(year > 2000, "{created}");
    }};
}

#[test]
fn diesel_reads_the_moments_that_the_databases_write() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, made()).expect("tables");
    assert_moments!(&mut db);
    let mut db = postgres("ddl_junction_moments");
    orm_postgres::create_tables(&mut db, made()).expect("tables");
    assert_moments!(&mut *db);
}
