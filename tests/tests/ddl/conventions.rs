//! Conventions, and options that replace them: keys, generated keys, indexes, names, referential actions.

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use orm_core::prelude::*;
use orm_core::schema::{ColumnDescriptor, ForeignKeyDescriptor, JunctionDescriptor};
use orm_core::{DataType, Error, ModelDescriptor};

use crate::support::catalogue::Catalogue;
use crate::support::databases::{postgres, sqlite};
use crate::support::{column, id, junctions, key, model, optional, schema};

/// One to one by the primary key, as only this side says.
mod by_the_primary_key {
    use orm_core::prelude::*;

    #[derive(Model, Debug)]
    #[has_one(Profile, foreign_key = "id", on_delete = "cascade")]
    pub(crate) struct User {
        pub(crate) id: i32,
    }

    #[derive(Model, Debug)]
    pub(crate) struct Profile {
        pub(crate) id: i32,
    }
}

/// Keys that are not called `id`: either side of a junction knows the other's.
mod other_keys {
    use orm_core::prelude::*;

    #[derive(Model, Debug)]
    #[belongs_to_many(Reader, through = "loans", timestamps)]
    pub(crate) struct Book {
        #[column(primary_key)]
        pub(crate) isbn: String,
    }

    #[derive(Model, Debug)]
    #[belongs_to_many(Book, through = "loans")]
    pub(crate) struct Reader {
        #[column(primary_key)]
        pub(crate) reader_number: i32,
    }
}

/// A database that is there has names of its own.
mod named {
    use orm_core::prelude::*;

    #[derive(Model, Debug)]
    pub(crate) struct Team {
        pub(crate) id: i32,
    }

    #[derive(Model, Debug)]
    #[belongs_to(Team, constraint_name = "fk_player_team", index_name = "player_by_team")]
    pub(crate) struct Player {
        pub(crate) id: i32,
        pub(crate) team_id: i32,
    }
}

fn message(models: Vec<ModelDescriptor>) -> String {
    schema(models).plan().expect_err("a mistake").to_string()
}

#[test]
fn a_primary_key_that_references_another_row_is_not_generated() -> Result<(), Error> {
    use by_the_primary_key::{Profile, User};
    let expected = [
        "id not null",
        "primary key (id)",
        "foreign key (id) references users(id) on delete cascade on update restrict",
    ];
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, schema![User, Profile])?;
    assert_eq!(db.table("profiles"), expected);
    User::create().exec(&mut db)?;
    let refused = Profile::create().exec(&mut db).expect_err("whose profile?");
    assert!(matches!(refused, Error::NotNullViolation(_)), "{refused:?}");
    assert_eq!(Profile::create().id(1).exec(&mut db)?.id, 1);

    let mut db = postgres("ddl_shared_key");
    orm_postgres::create_tables(&mut db, schema![User, Profile])?;
    assert_eq!(db.table("profiles"), expected);
    User::create().exec(&mut *db)?;
    let refused = Profile::create().exec(&mut *db).expect_err("whose profile?");
    assert!(matches!(refused, Error::NotNullViolation(_)), "{refused:?}");
    assert_eq!(Profile::create().id(1).exec(&mut *db)?.id, 1);
    Ok(())
}

/// SQLite numbers the rows of any `INTEGER PRIMARY KEY`.
#[test]
fn a_primary_key_that_is_not_generated_has_to_be_given() {
    let plain =
        model("Plain", "plains", vec![column("id", DataType::Integer), optional("n", DataType::Integer)], vec![]);
    let plains = schema(vec![plain]);
    let insert = "INSERT INTO plains (n) VALUES (1)";
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, plains).unwrap();
    assert!(db.batch_execute(insert).is_err());
    let mut db = postgres("ddl_plain_key");
    orm_postgres::create_tables(&mut db, plains).unwrap();
    assert!(db.batch_execute(insert).is_err());
}

#[test]
fn both_sides_of_a_junction_know_its_keys_whatever_the_primary_keys_are_called() -> Result<(), Error> {
    use other_keys::{Book, Reader};
    let plan = schema![Book, Reader].plan()?;
    let loans = &plan.tables[2];
    let names: Vec<_> = loans.columns.iter().map(|column| &*column.name).collect();
    // Timestamps that one side asks for are those of the table.
    assert_eq!(names, ["book_id", "reader_id", "created_at", "updated_at"]);
    assert_eq!(loans.foreign_keys[0].referenced_columns, ["isbn"]);
    assert_eq!(loans.foreign_keys[1].referenced_columns, ["reader_number"]);
    assert_eq!(schema![Reader, Book].plan()?.tables[2].columns.len(), 4);
    assert_eq!(loans.columns[2].data_type, DataType::TimestampTz);

    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, schema![Book, Reader])?;
    let book = Book::create().isbn("978-1").exec(&mut db)?;
    let reader = book.create_reader().exec(&mut db)?;
    assert_eq!(reader.get_books().exec(&mut db)?[0].isbn, "978-1");
    assert!(reader.has_book(&book).exec(&mut db)?);
    Ok(())
}

#[test]
fn the_constraint_and_the_index_of_a_key_have_the_given_names() -> Result<(), Error> {
    use named::{Player, Team};
    let player = &schema![Team, Player].plan()?.tables[1];
    assert_eq!(player.foreign_keys[0].name, "fk_player_team");
    assert_eq!(player.indexes.iter().map(|index| &*index.name).collect::<Vec<_>>(), ["player_by_team"]);

    // The tables are there already, by those names: nothing is added.
    let mut db = postgres("ddl_given_names");
    db.batch_execute(
        "CREATE TABLE teams (id INTEGER PRIMARY KEY);
         CREATE TABLE players (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL CONSTRAINT fk_player_team REFERENCES teams);
         CREATE INDEX player_by_team ON players (team_id)",
    )
    .unwrap();
    orm_postgres::create_tables(&mut db, schema![Team, Player])?;
    let count = "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'players'";
    assert_eq!(sql::<BigInt>(count).get_result(&mut *db), Ok(2));
    let Err(Error::ForeignKeyViolation(violation)) = Player::create().id(1).team_id(5).exec(&mut *db) else {
        panic!("there is no such team")
    };
    assert_eq!(violation.to_string(), "foreign key violation: `fk_player_team` of `Player` (association `team`)");
    Ok(())
}

#[test]
fn two_names_for_one_key_are_refused() {
    let club = || key("club", ("Player", "players.club_id"), ("Team", "teams.id"));
    let named = |key, name| ForeignKeyDescriptor { constraint_name: Some(name), ..key };
    let players = ForeignKeyDescriptor { association: "players", belongs_to: false, ..club() };
    let models = |players| {
        let columns = vec![id(), optional("club_id", DataType::Integer)];
        vec![
            model("Team", "teams", vec![id()], vec![players]),
            model("Player", "players", columns, vec![named(club(), "a")]),
        ]
    };
    assert_eq!(
        message(models(named(players, "b"))),
        "`players` of `Team` says `constraint_name = \"b\"` and `club` of `Player` says `constraint_name = \"a\"` for the \
         same foreign key: write `constraint_name` on one side only"
    );
    assert_eq!(schema(models(players)).plan().unwrap().tables[1].foreign_keys[0].name, "a");
    let long = "n".repeat(64);
    assert_eq!(
        message(vec![model("Team", "teams", vec![id()], vec![]), {
            let columns = vec![id(), optional("club_id", DataType::Integer)];
            model("Player", "players", columns, vec![named(club(), long.clone().leak())])
        }]),
        format!("`{long}` has 64 bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one")
    );
}

#[test]
fn an_index_that_a_longer_one_begins_with_is_left_out_unless_it_has_a_name() {
    let indexes = |index_name| {
        let house =
            ForeignKeyDescriptor { index_name, ..key("house", ("Lamp", "lamps.house"), ("House", "houses.id")) };
        let room = key("room", ("Lamp", "lamps.house,room"), ("Room", "rooms.house,number"));
        let number = |name| column(name, DataType::Integer);
        let rooms = ModelDescriptor {
            primary_key: &["house", "number"],
            ..model("Room", "rooms", vec![number("house"), number("number")], vec![])
        };
        let lamps = model("Lamp", "lamps", vec![id(), number("house"), number("room")], vec![house, room]);
        let plan = schema(vec![model("House", "houses", vec![id()], vec![]), rooms, lamps]).plan().expect("no mistake");
        let indexes = plan.tables[2].indexes.iter();
        indexes.map(|index| index.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(indexes(None), ["lamps_house_room_index"]);
    assert_eq!(indexes(Some("lamps_by_house")), ["lamps_by_house", "lamps_house_room_index"]);
}

#[test]
fn a_pair_that_is_unique_anyway_cannot_be_there_twice() {
    let models = |columns: Vec<_>, primary_key| {
        let repeated = |junction| JunctionDescriptor { unique: false, ..junctions::of_model(junction) };
        let casting = ModelDescriptor { primary_key, columns: columns.leak(), ..junctions::casting(vec![]) };
        let movie = junctions::movie(vec![repeated(junctions::actors())]);
        vec![movie, junctions::actor(vec![repeated(junctions::movies())]), casting]
    };
    let movie_id = || column("movie_id", DataType::Integer);
    let actor_id = || column("actor_id", DataType::BigInt);
    assert_eq!(
        message(models(vec![movie_id(), actor_id()], &["movie_id", "actor_id"])),
        "`actors` of `Movie` says `unique = false`, but `castings(movie_id, actor_id)` is unique, so that a pair is there \
         once only: leave the option out, or give `Casting` another primary key"
    );
    let unique = ColumnDescriptor { unique: true, ..actor_id() };
    assert_eq!(
        message(models(vec![id(), movie_id(), unique], &["id"])),
        "`actors` of `Movie` says `unique = false`, but `castings.actor_id` is unique, so that a pair is there once only: \
         leave the option out, or give `Casting` another primary key"
    );
    assert!(schema(models(vec![id(), movie_id(), actor_id()], &["id"])).plan().is_ok());
}
