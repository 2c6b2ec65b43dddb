//! The struct as a model.
//!
//! Owns the convention for the table's name.

use syn::ext::IdentExt;
use syn::{Ident, Path, Visibility};

use super::association::{self, Association};
use super::column::{self, Column};
use super::identifier::identifier;
use crate::attr::{AssociationKind, SerdeOfStruct, TableAttr, Written};
use crate::naming::{self, SerdeRule};

/// A model: its table, its columns and its associations.
pub(crate) struct Model<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    /// The module with the table and its columns: `teams`.
    pub(crate) module: Ident,
    /// The table's name in the database.
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    /// The Diesel table that exists already.
    pub(crate) existing: Option<&'a Path>,
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) associations: Vec<Association>,
    /// How the names of loaded associations are written when a row is serialized.
    pub(crate) serialized: Option<SerdeRule>,
    pub(crate) serde: &'a SerdeOfStruct,
    /// The path of orm-core, when it is not `::orm_core`.
    pub(crate) library: Option<&'a Path>,
    /// Whether the model has no mistake. The code of a model with a mistake is only type-checked and never runs.
    pub(crate) sound: bool,
}

impl Model<'_> {
    /// The columns of the primary key, with their places.
    pub(crate) fn primary_key(&self) -> impl Iterator<Item = (usize, &Column<'_>)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.primary_key)
    }

    /// The columns that a create must give, with their places.
    pub(crate) fn mandatory(&self) -> Vec<(usize, &Column<'_>)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.is_mandatory()).collect()
    }

    /// The reason why no column, or no association, can have this name: another item of the generated code has it.
    pub(crate) fn takes(&self, name: &str, column: bool) -> Option<String> {
        Some(match name {
            "table" | "columns" | "dsl" | "all_columns" => format!("the module `{}` has another `{name}`", self.module),
            "crate" | "self" | "super" => "Rust reserves the word".to_owned(),
            "upsert" | "exec" => format!("it is a method of `{}Create`", self.ident),
            name if column && self.module == name => "it is the name of the table's module".to_owned(),
            _ => return None,
        })
    }
}

/// Settles names and types.
pub(crate) fn model<'a>(written: &'a Written<'a>) -> Model<'a> {
    let ident = &written.input.ident;
    let plural = naming::plural(&naming::snake(&ident.to_string()));
    let (module, table, existing) = match &written.model.table {
        None => (identifier(&plural, ident.span()), plural, None),
        Some(TableAttr::Named(name)) => (identifier(&plural, ident.span()), name.value(), None),
        Some(TableAttr::Existing(path)) => {
            let module = path.segments.last().map_or_else(|| ident.clone(), |segment| segment.ident.clone());
            let table =
                written.model.table_name.as_ref().map_or_else(|| module.unraw().to_string(), syn::LitStr::value);
            (module, table, Some(path))
        }
    };
    // The foreign keys come before the columns, because a primary key that is a foreign key is not generated.
    let belongs_to = written.associations.iter().filter(|attr| attr.kind == AssociationKind::BelongsTo);
    let foreign_keys: Vec<String> = belongs_to.flat_map(association::key_names).collect();
    let columns = column::columns(&written.fields, written.model.rename_all, &foreign_keys);
    let schema = written.model.schema.as_ref().map(syn::LitStr::value);
    let owner = association::Owner { ident, schema: schema.as_deref() };
    let associations: Vec<_> =
        written.associations.iter().map(|attr| association::association(attr, &owner, &columns)).collect();
    Model {
        ident,
        visibility: &written.input.vis,
        module,
        table,
        schema,
        existing,
        associations,
        columns,
        library: written.model.library.as_ref(),
        serialized: written.serde.serialized.or(written.model.rename_all.map(SerdeRule::from)),
        serde: &written.serde,
        sound: true,
    }
}
