//! Queries of Diesel's own that join the tables of associated models, by `joinable!`.

use diesel::prelude::{JoinOnDsl, NullableExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};
use orm_core::prelude::*;
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::postgres::FreshSchema;
use orm_tests::{City, Country, TestResult, countries};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Team)]
#[belongs_to(orm_tests::Country)]
struct Town {
    id: i32,
    name: String,
    country_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Town)]
#[has_many(Player)]
#[has_one(Photo, foreign_key = "owner_id", scope(kind = "team"))]
struct Team {
    id: i32,
    name: String,
    town_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to(Team, as = "former_team", foreign_key = "former_team_id")]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
    former_team_id: Option<i32>,
}

/// A key of two columns.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Seat, foreign_key = ["hall", "number"])]
struct Ticket {
    id: i32,
    hall: Option<String>,
    number: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Photo {
    id: i32,
    kind: String,
    owner_id: Option<i32>,
}

orm_core::joinable!(players::team, teams::town, tickets::seat, teams::photo);
// No association leads from a player to a town.
diesel::allow_tables_to_appear_in_same_query!(players, towns);
// The table of `Country` belongs to another crate.
orm_core::joinable!(towns::country => countries::table);

/// The same test on a blocking connection to each database.
macro_rules! joins {
    ($name:ident, $connect:expr, $create_tables:path) => {
        #[test]
        fn $name() -> TestResult {
            let (_keep, mut db) = $connect;
            $create_tables(&mut db, schema![Country, City, Town, Team, Player, Seat, Ticket, Photo])?;
            let country = Country::create().name("United States").exec(&mut db)?;
            let utah = Town::create().name("Salt Lake City").country_id(country.id).exec(&mut db)?;
            let florida = Town::create().name("Orlando").exec(&mut db)?;
            let jazz = utah.create_team().name("Jazz").players([Player::create().name("Karl")]).exec(&mut db)?;
            let magic = florida.create_team().name("Magic").exec(&mut db)?;
            let john = Player::create().name("John").former_team_id(magic.id).exec(&mut db)?;

            let of_three: Vec<(String, String, String)> = players::table
                .inner_join(teams::table.inner_join(towns::table))
                .filter(towns::name.eq("Salt Lake City").and(teams::id.gt(0)))
                .order(players::name.asc())
                .select((players::name, teams::name, towns::name))
                .load(&mut db)?;
            assert_eq!(of_three, [("Karl".to_owned(), "Jazz".to_owned(), "Salt Lake City".to_owned())]);

            let every: Vec<(String, Option<String>)> = players::table
                .left_join(teams::table)
                .order(players::name.asc())
                .select((players::name, teams::name.nullable()))
                .load(&mut db)?;
            assert_eq!(every, [("John".to_owned(), None), ("Karl".to_owned(), Some("Jazz".to_owned()))]);

            let models: Vec<(Team, Town)> = towns::table
                .inner_join(teams::table)
                .order(teams::id.asc())
                .select((Team::as_select(), Town::as_select()))
                .load(&mut db)?;
            assert_eq!(models, [(jazz.clone(), utah), (magic.clone(), florida)]);

            let countries: Vec<String> = countries::table.inner_join(towns::table).select(towns::name).load(&mut db)?;
            assert_eq!(countries, ["Salt Lake City"]);

            // The other association to the same table has an ON of its own.
            let former: Vec<(String, String)> = players::table
                .inner_join(teams::table.on(players::former_team_id.eq(teams::id.nullable())))
                .select((players::name, teams::name))
                .load(&mut db)?;
            assert_eq!(former, [(john.name, "Magic".to_owned())]);

            Seat::create().hall("Delta Center").number(7).exec(&mut db)?;
            Ticket::create_many([Ticket::create().hall("Delta Center".to_owned()).number(7), Ticket::create()])
                .exec(&mut db)?;
            let tickets: Vec<i32> = tickets::table.inner_join(seats::table).select(tickets::id).load(&mut db)?;
            assert_eq!(tickets, [1]);
            Ok(())
        }
    };
}

joins!(sqlite_joins_the_tables_of_associations, ((), orm_sqlite::connect(":memory:")?), orm_sqlite::create_tables);

fn connected() -> TestResult<(FreshSchema, orm_postgres::PgConnection)> {
    let schema = FreshSchema::new();
    let db = orm_postgres::connect(&schema.url())?;
    Ok((schema, db))
}

joins!(postgres_joins_the_tables_of_associations, connected()?, orm_postgres::create_tables);

#[test]
fn the_condition_is_that_of_the_association_with_its_scope() {
    let photos = teams::table.inner_join(photos::table).select(photos::id);
    let sql = r#"SELECT "photos"."id" FROM ("teams" INNER JOIN "photos" ON "photos"."owner_id" = "teams"."id" AND "photos"."kind" = 'team')"#;
    assert_eq!(diesel::debug_query::<Sqlite, _>(&photos).to_string(), format!("{sql} -- binds: []"));
    let postgres = diesel::debug_query::<Postgres, _>(&photos).to_string();
    assert!(postgres.contains(r#"ON "photos"."owner_id" = "teams"."id" AND "photos"."kind" = 'team'"#), "{postgres}");
}
