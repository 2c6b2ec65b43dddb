//! Raw SQL of a user names columns without their table. It sees the model's own table, also where a statement joins
//! other tables that have a column of the same name.

use diesel::dsl::sql;
use diesel::sql_types::{Bool, Text};
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Stadium)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to_many(Club, through = Membership)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Player, through = Membership)]
struct Club {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Membership {
    #[column(primary_key)]
    club_id: i32,
    #[column(primary_key)]
    player_id: i32,
    name: String,
}

fixture! {
    /// The order of the players by name is not that of their teams, stadiums and memberships.
    async fn league(db) -> Club {
        db.create_tables(schema![Team, Player, Stadium, Club, Membership]).await?;
        let club = Club::create().name("M").exec(db).await?;
        for (team, player) in [("A", "Z"), ("B", "Y"), ("C", "X")] {
            let team = Team::create().name(team).stadium(Stadium::create().name(player)).exec(db).await?;
            let made = team.create_player().name(player).exec(db).await?;
            club.add_player(&made).name(&*team.name).exec(db).await?;
        }
        Ok(club)
    }
}

fn named(name: &'static str) -> diesel::expression::SqlLiteral<Bool> {
    sql::<Bool>(name)
}

behaviour! {
    async fn beside_a_joined_association(db) {
        league(db).await?;
        let last = || sql::<Text>("name DESC");
        let first = Player::query().order(last()).include(players::team).first().exec(db).await?.expect("a player");
        assert_eq!((&*first.name, first.team().map(|team| &*team.name)), ("Z", Some("A")));
        let found = Player::query().filter(named("name = 'X'")).include(players::team).first().exec(db).await?;
        assert_eq!(found.map(|player| player.team().map(|team| team.name.clone())), Some(Some("C".to_owned())));
        let boxed = Player::query().boxed().order(last()).include(players::team).first();
        assert_eq!(boxed.exec(db).await?.map(|player| player.name.clone()), Some("Z".to_owned()));
        let team = Team::query().filter(named("name = 'B'")).include(teams::stadium).first().exec(db).await?;
        assert_eq!(team.and_then(|team| team.stadium().map(|stadium| stadium.name.clone())), Some("Y".to_owned()));
        let player = Player::find(1).exec(db).await?;
        let team = player.get_team().filter(named("name = 'A'")).include(teams::stadium).exec(db).await?;
        assert_eq!(team.and_then(|team| team.stadium().map(|stadium| stadium.name.clone())), Some("Z".to_owned()));
        Ok(())
    }

    /// A junction may be named in a condition of its own, so raw SQL says which table it means.
    async fn through_a_junction_a_name_of_two_tables_is_an_error(db) {
        let club = league(db).await?;
        let late = || named("name >= 'Y'");
        let failed = Club::query().include(clubs::players.filter(late())).exec(db).await;
        assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
        let failed = Club::query().include(clubs::players.filter(late()).count()).exec(db).await;
        assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
        let failed = Club::query().filter(clubs::players.any(late())).exec(db).await;
        assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
        let failed = club.get_players().with_junction().filter(late()).exec(db).await;
        assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
        let players = club.get_players().filter(late()).order(sql::<Text>("name")).exec(db).await?;
        assert_eq!(players.iter().map(|player| &*player.name).collect::<Vec<_>>(), ["Y", "Z"]);
        let clubs = Club::query().include(clubs::players.filter(named("players.name >= 'Y'"))).exec(db).await?;
        assert_eq!(clubs[0].players().len(), 2);
        Ok(())
    }
}
