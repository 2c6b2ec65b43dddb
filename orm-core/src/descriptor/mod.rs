//! The table of a model, as plain data.
//!
//! Owns the descriptors that `#[derive(Model)]` fills in. [`Schema`](crate::Schema), the DDL of the backend crates and
//! error messages read them. Must not know how any of it is rendered in SQL: the backend crates own that.

pub(crate) mod names;

pub use names::{LONGEST_NAME, foreign_key_name, index_name, primary_key_name, unique_name};

/// A model: its table, columns, foreign keys and junctions.
///
/// `#[derive(Model)]` makes it; it is reached as [`Model::DESCRIPTOR`](crate::Model::DESCRIPTOR).
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// assert_eq!(Team::DESCRIPTOR.table, "teams");
/// assert_eq!(Team::DESCRIPTOR.columns[1].name, "name");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelDescriptor {
    /// Name of the struct, for messages.
    pub name: &'static str,
    /// Name of the table, unquoted; never contains a double quote.
    pub table: &'static str,
    /// Schema (PostgreSQL) of the table, unquoted, when one was given.
    pub schema: Option<&'static str>,
    /// The columns, in the order of the fields.
    pub columns: &'static [ColumnDescriptor],
    /// Names of the primary key's columns, in key order.
    pub primary_key: &'static [&'static str],
    /// The foreign keys that this model's associations declare: on its own table (`belongs_to`) or on the table of the
    /// target (`has_one`, `has_many`). Both sides of a pair declare the same key; [`Schema`](crate::Schema) merges
    /// them.
    pub foreign_keys: &'static [ForeignKeyDescriptor],
    /// The junctions of this model's `belongs_to_many`. Both sides of a pair declare the same junction.
    pub junctions: &'static [JunctionDescriptor],
}

impl ModelDescriptor {
    /// Returns the column of this name, if the table has one.
    pub fn column(&self, name: &str) -> Option<&'static ColumnDescriptor> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns the place of the column that the database generates, if there is one.
    pub(crate) fn generated_place(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.generated)
    }
}

/// One column of a model's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnDescriptor {
    /// Name of the column, unquoted; never contains a double quote.
    pub name: &'static str,
    /// Name of the struct's field.
    pub field: &'static str,
    /// The type of the column.
    pub data_type: DataType,
    /// Whether the field is an `Option`, so that the column may be NULL.
    pub nullable: bool,
    /// Whether the field is marked `unique`. A primary key of one column is unique without the mark.
    pub unique: bool,
    /// Whether the database generates the value when none is given (a whole-number primary key).
    pub generated: bool,
    /// The value that the database writes when none is given.
    pub default: Option<DefaultValue>,
}

/// The type of a column, in terms that both databases have a type for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataType {
    /// 16-bit whole number (`i16`).
    SmallInt,
    /// 32-bit whole number (`i32`).
    Integer,
    /// 64-bit whole number (`i64`).
    BigInt,
    /// 32-bit floating point number (`f32`).
    Real,
    /// 64-bit floating point number (`f64`).
    Double,
    /// `bool`.
    Boolean,
    /// Text of any length (`String`).
    Text,
    /// Bytes (`Vec<u8>`).
    Binary,
    /// Calendar date.
    Date,
    /// Time of day.
    Time,
    /// Date and time without time zone.
    Timestamp,
    /// A point in time.
    TimestampTz,
    /// UUID.
    Uuid,
    /// JSON document.
    Json,
    /// Exact decimal number.
    Decimal,
    /// A type that the database knows by this name, which DDL writes as it stands.
    Named(&'static str),
}

/// The value that a column has when none is given, as written in `#[column(default = ..)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, kept as it was written.
    Number(&'static str),
    /// A truth value.
    Boolean(bool),
    /// A text, not quoted.
    Text(&'static str),
    /// An SQL expression (`default = sql("CURRENT_TIMESTAMP")`), written as it stands.
    Sql(&'static str),
}

/// A foreign key, as one side of an association declares it.
#[expect(clippy::struct_excessive_bools, reason = "they are independent properties of a key")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKeyDescriptor {
    /// Name of the association that declares it (`team`, `players`).
    pub association: &'static str,
    /// Whether the declaring association is a `belongs_to`: the declaring model then holds the key.
    pub belongs_to: bool,
    /// Whether the declaring association is a `has_one`: the key is then UNIQUE.
    pub unique: bool,
    /// Table that holds the key, unquoted.
    pub table: &'static str,
    /// Schema of that table, when its model has one.
    pub schema: Option<&'static str>,
    /// Name of the model that holds the key, for messages.
    pub model: &'static str,
    /// The key's columns.
    pub columns: &'static [&'static str],
    /// Whether all of the key's columns may be NULL: the key is then optional.
    pub nullable: bool,
    /// The referenced table, unquoted.
    pub referenced_table: &'static str,
    /// Schema of that table, when its model has one.
    pub referenced_schema: Option<&'static str>,
    /// Name of the referenced model, for messages.
    pub referenced_model: &'static str,
    /// The referenced columns, one for each of `columns`.
    pub referenced_columns: &'static [&'static str],
    /// `on_delete`, when this side gives it.
    pub on_delete: Option<ReferentialAction>,
    /// `on_update`, when this side gives it.
    pub on_update: Option<ReferentialAction>,
    /// Whether the database enforces the key by a constraint; false with `constraints = false`.
    pub constraint: bool,
    /// Name of the constraint, when this side gives one.
    pub constraint_name: Option<&'static str>,
    /// Whether the key gets an index; false with `index = false`.
    pub index: bool,
    /// Name of the index, when this side gives one.
    pub index_name: Option<&'static str>,
}

impl ForeignKeyDescriptor {
    /// Whether the table of this model holds the key.
    pub fn is_held_by(&self, model: &ModelDescriptor) -> bool {
        (self.schema, self.table) == (model.schema, model.table)
    }

    /// Whether the key references the table of this model.
    pub fn references(&self, model: &ModelDescriptor) -> bool {
        (self.referenced_schema, self.referenced_table) == (model.schema, model.table)
    }
}

/// The junction of a many-to-many association, as one side declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JunctionDescriptor {
    /// Name of the association that declares it (`actors`).
    pub association: &'static str,
    /// Name of the model that declares it, for messages.
    pub model: &'static str,
    /// Name of the junction's table, unquoted.
    pub table: &'static str,
    /// Schema of that table, when it has one.
    pub schema: Option<&'static str>,
    /// Whether the junction is a model (`through = Casting`). If it is not, the schema makes its table.
    pub is_model: bool,
    /// The junction's key to the declaring model.
    pub source: JunctionKeyDescriptor,
    /// The junction's key to the other model.
    pub target: JunctionKeyDescriptor,
    /// Whether the junction may link a source and a target once only.
    pub unique: bool,
    /// Name of the UNIQUE constraint over both keys, when one was given.
    pub unique_key: Option<&'static str>,
    /// Whether the table gets `created_at` and `updated_at`.
    pub timestamps: bool,
    /// `on_delete` of both keys, when this side gives it.
    pub on_delete: Option<ReferentialAction>,
    /// `on_update` of both keys, when this side gives it.
    pub on_update: Option<ReferentialAction>,
}

/// One of the two keys of a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JunctionKeyDescriptor {
    /// The key's columns in the junction.
    pub columns: &'static [&'static str],
    /// The referenced table, unquoted.
    pub referenced_table: &'static str,
    /// Schema of that table, when its model has one.
    pub referenced_schema: Option<&'static str>,
    /// Name of the referenced model, for messages.
    pub referenced_model: &'static str,
    /// The referenced columns, one for each of `columns`.
    pub referenced_columns: &'static [&'static str],
}

/// The action of a foreign key: how the database treats a row when the row that it references is deleted, or gets
/// another key.
///
/// These are the five actions of the SQL standard. PostgreSQL's manual describes them in "Constraints", SQLite's in
/// "Foreign Key Support".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferentialAction {
    /// `CASCADE`: delete the row too, or follow the new key.
    Cascade,
    /// `RESTRICT`: refuse at once.
    Restrict,
    /// `NO ACTION`: refuse at the end of the statement, or of the transaction when the constraint is deferred.
    NoAction,
    /// `SET NULL`: set the foreign key to NULL.
    SetNull,
    /// `SET DEFAULT`: set the foreign key to its column's default.
    SetDefault,
}

impl ReferentialAction {
    /// Returns the action as SQL writes it.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => "CASCADE",
            Self::Restrict => "RESTRICT",
            Self::NoAction => "NO ACTION",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

impl DefaultValue {
    /// Returns the value as an SQL literal or expression that both databases read alike.
    pub fn sql(&self) -> String {
        match self {
            Self::Integer(value) => value.to_string(),
            Self::Number(value) => (*value).to_owned(),
            Self::Boolean(true) => "TRUE".to_owned(),
            Self::Boolean(false) => "FALSE".to_owned(),
            Self::Text(value) => format!("'{}'", value.replace('\'', "''")),
            Self::Sql(expression) => format!("({expression})"),
        }
    }
}

/// An SQL type that a table can be created with.
///
/// Implement it for an SQL type of your own that a field names by `#[column(sql_type = ..)]`. It is implemented for
/// Diesel's usual SQL types and for those of [`sql_types`](crate::types).
///
/// # Example
/// ```
/// use orm_core::diesel::sql_types::SqlType;
/// use orm_core::{DataType, HasDataType};
///
/// #[derive(SqlType)]
/// #[diesel(postgres_type(name = "citext"), sqlite_type(name = "Text"))]
/// struct Citext;
///
/// impl HasDataType for Citext {
///     const DATA_TYPE: DataType = DataType::Named("citext");
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the SQL type `{Self}` has no data type for DDL",
    label = "not known to DDL",
    note = "implement `orm_core::HasDataType` for `{Self}`, for example with `DataType::Named(\"citext\")`"
)]
pub trait HasDataType {
    /// The type that a column of this SQL type gets in DDL.
    const DATA_TYPE: DataType;
}

macro_rules! data_types {
    ($($(#[$cfg:meta])? $sql_type:ty => $data_type:ident,)*) => { $(
        $(#[$cfg])?
        impl HasDataType for $sql_type {
            const DATA_TYPE: DataType = DataType::$data_type;
        }
    )* };
}

data_types! {
    diesel::sql_types::SmallInt => SmallInt,
    diesel::sql_types::Integer => Integer,
    diesel::sql_types::BigInt => BigInt,
    diesel::sql_types::Float => Real,
    diesel::sql_types::Double => Double,
    diesel::sql_types::Bool => Boolean,
    diesel::sql_types::Text => Text,
    diesel::sql_types::Binary => Binary,
    diesel::sql_types::Date => Date,
    diesel::sql_types::Time => Time,
    diesel::sql_types::Timestamp => Timestamp,
    diesel::sql_types::Jsonb => Json,
    diesel::sql_types::Numeric => Decimal,
    #[cfg(feature = "chrono")] crate::sql_types::TimestampTz => TimestampTz,
    #[cfg(feature = "uuid")] crate::sql_types::Uuid => Uuid,
    #[cfg(feature = "decimal")] crate::sql_types::Decimal => Decimal,
}
