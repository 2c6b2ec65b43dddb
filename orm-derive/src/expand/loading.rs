//! Eager loading: `TeamWith<I>`, and what makes an association one that can be included.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use crate::attr::AssociationKind;
use crate::ir::{Association, ForeignKey, Model, Through};

/// The type of a loaded row. It stands beside the struct, in which a user may write its name.
pub(super) fn loaded(model: &Model<'_>) -> TokenStream {
    let Model { ident, visibility, .. } = model;
    let with = format_ident!("{ident}With");
    let doc = format!(
        "A [`{ident}`] with what was included in its query: `I` is a tuple with an `orm_core::Included` for each \
         association. It dereferences to the `{ident}`."
    );
    quote! {
        ::orm_core::derive::with! {
            #[doc = #doc]
            #visibility struct #with of #ident
        }
    }
}

/// What shows the targets of an association: in a loaded row, and, as an error that says what to do, in a plain one.
pub(super) fn association(association: &Association, place: usize, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, visibility, .. } = model;
    let Association { ident, name, kind, target_name, .. } = association;
    let with = format_ident!("{source}With");
    let of = quote!(#module::#ident);
    let (base, route) = if *kind == AssociationKind::BelongsToMany {
        (quote!(ManyToMany), quote!(ByJunction))
    } else {
        (quote!(Association), quote!(ByKey))
    };
    let kind_type = kind_of(association, model);
    let position =
        (0..place).fold(quote!(::orm_core::derive::Nothing), |before, _| quote!(::orm_core::derive::Next<#before>));
    let rename = |name: &str| model.serialized.map_or_else(|| name.to_owned(), |rule| rule.apply(name));
    let (key, count_key) = (rename(name), rename(&format!("{name}_count")));
    let junction_key = junction(association).map(|junction| {
        let key = rename(&crate::naming::snake(&junction));
        quote!(const JUNCTION_KEY: &'static str = #key;)
    });
    let show_doc = format!("The `{name}` that were loaded with this row. No statement.");
    let count = kind.is_to_many().then(|| {
        let count = format_ident!("{name}_count", span = ident.span());
        let doc = format!("How many `{name}` this row had when it was loaded. No statement.");
        quote! {
            #[doc = #doc]
            #[must_use]
            #visibility fn #count<Place>(&self) -> i64
            where
                I: ::orm_core::derive::HasCounted<#of, Place>,
            {
                ::orm_core::derive::HasCounted::counted(&self.0.included)
            }
        }
    });
    let absent_doc = format!(
        "Only a row that was loaded with its `{name}` shows them: `{source}::query().include({module}::{name})`. \
         This row is a plain `{source}`: `get_{name}()` is a statement of its own. Each is a `{target_name}`."
    );
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl ::orm_core::derive::Includable for #of {
            type Source = #source;
            type Target = <Self as ::orm_core::derive::#base>::Target;
            type Route = ::orm_core::derive::#route<Self>;
            type Kind = ::orm_core::derive::kind::#kind_type;
            type Place = #position;

            const NAME: &'static str = #name;
            const KEY: &'static str = #key;
            const COUNT_KEY: &'static str = #count_key;
            #junction_key
        }

        #[allow(dead_code)]
        impl<I> #with<I> {
            #[doc = #show_doc]
            #[must_use]
            #visibility fn #ident<'loaded, Place, Targets>(&'loaded self) -> Targets
            where
                I: ::orm_core::derive::HasIncluded<#of, Place, Targets<'loaded> = Targets>,
            {
                ::orm_core::derive::HasIncluded::shown(&self.0.included)
            }

            #count
        }

        #[allow(dead_code, clippy::unused_self)]
        impl #source {
            #[doc = #absent_doc]
            #[must_use]
            #visibility fn #ident<Targets>(&self) -> Targets
            where
                for<'loaded> Self: ::orm_core::derive::WasIncluded<#of>,
            {
                ::core::unreachable!()
            }
        }
    }
}

/// By which association a target can be included by its type alone: the one without an alias.
pub(super) fn by_model(model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let mut targets: BTreeMap<&str, Vec<&Association>> = BTreeMap::new();
    for association in &model.associations {
        targets.entry(&association.target_name).or_default().push(association);
    }
    // Models of one name in two places are not told apart here.
    let targets = targets.into_values().filter(|all| all.iter().all(|each| each.target == all[0].target));
    let implementations = targets.map(|all| {
        let target = &all[0].target;
        let plain: Vec<&&Association> = all.iter().filter(|each| !each.aliased).collect();
        if let [one] = plain[..] {
            let one = &one.ident;
            return quote! {
                #[automatically_derived]
                impl ::orm_core::derive::AssociatedOnce<#target> for #source {
                    type Association = #module::#one;
                }
            };
        }
        let several = if plain.is_empty() { "only by other names" } else { "more than once" };
        let message = format!("`{source}` is associated with `{}` {several}", all[0].target_name);
        let names: Vec<String> = all.iter().map(|each| format!("`.include({module}::{})`", each.name)).collect();
        let note = format!("include the association that is meant: {}", names.join(" or "));
        let first = &all[0].ident;
        quote! {
            const _: () = {
                #[diagnostic::on_unimplemented(message = #message, label = "which association?", note = #note)]
                trait OneAssociation {}

                #[automatically_derived]
                impl ::orm_core::derive::AssociatedOnce<#target> for #source
                where
                    for<'one> #module::#first: OneAssociation,
                {
                    type Association = #module::#first;
                }
            };
        }
    });
    quote!(#(#implementations)*)
}

/// How many targets there are, and who has them.
fn kind_of(association: &Association, model: &Model<'_>) -> TokenStream {
    match association.kind {
        AssociationKind::HasMany => quote!(Many),
        AssociationKind::HasOne => quote!(One<::orm_core::derive::Optional>),
        AssociationKind::BelongsToMany => quote!(Linked),
        AssociationKind::BelongsTo => {
            // It leads nowhere as soon as one column of the key is NULL.
            let mandatory = matches!(&association.foreign_key, ForeignKey::Own(places)
                if places.iter().all(|place| !model.columns[*place].nullable));
            if mandatory {
                quote!(Parent<::orm_core::derive::Mandatory>)
            } else {
                quote!(Parent<::orm_core::derive::Optional>)
            }
        }
    }
}

/// The name of the junction's model.
fn junction(association: &Association) -> Option<String> {
    match &association.junction.as_ref()?.through {
        Through::Model(path) => path.segments.last().map(|segment| segment.ident.to_string()),
        Through::Table { .. } => None,
    }
}
