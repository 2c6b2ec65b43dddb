//! Links and nested creates of several statements: whichever statement fails, the tables are unchanged and no
//! transaction stays open.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{Recorder, TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Movie)]
struct Studio {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Studio)]
#[has_one(Poster)]
#[belongs_to_many(Actor, through = "castings")]
#[belongs_to_many(Critic, through = Review)]
struct Movie {
    id: i32,
    name: String,
    studio_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Movie)]
struct Poster {
    id: i32,
    name: String,
    movie_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Movie, through = "castings")]
struct Actor {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Critic {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Review {
    #[column(primary_key)]
    movie_id: i32,
    #[column(primary_key)]
    critic_id: i32,
    stars: i32,
}

fixture! {
    /// A movie with the actors Ann and Ben and three stars of Kay; Cid and Lou have nothing to do with it.
    async fn cinema(db) -> Movie {
        db.create_tables(schema![Studio, Movie, Poster, Actor, Critic, Review]).await?;
        if db.is_postgres() {
            db.run_sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                        'BEGIN RAISE EXCEPTION ''refused''; END'").await?;
        }
        let actors = ["Ann", "Ben"].map(|name| Actor::create().name(name));
        let kay = [(Review::create().stars(3), Critic::create().name("Kay"))];
        let movie = Movie::create().name("Up").actors(actors).critics(kay).exec(db).await?;
        Actor::create().name("Cid").exec(db).await?;
        Critic::create().name("Lou").exec(db).await?;
        Ok(movie)
    }
}

const BEFORE: &str = "1+1 1+2 1+1*3 Ann Ben Cid Kay Lou Up-";

/// From now on, the database refuses this: an event on a table (`INSERT ON actors`) under a condition on the row.
async fn refuse(db: &mut impl TestConnection, event: &str, condition: &str) -> TestResult {
    let sql = if db.is_postgres() {
        format!("CREATE TRIGGER refusal BEFORE {event} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse()")
    } else {
        format!("CREATE TRIGGER refusal BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    };
    db.run_sql(&sql).await
}

/// Takes the refusal back.
async fn allow(db: &mut impl TestConnection, event: &str) -> TestResult {
    let table = event.rsplit(' ').next().unwrap_or_default();
    let of_table = if db.is_postgres() { format!(" ON {table}") } else { String::new() };
    db.run_sql(&format!("DROP TRIGGER refusal{of_table}")).await
}

/// All rows, read without the library: links, then what has a name, with its key to another row.
async fn tables(db: &mut impl TestConnection) -> TestResult<String> {
    let text = |column: &str| format!("CAST({column} AS TEXT)");
    let pair = |other: &str| format!("{} || '+' || {}", text("movie_id"), text(other));
    let with_key = |key: &str| format!("name || COALESCE({}, '-')", text(key));
    let query = format!(
        "SELECT line FROM (SELECT 1 AS kind, {} AS line FROM castings UNION ALL SELECT 2, {} || '*' || {} FROM reviews \
         UNION ALL SELECT 3, name FROM studios UNION ALL SELECT 3, name FROM actors UNION ALL SELECT 3, name FROM critics \
         UNION ALL SELECT 3, {} FROM movies UNION ALL SELECT 3, {} FROM posters) AS lines ORDER BY kind, line",
        pair("actor_id"),
        pair("critic_id"),
        text("stars"),
        with_key("studio_id"),
        with_key("movie_id")
    );
    Ok(db.texts(&query).await?.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// That a transaction begins as the outermost one.
async fn no_transaction_is_open(db: &mut impl TestConnection, statements: &Recorder) -> TestResult {
    statements.clear();
    db.begin().await?;
    db.commit().await?;
    assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
    Ok(())
}

/// Lets the operation fail at each of its statements, alone and within a transaction, and then succeed.
macro_rules! fails_whole {
    ($db:ident, $statements:ident, $(locking $locking:literal,)? [$($refusal:expr),+ $(,)?], $operation:expr, $after:literal) => {{
        let refusals = [$($refusal),+];
        for (event, condition) in refusals {
            for within in [false, true] {
                if within {
                    $db.begin().await?;
                    $db.run_sql("INSERT INTO studios (id, name) VALUES (50, 'Within')").await?;
                }
                refuse($db, event, condition).await?;
                let failure = $operation.exec($db).await.expect_err(event);
                assert!(matches!(&failure, Error::Database(error) if error.to_string().contains("refused")), "{failure:?}");
                allow($db, event).await?;
                if within {
                    assert_eq!(tables($db).await?, format!("{BEFORE} Within"), "{event} {condition}");
                    $db.roll_back().await?;
                }
                assert_eq!(tables($db).await?, BEFORE, "{event} {condition}");
                no_transaction_is_open($db, &$statements).await?;
            }
        }
        $statements.clear();
        $operation.exec($db).await?;
        // On PostgreSQL, the first statement of `set_*` locks the source's row.
        let locks = 0 $(+ usize::from($locking && $db.is_postgres()))?;
        assert_eq!($statements.take(), format!("{}: BEGIN COMMIT", refusals.len() + locks), "one refusal for each statement");
        assert_eq!(tables($db).await?, $after);
    }};
}

behaviour! {
    async fn set(db, statements) {
        let movie = cinema(db).await?;
        fails_whole!(
            db, statements, locking true,
            [("DELETE ON castings", "OLD.actor_id = 1"), ("INSERT ON castings", "NEW.actor_id = 3")],
            movie.set_actors([2, 3]),
            "1+2 1+3 1+1*3 Ann Ben Cid Kay Lou Up-"
        );
        Ok(())
    }

    async fn create(db, statements) {
        let movie = cinema(db).await?;
        fails_whole!(
            db, statements,
            [("INSERT ON actors", "NEW.name = 'Dan'"), ("INSERT ON castings", "NEW.actor_id = 9")],
            movie.create_actor().id(9).name("Dan"),
            "1+1 1+2 1+9 1+1*3 Ann Ben Cid Dan Kay Lou Up-"
        );
        Ok(())
    }

    async fn set_through_a_model(db, statements) {
        let movie = cinema(db).await?;
        fails_whole!(
            db, statements, locking true,
            [("DELETE ON reviews", "OLD.critic_id = 1"), ("INSERT ON reviews", "NEW.critic_id = 2")],
            movie.set_critics([2]).stars(5),
            "1+1 1+2 1+2*5 Ann Ben Cid Kay Lou Up-"
        );
        Ok(())
    }

    async fn create_through_a_model(db, statements) {
        let movie = cinema(db).await?;
        fails_whole!(
            db, statements,
            [("INSERT ON critics", "NEW.name = 'Max'"), ("INSERT ON reviews", "NEW.critic_id = 9")],
            movie.create_critic(Review::create().stars(7)).id(9).name("Max"),
            "1+1 1+2 1+1*3 1+9*7 Ann Ben Cid Kay Lou Max Up-"
        );
        Ok(())
    }

    async fn create_with_children_of_children(db, statements) {
        cinema(db).await?;
        let poster = |name: &str| Poster::create().name(name);
        let movie = |id: i32| Movie::create().id(id).name("M");
        fails_whole!(
            db, statements,
            [
                ("INSERT ON studios", "NEW.name = 'Pix'"),
                ("INSERT ON movies", "NEW.id = 71"),
                ("INSERT ON posters", "NEW.name = 'b'"),
            ],
            Studio::create().id(9).name("Pix").movies([movie(70).poster(poster("a")), movie(71).poster(poster("b"))]),
            "1+1 1+2 1+1*3 Ann Ben Cid Kay Lou M9 M9 Pix Up- a70 b71"
        );
        Ok(())
    }

    async fn create_with_everything_nested(db, statements) {
        cinema(db).await?;
        fails_whole!(
            db, statements,
            [
                ("INSERT ON studios", "NEW.name = 'Pix'"),
                ("INSERT ON movies", "NEW.id = 70"),
                ("INSERT ON posters", "NEW.name = 'a'"),
                ("INSERT ON actors", "NEW.id = 81"),
                ("INSERT ON movies", "NEW.id = 71"),
                ("INSERT ON castings", "NEW.movie_id = 71"),
                ("INSERT ON castings", "NEW.movie_id = 70 AND NEW.actor_id = 81"),
                ("INSERT ON critics", "NEW.name = 'Max'"),
                ("INSERT ON reviews", "NEW.movie_id = 70"),
            ],
            Movie::create()
                .id(70)
                .name("M")
                .studio(Studio::create().id(9).name("Pix"))
                .poster(Poster::create().name("a"))
                .actors([80, 81].map(|id| {
                    let others = (id..81).map(|_| Movie::create().id(71).name("N"));
                    Actor::create().id(id).name("X").movies(others)
                }))
                .critics([(Review::create().stars(7), Critic::create().id(9).name("Max"))]),
            "1+1 1+2 70+80 70+81 71+80 1+1*3 70+9*7 Ann Ben Cid Kay Lou M9 Max N- Pix Up- X X a70"
        );
        Ok(())
    }

    /// More links than one statement takes: two statements of rows on PostgreSQL, three on SQLite, and as many of
    /// links.
    async fn create_with_more_links_than_one_statement_takes(db, statements) {
        const ROWS: i32 = 33_000;
        cinema(db).await?;
        let rows = || (0..ROWS).map(|number| Actor::create().id(100 + number).name("X"));
        refuse(db, "INSERT ON castings", &format!("NEW.actor_id = {}", 99 + ROWS)).await?;
        let failure = Movie::create().name("M").actors(rows()).exec(db).await.expect_err("a refusal");
        assert!(matches!(failure, Error::Database(_)), "{failure:?}");
        allow(db, "INSERT ON castings").await?;
        assert_eq!(tables(db).await?, BEFORE);
        no_transaction_is_open(db, &statements).await?;
        statements.clear();
        let movie = Movie::create().name("M").actors(rows()).exec(db).await?;
        assert_eq!(statements.count(), if db.is_postgres() { 5 } else { 7 });
        assert_eq!(movie.count_actors().exec(db).await?, i64::from(ROWS));
        Ok(())
    }
}
