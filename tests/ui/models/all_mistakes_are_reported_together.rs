// errors: 7

use orm_core::prelude::*;

#[derive(Model)]
#[model(tabel = "clubs")]
#[has_many(Player, foriegn_key = "club_id", on_delete = "set nil")]
#[belongs_to(League)]
struct Team {
    #[column(primary_key = "yes")]
    id: i32,
    #[column(defualt = "Jazz")]
    name: String,
    #[column(default = 3)]
    motto: String,
}

#[derive(Model)]
struct Player {
    id: i32,
    club_id: i32,
}

#[derive(Model)]
struct League {
    id: i32,
}

fn players(team: &Team, player: &Player) {
    let _league = team.get_league();
    let _players = team.get_players().filter(players::club_id.eq(7));
    let _new = Team::create().name("Jazz");
    let _added = team.add_player(player);
}

fn main() {}
