//! Operations of several statements: whichever statement fails, the tables are unchanged and no transaction stays open.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{Recorder, TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Coach)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Coach {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

fixture! {
    /// A team with the players Ann and Ben and the coach Ada; Cid and the coach Bob have none.
    async fn league(db) -> (Team, Vec<Player>, Vec<Coach>) {
        db.create_tables(schema![Team, Player, Coach]).await?;
        if db.is_postgres() {
            db.run_sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                        'BEGIN RAISE EXCEPTION ''refused''; END'").await?;
        }
        let team = Team::create().name("Jazz").exec(db).await?;
        let player = |name: &str| Player::create().name(name);
        let rows = [player("Ann").team_id(team.id), player("Ben").team_id(team.id), player("Cid")];
        let players = Player::create_many(rows).exec(db).await?;
        let coaches = [Coach::create().name("Ada").team_id(team.id), Coach::create().name("Bob")];
        let coaches = Coach::create_many(coaches).exec(db).await?;
        Ok((team, players, coaches))
    }
}

/// From now on, the database refuses this: an event on a table (`UPDATE ON players`) under a condition on the NEW row.
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

/// All rows, read without the library.
async fn tables(db: &mut impl TestConnection) -> TestResult<String> {
    let row = |table: &str| format!("SELECT name || COALESCE(CAST(team_id AS TEXT), '-') AS row FROM {table}");
    let query = format!(
        "SELECT row FROM ({} UNION ALL {} UNION ALL SELECT name FROM teams) AS rows ORDER BY row",
        row("players"),
        row("coaches")
    );
    let rows = db.texts(&query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// That a transaction begins as the outermost one.
async fn no_transaction_is_open(db: &mut impl TestConnection, statements: &Recorder) -> TestResult {
    statements.clear();
    db.begin().await?;
    db.commit().await?;
    assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
    Ok(())
}

const BEFORE: &str = "Ada1 Ann1 Ben1 Bob- Cid- Jazz";

/// Lets the operation fail at each of the refusals, alone and within a transaction, and then succeed.
macro_rules! fails_whole {
    ($db:ident, $statements:ident, $(locking $locking:literal,)? [$($refusal:expr),+], $operation:expr, $after:literal) => {{
        for (event, condition) in [$($refusal),+] {
            for within in [false, true] {
                if within {
                    $db.begin().await?;
                    $db.run_sql("INSERT INTO teams (id, name) VALUES (50, 'Within')").await?;
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
        $db.begin().await?;
        $statements.clear();
        $operation.exec($db).await?;
        // On PostgreSQL, the first statement locks the source's row where the operation removes other targets.
        let count = 2 $(+ usize::from($locking && $db.is_postgres()))?;
        assert_eq!($statements.take(), format!("{count}: SAVEPOINT diesel_savepoint_1 RELEASE SAVEPOINT diesel_savepoint_1"));
        assert_eq!(tables($db).await?, $after);
        $db.roll_back().await?;
        assert_eq!(tables($db).await?, BEFORE);
        $operation.exec($db).await?;
        assert_eq!(tables($db).await?, $after);
    }};
}

behaviour! {
    async fn set_of_has_many(db, statements) {
        let (team, players, _) = league(db).await?;
        fails_whole!(
            db, statements, locking true,
            [("UPDATE ON players", "NEW.team_id IS NULL"), ("UPDATE ON players", "NEW.name = 'Cid'")],
            team.set_players(&players[1..]),
            "Ada1 Ann- Ben1 Bob- Cid1 Jazz"
        );
        Ok(())
    }

    async fn set_of_has_one(db, statements) {
        let (team, _, coaches) = league(db).await?;
        fails_whole!(
            db, statements, locking true,
            [("UPDATE ON coaches", "NEW.team_id IS NULL"), ("UPDATE ON coaches", "NEW.name = 'Bob'")],
            team.set_coach(&coaches[1]),
            "Ada- Ann1 Ben1 Bob1 Cid- Jazz"
        );
        Ok(())
    }

    async fn create_of_has_one(db, statements) {
        let (team, _, _) = league(db).await?;
        fails_whole!(
            db, statements, locking true,
            [("UPDATE ON coaches", "NEW.team_id IS NULL"), ("INSERT ON coaches", "NEW.name = 'Cyd'")],
            team.create_coach().name("Cyd"),
            "Ada- Ann1 Ben1 Bob- Cid- Cyd1 Jazz"
        );
        Ok(())
    }

    async fn create_of_belongs_to(db, statements) {
        let (_, players, _) = league(db).await?;
        let mut cid = players[2].clone();
        fails_whole!(
            db, statements,
            [("INSERT ON teams", "NEW.name = 'Suns'"), ("UPDATE ON players", "NEW.team_id IS NOT NULL")],
            {
                cid.team_id = None;
                cid.create_team().id(9).name("Suns")
            },
            "Ada1 Ann1 Ben1 Bob- Cid9 Jazz Suns"
        );
        assert_eq!(cid.team_id, Some(9));
        Ok(())
    }

    /// More rows than one statement takes: two statements on PostgreSQL, three on SQLite.
    async fn create_many_in_several_statements(db, statements) {
        const ROWS: usize = 66_000;
        league(db).await?;
        let rows = || (0..ROWS).map(|number| Team::create().name(format!("t{number}")));
        for last_or_first in [ROWS - 1, 0] {
            refuse(db, "INSERT ON teams", &format!("NEW.name = 't{last_or_first}'")).await?;
            let failure = Team::create_many(rows()).exec(db).await.expect_err("a refusal");
            assert!(matches!(failure, Error::Database(_)), "{failure:?}");
            allow(db, "INSERT ON teams").await?;
            assert_eq!(tables(db).await?, BEFORE);
            no_transaction_is_open(db, &statements).await?;
        }
        statements.clear();
        let created = Team::create_many(rows()).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "2: BEGIN COMMIT" } else { "3: BEGIN COMMIT" });
        assert!(created.iter().enumerate().all(|(number, team)| team.name == format!("t{number}")), "in their order");
        assert_eq!(created.len(), ROWS);
        Ok(())
    }
}
