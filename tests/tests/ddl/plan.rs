//! The plan of a schema: merging, defaults, order and mistakes, without a database.

use super::support::{column, cycle, id, key, league, model, optional, schema};
use orm_core::schema::{ColumnDescriptor, DefaultValue, ForeignKeyDescriptor, ReferentialAction};
use orm_core::schema::{ForeignKey, Plan};
use orm_core::{DataType, ModelDescriptor, Schema};

fn tables(plan: &Plan) -> Vec<&str> {
    plan.tables.iter().map(|table| &*table.name.name).collect()
}

fn message(models: Vec<ModelDescriptor>) -> String {
    schema(models).plan().expect_err("a mistake").to_string()
}

fn only_key(models: Vec<ModelDescriptor>) -> ForeignKey {
    let plan = schema(models).plan().expect("no mistake");
    let mut keys = plan.tables.into_iter().flat_map(|table| table.foreign_keys);
    let key = keys.next().expect("a key");
    assert_eq!(keys.next(), None);
    key
}

const CLUB: (&str, &str) = ("Player", "players.club_id");
const TEAM: (&str, &str) = ("Team", "teams.id");

fn player(club_id: ColumnDescriptor, keys: Vec<ForeignKeyDescriptor>) -> ModelDescriptor {
    model("Player", "players", vec![id(), club_id], keys)
}

fn team(keys: Vec<ForeignKeyDescriptor>) -> ModelDescriptor {
    model("Team", "teams", vec![id(), column("name", DataType::Text)], keys)
}

fn club_id() -> ColumnDescriptor {
    optional("club_id", DataType::Integer)
}

fn belongs_to() -> ForeignKeyDescriptor {
    key("team", CLUB, TEAM)
}

fn has_many() -> ForeignKeyDescriptor {
    key("players", CLUB, TEAM)
}

#[test]
fn both_sides_of_a_pair_make_one_key_and_either_may_say_the_action() {
    let deleted = Some(ReferentialAction::NoAction);
    let updated = Some(ReferentialAction::Restrict);
    let key = only_key(vec![
        team(vec![ForeignKeyDescriptor { on_delete: deleted, ..has_many() }]),
        player(club_id(), vec![ForeignKeyDescriptor { on_update: updated, on_delete: deleted, ..belongs_to() }]),
    ]);
    let associations: Vec<_> = key.associations.iter().map(ToString::to_string).collect();
    assert_eq!(associations, ["`players` of `Team`", "`team` of `Player`"]);
    assert_eq!((key.on_delete, key.on_update), (ReferentialAction::NoAction, ReferentialAction::Restrict));
}

#[test]
fn a_key_of_two_columns_is_the_same_key_in_any_order_of_its_columns() {
    let two = |columns: [&'static str; 2], referenced: [&'static str; 2]| ForeignKeyDescriptor {
        columns: columns.to_vec().leak(),
        referenced_columns: referenced.to_vec().leak(),
        ..belongs_to()
    };
    let columns = || vec![column("a", DataType::Integer), column("b", DataType::Text)];
    let mut parent = model("Team", "teams", columns(), vec![two(["y", "x"], ["b", "a"])]);
    parent.primary_key = &["a", "b"];
    let own = |keys| {
        let columns = vec![id(), column("x", DataType::Integer), optional("y", DataType::Text)];
        model("Player", "players", columns, keys)
    };
    let key = only_key(vec![parent, own(vec![two(["x", "y"], ["a", "b"])])]);
    assert_eq!(key.associations.len(), 2);
    // One of its columns cannot be NULL, so neither can the whole key.
    assert_eq!((key.on_delete, key.on_update), (ReferentialAction::Restrict, ReferentialAction::Restrict));

    assert_eq!(
        message(vec![parent, own(vec![two(["x", "y"], ["b", "a"])])]),
        "`team` of `Team` references `teams(b, a)` and `team` of `Player` references `teams(b, a)` by the same foreign \
         key: give one of them another `foreign_key`"
    );
}

#[test]
fn a_model_given_twice_counts_once() {
    let plan = schema(vec![team(vec![]), player(club_id(), vec![belongs_to()]), team(vec![])]).plan();
    assert_eq!(tables(&plan.expect("no mistake")), ["teams", "players"]);
}

#[test]
fn tables_come_after_those_that_they_reference_and_otherwise_as_given() {
    assert_eq!(tables(&league().plan().expect("no mistake")), ["teams", "players", "memberships", "captains"]);
}

#[test]
fn the_optional_key_closes_a_cycle_whatever_the_order_given() {
    let models = || {
        let captain = key("captain", ("Team", "teams.captain_id"), ("Player", "players.id"));
        let captain_id = optional("captain_id", DataType::Integer);
        let team = model("Team", "teams", vec![id(), captain_id], vec![captain]);
        vec![player(column("club_id", DataType::Integer), vec![belongs_to()]), team]
    };
    let closing = |models| {
        let plan = schema(models).plan().expect("no mistake");
        let keys = plan.tables.iter().flat_map(|table| &table.foreign_keys);
        let closing: Vec<_> = keys.filter(|key| key.closes_cycle).map(|key| key.name.to_string()).collect();
        (tables(&plan).join(" "), closing)
    };
    let expected = ("teams players".to_owned(), vec!["teams_captain_id_fkey".to_owned()]);
    assert_eq!(closing(models()), expected);
    assert_eq!(closing(models().into_iter().rev().collect()), expected);
}

#[test]
fn a_cycle_of_mandatory_keys_is_closed_by_the_first_key_given() {
    let plan = cycle().plan().expect("no mistake");
    let closes: Vec<_> = plan.tables.iter().map(|table| table.foreign_keys[0].closes_cycle).collect();
    assert_eq!((tables(&plan), closes), (vec!["lefts", "rights"], vec![true, false]));
}

#[test]
fn a_missing_target_is_an_error_that_names_both_models() {
    assert_eq!(
        message(vec![player(club_id(), vec![belongs_to()])]),
        "`team` of `Player` needs `Team`, which is not in the schema: add it, as in `schema![Player, Team]`"
    );
}

#[test]
fn a_key_on_a_missing_table_is_an_error_that_names_both_models() {
    assert_eq!(
        message(vec![team(vec![has_many()])]),
        "`players` of `Team` needs `Player`, which is not in the schema: add it, as in `schema![Team, Player]`"
    );
}

#[test]
fn sides_that_ask_for_different_actions_are_both_named() {
    let one = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::Cascade), ..has_many() };
    let other = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::SetNull), ..belongs_to() };
    assert_eq!(
        message(vec![team(vec![one]), player(club_id(), vec![other])]),
        "`players` of `Team` says `on_delete = CASCADE` and `team` of `Player` says `on_delete = SET NULL` for the same \
         foreign key: write `on_delete` on one side only"
    );
}

#[test]
fn sides_that_reference_different_columns_are_both_named() {
    let other = key("team", CLUB, ("Team", "teams.name"));
    assert_eq!(
        message(vec![team(vec![has_many()]), player(club_id(), vec![other])]),
        "`players` of `Team` references `teams.id` and `team` of `Player` references `teams.name` by the same foreign \
         key: give one of them another `foreign_key`"
    );
}

#[test]
fn set_null_on_a_mandatory_key_is_an_error() {
    let key = ForeignKeyDescriptor { on_update: Some(ReferentialAction::SetNull), ..has_many() };
    assert_eq!(
        message(vec![team(vec![key]), player(column("club_id", DataType::Integer), vec![])]),
        "`players` of `Team` says `on_update = SET NULL`, but `players.club_id` cannot be NULL: make the field an \
         `Option`, or write another action"
    );
}

#[test]
fn set_null_on_a_column_of_the_primary_key_is_an_error_even_if_the_field_is_an_option() {
    let key = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::SetNull), ..belongs_to() };
    let mut player = player(club_id(), vec![key]);
    (player.primary_key, player.columns) = (&["club_id"], vec![club_id()].leak());
    assert_eq!(
        message(vec![team(vec![]), player]),
        "`team` of `Player` says `on_delete = SET NULL`, but `players.club_id` cannot be NULL: make the field an \
         `Option`, or write another action"
    );
}

#[test]
fn set_default_without_a_default_is_an_error() {
    let key = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::SetDefault), ..belongs_to() };
    assert_eq!(
        message(vec![team(vec![]), player(club_id(), vec![key])]),
        "`team` of `Player` says `on_delete = SET DEFAULT`, but `players.club_id` has no default: add \
         `#[column(default = ..)]`, or write another action"
    );
}

#[test]
fn two_models_of_one_table_are_both_named() {
    assert_eq!(
        message(vec![team(vec![]), model("Club", "teams", vec![id()], vec![])]),
        "`Team` and `Club` both have the table `teams`: give one of them another `table`, or leave one out"
    );
}

#[test]
fn columns_that_do_not_exist_are_named_with_what_needs_them() {
    let wanted = |key| message(vec![team(vec![]), player(club_id(), vec![key])]);
    assert_eq!(
        wanted(key("team", ("Player", "players.team_id"), TEAM)),
        "`team` of `Player` needs the column `players.team_id`, which does not exist: add the field, or name another column"
    );
    assert_eq!(
        wanted(key("team", CLUB, ("Team", "teams.code"))),
        "`team` of `Player` needs the column `teams.code`, which does not exist: add the field, or name another column"
    );
    assert_eq!(
        message(vec![ModelDescriptor { primary_key: &["code"], ..team(vec![]) }]),
        "the primary key of `Team` needs the column `teams.code`, which does not exist: add the field, or name another \
         column"
    );
}

#[test]
fn a_key_of_another_type_than_what_it_references_is_an_error() {
    assert_eq!(
        message(vec![team(vec![]), player(optional("club_id", DataType::BigInt), vec![belongs_to()])]),
        "`players.club_id` is `BigInt`, but references `teams.id`, which is `Integer`: give both fields the same type"
    );
}

#[test]
fn a_key_of_another_number_of_columns_is_an_error() {
    let key = ForeignKeyDescriptor { columns: &["club_id", "id"], ..belongs_to() };
    assert_eq!(
        message(vec![team(vec![]), player(club_id(), vec![key])]),
        "`team` of `Player` has 2 key columns for 1 referenced ones: name one for each"
    );
}

#[test]
fn only_what_is_unique_can_be_referenced() {
    let by_name = || key("team", CLUB, ("Team", "teams.name"));
    let club = || player(optional("club_id", DataType::Text), vec![by_name()]);
    assert_eq!(
        message(vec![team(vec![]), club()]),
        "`team` of `Player` references `teams.name`, which is neither the primary key nor unique: add \
         `#[column(unique)]` there, or reference another column"
    );
    let name = ColumnDescriptor { unique: true, ..column("name", DataType::Text) };
    let key = only_key(vec![model("Team", "teams", vec![id(), name], vec![]), club()]);
    assert_eq!(key.referenced_columns, ["name"]);
}

#[test]
fn only_a_whole_number_key_of_one_column_can_be_generated() {
    let generated = ColumnDescriptor { generated: true, ..column("id", DataType::Text) };
    let text = "`teams.id` cannot be generated: only a primary key of one column that is an `i16`, `i32` or `i64` can; \
                give the value when creating, or write `#[column(default = ..)]`";
    assert_eq!(message(vec![model("Team", "teams", vec![generated], vec![])]), text);
    assert_eq!(message(vec![ModelDescriptor { primary_key: &["id", "name"], ..team(vec![]) }]), text);
}

#[test]
fn a_name_that_postgres_would_cut_is_an_error() {
    let (fits, long) = ("f".repeat(63).leak(), "l".repeat(64).leak());
    schema(vec![model("Team", fits, vec![id(), column(fits, DataType::Text)], vec![])]).plan().expect("63 bytes");
    let expected =
        format!("`{long}` has 64 bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one");
    assert_eq!(message(vec![model("Team", long, vec![id()], vec![])]), expected);
    assert_eq!(message(vec![model("Team", "teams", vec![id(), column(long, DataType::Text)], vec![])]), expected);
    assert_eq!(message(vec![ModelDescriptor { schema: Some(long), ..team(vec![]) }]), expected);
}

#[test]
fn two_indexes_of_one_name_are_an_error() {
    let child = |name, table: &'static str, column_name: &'static str| {
        let path = format!("{table}.{column_name}").leak();
        model(name, table, vec![id(), optional(column_name, DataType::Integer)], vec![key("team", (name, path), TEAM)])
    };
    assert_eq!(
        message(vec![team(vec![]), child("One", "a_b", "c"), child("Two", "a", "b_c")]),
        "the index on `a_b.c` and the index on `a.b_c` would both be named `a_b_c_index`: rename a table or a column"
    );
    let thief = model("Thief", "players_club_id_index", vec![id()], vec![]);
    assert_eq!(
        message(vec![team(vec![]), player(club_id(), vec![belongs_to()]), thief]),
        "the table of `Thief` and the index on `players.club_id` would both be named `players_club_id_index`: rename a \
         table or a column"
    );
}

#[test]
fn sqlite_has_no_schemas() {
    let model = || ModelDescriptor { schema: Some("auth"), ..team(vec![]) };
    let error = orm_sqlite::create_tables_sql(schema(vec![model()])).expect_err("a schema");
    assert_eq!(error.to_string(), "`Team` has the schema `auth`, which SQLite does not know: leave `schema` out");
    let statements = orm_postgres::create_tables_sql(schema(vec![model()])).expect("no mistake");
    assert!(statements[0].starts_with(r#"CREATE TABLE IF NOT EXISTS "auth"."teams" ("#), "{}", statements[0]);
}

#[test]
fn a_key_has_an_index_unless_something_else_brings_one() {
    let text = |schema: Schema| {
        let plan = schema.plan().expect("no mistake");
        let indexes = plan.tables.iter().flat_map(|table| &table.indexes).map(|index| index.name.clone());
        indexes.collect::<Vec<_>>()
    };
    assert_eq!(text(league()), ["players_club_id_index", "players_boss_id_index", "memberships_player_id_index"]);
    let unique = ColumnDescriptor { unique: true, ..club_id() };
    assert_eq!(text(schema(vec![team(vec![]), player(unique, vec![belongs_to()])])), [""; 0]);
}

#[test]
fn a_has_one_whose_key_is_the_primary_key_or_unique_anyway_gets_no_second_constraint() {
    let uniques = |player| {
        let plan = schema(vec![team(vec![ForeignKeyDescriptor { unique: true, ..has_many() }]), player]).plan();
        let table = plan.expect("no mistake").tables.remove(1);
        table.unique_constraints.into_iter().map(|unique| unique.name).collect::<Vec<_>>()
    };
    let unique = ColumnDescriptor { unique: true, ..club_id() };
    assert_eq!(uniques(player(unique, vec![belongs_to()])), ["players_club_id_key"]);
    let shared =
        ModelDescriptor { primary_key: &["club_id"], columns: vec![club_id()].leak(), ..player(unique, vec![]) };
    assert_eq!(uniques(shared), [""; 0]);
}

#[test]
fn the_default_of_a_key_column_does_not_change_its_actions() {
    let club_id = ColumnDescriptor { default: Some(DefaultValue::Integer(1)), ..club_id() };
    let key = only_key(vec![team(vec![]), player(club_id, vec![belongs_to()])]);
    assert_eq!((key.on_delete, key.on_update), (ReferentialAction::SetNull, ReferentialAction::Cascade));
}
