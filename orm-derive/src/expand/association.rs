//! What all kinds of association have: the impl of `Association`, and the foreign key's descriptor.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::columns::option;
use crate::attr::{Action, AssociationKind};
use crate::ir::{Association, ForeignKey, Model};
use crate::naming;

/// The association's types: its target, and the keys of source and target.
struct Types {
    target: TokenStream,
    source_key: TokenStream,
    target_key: TokenStream,
}

/// A type that is checked first: when the check fails, the type is an error of its own, and its uses are silent.
fn checked(ty: &TokenStream, span: Span, check: &TokenStream) -> TokenStream {
    quote_spanned!(span=> <#ty as ::orm_core::derive::Checked<{ #check }>>::Itself)
}

fn types(association: &Association, model: &Model<'_>) -> Types {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target: path, target_name, key_span, .. } = association;
    let span = *key_span;
    let of = quote!(#module::#ident);
    let target = quote_spanned!(span=> <#of as ::orm_core::Association>::Target);
    let is_model = quote_spanned!(ident.span()=> ::orm_core::derive::is_model::<#path>());
    let path = quote!(#path);
    let target_of = |check| checked(&path, ident.span(), check);
    let primary_key = quote!(<#source as ::orm_core::Model>::PrimaryKey);
    let target_primary_key = quote!(<Self::Target as ::orm_core::Model>::PrimaryKey);
    match &association.foreign_key {
        ForeignKey::Own(place) => {
            let column = model.columns[*place].ident;
            let key = quote_spanned!(column.span()=> (#module::#column,));
            let same = quote_spanned!(span=> ::orm_core::derive::references::<#source, #key, #target>());
            Types {
                target: target_of(&is_model),
                source_key: checked(&key, span, &same),
                target_key: target_primary_key,
            }
        }
        ForeignKey::OfTarget(name) => {
            let hash = naming::hash(name);
            let message = format!("`{target_name}` has no column `{name}`: it has ");
            let exists = quote_spanned!(span=> ::orm_core::derive::has_column(
                <#path as ::orm_core::Model>::COLUMN_NAMES,
                #name,
                ::orm_core::__concat!(#message, <#path as ::orm_core::Model>::COLUMNS),
            ));
            let key = quote_spanned!(span=> (<#target as ::orm_core::derive::Field<#hash>>::Column,));
            let same = quote_spanned!(span=> ::orm_core::derive::references::<#target, #key, #source>());
            Types { target: target_of(&exists), source_key: primary_key, target_key: checked(&key, span, &same) }
        }
        ForeignKey::WayBack => {
            let back = quote_spanned!(span=> ::orm_core::derive::belongs_to::<#target, #source>());
            let target_key = checked(&target, span, &back);
            Types {
                target: target_of(&is_model),
                source_key: primary_key,
                target_key: quote_spanned!(span=> <#target_key as ::orm_core::BelongsTo<#source>>::ForeignKey),
            }
        }
        ForeignKey::Unknown if association.kind == AssociationKind::BelongsTo => Types {
            target: target_of(&is_model),
            source_key: quote!(::orm_core::derive::UnknownKey<Self::Target>),
            target_key: target_primary_key,
        },
        ForeignKey::Unknown => Types {
            target: target_of(&is_model),
            source_key: primary_key,
            target_key: quote!(::orm_core::derive::UnknownKey<#source>),
        },
    }
}

/// `impl Association for teams::players`, and for a `belongs_to` also `impl BelongsTo`.
pub(super) fn implementation(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target: path, .. } = association;
    let name = ident.to_string();
    let of = quote!(#module::#ident);
    let Types { target, source_key, target_key } = types(association, model);
    let belongs_to = (association.kind == AssociationKind::BelongsTo).then(|| {
        quote! {
            #[automatically_derived]
            impl ::orm_core::BelongsTo<#path> for #source {
                type ForeignKey = <#module::#ident as ::orm_core::Association>::SourceKey;
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
                <<#of as ::orm_core::Association>::TargetKey as ::orm_core::Key<::orm_core::association::TargetOf<#of>>>::SQL[0],
                " = ",
                <<#of as ::orm_core::Association>::SourceKey as ::orm_core::Key<#source>>::SQL[0],
            );

            fn key_of(source: &#source) -> ::core::option::Option<::orm_core::association::KeyOf<Self>> {
                <Self::SourceKey as ::orm_core::Key<#source>>::of(source)
            }

            fn source_value(key: ::orm_core::association::KeyOf<Self>)
                -> <Self::SourceKey as ::orm_core::Key<#source>>::Value
            {
                key
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
    let (module, ident) = (&model.module, &association.ident);
    let of = quote!(#module::#ident);
    let actions = [association.on_delete, association.on_update].into_iter().flatten();
    let asserts = actions.filter(|(_, action)| *action == Action::SetNull).map(|(span, _)| {
        let target = quote!(::orm_core::association::TargetOf<#of>);
        let key = quote!(<#of as ::orm_core::Association>::TargetKey as ::orm_core::Key<#target>);
        quote_spanned!(span=> const _: () = ::orm_core::derive::assert_optional::<#target, <#key>::Nullability>();)
    });
    quote!(#(#asserts)*)
}

/// The descriptor of the association's foreign key.
pub(super) fn foreign_key(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let ident = &association.ident;
    let of = |part: TokenStream| quote!(<#module::#ident as ::orm_core::Association>::#part);
    let (target, source_key, target_key) = (of(quote!(Target)), of(quote!(SourceKey)), of(quote!(TargetKey)));
    let (owner, owner_key, referenced, referenced_key) = match association.kind {
        AssociationKind::BelongsTo => (quote!(#source), source_key, target, target_key),
        AssociationKind::HasOne | AssociationKind::HasMany => (target, target_key, quote!(#source), source_key),
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

/// What an accessor takes for a row of the association's target: `impl IntoKey<..>`.
pub(super) fn accepts(association: &TokenStream, what: &str) -> TokenStream {
    let what = format_ident!("{what}");
    quote!(::orm_core::#what<
        ::orm_core::association::TargetOf<#association>,
        ::orm_core::association::TargetIdOf<#association>,
    >)
}
