//! Models and associations whose names are keywords of Rust.

use orm_core::prelude::*;
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Goal)]
#[belongs_to(Type)]
struct Match {
    id: i32,
    type_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Match)]
struct Goal {
    id: i32,
    match_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Match)]
struct Type {
    id: i32,
}

/// Its table is called `as`.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Type, as = "move")]
struct A {
    id: i32,
    move_id: Option<i32>,
}

behaviour! {
    async fn an_association_may_have_the_name_of_a_keyword(db) {
        db.create_tables(schema![Match, Goal, Type]).await?;
        let friendly = Type::create().exec(db).await?;
        let first = friendly.create_match().exec(db).await?;
        let goal = first.create_goal().exec(db).await?;
        assert_eq!(goal.get_match().exec(db).await?, first);
        assert_eq!(first.get_type().exec(db).await?, Some(friendly));
        let goal = Goal::create().r#match(Match::create()).exec(db).await?;
        let matches = Match::query().filter(matches::id.eq(goal.match_id)).count();
        assert_eq!(matches.exec(db).await?, 1);
        Ok(())
    }

    async fn a_table_may_have_the_name_of_a_keyword(db) {
        db.create_tables(schema![A, Match, Goal, Type]).await?;
        let mut a = A::create().exec(db).await?;
        let created = a.create_move().exec(db).await?;
        assert_eq!(a.get_move().exec(db).await?, Some(created));
        assert_eq!(A::query().filter(r#as::move_id.is_not_null()).exec(db).await?, [a]);
        Ok(())
    }
}
