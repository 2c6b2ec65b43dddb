//! What a connection keeps prepared has a bound.

use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wide_rows")]
struct Wide {
    id: i32,
    a: Option<i32>,
    b: Option<i32>,
    c: Option<i32>,
    d: Option<i32>,
    e: Option<i32>,
    f: Option<i32>,
    g: Option<i32>,
    h: Option<i32>,
}

behaviour! {
    async fn of_the_sets_of_columns_that_updates_name_some_are_kept(db) {
        db.create_tables(schema![Wide]).await?;
        let row = Wide::create().exec(db).await?;
        for set in 1..256_i32 {
            let mut update = row.update().a(set);
            let has = |bit: i32| set & (1 << bit) != 0;
            if has(0) { update = update.b(set); }
            if has(1) { update = update.c(set); }
            if has(2) { update = update.d(set); }
            if has(3) { update = update.e(set); }
            if has(4) { update = update.f(set); }
            if has(5) { update = update.g(set); }
            if has(6) { update = update.h(set); }
            assert_eq!(update.exec(db).await?.a, Some(set));
        }
        if db.is_postgres() {
            let kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE \"wide_rows\"%'";
            let kept = db.integers(kept).await?;
            assert!(matches!(kept[..], [Some(1..=64)]), "{kept:?}");
        }
        Ok(())
    }
}
