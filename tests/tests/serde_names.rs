//! Names in JSON: what a model prints, its insert struct reads, and what is loaded with a row is named alike.
//!
//! This is a binary of its own because most of it needs no database.

use orm_core::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, from_value, json, to_value};

/// One model for each form of serde's `rename_all`, in a module of its own.
macro_rules! forms {
    ($($module:ident: $form:literal prints $name:literal and $count:literal;)+) => { $(mod $module {
        use orm_core::prelude::*;
        use serde::Serialize;
        use serde_json::{from_value, json, to_value};

        #[derive(Model, Serialize)]
        #[model(table = "teams", rename_all = "PascalCase")]
        #[serde(rename_all = $form)]
        #[has_many(Team, as = "farm_teams", foreign_key = "ParentTeamId")]
        struct Team {
            id: i32,
            short_name: String,
            #[column(name = "Kind of team")]
            r#type: String,
            line_2b: Option<i32>,
            #[column(default = true)]
            is_pro: bool,
            parent_team_id: Option<i32>,
        }

        /// Serde names fields of the names that the association and its count have.
        #[derive(Serialize)]
        #[serde(rename_all = $form)]
        struct Included {
            farm_teams: [i32; 0],
            farm_teams_count: i64,
        }

        fn jazz() -> Team {
            let (short_name, r#type) = ("UTA".to_owned(), "club".to_owned());
            Team { id: 1, short_name, r#type, line_2b: Some(2), is_pro: false, parent_team_id: None }
        }

        #[test]
        fn an_insert_struct_reads_what_its_model_prints() {
            let mut body = to_value(jazz()).unwrap();
            assert_eq!(body[$name], json!("UTA"));
            body.as_object_mut().unwrap().retain(|key, _| !key.eq_ignore_ascii_case("id"));
            let read: TeamInsert = from_value(body).unwrap();
            assert_eq!((read.id, &*read.short_name, &*read.r#type), (None, "UTA", "club"));
            assert_eq!((read.line_2b, read.is_pro, read.parent_team_id), (Some(2), Some(false), None));
        }

        #[test]
        fn what_is_loaded_is_named_as_fields_are() {
            let mut db = orm_sqlite::connect(":memory:").unwrap();
            orm_sqlite::create_tables(&mut db, schema![Team]).unwrap();
            let body = to_value(jazz()).unwrap();
            from_value::<TeamInsert>(body.clone()).unwrap().create().exec(&mut db).unwrap();
            let team = Team::find(1).include(teams::farm_teams).include(teams::farm_teams.count());
            let loaded = to_value(team.exec(&mut db).unwrap()).unwrap();
            assert_eq!(loaded[$count], json!(0));
            let included = to_value(Included { farm_teams: [], farm_teams_count: 0 }).unwrap();
            assert_eq!(loaded, super::merged(body, included));
        }
    })+ };
}

forms! {
    lower: "lowercase" prints "short_name" and "farm_teams_count";
    upper: "UPPERCASE" prints "SHORT_NAME" and "FARM_TEAMS_COUNT";
    pascal: "PascalCase" prints "ShortName" and "FarmTeamsCount";
    camel: "camelCase" prints "shortName" and "farmTeamsCount";
    snake: "snake_case" prints "short_name" and "farm_teams_count";
    screaming_snake: "SCREAMING_SNAKE_CASE" prints "SHORT_NAME" and "FARM_TEAMS_COUNT";
    kebab: "kebab-case" prints "short-name" and "farm-teams-count";
    screaming_kebab: "SCREAMING-KEBAB-CASE" prints "SHORT-NAME" and "FARM-TEAMS-COUNT";
}

/// The object with the keys of both.
fn merged(mut object: Value, other: Value) -> Value {
    let Value::Object(other) = other else { panic!("{other} is no object") };
    object.as_object_mut().unwrap().extend(other);
    object
}

/// What is printed and what is read have other names.
#[derive(Model, Serialize, Deserialize, Debug, PartialEq)]
#[serde(rename_all(serialize = "SCREAMING-KEBAB-CASE", deserialize = "camelCase"))]
#[belongs_to(Arena, as = "home_arena")]
#[belongs_to_many(Cup, through = CupEntry)]
struct Club {
    id: i32,
    short_name: String,
    #[serde(rename(serialize = "home"))]
    home_arena_id: Option<i32>,
}

#[derive(Model, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
#[has_many(Club, as = "home_clubs", foreign_key = "home_arena_id")]
struct Arena {
    id: i32,
}

#[derive(Model, Serialize)]
struct Cup {
    id: i32,
}

#[derive(Model, Serialize)]
struct CupEntry {
    #[column(primary_key)]
    club_id: i32,
    #[column(primary_key)]
    cup_id: i32,
}

#[test]
fn what_is_printed_and_what_is_read_are_named_apart() {
    let body = json!({"shortName": "UTA", "homeArenaId": 1});
    let read: ClubInsert = from_value(body.clone()).unwrap();
    assert_eq!((&*read.short_name, read.home_arena_id), ("UTA", Some(1)));
    // The model itself reads the same names.
    let club: Club = from_value(merged(body, json!({"id": 1}))).unwrap();
    assert_eq!(to_value(&club).unwrap(), json!({"ID": 1, "SHORT-NAME": "UTA", "home": 1}));
    let printed = from_value::<ClubInsert>(to_value(&club).unwrap()).unwrap_err();
    assert_eq!(printed.to_string(), "missing field `shortName`");
}

#[test]
fn what_is_loaded_is_named_by_the_rule_for_printing() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Club, Arena, Cup, CupEntry]).unwrap();
    let arena = Arena::create().exec(&mut db).unwrap();
    let club = Club::create().short_name("UTA").home_arena_id(arena.id).exec(&mut db).unwrap();
    let cup = club.create_cup(CupEntry::create()).exec(&mut db).unwrap();
    assert_eq!(cup.id, 1);
    let club = Club::find(1).include(clubs::home_arena.include(arenas::home_clubs.count()));
    let club = club.include(clubs::cups.with_junction()).include(clubs::cups.count()).exec(&mut db).unwrap();
    let expected = json!({
        "ID": 1, "SHORT-NAME": "UTA", "home": 1,
        "HOME-ARENA": {"id": 1, "home_clubs_count": 1},
        "CUPS": [{"id": 1, "CUP-ENTRY": {"club_id": 1, "cup_id": 1}}],
        "CUPS-COUNT": 1,
    });
    assert_eq!(to_value(&club).unwrap(), expected);
}

fn five() -> i32 {
    5
}

/// Names of single fields, and values in place of fields that are left out.
#[derive(Model, Serialize)]
#[model(rename_all = "camelCase")]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Player {
    id: i32,
    #[serde(rename = "name", alias = "called", alias = "title")]
    full_name: String,
    #[serde(rename(serialize = "score", deserialize = "points"), default = "five")]
    current_rating: i32,
    #[serde(default)]
    nick_name: String,
    #[serde(default = "tall")]
    body_height: Option<i32>,
    #[column(default = 7)]
    #[serde(default = "five")]
    shirt_number: i32,
}

#[expect(clippy::unnecessary_wraps, reason = "the field is optional")]
fn tall() -> Option<i32> {
    Some(190)
}

#[test]
fn fields_have_names_of_their_own_and_may_be_left_out() {
    for name in ["name", "called", "title"] {
        let read: PlayerInsert = from_value(json!({name: "Karl", "points": 9, "nick-name": "Mailman"})).unwrap();
        assert_eq!((&*read.full_name, read.current_rating, &*read.nick_name), ("Karl", 9, "Mailman"));
    }
    let read: PlayerInsert = from_value(json!({"name": "Karl"})).unwrap();
    assert_eq!((read.current_rating, &*read.nick_name, read.body_height), (5, "", Some(190)));
    // The database fills in the default of a column.
    assert_eq!(read.shirt_number, None);
}

#[test]
fn an_unknown_field_is_an_error_where_the_model_denies_it() {
    for unknown in ["fullName", "full_name", "score", "shirtNumber", "shirt_number"] {
        let error = from_value::<PlayerInsert>(json!({"name": "Karl", unknown: 1})).err().unwrap().to_string();
        assert!(error.starts_with(&format!("unknown field `{unknown}`, expected one of `id`, `")), "{error}");
    }
    // `Club` allows it.
    assert!(from_value::<ClubInsert>(json!({"shortName": "UTA", "unknown": 1})).is_ok());
}

/// Columns have names of their own, and the model has no attribute of serde.
#[derive(Model, Serialize)]
#[model(rename_all = "PascalCase")]
struct Stadium {
    id: i32,
    #[column(name = "StadiumName")]
    full_name: String,
    max_seats: Option<i32>,
}

#[test]
fn names_of_columns_are_no_names_in_json() {
    let body = json!({"full_name": "Delta Center", "max_seats": 18_206});
    let read: StadiumInsert = from_value(body.clone()).unwrap();
    assert_eq!((&*read.full_name, read.max_seats), ("Delta Center", Some(18_206)));
    let row = Stadium { id: 1, full_name: read.full_name, max_seats: read.max_seats };
    assert_eq!(to_value(row).unwrap(), merged(body, json!({"id": 1})));
    let by_columns = from_value::<StadiumInsert>(json!({"StadiumName": "Delta Center"})).unwrap_err();
    assert_eq!(by_columns.to_string(), "missing field `full_name`");
}
