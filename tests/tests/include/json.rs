//! Loaded rows as JSON, with the model's fields and one key for each include. Also: loaded rows are printed, cloned,
//! compared, taken apart, and named in a struct.

#![allow(clippy::redundant_closure_for_method_calls, reason = "a loaded row has no short name")]

use orm_core::prelude::*;
use orm_core::query::kind::LinkedWith;
use orm_core::{Counted, Included, schema};
use orm_tests::{TestConnection, behaviour, fixture};
use serde::Serialize;
use serde_json::{json, to_string, to_value};

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_many(Player, as = "top_players", foreign_key = "team_id", scope(is_star = true))]
#[has_one(Stadium)]
#[belongs_to_many(Sponsor, through = SponsorContract)]
#[belongs_to_many(Cup, through = "cups_teams")]
struct Team {
    id: i32,
    name: String,
}

/// Its fields have other names in JSON.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
#[belongs_to(Team)]
#[belongs_to(Player, as = "personal_mentor", foreign_key = "mentor_id")]
#[has_many(Player, as = "young_pupils", foreign_key = "mentor_id")]
struct Player {
    id: i32,
    is_star: bool,
    team_id: Option<i32>,
    mentor_id: Option<i32>,
}

/// Its columns have other names in the database, and its associations in JSON.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(rename_all = "camelCase")]
#[belongs_to(Team, foreign_key = "teamId")]
#[has_many(Sponsor, as = "main_sponsors", foreign_key = "stadiumId")]
struct Stadium {
    id: i32,
    team_id: i32,
}

/// serde's rule goes before the model's, and a field may have a name of its own.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(rename_all = "camelCase")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[belongs_to(Stadium, as = "home_stadium", foreign_key = "stadiumId")]
struct Sponsor {
    id: i32,
    #[serde(rename = "title")]
    full_name: String,
    stadium_id: Option<i32>,
}

#[derive(Model, Serialize, Debug, Clone, PartialEq)]
struct SponsorContract {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    sponsor_id: i32,
    money: i32,
}

/// It is no part of serde.
#[derive(Model, Debug, Clone, PartialEq)]
struct Cup {
    id: i32,
}

fixture! {
    /// The Jazz with two players, the star being the other's mentor, a stadium and a sponsor; the Kings with nothing.
    async fn league(db) -> () {
        db.create_tables(schema![Team, Player, Stadium, Sponsor, SponsorContract, Cup]).await?;
        let jazz = Team::create().name("Jazz").exec(db).await?;
        Team::create().name("Kings").exec(db).await?;
        for (star, mentor) in [(true, None), (false, Some(1))] {
            Player::create().is_star(star).team_id(1).mentor_id(mentor).exec(db).await?;
        }
        Player::create().is_star(false).exec(db).await?;
        let stadium = Stadium::create().team_id(1).exec(db).await?;
        let money = SponsorContract::create().money(7);
        jazz.create_sponsor(money).full_name("Acme").stadium_id(stadium.id).exec(db).await?;
        Ok(())
    }
}

/// The type of a loaded row has a name.
type Squad = TeamWith<(
    Included<teams::players, PlayerWith<(Included<players::personal_mentor>,)>>,
    Counted<teams::top_players>,
    Included<teams::stadium>,
)>;

#[derive(Serialize, Debug, Clone, PartialEq)]
struct Report {
    title: &'static str,
    squads: Vec<Squad>,
}

fn squad_size(squad: &Squad) -> (usize, i64) {
    (squad.players().len(), squad.top_players_count())
}

behaviour! {
    async fn a_loaded_row_has_one_key_for_each_include(db) {
        league(db).await?;
        let teams = Team::query().order(teams::id.asc()).include(teams::players.order(players::id.asc()));
        let teams = teams.include(teams::stadium).include(teams::players.count()).include(teams::top_players);
        let expected = json!([
            {
                "id": 1,
                "name": "Jazz",
                "players": [
                    {"id": 1, "isStar": true, "teamId": 1, "mentorId": null},
                    {"id": 2, "isStar": false, "teamId": 1, "mentorId": 1},
                ],
                "stadium": {"id": 1, "team_id": 1},
                "players_count": 2,
                "top_players": [{"id": 1, "isStar": true, "teamId": 1, "mentorId": null}],
            },
            {"id": 2, "name": "Kings", "players": [], "stadium": null, "players_count": 0, "top_players": []},
        ]);
        assert_eq!(to_value(teams.exec(db).await?)?, expected);
        let counted = Team::query().filter(teams::id.eq(1)).include(teams::top_players.count()).exec(db).await?;
        assert_eq!(to_value(&counted)?, json!([{"id": 1, "name": "Jazz", "top_players_count": 1}]));
        Ok(())
    }

    async fn a_page_has_its_rows_and_what_a_client_needs_to_ask_for_others(db) {
        league(db).await?;
        let page = Team::query().order(teams::id.asc()).include(teams::players.count()).page(2, 1).exec(db).await?;
        assert_eq!(
            to_string(&page)?,
            r#"{"rows":[{"id":2,"name":"Kings","players_count":0}],"total":2,"pages":2,"number":2,"size":1}"#
        );
        let beyond = Player::query().select(players::id).page(7, 2).exec(db).await?;
        assert_eq!(to_value(&beyond)?, json!({"rows": [], "total": 3, "pages": 2, "number": 7, "size": 2}));
        Ok(())
    }

    async fn keys_follow_the_renaming_of_their_model(db) {
        league(db).await?;
        let player = Player::find(2).include(players::personal_mentor.include(players::young_pupils.count()));
        let player = player.include(players::young_pupils).include(players::young_pupils.count()).exec(db).await?;
        let mentor = json!({"id": 1, "isStar": true, "teamId": 1, "mentorId": null, "youngPupilsCount": 1});
        let expected = json!({
            "id": 2, "isStar": false, "teamId": 1, "mentorId": 1,
            "personalMentor": mentor, "youngPupils": [], "youngPupilsCount": 0,
        });
        assert_eq!(to_value(&player)?, expected);
        let stadium = Stadium::find(1).include(stadiums::main_sponsors).include(stadiums::main_sponsors.count());
        let sponsor = json!({"ID": 1, "title": "Acme", "STADIUM_ID": 1});
        let expected = json!({"id": 1, "team_id": 1, "mainSponsors": [sponsor], "mainSponsorsCount": 1});
        assert_eq!(to_value(stadium.exec(db).await?)?, expected);
        let sponsor = Sponsor::find(1).include(sponsors::home_stadium).exec(db).await?;
        let home = json!({"id": 1, "team_id": 1});
        assert_eq!(to_value(&sponsor)?, json!({"ID": 1, "title": "Acme", "STADIUM_ID": 1, "HOME_STADIUM": home}));
        Ok(())
    }

    async fn a_link_has_a_key_for_the_row_of_its_junction(db) {
        league(db).await?;
        let linked = teams::sponsors.with_junction().include(sponsors::home_stadium);
        let team = Team::find(1).include(linked).exec(db).await?;
        let expected = json!({"id": 1, "name": "Jazz", "sponsors": [{
            "ID": 1, "title": "Acme", "STADIUM_ID": 1,
            "HOME_STADIUM": {"id": 1, "team_id": 1},
            "sponsor_contract": {"team_id": 1, "sponsor_id": 1, "money": 7},
        }]});
        assert_eq!(to_value(&team)?, expected);
        let plain = Team::find(1).include(teams::sponsors).exec(db).await?;
        assert_eq!(to_value(&plain)?["sponsors"], json!([{"ID": 1, "title": "Acme", "STADIUM_ID": 1}]));
        let named: TeamWith<(Included<teams::sponsors, Sponsor, LinkedWith<teams::sponsors>>,)> =
            Team::find(1).include(teams::sponsors.with_junction()).exec(db).await?;
        assert_eq!(named.sponsors()[0].link.money, 7);
        Ok(())
    }

    async fn chosen_columns_are_values(db) {
        league(db).await?;
        let chosen = teams::players.order(players::id.asc()).select((players::id, players::is_star));
        let team = Team::find(1).include(chosen).include(teams::stadium.select(stadiums::id)).exec(db).await?;
        let expected = json!({"id": 1, "name": "Jazz", "players": [[1, true], [2, false]], "stadium": 1});
        assert_eq!(to_value(&team)?, expected);
        let filtered = Player::query().filter(players::id.eq(2)).include(players::team.filter(teams::name.eq("Kings")));
        let filtered = to_value(filtered.exec(db).await?)?;
        assert_eq!(filtered, json!([{"id": 2, "isStar": false, "teamId": 1, "mentorId": 1, "team": null}]));
        Ok(())
    }

    async fn a_loaded_row_is_named_stored_cloned_compared_and_printed(db) {
        league(db).await?;
        let players = || teams::players.order(players::id.asc()).include(players::personal_mentor);
        let query = || Team::query().order(teams::id.asc()).include(players()).include(teams::top_players.count());
        let report = Report { title: "all", squads: query().include(teams::stadium).exec(db).await? };
        assert_eq!(report.squads.iter().map(squad_size).collect::<Vec<_>>(), [(2, 1), (0, 0)]);
        let again = Report { title: "all", squads: query().include(teams::stadium).exec(db).await? };
        assert_eq!((&report, report.clone()), (&again, again.clone()));
        assert_ne!(report.squads[0], report.squads[1]);
        let json = to_value(&report)?;
        assert_eq!(json["squads"][0]["players"][1]["personalMentor"]["isStar"], json!(true));
        assert_eq!(json["squads"][1]["top_players_count"], json!(0));
        let kings = r#"Loaded { row: Team { id: 2, name: "Kings" }, "#.to_owned()
            + "included: (players([]), top_players.count(0), stadium(None)) }";
        assert_eq!(format!("{:?}", report.squads[1]), kings);
        Team::find(2).exec(db).await?.create_player().is_star(false).exec(db).await?;
        let changed = query().include(teams::stadium).exec(db).await?;
        assert_eq!((report.squads[0] == changed[0], report.squads[1] == changed[1]), (true, false));
        Ok(())
    }

    async fn a_loaded_row_is_taken_apart(db) {
        league(db).await?;
        let team = Team::find(1).include(teams::players.order(players::id.asc()).include(players::personal_mentor));
        let team = team.include(teams::players.count()).include(teams::stadium).include(teams::sponsors.with_junction());
        let team = team.include(teams::cups).exec(db).await?;
        let (row, (players, count, stadium, sponsors, cups)) = team.into_parts();
        assert_eq!(cups, []);
        assert_eq!((&*row.name, count, stadium.map(|stadium| stadium.id)), ("Jazz", 2, Some(1)));
        assert_eq!((&*sponsors[0].full_name, sponsors[0].link.money), ("Acme", 7));
        let apart = players.into_iter().map(|player| player.into_parts());
        let apart: Vec<_> = apart.map(|(player, (mentor,))| (player.id, mentor.map(|mentor| mentor.id))).collect();
        assert_eq!(apart, [(1, None), (2, Some(1))]);
        Ok(())
    }
}
