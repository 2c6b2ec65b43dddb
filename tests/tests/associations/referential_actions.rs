//! Referential actions: the rows of an association when the row that they reference is deleted or gets another key.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour};

macro_rules! parent_and_child {
    ($module:ident, $key:ty $(, $column:literal)?; $($action:tt)*) => {
        mod $module {
            use super::*;

            #[derive(Model, Debug, Clone, PartialEq)]
            #[has_many(Child)]
            pub(super) struct Parent {
                pub(super) id: i32,
            }

            #[derive(Model, Debug, Clone, PartialEq)]
            #[belongs_to(Parent $($action)*)]
            pub(super) struct Child {
                pub(super) id: i32,
                $(#[column(default = $column)])?
                pub(super) parent_id: $key,
            }
        }
    };
}

parent_and_child!(optional, Option<i32>;);
parent_and_child!(mandatory, i32;);
parent_and_child!(cascade, i32; , on_delete = "cascade", on_update = "cascade");
parent_and_child!(no_action, Option<i32>; , on_delete = "no action", on_update = "no action");
parent_and_child!(restrict, Option<i32>; , on_delete = "restrict", on_update = "restrict");
parent_and_child!(set_null, Option<i32>; , on_delete = "set null", on_update = "set null");
parent_and_child!(set_default, i32, 1; , on_delete = "set default", on_update = "set default");

/// Every child with the key of its parent, read without the library.
async fn children(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT CAST(id AS TEXT) || ':' || COALESCE(CAST(parent_id AS TEXT), '-') FROM children ORDER BY id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>, association: Option<&str>) {
    let Err(Error::StillReferenced(violation)) = result else { panic!("{result:?}") };
    assert_eq!((violation.model, violation.association), ("Parent", association));
}

/// Two parents, and two children of the second.
macro_rules! family {
    ($module:ident, $db:ident) => {{
        $db.create_tables(schema![$module::Parent, $module::Child]).await?;
        let [first, second] = [$module::Parent::create().exec($db).await?, $module::Parent::create().exec($db).await?];
        for _ in 0..2 {
            second.create_child().exec($db).await?;
        }
        assert_eq!(children($db).await?, "1:2 2:2");
        (first, second)
    }};
}

behaviour! {
    async fn an_optional_key_becomes_null_and_follows(db) {
        let (_, second) = family!(optional, db);
        let moved = second.update().id(20).exec(db).await?;
        assert_eq!(children(db).await?, "1:20 2:20");
        assert!(matches!(second.delete().exec(db).await, Err(Error::NotFound { model: "Parent", association: None })));
        moved.delete().exec(db).await?;
        assert_eq!(children(db).await?, "1:- 2:-");
        Ok(())
    }

    async fn a_mandatory_key_holds_on(db) {
        let (first, second) = family!(mandatory, db);
        is_refused(second.update().id(20).exec(db).await, Some("children"));
        is_refused(second.delete().exec(db).await, Some("children"));
        is_refused(mandatory::Parent::query().delete().exec(db).await, Some("children"));
        assert_eq!(children(db).await?, "1:2 2:2");
        assert_eq!(mandatory::Parent::query().count().exec(db).await?, 2);
        first.add_children([1, 2]).exec(db).await?;
        second.delete().exec(db).await?;
        Ok(())
    }

    async fn cascade_deletes_and_follows(db) {
        let (_, second) = family!(cascade, db);
        let second = second.update().id(20).exec(db).await?;
        assert_eq!(children(db).await?, "1:20 2:20");
        second.delete().exec(db).await?;
        assert_eq!(children(db).await?, "");
        Ok(())
    }

    async fn no_action_and_restrict_hold_on(db) {
        let (_, second) = family!(no_action, db);
        is_refused(second.update().id(20).exec(db).await, Some("children"));
        is_refused(second.delete().exec(db).await, Some("children"));
        assert_eq!(children(db).await?, "1:2 2:2");
        db.drop_tables(schema![no_action::Parent, no_action::Child]).await?;

        let (_, second) = family!(restrict, db);
        is_refused(second.update().id(20).exec(db).await, Some("children"));
        is_refused(second.delete().exec(db).await, Some("children"));
        assert_eq!(children(db).await?, "1:2 2:2");
        second.set_children([]).exec(db).await?;
        second.delete().exec(db).await?;
        assert_eq!(children(db).await?, "1:- 2:-");
        Ok(())
    }

    async fn set_null_is_for_both(db) {
        let (first, second) = family!(set_null, db);
        first.add_child(1).exec(db).await?;
        second.update().id(20).exec(db).await?;
        assert_eq!(children(db).await?, "1:1 2:-");
        first.delete().exec(db).await?;
        assert_eq!(children(db).await?, "1:- 2:-");
        Ok(())
    }

    async fn set_default_needs_the_row_of_the_default(db) {
        let (first, second) = family!(set_default, db);
        let second = second.update().id(20).exec(db).await?;
        assert_eq!(children(db).await?, "1:1 2:1");
        second.add_child(2).exec(db).await?;
        second.delete().exec(db).await?;
        assert_eq!(children(db).await?, "1:1 2:1");
        is_refused(first.delete().exec(db).await, Some("children"));
        assert_eq!(children(db).await?, "1:1 2:1");
        Ok(())
    }

    async fn a_commit_does_not_tell_which_end_of_a_key_it_was(db) {
        db.create_tables(schema![Hen, Egg]).await?;
        db.begin().await?;
        let hen = Hen::create().id(1).egg_id(1).exec(db).await?;
        let egg = Egg::create().id(1).hen_id(1).exec(db).await?;
        db.commit().await?;
        let Err(Error::StillReferenced(violation)) = hen.delete().exec(db).await else { panic!("it is not deferred") };
        assert_eq!((violation.model, violation.association), ("Hen", None));

        db.begin().await?;
        egg.delete().exec(db).await?;
        let failure = told_at_commit(db.commit().await);
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!(violation.association, None);
        Ok(())
    }

    async fn a_row_that_is_both_referenced_and_refers_is_refused_by_its_own_name(db) {
        db.create_tables(schema![Grandparent, Middle, Grandchild]).await?;
        let grandparent = Grandparent::create().exec(db).await?;
        let middle = Middle::create().grandparent_id(grandparent.id).exec(db).await?;
        let grandchild = Grandchild::create().middle_id(middle.id).exec(db).await?;
        let failure = middle.delete().exec(db).await.unwrap_err();
        let Error::StillReferenced(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Middle", None), "not `grandparent`");
        let failure = middle.update().id(7).grandparent_id(grandparent.id).exec(db).await.unwrap_err();
        let Error::StillReferenced(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Middle", None), "not `grandparent`");
        let failure = middle.update().grandparent_id(99).exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Middle", Some("grandparent")));
        assert_eq!(grandchild.get_middle().exec(db).await?, middle);
        Ok(())
    }
}

/// The error of a COMMIT.
fn told_at_commit(result: TestResult) -> Error {
    let failure = result.expect_err("a violation").downcast::<diesel::result::Error>();
    (*failure.expect("an error of Diesel's")).into()
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Egg, on_delete = "no action")]
struct Hen {
    id: i32,
    egg_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Hen, on_delete = "no action")]
struct Egg {
    id: i32,
    hen_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Grandparent {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Grandparent)]
struct Middle {
    id: i32,
    grandparent_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Middle)]
struct Grandchild {
    id: i32,
    middle_id: i32,
}
