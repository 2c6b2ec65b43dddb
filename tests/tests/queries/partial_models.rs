//! A second model over the table of another one, with some of its columns: it is queried, included and serialized as any
//! model is.

use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::{TestConnection, behaviour, sql_of};
use serde_json::json;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    history: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    biography: String,
    team_id: Option<i32>,
}

/// Models of some columns. Their modules of columns have the names of the tables, so they stand in a module of their own.
mod names {
    use orm_core::Model;
    use serde::Serialize;

    /// Some columns of a team, with some columns of its players below them.
    #[derive(Model, Debug, Clone, PartialEq, Serialize)]
    #[model(table = super::teams)]
    #[has_many(PlayerName, as = "players", foreign_key = "team_id")]
    pub(super) struct TeamName {
        pub(super) id: i32,
        pub(super) name: String,
    }

    #[derive(Model, Debug, Clone, PartialEq, Serialize)]
    #[model(table = super::players)]
    #[belongs_to(TeamName, as = "team", foreign_key = "team_id")]
    pub(super) struct PlayerName {
        pub(super) id: i32,
        pub(super) name: String,
        pub(super) team_id: Option<i32>,
    }
}

use names::{PlayerName, TeamName};

behaviour! {
    async fn some_columns_are_read_with_includes_below_them(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        let karl = Player::create().name("Karl").biography("long");
        let jazz = Team::create().name("Jazz").history("long").players([karl]).exec(db).await?;
        statements.clear();
        let teams = TeamName::query().filter(teams::name.eq("Jazz")).include(names::teams::players).exec(db).await?;
        assert_eq!(statements.count(), 2);
        assert_eq!(
            serde_json::to_value(&teams)?,
            json!([{"id": 1, "name": "Jazz", "players": [{"id": 1, "name": "Karl", "team_id": 1}]}])
        );
        let found = TeamName::find(jazz.id).exec(db).await?;
        assert_eq!(found.get_players().exec(db).await?[0].name, "Karl");
        let karl = PlayerName::query().include(names::players::team).first().exec(db).await?.expect("a player");
        assert_eq!(karl.team().map(|team| &*team.name), Some("Jazz"));
        // The columns of the two models are the same.
        assert_eq!(TeamName::query().filter(teams::history.eq("long")).count().exec(db).await?, 1);
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        TeamName::query().include(names::teams::players);
        TeamName::find(1);
    });
}
