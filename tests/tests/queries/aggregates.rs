//! One value of all rows of a query: `sum`, `avg`, `min`, `max`, `count_distinct`.

use bigdecimal::BigDecimal;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour, fixture, sql_of};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Item)]
struct Shop {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Shop)]
struct Item {
    id: i32,
    name: String,
    small: i16,
    count: i32,
    stock: Option<i64>,
    weight: f32,
    price: BigDecimal,
    shop_id: Option<i32>,
}

fixture! {
    /// Four items, three of them of the shop.
    async fn shop(db) -> Shop {
        db.create_tables(schema![Shop, Item]).await?;
        let shop = Shop::create().name("Corner").exec(db).await?;
        let rows = [("a", 1, 10, Some(100), "0.10"), ("b", 2, 21, None, "0.20"), ("c", 4, 10, Some(7), "0.45")];
        for (name, small, count, stock, price) in rows {
            let item = shop.create_item().name(name).small(small).count(count).stock(stock).weight(0.5);
            item.price(price.parse::<BigDecimal>()?).exec(db).await?;
        }
        let other = Item::create().name("d").small(8).count(1000).weight(0.25);
        other.price(BigDecimal::from(9)).exec(db).await?;
        Ok(shop)
    }
}

behaviour! {
    async fn each_value_is_of_the_rows_of_the_query_in_one_statement(db, statements) {
        let shop = shop(db).await?;
        statements.clear();
        assert_eq!(shop.get_items().sum(items::count).exec(db).await?, Some(41));
        assert_eq!(Item::query().sum(items::count).exec(db).await?, Some(1041));
        assert_eq!(Item::query().max(items::name).exec(db).await?, Some("d".to_owned()));
        assert_eq!(shop.get_items().min(items::small).exec(db).await?, Some(1));
        assert_eq!(shop.get_items().count_distinct(items::count).exec(db).await?, 2);
        assert_eq!(statements.count(), 5);
        Ok(())
    }

    async fn sums_and_averages_of_each_kind_of_number_lose_nothing(db) {
        let shop = shop(db).await?;
        let items = || shop.get_items();
        assert_eq!(items().sum(items::small).exec(db).await?, Some(7_i64));
        assert_eq!(items().avg(items::small).exec(db).await?, Some(7.0 / 3.0));
        assert_eq!(items().avg(items::count).exec(db).await?, Some(41.0 / 3.0));
        assert_eq!(items().sum(items::stock).exec(db).await?, Some(107_i64));
        assert_eq!(items().avg(items::stock).exec(db).await?, Some(53.5)); // NULL does not count
        assert_eq!(items().sum(items::weight).exec(db).await?, Some(1.5_f64));
        assert_eq!(items().avg(items::weight).exec(db).await?, Some(0.5_f64));
        assert_eq!(items().sum(items::price).exec(db).await?, Some("0.75".parse::<BigDecimal>()?));
        assert_eq!(items().avg(items::price).exec(db).await?, Some("0.25".parse::<BigDecimal>()?));
        assert_eq!(items().max(items::price).exec(db).await?, Some("0.45".parse::<BigDecimal>()?));
        // An expression of columns.
        assert_eq!(items().sum(items::count * 2).exec(db).await?, Some(82));
        Ok(())
    }

    async fn the_value_of_no_rows_is_none_or_zero(db) {
        db.create_tables(schema![Shop, Item]).await?;
        let none = || Item::query().filter(items::count.gt(5));
        assert_eq!(none().sum(items::count).exec(db).await?, None);
        assert_eq!(none().avg(items::price).exec(db).await?, None);
        assert_eq!(none().max(items::name).exec(db).await?, None);
        assert_eq!(none().count_distinct(items::name).exec(db).await?, 0);
        Ok(())
    }

    async fn limit_and_offset_choose_the_rows_before(db) {
        let shop = shop(db).await?;
        let dearest = || shop.get_items().order(items::price.desc());
        assert_eq!(dearest().limit(2).sum(items::small).exec(db).await?, Some(6));
        assert_eq!(dearest().offset(1).max(items::name).exec(db).await?, Some("b".to_owned()));
        // An order alone changes nothing, and PostgreSQL would refuse it.
        assert_eq!(dearest().sum(items::small).exec(db).await?, Some(7));
        assert_eq!(dearest().boxed().limit(1).sum(items::small).exec(db).await?, Some(4));
        Ok(())
    }

    async fn a_sum_that_does_not_fit_is_an_error(db) {
        shop(db).await?;
        Item::query().update().stock(i64::MAX).exec(db).await?;
        let error = Item::query().sum(items::stock).exec(db).await.expect_err("more than an i64 holds");
        assert!(matches!(error, Error::InvalidValue(_)), "{error:?}");
        assert_eq!(Item::query().max(items::stock).exec(db).await?, Some(i64::MAX));
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        Item::query().sum(items::small);
        Item::query().sum(items::stock);
        Item::query().avg(items::count);
        Item::query().sum(items::weight);
        Item::query().filter(items::count.gt(1)).order(items::id.asc()).max(items::price);
        Item::query().order(items::id.asc()).limit(2).count_distinct(items::name);
    });
}
