//! The plan of keys without a constraint or without an index, without a database.

use super::support::{id, key, model, optional, schema};
use orm_core::schema::Plan;
use orm_core::schema::{ColumnDescriptor, ForeignKeyDescriptor, ReferentialAction};
use orm_core::{DataType, ModelDescriptor};

fn message(models: Vec<ModelDescriptor>) -> String {
    schema(models).plan().expect_err("a mistake").to_string()
}

fn plan(models: Vec<ModelDescriptor>) -> Plan {
    schema(models).plan().expect("no mistake")
}

const CLUB: (&str, &str) = ("Player", "players.club_id");

fn player(keys: Vec<ForeignKeyDescriptor>) -> ModelDescriptor {
    model("Player", "players", vec![id(), optional("club_id", DataType::Integer)], keys)
}

fn team(keys: Vec<ForeignKeyDescriptor>) -> ModelDescriptor {
    model("Team", "teams", vec![id()], keys)
}

fn belongs_to() -> ForeignKeyDescriptor {
    key("team", CLUB, ("Team", "teams.id"))
}

fn has_many() -> ForeignKeyDescriptor {
    ForeignKeyDescriptor { association: "players", ..belongs_to() }
}

fn free(key: ForeignKeyDescriptor) -> ForeignKeyDescriptor {
    ForeignKeyDescriptor { constraint: false, ..key }
}

#[test]
fn one_side_without_constraint_is_enough_and_the_index_stays() {
    for (one, other) in [(free(has_many()), belongs_to()), (has_many(), free(belongs_to()))] {
        let plan = plan(vec![team(vec![one]), player(vec![other])]);
        assert_eq!(plan.tables[1].foreign_keys, []);
        assert_eq!(plan.tables[1].indexes[0].name, "players_club_id_index");
    }
}

#[test]
fn one_side_without_index_is_enough() {
    let unindexed = |key| ForeignKeyDescriptor { index: false, ..key };
    for (one, other) in [(unindexed(has_many()), belongs_to()), (has_many(), unindexed(belongs_to()))] {
        let plan = plan(vec![team(vec![one]), player(vec![other])]);
        assert_eq!(plan.tables[1].foreign_keys.len(), 1);
        assert_eq!(plan.tables[1].indexes, []);
    }
}

#[test]
fn an_action_without_a_constraint_is_an_error_whichever_side_says_it() {
    let deleted = |key| ForeignKeyDescriptor { on_delete: Some(ReferentialAction::Cascade), ..key };
    assert_eq!(
        message(vec![team(vec![deleted(has_many())]), player(vec![free(belongs_to())])]),
        "`players` of `Team` says `on_delete = CASCADE`, but `team` of `Player` says `constraints = false` for the \
         same foreign key, and without a constraint nothing acts: leave one of the two out"
    );
    let updated = ForeignKeyDescriptor { on_update: Some(ReferentialAction::Restrict), ..belongs_to() };
    assert_eq!(
        message(vec![team(vec![free(has_many())]), player(vec![updated])]),
        "`team` of `Player` says `on_update = RESTRICT`, but `players` of `Team` says `constraints = false` for the \
         same foreign key, and without a constraint nothing acts: leave one of the two out"
    );
}

#[test]
fn a_model_that_no_constraint_needs_may_be_missing() {
    assert_eq!(plan(vec![player(vec![free(belongs_to())])]).tables.len(), 1);
    assert_eq!(plan(vec![team(vec![free(has_many())])]).tables.len(), 1);
    // Another association still needs it.
    let rival = key("rival", ("Player", "players.id"), ("Team", "teams.id"));
    assert_eq!(
        message(vec![player(vec![free(belongs_to()), rival])]),
        "`rival` of `Player` needs `Team`, which is not in the schema: add it, as in `schema![Player, Team]`"
    );
}

#[test]
fn a_key_without_constraint_still_has_to_exist_and_to_fit() {
    let by = |column| vec![free(key("team", ("Player", column), ("Team", "teams.id")))];
    assert_eq!(
        message(vec![player(by("players.team_id"))]),
        "`team` of `Player` needs the column `players.team_id`, which does not exist: add the field, or name another \
         column"
    );
    let big = ColumnDescriptor { data_type: DataType::BigInt, ..id() };
    assert_eq!(
        message(vec![player(by("players.club_id")), model("Team", "teams", vec![big], vec![])]),
        "`players.club_id` is `Integer`, but references `teams.id`, which is `BigInt`: give both fields the same type"
    );
}

#[test]
fn one_column_may_lead_to_several_tables_if_at_most_one_of_them_has_a_constraint() {
    let league = |key: ForeignKeyDescriptor| model("League", "leagues", vec![id()], vec![key]);
    let other = key("players", CLUB, ("League", "leagues.id"));
    let plan = plan(vec![team(vec![has_many()]), league(free(other)), player(vec![])]);
    let keys = &plan.tables[2].foreign_keys;
    assert_eq!((keys.len(), &*keys[0].referenced.name, plan.tables[2].indexes.len()), (1, "teams", 1));
    assert_eq!(
        message(vec![team(vec![has_many()]), league(other), player(vec![])]),
        "`players` of `Team` references `teams.id` and `players` of `League` references `leagues.id` by the same \
         foreign key: give one of them another `foreign_key`"
    );
}

#[test]
fn tables_without_constraints_between_them_stay_in_the_order_given() {
    let plan = plan(vec![player(vec![free(belongs_to())]), team(vec![])]);
    let names: Vec<_> = plan.tables.iter().map(|table| &*table.name.name).collect();
    assert_eq!(names, ["players", "teams"]);
}
