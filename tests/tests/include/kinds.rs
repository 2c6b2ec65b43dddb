//! Eager loading of every kind of association: the loaded rows, and the number of statements.

use std::sync::Arc;

use orm_core::prelude::*;
use orm_core::query::kind::LinkedWith;
use orm_core::{Included, schema};
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Stadium)]
#[belongs_to_many(Cup, through = "cups_teams")]
#[belongs_to_many(Sponsor, through = Contract)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
#[belongs_to(Agent)]
#[belongs_to(Player, as = "mentor", foreign_key = "mentor_id")]
#[has_many(Player, as = "pupils", foreign_key = "mentor_id")]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    club_id: Option<i32>,
    agent_id: i32,
    mentor_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Agent {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = "cups_teams")]
struct Cup {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = Contract)]
struct Sponsor {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Contract {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    sponsor_id: i32,
    money: i32,
}

fixture! {
    /// Three teams. The first has Ann, Ben and Cid, a stadium, both cups and both sponsors; the second has Dan, one cup
    /// and one sponsor; the third has nothing. Eve has no team. Ann is the mentor of Ben and Dan.
    async fn league(db) -> () {
        db.create_tables(schema![Team, Player, Agent, Stadium, Cup, Sponsor, Contract]).await?;
        for name in ["First", "Second", "Third"] {
            Team::create().name(name).exec(db).await?;
        }
        for name in ["Gil", "Hal"] {
            Agent::create().name(name).exec(db).await?;
        }
        for (name, rating, team, agent, mentor) in [
            ("Ann", 3, Some(1), 1, None),
            ("Ben", 5, Some(1), 1, Some(1)),
            ("Cid", 9, Some(1), 2, None),
            ("Dan", 7, Some(2), 1, Some(1)),
            ("Eve", 1, None, 1, None),
        ] {
            let player = Player::create().name(name).rating(rating).club_id(team).agent_id(agent).mentor_id(mentor);
            player.exec(db).await?;
        }
        Stadium::create().name("Arena").team_id(1).exec(db).await?;
        let (first, second) = (Team::find(1).exec(db).await?, Team::find(2).exec(db).await?);
        for name in ["Gold", "Silver"] {
            let cup = Cup::create().name(name).exec(db).await?;
            first.add_cup(&cup).exec(db).await?;
        }
        second.add_cup(2).exec(db).await?;
        for name in ["Acme", "Bolt"] {
            Sponsor::create().name(name).exec(db).await?;
        }
        first.add_sponsor(1).money(100).exec(db).await?;
        first.add_sponsor(2).money(200).exec(db).await?;
        second.add_sponsor(2).money(50).exec(db).await?;
        Ok(())
    }
}

fn names(players: &[Player]) -> Vec<&str> {
    players.iter().map(|player| &*player.name).collect()
}

/// What the type of a loaded row is called.
fn squad(team: &TeamWith<(Included<teams::players>,)>) -> String {
    format!("{} {}", team.name, names(team.players()).join(" "))
}

behaviour! {
    async fn a_has_many_comes_in_one_statement(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query().order(teams::id.asc()).include(teams::players.order(players::id.asc())).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let squads: Vec<String> = teams.iter().map(squad).collect();
        assert_eq!(squads, ["First Ann Ben Cid", "Second Dan", "Third "]);
        let mut teams = teams.into_iter();
        let (first, (players,)) = teams.next().expect("three teams").into_parts();
        assert_eq!((first, players.len()), (Team { id: 1, name: "First".to_owned() }, 3));
        Ok(())
    }

    async fn a_has_one_comes_in_one_statement(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query().order(teams::id.asc()).include(teams::stadium).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let stadiums: Vec<_> = teams.iter().map(|team| team.stadium().map(|stadium| &*stadium.name)).collect();
        assert_eq!(stadiums, [Some("Arena"), None, None]);
        Ok(())
    }

    async fn a_belongs_to_comes_in_one_statement_and_is_shared(db, statements) {
        league(db).await?;
        statements.clear();
        let players = Player::query().order(players::id.asc()).include(players::team).include(players::agent);
        let players = players.exec(db).await?;
        assert_eq!(statements.take(), "3");
        let teams: Vec<_> = players.iter().map(|player| player.team().map(|team| &*team.name)).collect();
        assert_eq!(teams, [Some("First"), Some("First"), Some("First"), Some("Second"), None]);
        let agents: Vec<&str> = players.iter().map(|player| &*player.agent().name).collect();
        assert_eq!(agents, ["Gil", "Gil", "Hal", "Gil", "Gil"]);
        assert!(std::ptr::eq(players[0].agent(), players[1].agent()), "one row, shared");
        Ok(())
    }

    async fn a_belongs_to_many_comes_in_one_statement(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query().order(teams::id.asc()).include(teams::cups.order(cups::name.desc())).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let cups: Vec<Vec<&str>> =
            teams.iter().map(|team| team.cups().iter().map(|cup| &*cup.name).collect()).collect();
        assert_eq!(cups, [vec!["Silver", "Gold"], vec!["Silver"], vec![]]);
        assert!(Arc::ptr_eq(&teams[0].cups()[0], &teams[1].cups()[0]), "one row, shared");
        Ok(())
    }

    async fn a_link_comes_with_the_row_of_its_junction(db, statements) {
        league(db).await?;
        statements.clear();
        let rich = teams::sponsors.with_junction().filter_junction(contracts::money.ge(100));
        let rich = rich.order_junction(contracts::money.desc());
        let teams: Vec<TeamWith<(Included<teams::sponsors, Sponsor, LinkedWith<teams::sponsors>>,)>> =
            Team::query().order(teams::id.asc()).include(rich).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let sponsors = teams.iter().flat_map(TeamWith::sponsors);
        let sponsors: Vec<_> = sponsors.map(|sponsor| (&*sponsor.name, sponsor.link.money)).collect();
        assert_eq!(sponsors, [("Bolt", 200), ("Acme", 100)]);
        Ok(())
    }

    async fn includes_nest_to_any_depth_and_around_cycles(db, statements) {
        league(db).await?;
        statements.clear();
        let pupils = players::pupils.include(players::agent).include(players::team.include(teams::cups));
        let teams = Team::query().order(teams::id.asc()).include(teams::players.include(pupils)).exec(db).await?;
        assert_eq!(statements.take(), "6");
        let ann = &teams[0].players()[0];
        let pupils = ann.pupils().iter().map(|pupil| {
            let cups = pupil.team().map_or(0, |team| team.cups().len());
            (&*pupil.name, &*pupil.agent().name, cups)
        });
        let mut pupils: Vec<_> = pupils.collect();
        pupils.sort_unstable();
        assert_eq!(pupils, [("Ben", "Gil", 2), ("Dan", "Gil", 1)]);
        Ok(())
    }

    async fn a_limit_is_for_each_source(db, statements) {
        league(db).await?;
        statements.clear();
        let best = teams::players.order(players::rating.desc()).limit(2);
        let teams = Team::query().order(teams::id.asc()).include(best).exec(db).await?;
        assert_eq!(statements.take(), "2");
        assert_eq!(teams.iter().map(squad).collect::<Vec<_>>(), ["First Cid Ben", "Second Dan", "Third "]);
        let second_best = teams::players.order(players::rating.desc()).limit(1).offset(1);
        let teams = Team::query().order(teams::id.asc()).include(second_best).exec(db).await?;
        assert_eq!(teams.iter().map(squad).collect::<Vec<_>>(), ["First Ben", "Second ", "Third "]);
        Ok(())
    }

    async fn a_single_row_comes_with_its_associations_to_one_row_in_one_statement(db, statements) {
        league(db).await?;
        statements.clear();
        let ben = Player::find(2).include(players::team).include(players::agent).include(players::mentor);
        let ben = ben.exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(ben.team().map(|team| &*team.name), Some("First"));
        assert_eq!((&*ben.agent().name, ben.mentor().map(|mentor| &*mentor.name)), ("Gil", Some("Ann")));
        let eve = Player::query().filter(players::name.eq("Eve")).include(players::team).include(players::mentor);
        let eve = eve.first().exec(db).await?.expect("Eve is there");
        assert_eq!(statements.take(), "1");
        assert_eq!((eve.team(), eve.mentor()), (None, None));
        let team = Team::find(1).include(teams::players.count()).include(teams::stadium).include(teams::cups);
        let team = team.exec(db).await?;
        assert_eq!(statements.take(), "3");
        assert_eq!((team.players_count(), team.stadium().is_some(), team.cups().len()), (3, true, 2));
        let ann = Player { id: 1, name: "Ann".to_owned(), rating: 3, club_id: Some(1), agent_id: 1, mentor_id: None };
        let club = ann.get_team().include(teams::stadium).include(teams::players.include(players::agent));
        let club = club.exec(db).await?.expect("Ann has a team");
        assert_eq!(statements.take(), "3");
        assert_eq!((club.stadium().map(|stadium| stadium.id), club.players().len()), (Some(1), 3));
        Ok(())
    }

    async fn an_association_is_included_by_its_model(db, statements) {
        league(db).await?;
        statements.clear();
        let players = Player::query().order(players::id.asc()).include_model::<Agent>().page(1, 2).exec(db).await?;
        let first = Player::query().order(players::id.asc()).first().include_model::<Agent>().exec(db).await?;
        let page = Player::query().order(players::id.asc()).page(2, 2).include_model::<Team>().exec(db).await?;
        assert_eq!(statements.take(), "7");
        assert_eq!(players.rows.iter().map(|player| &*player.agent().name).collect::<Vec<_>>(), ["Gil", "Gil"]);
        assert_eq!(first.map(|player| player.agent().id), Some(1));
        assert_eq!(page.rows.iter().filter_map(PlayerWith::team).count(), 2);
        let club = players.rows[0].get_team().include_model::<Stadium>().exec(db).await?.expect("Ann has a team");
        assert_eq!((club.stadium().map(|stadium| stadium.id), statements.take()), (Some(1), "1".to_owned()));
        Ok(())
    }

    async fn counts_come_without_rows(db, statements) {
        league(db).await?;
        statements.clear();
        let good = teams::players.filter(players::rating.ge(5)).count();
        let teams = Team::query().order(teams::id.asc()).include(good).include(teams::cups.count()).exec(db).await?;
        assert_eq!(statements.take(), "3");
        let counts: Vec<_> = teams.iter().map(|team| (team.players_count(), team.cups_count())).collect();
        assert_eq!(counts, [(2, 2), (1, 1), (0, 0)]);
        Ok(())
    }

    async fn sources_are_filtered_and_ordered_by_their_targets(db, statements) {
        league(db).await?;
        statements.clear();
        let all = || Team::query().select(teams::name).order(teams::id.asc());
        let any = all().filter(teams::players.any(players::rating.gt(8))).exec(db).await?;
        let none = all().filter(teams::players.none(players::rating.gt(8))).exec(db).await?;
        let every = all().filter(teams::players.all(players::rating.gt(4))).exec(db).await?;
        let at_least_two = all().filter(teams::players.count().ge(2)).exec(db).await?;
        assert_eq!((any, none), (vec!["First".to_owned()], vec!["Second".to_owned(), "Third".to_owned()]));
        assert_eq!((every, at_least_two), (vec!["Second".to_owned(), "Third".to_owned()], vec!["First".to_owned()]));
        let deep = all().filter(teams::players.any(players::agent.any(agents::name.eq("Hal")))).exec(db).await?;
        let linked = all().filter(teams::cups.any(cups::name.eq("Silver"))).exec(db).await?;
        assert_eq!((deep, linked), (vec!["First".to_owned()], vec!["First".to_owned(), "Second".to_owned()]));
        let by_count = Team::query().order(teams::players.count().asc()).select(teams::name).exec(db).await?;
        assert_eq!(by_count, ["Third", "Second", "First"]);
        let by_agent = Player::query().order((players::agent.select(agents::name).desc(), players::name.desc()));
        assert_eq!(by_agent.select(players::name).exec(db).await?, ["Cid", "Eve", "Dan", "Ben", "Ann"]);
        let mentors = Player::query().filter(players::pupils.count().ge(2)).select(players::name).exec(db).await?;
        let pupils = Player::query().filter(players::mentor.any(players::name.eq("Ann"))).select(players::id);
        assert_eq!((mentors, pupils.order(players::id.asc()).exec(db).await?), (vec!["Ann".to_owned()], vec![2, 4]));
        let alone = Player::query().filter(players::mentor.none(players::name.eq("Ann"))).count().exec(db).await?;
        assert_eq!(alone, 3, "a row without a key has no target");
        assert_eq!(statements.take(), "11");
        Ok(())
    }

    async fn sources_without_a_required_target_are_left_out(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query().include(teams::stadium.required()).exec(db).await?;
        assert_eq!(statements.take(), "2");
        assert_eq!(teams.iter().map(|team| &*team.stadium().name).collect::<Vec<_>>(), ["Arena"]);
        let good = teams::players.filter(players::rating.ge(7)).required();
        let page = Team::query().order(teams::id.asc()).include(good).page(1, 1).exec(db).await?;
        assert_eq!(statements.take(), "3");
        assert_eq!((page.total, page.rows.iter().map(squad).collect::<Vec<_>>()), (2, vec!["First Cid".to_owned()]));
        let filtered = players::agent.filter(agents::name.eq("Hal"));
        let players = Player::query().order(players::id.asc()).include(filtered).exec(db).await?;
        assert_eq!(players.iter().filter(|player| player.agent().is_some()).count(), 1, "a filter alone leaves none out");
        Ok(())
    }

    async fn chosen_columns_of_targets_come_alone(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = Team::query().order(teams::id.asc()).include(
            teams::players.order(players::id.asc()).select((players::name, players::rating)),
        );
        let teams = teams.include(teams::cups.order(cups::id.asc()).select(cups::name)).exec(db).await?;
        assert_eq!(statements.take(), "3");
        assert_eq!(teams[1].players(), [("Dan".to_owned(), 7)]);
        assert_eq!(teams[0].cups().iter().map(|name| &***name).collect::<Vec<_>>(), ["Gold", "Silver"]);
        Ok(())
    }

    async fn nothing_is_asked_for_nobody(db, statements) {
        league(db).await?;
        statements.clear();
        let nobody = Team::query().filter(teams::id.eq(99));
        let nobody = nobody.include(teams::players.include(players::agent)).include(teams::cups).exec(db).await?;
        assert_eq!((nobody.len(), statements.take()), (0, "1".to_owned()));
        let third = Team::query().filter(teams::id.eq(3)).include(teams::players.include(players::agent));
        assert_eq!((third.exec(db).await?[0].players().len(), statements.take()), (0, "2".to_owned()));
        Ok(())
    }
}
