//! `belongs_to_many` through a model: the junction's columns are set in the call, read with the targets, and used in
//! scopes.

use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Actor, through = Casting)]
struct Movie {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Movie, through = Casting)]
struct Actor {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Casting {
    #[column(primary_key)]
    movie_id: i32,
    #[column(primary_key)]
    actor_id: i32,
    role: String,
    fee: Option<i32>,
}

fixture! {
    /// Two movies: in the first are Ann (as A, for 10), Ben (B, 20) and Cid (C), in the second is Cid (D, 40).
    async fn cinema(db) -> (Movie, Movie, Vec<Actor>) {
        db.create_tables(schema![Movie, Actor, Casting]).await?;
        let first = Movie::create().name("First").exec(db).await?;
        let second = Movie::create().name("Second").exec(db).await?;
        let actors = ["Ann", "Ben", "Cid", "Dan", "Eve"].map(|name| Actor::create().name(name));
        let actors = Actor::create_many(actors).exec(db).await?;
        for (movie, actor, role, fee) in
            [(&first, 0, "A", Some(10)), (&first, 1, "B", Some(20)), (&first, 2, "C", None), (&second, 2, "D", Some(40))]
        {
            movie.add_actor(&actors[actor]).role(role).fee(fee).exec(db).await?;
        }
        Ok((first, second, actors))
    }
}

const BEFORE: &str = "11A10 12B20 13C- 23D40";

/// Every link, read without the library.
async fn links(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT CAST(movie_id AS TEXT) || CAST(actor_id AS TEXT) || role || COALESCE(CAST(fee AS TEXT), '-') \
                 FROM castings ORDER BY movie_id, actor_id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn casting(movie_id: i32, actor_id: i32, role: &str, fee: Option<i32>) -> Casting {
    Casting { movie_id, actor_id, role: role.to_owned(), fee }
}

/// Names of the targets with roles of their links.
fn roles(pairs: &[(Actor, Casting)]) -> Vec<String> {
    pairs.iter().map(|(actor, casting)| format!("{} {}", actor.name, casting.role)).collect()
}

fn is_unknown<T>(result: &Result<T, Error>) -> bool {
    matches!(
        result,
        Err(Error::ForeignKeyViolation(violation))
            if (violation.model, violation.association) == ("Movie", Some("actors"))
    )
}

behaviour! {
    async fn add_yields_the_link_and_updates_what_is_given(db, statements) {
        let (_, second, actors) = cinema(db).await?;
        statements.clear();
        let added = second.add_actor(&actors[3]).role("E").fee(50).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(added, casting(2, 4, "E", Some(50)));
        assert_eq!(second.add_actor(4).role("F").exec(db).await?, casting(2, 4, "F", Some(50)), "the fee was not given");
        assert_eq!(second.add_actor(4).role("F").fee(None).exec(db).await?, casting(2, 4, "F", None));
        assert_eq!(links(db).await?, format!("{BEFORE} 24F-"));
        statements.clear();
        assert!(is_unknown(&second.add_actor(99).role("X").exec(db).await));
        assert_eq!(statements.take(), "1");
        assert_eq!(links(db).await?, format!("{BEFORE} 24F-"));
        Ok(())
    }

    async fn add_several_gives_all_the_same(db, statements) {
        let (_, second, actors) = cinema(db).await?;
        statements.clear();
        let added = second.add_actors([&actors[3], &actors[2], &actors[3], &actors[0]]).role("E").exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(added, [casting(2, 4, "E", None), casting(2, 3, "E", Some(40)), casting(2, 1, "E", None)]);
        assert_eq!(links(db).await?, "11A10 12B20 13C- 21E- 23E40 24E-");
        statements.clear();
        assert_eq!(second.add_actors([]).role("X").exec(db).await?, []);
        assert_eq!(statements.take(), "0");
        assert!(is_unknown(&second.add_actors([1, 99]).role("X").exec(db).await));
        assert_eq!(links(db).await?, "11A10 12B20 13C- 21E- 23E40 24E-");
        Ok(())
    }

    async fn set_keeps_what_links_that_stay_say(db, statements) {
        let (first, _, actors) = cinema(db).await?;
        statements.clear();
        let set = first.set_actors([&actors[4], &actors[1], &actors[4]]).role("X").fee(1).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(set, LinksChanged { added: 1, removed: 2 });
        assert_eq!(links(db).await?, "12B20 15X1 23D40");
        let set = first.set_actors([2, 5]).role("Y").exec(db).await?;
        assert_eq!(set, LinksChanged { added: 0, removed: 0 });
        statements.clear();
        assert!(is_unknown(&first.set_actors([2, 99]).role("Y").exec(db).await));
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN ROLLBACK" } else { "2: BEGIN ROLLBACK" });
        assert_eq!(links(db).await?, "12B20 15X1 23D40");
        statements.clear();
        assert_eq!(first.set_actors([]).role("").exec(db).await?, LinksChanged { added: 0, removed: 2 });
        assert_eq!(statements.take(), if db.is_postgres() { "2: BEGIN COMMIT" } else { "1: BEGIN COMMIT" });
        assert_eq!(links(db).await?, "23D40");
        Ok(())
    }

    async fn create_makes_the_row_and_its_link(db, statements) {
        let (_, second, _) = cinema(db).await?;
        statements.clear();
        let fay = second.create_actor(Casting::create().role("G").fee(60)).name("Fay").exec(db).await?;
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!(fay, Actor { id: 6, name: "Fay".to_owned() });
        assert_eq!(links(db).await?, format!("{BEFORE} 26G60"));
        let movie = fay.create_movie(Casting::create().role("H")).name("Third").exec(db).await?;
        assert_eq!(links(db).await?, format!("{BEFORE} 26G60 36H-"));
        movie.delete().exec(db).await?;
        let gone = movie.create_actor(Casting::create().role("I")).name("Guy").exec(db).await;
        assert!(is_unknown(&gone));
        assert_eq!(links(db).await?, format!("{BEFORE} 26G60"));
        assert_eq!(Actor::query().count().exec(db).await?, 6);
        Ok(())
    }

    async fn the_other_accessors_do_as_without_a_model(db, statements) {
        let (first, second, actors) = cinema(db).await?;
        statements.clear();
        assert_eq!(first.get_actors().order(actors::id.desc()).limit(2).exec(db).await?, [actors[2].clone(), actors[1].clone()]);
        assert_eq!(first.count_actors().exec(db).await?, 3);
        assert!(first.has_actors([1, 3, 3]).exec(db).await?);
        assert!(!first.has_actor(&actors[3]).exec(db).await?);
        assert_eq!(first.remove_actors([1, 3, 4, 99]).exec(db).await?, 2);
        assert_eq!(second.remove_actor(&actors[0]).exec(db).await?, 0);
        assert_eq!(statements.take(), "6");
        assert_eq!(links(db).await?, "12B20 23D40");
        statements.clear();
        assert!(first.has_actors([]).exec(db).await?);
        assert_eq!(first.remove_actors([]).exec(db).await?, 0);
        assert_eq!(statements.take(), "0");
        actors[2].delete().exec(db).await?;
        assert_eq!(links(db).await?, "12B20", "links go with the row");
        first.delete().exec(db).await?;
        assert_eq!(links(db).await?, "");
        Ok(())
    }

    async fn the_other_side_sees_and_changes_the_same_links(db) {
        let (first, second, actors) = cinema(db).await?;
        let cid = &actors[2];
        let pairs = cid.get_movies().with_junction().order_junction(castings::role.desc()).exec(db).await?;
        let expected = [(second.clone(), casting(2, 3, "D", Some(40))), (first.clone(), casting(1, 3, "C", None))];
        assert_eq!(pairs, expected);
        assert_eq!(cid.add_movie(&first).role("Z").exec(db).await?, casting(1, 3, "Z", None));
        assert_eq!(cid.add_movies([1, 2]).role("Y").exec(db).await?, [casting(1, 3, "Y", None), casting(2, 3, "Y", Some(40))]);
        assert_eq!(cid.set_movies([2]).role("X").exec(db).await?, LinksChanged { added: 0, removed: 1 });
        assert_eq!(links(db).await?, "11A10 12B20 23Y40");
        Ok(())
    }

    async fn rows_come_with_their_links(db, statements) {
        let (first, second, actors) = cinema(db).await?;
        statements.clear();
        let pairs = second.get_actors().with_junction().exec(db).await?;
        assert_eq!(pairs, [(actors[2].clone(), casting(2, 3, "D", Some(40)))]);
        assert_eq!(statements.take(), "1");
        let all = || first.get_actors().with_junction();
        let by_name = all().order(actors::name.desc()).exec(db).await?;
        assert_eq!(roles(&by_name), ["Cid C", "Ben B", "Ann A"]);
        let by_role = || all().order_junction(castings::role.asc());
        assert_eq!(roles(&by_role().limit(2).exec(db).await?), ["Ann A", "Ben B"]);
        assert_eq!(roles(&by_role().offset(1).limit(1).exec(db).await?), ["Ben B"]);
        assert_eq!(roles(&by_role().offset(2).exec(db).await?), ["Cid C"]);
        let paid = by_role().filter_junction(castings::fee.gt(5));
        assert_eq!(roles(&paid.filter(actors::name.ne("Ann")).exec(db).await?), ["Ben B"]);
        let either = by_role().filter(actors::name.eq("Ann").or(actors::name.eq("Dan")));
        assert_eq!(roles(&either.exec(db).await?), ["Ann A"]);
        let before = first.get_actors().filter(actors::name.ne("Ann")).order(actors::name.desc()).limit(1);
        assert_eq!(roles(&before.with_junction().exec(db).await?), ["Cid C"]);
        assert_eq!(statements.take(), "7");
        Ok(())
    }

    async fn rows_and_their_links_are_created_along_with_the_row(db, statements) {
        cinema(db).await?;
        statements.clear();
        let links_and_rows = ["Fay", "Guy", "Hal"].map(|name| (Casting::create().role(name), Actor::create().name(name)));
        let third = Movie::create().name("Third").actors(links_and_rows).exec(db).await?;
        assert_eq!(statements.take(), "3: BEGIN COMMIT");
        let pairs = third.get_actors().with_junction().order(actors::id.asc()).exec(db).await?;
        assert_eq!(roles(&pairs), ["Fay Fay", "Guy Guy", "Hal Hal"]);
        Ok(())
    }

    /// Five columns of up to 16,000 rows are more than SQLite binds in one statement.
    async fn many_links_are_made_in_as_few_statements_as_can_be(db, statements) {
        let (first, _, _) = cinema(db).await?;
        let rows = (0..16_000).map(|number| Actor::create().name(format!("a{number}")));
        let keys: Vec<i32> = Actor::create_many(rows).exec(db).await?.iter().map(|actor| actor.id).collect();
        statements.clear();
        let added = first.add_actors(&keys).role("X").exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "1" } else { "2: BEGIN COMMIT" });
        assert_eq!(added.iter().map(|casting| casting.actor_id).collect::<Vec<_>>(), keys);
        let set = first.set_actors(&keys[1..]).role("Y").exec(db).await?;
        assert_eq!(set, LinksChanged { added: 0, removed: 4 });
        assert_eq!(statements.take(), "3: BEGIN COMMIT");
        assert_eq!(first.remove_actors(&keys).exec(db).await?, 15_999);
        Ok(())
    }
}
