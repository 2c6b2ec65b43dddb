//! Random sequences of operations on a `has_many` against a model in memory: after each step, the results and the rows
//! of both are equal.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::IN_MEMORY;
use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    #[column(generated = false)]
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    #[column(generated = false)]
    id: i32,
    team_id: Option<i32>,
}

/// The teams, and the numbers that players can have: few, so that operations meet.
const TEAMS: i32 = 3;
const NUMBERS: i32 = 8;
const SEQUENCES: u32 = 500;

#[derive(Debug, Clone)]
enum Step {
    Create(i32, i32),
    Add(i32, i32),
    AddMany(i32, Vec<i32>),
    Remove(i32, Vec<i32>),
    Set(i32, Vec<i32>),
    Delete(i32),
    Has(i32, Vec<i32>),
}

fn step() -> impl Strategy<Value = Step> {
    let (team, number) = (|| 0..TEAMS, || 0..NUMBERS);
    let numbers = move || vec(number(), 0..5);
    prop_oneof![
        3 => (team(), number()).prop_map(|(team, number)| Step::Create(team, number)),
        2 => (team(), number()).prop_map(|(team, number)| Step::Add(team, number)),
        2 => (team(), numbers()).prop_map(|(team, numbers)| Step::AddMany(team, numbers)),
        2 => (team(), numbers()).prop_map(|(team, numbers)| Step::Remove(team, numbers)),
        2 => (team(), numbers()).prop_map(|(team, numbers)| Step::Set(team, numbers)),
        1 => number().prop_map(Step::Delete),
        1 => (team(), numbers()).prop_map(|(team, numbers)| Step::Has(team, numbers)),
    ]
}

/// What a step yields.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Rows, by number and team.
    Rows(Vec<(i32, Option<i32>)>),
    Number(usize),
    Truth(bool),
    NotFound,
    Duplicate,
}

fn outcome<T>(result: Result<T, Error>, success: impl FnOnce(T) -> Outcome) -> Outcome {
    match result {
        Ok(value) => success(value),
        Err(Error::NotFound { model: "Player", .. }) => Outcome::NotFound,
        Err(Error::UniqueViolation(_)) => Outcome::Duplicate,
        Err(other) => panic!("{other:?}"),
    }
}

fn rows(players: Vec<Player>) -> Outcome {
    Outcome::Rows(players.into_iter().map(|player| (player.id, player.team_id)).collect())
}

/// The table in memory: the team of each player.
#[derive(Debug, Default, PartialEq)]
struct Table(BTreeMap<i32, Option<i32>>);

impl Table {
    fn apply(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Create(_, number) if self.0.contains_key(number) => Outcome::Duplicate,
            Step::Create(team, number) => {
                self.0.insert(*number, Some(*team));
                Outcome::Rows(vec![(*number, Some(*team))])
            }
            Step::Add(team, number) => self.add(*team, &[*number]),
            Step::AddMany(team, numbers) => self.add(*team, numbers),
            Step::Remove(team, numbers) => Outcome::Number(self.detach(*team, |number| numbers.contains(&number))),
            Step::Set(_, numbers) if !self.has_rows(numbers) => Outcome::NotFound,
            Step::Set(team, numbers) => {
                self.detach(*team, |number| !numbers.contains(&number));
                self.add(*team, numbers)
            }
            Step::Delete(number) => self.0.remove(number).map_or(Outcome::NotFound, |_| Outcome::Number(1)),
            Step::Has(team, numbers) => {
                Outcome::Truth(numbers.iter().all(|number| self.0.get(number) == Some(&Some(*team))))
            }
        }
    }

    fn has_rows(&self, numbers: &[i32]) -> bool {
        numbers.iter().all(|number| self.0.contains_key(number))
    }

    fn add(&mut self, team: i32, numbers: &[i32]) -> Outcome {
        if !self.has_rows(numbers) {
            return Outcome::NotFound;
        }
        let mut seen = BTreeSet::new();
        let distinct: Vec<i32> = numbers.iter().copied().filter(|number| seen.insert(*number)).collect();
        self.0.extend(distinct.iter().map(|number| (*number, Some(team))));
        Outcome::Rows(distinct.into_iter().map(|number| (number, Some(team))).collect())
    }

    fn detach(&mut self, team: i32, which: impl Fn(i32) -> bool) -> usize {
        let mine = self.0.iter_mut().filter(|(number, of)| **of == Some(team) && which(**number));
        mine.map(|(_, of)| *of = None).count()
    }
}

/// Runs the sequences on a blocking connection.
macro_rules! sequences {
    ($db:ident, $create_tables:path) => {{
        $create_tables(&mut $db, schema![Team, Player]).expect("tables");
        let teams = (0..TEAMS).map(|id| Team::create().id(id));
        let teams = Team::create_many(teams).exec(&mut $db).expect("teams");
        let of = |number: &i32| &teams[usize::try_from(*number).expect("a team")];
        let db = std::cell::RefCell::new($db);
        let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&vec(step(), 1..25), |steps| {
            let db = &mut *db.borrow_mut();
            db.batch_execute("DELETE FROM players").expect("an empty table");
            let mut table = Table::default();
            for step in &steps {
                let got = match step {
                    Step::Create(team, number) => {
                        outcome(of(team).create_player().id(*number).exec(db), |player| rows(vec![player]))
                    }
                    Step::Add(team, number) => {
                        outcome(of(team).add_player(number).exec(db), |player| rows(vec![player]))
                    }
                    Step::AddMany(team, numbers) => outcome(of(team).add_players(numbers).exec(db), rows),
                    Step::Remove(team, numbers) => outcome(of(team).remove_players(numbers).exec(db), Outcome::Number),
                    Step::Set(team, numbers) => outcome(of(team).set_players(numbers).exec(db), rows),
                    Step::Delete(number) => {
                        let player = Player { id: *number, team_id: None };
                        outcome(player.delete().exec(db), |()| Outcome::Number(1))
                    }
                    Step::Has(team, numbers) => outcome(of(team).has_players(numbers).exec(db), Outcome::Truth),
                };
                assert_eq!(got, table.apply(step), "{step:?}");
                let left = Player::query().select((players::id, players::team_id)).exec(db).expect("rows");
                assert_eq!(Table(left.into_iter().collect()), table, "after {step:?}");
                for team in &teams {
                    let count = table.0.values().filter(|of| **of == Some(team.id)).count();
                    let counted = team.count_players().exec(db).expect("a count");
                    assert_eq!(usize::try_from(counted), Ok(count), "after {step:?}");
                }
            }
            Ok(())
        });
        run.unwrap_or_else(|failure| panic!("{failure}"));
    }};
}

#[test]
fn any_sequence_of_operations_agrees_with_the_table_in_memory_on_sqlite() {
    let mut db = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
    sequences!(db, orm_sqlite::create_tables);
}

#[test]
fn any_sequence_of_operations_agrees_with_the_table_in_memory_on_postgres() {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    sequences!(db, orm_postgres::create_tables);
}
