//! What a struct means: table, columns, associations, with every name and type settled.
//!
//! Knows the conventions; reports what cannot be settled. Rules between settled things are `check`'s part.

mod association;
mod column;
mod junction;
mod repair;

use proc_macro2::Span;
use syn::{Ident, Path, Visibility};

use crate::attr::{TableAttr, Written};
use crate::errors::Errors;
use crate::naming::{self, RenameRule};

pub(crate) use association::{Association, ForeignKey};
pub(crate) use column::{Column, Operators};
pub(crate) use junction::{Junction, Through};

/// A model.
pub(crate) struct Model<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    /// The module with the table and its columns: `teams`.
    pub(crate) module: Ident,
    /// The table's name in the database.
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    /// The Diesel table that exists already.
    pub(crate) existing: Option<Path>,
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) associations: Vec<Association>,
    /// How the names of loaded associations are written when a row is serialized.
    pub(crate) serialized: Option<RenameRule>,
    /// Where orm-core is, when not at `::orm_core`.
    pub(crate) library: Option<Path>,
    /// Whether no mistake was found. If one was, the code is for the type checker only: it never runs.
    pub(crate) sound: bool,
}

impl Model<'_> {
    /// The columns of the primary key, with their places.
    pub(crate) fn primary_key(&self) -> impl Iterator<Item = (usize, &Column<'_>)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.primary_key)
    }

    /// What has the name already, so that no column, or no association, can.
    pub(crate) fn takes(&self, name: &str, column: bool) -> Option<String> {
        Some(match name {
            "table" | "columns" | "dsl" | "all_columns" => format!("the module `{}` has another `{name}`", self.module),
            "crate" | "self" | "super" => "Rust reserves the word".to_owned(),
            "upsert" | "exec" => format!("it is a method of `{}Create`", self.ident),
            name if column && self.module == name => "it is the name of the table's module".to_owned(),
            _ => return None,
        })
    }

    /// The columns that a create must give, with their places.
    pub(crate) fn mandatory(&self) -> Vec<(usize, &Column<'_>)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.is_mandatory()).collect()
    }
}

/// Settles names and types.
pub(crate) fn model<'a>(written: Written<'a>, errors: &mut Errors) -> Model<'a> {
    let ident = &written.input.ident;
    let plural = naming::plural(&naming::snake(&ident.to_string()));
    let (module, table, existing) = match written.model.table {
        None => (identifier(&plural, ident.span()), plural, None),
        Some(TableAttr::Named(name)) => {
            check_name(&name.value(), name.span(), errors);
            if let Some((schema, table)) = name.value().split_once('.') {
                let message = format!(
                    "`{}` would be a table with a dot in its name\n\nname its schema apart: `#[model(schema = \"{schema}\", \
                     table = \"{table}\")]`",
                    name.value()
                );
                errors.at(&name, message);
            }
            (identifier(&plural, ident.span()), name.value(), None)
        }
        Some(TableAttr::Existing(path)) => {
            let module = path.segments.last().map_or_else(|| ident.clone(), |segment| segment.ident.clone());
            let table = module.to_string();
            (module, table, Some(path))
        }
    };
    let schema = written.model.schema.map(|schema| {
        check_name(&schema.value(), schema.span(), errors);
        schema.value()
    });
    let foreign_keys: Vec<String> = written.associations.iter().flat_map(association::foreign_key_names).collect();
    let columns = column::columns(&written.fields, written.model.rename_all, &foreign_keys, errors);
    let mut model = Model {
        ident,
        visibility: &written.input.vis,
        module,
        table,
        schema,
        existing,
        columns,
        associations: Vec::new(),
        library: written.model.library,
        serialized: written.serialized.or(written.model.rename_all),
        sound: true,
    };
    let associations = written.associations.into_iter();
    model.associations = associations.filter_map(|written| association::association(written, &model, errors)).collect();
    model
}

/// The name as an identifier; a raw one where it is a keyword.
fn identifier(name: &str, span: Span) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, span) } else { Ident::new(name, span) }
}

/// Whether the name is a keyword that can be a raw identifier.
fn is_keyword(name: &str) -> bool {
    const NEVER_RAW: [&str; 5] = ["_", "crate", "self", "super", "Self"];
    let word = name.chars().all(|letter| letter.is_ascii_lowercase()) && !name.is_empty();
    // `syn` does not know the newest keyword.
    word && !NEVER_RAW.contains(&name) && (name == "gen" || syn::parse_str::<Ident>(name).is_err())
}

/// A name goes into SQL between double quotes.
pub(super) fn check_name(name: &str, span: Span, errors: &mut Errors) {
    if name.contains(['"', '\0']) {
        errors.at_span(span, format!("`{}` cannot be a name in SQL: remove the double quotes", name.escape_default()));
    }
}
