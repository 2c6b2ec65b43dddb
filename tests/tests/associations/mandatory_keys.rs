//! Associations whose foreign key is mandatory: a row can move to another source and never loses its key. The
//! compile-fail cases show that accessors that would write NULL do not exist.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Line)]
#[has_one(Invoice)]
struct Order {
    id: i32,
    buyer: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Order)]
struct Line {
    id: i32,
    item: String,
    order_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Order)]
struct Invoice {
    id: i32,
    total: i64,
    order_id: i32,
}

fixture! {
    /// Two orders; the first has two lines.
    async fn shop(db) -> (Order, Order, Line, Line) {
        db.create_tables(schema![Order, Line, Invoice]).await?;
        let first = Order::create().buyer("Ann").exec(db).await?;
        let second = Order::create().buyer("Ben").exec(db).await?;
        let tea = first.create_line().item("tea").exec(db).await?;
        let milk = first.create_line().item("milk").exec(db).await?;
        Ok((first, second, tea, milk))
    }
}

behaviour! {
    async fn rows_are_created_counted_and_moved(db, statements) {
        let (first, second, tea, milk) = shop(db).await?;
        assert_eq!((tea.order_id, milk.order_id), (1, 1));
        statements.clear();
        assert_eq!(first.get_lines().order(lines::id.asc()).exec(db).await?, [tea.clone(), milk.clone()]);
        assert_eq!(first.count_lines().exec(db).await?, 2);
        assert!(first.has_line(&tea).exec(db).await?);
        assert!(!second.has_lines([&tea, &milk]).exec(db).await?);
        assert_eq!(statements.take(), "4");
        assert_eq!(second.add_line(&tea).exec(db).await?, Line { order_id: 2, ..tea.clone() });
        assert_eq!(statements.take(), "1");
        assert_eq!(second.add_lines([&milk, &tea]).exec(db).await?.len(), 2);
        assert_eq!(statements.take(), "1: BEGIN COMMIT");
        assert!(second.has_lines([&tea, &milk]).exec(db).await?);
        let unknown = first.add_lines([1, 99]).exec(db).await;
        assert!(matches!(unknown, Err(Error::NotFound { model: "Line", association: Some("lines") })));
        assert_eq!(second.count_lines().exec(db).await?, 2);
        assert_eq!(second.get_lines().delete().exec(db).await?, 2);
        Ok(())
    }

    async fn the_row_belonged_to_is_no_option(db, statements) {
        let (first, second, mut tea, _) = shop(db).await?;
        statements.clear();
        let found: Order = tea.get_order().exec(db).await?;
        assert_eq!(found, first);
        let buyer: String = tea.get_order().select(orders::buyer).exec(db).await?;
        assert_eq!(buyer, "Ann");
        assert_eq!(tea.get_order().filter(orders::buyer.eq("Ben")).exec(db).await?, None);
        assert_eq!(statements.take(), "3");
        tea.set_order(&second).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!((tea.order_id, tea.reload().exec(db).await?.order_id), (2, 2));
        tea.set_order(1).exec(db).await?;
        statements.clear();
        let third = tea.create_order().buyer("Cid").exec(db).await?;
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!((tea.order_id, tea.reload().exec(db).await?.order_id), (third.id, third.id));
        Ok(())
    }

    async fn a_row_belonged_to_that_is_gone_is_not_found(db) {
        let (_, _, mut tea, milk) = shop(db).await?;
        let stale = Line { order_id: 99, ..tea.clone() };
        let failure = stale.get_order().exec(db).await;
        assert!(matches!(failure, Err(Error::NotFound { model: "Order", association: Some("order") })));
        let failure = tea.set_order(99).exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Line", Some("order")));
        assert_eq!((tea.order_id, tea.reload().exec(db).await?.order_id), (1, 1));

        let mut gone = milk.clone();
        milk.delete().exec(db).await?;
        let failure = gone.set_order(2).exec(db).await;
        assert!(matches!(failure, Err(Error::NotFound { model: "Line", association: Some("order") })));
        assert_eq!(gone, milk);
        Ok(())
    }

    async fn a_second_row_of_a_has_one_is_refused(db, statements) {
        let (first, second, _, _) = shop(db).await?;
        statements.clear();
        let invoice = first.create_invoice().total(7).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(invoice, Invoice { id: 1, total: 7, order_id: 1 });
        assert_eq!(first.get_invoice().exec(db).await?, Some(invoice.clone()));
        assert_eq!(second.get_invoice().exec(db).await?, None);
        let failure = first.create_invoice().total(8).exec(db).await.unwrap_err();
        let Error::UniqueViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Invoice", Some("invoice")));
        assert_eq!(Invoice::query().exec(db).await?, [invoice]);
        Ok(())
    }
}
