//! Small pieces of generated code.
//!
//! Owns how values of this crate are written as Rust and as SQL, and where the code finds orm-core: in the `const` of a
//! model, `__orm` is `::orm_core::derive`, or the same module of the crate that `#[model(crate = ..)]` names.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Lit, LitStr};

use crate::attr::Action;
use crate::ir::{Column, Model};

/// The path of the module that expansions name, for code outside of the model's `const`.
pub(super) fn library(model: &Model<'_>) -> TokenStream {
    let Some(path) = model.library else { return quote!(::orm_core::derive) };
    // With the span of the derive, rustc does not report mistakes at the option that names the crate.
    let path = path.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(Span::call_site()));
        token
    });
    let path: TokenStream = path.collect();
    quote!(#path::derive)
}

/// The attribute that silences lints in the code of a model with mistakes.
pub(super) fn quiet(model: &Model<'_>) -> Option<TokenStream> {
    (!model.sound).then(|| quote!(#[allow(unused, unreachable_code)]))
}

/// A body that uses the struct's fields. Only the body of a model without mistakes can use them.
pub(super) fn body(model: &Model<'_>, body: TokenStream) -> TokenStream {
    if model.sound { body } else { quote!(::core::unreachable!()) }
}

/// An identifier for a generated name, with the place of a name that the user wrote.
pub(super) fn ident(name: &str, near: &Ident) -> Ident {
    Ident::new(name, near.span())
}

/// The parameters of a builder's state, one for each mandatory column: `S0`, `S1`.
pub(super) fn states(model: &Model<'_>) -> Vec<Ident> {
    (0..model.mandatory().len()).map(|place| format_ident!("S{place}")).collect()
}

/// The place of a column as the index of a tuple.
pub(super) fn index(place: usize) -> Literal {
    Literal::usize_unsuffixed(place)
}

/// An `Option` as an expression.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

/// A referential action as an expression.
pub(super) fn action(action: Option<(Span, Action)>) -> TokenStream {
    option(action.map(|(_, action)| {
        let name = format_ident!(
            "{}",
            match action {
                Action::Cascade => "Cascade",
                Action::Restrict => "Restrict",
                Action::NoAction => "NoAction",
                Action::SetNull => "SetNull",
                Action::SetDefault => "SetDefault",
            }
        );
        quote!(__orm::ReferentialAction::#name)
    }))
}

/// The values of literals.
pub(super) fn values(names: &[LitStr]) -> Vec<String> {
    names.iter().map(LitStr::value).collect()
}

/// A literal as SQL writes it.
pub(super) fn sql_literal(value: &Lit) -> String {
    match value {
        Lit::Str(text) => format!("'{}'", text.value().replace('\'', "''")),
        Lit::Bool(value) => if value.value { "TRUE" } else { "FALSE" }.to_owned(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        other => other.to_token_stream().to_string(),
    }
}

/// A name as SQL writes it.
pub(super) fn sql_name(name: &str) -> String {
    format!("\"{name}\"")
}

/// The table as SQL writes it.
pub(super) fn table_sql(model: &Model<'_>) -> String {
    let schema = model.schema.as_ref().map_or_else(String::new, |schema| format!("\"{schema}\"."));
    format!("{schema}\"{}\"", model.table)
}

/// The column with its table as SQL writes it.
pub(super) fn column_sql(model: &Model<'_>, column: &Column<'_>) -> String {
    format!("{}.\"{}\"", table_sql(model), column.name)
}
