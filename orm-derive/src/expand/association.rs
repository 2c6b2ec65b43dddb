//! What all kinds of association have: the impl of `Association`, and the foreign key's descriptor.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::columns::option;
use crate::attr::{Action, AssociationKind};
use crate::ir::{Association, ForeignKey, Model};
use crate::naming;

/// The keys of an association, as types: the source's and the target's.
fn keys(association: &Association, model: &Model<'_>) -> (TokenStream, TokenStream) {
    let Model { ident: source, module, .. } = model;
    let target = &association.target;
    let span = association.key_span;
    match &association.foreign_key {
        ForeignKey::Own(place) => {
            let column = model.columns[*place].ident;
            (quote!((#module::#column,)), quote!(<#target as ::orm_core::Model>::PrimaryKey))
        }
        ForeignKey::OfTarget(name) => {
            let hash = naming::hash(name);
            let key = quote_spanned!(span=> (<#target as ::orm_core::derive::Field<#hash>>::Column,));
            (quote!(<#source as ::orm_core::Model>::PrimaryKey), key)
        }
        ForeignKey::WayBack => {
            let key = quote_spanned!(span=> <#target as ::orm_core::BelongsTo<#source>>::ForeignKey);
            (quote!(<#source as ::orm_core::Model>::PrimaryKey), key)
        }
    }
}

/// `impl Association for teams::players`, and for a `belongs_to` also `impl BelongsTo`.
pub(super) fn implementation(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target, key_span, .. } = association;
    let name = ident.to_string();
    let (source_key, target_key) = keys(association, model);
    // Both types are written out: were one inferred from the other, they would be found equal, or the message would be
    // about the inference.
    let as_target = quote_spanned!(*key_span=> ::orm_core::derive::same_key::<_, ::orm_core::association::KeyOf<Self>>);
    let source_value = quote!(<Self::SourceKey as ::orm_core::Key<#source>>::Value);
    let as_source = quote_spanned!(*key_span=> ::orm_core::derive::same_key::<_, #source_value>);
    let belongs_to = (association.kind == AssociationKind::BelongsTo).then(|| {
        quote! {
            #[automatically_derived]
            impl ::orm_core::BelongsTo<#target> for #source {
                type ForeignKey = #source_key;
            }
        }
    });
    let nullable = nullable_on_delete(association, model);
    quote! {
        #[automatically_derived]
        impl ::orm_core::Association for #module::#ident {
            type Source = #source;
            type Target = #target;
            type SourceKey = #source_key;
            type TargetKey = #target_key;

            const NAME: &'static str = #name;
            const JOIN: &'static str = ::orm_core::__concat!(
                <<#module::#ident as ::orm_core::Association>::TargetKey as ::orm_core::Key<#target>>::SQL[0],
                " = ",
                <<#module::#ident as ::orm_core::Association>::SourceKey as ::orm_core::Key<#source>>::SQL[0],
            );

            fn key_of(source: &#source) -> ::core::option::Option<::orm_core::association::KeyOf<Self>> {
                let key = <Self::SourceKey as ::orm_core::Key<#source>>::of(source)?;
                ::core::option::Option::Some(#as_target(key))
            }

            fn source_value(key: ::orm_core::association::KeyOf<Self>)
                -> #source_value
            {
                #as_source(key)
            }
        }
        #belongs_to
        #nullable
    }
}

/// `on_delete = "set null"` on a `has_one` or `has_many` needs an optional key, which only the target's model knows.
fn nullable_on_delete(association: &Association, model: &Model<'_>) -> TokenStream {
    if association.kind == AssociationKind::BelongsTo {
        return TokenStream::new();
    }
    let (module, ident, target) = (&model.module, &association.ident, &association.target);
    let actions = [association.on_delete, association.on_update].into_iter().flatten();
    let asserts = actions.filter(|(_, action)| *action == Action::SetNull).map(|(span, _)| {
        let key = quote!(<#module::#ident as ::orm_core::Association>::TargetKey as ::orm_core::Key<#target>);
        quote_spanned!(span=> const _: () = ::orm_core::derive::assert_optional::<<#key>::Nullability>();)
    });
    quote!(#(#asserts)*)
}

/// The descriptor of the association's foreign key.
pub(super) fn foreign_key(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, .. } = model;
    let target = &association.target;
    let (source_key, target_key) = keys(association, model);
    let (owner, owner_key, referenced, referenced_key) = match association.kind {
        AssociationKind::BelongsTo => (quote!(#source), source_key, quote!(#target), target_key),
        AssociationKind::HasOne | AssociationKind::HasMany => {
            (quote!(#target), target_key, quote!(#source), source_key)
        }
    };
    let name = association.ident.to_string();
    let unique = association.kind == AssociationKind::HasOne;
    let on_delete = action(association.on_delete);
    let on_update = action(association.on_update);
    quote! {
        ::orm_core::ForeignKeyDescriptor {
            association: #name,
            unique: #unique,
            table: <#owner as ::orm_core::Model>::TABLE_NAME,
            model: <#owner as ::orm_core::Model>::NAME,
            columns: <#owner_key as ::orm_core::Key<#owner>>::NAMES,
            nullable: <<#owner_key as ::orm_core::Key<#owner>>::Nullability as ::orm_core::Nullability>::OPTIONAL,
            referenced_table: <#referenced as ::orm_core::Model>::TABLE_NAME,
            referenced_model: <#referenced as ::orm_core::Model>::NAME,
            referenced_columns: <#referenced_key as ::orm_core::Key<#referenced>>::NAMES,
            on_delete: #on_delete,
            on_update: #on_update,
        }
    }
}

fn action(action: Option<(Span, Action)>) -> TokenStream {
    option(action.map(|(_, action)| {
        let name = match action {
            Action::Cascade => format_ident!("Cascade"),
            Action::Restrict => format_ident!("Restrict"),
            Action::NoAction => format_ident!("NoAction"),
            Action::SetNull => format_ident!("SetNull"),
            Action::SetDefault => format_ident!("SetDefault"),
        };
        quote!(::orm_core::ReferentialAction::#name)
    }))
}
