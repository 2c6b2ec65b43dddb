//! One row of all rows that are equal in an expression, on PostgreSQL.

use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    rating: i32,
    team_id: i32,
}

#[test]
fn the_first_row_of_each_team_is_read_in_the_order_of_the_query() -> TestResult {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url())?;
    orm_postgres::create_tables(&mut db, schema![Team, Player])?;
    for ratings in [[5, 9, 7], [2, 1, 2]] {
        Team::create().players(ratings.map(|rating| Player::create().rating(rating))).exec(&mut db)?;
    }
    let best = || Player::query().order((players::team_id.asc(), players::rating.desc(), players::id.asc()));
    let rows = best().distinct_on(players::team_id).exec(&mut db)?;
    assert_eq!(rows.iter().map(|row| (row.team_id, row.rating)).collect::<Vec<_>>(), [(1, 9), (2, 2)]);
    let ids = best().select(players::id).distinct_on(players::team_id).exec(&mut db)?;
    assert_eq!(ids, [2, 4]);
    let with_team = best().filter(players::rating.lt(9)).include(players::team).limit(1);
    let with_team = with_team.distinct_on(players::team_id).exec(&mut db)?;
    assert_eq!(with_team.iter().map(|row| (row.rating, row.team().id)).collect::<Vec<_>>(), [(7, 1)]);
    let pairs = Player::query().order((players::team_id.asc(), players::rating.asc(), players::id.asc()));
    assert_eq!(pairs.distinct_on((players::team_id, players::rating)).exec(&mut db)?.len(), 5);
    Ok(())
}
