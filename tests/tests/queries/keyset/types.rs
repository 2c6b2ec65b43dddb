//! Values of every type that a cursor holds: they read back exactly, or a row would be on two pages.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::dsl::Asc;
use orm_core::prelude::*;
use orm_core::query::Cursor;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour};
use uuid::Uuid;

/// A column of each type that a cursor holds.
#[derive(Model, Debug, Clone, PartialEq)]
pub(super) struct Sample {
    pub(super) id: i32,
    pub(super) small: i16,
    pub(super) big: i64,
    pub(super) real: f32,
    pub(super) double: f64,
    pub(super) flag: bool,
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
    pub(super) date: NaiveDate,
    pub(super) time: NaiveTime,
    pub(super) timestamp: NaiveDateTime,
    pub(super) instant: DateTime<Utc>,
    pub(super) uuid: Uuid,
    pub(super) decimal: BigDecimal,
    pub(super) maybe: Option<DateTime<Utc>>,
}

pub(super) fn sample(id: i32) -> Sample {
    let instant: DateTime<Utc> = "2024-02-29T23:59:59.123456Z".parse().unwrap();
    Sample {
        id,
        small: i16::MIN,
        big: i64::MIN,
        real: 0.1,
        double: -1e-300 / 3.0,
        flag: true,
        text: "naïve; 'DROP'".to_owned(),
        bytes: vec![0, 255, 7],
        date: instant.date_naive(),
        time: instant.time(),
        timestamp: instant.naive_utc(),
        instant,
        uuid: Uuid::from_u128(u128::MAX / 3),
        decimal: "1234567890.00125".parse().unwrap(),
        maybe: Some(instant),
    }
}

behaviour! {
    async fn values_of_every_type_read_back_from_a_cursor(db) {
        db.create_tables(schema![Sample]).await?;
        let all: Vec<Sample> = (1..=3).map(sample).collect();
        for row in &all {
            let Sample { small, big, real, double, flag, .. } = *row;
            let new = Sample::create().small(small).big(big).real(real).double(double).flag(flag).text(row.text.clone());
            let new = new.bytes(row.bytes.clone()).date(row.date).time(row.time).timestamp(row.timestamp);
            new.instant(row.instant).uuid(row.uuid).decimal(row.decimal.clone()).maybe(row.maybe).exec(db).await?;
        }
        // All rows are equal but for their keys: only exact values find the next row, and that one alone.
        let rows = walk!(db, || Sample::query().keyset(
            (samples::small.asc(), samples::big.asc(), samples::real.asc(), samples::double.asc(),
             samples::flag.asc(), samples::text.asc(), samples::bytes.asc(), samples::date.asc()), 1));
        assert_eq!(rows, all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::small.asc(), samples::big.desc(), samples::real.asc(), samples::double.desc(),
             samples::flag.asc(), samples::text.desc(), samples::bytes.asc(), samples::date.desc()), 1));
        assert_eq!(rows.into_iter().rev().collect::<Vec<_>>(), all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::time.asc(), samples::timestamp.asc(), samples::instant.asc(), samples::uuid.asc(),
             samples::decimal.asc()), 1));
        assert_eq!(rows, all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::time.asc(), samples::timestamp.desc(), samples::instant.asc(), samples::uuid.desc(),
             samples::decimal.asc(), samples::maybe.asc()), 1));
        assert_eq!(rows, all);
        Ok(())
    }

    async fn a_nan_of_a_client_is_an_error_where_the_database_has_none(db) {
        db.create_tables(schema![Sample]).await?;
        let nan = Sample { double: f64::NAN, ..sample(1) };
        let text = Cursor::<Sample, Asc<samples::double>>::of(&nan).to_string();
        let page = Sample::query().keyset(samples::double.asc(), 2).after(text.parse()?);
        match page.exec(db).await {
            Ok(page) => assert_eq!((db.is_postgres(), page.rows.len()), (true, 0)),
            Err(error) => assert!(!db.is_postgres() && matches!(error, Error::InvalidValue(_)), "{error:?}"),
        }
        Ok(())
    }
}
