//! Random teams with all associated rows, in memory and as INSERT statements.

use std::collections::BTreeSet;

use orm_core::prelude::*;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::Strategy;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player, foreign_key = "club_id")]
#[has_one(Stadium)]
#[belongs_to_many(Cup, through = "cups_teams")]
#[belongs_to_many(Sponsor, through = Contract)]
pub(crate) struct Team {
    #[column(generated = false)]
    pub(crate) id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
#[belongs_to(Agent)]
#[belongs_to(Player, as = "mentor", foreign_key = "mentor_id")]
#[has_many(Player, as = "pupils", foreign_key = "mentor_id")]
#[has_many(Goal)]
pub(crate) struct Player {
    #[column(generated = false)]
    pub(crate) id: i32,
    pub(crate) rating: i32,
    pub(crate) weight: Option<i32>,
    pub(crate) club_id: Option<i32>,
    pub(crate) agent_id: i32,
    pub(crate) mentor_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Player)]
pub(crate) struct Goal {
    #[column(generated = false)]
    pub(crate) id: i32,
    pub(crate) minute: i32,
    pub(crate) player_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
pub(crate) struct Agent {
    #[column(generated = false)]
    pub(crate) id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
pub(crate) struct Stadium {
    #[column(generated = false)]
    pub(crate) id: i32,
    pub(crate) team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = "cups_teams")]
pub(crate) struct Cup {
    #[column(generated = false)]
    pub(crate) id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = Contract)]
pub(crate) struct Sponsor {
    #[column(generated = false)]
    pub(crate) id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Contract {
    #[column(primary_key)]
    pub(crate) team_id: i32,
    #[column(primary_key)]
    pub(crate) sponsor_id: i32,
    pub(crate) money: i32,
}

pub(crate) const TEAMS: i32 = 4;
pub(crate) const AGENTS: i32 = 3;
pub(crate) const CUPS: i32 = 4;

/// All rows, in the order of their keys. Teams, agents, cups and sponsors are always there.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) players: Vec<Player>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) stadiums: Vec<Stadium>,
    pub(crate) cups: BTreeSet<(i32, i32)>,
    pub(crate) contracts: Vec<Contract>,
}

/// The numbers in the options of the includes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) rating: i32,
    pub(crate) minute: i32,
    pub(crate) money: i32,
    pub(crate) least: i64,
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

pub(crate) fn world() -> impl Strategy<Value = (World, Options)> {
    let player = (0..5, option::of(0..5), option::weighted(0.8, 0..TEAMS), 0..AGENTS, option::of(0_usize..12));
    let players = vec(player, 0..12);
    let goals = vec((0..90, 0_usize..12), 0..16);
    let stadiums = vec(option::of(0..TEAMS), 0..5);
    let links = vec((0..TEAMS, 0..CUPS), 0..10);
    let contracts = btree_map((0..TEAMS, 0..CUPS), 0..5, 0..10);
    let rows = (players, goals, stadiums, links, contracts);
    let numbers = (0..6, 0..90, 0..6, 0_i64..4, 0_u32..4, 0_u32..3);
    let options = numbers.prop_map(|(rating, minute, money, least, limit, offset)| Options {
        rating,
        minute,
        money,
        least,
        limit,
        offset,
    });
    (
        rows.prop_map(|(players, goals, stadiums, links, contracts)| {
            let (count, mut taken) = (players.len(), BTreeSet::new());
            let players: Vec<Player> = (0..)
                .zip(players)
                .map(|(id, (rating, weight, club_id, agent_id, mentor))| {
                    let mentor_id = mentor.and_then(|mentor| i32::try_from(mentor % count).ok());
                    Player { id, rating, weight, club_id, agent_id, mentor_id }
                })
                .collect();
            let goals = if players.is_empty() { Vec::new() } else { goals };
            let goals = (0..)
                .zip(goals)
                .map(|(id, (minute, player))| Goal { id, minute, player_id: players[player % count].id })
                .collect();
            // A team has one stadium.
            let stadiums = stadiums.into_iter().map(|team| team.filter(|team| taken.insert(*team)));
            let stadiums = (0..).zip(stadiums).map(|(id, team_id)| Stadium { id, team_id }).collect();
            let contracts = contracts.into_iter();
            let contracts = contracts.map(|((team_id, sponsor_id), money)| Contract { team_id, sponsor_id, money });
            World { goals, stadiums, cups: links.into_iter().collect(), contracts: contracts.collect(), players }
        }),
        options,
    )
}

/// `INSERT INTO table VALUES (..), (..);`
fn insert<T>(table: &str, rows: impl IntoIterator<Item = T>, values: impl Fn(T) -> String) -> String {
    let rows: Vec<String> = rows.into_iter().map(|row| format!("({})", values(row))).collect();
    if rows.is_empty() { String::new() } else { format!("INSERT INTO {table} VALUES {};", rows.join(", ")) }
}

fn number(value: Option<i32>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| value.to_string())
}

impl World {
    /// The statements that put these rows in the place of all others.
    pub(crate) fn sql(&self) -> String {
        let tables = ["stadiums", "cups_teams", "contracts", "goals"];
        let emptied: String = tables.map(|table| format!("DELETE FROM {table};")).concat();
        // Their mentors are players.
        let players =
            insert("players", &self.players, |Player { id, rating, weight, club_id, agent_id, mentor_id }| {
                format!("{id}, {rating}, {}, {}, {agent_id}, {}", number(*weight), number(*club_id), number(*mentor_id))
            });
        emptied
            + "UPDATE players SET mentor_id = NULL; DELETE FROM players;"
            + &players
            + &insert("goals", &self.goals, |goal| format!("{}, {}, {}", goal.id, goal.minute, goal.player_id))
            + &insert("stadiums", &self.stadiums, |Stadium { id, team_id }| format!("{id}, {}", number(*team_id)))
            + &insert("cups_teams (team_id, cup_id)", &self.cups, |(team, cup)| format!("{team}, {cup}"))
            + &insert("contracts", &self.contracts, |row| format!("{}, {}, {}", row.team_id, row.sponsor_id, row.money))
    }

    pub(crate) fn mentor_of(&self, player: &Player) -> Option<&Player> {
        self.players.iter().find(|mentor| player.mentor_id == Some(mentor.id))
    }

    pub(crate) fn players_of(&self, team: i32) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(move |player| player.club_id == Some(team))
    }

    pub(crate) fn goals_of(&self, player: i32) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(move |goal| goal.player_id == player)
    }

    pub(crate) fn cups_of(&self, team: i32) -> impl DoubleEndedIterator<Item = i32> {
        self.cups.range((team, 0)..(team + 1, 0)).map(|(_, cup)| *cup)
    }

    pub(crate) fn contracts_of(&self, team: i32) -> impl Iterator<Item = &Contract> {
        self.contracts.iter().filter(move |contract| contract.team_id == team)
    }

    pub(crate) fn stadium_of(&self, team: i32) -> Option<i32> {
        self.stadiums.iter().find(|stadium| stadium.team_id == Some(team)).map(|stadium| stadium.id)
    }

    /// The statements that make the rows that are always there.
    pub(crate) fn fixed_rows() -> String {
        let tables = [("teams", TEAMS), ("agents", AGENTS), ("cups", CUPS), ("sponsors", CUPS)];
        tables.map(|(table, rows)| insert(table, 0..rows, |id| id.to_string())).concat()
    }

    /// The teams that a condition in memory holds for.
    pub(crate) fn teams(&self, holds: impl Fn(&Self, i32) -> bool) -> Vec<i32> {
        (0..TEAMS).filter(|team| holds(self, *team)).collect()
    }
}

impl Options {
    /// What is left of a source's targets.
    pub(crate) fn cut<T>(self, rows: impl IntoIterator<Item = T>) -> Vec<T> {
        rows.into_iter().skip(size(self.offset)).take(size(self.limit)).collect()
    }
}

/// A limit or an offset.
pub(crate) fn size(number: u32) -> usize {
    usize::try_from(number).expect("it is small")
}

/// How many rows there are, as the database counts them.
pub(crate) fn amount<T>(rows: impl Iterator<Item = T>) -> i64 {
    i64::try_from(rows.count()).expect("they are few")
}

pub(crate) fn sorted<T: Ord>(rows: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut rows: Vec<T> = rows.into_iter().collect();
    rows.sort();
    rows
}

/// The best first.
pub(crate) fn ranked<'a>(players: impl Iterator<Item = &'a Player>) -> Vec<i32> {
    sorted(players.map(|player| (-player.rating, player.id))).into_iter().map(|(_, id)| id).collect()
}

/// In the order of their keys.
pub(crate) fn by_id<'a>(players: impl Iterator<Item = &'a Player>) -> Vec<i32> {
    sorted(players.map(|player| player.id))
}
