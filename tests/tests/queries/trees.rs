//! The rows below and above a row, by an association of a model to itself.

use std::collections::BTreeMap;

use orm_core::prelude::*;
use orm_core::query::Tree;
use orm_core::schema;
use orm_tests::{TestConnection, behaviour, fixture, sql_of};
use serde::Serialize;
use serde_json::json;

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[belongs_to(Employee, as = "manager")]
#[has_many(Employee, as = "reports", foreign_key = "manager_id")]
struct Employee {
    id: i32,
    name: String,
    manager_id: Option<i32>,
}

/// A part of another part of its shelf.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Part, as = "whole", foreign_key = ["shelf", "whole_code"])]
#[has_many(Part, as = "parts", foreign_key = ["shelf", "whole_code"])]
struct Part {
    #[column(primary_key)]
    shelf: i32,
    #[column(primary_key)]
    code: String,
    whole_code: Option<String>,
}

fixture! {
    /// Ada leads Bob and Eve; Bob leads Carl and Dora; Dora leads Finn. Gus stands alone.
    async fn company(db) -> BTreeMap<String, Employee> {
        db.create_tables(schema![Employee]).await?;
        let mut all: BTreeMap<String, Employee> = BTreeMap::new();
        for (name, manager) in [
            ("ada", None), ("bob", Some("ada")), ("carl", Some("bob")), ("dora", Some("bob")), ("eve", Some("ada")),
            ("finn", Some("dora")), ("gus", None),
        ] {
            let manager = manager.map(|manager| all[manager].id);
            all.insert(name.to_owned(), Employee::create().name(name).manager_id(manager).exec(db).await?);
        }
        Ok(all)
    }
}

fn shape(trees: &[Tree<employees::reports>]) -> String {
    let trees: Vec<_> = trees.iter().map(|tree| format!("{}({})", tree.name, shape(&tree.children))).collect();
    trees.concat()
}

behaviour! {
    async fn descendants_come_with_their_depth_in_one_statement(db, statements) {
        let all = company(db).await?;
        statements.clear();
        let below = all["ada"].descendants(employees::reports).exec(db).await?;
        assert_eq!(statements.count(), 1);
        let below: Vec<_> = below.iter().map(|found| (&*found.name, found.depth)).collect();
        assert_eq!(below, [("bob", 1), ("eve", 1), ("carl", 2), ("dora", 2), ("finn", 3)]);
        assert_eq!(all["gus"].descendants(employees::reports).exec(db).await?, []);
        Ok(())
    }

    async fn ancestors_come_from_the_nearest_to_the_root(db, statements) {
        let all = company(db).await?;
        let above = all["finn"].ancestors(employees::manager).exec(db).await?;
        let above: Vec<_> = above.iter().map(|found| (&*found.name, found.depth)).collect();
        assert_eq!(above, [("dora", 1), ("bob", 2), ("ada", 3)]);
        let two = all["finn"].ancestors(employees::manager).up_to(2).exec(db).await?;
        assert_eq!(two.len(), 2);
        statements.clear();
        assert_eq!(all["ada"].ancestors(employees::manager).exec(db).await?, []);
        assert_eq!(statements.count(), 0); // the key is NULL
        Ok(())
    }

    async fn descendants_are_nested_sorted_and_cut_at_a_depth(db) {
        let all = company(db).await?;
        let tree = all["ada"].descendants(employees::reports).tree().exec(db).await?;
        assert_eq!(shape(&tree), "bob(carl()dora(finn()))eve()");
        let backwards = all["ada"].descendants(employees::reports).order(employees::name.desc());
        assert_eq!(shape(&backwards.tree().exec(db).await?), "eve()bob(dora(finn())carl())");
        let two = all["ada"].descendants(employees::reports).up_to(2).tree().exec(db).await?;
        assert_eq!(shape(&two), "bob(carl()dora())eve()");
        let none = all["ada"].descendants(employees::reports).up_to(0).exec(db).await?;
        assert_eq!(none, []);
        Ok(())
    }

    async fn rows_of_one_depth_are_sorted_whatever_led_to_them(db) {
        let all = company(db).await?;
        // The report of Eve, who stands after Bob, has the first name and the last key of its depth.
        all["eve"].create_report().name("abel").exec(db).await?;
        let names = |found: Vec<orm_core::query::AtDepth<Employee>>| {
            found.into_iter().filter(|found| found.depth == 2).map(|found| found.row.name).collect::<Vec<_>>()
        };
        let below = || all["ada"].descendants(employees::reports);
        assert_eq!(names(below().exec(db).await?), ["carl", "dora", "abel"]);
        assert_eq!(names(below().order(employees::name.asc()).exec(db).await?), ["abel", "carl", "dora"]);
        let tree = below().order(employees::name.asc()).tree().exec(db).await?;
        assert_eq!(shape(&tree), "bob(carl()dora(finn()))eve(abel())");
        Ok(())
    }

    async fn rows_that_form_a_cycle_come_once(db) {
        let mut all = company(db).await?;
        let finn = all["finn"].clone();
        all.get_mut("ada").expect("ada").set_manager(&finn).exec(db).await?;
        let below = all["bob"].descendants(employees::reports).exec(db).await?;
        let below: Vec<_> = below.iter().map(|found| (&*found.name, found.depth)).collect();
        assert_eq!(below, [("carl", 1), ("dora", 1), ("finn", 2), ("ada", 3), ("eve", 4)]);
        let tree = all["bob"].descendants(employees::reports).up_to(9).tree().exec(db).await?;
        assert_eq!(shape(&tree), "carl()dora(finn(ada(eve())))");
        let above = all["ada"].ancestors(employees::manager).exec(db).await?;
        let above: Vec<_> = above.iter().map(|found| &*found.name).collect();
        assert_eq!(above, ["finn", "dora", "bob"]);
        // A row that leads itself.
        let mut gus = all["gus"].clone();
        let itself = gus.clone();
        gus.set_manager(&itself).exec(db).await?;
        assert_eq!(gus.descendants(employees::reports).exec(db).await?, []);
        assert_eq!(gus.ancestors(employees::manager).exec(db).await?, []);
        Ok(())
    }

    async fn a_key_of_several_columns_leads_down_a_tree(db) {
        db.create_tables(schema![Part]).await?;
        for (shelf, code, whole) in [(1, "a", None), (1, "b", Some("a")), (1, "c", Some("b")), (2, "a", None), (2, "x", Some("a"))] {
            Part::create().shelf(shelf).code(code).whole_code(whole.map(str::to_owned)).exec(db).await?;
        }
        let a = Part::find((1, "a".to_owned())).exec(db).await?;
        let parts = a.descendants(parts::parts).exec(db).await?;
        assert_eq!(parts.iter().map(|part| (&*part.code, part.depth)).collect::<Vec<_>>(), [("b", 1), ("c", 2)]);
        let c = Part::find((1, "c".to_owned())).exec(db).await?;
        let wholes = c.ancestors(parts::whole).exec(db).await?;
        assert_eq!(wholes.iter().map(|part| &*part.code).collect::<Vec<_>>(), ["b", "a"]);
        Ok(())
    }

    async fn a_tree_is_json(db) {
        let all = company(db).await?;
        let tree = all["bob"].descendants(employees::reports).tree().exec(db).await?;
        assert_eq!(
            serde_json::to_value(&tree)?,
            json!([
                {"id": 3, "name": "carl", "manager_id": 2, "reports": []},
                {"id": 4, "name": "dora", "manager_id": 2, "reports": [
                    {"id": 6, "name": "finn", "manager_id": 4, "reports": []},
                ]},
            ])
        );
        let rows = all["dora"].descendants(employees::reports).exec(db).await?;
        assert_eq!(serde_json::to_value(&rows)?, json!([{"id": 6, "name": "finn", "manager_id": 4, "depth": 1}]));
        Ok(())
    }

    async fn the_trees_of_many_rows_are_included_by_one_statement(db, statements) {
        let mut all = company(db).await?;
        statements.clear();
        let query = || Employee::query().order(employees::id.asc());
        let rows = query().include(employees::reports.descendants()).exec(db).await?;
        assert_eq!(statements.count(), 2);
        let shapes: Vec<_> = rows.iter().map(|row| format!("{}({})", row.name, shape(row.reports()))).collect();
        assert_eq!(
            shapes,
            [
                "ada(bob(carl()dora(finn()))eve())", "bob(carl()dora(finn()))", "carl()", "dora(finn())", "eve()", "finn()",
                "gus()",
            ]
        );
        let two = query().include(employees::reports.descendants().up_to(2).order(employees::name.desc()));
        let two = two.include(employees::manager).include(employees::reports.count()).exec(db).await?;
        assert_eq!(shape(two[0].reports()), "eve()bob(dora()carl())");
        assert_eq!((two[1].manager().map(|row| row.id), two[1].reports_count()), (Some(1), 2));
        let ada = Employee::find(1).include(employees::reports.descendants()).exec(db).await?;
        assert_eq!(shape(ada.reports()), "bob(carl()dora(finn()))eve()");
        assert_eq!(serde_json::to_value(&ada)?["reports"][0]["reports"][0]["name"], "carl");
        // In a cycle each row comes once below each other.
        let finn = all["finn"].clone();
        all.get_mut("ada").expect("ada").set_manager(&finn).exec(db).await?;
        let rows = query().include(employees::reports.descendants()).exec(db).await?;
        assert_eq!(shape(rows[0].reports()), "bob(carl()dora(finn()))eve()");
        assert_eq!(shape(rows[5].reports()), "ada(bob(carl()dora())eve())");
        Ok(())
    }

    async fn a_long_chain_is_read_to_its_end(db) {
        db.create_tables(schema![Employee]).await?;
        let rows = (1..=2_000).map(|id| Employee::create().name("x").manager_id((id > 1).then(|| id - 1)));
        let rows = Employee::create_many(rows).exec(db).await?;
        assert_eq!(rows[0].descendants(employees::reports).exec(db).await?.last().map(|found| found.depth), Some(1_999));
        assert_eq!(rows[1_999].ancestors(employees::manager).exec(db).await?.len(), 1_999);
        Ok(())
    }
}

#[test]
fn the_statements() {
    let bob = Employee { id: 2, name: "bob".to_owned(), manager_id: Some(1) };
    let part = Part { shelf: 1, code: "a".to_owned(), whole_code: None };
    insta::assert_snapshot!(sql_of! {
        bob.descendants(employees::reports).order(employees::name.asc());
        bob.ancestors(employees::manager).up_to(3).tree();
        part.descendants(parts::parts);
        part.ancestors(parts::whole);
        Employee::query().include(employees::reports.descendants());
        Employee::find(1).include(employees::reports.descendants().up_to(2).order(employees::name.asc()));
    });
}
