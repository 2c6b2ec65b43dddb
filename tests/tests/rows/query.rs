//! Reading rows: `find`, `query` and its options, `reload`.

use diesel::BoxableExpression;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use orm_core::prelude::*;
use orm_core::{Error, Page, schema};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};

/// A model with columns that may be NULL.
#[derive(Model, Debug, Clone, PartialEq)]
struct Item {
    id: i32,
    name: String,
    price: Option<i32>,
    shelf: Option<String>,
}

/// A key that is a text.
#[derive(Model, Debug, Clone, PartialEq)]
struct Country {
    #[column(primary_key)]
    code: String,
}

/// A key of two columns.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
}

/// A key that is a UUID.
#[derive(Model, Debug, Clone, PartialEq)]
struct Session {
    id: uuid::Uuid,
}

const COLUMNS: &str = r#""items"."id", "items"."name", "items"."price", "items"."shelf""#;

fixture! {
    /// Five items: `a` to `e`, prices 10, 20, 20, none, 50.
    async fn items_are_there(db) -> Vec<Item> {
        db.create_tables(schema![Item]).await?;
        let rows = [("a", Some(10), "x"), ("b", Some(20), "x"), ("c", Some(20), "y"), ("d", None, "y"), ("e", Some(50), "y")];
        let rows = rows.map(|(name, price, shelf)| Item::create().name(name).price(price).shelf(shelf));
        Ok(Item::create_many(rows).exec(db).await?)
    }
}

fn names(items: &[Item]) -> String {
    items.iter().map(|item| item.name.as_str()).collect()
}

/// Both texts: they differ in their parameters only.
#[track_caller]
fn assert_sql(sqlite: &str, postgres: &str, expected: &str) {
    assert_eq!(postgres, expected);
    let mut unnumbered = expected.to_owned();
    for number in 1..10 {
        unnumbered = unnumbered.replace(&format!("${number}"), "?");
    }
    assert_eq!(sqlite, unnumbered);
}

macro_rules! assert_sql {
    ($operation:expr, $expected:expr) => {
        assert_sql(&$operation.sql::<Sqlite>(), &$operation.sql::<Postgres>(), &$expected)
    };
}

#[test]
fn the_text_of_a_query_grows_by_its_options() {
    let all = Item::query;
    let from = format!("SELECT {COLUMNS} FROM \"items\"");
    assert_sql!(all(), format!("{from} -- binds: []"));
    assert_sql!(Item::find(7), format!(r#"{from} WHERE "items"."id" = $1 -- binds: [7]"#));
    assert_sql!(
        all().filter(items::name.eq("a")).filter(items::price.gt(3).or(items::price.is_null())),
        format!(
            r#"{from} WHERE "items"."name" = $1 AND ("items"."price" > $2 OR "items"."price" IS NULL) -- binds: ["a", 3]"#
        )
    );
    assert_sql!(
        all().filter_if(Some(items::name.eq("a"))).filter_if(None::<diesel::dsl::Eq<items::id, i32>>),
        format!(r#"{from} WHERE "items"."name" = $1 AND TRUE -- binds: ["a"]"#)
    );
    assert_sql!(
        all().filter(sql::<Bool>("1 = 1 OR 2 = 2")).filter(items::id.eq(1)),
        format!(r#"{from} WHERE (1 = 1 OR 2 = 2) AND "items"."id" = $1 -- binds: [1]"#)
    );
    assert_sql!(
        all().order((items::price.desc(), items::name.asc())).order(items::id.asc()).limit(9).limit(2).offset(4),
        format!(
            r#"{from} ORDER BY "items"."price" DESC, "items"."name" ASC, "items"."id" ASC LIMIT $1 OFFSET $2 -- binds: [2, 4]"#
        )
    );
    assert_sql!(all().first(), format!("{from} LIMIT $1 -- binds: [1]"));
    assert_eq!(all().offset(3).sql::<Postgres>(), format!("{from} OFFSET $1 -- binds: [3]"));
    assert_eq!(all().offset(3).sql::<Sqlite>(), format!("{from} LIMIT -1 OFFSET ? -- binds: [3]"));
    assert_sql!(
        all().select((items::id, items::price)).order(items::id.asc()),
        r#"SELECT "items"."id", "items"."price" FROM "items" ORDER BY "items"."id" ASC -- binds: []"#
    );
    assert_sql!(
        Seat::find(("A".to_owned(), 7)),
        r#"SELECT "seats"."hall", "seats"."number" FROM "seats" WHERE "seats"."hall" = $1 AND "seats"."number" = $2 -- binds: ["A", 7]"#
    );
}

#[test]
fn the_text_of_a_question_about_rows() {
    let some = || Item::query().filter(items::id.gt(1)).order(items::id.asc());
    assert_sql!(some().count(), r#"SELECT count(*) FROM "items" WHERE "items"."id" > $1 -- binds: [1]"#);
    assert_sql!(
        some().limit(2).count(),
        r#"SELECT count(*) FROM (SELECT 1 FROM "items" WHERE "items"."id" > $1 LIMIT $2) AS "cut" -- binds: [1, 2]"#
    );
    assert_sql!(some().exists(), r#"SELECT EXISTS (SELECT 1 FROM "items" WHERE "items"."id" > $1) -- binds: [1]"#);
    assert_sql!(
        some().page(3, 20),
        format!(
            "SELECT {COLUMNS} FROM \"items\" WHERE \"items\".\"id\" > $1 ORDER BY \"items\".\"id\" ASC LIMIT $2 OFFSET $3; \
             -- binds: [1, 20, 40]\nSELECT count(*) FROM \"items\" WHERE \"items\".\"id\" > $1 -- binds: [1]"
        )
    );
}

type Boxed<DB> = Box<dyn BoxableExpression<items::table, DB, SqlType = Bool>>;

#[test]
fn a_condition_may_be_boxed_when_the_database_is_known() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Item]).unwrap();
    let rows = ["a", "b"].map(|name| Item::create().name(name));
    let rows = Item::create_many(rows).exec(&mut db).unwrap();
    for (by_name, expected) in [(true, &rows[..1]), (false, &rows[1..])] {
        let condition: Boxed<Sqlite> =
            if by_name { Box::new(items::name.eq("a")) } else { Box::new(items::id.gt(1).and(items::name.ne("a"))) };
        assert_eq!(Item::query().filter(condition).exec(&mut db).unwrap(), expected);
    }
}

behaviour! {
    async fn a_row_is_found_by_its_key(db, statements) {
        db.create_tables(schema![Item, Country, Seat, Session]).await?;
        let item = Item::create().name("a").exec(db).await?;
        let country = Country::create().code("it's").exec(db).await?;
        let seat = Seat::create().hall("A").number(-7).exec(db).await?;
        let session = Session::create().id(uuid::Uuid::from_u128(u128::MAX)).exec(db).await?;
        statements.clear();
        assert_eq!(Item::find(item.id).exec(db).await?, item);
        assert_eq!(Item::find(&item).exec(db).await?, item);
        assert_eq!(Country::find("it's").exec(db).await?, country);
        assert_eq!(Seat::find(("A".to_owned(), -7)).exec(db).await?, seat);
        assert_eq!(Session::find(session.id).exec(db).await?, session);
        assert_eq!(item.reload().exec(db).await?, item);
        assert_eq!(statements.count(), 6);

        let missing = Item::find(-1).exec(db).await.unwrap_err();
        assert!(matches!(missing, Error::NotFound { model: "Item", association: None }), "{missing:?}");
        assert_eq!(missing.to_string(), "no such `Item`");
        assert!(matches!(Country::find("").exec(db).await, Err(Error::NotFound { model: "Country", .. })));
        assert!(matches!(Seat::find(("A".to_owned(), 7)).exec(db).await, Err(Error::NotFound { model: "Seat", .. })));
        assert!(matches!(Session::find(uuid::Uuid::nil()).exec(db).await, Err(Error::NotFound { .. })));
        item.delete().exec(db).await?;
        assert!(matches!(item.reload().exec(db).await, Err(Error::NotFound { model: "Item", .. })));
        Ok(())
    }

    async fn conditions_all_hold(db) {
        let all = items_are_there(db).await?;
        let query = Item::query;
        let search = String::from("b");
        let borrowed: &str = &search;
        assert_eq!(query().filter(items::name.eq(borrowed)).exec(db).await?, [all[1].clone()]);
        assert_eq!(query().filter(items::name.eq_any([borrowed, "zz"])).exec(db).await?, [all[1].clone()]);
        let by = |price: Option<i32>, name: Option<&'static str>| {
            let query = query().filter_if(price.map(|price| items::price.ge(price)));
            query.filter_if(name.map(|name| items::name.ne(name))).order(items::id.asc())
        };
        assert_eq!(names(&by(None, None).exec(db).await?), "abcde");
        assert_eq!(names(&by(Some(20), None).exec(db).await?), "bce");
        assert_eq!(names(&by(Some(20), Some("c")).exec(db).await?), "be");
        assert_eq!(names(&by(None, Some("c")).exec(db).await?), "abde");
        let raw = query().filter(items::shelf.eq("y")).filter(sql::<Bool>("price = 20 OR 1 = 1 OR name = 'a'"));
        assert_eq!(names(&raw.order(items::id.asc()).exec(db).await?), "cde");
        let raw = query().filter(sql::<Bool>("name = 'a' OR name = 'c'")).filter(items::shelf.eq("y"));
        assert_eq!(names(&raw.exec(db).await?), "c");
        assert_eq!(names(&query().filter(items::name.eq("' OR 1 = 1 --")).exec(db).await?), "");
        Ok(())
    }

    async fn rows_are_ordered_cut_and_counted(db, statements) {
        items_are_there(db).await?;
        let priced = || Item::query().filter(items::price.is_not_null()).order(items::price.desc());
        statements.clear();
        assert_eq!(names(&priced().order(items::name.desc()).exec(db).await?), "ecba");
        let cut = || priced().order(items::name.asc()).limit(1).offset(3).limit(2).offset(1);
        assert_eq!(names(&cut().exec(db).await?), "bc");
        assert_eq!(names(&priced().order(items::name.asc()).offset(3).exec(db).await?), "a");
        assert_eq!(priced().first().exec(db).await?.map(|item| item.name), Some("e".to_owned()));
        assert_eq!(priced().offset(4).first().exec(db).await?, None);
        assert_eq!(statements.count(), 5);

        statements.clear();
        assert_eq!(priced().count().exec(db).await?, 4);
        assert_eq!(cut().count().exec(db).await?, 2);
        assert_eq!(priced().limit(3).count().exec(db).await?, 3);
        assert_eq!(priced().offset(3).count().exec(db).await?, 1);
        assert_eq!(priced().limit(0).count().exec(db).await?, 0);
        assert!(priced().exists().exec(db).await?);
        assert!(!priced().offset(4).exists().exec(db).await?);
        assert!(!priced().filter(items::name.eq("z")).exists().exec(db).await?);
        assert_eq!(statements.count(), 8);
        Ok(())
    }

    async fn a_selection_is_read_into_the_usual_types(db) {
        items_are_there(db).await?;
        let query = || Item::query().order(items::id.asc());
        let names: Vec<String> = query().limit(2).select(items::name).exec(db).await?;
        assert_eq!(names, ["a", "b"]);
        let prices: Vec<Option<i32>> = query().offset(2).select(items::price).exec(db).await?;
        assert_eq!(prices, [Some(20), None, Some(50)]);
        let pairs: Vec<(i32, Option<String>)> = query().select((items::id, items::shelf)).limit(1).exec(db).await?;
        assert_eq!(pairs, [(1, Some("x".to_owned()))]);
        let first: Option<(String, Option<i32>)> = query().select((items::name, items::price)).first().exec(db).await?;
        assert_eq!(first, Some(("a".to_owned(), Some(10))));
        let sum: Option<Option<i64>> = Item::query().select(diesel::dsl::sum(items::price)).first().exec(db).await?;
        assert_eq!(sum, Some(Some(100)));
        // As Diesel reads it: `is_null` is a column's method, its type is `Bool`.
        let flags = query().select_as::<(bool,), _>((items::price.is_null(),)).exec(db).await?;
        assert_eq!(flags, [(false,), (false,), (false,), (true,), (false,)]);
        let dearest = query().select(diesel::dsl::max(items::price)).count();
        assert_eq!(dearest.exec(db).await?, 5, "a selection does not change what is counted");
        Ok(())
    }

    async fn a_page_has_its_rows_and_the_total(db, statements) {
        let all = items_are_there(db).await?;
        let page = |number, size| Item::query().filter(items::id.le(5)).order(items::id.asc()).page(number, size);
        statements.clear();
        let first = page(1, 2).exec(db).await?;
        assert_eq!(first, Page { rows: all[..2].to_vec(), total: 5, number: 1, size: 2 });
        assert_eq!(first.pages(), 3);
        assert_eq!(statements.count(), 2);
        assert_eq!(page(2, 2).exec(db).await?.rows, all[2..4]);
        assert_eq!(page(3, 2).exec(db).await?.rows, all[4..]);
        assert_eq!(page(4, 2).exec(db).await?, Page { rows: vec![], total: 5, number: 4, size: 2 });
        assert_eq!(page(0, 2).exec(db).await?, first, "pages are counted from 1");
        assert_eq!(page(u32::MAX, u32::MAX).exec(db).await?.total, 5);
        let nothing = page(1, 0).exec(db).await?;
        assert_eq!((nothing.rows.len(), nothing.total), (0, 5));
        let selected = Item::query().order(items::id.asc()).select(items::name).page(2, 3).exec(db).await?;
        assert_eq!((selected.rows, selected.total), (vec!["d".to_owned(), "e".to_owned()], 5));
        Ok(())
    }

    async fn what_its_type_tells_is_prepared_once(db, statements) {
        items_are_there(db).await?;
        statements.clear();
        for id in 1..=3_i32 {
            Item::find(id).exec(db).await?;
            let cheap = Item::query().filter(items::price.lt(id)).filter(items::name.ne("a"));
            cheap.order(items::id.asc()).limit(id.unsigned_abs()).exec(db).await?;
            Item::query().filter(items::price.lt(id)).count().exec(db).await?;
            Item::query().filter_if((id > 1).then(|| items::price.lt(id))).exec(db).await?;
        }
        let sent = statements.statements();
        let once: Vec<String> = [&sent[..4], &sent[7..8]].concat();
        assert_eq!(statements.prepared(), once);
        Ok(())
    }
}
