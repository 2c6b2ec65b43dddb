//! The junction of a `belongs_to_many`.

use proc_macro2::Span;
use syn::{LitStr, Path};

use super::{Model, check_name};
use crate::attr::{AssociationAttr, AssociationKind, ThroughAttr};
use crate::errors::Errors;
use crate::naming;

/// A junction.
#[expect(clippy::struct_excessive_bools, reason = "they are independent properties of a junction")]
pub(crate) struct Junction {
    pub(crate) through: Through,
    /// The columns that reference this model.
    pub(crate) source_names: Vec<String>,
    /// The columns that reference the target.
    pub(crate) target_names: Vec<String>,
    /// Where the user wrote them, or else the junction.
    pub(crate) source_span: Span,
    pub(crate) target_span: Span,
    /// Whether the user named them.
    pub(crate) source_given: bool,
    pub(crate) target_given: bool,
    pub(crate) unique: bool,
    pub(crate) unique_key: Option<String>,
    pub(crate) timestamps: bool,
}

/// What the junction is.
pub(crate) enum Through {
    /// A table that `create_tables` makes, in that schema of the database (PostgreSQL).
    Table { schema: Option<String>, table: String },
    /// A model.
    Model(Path),
}

impl Through {
    /// The name of a table that `create_tables` makes, in double quotes; empty for a model.
    pub(crate) fn quoted(&self) -> String {
        match self {
            Self::Table { schema: Some(schema), table } => format!("\"{schema}\".\"{table}\""),
            Self::Table { schema: None, table } => format!("\"{table}\""),
            Self::Model(_) => String::new(),
        }
    }
}

/// `through = "castings"` is a table in the schema of this model, `through = "auth.castings"` one in that schema.
fn table(name: &LitStr, model: &Model<'_>, errors: &mut Errors) -> Through {
    let text = name.value();
    check_name(&text, name.span(), errors);
    match text.split('.').collect::<Vec<_>>()[..] {
        [_] => Through::Table { schema: model.schema.clone(), table: text },
        [schema, table] if !schema.is_empty() && !table.is_empty() => {
            Through::Table { schema: Some(schema.to_owned()), table: table.to_owned() }
        }
        _ => {
            let message = format!(
                "`{text}` is no name of a table: write `through = \"table\"`, or `through = \"schema.table\"` for one in \
                 another schema"
            );
            errors.at(name, message);
            Through::Table { schema: None, table: text }
        }
    }
}

pub(super) fn junction(
    attr: &AssociationAttr,
    target_name: &str,
    singular: &str,
    model: &Model<'_>,
    errors: &mut Errors,
) -> Option<Junction> {
    if attr.kind != AssociationKind::BelongsToMany {
        return None;
    }
    let (through, span) = match &attr.through {
        Some(ThroughAttr::Table(name)) => (table(name, model, errors), name.span()),
        Some(ThroughAttr::Model(path)) => (Through::Model(path.clone()), path.segments.last()?.ident.span()),
        None => {
            if !attr.broken {
                let message = format!(
                    "`#[belongs_to_many({target_name})]` needs a junction: give its table, `through = \"..\"`, or its \
                     model, `through = Model`"
                );
                errors.at(&attr.target, message);
            }
            // Some junction or other, so that the accessors are there.
            (Through::Table { schema: None, table: String::new() }, attr.target.segments.last()?.ident.span())
        }
    };
    if attr.through.is_some() {
        only_for(attr, &through, errors);
    }
    let own = naming::snake(&model.ident.to_string());
    let to_itself = naming::snake(target_name) == own;
    if to_itself && attr.alias.is_none() {
        let message = format!(
            "`{target_name}` is linked to itself: name the other side, `#[belongs_to_many({target_name}, as = \"..\", ..)]`"
        );
        errors.at(&attr.target, message);
    }
    let referenced = attr.source_key.as_ref().map_or_else(|| primary_key(model), |names| values(names));
    let source_names = attr.foreign_key.as_ref().map_or_else(|| prefixed(&own, &referenced), |names| values(names));
    // Of two keys to the same model, the convention names the other one by the alias.
    let other = if to_itself { singular.to_owned() } else { naming::snake(target_name) };
    let referenced = attr.target_key.as_ref().map_or_else(|| vec!["id".to_owned()], |names| values(names));
    let target_names = attr.other_key.as_ref().map_or_else(|| prefixed(&other, &referenced), |names| values(names));
    if source_names == target_names && !(to_itself && attr.alias.is_none()) {
        let names = source_names.join(", ");
        let message = format!(
            "both keys of the junction would be the column `{names}`: give them different names, `foreign_key = \"..\"` \
             and `other_key = \"..\"`"
        );
        errors.at_span(span, message);
    }
    let first = |names: &Option<Vec<LitStr>>| names.as_ref().and_then(|names| names.first()).map_or(span, LitStr::span);
    Some(Junction {
        through,
        source_names,
        target_names,
        source_span: first(&attr.foreign_key),
        target_span: first(&attr.other_key),
        source_given: attr.foreign_key.is_some(),
        target_given: attr.other_key.is_some(),
        unique: attr.unique.is_none_or(|(_, unique)| unique),
        unique_key: attr.unique_key.as_ref().map(LitStr::value),
        timestamps: attr.timestamps.is_some_and(|(_, timestamps)| timestamps),
    })
}

/// Options that make sense for one kind of junction only.
fn only_for(attr: &AssociationAttr, through: &Through, errors: &mut Errors) {
    match through {
        Through::Table { table, .. } => {
            let message = |what: &str| {
                format!("{what} needs a junction model: `{table}` has its two keys only; write `through = Model`")
            };
            if let Some((column, _)) = attr.scope.first() {
                errors.at(column, message("a scope"));
            }
            if let Some((span, false)) = attr.unique {
                errors.at_span(span, message("`unique = false`"));
            }
            if let Some(name) = &attr.unique_key {
                errors.at(name, message("`unique_key`"));
            }
        }
        Through::Model(_) => {
            if let Some((span, true)) = attr.timestamps {
                errors.at_span(span, "`timestamps` is for a junction without a model: give the model fields `created_at` and `updated_at` instead");
            }
        }
    }
}

fn primary_key(model: &Model<'_>) -> Vec<String> {
    model.primary_key().map(|(_, column)| column.name.clone()).collect()
}

fn values(names: &[LitStr]) -> Vec<String> {
    names.iter().map(LitStr::value).collect()
}

fn prefixed(prefix: &str, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| format!("{prefix}_{column}")).collect()
}
