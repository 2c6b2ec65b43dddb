//! The scope of an association: the values that its rows have in some columns of the target or of the junction's model.
//!
//! Owns the condition, the assignments and the values of new rows that follow from the scope.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::key;
use super::tokens::sql_literal;
use crate::ir::Scope;

/// Adds, to another check, the check that the model has the scope's columns.
pub(super) fn exists(scope: &Scope, path: &Path, check: &TokenStream) -> TokenStream {
    let checks = scope.iter().map(|(column, _)| key::columns_exist(path, &[column.to_string()], column.span(), ""));
    quote!(#check #(&& #checks)*)
}

/// The scope as a condition on the columns of the model.
pub(super) fn conditions(scope: &Scope, model: &TokenStream) -> TokenStream {
    let conditions = scope.iter().enumerate().map(|(place, (column, value))| {
        let and = if place > 0 { " AND " } else { "" };
        let (span, value) = (column.span(), format!(" = {}", sql_literal(value)));
        let column = key::column(model, &column.to_string(), span);
        quote_spanned!(span=> #and, <#model as __orm::HasColumn<#column>>::SQL, #value)
    });
    quote!(__orm::concat!(#(#conditions),*))
}

/// Gives the scope's values to a new row of the model.
pub(super) fn give(scope: &Scope, model: &TokenStream) -> TokenStream {
    let gives = scope.iter().map(|(column, value)| {
        // Hygiene keeps the variable `values` of the generated code invisible to a value that comes from a macro.
        let span = Span::call_site().located_at(value.span());
        let column = key::column(model, &column.to_string(), span);
        quote_spanned! {span=>
            *<#model as __orm::HasColumn<#column>>::slot(values) =
                ::core::option::Option::Some(__orm::IntoValue::into_value(#value));
        }
    });
    quote!(#(#gives)*)
}

/// The state of a builder of `model` to which these keys and the scope's columns are given.
pub(super) fn given(scope: &Scope, model: &TokenStream, keys: &[TokenStream]) -> TokenStream {
    let keys = keys.iter().map(|key| quote!(<#key as __orm::Key<#model>>::Given));
    let columns = scope.iter().map(|(column, _)| {
        let column = key::column(model, &column.to_string(), Span::call_site());
        quote!(<#model as __orm::HasColumn<#column>>::Given)
    });
    let merged = keys.chain(columns).reduce(|all, one| quote!(<#all as __orm::Merge<#one>>::Output));
    merged.unwrap_or_else(|| quote!(<#model as __orm::Model>::NothingGiven))
}

/// The constants and the method of `Association`.
pub(super) fn of_association(scope: &Scope, of: &TokenStream) -> TokenStream {
    if scope.is_empty() {
        return TokenStream::new();
    }
    let conditions = conditions(scope, &quote!(<#of as __orm::Association>::Target));
    let assignments = scope.iter().map(|(column, value)| format!(", \"{column}\" = {}", sql_literal(value)));
    let assignments: String = assignments.collect();
    let gives = give(scope, &quote!(Self::Target));
    quote! {
        const SCOPE: &'static str = #conditions;
        const SCOPE_ASSIGNMENTS: &'static str = #assignments;

        fn give_scope(values: &mut <Self::Target as __orm::Model>::Values) {
            #gives
        }
    }
}
