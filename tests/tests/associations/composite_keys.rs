//! Foreign keys of several columns: all accessors, the tables, and keys of which all or some columns are optional.

#![allow(clippy::cloned_ref_to_slice_refs)]

use orm_core::prelude::*;
use orm_core::{Association, Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Desk)]
#[has_one(Sign, foreign_key = ["house", "floor"])]
#[has_many(Lamp, foreign_key = ["house", "floor"])]
#[has_many(Chair)]
struct Section {
    #[column(primary_key)]
    building: String,
    #[column(primary_key)]
    number: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["section_building", "section_number"], on_delete = "set null")]
struct Desk {
    id: i32,
    section_building: Option<String>,
    section_number: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["house", "floor"])]
struct Sign {
    id: i32,
    house: Option<String>,
    floor: Option<i32>,
}

/// The key is mandatory.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["house", "floor"], on_delete = "cascade")]
struct Lamp {
    id: i32,
    house: String,
    floor: i32,
}

/// Half of the key is optional.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["house", "floor"])]
struct Chair {
    id: i32,
    house: String,
    floor: Option<i32>,
}

fixture! {
    async fn building(db) -> (Section, Section) {
        db.create_tables(schema![Section, Desk, Sign, Lamp, Chair]).await?;
        let first = Section::create().building("A").number(1).name("first").exec(db).await?;
        let second = Section::create().building("A").number(2).name("second").exec(db).await?;
        Ok((first, second))
    }
}

/// The keys of a table's rows, read without the library.
async fn keys(db: &mut impl TestConnection, table: &str, building: &str, number: &str) -> TestResult<String> {
    let query =
        format!("SELECT COALESCE({building}, '-') || COALESCE(CAST({number} AS TEXT), '-') FROM {table} ORDER BY id");
    Ok(db.texts(&query).await?.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

async fn desks_of(db: &mut impl TestConnection) -> TestResult<String> {
    keys(db, "desks", "section_building", "section_number").await
}

#[test]
fn the_tables_have_keys_of_two_columns() {
    let schema = schema![Section, Desk, Sign, Lamp, Chair];
    let sqlite = orm_sqlite::create_tables_sql(schema).unwrap().join("\n");
    let postgres = orm_postgres::create_tables_sql(schema).unwrap().join("\n");
    insta::assert_snapshot!(format!("{sqlite}\n\n{postgres}"));
}

#[test]
fn the_columns_are_compared_one_by_one() {
    assert_eq!(
        sections::desks::JOIN,
        r#""desks"."section_building" = "sections"."building" AND "desks"."section_number" = "sections"."number""#
    );
    let section = Section { building: "A".to_owned(), number: 1, name: String::new() };
    assert_eq!(
        section.count_desks().sql::<diesel::sqlite::Sqlite>(),
        r#"SELECT count(*) FROM "desks" WHERE "desks"."section_building" = ? AND "desks"."section_number" = ? -- binds: ["A", 1]"#
    );
}

behaviour! {
    async fn has_many(db, statements) {
        let (first, second) = building(db).await?;
        let desk = first.create_desk().exec(db).await?;
        assert_eq!(desk, Desk { id: 1, section_building: Some("A".to_owned()), section_number: Some(1) });
        Desk::create_many([Desk::create(), Desk::create()]).exec(db).await?;
        statements.clear();
        assert_eq!(first.add_desk(2).exec(db).await?.section_number, Some(1));
        assert_eq!(second.add_desks([3, 2]).exec(db).await?.iter().map(|desk| desk.id).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(first.get_desks().exec(db).await?, std::slice::from_ref(&desk));
        assert_eq!(second.count_desks().exec(db).await?, 2);
        assert!(second.has_desks([2, 3]).exec(db).await?);
        assert!(!second.has_desks([&desk]).exec(db).await?);
        assert_eq!(second.remove_desks([1, 2]).exec(db).await?, 1);
        assert_eq!(statements.take(), "7: BEGIN COMMIT");
        assert_eq!(desks_of(db).await?, "A1 -- A2");
        assert_eq!(second.set_desks([&desk]).exec(db).await?.len(), 1);
        assert_eq!(desks_of(db).await?, "A2 -- --");
        Ok(())
    }

    async fn has_one(db, statements) {
        let (first, second) = building(db).await?;
        let sign = first.create_sign().exec(db).await?;
        assert_eq!((sign.house.as_deref(), sign.floor), (Some("A"), Some(1)));
        first.create_sign().exec(db).await?;
        assert_eq!(keys(db, "signs", "house", "floor").await?, "-- A1");
        statements.clear();
        assert_eq!(second.set_sign(&sign).exec(db).await?.and_then(|sign| sign.floor), Some(2));
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        second.set_sign(2).exec(db).await?;
        assert_eq!(keys(db, "signs", "house", "floor").await?, "-- A2");
        assert_eq!(first.get_sign().exec(db).await?, None);
        assert_eq!(second.set_sign(None).exec(db).await?, None);
        assert_eq!(keys(db, "signs", "house", "floor").await?, "-- --");
        second.set_sign(1).exec(db).await?;
        let taken = Sign::create().house("A").floor(2).exec(db).await;
        assert!(matches!(&taken, Err(Error::UniqueViolation(violation)) if violation.association == Some("section")), "{taken:?}");
        Ok(())
    }

    async fn belongs_to(db, statements) {
        let (first, second) = building(db).await?;
        let mut desk = Desk::create().exec(db).await?;
        statements.clear();
        assert_eq!(desk.get_section().exec(db).await?, None);
        assert_eq!(statements.take(), "0");
        desk.set_section(&first).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!((desk.section_building.as_deref(), desk.section_number), (Some("A"), Some(1)));
        assert_eq!(desk.get_section().exec(db).await?, Some(first.clone()));
        desk.set_section(("A".to_owned(), 2)).exec(db).await?;
        assert_eq!(desk.get_section().select(sections::name).exec(db).await?.as_deref(), Some("second"));
        let failure = desk.set_section(("B".to_owned(), 2)).exec(db).await.unwrap_err();
        assert!(matches!(&failure, Error::ForeignKeyViolation(violation) if violation.association == Some("section")));
        let new = desk.create_section().building("B").number(7).name("new").exec(db).await?;
        assert_eq!(desk.get_section().exec(db).await?, Some(new.clone()));
        assert_eq!(desks_of(db).await?, "B7");
        desk.set_section(None).exec(db).await?;
        assert_eq!((&desk.section_building, desk.section_number), (&None, None));
        assert_eq!(desk.reload().exec(db).await?, desk);
        Ok(())
    }

    async fn a_mandatory_key_leads_to_a_row(db) {
        let (first, second) = building(db).await?;
        let mut lamp = first.create_lamp().exec(db).await?;
        assert_eq!(lamp.get_section().exec(db).await?, first);
        lamp.set_section(&second).exec(db).await?;
        assert_eq!(second.get_lamps().exec(db).await?, std::slice::from_ref(&lamp));
        assert_eq!(first.add_lamps([&lamp]).exec(db).await?, [Lamp { floor: 1, ..lamp.clone() }]);
        assert!(first.has_lamp(&lamp).exec(db).await?);
        lamp.create_section().building("C").number(3).name("new").exec(db).await?;
        assert_eq!(keys(db, "lamps", "house", "floor").await?, "C3");
        Section::find(("C".to_owned(), 3)).exec(db).await?.delete().exec(db).await?;
        assert_eq!(Lamp::query().count().exec(db).await?, 0);
        Ok(())
    }

    async fn a_key_of_which_half_is_null_leads_nowhere(db, statements) {
        let (first, _) = building(db).await?;
        let mut chair = Chair::create().house("A").exec(db).await?;
        statements.clear();
        assert_eq!(chair.get_section().exec(db).await?, None);
        assert_eq!(statements.take(), "0");
        chair.set_section(&first).exec(db).await?;
        assert_eq!(chair, Chair { id: 1, house: "A".to_owned(), floor: Some(1) });
        assert_eq!(chair.get_section().exec(db).await?, Some(first.clone()));
        assert_eq!(first.create_chair().exec(db).await?.floor, Some(1));
        assert_eq!(first.count_chairs().exec(db).await?, 2);
        let half = Desk::create().section_building("A").exec(db).await?;
        assert_eq!(half.get_section().exec(db).await?, None);
        assert_eq!(first.count_desks().exec(db).await?, 0);
        Ok(())
    }

    async fn a_delete_sets_the_whole_key_to_null(db) {
        let (first, second) = building(db).await?;
        first.create_desk().exec(db).await?;
        second.create_desk().exec(db).await?;
        first.create_sign().exec(db).await?;
        first.delete().exec(db).await?;
        assert_eq!(desks_of(db).await?, "-- A2");
        assert_eq!(keys(db, "signs", "house", "floor").await?, "--");
        second.update().number(9).exec(db).await?;
        assert_eq!(desks_of(db).await?, "-- A9", "the key follows");
        Ok(())
    }

    async fn nested(db, statements) {
        building(db).await?;
        statements.clear();
        let section = Section::create().building("D").number(4).name("new")
            .desks([Desk::create(), Desk::create()])
            .lamps([Lamp::create()])
            .sign(Sign::create());
        let section = section.exec(db).await?;
        assert_eq!(statements.take(), "4: BEGIN COMMIT");
        assert_eq!((section.count_desks().exec(db).await?, section.count_lamps().exec(db).await?), (2, 1));
        let lamp = Lamp::create().section(Section::create().building("E").number(5).name("e")).exec(db).await?;
        assert_eq!((&*lamp.house, lamp.floor), ("E", 5));
        Ok(())
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Seat)]
struct Hall {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Hall)]
struct Seat {
    #[column(primary_key)]
    line: Vec<u8>,
    #[column(primary_key)]
    number: i64,
    hall_id: Option<i32>,
}

behaviour! {
    /// A list of composite keys is bound as one value on SQLite, and as one for each column on PostgreSQL, so that it has no
    /// greatest length, and the statement is the same for each length.
    async fn a_list_of_composite_keys_may_be_long(db, statements) {
        db.create_tables(schema![Hall, Seat]).await?;
        let hall = Hall::create().exec(db).await?;
        let keys: Vec<(Vec<u8>, i64)> = (0..40_000).map(|number| (vec![b'A', 0, if number % 2 == 0 { 255 } else { 7 }], number)).collect();
        let rows = keys.iter().map(|(line, number)| Seat::create().line(line.clone()).number(*number));
        Seat::create_many(rows).exec(db).await?;
        statements.clear();
        let list = || keys.clone();
        assert_eq!(hall.add_seats(list()).exec(db).await?.len(), 40_000);
        assert!(hall.has_seats(list()).exec(db).await?);
        assert_eq!(hall.set_seats(list()).exec(db).await?.len(), 40_000);
        assert_eq!(hall.remove_seats(list()).exec(db).await?, 40_000);
        assert!(!hall.has_seats(keys[..2].to_vec()).exec(db).await?);
        let added = hall.add_seats(keys[3..5].to_vec()).exec(db).await?;
        assert_eq!(added.iter().map(|seat| seat.number).collect::<Vec<_>>(), [3, 4]);
        Ok(())
    }
}
