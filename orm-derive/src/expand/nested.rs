//! Owns the setter of a builder that takes rows to be created together with its row: `Team::create().players([..])`.
//!
//! Must not know the kinds of association: each passes which rows it takes, and the plan that creates them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::context::Context;
use super::tokens;

/// How the new rows of one kind of association are given and created.
pub(super) struct Nested<'a> {
    /// The type of the plan: `Children`.
    pub(super) plan: &'a str,
    /// The bound on one row's builder `B`, whose own plan is `N`.
    pub(super) bound: TokenStream,
    /// Whether the setter takes several rows.
    pub(super) many: bool,
    /// The rows as the plan takes them.
    pub(super) rows: TokenStream,
    /// The places of the columns to which the nested row gives their values.
    pub(super) gives: &'a [usize],
}

pub(super) fn setter(context: &Context<'_>, nested: &Nested<'_>) -> TokenStream {
    let Context { model, association, of, .. } = context;
    // If an association has the name of a column, which is a mistake, the setter is the column's.
    if model.columns.iter().any(|column| column.ident == association.ident) {
        return TokenStream::new();
    }
    let (ident, visibility, create) = (&association.ident, model.visibility, format_ident!("{}Create", model.ident));
    let Nested { plan, bound, many, rows, gives } = nested;
    let plan = format_ident!("{plan}");
    let takes = if *many { quote!(impl ::core::iter::IntoIterator<Item = B>) } else { quote!(B) };
    let states: Vec<Ident> = tokens::states(model);
    let after = model
        .mandatory()
        .into_iter()
        .zip(&states)
        .map(|((place, _), state)| if gives.contains(&place) { quote!(__orm::Given) } else { quote!(#state) });
    let after = quote!((#(#after,)*));
    let doc = super::docs::setter(association, model);
    quote! {
        #[allow(dead_code)]
        impl<#(#states,)* P> #create<(#(#states,)*), P> {
            #[doc = #doc]
            #visibility fn #ident<B: #bound, N>(self, new: #takes) -> #create<#after, __orm::Nest<P, __orm::#plan<#of, N>>> {
                #create(self.0.nest(__orm::#plan::new(#rows)))
            }
        }
    }
}
