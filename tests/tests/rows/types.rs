//! Field types: a written value is read back unchanged on both databases, and a filter finds rows by it.

use super::every_type::*;
use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::sql_types::Text;
use orm_core::KeyValue;
use orm_core::prelude::*;
use orm_tests::postgres::FreshSchema;
use orm_tests::{TestConnection, behaviour};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn time(hour: u32, minute: u32, second: u32, micros: u32) -> NaiveTime {
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros).unwrap()
}

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

fn decimal_value(text: &str) -> orm_core::types::Value<BigDecimal> {
    orm_core::types::Value(decimal(text))
}

/// The least of everything.
fn least() -> SampleInsert {
    SampleInsert {
        id: None,
        small: i16::MIN,
        integer: i32::MIN,
        big: i64::MIN,
        real: f32::MIN,
        double: f64::MIN,
        flag: false,
        text: String::new(),
        bytes: Vec::new(),
        date: date(1, 1, 1),
        time: time(0, 0, 0, 0),
        timestamp: date(1, 1, 1).and_time(time(0, 0, 0, 0)),
        instant: date(1, 1, 1).and_time(time(0, 0, 0, 1)).and_utc(),
        uuid: Uuid::nil(),
        json: Value::Null,
        decimal: decimal("-999999999999.999"),
        email: Email(String::new()),
    }
}

/// The most of everything, and text that needs care.
fn most() -> SampleInsert {
    SampleInsert {
        id: None,
        small: i16::MAX,
        integer: i32::MAX,
        big: i64::MAX,
        real: f32::MIN_POSITIVE,
        double: f64::INFINITY,
        flag: true,
        text: "it's \"x\" \\ `y` $1 ? ; -- /* 日本 \u{1F600} e\u{301} \u{FEFF}\n\t".to_owned(),
        bytes: (0..=255).collect(),
        date: date(9999, 12, 31),
        time: time(23, 59, 59, 999_999),
        timestamp: date(9999, 12, 31).and_time(time(23, 59, 59, 999_999)),
        instant: date(9999, 12, 31).and_time(time(12, 0, 0, 5)).and_utc(),
        uuid: Uuid::max(),
        json: json!({"a": [1, -2.5, null, true, "日本'\""], "": {}, "max": i64::MAX, "min": i64::MIN, "deep": [[[]]]}),
        decimal: decimal("0.000000000000001"),
        email: Email("karl@example.org".to_owned()),
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
struct ByText {
    #[column(primary_key)]
    key: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct ByBig {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct BySmall {
    id: i16,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct ByBytes {
    #[column(primary_key)]
    key: Vec<u8>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct ByEmail {
    #[column(primary_key, sql_type = Text)]
    email: Email,
    name: Option<String>,
}

/// A key of four columns of different types.
#[derive(Model, Debug, Clone, PartialEq)]
struct ByAll {
    #[column(primary_key)]
    uuid: Uuid,
    #[column(primary_key)]
    date: NaiveDate,
    #[column(primary_key)]
    bytes: Vec<u8>,
    #[column(primary_key)]
    flag: bool,
    name: Option<String>,
}

behaviour! {
    async fn extremes_come_back_as_they_were(db) {
        db.create_tables(schema![Sample, Maybe]).await?;
        assert_eq!(Sample::create_many([least(), most()]).exec(db).await?, [sample(1, least()), sample(2, most())]);
        assert_eq!(Sample::find(1).exec(db).await?, sample(1, least()));
        assert_eq!(Sample::find(2).exec(db).await?, sample(2, most()));
        let nothing = some_given(least(), 0);
        let rows = [all_given(most()), nothing.clone(), all_given(least())];
        let made = [maybe(1, all_given(most())), maybe(2, nothing), maybe(3, all_given(least()))];
        assert_eq!(Maybe::create_many(rows).exec(db).await?, made);
        assert_eq!(Maybe::query().order(maybes::id.asc()).exec(db).await?, made);
        let nulls = made[0].update().small(None).integer(None).big(None).real(None).double(None).flag(None).text(None);
        let nulls = nulls.bytes(None).date(None).time(None).timestamp(None).instant(None).uuid(None).json(None);
        let emptied = nulls.decimal(None).email(None).exec(db).await?;
        assert_eq!(emptied, Maybe { id: 1, ..made[1].clone() });
        Ok(())
    }

    /// Each column is compared with the value of one row; the other row must not be found.
    async fn rows_are_found_by_values_of_every_type(db) {
        db.create_tables(schema![Sample, Maybe]).await?;
        Sample::create_many([least(), most()]).exec(db).await?;
        Maybe::create_many([all_given(least()), all_given(most()), some_given(most(), 0)]).exec(db).await?;
        macro_rules! found {
            ($($field:ident)*) => { $({
                let (low, high) = (least().$field, most().$field);
                let ids = Sample::query().filter(samples::$field.eq(low.clone())).select(samples::id).exec(db).await?;
                assert_eq!(ids, [1], stringify!($field));
                let ids = Sample::query().filter(samples::$field.ne(low.clone())).select(samples::id).exec(db).await?;
                assert_eq!(ids, [2], stringify!($field));
                let ids = Maybe::query().filter(maybes::$field.eq(high.clone())).select(maybes::id).exec(db).await?;
                assert_eq!(ids, [2], stringify!($field));
                let both = Maybe::query().filter(maybes::$field.eq_any([low.clone(), high.clone()]));
                assert_eq!(both.order(maybes::id.asc()).select(maybes::id).exec(db).await?, [1, 2], stringify!($field));
                let none = Maybe::query().filter(maybes::$field.is_null()).select(maybes::id);
                assert_eq!(none.exec(db).await?, [3], stringify!($field));
                let values = Maybe::query().order(maybes::id.asc()).select(maybes::$field).exec(db).await?;
                assert_eq!(values, [Some(low), Some(high), None], stringify!($field));
            })* };
        }
        found! { small integer big double flag text bytes date time timestamp instant uuid json decimal }
        assert_eq!(Sample::query().filter(samples::email.eq(Email(String::new()))).count().exec(db).await?, 1);
        assert_eq!(Sample::query().filter(samples::real.eq(f32::MIN)).count().exec(db).await?, 1);
        assert_eq!(Maybe::query().filter(maybes::email.eq(most().email)).count().exec(db).await?, 1);
        let emails = Sample::query().order(samples::id.asc()).select_as::<Email, _>(samples::email);
        assert_eq!(emails.exec(db).await?, [least().email, most().email]);
        Ok(())
    }

    async fn points_in_time_and_decimals_are_ordered_by_their_value(db) {
        db.create_tables(schema![Sample]).await?;
        let noon = |micros| date(2024, 2, 29).and_time(time(12, 0, 0, micros));
        let rows = [(9, "10"), (500_000, "9"), (0, "-10"), (500_001, "9.5")].map(|(micros, number)| SampleInsert {
            timestamp: noon(micros),
            instant: noon(micros).and_utc(),
            time: noon(micros).time(),
            decimal: decimal(number),
            ..least()
        });
        Sample::create_many(rows).exec(db).await?;
        let ids = || Sample::query().select(samples::id);
        for by_time in [
            ids().order(samples::timestamp.asc()).exec(db).await?,
            ids().order(samples::instant.asc()).exec(db).await?,
            ids().order(samples::time.asc()).exec(db).await?,
        ] {
            assert_eq!(by_time, [3, 1, 2, 4]);
        }
        assert_eq!(ids().order(samples::decimal.asc()).exec(db).await?, [3, 2, 4, 1]);
        let more = ids().filter(samples::decimal.gt(decimal("9.00"))).order(samples::id.asc());
        assert_eq!(more.exec(db).await?, [1, 4]);
        let sums = ids().filter((samples::decimal + decimal_value("0.5")).gt(decimal_value("9.75")));
        assert_eq!(sums.order(samples::id.asc()).exec(db).await?, [1, 4], "a sum is a number, and so is the value");
        let sums = ids().filter((samples::decimal * samples::decimal).le(decimal_value("90.25")));
        assert_eq!(sums.order(samples::id.asc()).exec(db).await?, [2, 4]);
        let sum = Sample::query().select(diesel::dsl::sum(samples::decimal)).first().exec(db).await?;
        assert_eq!(sum, Some(Some(decimal("18.5"))));
        let later = ids().filter(samples::instant.gt(noon(9).and_utc())).filter(samples::timestamp.le(noon(500_000)));
        assert_eq!(later.exec(db).await?, [2]);
        Ok(())
    }

    async fn keys_of_every_type_find_change_and_delete_their_row(db) {
        db.create_tables(schema![ByText, ByBig, BySmall, ByBytes, ByEmail, ByAll]).await?;
        for key in ["", "it's", "日本"] {
            let row = ByText::create().key(key).exec(db).await?;
            assert_eq!(ByText::find(key).exec(db).await?, row);
            assert_eq!(row.update().key(format!("{key}!")).exec(db).await?.key, format!("{key}!"));
            assert!(row.reload().exec(db).await.is_err());
        }
        for id in [i64::MIN, -1, 0, i64::MAX] {
            let row = ByBig::create().id(id).exec(db).await?;
            assert_eq!(ByBig::find(id).exec(db).await?, row);
            row.delete().exec(db).await?;
        }
        assert_eq!(BySmall::create().id(i16::MIN).exec(db).await?, BySmall { id: i16::MIN });
        assert_eq!(BySmall::find(i16::MIN).exec(db).await?.id, i16::MIN);
        let bytes = [vec![], vec![0], vec![0, 255, 39]];
        let rows = ByBytes::create_many(bytes.clone().map(|key| ByBytes::create().key(key))).exec(db).await?;
        assert_eq!(rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>(), bytes);
        assert_eq!(ByBytes::find(Vec::new()).exec(db).await?, rows[0]);
        assert_eq!(ByBytes::find(&[0_u8, 255, 39][..]).exec(db).await?, rows[2]);
        let email = Email("a@b".to_owned());
        let row = ByEmail::create().email(email.clone()).exec(db).await?;
        assert_eq!(ByEmail::find(KeyValue(email)).exec(db).await?, row);
        assert_eq!(row.update().name("x").exec(db).await?.name, Some("x".to_owned()));
        let key = (Uuid::max(), date(2024, 2, 29), vec![0, 1], true);
        let row = ByAll::create().uuid(key.0).date(key.1).bytes(key.2.clone()).flag(key.3).exec(db).await?;
        assert_eq!(ByAll::find(key.clone()).exec(db).await?, row);
        assert!(ByAll::find((key.0, key.1, key.2, false)).exec(db).await.is_err());
        assert_eq!(row.update().name("x").exec(db).await?.name, Some("x".to_owned()));
        row.delete().exec(db).await?;
        assert_eq!(ByAll::query().count().exec(db).await?, 0);
        Ok(())
    }
}

/// Text without NUL, which PostgreSQL cannot keep.
fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| text.replace('\0', ""))
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // Numbers that PostgreSQL's JSONB, which keeps them as decimals, writes with a fraction.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) + 0.5)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn any_sample()(
        numbers in (any::<i16>(), any::<i32>(), any::<i64>(), any::<f32>(), any::<f64>(), any::<bool>()),
        texts in (text(), prop::collection::vec(any::<u8>(), 0..40), json_value(), text(), any::<u128>()),
        days in -700_000_i64..2_900_000, micros in 0_i64..86_400_000_000, exact in (-999_999_999_999_999_i64..1_000_000_000_000_000, -3_i64..16),
    ) -> SampleInsert {
        let (small, integer, big, real, double, flag) = numbers;
        let (text, bytes, json, email, uuid) = texts;
        let instant = DateTime::<Utc>::from_timestamp_micros(days * 86_400_000_000 + micros).unwrap();
        let timestamp = instant.naive_utc();
        SampleInsert {
            id: None, small, integer, big, real, double, flag, text, bytes, date: timestamp.date(), time: timestamp.time(),
            timestamp, instant, uuid: Uuid::from_u128(uuid), json, decimal: BigDecimal::new(exact.0.into(), exact.1),
            email: Email(email),
        }
    }
}

/// Rows are created in one statement, read back one by one, and found by values.
macro_rules! round_trip {
    ($db:expr) => {
        |(values, bits)| {
            let db = &mut $db;
            let made = Sample::create_many(values.clone()).exec(db).unwrap();
            for (row, values) in made.iter().zip(values) {
                prop_assert_eq!(row, &sample(row.id, values.clone()));
                prop_assert_eq!(&row.reload().exec(db).unwrap(), row);
                let same = Sample::query().filter(samples::text.eq(&values.text)).filter(samples::uuid.eq(values.uuid));
                let same = same.filter(samples::instant.eq(values.instant)).filter(samples::bytes.eq(&values.bytes));
                let same =
                    same.filter(samples::double.eq(values.double)).filter(samples::decimal.eq(values.decimal.clone()));
                prop_assert_eq!(&same.order(samples::id.desc()).first().exec(db).unwrap(), &Some(row.clone()));
                let optional = some_given(values, bits);
                let made = optional.clone().create().exec(db).unwrap();
                prop_assert_eq!(&made, &maybe(made.id, optional));
            }
            Ok(())
        }
    };
}

fn cases() -> impl Strategy<Value = (Vec<SampleInsert>, u32)> {
    (prop::collection::vec(any_sample(), 1..4), any::<u32>())
}

#[test]
fn any_values_make_the_round_trip_on_sqlite() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Sample, Maybe]).unwrap();
    let db = std::cell::RefCell::new(db);
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
        .run(&cases(), round_trip!(*db.borrow_mut()))
        .unwrap();
}

#[test]
fn any_values_make_the_round_trip_on_postgres() {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).unwrap();
    orm_postgres::create_tables(&mut db, schema![Sample, Maybe]).unwrap();
    let db = std::cell::RefCell::new(db);
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
        .run(&cases(), round_trip!(*db.borrow_mut()))
        .unwrap();
}
