//! A typed ORM on Diesel, for PostgreSQL and SQLite, blocking and async.
//!
//! `#[derive(Model)]` makes a model of a plain struct. Attributes declare its associations, and each association gives
//! the model accessors that the compiler checks. The kinds of association are those of Sequelize's guide: has one, has
//! many, belongs to, belongs to many.
//!
//! The crates `orm-sqlite` and `orm-postgres` connect to a database and create its tables.
//! Owns everything else: models, associations, statements, eager loading, operations, errors.
//!
//! ```
//! # mod orm_sqlite {
//! #     use orm_core::diesel::{Connection, SqliteConnection, connection::SimpleConnection};
//! #     pub fn connect(database: &str) -> Result<SqliteConnection, orm_core::Error> {
//! #         Ok(SqliteConnection::establish(database).expect("a database in memory"))
//! #     }
//! #     pub fn create_tables(db: &mut SqliteConnection, _: orm_core::Schema) -> Result<(), orm_core::Error> {
//! #         let teams = "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL);";
//! #         let players = "CREATE TABLE players (id INTEGER PRIMARY KEY, name TEXT NOT NULL, team_id INTEGER);";
//! #         db.batch_execute(&[teams, players].concat()).expect("tables");
//! #         Ok(())
//! #     }
//! # }
//! # use orm_core::__assert_sql as assert_sql;
//! use orm_core::prelude::*;
//!
//! #[derive(Model)]
//! #[has_many(Player)]
//! struct Team { id: i32, name: String }
//!
//! #[derive(Model)]
//! #[belongs_to(Team)]
//! struct Player { id: i32, name: String, team_id: Option<i32> }
//!
//! # fn main() -> Result<(), orm_core::Error> {
//! let mut db = orm_sqlite::connect(":memory:")?;
//! orm_sqlite::create_tables(&mut db, schema![Team, Player])?;
//!
//! // Each accessor has the name of its association: `create_player`, `get_players`, `add_player`, ..
//! let jazz = Team::create().name("Jazz").exec(&mut db)?;
//! let karl = jazz.create_player().name("Karl").exec(&mut db)?;
//! assert_eq!(karl.team_id, Some(jazz.id));
//! let names = jazz.get_players().filter(players::name.like("K%")).select(players::name);
//! assert_eq!(names.exec(&mut db)?, ["Karl"]);
//!
//! // All teams, each with its players: two statements, for any number of teams.
//! let teams = Team::query().include(teams::players).exec(&mut db)?;
//! assert_eq!(teams[0].name, "Jazz");
//! assert_eq!(teams[0].players()[0].name, "Karl");
//!
//! // An operation is a value. Nothing runs before `.exec(..)`, and its SQL can be read.
//! assert_sql!(
//!     jazz.get_players().filter(players::name.like("K%")).limit(3),
//!     r#"SELECT "players"."id", "players"."name", "players"."team_id" FROM "players"
//!            WHERE "players"."team_id" = ? AND "players"."name" LIKE ?
//!            LIMIT ? -- binds: [1, "K%", 3]"#
//! );
//! # Ok(())
//! # }
//! ```
//!
//! In the examples, `assert_sql!` compares an operation with the SQL that it sends on SQLite; line breaks do not
//! matter. A program reads the SQL of an operation by [`PrintSql::sql`].
//!
//! # Where to find what
//!
//! | to | see |
//! |---|---|
//! | Declare models and associations | [`derive@Model`]: the attributes, their options, what a model gets |
//! | Choose a kind of association | [`guide`]: a page for each kind, with examples |
//! | Read rows | [`mod@query`]: [`Query`], conditions and orders, [aggregates](query::aggregates), pages, chunks; [`guide::expressions`], [`guide::aggregates`], [`guide::pages`] |
//! | Load associations with rows | [`IncludeDsl`], [`Included`]; for rows that were read before: [`LoadDsl`]; [`guide::eager_loading`] |
//! | Compose a query while the program runs | [`BoxedQuery`], [`ConditionOn`]; [`guide::composing_queries`] |
//! | Create, change and delete rows | [`write`](mod@write); [`guide::creating`], [`guide::writing`] |
//! | Associate and link rows | [`associate`] |
//! | Run an operation, or read its SQL | [`run`]: [`Exec`], [`PrintSql`]; functions that return operations |
//! | Run several operations in one transaction | [`Transaction`]: isolation, running again |
//! | Write raw SQL | the constants of [`trait@Model`], [`Association::JOIN`], [`ManyToMany`] |
//! | Handle errors | [`errors`]: [`Error`], [`Violation`] |
//! | Serve requests | [`guide::handlers`]: pools, statuses, cancelled requests, tracing |
//! | Create tables | [`schema!`], [`mod@schema`] |
//! | Use a field type of your own | [`types`]: [`HasDataType`], `ListedKey`, [`KeyValue`] |
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `sqlite`, `postgres` | the statements of that database; `orm-sqlite` and `orm-postgres` enable it |
//! | `async` | `nonblocking`, for connections of diesel-async; `orm-sqlite/async` and `orm-postgres/async` enable it |
//! | `chrono`, `uuid`, `serde_json`, `decimal` | fields of the types of `chrono`, `uuid`, `serde_json`, `bigdecimal` |
//! | `tracing` | `trace`: a span for each operation, an event for each statement, a warning where an association is read row by row |
//! | `serde` | for each model `Team` a struct `TeamInsert` that deserializes what the model prints; loaded rows and a [`Page`] serialize |

// A type in a public signature has a public path.
#![warn(unnameable_types)]

mod association;
mod ddl;
mod debug;
#[doc(hidden)]
pub mod derive;
mod descriptor;
mod dialect;
mod error;
#[doc(hidden)]
pub mod example;
mod front;
#[cfg(all(doc, not(doctest)))]
pub mod guide;
mod loading;
mod model;
mod operation;
pub mod run;
mod sql_types;
mod statement;
#[doc(hidden)]
pub mod table;
mod text;
#[cfg(feature = "tracing")]
pub mod trace;
#[cfg(not(feature = "tracing"))]
mod trace;
pub mod transaction;

pub use association::{Association, ManyToMany, WithLink};
pub use ddl::{Schema, SchemaError};
pub use descriptor::{DataType, HasDataType, ModelDescriptor};
#[cfg(feature = "sqlite")]
pub use dialect::ListedKey;
pub use error::{Error, Violation};
pub use front::{associate, errors, query, schema, types, write};
pub use loading::{Counted, IncludeDsl, Included};
pub use model::{HasColumn, KeyValue, Model};
pub use operation::{LoadDsl, Page};
/// Makes a model of a struct: a table, a row type, and accessors for its associations.
///
/// The struct must have named fields and no parameters. Each field is a column. One field, or several together, is the
/// primary key. The derive reports all mistakes of a struct at once, each at its own place.
///
/// # Attributes of the struct
///
/// ## `#[model(..)]`
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `table = "team"` | the table's name | plural `snake_case` of the struct: `UserProject` → `user_projects`, `Person` → `people` |
/// | `table = crate::schema::teams` | the table that Diesel's `table!` has declared; the generated module `teams` uses its columns. | the derive declares the table |
/// | `table_name = "legacy-teams"` | beside the path of such a table: its name in the database, where `table!` gives it another by `#[sql_name]` | the last name of the path |
/// | `schema = "auth"` | the schema of the table (PostgreSQL); also of one that `table!` declares | none |
/// | `rename_all = "camelCase"` | the rule for the names of columns: `snake_case`, `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE` | a column has the field's name |
/// | `crate = my_orm` | where the generated code finds this crate: the name of a renamed dependency, or a path, `crate::reexported` | `::orm_core` |
///
/// A model over a table of `table!` says what `table!` says: the schema, the names, the SQL types, and which columns
/// may be NULL. It may leave out columns. Anything else is a compile error. Only one thing is noticed later: `table!`
/// keeps the name of a schema, and the name of a table in a schema, where no constant can read it. If such a name is
/// another one, every statement is an error and nothing is sent.
///
/// ## `#[has_many(Player, ..)]`, `#[has_one(Ship, ..)]`, `#[belongs_to(Team, ..)]`, `#[belongs_to_many(Actor, ..)]`
///
/// The associated model, the target, comes first; options follow. The foreign key is a column of the target for
/// `has_one` and `has_many`, and a column of this model, the source, for `belongs_to`. For `belongs_to_many` the
/// junction has two foreign keys, one to each model. A foreign key references a primary key, or the column that
/// `source_key` or `target_key` names. The association has the name of its target, in the plural where it leads to many
/// rows: `players`, `ship`, `team`, `actors`. [`guide`] has a page for each kind.
///
/// | option | of | meaning | without it |
/// |---|---|---|---|
/// | `as = "leader"` | all | the association's name; a plural where the association leads to many rows | the target's name |
/// | `singular = "child"` | `has_many`, `belongs_to_many` | the name of one row in `add_child`, `create_child`, .. | the singular of the association's name |
/// | `foreign_key = "club_id"` | all | the foreign key's column, by its name in the database; for `belongs_to_many` the junction's key to this model | `belongs_to`: association + `_` + `target_key` or `id`: `team_id`, `captain_name`; `has_one`, `has_many`: the foreign key of the target's `belongs_to` to this model that has no alias; `belongs_to_many`: this model + `_` + `source_key` or `id`: `movie_id` |
/// | `other_key = "actor_id"` | `belongs_to_many` | the junction's key to the target | target + `_` + `target_key` or `id`: `actor_id`; for a model linked to itself, the association's singular + `_id`: `friend_id` |
/// | `source_key = "name"` | `has_many`, `has_one`, `belongs_to_many` | the column of this model that the foreign key references; it must be unique | the primary key |
/// | `target_key = "name"` | `belongs_to`, `belongs_to_many` | the column of the target that the foreign key references; it must be unique | the primary key |
/// | `on_delete = "cascade"` | all | what the database does with the rows that hold the foreign key when the referenced row is deleted: `cascade`, `restrict`, `no action`, `set null`, `set default` | SET NULL for an optional key, RESTRICT for a mandatory key, CASCADE for a key of a junction |
/// | `on_update = "cascade"` | all | what the database does with the rows that hold the foreign key when the referenced key changes: the same five words | CASCADE for an optional key and for a key of a junction, RESTRICT for a mandatory key |
/// | `constraints = false` | `has_many`, `has_one`, `belongs_to` | the table has no FOREIGN KEY constraint for the key | the table has one |
/// | `constraint_name = "name"`, `index_name = "name"` | `has_many`, `has_one`, `belongs_to` | the names of the key's constraint and of its index, for an existing database whose names differ | `players_team_id_fkey`, `players_team_id_index` |
/// | `index = false` | `has_many`, `has_one`, `belongs_to` | the key has no index of its own | the key has an index, unless the primary key, a UNIQUE constraint or a longer index begins with it |
/// | `unique = false` | `has_one` | the key is not UNIQUE; if several rows have it, the getter reads any one of them | the key is UNIQUE |
/// | `scope(kind = "image", ..)` | `has_many`, `has_one`, `belongs_to_many` by a junction model | the association has only rows of the target, or of the junction, with these values in these columns; new rows get the values. A value is a literal | the association has all rows with the key |
/// | `through = "actor_movies"` | `belongs_to_many` | the table of the junction, which `create_tables` creates in the schema of this model; `"auth.user_roles"` names another schema | one of the two forms of `through` is mandatory |
/// | `through = Casting` | `belongs_to_many` | the model of the junction | |
/// | `timestamps` | `belongs_to_many` by a table | the junction has the columns `created_at` and `updated_at`, points in time; one of the two sides is enough | the junction has only its two keys |
/// | `unique = false` | `belongs_to_many` by a model | a pair may be linked several times, so the pair cannot be the primary key, and there is no `set_*` | the pair is UNIQUE |
/// | `unique_key = "name"` | `belongs_to_many` by a model | the name of the UNIQUE constraint over the pair | `castings_movie_id_actor_id_key` |
///
/// `foreign_key`, `other_key`, `source_key` and `target_key` also take several columns:
/// `foreign_key = ["house", "number"]`. Both models of an association may have options for the same foreign key or the
/// same junction. These must agree, or the schema is refused ([`SchemaError`]); `constraints = false` and
/// `index = false` may stand on one side only.
///
/// # Attributes of a field: `#[column(..)]`
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `name = "TeamName"` | the column's name | the field's name, after `rename_all` |
/// | `primary_key` | the column is the primary key; on several fields, they are the primary key together | the field `id` is the primary key |
/// | `unique` | the column is UNIQUE, and `upsert` accepts it | the column is not UNIQUE |
/// | `generated`, `generated = false` | whether the database generates the value; possible for a primary key of one whole number only | a primary key of one whole number is generated, unless it is a foreign key (which either model may say) or has a default |
/// | `default = 0` | the column's DEFAULT: a literal, or an expression, `default = sql("CURRENT_TIMESTAMP")` | the column has no default |
/// | `sql_type = diesel::sql_types::Text` | Diesel's SQL type, without `Nullable`; [`HasDataType`] gives its name in DDL | the SQL type of the field's type, see below |
///
/// A field of type `Option<T>` is a column that may be NULL. The derive knows these types, by the last name of their
/// path:
///
/// | field | SQL type | feature |
/// |---|---|---|
/// | `i16`, `i32`, `i64`, `f32`, `f64`, `bool`, `String`, `Vec<u8>` | Diesel's `SmallInt`, `Integer`, `BigInt`, `Float`, `Double`, `Bool`, `Text`, `Binary` | |
/// | `NaiveDate`, `NaiveTime`, `NaiveDateTime` | Diesel's `Date`, `Time`, `Timestamp` | `chrono` |
/// | `DateTime<Utc>`, `Uuid`, `BigDecimal` | [`types`]`::{TimestampTz, Uuid, Decimal}` | `chrono`, `uuid`, `decimal` |
/// | `serde_json::Value` | Diesel's `Jsonb` | `serde_json` |
///
/// # What a model gets
///
/// For a model `Team`, the derive generates:
///
/// - the module `teams`, with Diesel's `table` and columns and a unit struct for each association;
/// - the builders `TeamCreate` and `TeamUpdate`, and with the feature `serde` the struct `TeamInsert`, whose names in JSON are
///   those of the model ([`guide::handlers`]);
/// - the struct `TeamWith`, the type of rows that are loaded with associations;
/// - impls of [`trait@Model`] and [`HasColumn`], and of Diesel's `Queryable`, `Selectable`, `Identifiable`, `HasTable`;
/// - these methods, with the visibility of the struct:
///
/// | method | operation |
/// |---|---|
/// | `Team::query()` | [`Query`] |
/// | `Team::find(7)`, `team.reload()` | [`Find`](query::Find) |
/// | `Team::create()`, `.upsert(teams::name)` | [`Create`](write::Create) |
/// | `Team::create_many([..])` | [`CreateMany`](write::CreateMany) |
/// | `team.update()`, or by the primary key alone `Team::find(7).update()` | [`Update`](write::Update) |
/// | `team.delete()`, or by the primary key alone `Team::find(7).delete()` | [`Delete`](write::Delete) |
///
/// The accessors of the associations are methods too:
///
/// | `has_many(Player)` | operation | `has_one(Ship)` | operation | `belongs_to(Team)` | operation |
/// |---|---|---|---|---|---|
/// | `get_players()` | [`Query`] | `get_ship()` | [`GetOne`](query::GetOne) | `get_team()` | [`GetOne`](query::GetOne) |
/// | `count_players()` | [`Count`](query::Count) | `set_ship(..)` * | [`SetOne`](associate::SetOne) | `set_team(..)` | [`SetParent`](associate::SetParent) |
/// | `has_player(..)`, `has_players(..)` | [`Has`](associate::Has) | `create_ship()` | [`Create`](write::Create) | `create_team()` | [`Create`](write::Create) |
/// | `add_player(..)` | [`Add`](associate::Add) | | | | |
/// | `add_players(..)` | [`AddMany`](associate::AddMany) | | | | |
/// | `remove_player(..)`, `remove_players(..)` * | [`Remove`](associate::Remove) | | | | |
/// | `set_players(..)` * | [`SetMany`](associate::SetMany) | | | | |
/// | `create_player()` | [`Create`](write::Create) | | | | |
///
/// \* These write NULL, so they exist only where the foreign key is an `Option`.
///
/// | `belongs_to_many(Actor, through = "actor_movies")` | operation | `belongs_to_many(Actor, through = Casting)` | operation |
/// |---|---|---|---|
/// | `get_actors()` | [`Query`] | `get_actors()`, and `get_actors().with_junction()` | [`Query`], [`WithJunction`](query::WithJunction) |
/// | `count_actors()` | [`Count`](query::Count) | `count_actors()` | [`Count`](query::Count) |
/// | `has_actor(..)`, `has_actors(..)` | [`HasLinks`](associate::HasLinks) | `has_actor(..)`, `has_actors(..)` | [`HasLinks`](associate::HasLinks) |
/// | `remove_actor(..)`, `remove_actors(..)` | [`RemoveLinks`](associate::RemoveLinks) | `remove_actor(..)`, `remove_actors(..)` | [`RemoveLinks`](associate::RemoveLinks) |
/// | `add_actor(..)` | [`AddLinks`](associate::AddLinks) | `add_actor(..)`, then the junction's columns | [`LinkOne`](associate::LinkOne) |
/// | `add_actors(..)` | [`AddLinks`](associate::AddLinks) | `add_actors(..)`, then the junction's columns | [`LinkMany`](associate::LinkMany) |
/// | `set_actors(..)` | [`SetLinks`](associate::SetLinks) | `set_actors(..)`, then the junction's columns | [`LinkOnly`](associate::LinkOnly) |
/// | `create_actor()` | [`Linking`](associate::Linking) | `create_actor(Casting::create()..)` | [`LinkingThrough`](associate::LinkingThrough) |
///
/// `TeamCreate`, the builder of a new row, also has a setter for each association. It takes builders of rows that are
/// created together with the team ([`Nest`](write::Nest)):
/// `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// use orm_core::prelude::*;
///
/// #[derive(Model, Debug)]
/// #[model(table = "Customer", rename_all = "PascalCase")]
/// #[has_many(Invoice, on_delete = "cascade")]
/// struct Customer {
///     #[column(primary_key)]
///     customer_id: i32,
///     #[column(unique)]
///     email: String,
/// }
///
/// #[derive(Model, Debug)]
/// #[belongs_to(Customer, foreign_key = "payer")]
/// struct Invoice {
///     id: i32,
///     #[column(default = sql("CURRENT_DATE"))]
///     day: String,
///     payer: i32,
/// }
///
/// let customer = Customer { customer_id: 5, email: "a@example.org".to_owned() };
/// assert_sql!(
///     customer.create_invoice(),
///     r#"INSERT INTO "invoices" ("payer") VALUES (?)
///            RETURNING "invoices"."id", "invoices"."day", "invoices"."payer" -- binds: [5]"#
/// );
/// assert_sql!(
///     Customer::find(5),
///     r#"SELECT "Customer"."CustomerId", "Customer"."Email" FROM "Customer"
///            WHERE "Customer"."CustomerId" = ? -- binds: [5]"#
/// );
/// ```
///
/// A create that does not give a mandatory column does not compile. Nor does an accessor that would write NULL into a
/// mandatory foreign key:
///
/// ```compile_fail
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, name: String }
/// fn make(db: &mut orm_core::diesel::SqliteConnection) {
///     Team::create().exec(db); // `teams::name` is missing: `Team` cannot be created without it
/// }
/// ```
pub use orm_derive::Model;
#[cfg(feature = "async")]
pub use run::RunAsync;
pub use run::{Blocking, Exec, Operation, PrintSql, RunOn};
pub use statement::boxed::{BoxedInclude, BoxedQuery};
pub use statement::expression::{Condition, ConditionOn, Ordering, OrderingOn};
pub use statement::select::Query;
pub use transaction::Transaction;

/// The version of Diesel that this crate uses.
pub use diesel;

/// The names that an application on blocking connections needs: `use orm_core::prelude::*;`
///
/// They are the derive and the trait `Model`, [`schema!`], the traits with `exec` ([`Exec`]), `sql` ([`PrintSql`]), the
/// options of includes ([`IncludeDsl`]), `load` ([`LoadDsl`]), the search in texts ([`TextDsl`](query::TextDsl)), `one_of`
/// ([`ListDsl`](query::ListDsl)), further ways to insert ([`CreateDsl`](write::CreateDsl)) and update ([`UpdateDsl`](write::UpdateDsl)),
/// Diesel's expression methods (`eq`, `like`, `asc`, ..), and Diesel's `Connection` for `transaction`.
pub mod prelude {
    pub use crate::query::{AggregateDsl, DateDsl, FromSqlDsl, ListDsl, OrderDsl, TextDsl, TreeDsl};
    pub use crate::run::{Exec, Operation, PrintSql};
    pub use crate::write::{CreateDsl, UpdateDsl};
    pub use crate::{IncludeDsl, LoadDsl, Model, schema};
    pub use diesel::connection::Connection;
    pub use diesel::expression_methods::*;
}

/// The prelude for connections of diesel-async.
#[cfg(feature = "async")]
pub mod nonblocking {
    /// The names that an application on async connections needs: `use orm_core::nonblocking::prelude::*;`
    ///
    /// They are those of [`prelude`](crate::prelude) with two differences: `exec` returns a future, which is `Send`,
    /// and `transaction` is that of diesel-async. `orm_sqlite::nonblocking` has an example.
    pub mod prelude {
        pub use crate::query::{AggregateDsl, DateDsl, FromSqlDsl, ListDsl, OrderDsl, TextDsl, TreeDsl};
        pub use crate::run::exec::ExecAsync as Exec;
        pub use crate::run::{Operation, PrintSql};
        pub use crate::write::{CreateDsl, UpdateDsl};
        pub use crate::{IncludeDsl, LoadDsl, Model, schema};
        pub use diesel::expression_methods::*;
        pub use diesel_async::AsyncConnection;
    }
}
