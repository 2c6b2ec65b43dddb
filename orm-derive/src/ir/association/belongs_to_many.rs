//! `belongs_to_many` as an association: both foreign keys are in a junction.
//!
//! Owns the convention for the junction's columns.

use proc_macro2::Span;
use syn::{Ident, LitStr, Path};

use super::has::Scope;
use super::{Owner, keys};
use crate::attr::{AssociationAttr, ThroughAttr};
use crate::ir::column::Column;
use crate::naming;

/// An association to all rows of the target that the junction links to this row.
pub(crate) struct BelongsToMany {
    pub(crate) junction: Junction,
    /// The place of the junction in the attribute, or else that of the target.
    pub(crate) junction_span: Span,
    /// The junction's columns that reference this model.
    pub(crate) source_names: Vec<String>,
    /// The junction's columns that reference the target.
    pub(crate) target_names: Vec<String>,
    /// The place of `foreign_key` in the attribute, or else of the junction.
    pub(crate) source_names_span: Span,
    /// The place of `other_key` in the attribute, or else of the junction.
    pub(crate) target_names_span: Span,
    /// Whether `foreign_key` is written.
    pub(crate) source_names_given: bool,
    /// Whether `other_key` is written.
    pub(crate) target_names_given: bool,
    /// The places of the columns of this model that the junction references, when they are not the primary key.
    pub(crate) source_key: Option<Vec<usize>>,
    /// The place of `source_key` in the attribute, or else that of the target or the alias.
    pub(crate) source_span: Span,
    /// The names of the target's columns that the junction references, when they are not the primary key.
    pub(crate) target_key: Vec<LitStr>,
    /// Whether the target is this model.
    pub(crate) to_itself: bool,
}

/// The junction of two models.
pub(crate) enum Junction {
    Table(JunctionTable),
    Model(Box<JunctionModel>),
}

/// A junction that the schema makes.
pub(crate) struct JunctionTable {
    /// Its schema (PostgreSQL): as written, or else that of this model.
    pub(crate) schema: Option<String>,
    /// The name without the schema.
    pub(crate) name: String,
    pub(crate) timestamps: bool,
}

/// A junction that is a model.
pub(crate) struct JunctionModel {
    pub(crate) path: Path,
    /// The last name of that path.
    pub(crate) name: String,
    /// Whether a pair is linked once at most.
    pub(crate) unique: bool,
    pub(crate) unique_key: Option<String>,
    pub(crate) scope: Scope,
}

impl BelongsToMany {
    /// The junction's model.
    pub(crate) fn model(&self) -> Option<&JunctionModel> {
        match &self.junction {
            Junction::Table(_) => None,
            Junction::Model(model) => Some(model),
        }
    }

    /// Whether a pair is linked once at most.
    pub(crate) fn unique(&self) -> bool {
        self.model().is_none_or(|model| model.unique)
    }
}

pub(super) fn belongs_to_many(
    attr: &AssociationAttr,
    singular: &str,
    near: Span,
    owner: &Owner<'_>,
    columns: &[Column<'_>],
) -> BelongsToMany {
    let options = &attr.options;
    let (junction, span) = junction(attr, owner.schema);
    let own = naming::snake(&owner.ident.to_string());
    let target = naming::snake(&attr.target_ident.to_string());
    let to_itself = target == own;
    // When both keys reference the same model, the convention names the second one by the alias.
    let other = if to_itself { singular } else { &target };
    // The other model does not know the name of this primary key. Both sides say model and `_id`, so they agree.
    let keys = columns.iter().filter(|column| column.primary_key).map(|column| column.name.clone());
    let primary_key: Vec<String> = keys.collect();
    let by_convention = || if primary_key.len() == 1 { vec!["id".to_owned()] } else { primary_key.clone() };
    let referenced = options.source_key.as_ref().map_or_else(by_convention, |names| keys::values(names));
    let other_referenced = keys::values_or_id(options.target_key.as_ref());
    let names = |written: &Option<Vec<LitStr>>, noun: &str, referenced: &[String]| {
        written.as_ref().map_or_else(|| keys::prefixed(noun, referenced), |names| keys::values(names))
    };
    BelongsToMany {
        junction,
        junction_span: span,
        source_names: names(&options.foreign_key, &own, &referenced),
        target_names: names(&options.other_key, other, &other_referenced),
        source_names_span: keys::span(options.foreign_key.as_ref(), span),
        target_names_span: keys::span(options.other_key.as_ref(), span),
        source_names_given: options.foreign_key.is_some(),
        target_names_given: options.other_key.is_some(),
        source_key: options.source_key.as_ref().and_then(|names| keys::places(&keys::values(names), columns)),
        source_span: keys::span(options.source_key.as_ref(), near),
        target_key: options.target_key.clone().unwrap_or_default(),
        to_itself,
    }
}

/// The junction, and its place in the attribute. Without `through`, which is a mistake, it is any junction, so that the
/// accessors exist.
fn junction(attr: &AssociationAttr, schema: Option<&str>) -> (Junction, Span) {
    let options = &attr.options;
    match &options.through {
        Some(ThroughAttr::Model(path)) => {
            let last = path.segments.last().map(|segment| &segment.ident);
            let model = JunctionModel {
                path: path.clone(),
                name: last.map(ToString::to_string).unwrap_or_default(),
                unique: options.unique.is_none_or(|(_, unique)| unique),
                unique_key: options.unique_key.as_ref().map(LitStr::value),
                scope: options.scope.clone().unwrap_or_default(),
            };
            (Junction::Model(Box::new(model)), last.map_or_else(Span::call_site, Ident::span))
        }
        written => {
            let (name, span) = match written {
                Some(ThroughAttr::Table(name)) => (name.value(), name.span()),
                _ => (String::new(), attr.target_ident.span()),
            };
            let (schema, name) = match name.split_once('.') {
                Some((schema, table)) => (Some(schema.to_owned()), table.to_owned()),
                None => (schema.map(ToOwned::to_owned), name),
            };
            let timestamps = options.timestamps.is_some_and(|(_, timestamps)| timestamps);
            (Junction::Table(JunctionTable { schema, name, timestamps }), span)
        }
    }
}
