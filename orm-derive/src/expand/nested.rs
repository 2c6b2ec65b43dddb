//! The setters of builders that take the rows to be created along with the row: `Team::create().players([..])`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::attr::AssociationKind;
use crate::ir::{Association, ForeignKey, Model, Through};

pub(super) fn method(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, module, visibility, .. } = model;
    let Association { ident: name, target_name, .. } = association;
    let create = format_ident!("{owner}Create");
    let of = quote!(#module::#name);
    let states: Vec<Ident> = (0..model.mandatory().len()).map(|place| format_ident!("S{place}")).collect();
    let state = quote!((#(#states,)*));
    let (generics, takes, plan) = match association.kind {
        AssociationKind::HasMany => (
            quote!(B: ::orm_core::ChildOf<#of>),
            quote!(impl ::core::iter::IntoIterator<Item = B>),
            quote!(::orm_core::Children<#of, B::Plan>),
        ),
        AssociationKind::HasOne => {
            (quote!(B: ::orm_core::ChildOf<#of>), quote!(B), quote!(::orm_core::Children<#of, B::Plan>))
        }
        AssociationKind::BelongsTo => (
            quote!(B: ::orm_core::CompleteNew<::orm_core::association::TargetOf<#of>>),
            quote!(B),
            quote!(::orm_core::Parent<#of, B::Plan>),
        ),
        AssociationKind::BelongsToMany => {
            let target = quote!(<#of as ::orm_core::ManyToMany>::Target);
            if association.junction.as_ref().is_some_and(|junction| matches!(junction.through, Through::Model(_))) {
                (
                    quote!(L: ::orm_core::LinkOf<#of>, B: ::orm_core::CompleteNew<#target>),
                    quote!(impl ::core::iter::IntoIterator<Item = (L, B)>),
                    quote!(::orm_core::TargetsThrough<#of, B::Plan>),
                )
            } else {
                (
                    quote!(B: ::orm_core::CompleteNew<#target>),
                    quote!(impl ::core::iter::IntoIterator<Item = B>),
                    quote!(::orm_core::Targets<#of, B::Plan>),
                )
            }
        }
    };
    let kind = match association.kind {
        AssociationKind::HasMany | AssociationKind::HasOne => quote!(Children),
        AssociationKind::BelongsTo => quote!(Parent),
        AssociationKind::BelongsToMany if plan.to_string().contains("TargetsThrough") => quote!(TargetsThrough),
        AssociationKind::BelongsToMany => quote!(Targets),
    };
    let given = if association.kind == AssociationKind::HasOne { quote!([new]) } else { quote!(new) };
    let after = state_after(association, model, &states);
    let doc = format!("Creates `{target_name}` along with the row, in the same transaction, as its `{name}`.");
    quote! {
        #[allow(dead_code)]
        impl<#(#states,)* P> #create<#state, P> {
            #[doc = #doc]
            #visibility fn #name<#generics>(self, new: #takes) -> #create<#after, ::orm_core::Nest<P, #plan>> {
                #create(self.0.nest(::orm_core::#kind::new(#given)))
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
    let states = mandatory
        .iter()
        .zip(states)
        .map(|((place, _), state)| if places.contains(place) { quote!(::orm_core::Given) } else { quote!(#state) });
    quote!((#(#states,)*))
}
