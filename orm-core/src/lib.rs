//! A typed ORM on Diesel: plain structs with `#[derive(Model)]` and association attributes become models with
//! compile-time-checked accessors, on PostgreSQL and SQLite, blocking and async.
//!
//! The associations are those of Sequelize's guide: has one, has many, belongs to. `orm-sqlite` and `orm-postgres`
//! connect and create tables; everything else is here.
//!
//! ```
//! use orm_core::diesel::sqlite::Sqlite;
//! use orm_core::prelude::*;
//!
//! #[derive(Model)]
//! #[has_many(Player)]
//! struct Team { id: i32, name: String }
//!
//! #[derive(Model)]
//! #[belongs_to(Team, foreign_key = "club_id")]
//! struct Player { id: i32, name: String, club_id: Option<i32> }
//!
//! // An operation is a value: nothing runs before `.exec(&mut connection)`, but its SQL can be read.
//! let jazz = Team { id: 1, name: "Jazz".to_owned() };
//! let players = jazz.get_players().filter(players::name.like("K%")).limit(3);
//! assert_eq!(
//!     players.sql::<Sqlite>(),
//!     r#"SELECT "players"."id", "players"."name", "players"."club_id" FROM "players" "#.to_owned()
//!         + r#"WHERE "players"."club_id" = ? AND ((`players`.`name` LIKE ?)) LIMIT ? -- binds: [1, "K%", 3]"#
//! );
//! ```
//!
//! # Where to find what
//!
//! | | |
//! |---|---|
//! | attributes and their options, what a model gets | [`derive@Model`] |
//! | reading | [`Query`], [`Find`], [`GetOne`] |
//! | writing | [`Create`], [`CreateMany`], [`Update`], [`Delete`], [`DeleteRows`] |
//! | associations | [`Add`], [`AddMany`], [`Remove`], [`Has`], [`SetMany`], [`SetOne`], [`SetParent`] |
//! | running | [`Exec`]; for diesel-async the trait of the same name in `nonblocking::prelude` |
//! | SQL as text | [`PrintSql::sql`]; constants for raw SQL: [`trait@Model`], [`Association::JOIN`] |
//! | errors | [`Error`], [`Violation`] |
//! | tables | [`schema!`], [`Schema`], [`ddl`] |
//! | field types of your own | [`HasDataType`], `ListedKey`, [`KeyValue`] |
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `sqlite`, `postgres` | the statements of that database; `orm-sqlite` and `orm-postgres` switch them on |
//! | `async` | `nonblocking`, for connections of diesel-async; `orm-sqlite/async` and `orm-postgres/async` switch it on |
//! | `chrono`, `uuid`, `serde_json`, `decimal` | fields of the types of `chrono`, `uuid`, `serde_json`, `bigdecimal` |
//! | `serde` | beside each `Team` a `TeamInsert` that deserializes |

pub mod association;
pub mod ddl;
mod descriptor;
mod dialect;
mod error;
mod executor;
mod key;
mod key_list;
mod model;
mod operation;
mod row;
pub mod sql_types;
mod state;
mod statement;
#[doc(hidden)]
pub mod table;
mod table_postgres;
mod text;
mod values;

pub use association::{Association, BelongsTo, ManyToMany, Through};
pub use ddl::{Schema, SchemaError};
pub use descriptor::{
    ColumnDescriptor, DataType, DefaultValue, ForeignKeyDescriptor, HasDataType, JunctionDescriptor,
    JunctionKeyDescriptor, ModelDescriptor, ReferentialAction,
};
#[cfg(feature = "sqlite")]
pub use dialect::ListedKey;
pub use dialect::{Dialect, KeyList, PushKeyList};
pub use error::{Error, Violation};
pub use executor::{Blocking, BlockingConnection, ExecuteWith, Executor, LoadWith};
#[cfg(feature = "async")]
pub use executor::{NonBlocking, NonBlockingConnection};
pub use key::{IntoKey, IntoOptionalKey, Key, KeyValue, OptionalKey};
pub use key_list::{IntoKeys, NoKey};
pub use model::{HasColumn, HasUnique, Mandatory, Model, Nullability, Optional, PrimaryKeyOf};
pub use operation::{
    Add, AddLinks, AddMany, AssociatedPlan, Attaching, Builder, Cardinality, Changes, ChildOf, Children, CompleteNew,
    Condition, Create, CreateLinkedOf, CreateMany, CreateOf, CreateOneOf, CreateParentOf, CreatePlan, CreateThroughOf,
    Delete, DeleteRows, Exec, Find, First, Get, GetLinked, GetOne, GivenBy, Has, HasLinks, LinkGiven, LinkMany,
    LinkManyOf, LinkOf, LinkOne, LinkOneOf, LinkOnly, LinkOnlyOf, Linking, LinkingThrough, LinksChanged, Natural,
    NaturallyChosen, Nest, NewRow, OneRow, Operation, Ordering, Page, PageOf, Parent, Plain, PlanOf, Print, PrintSql,
    Reload, Remove, RemoveLinks, Replacing, RowOf, RunBuilt, RunOn, Selectable, SetLinks, SetMany, SetOne, SetParent,
    Targets, TargetsThrough, Update, Upsert,
};
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
///
/// ## `#[has_many(Player, ..)]`, `#[has_one(Ship, ..)]`, `#[belongs_to(Team, ..)]`
///
/// The associated model comes first. The foreign key is a column of the target in `has_one` and `has_many` and of this
/// model in `belongs_to`; it references the primary key of the other model. `has_one` and `has_many` differ in how many
/// rows they lead to, and the key of a `has_one` is UNIQUE. See Sequelize's guide, "Associations".
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `foreign_key = "club_id"` | the foreign key's column, by its name in the database | `belongs_to`: the model's singular + `_id`, `team_id`; `has_one`, `has_many`: the key of the target's `belongs_to` back |
/// | `on_delete = "cascade"` | what happens to the rows that hold the key when the referenced row goes: `cascade`, `restrict`, `no action`, `set null`, `set default` | SET NULL for an optional key, RESTRICT for a mandatory one |
/// | `on_update = "cascade"` | the same for when the referenced key changes | CASCADE for an optional key, RESTRICT for a mandatory one |
///
/// The association is called as its target, in the plural for `has_many`: `players`, `ship`, `team`. A pair may say
/// `on_delete` and `on_update` on either side; what the sides say must agree.
///
/// # Attributes of a field: `#[column(..)]`
///
/// | option | meaning | without it |
/// |---|---|---|
/// | `name = "TeamName"` | the column's name | the field's, after `rename_all` |
/// | `primary_key` | part of the primary key; on several fields for a composite one | the field `id` is it |
/// | `unique` | UNIQUE; the column serves `upsert` | |
/// | `generated`, `generated = false` | whether the database makes the value up; a primary key of one whole number only | a primary key of one whole number is, unless it is a foreign key or has a default |
/// | `default = 0` | the column's DEFAULT: a literal, or an expression: `default = sql("CURRENT_TIMESTAMP")` | |
/// | `sql_type = diesel::sql_types::Text` | Diesel's SQL type, without `Nullable`; [`HasDataType`] says its name in DDL | by the field's type, see below |
///
/// A field of type `Option<T>` is a column that may be NULL. `T` is known by its last name:
///
/// | field | SQL type | feature |
/// |---|---|---|
/// | `i16`, `i32`, `i64`, `f32`, `f64`, `bool`, `String`, `Vec<u8>` | Diesel's `SmallInt`, `Integer`, `BigInt`, `Float`, `Double`, `Bool`, `Text`, `Binary` | |
/// | `NaiveDate`, `NaiveTime`, `NaiveDateTime` | Diesel's `Date`, `Time`, `Timestamp` | `chrono` |
/// | `DateTime<Utc>`, `Uuid`, `BigDecimal` | [`sql_types`]`::{TimestampTz, Uuid, Decimal}` | `chrono`, `uuid`, `decimal` |
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
/// | `Team::find(7)`, `team.reload()` | [`Find`] |
/// | `Team::create()`, `.upsert(teams::name)` | [`Create`] |
/// | `Team::create_many([..])` | [`CreateMany`] |
/// | `team.update()` | [`Update`] |
/// | `team.delete()` | [`Delete`] |
///
/// and by its associations:
///
/// | `has_many(Player)` | operation | `has_one(Ship)` | operation | `belongs_to(Team)` | operation |
/// |---|---|---|---|---|---|
/// | `get_players()` | [`Query`] | `get_ship()` | [`GetOne`] | `get_team()` | [`GetOne`] |
/// | `count_players()` | [`Count`] | `set_ship(..)` * | [`SetOne`] | `set_team(..)` | [`SetParent`] |
/// | `has_player(..)`, `has_players(..)` | [`Has`] | `create_ship()` | [`Create`] | `create_team()` | [`Create`] |
/// | `add_player(..)` | [`Add`] | | | | |
/// | `add_players(..)` | [`AddMany`] | | | | |
/// | `remove_player(..)`, `remove_players(..)` * | [`Remove`] | | | | |
/// | `set_players(..)` * | [`SetMany`] | | | | |
/// | `create_player()` | [`Create`] | | | | |
///
/// \* Only where the foreign key is an `Option`, since they write NULL.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
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
/// assert_eq!(
///     customer.create_invoice().sql::<Sqlite>(),
///     r#"INSERT INTO "invoices" ("payer") VALUES (?) RETURNING "invoices"."id", "invoices"."day", "invoices"."payer" "#
///         .to_owned() + "-- binds: [5]"
/// );
/// assert_eq!(
///     Customer::find(5).sql::<Sqlite>(),
///     r#"SELECT "Customer"."CustomerId", "Customer"."Email" FROM "Customer" WHERE "Customer"."CustomerId" = ? "#
///         .to_owned() + "-- binds: [5]"
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
pub use row::NotNull;
pub use state::{Complete, Either, Given, IsGiven, Merge, Missing};
pub use statement::junction::{Linked, WithJunction};
pub use statement::keys::BindKey;
pub use statement::select::{Chosen, Count, Exists, Query};
pub use values::{BindValues, IntoValue, Values};

/// Diesel itself, the version that the ORM is built on.
pub use diesel;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;

/// What the derive's expansion names; not for use by hand.
#[doc(hidden)]
pub mod derive {
    pub use crate::association::{Checked, assert_optional, belongs_to, has_column, is_model, is_unique, references};
    pub use crate::key::UnknownKey;
    pub use crate::model::Field;
    pub use crate::operation::{
        create, create_linked_of, create_many, create_of, create_one_of, create_parent_of, create_through_of, delete,
        find, get, get_linked, get_one, link_many, link_one, link_only, query, update,
    };
    pub use crate::text::{assert_same_name, concat, join, join_pairs, length, pairs_length};
}

/// Everything an application on blocking connections needs: `use orm_core::prelude::*;`
///
/// The derive and trait `Model`, [`schema!`], `exec` ([`Exec`]) and `sql` ([`PrintSql`]), Diesel's expression methods
/// (`eq`, `like`, `asc`, ..), and Diesel's `Connection` for `transaction`.
pub mod prelude {
    pub use crate::operation::{Exec, Operation, PrintSql};
    pub use crate::{Model, schema};
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
        pub use crate::operation::{ExecAsync as Exec, Operation, PrintSql};
        pub use crate::{Model, schema};
        pub use diesel::expression_methods::*;
        pub use diesel_async::AsyncConnection;
    }
}
