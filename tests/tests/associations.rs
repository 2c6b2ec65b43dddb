//! trial
#![allow(missing_docs)]
use orm_core::prelude::*;
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
pub struct Team {
    pub id: i32,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
pub struct Player {
    pub id: i32,
    pub name: String,
    pub rating: i32,
    pub club_id: Option<i32>,
}

behaviour! {
    async fn a_player_moves(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        let jazz = Team::create().name("Jazz").exec(db).await?;
        let mut karl = jazz.create_player().name("Karl").rating(9).exec(db).await?;
        statements.clear();
        jazz.add_player(&karl).exec(db).await?;
        assert_eq!(statements.count(), 1);
        assert_eq!(jazz.get_players().filter(players::rating.ge(8)).exec(db).await?, vec![karl.clone()]);
        karl.set_team(None).exec(db).await?;
        jazz.set_players([&karl]).exec(db).await?;
        let t = karl.create_team().name("New").exec(db).await?;
        assert_eq!(karl.club_id, Some(t.id));
        Ok(())
    }
}
