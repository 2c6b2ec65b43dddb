//! The day, month and year of dates and points in time.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use orm_core::prelude::*;
use orm_core::query::aggregates::{count, sum};
use orm_core::schema;
use orm_tests::{TestConnection, behaviour, fixture, sql_of};

#[derive(Model, Debug, Clone, PartialEq)]
struct Payment {
    id: i32,
    amount: i32,
    due: NaiveDate,
    booked: Option<NaiveDateTime>,
    at: DateTime<Utc>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fixture! {
    async fn ledger(db) -> () {
        db.create_tables(schema![Payment]).await?;
        for (amount, due, booked, at) in [
            (1, "2024-01-31", Some("2024-01-31T23:59:59.5"), "2024-01-31T23:30:00-01:00"),
            (2, "2024-02-01", None, "2024-02-29T23:59:59Z"),
            (4, "2024-02-29", Some("2023-12-31T00:00:00"), "2023-12-31T23:00:00Z"),
        ] {
            let booked = booked.map(str::parse::<NaiveDateTime>).transpose()?;
            let at = DateTime::parse_from_rfc3339(at)?.with_timezone(&Utc);
            Payment::create().amount(amount).due(day(due)).booked(booked).at(at).exec(db).await?;
        }
        Ok(())
    }
}

behaviour! {
    async fn rows_are_grouped_by_day_month_and_year(db) {
        ledger(db).await?;
        let months = Payment::query().group_by(payments::due.start_of_month());
        let months = months.select_with_key((count(), sum(payments::amount))).order_by_key().exec(db).await?;
        assert_eq!(months, [(day("2024-01-01"), (1, Some(1))), (day("2024-02-01"), (2, Some(6)))]);
        let years = Payment::query().group_by(payments::at.start_of_year()).select_with_key(count()).order_by_key();
        assert_eq!(years.exec(db).await?, [(day("2023-01-01"), 1), (day("2024-01-01"), 2)]);
        // The first payment was at half past midnight, in UTC.
        let days = Payment::query().order(payments::id.asc()).select(payments::at.start_of_day()).exec(db).await?;
        assert_eq!(days, [day("2024-02-01"), day("2024-02-29"), day("2023-12-31")]);
        Ok(())
    }

    async fn null_has_no_day(db) {
        ledger(db).await?;
        let days = Payment::query().order(payments::id.asc()).select(payments::booked.start_of_day()).exec(db).await?;
        assert_eq!(days, [Some(day("2024-01-31")), None, Some(day("2023-12-31"))]);
        let of_month = payments::booked.start_of_month().eq(day("2023-12-01"));
        assert_eq!(Payment::query().filter(of_month).sum(payments::amount).exec(db).await?, Some(4));
        let sorted = Payment::query().order((payments::due.start_of_month().desc(), payments::id.asc()));
        assert_eq!(sorted.select(payments::amount).exec(db).await?, [2, 4, 1]);
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        Payment::query().select((payments::due.start_of_month(), payments::booked.start_of_day(), payments::at.start_of_year()));
        Payment::query().group_by(payments::at.start_of_month()).select_with_key(count()).order_by_key();
    });
}
