//! `belongs_to_many` through a junction without a model: the arguments of each accessor, its output, and the rows after
//! it.

use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Actor, through = "castings", timestamps)]
struct Movie {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Movie, through = "castings", timestamps)]
struct Actor {
    id: i32,
    #[column(unique)]
    name: String,
    age: i32,
}

fixture! {
    /// Two movies: in the first are Ann, Ben and Cid, in the second is Cid; Dan and Eve are in none.
    async fn cinema(db) -> (Movie, Movie, Vec<Actor>) {
        db.create_tables(schema![Movie, Actor]).await?;
        let first = Movie::create().name("First").exec(db).await?;
        let second = Movie::create().name("Second").exec(db).await?;
        let actor = |(name, age): (&str, i32)| Actor::create().name(name).age(age);
        let actors = [("Ann", 30), ("Ben", 50), ("Cid", 90), ("Dan", 70), ("Eve", 10)].map(actor);
        let actors = Actor::create_many(actors).exec(db).await?;
        assert_eq!(first.add_actors(&actors[..3]).exec(db).await?, 3);
        assert_eq!(second.add_actor(&actors[2]).exec(db).await?, 1);
        Ok((first, second, actors))
    }
}

const BEFORE: &str = "1-1 1-2 1-3 2-3";

/// Every link, movie before actor, read without the library.
async fn links(db: &mut impl TestConnection) -> TestResult<String> {
    let query =
        "SELECT CAST(movie_id AS TEXT) || '-' || CAST(actor_id AS TEXT) FROM castings ORDER BY movie_id, actor_id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn names(actors: &[Actor]) -> Vec<&str> {
    actors.iter().map(|actor| &*actor.name).collect()
}

/// The model and the association of a foreign key's violation.
fn violated<T: std::fmt::Debug>(result: Result<T, Error>) -> (&'static str, Option<&'static str>) {
    let failure = result.expect_err("a row that is not there");
    let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
    (violation.model, violation.association)
}

behaviour! {
    async fn add_links_once_and_counts_new_links_only(db, statements) {
        let (first, second, actors) = cinema(db).await?;
        statements.clear();
        assert_eq!(second.add_actor(&actors[3]).exec(db).await?, 1);
        assert_eq!(statements.take(), "1");
        assert_eq!(second.add_actor(4).exec(db).await?, 0, "a second time");
        assert_eq!(links(db).await?, "1-1 1-2 1-3 2-3 2-4");

        statements.clear();
        assert_eq!(second.add_actors([&actors[4], &actors[0], &actors[3], &actors[4]]).exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        assert_eq!(second.add_actors([1, 1]).exec(db).await?, 0);
        statements.clear();
        assert_eq!(second.add_actors([]).exec(db).await?, 0);
        assert_eq!(statements.take(), "0");
        assert_eq!(links(db).await?, "1-1 1-2 1-3 2-1 2-3 2-4 2-5");
        assert_eq!(first.count_actors().exec(db).await?, 3, "no other movie loses a link");
        Ok(())
    }

    async fn a_target_that_is_not_there_changes_nothing_and_names_the_association(db, statements) {
        let (first, second, _) = cinema(db).await?;
        statements.clear();
        assert_eq!(violated(second.add_actor(99).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(statements.take(), "1");
        assert_eq!(violated(second.add_actors([4, 99]).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(statements.take(), "1");
        assert_eq!(violated(first.set_actors([1, 4, 99]).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN ROLLBACK" } else { "2: BEGIN ROLLBACK" });
        assert_eq!(links(db).await?, BEFORE);
        Ok(())
    }

    async fn a_source_that_is_gone_is_an_error_that_names_the_association(db) {
        let (first, _, actors) = cinema(db).await?;
        first.delete().exec(db).await?;
        assert_eq!(violated(first.add_actor(&actors[0]).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(violated(first.set_actors(&actors).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(violated(first.create_actor().name("Fay").age(1).exec(db).await), ("Movie", Some("actors")));
        assert_eq!(first.remove_actors(&actors).exec(db).await?, 0);
        assert_eq!(first.set_actors([]).exec(db).await?, LinksChanged { added: 0, removed: 0 });
        assert!(!first.has_actor(&actors[0]).exec(db).await?);
        assert_eq!(first.count_actors().exec(db).await?, 0);
        assert_eq!((links(db).await?, Actor::query().count().exec(db).await?), ("2-3".to_owned(), 5));
        Ok(())
    }

    async fn remove_undoes_links_of_this_source_only(db, statements) {
        let (first, second, actors) = cinema(db).await?;
        statements.clear();
        assert_eq!(first.remove_actor(&actors[2]).exec(db).await?, 1);
        assert_eq!(statements.take(), "1");
        assert_eq!(first.remove_actor(&actors[2]).exec(db).await?, 0);
        assert_eq!(first.remove_actor(99).exec(db).await?, 0);
        assert_eq!(links(db).await?, "1-1 1-2 2-3");

        statements.clear();
        assert_eq!(first.remove_actors([1, 2, 2, 3, 4, 99]).exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        assert_eq!(second.remove_actors([]).exec(db).await?, 0);
        assert_eq!(statements.take(), "0");
        assert_eq!(links(db).await?, "2-3");
        assert_eq!(Actor::query().count().exec(db).await?, 5, "the rows stay");
        Ok(())
    }

    async fn set_keeps_adds_and_removes(db, statements) {
        let (first, _, actors) = cinema(db).await?;
        db.run_sql("UPDATE castings SET created_at = '2001-01-01 00:00:00'").await?;
        statements.clear();
        let set = first.set_actors([&actors[3], &actors[1], &actors[3], &actors[4]]).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(set, LinksChanged { added: 2, removed: 2 });
        assert_eq!(links(db).await?, "1-2 1-4 1-5 2-3");
        let kept = "SELECT CAST(actor_id AS BIGINT) FROM castings \
                    WHERE movie_id = 1 AND CAST(created_at AS TEXT) LIKE '2001-%'";
        assert_eq!(db.integers(kept).await?, [Some(2)], "a link that stays is not touched");

        assert_eq!(first.set_actors([5, 4, 2]).exec(db).await?, LinksChanged { added: 0, removed: 0 });
        statements.clear();
        assert_eq!(first.set_actors([]).exec(db).await?, LinksChanged { added: 0, removed: 3 });
        assert_eq!(statements.take(), if db.is_postgres() { "2: BEGIN COMMIT" } else { "1: BEGIN COMMIT" });
        assert_eq!(links(db).await?, "2-3");
        assert_eq!(first.set_actors([1]).exec(db).await?, LinksChanged { added: 1, removed: 0 });
        assert_eq!(links(db).await?, "1-1 2-3");
        Ok(())
    }

    async fn has_is_about_all_that_are_given(db, statements) {
        let (first, second, actors) = cinema(db).await?;
        statements.clear();
        assert!(first.has_actor(&actors[0]).exec(db).await?);
        assert_eq!(statements.take(), "1");
        assert!(!second.has_actor(&actors[0]).exec(db).await?);
        assert!(!first.has_actor(99).exec(db).await?);
        statements.clear();
        assert!(first.has_actors(&actors[..3]).exec(db).await?);
        assert_eq!(statements.take(), "1");
        assert!(first.has_actors([1, 2, 1]).exec(db).await?);
        assert!(!first.has_actors([1, 2, 4]).exec(db).await?);
        assert!(!first.has_actors([1, 99]).exec(db).await?);
        statements.clear();
        assert!(first.has_actors([]).exec(db).await?);
        assert_eq!(statements.take(), "0");
        Ok(())
    }

    async fn a_getter_takes_the_usual_options(db, statements) {
        let (first, _, actors) = cinema(db).await?;
        let oldest = || first.get_actors().order(actors::age.desc());
        statements.clear();
        assert_eq!(first.get_actors().order(actors::id.asc()).exec(db).await?, actors[..3]);
        assert_eq!(statements.take(), "1");
        assert_eq!(names(&oldest().limit(2).exec(db).await?), ["Cid", "Ben"]);
        assert_eq!(names(&oldest().limit(1).offset(1).exec(db).await?), ["Ben"]);
        let young_or_unlinked = actors::age.lt(40).or(actors::name.eq("Dan"));
        assert_eq!(names(&first.get_actors().filter(young_or_unlinked).exec(db).await?), ["Ann"]);
        assert_eq!(oldest().select(actors::name).exec(db).await?, ["Cid", "Ben", "Ann"]);
        assert_eq!(statements.take(), "4");

        assert_eq!(oldest().first().exec(db).await?.as_ref(), Some(&actors[2]));
        assert_eq!(first.get_actors().filter(actors::age.gt(90)).first().exec(db).await?, None);
        assert_eq!(first.count_actors().exec(db).await?, 3);
        assert_eq!(first.get_actors().filter(actors::age.ge(50)).count().exec(db).await?, 2);
        assert!(first.get_actors().filter(actors::age.eq(90)).exists().exec(db).await?);
        assert!(!first.get_actors().filter(actors::age.eq(70)).exists().exec(db).await?);
        assert_eq!(statements.take(), "6");

        let page = oldest().page(2, 2).exec(db).await?;
        assert_eq!(statements.take(), "2");
        assert_eq!((names(&page.rows), page.total, page.pages()), (vec!["Ann"], 3, 2));
        Ok(())
    }

    async fn rows_of_a_getter_are_changed_and_deleted(db, statements) {
        let (first, second, _) = cinema(db).await?;
        statements.clear();
        assert_eq!(first.get_actors().filter(actors::age.lt(90)).update().age(8).exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        let ages = Actor::query().order(actors::id.asc()).select(actors::age).exec(db).await?;
        assert_eq!(ages, [8, 8, 90, 70, 10]);
        assert_eq!(second.get_actors().delete().exec(db).await?, 1);
        assert_eq!(links(db).await?, "1-1 1-2", "the links of a row go with it");
        Ok(())
    }

    async fn create_makes_a_linked_row_or_none(db, statements) {
        let (_, second, _) = cinema(db).await?;
        statements.clear();
        let fay = second.create_actor().name("Fay").age(20).exec(db).await?;
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!(fay, Actor { id: 6, name: "Fay".to_owned(), age: 20 });
        assert_eq!(links(db).await?, format!("{BEFORE} 2-6"));

        let failure = second.create_actor().name("Fay").age(20).exec(db).await.expect_err("a name that is taken");
        let Error::UniqueViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!(violation.model, "Actor");
        assert_eq!(links(db).await?, format!("{BEFORE} 2-6"));
        Ok(())
    }

    async fn both_sides_see_and_change_the_same_links(db) {
        let (first, second, actors) = cinema(db).await?;
        let (ann, cid) = (&actors[0], &actors[2]);
        assert_eq!(cid.get_movies().order(movies::id.asc()).exec(db).await?, [first.clone(), second.clone()]);
        assert!(cid.has_movies([1, 2]).exec(db).await?);
        assert_eq!(ann.add_movies([&first, &second]).exec(db).await?, 1);
        assert!(second.has_actor(ann).exec(db).await?);
        assert_eq!(cid.remove_movie(&first).exec(db).await?, 1);
        assert_eq!(ann.set_movies([2]).exec(db).await?, LinksChanged { added: 0, removed: 1 });
        let third = ann.create_movie().name("Third").exec(db).await?;
        assert_eq!(third.get_actors().exec(db).await?, std::slice::from_ref(ann));
        assert_eq!(links(db).await?, "1-2 2-1 2-3 3-1");
        Ok(())
    }

    async fn links_go_with_the_row_of_either_side(db) {
        let (first, _, actors) = cinema(db).await?;
        actors[2].delete().exec(db).await?;
        assert_eq!(links(db).await?, "1-1 1-2");
        first.delete().exec(db).await?;
        assert_eq!(links(db).await?, "");
        assert_eq!((Movie::query().count().exec(db).await?, Actor::query().count().exec(db).await?), (1, 4));
        Ok(())
    }

    async fn a_link_says_when_it_was_made(db) {
        let (_, second, _) = cinema(db).await?;
        second.create_actor().name("Fay").age(20).exec(db).await?;
        second.set_actors([1, 2]).exec(db).await?;
        let stamped = "SELECT CAST(count(*) AS BIGINT) FROM castings \
                       WHERE CAST(created_at AS TEXT) LIKE '2%' AND CAST(updated_at AS TEXT) LIKE '2%'";
        assert_eq!(db.integers(stamped).await?, [Some(5)]);
        Ok(())
    }

    async fn rows_are_created_along_with_the_row_and_linked(db, statements) {
        cinema(db).await?;
        statements.clear();
        let actors = [("Fay", 1), ("Guy", 2)].map(|(name, age)| {
            Actor::create().name(name).age(age).movies([Movie::create().name("Of both"), Movie::create().name(name)])
        });
        let third = Movie::create().name("Third").actors(actors).exec(db).await?;
        assert_eq!(statements.take(), "5: BEGIN COMMIT", "one INSERT for each level, and one for its links");
        let found = third.get_actors().order(actors::id.asc()).exec(db).await?;
        assert_eq!(names(&found), ["Fay", "Guy"]);
        let movies = found[1].get_movies().order(movies::id.asc()).select(movies::name).exec(db).await?;
        assert_eq!(movies, ["Third", "Of both", "Guy"]);
        assert_eq!(Movie::query().count().exec(db).await?, 7);
        let none = [Actor::create().name("Nobody").age(1)].into_iter().take(0);
        assert_eq!(Movie::create().name("Bare").actors(none).exec(db).await?.id, 8);
        Ok(())
    }

    async fn thousands_of_links_are_one_statement(db, statements) {
        let (first, _, _) = cinema(db).await?;
        let rows = (0..3000).map(|number| Actor::create().name(format!("a{number}")).age(number));
        let keys: Vec<i32> = Actor::create_many(rows).exec(db).await?.iter().map(|actor| actor.id).collect();
        statements.clear();
        assert_eq!(first.add_actors(&keys).exec(db).await?, 3000);
        assert_eq!(statements.take(), "1");
        assert!(first.has_actors(&keys).exec(db).await?);
        assert_eq!(first.set_actors(&keys[1..]).exec(db).await?, LinksChanged { added: 0, removed: 4 });
        assert_eq!(first.remove_actors(&keys).exec(db).await?, 2999);
        assert_eq!(links(db).await?, "2-3");
        Ok(())
    }
}
