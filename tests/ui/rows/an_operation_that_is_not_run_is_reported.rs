// errors: 17

#![deny(unused_must_use)]

use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
pub struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model)]
#[belongs_to(Team)]
pub struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: Option<i32>,
}

pub fn forgotten(team: &Team, player: &mut Player, other: &Player) {
    Team::query();
    Team::find(7);
    Team::create().name("Jazz");
    team.update().name("Jazz");
    team.delete();
    team.get_players();
    team.count_players();
    team.has_player(other);
    team.add_player(other);
    team.add_players([other]);
    team.remove_player(other);
    team.set_players([other]);
    player.set_team(team);
    Team::query().first();
    Team::query().exists();
    Team::query().delete();
    Team::create_many([Team::create().name("Jazz")]);
}

fn main() {}
