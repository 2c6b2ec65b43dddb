//! Association attributes as associations.

use proc_macro2::Span;
use syn::{Ident, Path};

use super::Model;
use crate::attr::{self, Action, AssociationAttr, AssociationKind};
use crate::errors::Errors;
use crate::naming;

/// An association.
pub(crate) struct Association {
    pub(crate) kind: AssociationKind,
    pub(crate) target: Path,
    /// Name of the target, for documentation.
    pub(crate) target_name: String,
    /// Name of the association: `players`, `team`.
    pub(crate) ident: Ident,
    /// Name of one target: `player`, `team`.
    pub(crate) singular: String,
    pub(crate) foreign_key: ForeignKey,
    /// Where the user wrote the key, or else the target's name.
    pub(crate) key_span: Span,
    pub(crate) on_delete: Option<(Span, Action)>,
    pub(crate) on_update: Option<(Span, Action)>,
}

/// Where the foreign key is.
pub(crate) enum ForeignKey {
    /// The place of a column of this model.
    Own(usize),
    /// A column of the target, by its name.
    OfTarget(String),
    /// The column of the target's own `belongs_to` back.
    WayBack,
    /// A mistake: some column or other.
    Unknown,
}

/// The name of the column that a `belongs_to` uses, by convention or as it is given.
pub(super) fn foreign_key_name(attr: &AssociationAttr) -> Option<String> {
    if attr.kind != AssociationKind::BelongsTo {
        return None;
    }
    let by_convention = || target_name(&attr.target).map(|name| format!("{}_id", naming::snake(&name)));
    attr.foreign_key.as_ref().map(syn::LitStr::value).or_else(by_convention)
}

fn target_name(target: &Path) -> Option<String> {
    target.segments.last().map(|segment| segment.ident.to_string())
}

pub(super) fn association(attr: AssociationAttr, model: &Model<'_>, errors: &mut Errors) -> Option<Association> {
    let target_name = target_name(&attr.target)?;
    let singular = naming::snake(&target_name);
    let name = match attr.kind {
        AssociationKind::HasMany => naming::plural(&singular),
        AssociationKind::HasOne | AssociationKind::BelongsTo => singular.clone(),
    };
    if attr.kind == AssociationKind::HasMany && name == singular {
        let message = format!(
            "`{target_name}` has no plural of its own, so `get_{name}` could mean one or many; rename the model, \
             for example `{target_name}Item`"
        );
        errors.at(&attr.target, message);
        return None;
    }
    let ident_span = attr.target.segments.last()?.ident.span();
    let key_span = attr.foreign_key.as_ref().map_or(ident_span, syn::LitStr::span);
    let foreign_key = match (attr.kind, &attr.foreign_key) {
        (_, None) if attr.broken => ForeignKey::Unknown,
        (AssociationKind::BelongsTo, _) => {
            own_key(&attr, &target_name, model, errors).map_or(ForeignKey::Unknown, ForeignKey::Own)
        }
        (_, Some(name)) => ForeignKey::OfTarget(name.value()),
        (_, None) => ForeignKey::WayBack,
    };
    Some(Association {
        kind: attr.kind,
        ident: Ident::new(&name, ident_span),
        target: attr.target,
        target_name,
        singular,
        foreign_key,
        key_span,
        on_delete: attr.on_delete.map(|(text, action)| (text.span(), action)),
        on_update: attr.on_update.map(|(text, action)| (text.span(), action)),
    })
}

/// The place of the column that a `belongs_to` uses.
fn own_key(attr: &AssociationAttr, target_name: &str, model: &Model<'_>, errors: &mut Errors) -> Option<usize> {
    let name = foreign_key_name(attr)?;
    let found = model.columns.iter().position(|column| column.name == name);
    if found.is_some() {
        return found;
    }
    let owner = model.ident;
    let names: Vec<&str> = model.columns.iter().map(|column| &*column.name).collect();
    let by_field = model.columns.iter().find(|column| column.field == name).map(|column| &*column.name);
    if let Some(written) = &attr.foreign_key {
        let near = attr::did_you_mean(by_field.or_else(|| attr::nearest(&name, &names)));
        let names = attr::list(&names);
        errors.at(written, format!("`{owner}` has no column `{name}`{near}\n\nits columns are {names}"));
    } else {
        errors.at(
            &attr.target,
            format!(
                "`{owner}` has no column `{name}` for its key to `{target_name}`\n\nadd the field `{name}`, or name \
                 the column: `#[belongs_to({target_name}, foreign_key = \"..\")]`"
            ),
        );
    }
    None
}
