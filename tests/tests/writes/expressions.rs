//! Updates that set columns to expressions: which rows and columns they change, their SQL, and their statements.

use std::str::FromStr;

use bigdecimal::BigDecimal;
use orm_core::prelude::*;
use orm_core::types::Value;
use orm_core::write::UpdateDsl;
use orm_core::{Error, diesel};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Product)]
struct Shop {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Shop)]
struct Product {
    id: i32,
    name: String,
    price: i32,
    stock: i64,
    discount: Option<i32>,
    weight: f64,
    shop_id: Option<i32>,
}

/// A model with a decimal number, which may not be readable when it is written: `NaN` on PostgreSQL, any text on SQLite.
#[derive(Model, Debug, Clone, PartialEq)]
struct Rate {
    id: i32,
    tax: BigDecimal,
}

/// A model whose columns have the names of the methods.
#[derive(Model, Debug, Clone, PartialEq)]
struct Counter {
    id: i32,
    set: i32,
    increment: i32,
}

fn decimal(digits: &str) -> BigDecimal {
    BigDecimal::from_str(digits).expect("a decimal number")
}

fixture! {
    /// The products `a` and `b`, each in a shop of its own.
    async fn products_are_there(db) -> Vec<Product> {
        db.create_tables(schema![Shop, Product, Rate, Counter]).await?;
        let shops = Shop::create_many(["x", "y"].map(|name| Shop::create().name(name))).exec(db).await?;
        let product = |name, price, shop: &Shop| {
            let product = Product::create().name(name).price(price).stock(10).weight(0.5);
            product.shop_id(shop.id)
        };
        Ok(Product::create_many([product("a", 20, &shops[0]), product("b", 30, &shops[1])]).exec(db).await?)
    }
}

behaviour! {
    async fn one_row_comes_back_with_its_new_values(db, statements) {
        let [product, other] = &products_are_there(db).await?[..] else { panic!("two products") };
        statements.clear();
        let doubled = Product::find(product.id).update().set(products::price, products::price * 2).exec(db).await?;
        assert_eq!(doubled, Product { price: 40, ..product.clone() });
        let update = product.update().name("c").set(products::discount, (products::price - 5).nullable()).stock(3);
        let changed = update.exec(db).await?;
        assert_eq!(
            changed,
            Product { price: 40, name: "c".to_owned(), discount: Some(35), stock: 3, ..product.clone() }
        );
        let counted = if db.is_postgres() { "2" } else { "2: BEGIN COMMIT BEGIN COMMIT" };
        assert_eq!(statements.take(), counted);
        assert_eq!(Product::find(other.id).exec(db).await?, *other);
        Ok(())
    }

    async fn an_expression_reads_the_row_as_it_was_before(db) {
        let product = products_are_there(db).await?.remove(0);
        let update = product.update().set(products::price, products::price + 1);
        let changed = update.set(products::discount, products::price.nullable()).exec(db).await?;
        assert_eq!((changed.price, changed.discount), (21, Some(20)));
        Ok(())
    }

    async fn the_rows_of_a_query_are_changed_by_one_statement(db, statements) {
        products_are_there(db).await?;
        statements.clear();
        let all = Product::query().filter(products::price.ge(20));
        let update = all.update().set(products::stock, products::stock - 1).increment(products::price, 1);
        assert_eq!(update.exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        let rows = Product::query().order(products::id.asc()).select((products::stock, products::price));
        assert_eq!(rows.exec(db).await?, [(9, 21), (9, 31)]);
        Ok(())
    }

    async fn a_condition_on_an_association_chooses_the_rows(db) {
        products_are_there(db).await?;
        let of_shop = |name: &str| Product::query().filter(products::shop.any(shops::name.eq(name.to_owned())));
        assert_eq!(of_shop("y").update().decrement(products::price, 10).exec(db).await?, 1);
        let prices = Product::query().order(products::id.asc()).select(products::price);
        assert_eq!(prices.exec(db).await?, [20, 20]);
        assert_eq!(of_shop("z").update().decrement(products::price, 10).exec(db).await?, 0);
        Ok(())
    }

    async fn arithmetic_with_null_is_null(db) {
        let product = products_are_there(db).await?.remove(0);
        let changed = product.update().increment(products::discount, 3).exec(db).await?;
        assert_eq!(changed.discount, None);
        let changed = changed.update().set(products::discount, 4).exec(db).await?;
        assert_eq!(changed.update().increment(products::discount, 3).exec(db).await?.discount, Some(7));
        let none = changed.update().set(products::discount, None::<i32>).exec(db).await?;
        assert_eq!(none.discount, None);
        Ok(())
    }

    async fn every_type_of_number_is_incremented(db) {
        let product = products_are_there(db).await?.remove(0);
        let update = product.update().increment(products::stock, 5).decrement(products::weight, 0.25);
        let changed = update.exec(db).await?;
        assert_eq!((changed.stock, changed.weight), (15, 0.25));
        let rate = Rate::create().tax(decimal("1.25")).exec(db).await?;
        let update = rate.update().increment(rates::tax, decimal("0.5"));
        assert_eq!(update.exec(db).await?.tax, decimal("1.75"));
        let update = rate.update().set(rates::tax, rates::tax * Value(decimal("2")));
        assert_eq!(update.exec(db).await?.tax, decimal("3.5"));
        Ok(())
    }

    async fn a_value_that_cannot_be_read_is_not_written(db, statements) {
        products_are_there(db).await?;
        let rate = Rate::create().tax(decimal("1.25")).exec(db).await?;
        statements.clear();
        let unreadable = diesel::dsl::sql::<orm_core::types::Decimal>("'NaN'");
        let refused = rate.update().set(rates::tax, unreadable).exec(db).await;
        assert!(matches!(refused, Err(Error::Decode { .. })), "{refused:?}");
        assert_eq!(statements.take(), "1: BEGIN ROLLBACK");
        assert_eq!(Rate::find(rate.id).exec(db).await?, rate);
        Ok(())
    }

    /// SQLite stores a number that is wider than the field, and the operation finds out when it reads the row.
    async fn a_number_that_does_not_fit_is_not_written(db) {
        let product = products_are_there(db).await?.remove(0);
        let of_32_bits = product.update().increment(products::price, i32::MAX).exec(db).await;
        let of_64_bits = product.update().increment(products::stock, i64::MAX).exec(db).await;
        for refused in [of_32_bits, of_64_bits] {
            match refused {
                Err(Error::InvalidValue(_)) if db.is_postgres() => {}
                Err(Error::Decode { .. }) if !db.is_postgres() => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(Product::find(product.id).exec(db).await?, product);
        Ok(())
    }

    async fn of_several_values_for_a_column_the_last_counts(db, statements) {
        let product = products_are_there(db).await?.remove(0);
        statements.clear();
        let value_last = product.update().set(products::price, products::price * 2).price(1).exec(db).await?;
        assert_eq!(value_last.price, 1);
        let expression_last = product.update().price(100).set(products::price, products::price + 4).exec(db).await?;
        assert_eq!(expression_last.price, 5);
        let update = product.update().set(products::price, products::price * 100).increment(products::price, 2);
        assert_eq!(update.exec(db).await?.price, 7);
        assert_eq!(statements.count(), 3);
        Ok(())
    }

    /// The columns are the same each time, so the statements differ in their expressions alone.
    async fn each_expression_has_a_statement_of_its_own(db, statements) {
        let product = products_are_there(db).await?.remove(0);
        statements.clear();
        for amount in [1, 2] {
            let price = Product::find(product.id).exec(db).await?.price;
            let update = product.update().set(products::price, products::price + amount);
            assert_eq!(update.exec(db).await?.price, price + amount);
            let update = product.update().set(products::price, products::price - amount);
            assert_eq!(update.exec(db).await?.price, price);
            assert_eq!(product.update().price(price).exec(db).await?.price, price);
        }
        assert_eq!(statements.count(), 8);
        assert_eq!(statements.prepared().len(), 4);
        Ok(())
    }

    async fn an_expression_of_raw_sql_is_not_kept_in_the_cache(db, statements) {
        let product = products_are_there(db).await?.remove(0);
        statements.clear();
        let longer = diesel::dsl::sql::<diesel::sql_types::Text>("name || 'x'");
        let changed = product.update().set(products::name, longer).exec(db).await?;
        assert_eq!(changed.name, "ax");
        assert_eq!((statements.count(), statements.prepared().len()), (1, 0));
        Ok(())
    }

    async fn an_expression_may_borrow_its_values(db) {
        let product = products_are_there(db).await?.remove(0);
        let suffix = String::from("-old");
        let renamed = product.update().set(products::name, products::name.concat(suffix.as_str())).exec(db).await?;
        assert_eq!(renamed.name, "a-old");
        let all = Product::query().filter(products::name.eq(renamed.name.as_str()));
        assert_eq!(all.update().set(products::name, suffix.as_str()).exec(db).await?, 1);
        Ok(())
    }

    async fn the_errors_of_an_update_have_their_causes(db) {
        let product = products_are_there(db).await?.remove(0);
        let missing = Product::find(99).update().increment(products::price, 1).exec(db).await;
        assert!(matches!(missing, Err(Error::NotFound { .. })), "{missing:?}");
        let update = product.update().set(products::shop_id, (products::price + 1_000).nullable());
        let refused = update.exec(db).await;
        match refused {
            Err(Error::ForeignKeyViolation(violation)) => assert_eq!(violation.association, Some("shop")),
            other => panic!("{other:?}"),
        }
        Ok(())
    }

    async fn columns_may_have_the_names_of_the_methods(db) {
        products_are_there(db).await?;
        let counter = Counter::create().set(1).increment(2).exec(db).await?;
        let update = UpdateDsl::set(counter.update(), counters::increment, counters::set + counters::increment);
        assert_eq!(update.exec(db).await?, Counter { id: counter.id, set: 1, increment: 3 });
        Ok(())
    }
}

#[test]
fn the_sql_has_the_columns_in_their_order() {
    let update = Product::find(7).update().increment(products::stock, 2).name("c");
    let update = update.set(products::price, products::price * 2 + products::discount.assume_not_null());
    let returned = r#"RETURNING "products"."id", "products"."name", "products"."price", "products"."stock", "products"."discount", "products"."weight", "products"."shop_id""#;
    assert_eq!(
        update.sql::<Sqlite>(),
        format!(
            r#"UPDATE "products" SET "name" = ?, "price" = (("products"."price" * ?) + "products"."discount"), "stock" = "products"."stock" + ? WHERE "products"."id" = ? {returned} -- binds: ["c", 2, 2, 7]"#
        )
    );
    assert_eq!(
        update.sql::<Postgres>(),
        format!(
            r#"UPDATE "products" SET "name" = $1, "price" = (("products"."price" * $2) + "products"."discount"), "stock" = "products"."stock" + $3 WHERE "products"."id" = $4 {returned} -- binds: ["c", 2, 2, 7]"#
        )
    );
    let update = Product::query().filter(products::stock.gt(0)).update().decrement(products::stock, 1);
    assert_eq!(
        update.sql::<Postgres>(),
        r#"UPDATE "products" SET "stock" = "products"."stock" - $1 WHERE "products"."stock" > $2 -- binds: [1, 0]"#
    );
}

#[test]
fn an_update_shows_the_names_of_its_columns() {
    let update = Product::find(7).update().increment(products::stock, 2).name("c");
    assert_eq!(format!("{update:?}"), r#"Update("products": name, stock)"#);
}
