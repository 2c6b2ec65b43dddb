//! The spans and events of `tracing`: one span for each operation, and an event inside it for each statement.
//!
//! This is a binary of its own because it sets the subscriber and the watch's threshold for the whole process.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once};

use diesel::backend::Backend;
use diesel::deserialize::FromSql;
use diesel::sql_types::{Bool, Text};
use orm_core::Model;
use orm_core::schema;
use orm_tests::postgres::FreshSchema;
use orm_tests::{TestConnection, TestResult, behaviour};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

/// What no text is.
#[derive(Debug, diesel::deserialize::FromSqlRow)]
struct Color;

impl<DB: Backend> FromSql<Text, DB> for Color
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        Err(format!("`{}` is no color", String::from_sql(value)?).into())
    }
}

/// The fields of a span or an event.
type Fields = BTreeMap<&'static str, String>;

/// What one test's operations told: spans in the order of their ends, each with its events.
#[derive(Default, Debug, Clone)]
struct Told {
    spans: Vec<(Fields, Vec<Fields>)>,
    warnings: Vec<String>,
}

static TOLD: Mutex<BTreeMap<String, Told>> = Mutex::new(BTreeMap::new());

struct Keep;

/// What a span holds.
#[derive(Default)]
struct Kept {
    fields: Fields,
    statements: Vec<Fields>,
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keep {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut kept = Kept::default();
        attributes.record(&mut Into(&mut kept.fields));
        context.span(id).expect("a new span").extensions_mut().insert(kept);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).expect("a span");
        let mut extensions = span.extensions_mut();
        record.record(&mut Into(&mut extensions.get_mut::<Kept>().expect("what it holds").fields));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(span) = context.lookup_current() else { return };
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        match event.metadata().target() {
            "orm_core::statement" => {
                let mut extensions = span.extensions_mut();
                extensions.get_mut::<Kept>().expect("what it holds").statements.push(fields);
            }
            "orm_core::watch" => {
                let test = span.extensions().get::<Kept>().and_then(|kept| kept.fields.get("test").cloned());
                let mut told = TOLD.lock().expect("nobody has panicked");
                told.entry(test.unwrap_or_default()).or_default().warnings.push(fields["message"].clone());
            }
            _ => {}
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).expect("a span");
        let Some(parent) = span.parent() else { return };
        let Some(test) = parent.extensions().get::<Kept>().and_then(|kept| kept.fields.get("test").cloned()) else {
            return;
        };
        let kept = span.extensions_mut().remove::<Kept>().expect("what it holds");
        let mut told = TOLD.lock().expect("nobody has panicked");
        told.entry(test).or_default().spans.push((kept.fields, kept.statements));
    }
}

/// A span around a test, by which what it told is known from what others tell.
fn around(test: &str, backend: &str) -> (tracing::Span, String) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Keep)).expect("the first one");
    });
    let name = format!("{test} {backend} {:?}", std::thread::current().id());
    (tracing::info_span!("test", test = name), name)
}

fn told(test: &str) -> Told {
    TOLD.lock().expect("nobody has panicked").remove(test).unwrap_or_default()
}

/// The named fields.
fn some<const N: usize>(fields: &Fields, names: [&str; N]) -> [Option<String>; N] {
    names.map(|name| fields.get(name).cloned())
}

fn is(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty())).collect()
}

behaviour! {
    async fn an_operation_is_one_span_with_its_statements_inside(db) {
        db.create_tables(schema![Team, Player]).await?;
        let jazz = Team::create().name("Jazz").exec(db).await?;
        let (span, test) = around("one span", Db::BACKEND);
        let system = if db.is_postgres() { "postgresql" } else { "sqlite" };
        async {
            jazz.create_player().name("Karl").exec(db).await?;
            Team::query().include(teams::players).exec(db).await?;
            jazz.set_players([1]).exec(db).await?;
            Player::query().update().name("Mailman").exec(db).await
        }
        .instrument(span)
        .await?;

        let told = told(&test);
        let names = ["db.system.name", "db.operation.name", "db.collection.name", "orm.model", "orm.association"];
        let spans: Vec<_> = told.spans.iter().map(|(fields, _)| some(fields, names).to_vec()).collect();
        let create = [system, "create", "players", "Player", "players"];
        let query = [system, "query", "teams", "Team", ""];
        let set = [system, "set", "players", "Player", "players"];
        let update = [system, "update", "players", "Player", ""];
        assert_eq!(spans, [is(&create), is(&query), is(&set), is(&update)]);

        let (query, statements) = &told.spans[1];
        let select = r#"SELECT "teams"."id", "teams"."name" FROM "teams""#;
        assert_eq!(query["db.query.text"], select);
        assert_eq!(query["db.response.returned_rows"], "2");
        assert_eq!(query["otel.name"], "query teams");
        assert_eq!(query["otel.kind"], "client");
        assert!(query["code.file.path"].ends_with("tests/tracing.rs"), "{query:?}");
        assert!(query["db.client.operation.duration"].parse::<f64>()? > 0.0);
        assert!(!query.contains_key("error.type"), "{query:?}");
        let texts: Vec<_> = statements.iter().map(|fields| fields["db.query.text"].as_str()).collect();
        assert_eq!((texts.len(), texts[0]), (2, select));
        assert!(texts[1].contains(r#"FROM "players" WHERE "players"."team_id""#), "{texts:?}");
        assert!(statements.iter().all(|fields| fields["db.response.returned_rows"] == "1"), "{statements:?}");

        let (set, statements) = &told.spans[2];
        // On PostgreSQL, the first statement locks the team's row.
        let (count, affected) = if db.is_postgres() { (3, "1") } else { (2, "0") };
        assert_eq!(statements.len(), count);
        assert_eq!(some(set, ["db.response.returned_rows", "orm.affected_rows"]).to_vec(), is(&["1", affected]));
        let (update, _) = &told.spans[3];
        assert_eq!(some(update, ["db.response.returned_rows", "orm.affected_rows"]).to_vec(), is(&["", "1"]));
        Ok(())
    }

    async fn values_are_not_told(db) {
        db.create_tables(schema![Team, Player]).await?;
        let (span, test) = around("no values", Db::BACKEND);
        async {
            Team::create().name("secret").exec(db).await?;
            // What this text is read as quotes it when it refuses it; so does PostgreSQL.
            let not_a_number = diesel::dsl::sql::<Bool>("CAST(name AS INTEGER) > 0");
            Team::query().filter(not_a_number).exec(db).await.ok();
            let not_a_color = Team::query().select_as::<Color, _>(teams::name);
            not_a_color.exec(db).await.expect_err("the name is no color");
            Team::query().filter(diesel::ExpressionMethods::eq(teams::name, "secret")).exec(db).await
        }
        .instrument(span)
        .await?;
        let told = told(&test);
        assert_eq!(told.spans.len(), 4);
        assert!(!format!("{told:?}").contains("secret"), "{told:?}");
        Ok(())
    }

    async fn an_error_is_told_by_its_kind(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create().name("Jazz").exec(db).await?;
        let (span, test) = around("errors", Db::BACKEND);
        async {
            Team::create().name("Jazz").exec(db).await.expect_err("the name is taken");
            Team::find(9).exec(db).await.expect_err("there is no such team");
        }
        .instrument(span)
        .await;
        let told = told(&test);
        let kinds: Vec<_> = told.spans.iter().map(|(fields, _)| fields["error.type"].as_str()).collect();
        assert_eq!(kinds, ["unique_violation", "not_found"]);
        assert!(told.spans.iter().all(|(fields, _)| fields["otel.status_code"] == "ERROR"), "{told:?}");
        assert!(told.spans[0].1[0].contains_key("error.message"), "{told:?}");
        Ok(())
    }
}

/// Reads players row by row, twice, and compares what is said. Debug builds watch by themselves.
macro_rules! warned_once {
    ($test:literal, ($query_line:expr, $query:expr), |$team:ident| $getter:expr) => {{
        let (span, test) = around("watch", $test);
        let mut line = 0;
        for _ in 0..2 {
            let reading = span.enter();
            line = $query_line;
            let teams = $query;
            for $team in &teams {
                $getter;
            }
            drop(reading);
        }
        let warnings = told(&test).warnings;
        let [warning] = &warnings[..] else { return Err(format!("{warnings:?}").into()) };
        let rows = format!("`players` of `Team` was read row by row, for 11 rows of the query at {}:{line}:", file!());
        assert!(warning.starts_with(&rows), "{warning}");
        assert!(warning.contains(&format!(" by the getter at {}:", file!())), "{warning}");
        assert!(warning.ends_with("add `.include(teams::players)` to that query"), "{warning}");
    }};
}

macro_rules! fourteen {
    () => {
        (0..14).map(|number| Team::create().name(format!("Team {number}")))
    };
}

#[test]
fn what_is_read_row_by_row_is_warned_of_once_on_a_blocking_connection() -> TestResult {
    use orm_core::prelude::Exec as _;
    let db = &mut orm_sqlite::connect(":memory:")?;
    orm_sqlite::create_tables(db, schema![Team, Player])?;
    Team::create_many(fourteen!()).exec(db)?;
    warned_once!("blocking", (line!(), Team::query().exec(db)?), |team| team.get_players().exec(db)?);
    Ok(())
}

#[tokio::test]
async fn what_is_read_row_by_row_is_warned_of_once_on_an_async_connection() -> TestResult {
    use orm_core::nonblocking::prelude::Exec as _;
    let schema = FreshSchema::new();
    let db = &mut orm_postgres::nonblocking::connect(&schema.url()).await?;
    orm_postgres::nonblocking::create_tables(db, schema![Team, Player]).await?;
    Team::create_many(fourteen!()).exec(db).await?;
    warned_once!("async", (line!(), Team::query().exec(db).await?), |team| team.get_players().exec(db).await?);
    Ok(())
}

/// Counts statements.
struct Statements(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "orm_core::statement" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn the_subscriber_of_a_thread_hears_of_statements_on_the_thread_of_sqlite() -> TestResult {
    use orm_core::nonblocking::prelude::Exec as _;
    let db = &mut orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(db, schema![Team, Player]).await?;
    let statements = Arc::new(AtomicUsize::new(0));
    let _here = tracing::subscriber::set_default(tracing_subscriber::registry().with(Statements(statements.clone())));
    Team::create().name("Jazz").players([Player::create().name("Karl")]).exec(db).await?;
    assert_eq!(statements.load(Ordering::Relaxed), 2);
    Ok(())
}

#[test]
fn rows_one_by_one_are_one_span_with_the_number_of_rows_that_were_read() -> TestResult {
    use orm_core::prelude::Exec as _;
    let mut db = orm_sqlite::connect(":memory:")?;
    orm_sqlite::create_tables(&mut db, schema![Team, Player])?;
    Team::create_many(["Jazz", "Magic", "Bulls"].map(|name| Team::create().name(name))).exec(&mut db)?;
    let (span, test) = around("one by one", "sqlite");
    span.in_scope(|| {
        assert_eq!(Team::query().iter(&mut db).count(), 3);
        assert_eq!(Team::query().iter(&mut db).take(2).count(), 2);
        let unreadable = Team::query().select_as::<Color, _>(teams::name);
        assert_eq!(unreadable.iter(&mut db).count(), 1);
    });
    drop(span);
    let spans = told(&test).spans;
    let names = ["db.operation.name", "db.response.returned_rows", "error.type"];
    let told: Vec<_> = spans.iter().map(|(fields, _)| some(fields, names).to_vec()).collect();
    assert_eq!(told, [is(&["iter", "3", ""]), is(&["iter", "2", ""]), is(&["iter", "", "decode"])]);
    assert!(spans.iter().all(|(_, statements)| statements.len() == 1), "{spans:?}");
    Ok(())
}
