//! Unusual names: renamed tables and columns, tables of Diesel's `table!`, schemas. Also: insert structs that
//! deserialize.

use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::{Error, HasColumn};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour};
use serde_json::json;

mod existing {
    diesel::table! {
        /// As `diesel print-schema` would write it.
        legacy_items (item_id) {
            item_id -> Integer,
            #[sql_name = "type"]
            kind -> Text,
            price -> Nullable<Double>,
            note -> Nullable<Text>,
        }
    }
}

/// A table that exists in Diesel's terms, with fewer fields than it has columns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = crate::names::existing::legacy_items)]
struct LegacyItem {
    #[column(primary_key)]
    item_id: i32,
    #[column(name = "type")]
    kind: String,
    price: Option<f64>,
}

/// A reserved word, a name with a space, and a raw identifier.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order", rename_all = "camelCase")]
struct Purchase {
    id: i32,
    #[column(unique)]
    order_number: i64,
    r#type: String,
    #[column(name = "Shipped to ?")]
    shipped_to: Option<String>,
    #[column(default = false)]
    r#final: bool,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Album", rename_all = "PascalCase")]
struct Album {
    #[column(primary_key)]
    catalogue_number: i32,
    title: String,
    #[column(default = "{\"tags\": []}")]
    meta_data: serde_json::Value,
    released: Option<chrono::NaiveDate>,
    cover: Option<uuid::Uuid>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "orm test", table = "people")]
struct Person {
    id: i32,
    #[column(unique)]
    name: String,
}

const PURCHASE: &str =
    r#""order"."id", "order"."orderNumber", "order"."type", "order"."Shipped to ?", "order"."final""#;

#[test]
fn names_are_quoted_wherever_they_stand() {
    let purchase = Purchase::create().order_number(1).r#type("x").upsert(purchases::order_number);
    assert_eq!(
        purchase.sql::<Postgres>(),
        format!(
            r#"INSERT INTO "order" ("orderNumber", "type") VALUES ($1, $2) ON CONFLICT ("orderNumber") DO UPDATE SET "type" = excluded."type" RETURNING {PURCHASE} -- binds: [1, "x"]"#
        )
    );
    assert_eq!(
        Purchase::query().filter(purchases::shipped_to.eq("a")).order(purchases::r#type.asc()).sql::<Sqlite>(),
        format!(
            r#"SELECT {PURCHASE} FROM "order" WHERE "order"."Shipped to ?" = ? ORDER BY "order"."type" ASC -- binds: ["a"]"#
        )
    );
    assert_eq!(<Album as HasColumn<albums::meta_data>>::SQL, r#""Album"."MetaData""#);
    assert_eq!(
        Person::find(1).sql::<Postgres>(),
        r#"SELECT "orm test"."people"."id", "orm test"."people"."name" FROM "orm test"."people" WHERE "orm test"."people"."id" = $1 -- binds: [1]"#
    );
}

behaviour! {
    async fn renamed_tables_and_columns_are_written_and_read(db) {
        db.create_tables(schema![Purchase, Album]).await?;
        let made = Purchase::create().order_number(i64::MAX).r#type("new").exec(db).await?;
        let expected =
            Purchase { id: 1, order_number: i64::MAX, r#type: "new".to_owned(), shipped_to: None, r#final: false };
        assert_eq!(made, expected);
        let sent = made.update().r#type("sent").shipped_to("Utah").r#final(true).exec(db).await?;
        assert_eq!(Purchase::find(1).exec(db).await?, sent);
        let shipped = Purchase::query().filter(purchases::shipped_to.eq("Utah")).filter(purchases::r#final.eq(true));
        assert_eq!(shipped.clone().select((purchases::r#type, purchases::order_number)).exec(db).await?, [
            ("sent".to_owned(), i64::MAX),
        ]);
        assert_eq!(shipped.clone().update().r#final(false).exec(db).await?, 1);
        assert_eq!(shipped.delete().exec(db).await?, 0);
        let again = Purchase::create().order_number(i64::MAX).r#type("again").upsert(purchases::order_number);
        assert_eq!(again.exec(db).await?.id, 1);
        sent.delete().exec(db).await?;
        assert!(matches!(sent.reload().exec(db).await, Err(Error::NotFound { model: "Purchase", .. })));
        Ok(())
    }

    /// On SQLite, where VALUES has no DEFAULT, a default of JSON must be of the binary form that Diesel reads.
    async fn a_default_of_json_is_the_same_in_one_row_and_in_many(db) {
        db.create_tables(schema![Album]).await?;
        let tags = json!({"tags": []});
        assert_eq!(Album::create().title("a").exec(db).await?.meta_data, tags);
        let rows = [Album::create().title("b"), Album::create().title("c").meta_data(json!([1]))];
        let made = Album::create_many(rows).exec(db).await?;
        assert_eq!(made.iter().map(|album| &album.meta_data).collect::<Vec<_>>(), [&tags, &json!([1])]);
        assert_eq!(Album::query().filter(albums::meta_data.eq(tags)).count().exec(db).await?, 2);
        Ok(())
    }

    async fn a_table_of_diesels_own_serves_a_model(db) {
        let key = if db.is_postgres() { "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" } else { "INTEGER PRIMARY KEY" };
        db.run_sql(&format!("CREATE TABLE legacy_items (item_id {key}, type TEXT NOT NULL, price DOUBLE PRECISION, note TEXT)")).await?;
        let made = LegacyItem::create().kind("a").price(1.5).exec(db).await?;
        assert_eq!(made, LegacyItem { item_id: 1, kind: "a".to_owned(), price: Some(1.5) });
        db.run_sql("UPDATE legacy_items SET note = 'kept'").await?;
        assert_eq!(made.update().kind("b").exec(db).await?.kind, "b");
        let found = LegacyItem::query().filter(existing::legacy_items::note.eq("kept")).filter(legacy_items::kind.eq("b"));
        assert_eq!(found.exec(db).await?, [LegacyItem { kind: "b".to_owned(), ..made.clone() }]);
        let notes: Vec<Option<String>> = LegacyItem::query().select(legacy_items::note).exec(db).await?;
        assert_eq!(notes, [Some("kept".to_owned())]);
        made.delete().exec(db).await?;
        Ok(())
    }

    async fn rows_are_made_of_what_a_request_brings(db) {
        db.create_tables(schema![Album]).await?;
        let body = json!({"title": "it's", "released": "2024-02-29", "cover": null, "unknown": 1});
        let album = serde_json::from_value::<AlbumInsert>(body)?.create().exec(db).await?;
        let released = chrono::NaiveDate::from_ymd_opt(2024, 2, 29);
        let expected =
            Album { catalogue_number: 1, title: "it's".to_owned(), meta_data: json!({"tags": []}), released, cover: None };
        assert_eq!(album, expected);

        let body = json!([
            {"title": "a", "catalogue_number": 40, "meta_data": [true]},
            {"title": "b", "cover": "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        ]);
        let albums = Album::create_many(serde_json::from_value::<Vec<AlbumInsert>>(body)?).exec(db).await?;
        assert_eq!(albums[0], Album { catalogue_number: 40, title: "a".to_owned(), meta_data: json!([true]), released: None, cover: None });
        assert_eq!((albums[1].title.as_str(), albums[1].cover), ("b", Some(uuid::Uuid::max())));
        Ok(())
    }
}

#[test]
fn a_request_without_a_mandatory_column_does_not_deserialize() {
    let missing = serde_json::from_value::<AlbumInsert>(json!({"catalogue_number": 1})).unwrap_err();
    assert_eq!(missing.to_string(), "missing field `title`");
    let null = serde_json::from_value::<AlbumInsert>(json!({"title": null})).unwrap_err();
    assert_eq!(null.to_string(), "invalid type: null, expected a string");
}

#[test]
fn a_table_in_a_schema_is_written_read_and_named_in_errors() {
    let mut db = orm_postgres::connect(&orm_tests::postgres::server_url()).unwrap();
    // The name of a schema is part of the model: only a transaction keeps other tests from seeing it.
    db.begin_test_transaction().unwrap();
    db.batch_execute(r#"CREATE SCHEMA "orm test""#).unwrap();
    orm_postgres::create_tables(&mut db, schema![Person]).unwrap();
    let karl = Person::create().name("Karl").exec(&mut db).unwrap();
    assert_eq!(karl, Person { id: 1, name: "Karl".to_owned() });
    assert_eq!(karl.update().name("John").exec(&mut db).unwrap().name, "John");
    let people = [Person::create().name("b"), Person::create().name("a").id(70)];
    assert_eq!(Person::create_many(people).exec(&mut db).unwrap().len(), 2);
    let by_name = Person::query().filter(people::name.ne("John")).order(people::name.asc());
    assert_eq!(by_name.clone().select(people::id).exec(&mut db).unwrap(), [70, 2]);
    assert_eq!(by_name.page(1, 1).exec(&mut db).unwrap().total, 2);
    assert_eq!(Person::create().name("John").upsert(people::name).exec(&mut db).unwrap().id, 1);
    assert!(Person::query().filter(people::id.eq(1)).exists().exec(&mut db).unwrap());
    karl.delete().exec(&mut db).unwrap();
    let clash = db.transaction(|db| Person::create().name("a").exec(db)).unwrap_err();
    assert_eq!(clash.to_string(), "unique violation: `people_name_key` of `Person`");
    assert_eq!(diesel::QueryDsl::count(people::table).get_result_on(&mut db), 2);
}

/// Diesel's `get_result`, whose trait would bring a second `load` into scope.
trait GetResultOn: Sized {
    fn get_result_on(self, db: &mut diesel::PgConnection) -> i64;
}

impl<Q> GetResultOn for Q
where
    Q: for<'q> diesel::query_dsl::LoadQuery<'q, diesel::PgConnection, i64>,
{
    fn get_result_on(self, db: &mut diesel::PgConnection) -> i64 {
        diesel::RunQueryDsl::get_result(self, db).unwrap()
    }
}
