//! Keys of associations as types, and the checks that only the other model can answer.
//!
//! Owns how a key of named columns is written. Must not know the kinds of association.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{LitStr, Path};

use super::context::Context;
use super::tokens::values;
use crate::attr::Action;
use crate::ir::Model;
use crate::naming;

/// A checked type: when the check fails, the type is one error, and its uses are no further errors.
pub(super) fn checked(ty: &TokenStream, span: Span, check: &TokenStream) -> TokenStream {
    quote_spanned!(span=> <#ty as __orm::Checked<{ #check }>>::Itself)
}

/// The check that the type is a model.
pub(super) fn is_model(path: &Path, span: Span) -> TokenStream {
    quote_spanned!(span=> __orm::is_model::<#path>())
}

/// The check that a key of `owner` can reference a key of `referenced`: their columns have the same types.
pub(super) fn references(
    span: Span,
    (owner, key): (&TokenStream, &TokenStream),
    (referenced, referenced_key): (&TokenStream, &TokenStream),
) -> TokenStream {
    quote_spanned!(span=> __orm::references::<#owner, #key, #referenced, #referenced_key>())
}

/// A key of columns of this model.
pub(super) fn own(places: &[usize], model: &Model<'_>, span: Span) -> TokenStream {
    let (module, columns) = (&model.module, places.iter().map(|place| &model.columns[*place].ident));
    quote_spanned!(span=> (#(#module::#columns,)*))
}

/// The key of this model that others reference: the `source_key`, or the primary key.
pub(super) fn source_key(places: Option<&Vec<usize>>, span: Span, model: &Model<'_>) -> TokenStream {
    let source = model.ident;
    places.map_or_else(|| quote!(<#source as __orm::Model>::PrimaryKey), |places| own(places, model, span))
}

/// A column of another model, by its name.
pub(super) fn column(of: &TokenStream, name: &str, span: Span) -> TokenStream {
    let hash = naming::hash(name);
    quote_spanned!(span=> <#of as __orm::Field<#hash>>::Column)
}

/// A key of columns of another model, by their names.
pub(super) fn named(of: &TokenStream, names: &[String], span: Span) -> TokenStream {
    let columns = names.iter().map(|name| column(of, name, span));
    quote_spanned!(span=> (#(#columns,)*))
}

/// The check that another model has columns of these names. `instead` tells the user what to do if it has not.
pub(super) fn columns_exist(path: &Path, columns: &[String], span: Span, instead: &str) -> TokenStream {
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let checks = columns.iter().map(|column| {
        let message = format!("`{name}` has no column `{column}`; its columns are ");
        quote_spanned!(span=> __orm::has_column(
            <#path as __orm::Model>::COLUMN_NAMES,
            #column,
            __orm::concat!(#message, __orm::list!(<#path as __orm::Model>::COLUMN_NAMES), #instead),
        ))
    });
    quote_spanned!(span=> #(#checks)&&*)
}

/// The key of the target that the foreign key references: the `target_key`, or the primary key. Comes with the check
/// that its columns exist.
///
/// `of` is the association, and `kind` is the trait that has its associated type `Target`.
pub(super) fn target_key(
    target: &Path,
    target_key: &[LitStr],
    of: &TokenStream,
    kind: &str,
) -> (TokenStream, Option<TokenStream>) {
    let Some(first) = target_key.first() else {
        return (quote!(<Self::Target as __orm::Model>::PrimaryKey), None);
    };
    let (span, names) = (first.span(), values(target_key));
    let exist = columns_exist(target, &names, span, "");
    let key = named(&quote!(Self::Target), &names, span);
    let kind = Ident::new(kind, span);
    let target = quote_spanned!(span=> <#of as __orm::#kind>::Target);
    let columns = match &names[..] {
        [name] => column(&target, name, span),
        names => named(&target, names, span),
    };
    let unique = quote_spanned!(span=> __orm::is_unique::<#target, #columns>());
    (checked(&key, span, &unique), Some(exist))
}

/// Checks that the association's actions are possible for a key of another model: SET NULL needs an optional key, SET
/// DEFAULT columns with a default.
pub(super) fn possible_actions(context: &Context<'_>, owner: &TokenStream, key: &TokenStream) -> TokenStream {
    let association = context.association;
    let actions = [association.on_delete, association.on_update].into_iter().flatten();
    let asserts = actions.map(|(span, action)| match action {
        Action::SetNull => {
            let nullability = quote!(<#key as __orm::Key<#owner>>::Nullability);
            quote_spanned!(span=> const _: () = __orm::assert_optional::<#owner, #nullability>();)
        }
        Action::SetDefault => {
            let names = quote!(<#key as __orm::Key<#owner>>::NAMES);
            let message = "SET DEFAULT on a key without a default: give each of the key's fields one, `#[column(default = \
                           ..)]`, or choose another action";
            quote_spanned! {span=>
                const _: () = __orm::assert_defaults(<#owner as __orm::Model>::DESCRIPTOR.columns, #names, #message);
            }
        }
        Action::Cascade | Action::Restrict | Action::NoAction => TokenStream::new(),
    });
    quote!(#(#asserts)*)
}
