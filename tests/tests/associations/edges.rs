//! Keys that move, keys that are NULL, targets that must be there, and aggregates of some rows.

use diesel::dsl::{count_star, sum};
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Line)]
struct Order {
    id: i32,
    total: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Order)]
struct Line {
    #[column(primary_key)]
    order_id: i32,
    #[column(primary_key)]
    place: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Badge, through = "user_badges", target_key = "code")]
struct User {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Badge {
    id: i32,
    #[column(unique)]
    code: Option<String>,
}

behaviour! {
    async fn rows_move_with_a_part_of_their_primary_key(db, statements) {
        db.create_tables(schema![Order, Line]).await?;
        let orders = Order::create_many([10, 20].map(|total| Order::create().total(total))).exec(db).await?;
        for place in [1, 2, 3] {
            Line::create().order_id(orders[0].id).place(place).exec(db).await?;
        }
        statements.clear();
        let moved = orders[1].add_lines([(orders[0].id, 2), (orders[0].id, 1)]).exec(db).await?;
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        let line = |place| Line { order_id: orders[1].id, place };
        assert_eq!(moved, [line(2), line(1)]);
        let missing = orders[1].add_lines([(orders[0].id, 3), (orders[0].id, 9)]).exec(db).await;
        assert!(matches!(missing, Err(Error::NotFound { model: "Line", .. })));
        assert_eq!(orders[1].count_lines().exec(db).await?, 2);
        let mut third = Line::find((orders[0].id, 3)).exec(db).await?;
        third.set_order(&orders[1]).exec(db).await?;
        assert_eq!(third.reload().exec(db).await?, line(3));
        Ok(())
    }

    async fn a_target_without_a_key_is_passed_over(db) {
        db.create_tables(schema![User, Badge]).await?;
        let user = User::create().exec(db).await?;
        let gold = Badge::create().code("gold").exec(db).await?;
        let blank = Badge::create().exec(db).await?;
        user.add_badge(&gold).exec(db).await?;
        assert_eq!(user.remove_badges([&blank, &gold]).exec(db).await?, 1);
        assert_eq!(user.count_badges().exec(db).await?, 0);
        Ok(())
    }

    async fn a_row_is_found_where_it_has_what_is_required(db) {
        db.create_tables(schema![Order, Line]).await?;
        let order = Order::create().total(10).exec(db).await?;
        let without = Order::find(order.id).include(orders::lines.required()).exec(db).await;
        assert!(matches!(without, Err(Error::NotFound { model: "Order", .. })));
        Line::create().order_id(order.id).place(1).exec(db).await?;
        assert_eq!(Order::find(order.id).include(orders::lines.required()).exec(db).await?.lines().len(), 1);
        let reloaded = order.reload().include(orders::lines.filter(lines::place.eq(1)).required()).exec(db).await?;
        assert_eq!(reloaded.lines().len(), 1);
        Ok(())
    }

    async fn an_aggregate_is_one_of_the_rows_that_a_limit_leaves(db) {
        db.create_tables(schema![Order, Line]).await?;
        Order::create_many([1, 2, 4].map(|total| Order::create().total(total))).exec(db).await?;
        let first = Order::query().order(orders::id.asc());
        assert_eq!(first.clone().limit(2).select(sum(orders::total)).exec(db).await?, [Some(3)]);
        assert_eq!(first.clone().limit(2).offset(1).select((sum(orders::total), count_star())).exec(db).await?, [(Some(6), 2)]);
        assert_eq!(first.limit(2).select(orders::total).exec(db).await?, [1, 2]);
        assert_eq!(Order::query().select(sum(orders::total)).exec(db).await?, [Some(7)]);
        Ok(())
    }
}
