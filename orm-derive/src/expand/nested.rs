//! The setters of builders that take the rows to be created along with the row: `Team::create().players([..])`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::attr::AssociationKind;
use crate::ir::{Association, ForeignKey, Model, Through};

pub(super) fn method(association: &Association, model: &Model<'_>) -> TokenStream {
    // An association that has the name of a column (a mistake) leaves the setter to it.
    if model.columns.iter().any(|column| column.ident == association.ident) {
        return TokenStream::new();
    }
    let Model { ident: owner, module, visibility, .. } = model;
    let Association { ident, name, target_name, .. } = association;
    let create = format_ident!("{owner}Create");
    let of = quote!(#module::#ident);
    let states: Vec<Ident> = (0..model.mandatory().len()).map(|place| format_ident!("S{place}")).collect();
    let state = quote!((#(#states,)*));
    let rows = quote!(impl ::core::iter::IntoIterator<Item = B>);
    let child = quote!(B: ::orm_core::derive::ChildOf<#of, Plan = N>, N);
    let (generics, takes, plan) = match association.kind {
        AssociationKind::HasMany => (child, rows, quote!(NewChildren)),
        AssociationKind::HasOne => (child, quote!(B), quote!(NewChildren)),
        AssociationKind::BelongsTo => {
            let target = quote!(::orm_core::derive::TargetOf<#of>);
            (quote!(B: ::orm_core::derive::CompleteNew<#target, Plan = N>, N), quote!(B), quote!(NewParent))
        }
        AssociationKind::BelongsToMany => {
            let target = quote!(<#of as ::orm_core::derive::ManyToMany>::Target);
            if association.junction.as_ref().is_some_and(|junction| matches!(junction.through, Through::Model(_))) {
                let junction = quote!(<#of as ::orm_core::derive::Through>::Junction);
                let pair = quote!(B: ::orm_core::derive::NewLinkedOf<#of, #junction, #target, Plan = N>, N);
                (pair, rows, quote!(NewLinkedTargets))
            } else {
                (quote!(B: ::orm_core::derive::CompleteNew<#target, Plan = N>, N), rows, quote!(NewTargets))
            }
        }
    };
    let given = if association.kind == AssociationKind::HasOne { quote!([new]) } else { quote!(new) };
    let after = state_after(association, model, &states);
    let doc = format!("Creates `{target_name}` along with the row, in the same transaction, as its `{name}`.");
    quote! {
        #[allow(dead_code)]
        impl<#(#states,)* P> #create<#state, P> {
            #[doc = #doc]
            #visibility fn #ident<#generics>(self, new: #takes) -> #create<#after, ::orm_core::derive::Nest<P, ::orm_core::derive::#plan<#of, N>>> {
                #create(self.0.nest(::orm_core::derive::#plan::new(#given)))
            }
        }
    }
}

/// The builder's state afterwards: the new target of a `belongs_to` gives the key.
fn state_after(association: &Association, model: &Model<'_>, states: &[Ident]) -> TokenStream {
    let places: &[usize] = match &association.foreign_key {
        ForeignKey::Own(places) => places,
        _ => &[],
    };
    let mandatory = model.mandatory();
    let states = mandatory.iter().zip(states).map(|((place, _), state)| {
        if places.contains(place) { quote!(::orm_core::derive::Given) } else { quote!(#state) }
    });
    quote!((#(#states,)*))
}
