//! `one_of`: a condition by a list of any length, which is bound as one value.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::not;
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Integer;
use diesel::sqlite::Sqlite;
use orm_core::prelude::*;
use orm_core::query::ConditionOn;
use orm_core::{KeyValue, ListedKey};
use orm_tests::{assert_sql, behaviour};
use uuid::Uuid;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    coach: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sample {
    id: i32,
    small: i16,
    large: i64,
    flag: bool,
    bytes: Vec<u8>,
    uuid: Uuid,
    day: NaiveDate,
    at: Option<NaiveDateTime>,
}

/// A number on a shirt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
struct Number(i32);

impl<DB: Backend> ToSql<Integer, DB> for Number
where
    i32: ToSql<Integer, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB: Backend> FromSql<Integer, DB> for Number
where
    i32: FromSql<Integer, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i32::from_sql(value).map(Self)
    }
}

impl ListedKey for Number {
    fn to_json(&self) -> serde_json::Value {
        self.0.to_json()
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Shirt {
    id: i32,
    #[column(sql_type = Integer)]
    number: Number,
}

fn named(names: &[&str]) -> impl ConditionOn<Team, Sqlite> + ConditionOn<Team, Pg> + use<> {
    teams::name.one_of(names)
}

behaviour! {
    async fn a_row_passes_whose_value_is_in_the_list(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        let names = [("Jazz", Some("Jerry")), ("Magic", None), ("50%", Some("")), ("O'Neal \"x\" \\", None)];
        Team::create_many(names.map(|(name, coach)| Team::create().name(name).coach(coach.map(str::to_owned)))).exec(db).await?;
        let read = || Team::query().order(teams::id.asc()).select(teams::id);
        statements.clear();
        assert_eq!(read().filter(teams::id.one_of([3, 1, 3, 99])).exec(db).await?, [1, 3]);
        assert_eq!(read().filter(teams::id.one_of(&[2])).exec(db).await?, [2]);
        assert_eq!(read().filter(teams::name.one_of(["O'Neal \"x\" \\", "50%"])).exec(db).await?, [3, 4]);
        assert_eq!(read().filter(named(&["Magic"])).exec(db).await?, [2]);
        assert_eq!(read().filter(teams::coach.one_of(vec!["Jerry".to_owned(), String::new()])).exec(db).await?, [1, 3]);
        assert_eq!(statements.count(), 5);
        Ok(())
    }

    async fn no_row_passes_an_empty_list(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create_many([Team::create().name("Jazz").coach("Jerry".to_owned()), Team::create().name("Magic")]).exec(db).await?;
        let (none, no_names) = (Vec::<i32>::new(), Vec::<String>::new());
        assert_eq!(Team::query().filter(teams::id.one_of(&none)).count().exec(db).await?, 0);
        // The condition is FALSE and not NULL, also where the column is NULL.
        assert_eq!(Team::query().filter(not(teams::id.one_of(none))).count().exec(db).await?, 2);
        assert_eq!(Team::query().filter(not(teams::coach.one_of(no_names))).count().exec(db).await?, 2);
        Ok(())
    }

    async fn null_is_in_no_list_and_outside_of_none(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create_many([Team::create().name("Jazz").coach("Jerry".to_owned()), Team::create().name("Magic")]).exec(db).await?;
        let count = |condition| Team::query().filter(condition).count();
        assert_eq!(count(teams::coach.one_of(["Phil"])).exec(db).await?, 0);
        assert_eq!(Team::query().filter(not(teams::coach.one_of(["Phil"]))).count().exec(db).await?, 1);
        Ok(())
    }

    async fn a_list_has_any_length(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create_many([Team::create().name("Jazz"), Team::create().name("Magic")]).exec(db).await?;
        statements.clear();
        let teams = Team::query().filter(teams::id.one_of(2..=40_001)).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.id).collect::<Vec<_>>(), [2]);
        let names = (0..40_000).map(|number| format!("team {number}")).chain(["Jazz".to_owned()]);
        let teams = Team::query().filter(teams::name.one_of(names)).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.id).collect::<Vec<_>>(), [1]);
        assert_eq!(statements.count(), 2);
        Ok(())
    }

    async fn a_list_is_a_condition_wherever_one_stands(db) {
        db.create_tables(schema![Team, Player]).await?;
        for name in ["Jazz", "Magic", "Bulls"] {
            let team = Team::create().name(name).exec(db).await?;
            for player in ["a", "b"] {
                team.create_player().name(format!("{name} {player}")).exec(db).await?;
            }
        }
        let read = || Team::query().order(teams::id.asc()).select(teams::id);
        let either = teams::id.one_of([1]).or(teams::name.eq("Bulls").and(teams::id.one_of([2, 3])));
        assert_eq!(read().filter(either).exec(db).await?, [1, 3]);
        let ab = || players::name.one_of(["Jazz a", "Jazz b", "Magic a"]);
        assert_eq!(read().filter(teams::players.any(ab())).exec(db).await?, [1, 2]);
        assert_eq!(read().filter(teams::players.all(ab())).exec(db).await?, [1]);
        assert_eq!(read().filter(teams::players.none(ab())).exec(db).await?, [3]);
        assert_eq!(Team::query().boxed().filter(teams::id.one_of([2])).count().exec(db).await?, 1);
        assert_eq!(Team::query().order(teams::id.one_of([2]).desc()).first().exec(db).await?.map(|team| team.id), Some(2));
        let teams = Team::query().include(teams::players.filter(ab())).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.players().len()).sum::<usize>(), 3);
        let jazz = Team::find(1).include(teams::players.filter(players::id.one_of([2]))).exec(db).await?;
        assert_eq!(jazz.players()[0].name, "Jazz b");
        let karl = Player::find(3).include(players::team.filter(teams::id.one_of([2]))).exec(db).await?;
        assert_eq!(karl.team().map(|team| team.id), Some(2));
        let updated = Player::query().filter(players::id.one_of([1, 2])).update().name("same").exec(db).await?;
        assert_eq!(updated, 2);
        assert_eq!(Player::query().filter(players::name.one_of(["same"])).delete().exec(db).await?, 2);
        Ok(())
    }

    async fn every_type_of_keys_can_be_listed(db) {
        db.create_tables(schema![Sample]).await?;
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let at = day.and_hms_micro_opt(1, 2, 3, 4).unwrap();
        let sample = |number: u8| {
            Sample::create().small(i16::from(number)).large(i64::MAX - i64::from(number)).flag(number > 0).bytes(vec![0, number])
                .uuid(Uuid::from_u128(u128::from(number))).day(day).at(at)
        };
        Sample::create_many([sample(0), sample(1), sample(2)]).exec(db).await?;
        let read = || Sample::query().order(samples::id.asc()).select(samples::small);
        assert_eq!(read().filter(samples::small.one_of([1_i16, 2])).exec(db).await?, [1, 2]);
        assert_eq!(read().filter(samples::large.one_of([i64::MAX - 1])).exec(db).await?, [1]);
        assert_eq!(read().filter(samples::flag.one_of([true])).exec(db).await?, [1, 2]);
        assert_eq!(read().filter(samples::bytes.one_of([vec![0, 1], vec![9]])).exec(db).await?, [1]);
        assert_eq!(read().filter(samples::uuid.one_of([Uuid::from_u128(2)])).exec(db).await?, [2]);
        assert_eq!(read().filter(samples::day.one_of([day])).exec(db).await?, [0, 1, 2]);
        assert_eq!(read().filter(samples::at.one_of([at])).exec(db).await?, [0, 1, 2]);
        Ok(())
    }
}

behaviour! {
    async fn values_of_an_own_type_can_be_listed(db) {
        db.create_tables(schema![Shirt]).await?;
        Shirt::create_many([7, 23, 32].map(|number| Shirt::create().number(Number(number)))).exec(db).await?;
        let listed = shirts::number.one_of([23, 32, 99].map(|number| KeyValue(Number(number))));
        assert_eq!(Shirt::query().filter(listed).order(shirts::id.asc()).select(shirts::id).exec(db).await?, [2, 3]);
        Ok(())
    }
}

#[test]
fn a_list_is_one_bound_value() {
    let query = || Team::query().select(teams::id).filter(teams::id.one_of([1, 2]));
    assert_sql!(
        query(),
        r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" IN (SELECT value FROM json_each(?)) -- binds: [[1, 2]]"#
    );
    assert_eq!(
        query().sql::<Pg>(),
        r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" = ANY($1) -- binds: [[1, 2]]"#
    );
    assert_sql!(
        Team::query().select(teams::id).filter(not(teams::id.one_of([1])).or(teams::coach.one_of(["a"]))),
        r#"SELECT "teams"."id" FROM "teams" WHERE (NOT ("teams"."id" IN (SELECT value FROM json_each(?)))
               OR "teams"."coach" IN (SELECT value FROM json_each(?))) -- binds: [[1], ["a"]]"#
    );
}
