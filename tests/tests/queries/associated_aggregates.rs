//! Aggregates of an association's targets, with the rows of a query and as expressions over them.

use std::collections::BTreeMap;

use orm_core::prelude::*;
use orm_core::query::{Aggregated, aggregates::Maximum};
use orm_core::{Counted, Included, schema};
use orm_tests::{TestConnection, behaviour, fixture, sql_of};
use serde::Serialize;
use serde_json::json;

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[has_many(Player)]
#[belongs_to_many(Sponsor, through = Contract, unique = false)]
#[belongs_to_many(Colour, through = "team_colours")]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    rating: i32,
    shirt: Option<i16>,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[belongs_to_many(Team, through = Contract, unique = false)]
struct Sponsor {
    id: i32,
    budget: i64,
}

/// A pair may have several contracts.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
struct Contract {
    id: i32,
    team_id: i32,
    sponsor_id: i32,
    fee: i32,
}

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
struct Colour {
    id: i32,
    shade: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Employee, as = "manager")]
#[has_many(Employee, as = "reports", foreign_key = "manager_id")]
struct Employee {
    id: i32,
    salary: i32,
    manager_id: Option<i32>,
}

type Rated =
    TeamWith<(Included<teams::players>, Counted<teams::players>, Aggregated<teams::players, Maximum, players::rating>)>;

fixture! {
    async fn league(db) -> Vec<Team> {
        db.create_tables(schema![Team, Player, Sponsor, Contract, Colour]).await?;
        let player = |(rating, shirt)| Player::create().rating(rating).shirt(shirt);
        let jazz = Team::create().name("Jazz").players([(9, Some(32)), (8, Some(12)), (8, None)].map(player));
        let jazz = jazz.exec(db).await?;
        let bulls = Team::create().name("Bulls").players([(10, Some(23))].map(player)).exec(db).await?;
        let magic = Team::create().name("Magic").exec(db).await?;
        Player::create().rating(100).exec(db).await?;
        Ok(vec![jazz, bulls, magic])
    }
}

behaviour! {
    async fn an_included_aggregate_is_read_by_its_own_name(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query()
            .include(teams::players)
            .include(teams::players.count())
            .include(teams::players.max(players::rating))
            .order(teams::id.asc());
        let teams: Vec<Rated> = teams.exec(db).await?;
        assert_eq!(statements.count(), 4);
        let best: Vec<_> = teams.iter().map(|team| team.aggregate(teams::players.max(players::rating))).collect();
        assert_eq!(best, [Some(9), Some(10), None]);
        assert_eq!(teams[0].players_count(), 3);
        let (_, (players, count, best)) = teams.into_iter().next().expect("three teams").into_parts();
        assert_eq!((players.len(), count, best), (3, 3, Some(9)));
        Ok(())
    }

    async fn several_aggregates_of_one_association_are_included_beside_each_other(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query()
            .include(teams::players.sum(players::rating))
            .include(teams::players.filter(players::rating.lt(9)).avg(players::rating))
            .include(teams::players.min(players::shirt))
            .include(teams::players.count_distinct(players::rating))
            .order(teams::id.asc())
            .exec(db)
            .await?;
        assert_eq!(statements.count(), 5);
        let read = |at: usize| {
            let team = &teams[at];
            (
                team.aggregate(teams::players.sum(players::rating)),
                team.aggregate(teams::players.avg(players::rating)),
                team.aggregate(teams::players.min(players::shirt)),
                team.aggregate(teams::players.count_distinct(players::rating)),
            )
        };
        assert_eq!(read(0), (Some(25), Some(8.0), Some(12), 2));
        assert_eq!(read(1), (Some(10), None, Some(23), 1));
        assert_eq!(read(2), (None, None, None, 0));
        let one = Team::find(1).include(teams::players.sum(players::rating)).exec(db).await?;
        assert_eq!(one.aggregate(teams::players.sum(players::rating)), Some(25));
        Ok(())
    }

    async fn sources_are_chosen_and_sorted_by_an_aggregate(db, statements) {
        league(db).await?;
        statements.clear();
        let names = |query| Team::query().filter(query).order(teams::id.asc()).select(teams::name);
        assert_eq!(names(teams::players.sum(players::rating).gt(20)).exec(db).await?, ["Jazz"]);
        let sorted = Team::query().order((teams::players.max(players::rating).desc(), teams::id.asc()));
        let sorted = sorted.filter(teams::players.exists()).select(teams::name).exec(db).await?;
        assert_eq!(sorted, ["Bulls", "Jazz"]);
        let few = teams::players.filter(players::shirt.is_not_null()).count_distinct(players::rating).lt(2);
        assert_eq!(Team::query().filter(few).count().exec(db).await?, 2);
        let none = Team::query().filter(teams::players.sum(players::rating).is_null()).select(teams::name);
        assert_eq!(none.exec(db).await?, ["Magic"]);
        let totals = Team::query().order(teams::id.asc()).select((teams::name, teams::players.sum(players::rating)));
        assert_eq!(totals.exec(db).await?[1], ("Bulls".to_owned(), Some(10)));
        assert_eq!(statements.count(), 5);
        Ok(())
    }

    async fn of_a_many_to_many_association_targets_count_once_and_links_each(db) {
        let teams = league(db).await?;
        let (big, small) = (Sponsor::create().budget(1_000), Sponsor::create().budget(10));
        let (big, small) = (big.exec(db).await?, small.exec(db).await?);
        for (team, sponsor, fee) in [(0, &big, 5), (0, &big, 7), (0, &small, 1), (1, &small, 2)] {
            let contract = Contract::create().team_id(teams[team].id).sponsor_id(sponsor.id).fee(fee);
            contract.exec(db).await?;
        }
        let rows = Team::query()
            .include(teams::sponsors.sum(sponsors::budget))
            .include(teams::sponsors.sum(contracts::fee))
            .order(teams::sponsors.sum(contracts::fee).desc())
            .filter(teams::sponsors.sum(sponsors::budget).ge(10))
            .exec(db)
            .await?;
        let read: Vec<_> = rows
            .iter()
            .map(|team| {
                let budget = team.aggregate(teams::sponsors.sum(sponsors::budget));
                (budget, team.aggregate(teams::sponsors.sum(contracts::fee)))
            })
            .collect();
        assert_eq!(read, [(Some(1_010), Some(13)), (Some(10), Some(2))]);

        let red = Colour::create().shade(3).exec(db).await?;
        teams[2].add_colours([&red]).exec(db).await?;
        let shades = Team::query().include(teams::colours.max(colours::shade)).order(teams::id.desc());
        let shades = shades.exec(db).await?;
        assert_eq!(shades[0].aggregate(teams::colours.max(colours::shade)), Some(3));
        Ok(())
    }

    async fn an_association_of_a_model_to_itself_has_aggregates(db) {
        db.create_tables(schema![Employee]).await?;
        let ada = Employee::create().salary(10).exec(db).await?;
        let bob = ada.create_report().salary(7).exec(db).await?;
        bob.create_report().salary(4).exec(db).await?;
        ada.create_report().salary(5).exec(db).await?;
        let rows = Employee::query().include(employees::reports.sum(employees::salary)).order(employees::id.asc());
        let rows = rows.filter(employees::reports.max(employees::salary).lt(8)).exec(db).await?;
        let sums: Vec<_> = rows.iter().map(|row| row.aggregate(employees::reports.sum(employees::salary))).collect();
        assert_eq!(sums, [Some(12), Some(4)]);
        Ok(())
    }

    async fn a_loaded_aggregate_has_a_key_in_json(db) {
        let teams = league(db).await?;
        teams[0].add_sponsor(&Sponsor::create().budget(5).exec(db).await?).fee(1).exec(db).await?;
        let team = Team::find(1).include(teams::players.sum(players::rating)).exec(db).await?;
        assert_eq!(serde_json::to_value(&team)?, json!({"id": 1, "name": "Jazz", "players_sum_rating": 25}));
        let sponsor = Sponsor::query().include(sponsors::teams.count_distinct(teams::name)).exec(db).await?;
        assert_eq!(serde_json::to_value(&sponsor)?, json!([{"id": 1, "budget": 5, "teamsCountDistinctName": 1}]));
        Ok(())
    }

    async fn aggregates_of_every_source_are_those_computed_in_memory(db) {
        db.create_tables(schema![Team, Player, Sponsor, Contract, Colour]).await?;
        let teams = Team::create_many((0..20).map(|at| Team::create().name(format!("{at}")))).exec(db).await?;
        // A generator of numbers by multiplication: the same ones in each run.
        let mut state = 12_345_u32;
        let mut next = move |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i32::try_from((state >> 16) % below).expect("a small number")
        };
        let mut expected: BTreeMap<i32, Vec<i32>> = teams.iter().map(|team| (team.id, Vec::new())).collect();
        let players: Vec<_> = (0..200)
            .map(|_| {
                let (team, rating) = (teams[usize::try_from(next(15)).expect("an index")].id, next(50) - 25);
                expected.entry(team).or_default().push(rating);
                Player::create().rating(rating).team_id(team)
            })
            .collect();
        Player::create_many(players).exec(db).await?;
        let rows = Team::query()
            .include(teams::players.sum(players::rating))
            .include(teams::players.min(players::rating))
            .include(teams::players.max(players::rating))
            .exec(db)
            .await?;
        assert_eq!(rows.len(), expected.len());
        for row in &rows {
            let ratings = &expected[&row.id];
            let sum = (!ratings.is_empty()).then(|| ratings.iter().map(|rating| i64::from(*rating)).sum::<i64>());
            assert_eq!(row.aggregate(teams::players.sum(players::rating)), sum);
            assert_eq!(row.aggregate(teams::players.min(players::rating)), ratings.iter().min().copied());
            assert_eq!(row.aggregate(teams::players.max(players::rating)), ratings.iter().max().copied());
        }
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        Team::query().include(teams::players.sum(players::rating));
        Team::query().include(teams::players.filter(players::shirt.gt(3)).avg(players::rating));
        Team::query().include(teams::sponsors.sum(sponsors::budget));
        Team::query().include(teams::sponsors.sum(contracts::fee));
        Team::query().filter(teams::players.max(players::rating).ge(9)).order(teams::players.avg(players::rating).desc());
        Team::query().order(teams::sponsors.sum(sponsors::budget).desc()).select(teams::id);
    });
}
