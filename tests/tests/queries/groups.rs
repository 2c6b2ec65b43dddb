//! `group_by`: one row for each group of rows.

use diesel::dsl::sql;
use diesel::sql_types::Text;
use orm_core::prelude::*;
use orm_core::query::aggregates::{avg, count, count_distinct, max, min, sum};
use orm_core::schema;
use orm_tests::{TestConnection, behaviour, fixture, sql_of};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    city: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: Option<i32>,
}

fixture! {
    /// Two teams of Salt Lake and one of Chicago, and a player without a team.
    async fn league(db) -> Team {
        db.create_tables(schema![Team, Player]).await?;
        let player = |(name, rating)| Player::create().name(name).rating(rating);
        let jazz = Team::create().city("Salt Lake").players([("Karl", 9), ("John", 8), ("Greg", 5)].map(player));
        let jazz = jazz.exec(db).await?;
        Team::create().city("Salt Lake").players([("Mark", 7)].map(player)).exec(db).await?;
        Team::create().city("Chicago").players([("Michael", 10), ("Scottie", 9)].map(player)).exec(db).await?;
        Player::create().name("Free").rating(1).exec(db).await?;
        Ok(jazz)
    }
}

behaviour! {
    async fn a_group_has_its_columns_and_its_aggregates(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Player::query()
            .filter(players::team_id.is_not_null())
            .group_by(players::team_id)
            .select((players::team_id, count(), max(players::rating), sum(players::rating), avg(players::rating)))
            .order(players::team_id.asc());
        let teams = teams.exec(db).await?;
        assert_eq!(statements.count(), 1);
        assert_eq!(
            teams,
            [
                (Some(1), 3, Some(9), Some(22), Some(22.0 / 3.0)),
                (Some(2), 1, Some(7), Some(7), Some(7.0)),
                (Some(3), 2, Some(10), Some(19), Some(9.5)),
            ]
        );
        Ok(())
    }

    async fn groups_are_chosen_sorted_and_cut_by_their_aggregates(db) {
        league(db).await?;
        let groups = || Player::query().group_by(players::team_id).select((players::team_id, min(players::name)));
        let large = groups().having(count().ge(2)).order(max(players::rating).desc());
        let large = large.exec(db).await?;
        assert_eq!(large, [(Some(3), Some("Michael".to_owned())), (Some(1), Some("Greg".to_owned()))]);
        let second = groups().order((count().desc(), players::team_id.desc())).limit(1).offset(1).exec(db).await?;
        assert_eq!(second, [(Some(3), Some("Michael".to_owned()))]);
        // Conditions on groups are combined as those on rows are.
        let few = groups().having(count().eq(1).or(count().eq(2))).having(max(players::rating).ge(7));
        assert_eq!(few.order(players::team_id.asc()).exec(db).await?.len(), 2);
        Ok(())
    }

    async fn rows_are_grouped_by_several_columns_and_by_expressions(db) {
        league(db).await?;
        let pairs = Player::query().group_by((players::team_id, players::rating)).select(players::rating);
        let pairs = pairs.order((players::rating.asc(), players::team_id.asc())).exec(db).await?;
        assert_eq!(pairs, [1, 5, 7, 8, 9, 9, 10]);
        // The 5 is bound, and bound once: PostgreSQL would not see that two of them are the same expression.
        let fives = Player::query().group_by(players::rating / 5).select_with_key(count()).order_by_key();
        assert_eq!(fives.exec(db).await?, [(0, 1), (1, 5), (2, 1)]);
        let fives = Player::query().group_by((players::rating / 5, players::team_id)).select_with_key(count());
        assert_eq!(fives.order_by_key().limit(1).exec(db).await?, [((0, None), 1)]);
        let initials = Player::query().group_by(sql::<Text>("substr(name, 1, 1)")).select_with_key(count());
        let initials = initials.order_by_key().exec(db).await?;
        let initials: Vec<_> = initials.iter().map(|(letter, count)| (&**letter, *count)).collect();
        assert_eq!(initials, [("F", 1), ("G", 1), ("J", 1), ("K", 1), ("M", 2), ("S", 1)]);
        Ok(())
    }

    async fn rows_are_grouped_by_a_column_of_an_association_to_one_row(db) {
        league(db).await?;
        let cities = Player::query()
            .group_by(players::team.select(teams::city))
            .select_with_key((count(), count_distinct(players::team_id), max(players::rating)))
            .having(count().ge(1))
            .order(count().desc());
        let cities = cities.exec(db).await?;
        assert_eq!(
            cities,
            [
                (Some("Salt Lake".to_owned()), (4, 2, Some(9))),
                (Some("Chicago".to_owned()), (2, 1, Some(10))),
                (None, (1, 0, Some(1))),
            ]
        );
        Ok(())
    }

    async fn the_rows_of_a_getter_are_grouped(db) {
        let jazz = league(db).await?;
        let ratings = jazz.get_players().group_by(players::rating).select((players::rating, count()));
        assert_eq!(ratings.order(players::rating.asc()).exec(db).await?, [(5, 1), (8, 1), (9, 1)]);
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        Player::query().group_by(players::team_id).select((players::team_id, count()));
        Player::query().filter(players::rating.gt(1)).group_by((players::team_id, players::name))
            .select((players::name, count_distinct(players::rating)))
            .having(count().gt(1).or(sum(players::rating).gt(10)))
            .order((count().desc(), players::name.asc()))
            .limit(3).offset(1);
        Player::query().group_by(players::team.select(teams::city)).select_with_key(avg(players::rating)).order_by_key();
    });
}
