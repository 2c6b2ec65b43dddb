//! Checks that a model says of its table what Diesel's `table!` says.
//!
//! Owns the checks for `#[model(table = path)]`: the schema and the names, the SQL types, and where NULL is possible.
//! They are made while the user's crate compiles. There is one exception: a table in a schema keeps both names in
//! private fields, which no constant can read, so these are compared when the first statement is written. Must not know
//! the impls that this library writes for its own tables.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::OnceLock;

use diesel::internal::table_macro::{Identifier, InfixNode, StaticQueryFragment};
use diesel::sql_types as diesel_types;
use diesel::sql_types::{Nullable, SqlType, is_nullable};

use super::Quoted;
use crate::text::same;

/// Checks one thing that `table!` and the model both say.
///
/// # Panics
/// When they differ, while compiling, with this message.
#[track_caller]
pub const fn assert_declared(agrees: bool, message: &str) {
    assert!(agrees, "{}", message);
}

/// Whether two names are the same.
pub const fn same_name(table: &str, model: &str) -> bool {
    same(table, model)
}

/// The schema and the name of a table, as far as a constant can read them.
#[derive(Debug, Clone, Copy)]
pub struct TableName {
    schema: SchemaName,
    /// `None` where it cannot be read.
    name: Option<&'static str>,
}

/// The schema of a table.
#[derive(Debug, Clone, Copy)]
enum SchemaName {
    None,
    Known(&'static str),
    /// There is one, but its name cannot be read.
    Unknown,
}

impl TableName {
    /// Whether the table is in no schema.
    pub const fn has_no_schema(&self) -> bool {
        matches!(self.schema, SchemaName::None)
    }

    /// Whether the table is in this schema, or in one whose name cannot be read.
    pub const fn is_in(&self, schema: &str) -> bool {
        match self.schema {
            SchemaName::None => false,
            SchemaName::Known(known) => same(known, schema),
            SchemaName::Unknown => true,
        }
    }

    /// Whether the table has this name, or one that cannot be read.
    pub const fn is_called(&self, name: &str) -> bool {
        match self.name {
            Some(known) => same(known, name),
            None => true,
        }
    }

    /// The schema for a message.
    pub const fn schema(&self) -> &'static str {
        match self.schema {
            SchemaName::Known(schema) => schema,
            SchemaName::None | SchemaName::Unknown => "..",
        }
    }

    /// The name for a message.
    pub const fn name(&self) -> &'static str {
        match self.name {
            Some(name) => name,
            None => "..",
        }
    }
}

/// A table that says its name: one that `table!` or this library declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say its name",
    label = "not a table that `table!` declares",
    note = "name a table of Diesel's `table!`, or the table of another model"
)]
pub trait DeclaredTable {
    /// The schema and the name.
    const NAME: TableName;

    /// How the table is declared, where that differs from this schema and name.
    fn other_than(schema: &'static str, name: &'static str) -> Option<String>;
}

impl<T> DeclaredTable for T
where
    T: StaticQueryFragment,
    T::Component: NameOf<T>,
{
    const NAME: TableName = <T::Component as NameOf<T>>::NAME;

    fn other_than(schema: &'static str, name: &'static str) -> Option<String> {
        <T::Component as NameOf<T>>::other_than(schema, name)
    }
}

/// The form in which the table `T` holds its name.
pub trait NameOf<T> {
    /// The schema and the name.
    const NAME: TableName;

    /// As in [`DeclaredTable`]. A name that is a constant has been compared while compiling.
    fn other_than(_schema: &'static str, _name: &'static str) -> Option<String> {
        None
    }
}

impl<T: StaticQueryFragment<Component = Self>> NameOf<T> for Identifier<'static> {
    const NAME: TableName = TableName { schema: SchemaName::None, name: Some(T::STATIC_COMPONENT.0) };
}

impl<T: StaticQueryFragment<Component = Self>> NameOf<T> for Quoted {
    const NAME: TableName = {
        let Quoted { schema, name, .. } = T::STATIC_COMPONENT;
        let schema = match schema {
            Some(schema) => SchemaName::Known(schema),
            None => SchemaName::None,
        };
        TableName { schema, name: Some(name) }
    };
}

/// A name in a schema, as `table!` writes it.
type InSchema = InfixNode<Identifier<'static>, Identifier<'static>, &'static str>;

impl<T: StaticQueryFragment<Component = Self>> NameOf<T> for InSchema {
    const NAME: TableName = TableName { schema: SchemaName::Unknown, name: None };

    fn other_than(schema: &'static str, name: &'static str) -> Option<String> {
        // Only its `Debug` shows what such a node holds.
        let shown = |node: &dyn Debug| format!("{node:?}");
        let declared = shown(T::STATIC_COMPONENT);
        if declared == shown(&InSchema::new(Identifier(schema), Identifier(name), ".")) {
            return None;
        }
        let names = declared.split("Identifier(").skip(1).filter_map(|rest| rest.split_once(')'));
        Some(names.map(|(name, _)| name).collect::<Vec<_>>().join("."))
    }
}

/// The comparison of a table's schema and name when statements are written. It is made once.
#[derive(Debug, Default)]
pub struct TableCheck(OnceLock<Option<String>>);

impl TableCheck {
    /// A comparison that was not made yet.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Compares what the model says with its table.
    ///
    /// # Errors
    /// When they differ.
    pub fn run<T: DeclaredTable>(
        &self,
        model: &'static str,
        schema: &'static str,
        name: &'static str,
    ) -> diesel::QueryResult<()> {
        match self.0.get_or_init(|| T::other_than(schema, name)) {
            None => Ok(()),
            Some(declared) => Err(diesel::result::Error::QueryBuilderError(
                format!(
                    "`table!` declares the table of `{model}` as {declared}, and the model says \"{schema}\".\"{name}\": \
                     correct `schema` or `table_name` in `#[model(..)]`"
                )
                .into(),
            )),
        }
    }
}

/// Compares the SQL type of a field with that of its column. `SAME` is `true` when they are one type in the database.
#[derive(Debug)]
pub struct Compared<Field, Column>(PhantomData<(Field, Column)>);

/// `SAME` of types that differ. A constant of the type itself is preferred to this one.
pub trait Differ {
    /// Whether the types are the same.
    const SAME: bool = false;
}

impl<Field, Column> Differ for Compared<Field, Column> {}

impl<T> Compared<T, T> {
    /// Whether the types are the same.
    pub const SAME: bool = true;
}

/// The types of this library by the types with which `table!` declares such a column.
macro_rules! same {
    ($($(#[$cfg:meta])? $field:ty = $column:ty;)*) => { $(
        $(#[$cfg])?
        impl Compared<$field, $column> {
            /// Whether the types are the same.
            pub const SAME: bool = true;
        }
    )* };
}

same! {
    #[cfg(all(feature = "uuid", feature = "postgres"))] crate::sql_types::Uuid = diesel_types::Uuid;
    #[cfg(all(feature = "uuid", feature = "sqlite"))] crate::sql_types::Uuid = diesel_types::Text;
    #[cfg(all(feature = "chrono", feature = "postgres"))] crate::sql_types::TimestampTz = diesel_types::Timestamptz;
    #[cfg(all(feature = "chrono", feature = "sqlite"))]
    crate::sql_types::TimestampTz = diesel_types::TimestamptzSqlite;
    #[cfg(feature = "decimal")] crate::sql_types::Decimal = diesel_types::Numeric;
    // What Diesel makes of the columns NUMERIC and BLOB of this library's own tables on SQLite.
    #[cfg(all(feature = "decimal", feature = "sqlite"))] crate::sql_types::Decimal = diesel_types::Double;
    #[cfg(feature = "sqlite")] diesel_types::Jsonb = diesel_types::Binary;
}

/// The SQL type of a column, for messages: `TYPE` names it, `WRITE` says what to write for it.
#[derive(Debug)]
pub struct DeclaredType<T>(PhantomData<T>);

impl<T: SqlType> DeclaredType<T>
where
    T::IsNull: MayHoldNull,
{
    /// Whether the column may be NULL.
    pub const NULLABLE: bool = T::IsNull::NULLABLE;
}

/// Diesel's mark for whether a type may be NULL.
pub trait MayHoldNull {
    /// Whether it may be NULL.
    const NULLABLE: bool;
}

impl MayHoldNull for is_nullable::IsNullable {
    const NULLABLE: bool = true;
}

impl MayHoldNull for is_nullable::NotNull {
    const NULLABLE: bool = false;
}

/// `TYPE` and `WRITE` of the types that have no usual Rust type.
pub trait Unusual {
    /// The column's SQL type, as the compile error names it.
    const TYPE: &'static str = "another SQL type";
    /// The advice at the end of the compile error about a field whose type does not fit its column.
    const WRITE: &'static str = "name that type, `#[column(sql_type = ..)]`";
}

impl<T> Unusual for DeclaredType<T> {}

macro_rules! usual {
    ($($(#[$cfg:meta])? $sql_type:ident $name:literal $rust:literal;)*) => { $(
        $(#[$cfg])?
        impl DeclaredType<diesel_types::$sql_type> {
            /// The column's SQL type, as the compile error names it.
            pub const TYPE: &'static str = concat!("`", $name, "`");
            /// The type that the field must have, as the compile error advises it.
            pub const WRITE: &'static str = concat!("write `", $rust, "`");
        }

        $(#[$cfg])?
        impl DeclaredType<Nullable<diesel_types::$sql_type>> {
            /// The column's SQL type, as the compile error names it.
            pub const TYPE: &'static str = concat!("`Nullable<", $name, ">`");
            /// The type that the field must have, as the compile error advises it.
            pub const WRITE: &'static str = concat!("write `Option<", $rust, ">`");
        }
    )* };
}

usual! {
    SmallInt "SmallInt" "i16";
    Integer "Integer" "i32";
    BigInt "BigInt" "i64";
    Float "Float" "f32";
    Double "Double" "f64";
    Bool "Bool" "bool";
    Text "Text" "String";
    Binary "Binary" "Vec<u8>";
    Date "Date" "NaiveDate";
    Time "Time" "NaiveTime";
    Timestamp "Timestamp" "NaiveDateTime";
    Numeric "Numeric" "BigDecimal";
    Jsonb "Jsonb" "Value";
    #[cfg(feature = "postgres")] Uuid "Uuid" "Uuid";
    #[cfg(feature = "postgres")] Timestamptz "Timestamptz" "DateTime<Utc>";
    #[cfg(feature = "sqlite")] TimestamptzSqlite "TimestamptzSqlite" "DateTime<Utc>";
}
