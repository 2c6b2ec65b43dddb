//! Random sequences of operations on a `has_one`, a `belongs_to` and two `belongs_to_many` (without a junction model,
//! from both sides, and with one) against tables in memory: after each step, the results and the rows of both are
//! equal.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Integer;
use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::IN_MEMORY;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Coach)]
#[belongs_to_many(Player, through = "squads")]
#[belongs_to_many(Player, as = "stars", through = Contract)]
struct Team {
    #[column(generated = false)]
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Coach {
    #[column(generated = false)]
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = "squads")]
struct Player {
    #[column(generated = false)]
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Contract {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    player_id: i32,
    pay: i32,
}

/// The numbers that rows can have: few, so that operations meet.
const NUMBERS: i32 = 5;
const SEQUENCES: u32 = 500;

/// An operation; numbers are those of a team and of a player or coach.
#[derive(Debug, Clone)]
enum Step {
    CreateTeam(i32),
    DeleteTeam(i32),
    DeletePlayer(i32),
    DeleteCoach(i32),
    Link(Link, i32, Vec<i32>),
    LinkFromTheOtherSide(Link, i32, Vec<i32>),
    Star(Link, i32, Vec<i32>, i32),
    CreatePlayer(i32, i32),
    CreateStar(i32, i32, i32),
    CreateCoach(i32, i32),
    SetCoach(i32, Option<i32>),
    SetTeam(i32, Option<i32>),
    CreateTeamOf(i32, i32),
}

#[derive(Debug, Clone, Copy)]
enum Link {
    Add,
    Remove,
    Set,
    Has,
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..NUMBERS;
    let pair = move || (number(), number());
    let link =
        || prop_oneof![2 => Just(Link::Add), 1 => Just(Link::Remove), 2 => Just(Link::Set), 1 => Just(Link::Has)];
    let links = move || (link(), number(), vec(number(), 0..4));
    let maybe = move || (number(), proptest::option::weighted(0.8, number()));
    prop_oneof![
        2 => number().prop_map(Step::CreateTeam),
        1 => number().prop_map(Step::DeleteTeam),
        1 => number().prop_map(Step::DeletePlayer),
        1 => number().prop_map(Step::DeleteCoach),
        5 => links().prop_map(|(link, team, players)| Step::Link(link, team, players)),
        3 => links().prop_map(|(link, player, teams)| Step::LinkFromTheOtherSide(link, player, teams)),
        5 => (links(), 0..3).prop_map(|((link, team, players), pay)| Step::Star(link, team, players, pay)),
        2 => pair().prop_map(|(team, player)| Step::CreatePlayer(team, player)),
        2 => (pair(), 0..3).prop_map(|((team, player), pay)| Step::CreateStar(team, player, pay)),
        3 => pair().prop_map(|(team, coach)| Step::CreateCoach(team, coach)),
        3 => maybe().prop_map(|(team, coach)| Step::SetCoach(team, coach)),
        3 => maybe().prop_map(|(coach, team)| Step::SetTeam(coach, team)),
        1 => pair().prop_map(|(coach, team)| Step::CreateTeamOf(coach, team)),
    ]
}

/// What a step yields.
#[derive(Debug, PartialEq)]
enum Outcome {
    Done,
    Number(usize),
    Changed(LinksChanged),
    Truth(bool),
    Contracts(Vec<(i32, i32, i32)>),
    Coach(Option<(i32, Option<i32>)>),
    NotFound,
    Duplicate,
    /// A row that was to be referenced is not there.
    Missing,
}

fn outcome<T>(result: Result<T, Error>, success: impl FnOnce(T) -> Outcome) -> Outcome {
    match result {
        Ok(value) => success(value),
        Err(Error::NotFound { .. }) => Outcome::NotFound,
        Err(Error::UniqueViolation(_)) => Outcome::Duplicate,
        Err(Error::ForeignKeyViolation(_)) => Outcome::Missing,
        Err(other) => panic!("{other:?}"),
    }
}

fn done<T>(result: Result<T, Error>) -> Outcome {
    outcome(result, |_| Outcome::Done)
}

fn contracts(rows: Vec<Contract>) -> Outcome {
    Outcome::Contracts(rows.into_iter().map(|row| (row.team_id, row.player_id, row.pay)).collect())
}

fn coach(row: Option<Coach>) -> Outcome {
    Outcome::Coach(row.map(|row| (row.id, row.team_id)))
}

/// The database in memory.
#[derive(Debug, Default, Clone, PartialEq)]
struct Tables {
    teams: BTreeSet<i32>,
    players: BTreeSet<i32>,
    /// The team of each coach.
    coaches: BTreeMap<i32, Option<i32>>,
    squads: BTreeSet<(i32, i32)>,
    /// The pay of each team's players.
    contracts: BTreeMap<(i32, i32), i32>,
}

impl Tables {
    fn apply(&mut self, step: &Step) -> Outcome {
        match step {
            Step::CreateTeam(team) if !self.teams.insert(*team) => Outcome::Duplicate,
            Step::CreateTeam(_) => Outcome::Done,
            Step::DeleteTeam(team) if !self.teams.remove(team) => Outcome::NotFound,
            Step::DeleteTeam(team) => {
                self.detach_coach(*team);
                self.squads.retain(|(of, _)| of != team);
                self.contracts.retain(|(of, _), _| of != team);
                Outcome::Done
            }
            Step::DeletePlayer(player) if !self.players.remove(player) => Outcome::NotFound,
            Step::DeletePlayer(player) => {
                self.squads.retain(|(_, who)| who != player);
                self.contracts.retain(|(_, who), _| who != player);
                Outcome::Done
            }
            Step::DeleteCoach(coach) => self.coaches.remove(coach).map_or(Outcome::NotFound, |_| Outcome::Done),
            Step::Link(link, team, players) => {
                let pairs: BTreeSet<_> = players.iter().map(|player| (*team, *player)).collect();
                self.link(*link, &pairs, |(of, _)| of == *team)
            }
            Step::LinkFromTheOtherSide(link, player, teams) => {
                let pairs: BTreeSet<_> = teams.iter().map(|team| (*team, *player)).collect();
                self.link(*link, &pairs, |(_, who)| who == *player)
            }
            Step::Star(link, team, players, pay) => self.star(*link, *team, players, *pay),
            Step::CreatePlayer(_, player) | Step::CreateStar(_, player, _) if self.players.contains(player) => {
                Outcome::Duplicate
            }
            Step::CreatePlayer(team, _) | Step::CreateStar(team, ..) if !self.teams.contains(team) => Outcome::Missing,
            Step::CreatePlayer(team, player) => {
                self.players.insert(*player);
                self.squads.insert((*team, *player));
                Outcome::Done
            }
            Step::CreateStar(team, player, pay) => {
                self.players.insert(*player);
                self.contracts.insert((*team, *player), *pay);
                Outcome::Done
            }
            Step::CreateCoach(team, coach) => self.create_coach(*team, *coach),
            Step::SetCoach(team, coach) => self.set_coach(*team, *coach),
            Step::SetTeam(coach, team) => self.set_team(*coach, *team),
            Step::CreateTeamOf(_, team) if self.teams.contains(team) => Outcome::Duplicate,
            Step::CreateTeamOf(coach, _) if !self.coaches.contains_key(coach) => Outcome::NotFound,
            Step::CreateTeamOf(coach, team) => {
                self.teams.insert(*team);
                self.coaches.insert(*coach, Some(*team));
                Outcome::Done
            }
        }
    }

    fn can_link<'a>(&self, mut pairs: impl Iterator<Item = &'a (i32, i32)>) -> bool {
        pairs.all(|(team, player)| self.teams.contains(team) && self.players.contains(player))
    }

    fn link(&mut self, link: Link, pairs: &BTreeSet<(i32, i32)>, mine: impl Fn((i32, i32)) -> bool) -> Outcome {
        let before = self.squads.clone();
        match link {
            Link::Has => return Outcome::Truth(pairs.is_subset(&before)),
            Link::Add | Link::Set if !self.can_link(pairs.iter()) => return Outcome::Missing,
            Link::Add => self.squads.extend(pairs),
            Link::Remove => self.squads.retain(|pair| !pairs.contains(pair)),
            Link::Set => {
                self.squads.retain(|pair| !mine(*pair));
                self.squads.extend(pairs);
            }
        }
        let (added, removed) = (self.squads.difference(&before).count(), before.difference(&self.squads).count());
        match link {
            Link::Set => Outcome::Changed(LinksChanged { added, removed }),
            _ => Outcome::Number(added + removed),
        }
    }

    fn star(&mut self, link: Link, team: i32, players: &[i32], pay: i32) -> Outcome {
        let mut seen = BTreeSet::new();
        let pairs = players.iter().filter(|player| seen.insert(**player)).map(|player| (team, *player));
        let pairs: Vec<(i32, i32)> = pairs.collect();
        let before = self.contracts.len();
        match link {
            Link::Has => Outcome::Truth(pairs.iter().all(|pair| self.contracts.contains_key(pair))),
            Link::Add | Link::Set if !self.can_link(pairs.iter()) => Outcome::Missing,
            Link::Add => {
                self.contracts.extend(pairs.iter().map(|pair| (*pair, pay)));
                Outcome::Contracts(pairs.into_iter().map(|(team, player)| (team, player, pay)).collect())
            }
            Link::Remove => {
                self.contracts.retain(|pair, _| !pairs.contains(pair));
                Outcome::Number(before - self.contracts.len())
            }
            Link::Set => {
                self.contracts.retain(|pair, _| pair.0 != team || pairs.contains(pair));
                let kept = self.contracts.len();
                for pair in pairs {
                    self.contracts.entry(pair).or_insert(pay);
                }
                Outcome::Changed(LinksChanged { added: self.contracts.len() - kept, removed: before - kept })
            }
        }
    }

    fn detach_coach(&mut self, team: i32) {
        self.coaches.values_mut().filter(|of| **of == Some(team)).for_each(|of| *of = None);
    }

    fn create_coach(&mut self, team: i32, coach: i32) -> Outcome {
        if self.coaches.contains_key(&coach) {
            return Outcome::Duplicate;
        }
        if !self.teams.contains(&team) {
            return Outcome::Missing;
        }
        self.detach_coach(team);
        self.coaches.insert(coach, Some(team));
        Outcome::Coach(Some((coach, Some(team))))
    }

    fn set_coach(&mut self, team: i32, coach: Option<i32>) -> Outcome {
        let Some(coach) = coach else {
            self.detach_coach(team);
            return Outcome::Coach(None);
        };
        if !self.coaches.contains_key(&coach) {
            return Outcome::NotFound;
        }
        if !self.teams.contains(&team) {
            return Outcome::Missing;
        }
        self.detach_coach(team);
        self.coaches.insert(coach, Some(team));
        Outcome::Coach(Some((coach, Some(team))))
    }

    fn set_team(&mut self, coach: i32, team: Option<i32>) -> Outcome {
        if !self.coaches.contains_key(&coach) {
            return Outcome::NotFound;
        }
        if team.is_some_and(|team| !self.teams.contains(&team)) {
            return Outcome::Missing;
        }
        if team.is_some() && self.coaches.iter().any(|(other, of)| *other != coach && *of == team) {
            return Outcome::Duplicate;
        }
        self.coaches.insert(coach, team);
        Outcome::Coach(Some((coach, team)))
    }
}

/// Runs one operation.
macro_rules! run {
    ($db:expr, $step:expr) => {{
        let (db, team) = ($db, |id: &i32| Team { id: *id });
        let (player, of) = (|id: &i32| Player { id: *id }, |id: &i32| Coach { id: *id, team_id: None });
        match $step {
            Step::CreateTeam(id) => done(Team::create().id(*id).exec(db)),
            Step::DeleteTeam(id) => done(team(id).delete().exec(db)),
            Step::DeletePlayer(id) => done(player(id).delete().exec(db)),
            Step::DeleteCoach(id) => done(of(id).delete().exec(db)),
            Step::Link(Link::Add, id, ids) => outcome(team(id).add_players(ids).exec(db), Outcome::Number),
            Step::Link(Link::Remove, id, ids) => outcome(team(id).remove_players(ids).exec(db), Outcome::Number),
            Step::Link(Link::Set, id, ids) => outcome(team(id).set_players(ids).exec(db), Outcome::Changed),
            Step::Link(Link::Has, id, ids) => outcome(team(id).has_players(ids).exec(db), Outcome::Truth),
            Step::LinkFromTheOtherSide(link, id, ids) => match link {
                Link::Add => outcome(player(id).add_teams(ids).exec(db), Outcome::Number),
                Link::Remove => outcome(player(id).remove_teams(ids).exec(db), Outcome::Number),
                Link::Set => outcome(player(id).set_teams(ids).exec(db), Outcome::Changed),
                Link::Has => outcome(player(id).has_teams(ids).exec(db), Outcome::Truth),
            },
            Step::Star(link, id, ids, pay) => match link {
                Link::Add => outcome(team(id).add_stars(ids).pay(*pay).exec(db), contracts),
                Link::Remove => outcome(team(id).remove_stars(ids).exec(db), Outcome::Number),
                Link::Set => outcome(team(id).set_stars(ids).pay(*pay).exec(db), Outcome::Changed),
                Link::Has => outcome(team(id).has_stars(ids).exec(db), Outcome::Truth),
            },
            Step::CreatePlayer(id, new) => done(team(id).create_player().id(*new).exec(db)),
            Step::CreateStar(id, new, pay) => {
                done(team(id).create_star(Contract::create().pay(*pay)).id(*new).exec(db))
            }
            Step::CreateCoach(id, new) => outcome(team(id).create_coach().id(*new).exec(db), |row| coach(Some(row))),
            Step::SetCoach(id, given) => outcome(team(id).set_coach(*given).exec(db), coach),
            Step::SetTeam(id, given) => {
                let mut row = of(id);
                let set = row.set_team(*given).exec(db);
                outcome(set, |_| coach(Some(row)))
            }
            Step::CreateTeamOf(id, new) => done(of(id).create_team().id(*new).exec(db)),
        }
    }};
}

/// What is in the database.
macro_rules! tables {
    ($db:expr) => {{
        let coaches = Coach::query().select((coaches::id, coaches::team_id)).exec($db).expect("coaches");
        let contracts = Contract::query().exec($db).expect("contracts");
        let squads = sql::<(Integer, Integer)>("SELECT team_id, player_id FROM squads").load($db).expect("squads");
        Tables {
            teams: Team::query().select(teams::id).exec($db).expect("teams").into_iter().collect(),
            players: Player::query().select(players::id).exec($db).expect("players").into_iter().collect(),
            coaches: coaches.into_iter().collect(),
            squads: squads.into_iter().collect(),
            contracts: contracts.into_iter().map(|row| ((row.team_id, row.player_id), row.pay)).collect(),
        }
    }};
}

/// Runs the sequences on a blocking connection.
macro_rules! sequences {
    ($db:ident, $create_tables:path) => {{
        $create_tables(&mut $db, schema![Team, Coach, Player, Contract]).expect("tables");
        let db = RefCell::new($db);
        let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&vec(step(), 1..30), |steps| {
            let db = &mut *db.borrow_mut();
            let emptied =
                ["coaches", "squads", "contracts", "players", "teams"].map(|table| format!("DELETE FROM {table}"));
            db.batch_execute(&emptied.join(";")).expect("empty tables");
            let numbers = || 0..NUMBERS - 1;
            Team::create_many(numbers().map(|id| Team::create().id(id))).exec(db).expect("teams");
            Player::create_many(numbers().map(|id| Player::create().id(id))).exec(db).expect("players");
            let mut tables = Tables { teams: numbers().collect(), players: numbers().collect(), ..Tables::default() };
            for step in &steps {
                let got = run!(&mut *db, step);
                assert_eq!(got, tables.apply(step), "{step:?}");
                assert_eq!(tables!(db), tables, "after {step:?}");
                for id in &tables.teams {
                    let players = Team { id: *id }.get_players().select(players::id).exec(db).expect("players");
                    let pairs: BTreeSet<_> = players.into_iter().map(|player| (*id, player)).collect();
                    assert!(tables.squads.range((*id, 0)..(*id + 1, 0)).eq(&pairs), "after {step:?}");
                }
            }
            Ok(())
        });
        run.unwrap_or_else(|failure| panic!("{failure}"));
    }};
}

#[test]
fn any_sequence_of_operations_agrees_with_the_tables_in_memory_on_sqlite() {
    let mut db = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
    sequences!(db, orm_sqlite::create_tables);
}

#[test]
fn any_sequence_of_operations_agrees_with_the_tables_in_memory_on_postgres() {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    sequences!(db, orm_postgres::create_tables);
}
