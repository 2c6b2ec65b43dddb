//! Multiple associations involving the same models.

// Multiple associations involving the same models, as printed. What the guide calls `HomeTeam` is a game, that of a
// team at home; there is only one, as `hasOne` says; and `Game.belongsTo(Team)` adds a third key beside the two. Here
// that third key is a field, and two associations of a team to games must have aliases
// (`associations/an_association_is_declared_once`).
mod as_printed {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Game, as = "home_team", foreign_key = "home_team_id")]
    #[has_one(Game, as = "away_team", foreign_key = "away_team_id")]
    struct Team {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Team)]
    struct Game {
        id: i32,
        home_team_id: Option<i32>,
        away_team_id: Option<i32>,
        team_id: Option<i32>,
    }

    #[test]
    fn there_are_three_keys() {
        let schema = schema![Team, Game];
        assert_eq!(ddl::postgres(schema).matches("FOREIGN KEY").count(), 3);
        for (column, constraint) in [
            ("home_team_id", "games_home_team_id_fkey"),
            ("away_team_id", "games_away_team_id_fkey"),
            ("team_id", "games_team_id_fkey"),
        ] {
            assert_eq!(
                ddl::definition(schema, constraint),
                format!(r#"FOREIGN KEY ("{column}") REFERENCES "teams" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#)
            );
        }
    }

    behaviour! {
        async fn the_aliases_are_told_apart(db) {
            db.create_tables(schema![Team, Game]).await?;
            let jazz = Team::create().name("Jazz").exec(db).await?;
            let home = jazz.create_home_team().exec(db).await?;
            let away = jazz.create_away_team().exec(db).await?;
            assert_eq!((home.home_team_id, home.away_team_id, home.team_id), (Some(jazz.id), None, None));
            assert_eq!(home.get_team().exec(db).await?, None);
            assert_eq!(jazz.get_home_team().exec(db).await?, Some(home));
            assert_eq!(jazz.get_away_team().exec(db).await?, Some(away));
            Ok(())
        }
    }
}

// Multiple associations involving the same models, as meant: a game has a team at home and one away, a team has many
// games of each kind.
mod as_meant {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_many(Game, as = "home_games", foreign_key = "home_team_id")]
    #[has_many(Game, as = "away_games", foreign_key = "away_team_id")]
    struct Team {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Team, as = "home_team")]
    #[belongs_to(Team, as = "away_team")]
    struct Game {
        id: i32,
        home_team_id: i32,
        away_team_id: i32,
    }

    #[test]
    fn there_are_two_keys() {
        assert_eq!(ddl::postgres(schema![Team, Game]).matches("FOREIGN KEY").count(), 2);
    }

    behaviour! {
        async fn a_game_has_two_teams_and_a_team_many_games(db) {
            db.create_tables(schema![Team, Game]).await?;
            let jazz = Team::create().name("Jazz").exec(db).await?;
            let bulls = Team::create().name("Bulls").exec(db).await?;
            let first = jazz.create_home_game().away_team_id(bulls.id).exec(db).await?;
            let second = bulls.create_home_game().away_team_id(jazz.id).exec(db).await?;
            let third = jazz.create_home_game().away_team_id(bulls.id).exec(db).await?;
            assert_eq!(second.get_home_team().exec(db).await?, bulls);
            assert_eq!(second.get_away_team().exec(db).await?, jazz);
            assert_eq!(jazz.get_away_games().exec(db).await?, [second]);
            assert_eq!(jazz.get_home_games().order(games::id.asc()).exec(db).await?, [first, third]);
            Ok(())
        }

        // Loaded eagerly they are told apart by their names too
        async fn both_teams_and_both_kinds_of_games_come_along(db, statements) {
            db.create_tables(schema![Team, Game]).await?;
            let jazz = Team::create().name("Jazz").exec(db).await?;
            let bulls = Team::create().name("Bulls").exec(db).await?;
            jazz.create_home_game().away_team_id(bulls.id).exec(db).await?;
            bulls.create_home_game().away_team_id(jazz.id).exec(db).await?;
            jazz.create_home_game().away_team_id(bulls.id).exec(db).await?;
            statements.clear();

            let game = Game::find(2).include(games::home_team).include(games::away_team).exec(db).await?;
            assert_eq!((game.home_team(), game.away_team()), (&bulls, &jazz));
            assert_eq!(statements.take(), "1");

            let home = teams::home_games.order(games::id.asc()).include(games::away_team);
            let teams = Team::query().order(teams::id.asc()).include(home).include(teams::away_games.count());
            let teams = teams.exec(db).await?;
            assert_eq!(statements.take(), "4");
            let guests = |at: usize| teams[at].home_games().iter().map(|game| game.away_team().name.as_str());
            assert_eq!(guests(0).collect::<Vec<_>>(), ["Bulls", "Bulls"]);
            assert_eq!(guests(1).collect::<Vec<_>>(), ["Jazz"]);
            assert_eq!((teams[0].away_games_count(), teams[1].away_games_count()), (1, 2));
            Ok(())
        }
    }
}
