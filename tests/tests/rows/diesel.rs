//! Plain Diesel on the same models: the table module, `Queryable`, `Selectable`, `Identifiable`, joins and writes.

use diesel::dsl::{count_star, sql_query};
use diesel::prelude::{
    Identifiable, JoinOnDsl, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryableByName, RunQueryDsl,
    SelectableHelper,
};
use diesel::sql_types::{BigInt, Text};
use orm_core::prelude::*;
use orm_core::{Association, HasColumn};
use orm_tests::postgres::FreshSchema;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    city: Option<String>,
    points: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

/// A key of two columns, and a column that Diesel has no type for on SQLite.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    price: bigdecimal::BigDecimal,
}

diesel::joinable!(players -> teams (team_id));
diesel::allow_tables_to_appear_in_same_query!(teams, players, seats);

/// Runs the same lines on a blocking connection to each database: their types differ too much for a function.
macro_rules! on_both {
    ($(#[$attribute:meta])* fn $name:ident($db:ident) $body:block) => {
        $(#[$attribute])*
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                let $db = &mut orm_sqlite::connect(":memory:").unwrap();
                orm_sqlite::create_tables($db, schema![Team, Player, Seat]).unwrap();
                $body
            }

            #[test]
            fn postgres() {
                let schema = FreshSchema::new();
                let $db = &mut orm_postgres::connect(&schema.url()).unwrap();
                orm_postgres::create_tables($db, schema![Team, Player, Seat]).unwrap();
                $body
            }
        }
    };
}

/// Two teams, and three players: two of the first team, one of none.
macro_rules! league {
    ($db:expr) => {{
        let teams = [("Jazz", Some("Utah"), 5), ("Bulls", None, 5)];
        let teams = teams.map(|(name, city, points)| TeamInsert {
            id: None,
            name: name.to_owned(),
            city: city.map(str::to_owned),
            points,
        });
        let teams = Team::create_many(teams).exec($db).unwrap();
        let players = [("Karl", Some(1)), ("John", Some(1)), ("Free", None)];
        let players = players.map(|(name, team_id)| PlayerInsert { id: None, name: name.to_owned(), team_id });
        let players = Player::create_many(players).exec($db).unwrap();
        (teams, players)
    }};
}

on_both! {
    fn diesel_reads_the_models(db) {
        let (teams, players) = league!(db);
        let by_name = teams::table.filter(teams::name.eq("Jazz")).select(Team::as_select()).first(db).unwrap();
        assert_eq!(by_name, teams[0]);
        assert_eq!(teams::table.order(teams::id).load::<Team>(db).unwrap(), teams);
        assert_eq!(teams::table.find(2).first::<Team>(db).optional().unwrap(), Some(teams[1].clone()));
        assert_eq!(teams::dsl::teams.filter(teams::dsl::city.is_null()).count().get_result::<i64>(db).unwrap(), 1);
        assert_eq!(teams[0].id(), &1);
        let all: Vec<(i32, String, Option<String>, i32)> = teams::table.select(teams::all_columns).load(db).unwrap();
        assert_eq!(all.len(), 2);
        let sum = players::id + 10;
        assert_eq!(players::table.select(sum).order(players::id).load::<i32>(db).unwrap(), [11, 12, 13]);
        let boxed = players::table.into_boxed().filter(players::team_id.eq(1)).order(players::id);
        assert_eq!(boxed.load::<Player>(db).unwrap(), players[..2]);
    }
}

on_both! {
    fn diesel_joins_and_groups_them(db) {
        let (teams, players) = league!(db);
        let inner = players::table.inner_join(teams::table).order(players::id);
        let pairs = inner.select((Player::as_select(), Team::as_select())).load::<(Player, Team)>(db).unwrap();
        assert_eq!(pairs, [(players[0].clone(), teams[0].clone()), (players[1].clone(), teams[0].clone())]);

        let left = players::table.left_join(teams::table.on(players::team_id.eq(teams::id.nullable())));
        let left = left.order(players::id).select((Player::as_select(), Option::<Team>::as_select()));
        let pairs = left.load::<(Player, Option<Team>)>(db).unwrap();
        let expected = [Some(teams[0].clone()), Some(teams[0].clone()), None];
        assert_eq!(pairs.into_iter().map(|(_, team)| team).collect::<Vec<_>>(), expected);
        let default = players::table.left_join(teams::table).order(players::id).load::<(Player, Option<Team>)>(db);
        assert_eq!(default.unwrap()[2], (players[2].clone(), None));

        let groups = teams::table.group_by((teams::points, teams::name)).order(teams::name);
        let groups = groups.select((teams::points, teams::name, count_star())).load::<(i32, String, i64)>(db).unwrap();
        assert_eq!(groups, [(5, "Bulls".to_owned(), 1), (5, "Jazz".to_owned(), 1)]);
        let by_points = teams::table.group_by(teams::points).select((teams::points, diesel::dsl::max(teams::name)));
        assert_eq!(by_points.load::<(i32, Option<String>)>(db).unwrap(), [(5, Some("Jazz".to_owned()))]);
        let by_key = teams::table.group_by(teams::id).select(Team::as_select()).order(teams::id);
        assert_eq!(by_key.load::<Team>(db).unwrap(), teams);

        let others = diesel::alias!(teams as others);
        let same_points = teams::table
            .inner_join(others.on(others.field(teams::points).eq(teams::points)))
            .filter(others.field(teams::id).ne(teams::id))
            .order(teams::id)
            .select((teams::name, others.field(teams::name)))
            .load::<(String, String)>(db)
            .unwrap();
        assert_eq!(same_points, [("Jazz".into(), "Bulls".into()), ("Bulls".into(), "Jazz".into())]);
    }
}

on_both! {
    fn diesel_writes_them(db) {
        let values = (teams::name.eq("Jazz"), teams::points.eq(1));
        let jazz = diesel::insert_into(teams::table).values(values).returning(Team::as_returning());
        let jazz: Team = jazz.get_result(db).unwrap();
        assert_eq!(jazz, Team { id: 1, name: "Jazz".to_owned(), city: None, points: 1 });
        let points = teams::points.eq(teams::points + 2);
        let assignments = (points, teams::city.eq(Some("Utah")));
        let changed: Team = diesel::update(&jazz).set(assignments).get_result(db).unwrap();
        assert_eq!(changed, Team { city: Some("Utah".to_owned()), points: 3, ..jazz.clone() });
        assert_eq!(jazz.reload().exec(db).unwrap(), changed);
        let price: bigdecimal::BigDecimal = "1.5".parse().unwrap();
        let seat = (seats::hall.eq("A"), seats::number.eq(7), seats::price.eq(price.clone()));
        assert_eq!(diesel::insert_into(seats::table).values(seat).execute(db).unwrap(), 1);
        let seat = Seat::find(("A".to_owned(), 7)).exec(db).unwrap();
        assert_eq!(seat.price, price);
        assert_eq!(Identifiable::id(&seat), (&"A".to_owned(), &7));
        assert_eq!(diesel::delete(&seat).execute(db).unwrap(), 1);
        assert_eq!(diesel::delete(teams::table.filter(teams::points.gt(9))).execute(db).unwrap(), 0);
        assert_eq!(diesel::delete(&jazz).execute(db).unwrap(), 1);
    }
}

on_both! {
    fn diesel_runs_a_query_of_ours_and_ours_take_diesels_subqueries(db) {
        let (teams, players) = league!(db);
        let query = Team::query().filter(teams::name.eq("Bulls"));
        assert_eq!(RunQueryDsl::load::<Team>(query.clone(), db).unwrap(), teams[1..]);
        assert_eq!(RunQueryDsl::get_result::<Team>(query.clone(), db).unwrap(), teams[1]);
        assert_eq!(RunQueryDsl::get_result::<i64>(query.count(), db).unwrap(), 1);
        let names = Team::query().order(teams::id.asc()).select((teams::name, teams::city));
        let names: Vec<(String, Option<String>)> = RunQueryDsl::load(names, db).unwrap();
        assert_eq!(names[1], ("Bulls".to_owned(), None));

        let of_jazz = teams::table.filter(teams::name.eq("Jazz")).select(teams::id.nullable());
        let query = Player::query().filter(players::team_id.eq_any(of_jazz)).order(players::id.asc());
        assert_eq!(query.exec(db).unwrap(), players[..2]);
        let has_player = diesel::dsl::exists(players::table.filter(players::team_id.eq(teams::id.nullable())));
        assert_eq!(Team::query().filter(has_player).exec(db).unwrap(), teams[..1]);
        let has_none = diesel::dsl::exists(players::table.filter(players::team_id.eq(teams::id.nullable())));
        assert_eq!(Team::query().filter(diesel::dsl::not(has_none)).delete().exec(db).unwrap(), 1);
    }
}

/// What the raw query below selects.
#[derive(QueryableByName, Debug, PartialEq)]
struct Size {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    players: i64,
}

on_both! {
    fn raw_sql_is_written_with_the_models_fragments(db) {
        league!(db);
        let name = <Team as HasColumn<teams::name>>::SQL;
        let sql = format!(
            "SELECT {name} AS name, count({}) AS players FROM {} LEFT JOIN {} ON {} GROUP BY {name} ORDER BY {name}",
            <Player as HasColumn<players::id>>::SQL,
            Team::TABLE,
            Player::TABLE,
            <teams::players as Association>::JOIN,
        );
        let sizes = sql_query(sql).load::<Size>(db).unwrap();
        let expected = [("Bulls", 0), ("Jazz", 2)].map(|(name, players)| Size { name: name.to_owned(), players });
        assert_eq!(sizes, expected);
    }
}

#[test]
fn the_fragments_are_constants() {
    const JOIN: &str = <teams::players as Association>::JOIN;
    assert_eq!((Team::NAME, Team::TABLE_NAME, Team::TABLE), ("Team", "teams", r#""teams""#));
    assert_eq!(Team::COLUMNS, r#""teams"."id", "teams"."name", "teams"."city", "teams"."points""#);
    assert_eq!(<Team as HasColumn<teams::name>>::SQL, r#""teams"."name""#);
    assert_eq!(JOIN, r#""players"."team_id" = "teams"."id""#);
    assert_eq!(<players::team as Association>::JOIN, r#""teams"."id" = "players"."team_id""#);
}
