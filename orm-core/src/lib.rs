//! A typed ORM on Diesel: plain structs with `#[derive(Model)]` and association attributes become models with
//! compile-time-checked accessors, on PostgreSQL and SQLite, blocking and async.
//!
//! The associations are those of Sequelize's guide: has one, has many, belongs to, belongs to many. `orm-sqlite` and
//! `orm-postgres` connect and create tables; everything else is here.
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
//! // Accessors are named after the models: `create_player`, `get_players`, `add_player`, ..
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
//! The examples compare SQL with `assert_sql!`, which takes an operation and its statements on SQLite, however their lines
//! are broken. A program reads them by [`PrintSql::sql`].
//!
//! # Where to find what
//!
//! | to | see |
//! |---|---|
//! | Declare models and associations | [`derive@Model`]: the attributes, their options, what a model gets |
//! | Choose a kind of association | [`guide`]: a page for each kind, with examples |
//! | Read rows | [`mod@query`]: [`Query`], conditions and orders, pages, chunks |
//! | Load associations with rows | [`IncludeDsl`], [`Included`]; for rows in hand: [`LoadDsl`]; [`guide::eager_loading`] |
//! | Compose a query while the program runs | [`BoxedQuery`], [`ConditionOn`]; [`guide::composing_queries`] |
//! | Create, change and delete rows | [`write`](mod@write) |
//! | Associate and link rows | [`associate`] |
//! | Run an operation, or read its SQL | [`run`]: [`Exec`], [`PrintSql`]; functions that return operations |
//! | Write raw SQL | the constants of [`trait@Model`], [`Association::JOIN`], [`ManyToMany`] |
//! | Handle errors | [`errors`]: [`Error`], [`Violation`] |
//! | Serve requests | [`guide::handlers`]: pools, statuses, cancelled requests, tracing |
//! | Create tables | [`schema!`], [`mod@schema`] |
//! | Use a field type of your own | [`types`]: [`HasDataType`], `ListedKey`, [`KeyValue`] |
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `sqlite`, `postgres` | the statements of that database; `orm-sqlite` and `orm-postgres` switch them on |
//! | `async` | `nonblocking`, for connections of diesel-async; `orm-sqlite/async` and `orm-postgres/async` switch it on |
//! | `chrono`, `uuid`, `serde_json`, `decimal` | fields of the types of `chrono`, `uuid`, `serde_json`, `bigdecimal` |
//! | `tracing` | `trace`: spans of operations, events of statements, a watch over what is read row by row |
//! | `serde` | beside each `Team` a `TeamInsert` that deserializes; loaded rows and a [`Page`] serialize |

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
/// Makes a model of a struct: its table, its rows, and the accessors of its associations.
///
/// The struct has named fields and no parameters; each field is a column, and one of them, or several together, the
/// primary key. All mistakes are reported at once, each at its own tokens.
///
/// # Attributes of the struct
///
/// ## `#[model(..)]`
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `table = "team"` | the table's name | plural `snake_case` of the struct: `UserProject` → `user_projects`, `Person` → `people` |
/// | `table = crate::schema::teams` | a table that Diesel's `table!` has declared already; the module `teams` then takes its columns from there | the derive makes the table |
/// | `schema = "auth"` | PostgreSQL's schema of the table | none |
/// | `rename_all = "camelCase"` | columns are named so: `snake_case`, `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE` | the field's name |
/// | `crate = my_orm` | where the generated code finds this library: the name of a dependency that was renamed, or a path, `crate::reexported` | `::orm_core` |
///
/// ## `#[has_many(Player, ..)]`, `#[has_one(Ship, ..)]`, `#[belongs_to(Team, ..)]`, `#[belongs_to_many(Actor, ..)]`
///
/// The associated model comes first, then options. The foreign key is a column of the target in `has_one` and
/// `has_many`, of this model in `belongs_to`, and of the junction, which has two of them, in `belongs_to_many`. It
/// references the primary key of the other model, or the key that `source_key` or `target_key` names. The association
/// is called as its target, in the plural where it leads to many rows: `players`, `ship`, `team`, `actors`. [`guide`]
/// has a page for each kind.
///
/// | option | of | meaning | without it |
/// |---|---|---|---|
/// | `as = "leader"` | all | the association's name, a plural where it leads to many rows | the target's name |
/// | `singular = "child"` | `has_many`, `belongs_to_many` | the name of one row in `add_child`, `create_child`, .. | the singular of the association's name |
/// | `foreign_key = "club_id"` | all | the foreign key's column, by its name in the database; in `belongs_to_many` the junction's key to this model | `belongs_to`: association + `_` + `target_key` or `id`: `team_id`, `captain_name`; `has_one`, `has_many`: the key of the target's un-aliased `belongs_to` back; `belongs_to_many`: this model + `_id`, or `_` and the `source_key`: `movie_id` |
/// | `other_key = "actor_id"` | `belongs_to_many` | the junction's key to the target | target + `_id`, or `_` and the `target_key`: `actor_id`; of a model linked to itself, the association's singular + `_id`: `friend_id` |
/// | `source_key = "name"` | `has_many`, `has_one`, `belongs_to_many` | the column of this model that is referenced; unique | the primary key |
/// | `target_key = "name"` | `belongs_to`, `belongs_to_many` | the column of the target that is referenced; unique | the primary key |
/// | `on_delete = "cascade"` | all | what happens to the rows that hold the key when the referenced row goes: `cascade`, `restrict`, `no action`, `set null`, `set default` | SET NULL for an optional key, RESTRICT for a mandatory one, CASCADE for a junction's |
/// | `on_update = "cascade"` | all | the same for when the referenced key changes | CASCADE for an optional key and for a junction's, RESTRICT for a mandatory one |
/// | `constraints = false` | `has_many`, `has_one`, `belongs_to` | no FOREIGN KEY constraint | there is one |
/// | `constraint_name = "name"`, `index_name = "name"` | `has_many`, `has_one`, `belongs_to` | the names of the key's constraint and of its index, where a database that exists has names of its own | `players_team_id_fkey`, `players_team_id_index` |
/// | `index = false` | `has_many`, `has_one`, `belongs_to` | no index on the key | there is one, unless the primary key, a UNIQUE constraint or a longer index begins with the key |
/// | `unique = false` | `has_one` | the key is not UNIQUE: of several rows any one is got | it is |
/// | `scope(kind = "image", ..)` | `has_many`, `has_one`, `belongs_to_many` by a junction model | only rows of the target, or of the junction, with these values in these columns; new ones get them. A value is a literal | all rows |
/// | `through = "actor_movies"` | `belongs_to_many` | the junction's table, which `create_tables` makes, in the schema of this model; `"auth.user_roles"` names another schema | mandatory, this or the next |
/// | `through = Casting` | `belongs_to_many` | the junction's model | |
/// | `timestamps` | `belongs_to_many` by a table | `created_at` and `updated_at` in the junction, points in time; one side is enough | only the two keys |
/// | `unique = false` | `belongs_to_many` by a model | a pair may be linked several times, so the pair cannot be the primary key; there is no `set_*` | UNIQUE over the pair |
/// | `unique_key = "name"` | `belongs_to_many` by a model | the name of that constraint | `castings_movie_id_actor_id_key` |
///
/// The four keys take several columns too: `foreign_key = ["house", "number"]`. The two sides of a pair may each say
/// something about their key or their junction; what they say must agree ([`SchemaError`]). `constraints = false` or
/// `index = false` on one side is enough.
///
/// # Attributes of a field: `#[column(..)]`
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `name = "TeamName"` | the column's name | the field's, after `rename_all` |
/// | `primary_key` | part of the primary key; on several fields for a composite one | the field `id` is it |
/// | `unique` | UNIQUE; the column serves `upsert` | |
/// | `generated`, `generated = false` | whether the database makes the value up; a primary key of one whole number only | a primary key of one whole number is, unless it is a foreign key, as either side may say, or has a default |
/// | `default = 0` | the column's DEFAULT: a literal, or an expression: `default = sql("CURRENT_TIMESTAMP")` | |
/// | `sql_type = diesel::sql_types::Text` | Diesel's SQL type, without `Nullable`; [`HasDataType`] says its name in DDL | by the field's type, see below |
///
/// A field of type `Option<T>` is a column that may be NULL. `T` is known by its last name:
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
/// For `Team`: the module `teams` with Diesel's `table` and columns and a unit struct per association, the builders
/// `TeamCreate` and `TeamUpdate`, with the feature `serde` also `TeamInsert`, the traits [`trait@Model`] and
/// [`HasColumn`], Diesel's `Queryable`, `Selectable`, `Identifiable` and `HasTable`, and these methods, as visible as
/// the struct:
///
/// | method | operation |
/// |---|---|
/// | `Team::query()` | [`Query`] |
/// | `Team::find(7)`, `team.reload()` | [`Find`](query::Find) |
/// | `Team::create()`, `.upsert(teams::name)` | [`Create`](write::Create) |
/// | `Team::create_many([..])` | [`CreateMany`](write::CreateMany) |
/// | `team.update()`, by its key alone `Team::find(7).update()` | [`Update`](write::Update) |
/// | `team.delete()`, by its key alone `Team::find(7).delete()` | [`Delete`](write::Delete) |
///
/// and by its associations:
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
/// \* Only where the foreign key is an `Option`, since they write NULL.
///
/// | `belongs_to_many(Actor, through = "actor_movies")` | operation | `belongs_to_many(Actor, through = Casting)` | operation |
/// |---|---|---|---|
/// | `get_actors()` | [`Query`] | the same, and `.with_junction()` | [`WithJunction`](query::WithJunction) |
/// | `count_actors()` | [`Count`](query::Count) | the same | |
/// | `has_actor(..)`, `has_actors(..)` | [`HasLinks`](associate::HasLinks) | the same | |
/// | `remove_actor(..)`, `remove_actors(..)` | [`RemoveLinks`](associate::RemoveLinks) | the same | |
/// | `add_actor(..)` | [`AddLinks`](associate::AddLinks) | `add_actor(..)`, then the junction's columns | [`LinkOne`](associate::LinkOne) |
/// | `add_actors(..)` | [`AddLinks`](associate::AddLinks) | `add_actors(..)`, then the junction's columns | [`LinkMany`](associate::LinkMany) |
/// | `set_actors(..)` | [`SetLinks`](associate::SetLinks) | `set_actors(..)`, then the junction's columns | [`LinkOnly`](associate::LinkOnly) |
/// | `create_actor()` | [`Linking`](associate::Linking) | `create_actor(Casting::create()..)` | [`LinkingThrough`](associate::LinkingThrough) |
///
/// The builder of a new row has a setter for each association too, which takes builders of the rows to be created along
/// with it ([`Nest`](write::Nest)): `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
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
/// A mandatory column that is not given, and what would write NULL into a mandatory key, does not compile:
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

/// Diesel itself, the version that the ORM is built on.
pub use diesel;

/// Everything an application on blocking connections needs: `use orm_core::prelude::*;`
///
/// The derive and trait `Model`, [`schema!`], `exec` ([`Exec`]) and `sql` ([`PrintSql`]), Diesel's expression methods
/// (`eq`, `like`, `asc`, ..), and Diesel's `Connection` for `transaction`.
pub mod prelude {
    pub use crate::run::{Exec, Operation, PrintSql};
    pub use crate::{IncludeDsl, LoadDsl, Model, schema};
    pub use diesel::connection::Connection;
    pub use diesel::expression_methods::*;
}

/// For connections of diesel-async.
#[cfg(feature = "async")]
pub mod nonblocking {
    /// Everything an application on async connections needs: `use orm_core::nonblocking::prelude::*;`
    ///
    /// As [`prelude`](crate::prelude), but `exec` gives a future, which is `Send`, and `transaction` is diesel-async's.
    /// `orm_sqlite::nonblocking` has an example.
    pub mod prelude {
        pub use crate::run::{ExecAsync as Exec, Operation, PrintSql};
        pub use crate::{IncludeDsl, LoadDsl, Model, schema};
        pub use diesel::expression_methods::*;
        pub use diesel_async::AsyncConnection;
    }
}
