//! The options of the attributes.
//!
//! Owns the table in which each option stands once: its name, the kinds of association that have it, an example of its
//! value, and the reader of the value. The structs for the read values, the lists of valid options in messages, and the
//! test of the tables in the documentation of `Model` use this table.

use syn::{Expr, Ident, Lit, Path, Type};

use super::kind::AssociationKind::{BelongsTo, BelongsToMany, HasMany, HasOne};
use super::reader::{Declared, Flag, Given, Options, Text};
use super::values::{self, Action, Default, TableAttr, ThroughAttr};
use crate::naming::RenameRule;

/// Declares the options of an attribute: writes the struct that holds their values, and the table of options.
macro_rules! options {
    (
        $(#[$doc:meta])* $options:ident
        $($field:ident: $value:ty = $name:literal of [$($kind:expr),*], $form:literal, $read:expr;)*
    ) => {
        $(#[$doc])*
        #[derive(::core::default::Default)]
        pub(crate) struct $options {
            $(pub(crate) $field: Option<$value>,)*
        }

        impl Options for $options {
            const ALL: &'static [Declared<Self>] = &[$(
                Declared {
                    name: $name,
                    kinds: &[$($kind),*],
                    form: $form,
                    read: |options, given| {
                        options.$field = Some($read(given)?);
                        Ok(())
                    },
                },
            )*];
        }
    };
}

options! {
    /// The options of `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`, `#[belongs_to_many(..)]`.
    AssociationOptions
    through:     ThroughAttr       = "through"     of [BelongsToMany],                             r#""table""#,   values::through;
    foreign_key: Vec<Text>         = "foreign_key" of [HasMany, HasOne, BelongsTo, BelongsToMany], r#""column""#,  Given::names;
    other_key:   Vec<Text>         = "other_key"   of [BelongsToMany],                             r#""column""#,  Given::names;
    on_delete:   (Text, Action)    = "on_delete"   of [HasMany, HasOne, BelongsTo, BelongsToMany], r#""cascade""#, values::action;
    on_update:   (Text, Action)    = "on_update"   of [HasMany, HasOne, BelongsTo, BelongsToMany], r#""cascade""#, values::action;
    alias:       Text              = "as"          of [HasMany, HasOne, BelongsTo, BelongsToMany], r#""name""#,    Given::name;
    singular:    Text              = "singular"    of [HasMany, BelongsToMany],                    r#""name""#,    Given::name;
    source_key:  Vec<Text>         = "source_key"  of [HasMany, HasOne, BelongsToMany],            r#""column""#,  Given::names;
    target_key:  Vec<Text>         = "target_key"  of [BelongsTo, BelongsToMany],                  r#""column""#,  Given::names;
    constraints: Flag              = "constraints" of [HasMany, HasOne, BelongsTo],                "true",         Given::flag;
    constraint_name: Text          = "constraint_name" of [HasMany, HasOne, BelongsTo],            r#""name""#,    Given::sql_name;
    index:       Flag              = "index"       of [HasMany, HasOne, BelongsTo],                "true",         Given::flag;
    index_name:  Text              = "index_name"  of [HasMany, HasOne, BelongsTo],                r#""name""#,    Given::sql_name;
    unique:      Flag              = "unique"      of [HasOne, BelongsToMany],                     "true",         Given::flag;
    unique_key:  Text              = "unique_key"  of [BelongsToMany],                             r#""name""#,    Given::sql_name;
    timestamps:  Flag              = "timestamps"  of [BelongsToMany],                             "true",         Given::flag;
    scope:       Vec<(Ident, Lit)> = "scope"       of [HasMany, HasOne, BelongsToMany],            "column = value", values::scope;
}

options! {
    /// The options of `#[model(..)]`.
    ModelOptions
    table:      TableAttr  = "table"      of [], r#""teams""#,     values::table;
    table_name: Text       = "table_name" of [], r#""teams""#,     Given::sql_name;
    schema:     Text       = "schema"     of [], r#""name""#,      Given::sql_name;
    rename_all: RenameRule = "rename_all" of [], r#""camelCase""#, values::rename_rule;
    library:    Path       = "crate"      of [], "my_orm",         values::library;
}

options! {
    /// The options of `#[column(..)]`.
    ColumnOptions
    name:        Text            = "name"        of [], r#""column""#,             Given::sql_name;
    primary_key: Flag            = "primary_key" of [], "true",                    Given::flag;
    unique:      Flag            = "unique"      of [], "true",                    Given::flag;
    generated:   Flag            = "generated"   of [], "true",                    Given::flag;
    default:     (Expr, Default) = "default"     of [], "0",                       values::default;
    sql_type:    Type            = "sql_type"    of [], "diesel::sql_types::Text", values::sql_type;
}
