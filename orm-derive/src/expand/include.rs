//! Owns the code for eager loading: `TeamWith<I>`, and the impls by which an association can be included.
//!
//! Must not know the kinds of association: each passes how it is loaded.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::context::Context;
use super::{docs, tokens};
use crate::ir::{Association, Model};
use crate::naming;

/// The type of a loaded row. It stands beside the model's struct, so that users can name it.
pub(super) fn loaded(model: &Model<'_>) -> TokenStream {
    let Model { ident, visibility, .. } = model;
    let with = format_ident!("{ident}With");
    let doc = docs::loaded(model);
    let library = tokens::library(model);
    quote! {
        #library::with! {
            #[doc = #doc]
            #visibility struct #with of #ident
        }
    }
}

/// How an association is loaded.
pub(super) struct Included<'a> {
    /// The trait that has the associated type `Target`: `Association`.
    base: &'static str,
    /// The route by which targets are found: `ByKey`.
    route: &'static str,
    /// The kind, which says how many targets a source has, and whether several sources may have one target: `Many`.
    kind: TokenStream,
    /// Whether there may be several, so that they can be counted.
    many: bool,
    /// The name of the junction's model.
    junction: Option<&'a str>,
}

impl<'a> Included<'a> {
    /// An association by a foreign key in one of the two models.
    pub(super) fn by_key(kind: TokenStream, many: bool) -> Self {
        Self { base: "Association", route: "ByKey", kind, many, junction: None }
    }

    /// An association by a junction.
    pub(super) fn by_junction(model: Option<&'a str>) -> Self {
        Self { base: "ManyToMany", route: "ByJunction", kind: quote!(Linked), many: true, junction: model }
    }
}

/// `impl Includable`, and the method that returns the targets. A loaded row has the method; a row without includes has
/// one whose call is an error that says what to write instead.
pub(super) fn association(context: &Context<'_>, included: &Included<'_>) -> TokenStream {
    let span = context.association.ident.span();
    let (includable, shown, absent) = (includable(context, included), shown(context, included.many), absent(context));
    quote_spanned!(span=> #includable #shown #absent)
}

fn includable(context: &Context<'_>, included: &Included<'_>) -> TokenStream {
    let Context { model, association, place, of } = context;
    let (source, name) = (model.ident, &association.name);
    let (base, route) = (format_ident!("{}", included.base), format_ident!("{}", included.route));
    let kind = &included.kind;
    let position = (0..*place).fold(quote!(__orm::Nothing), |before, _| quote!(__orm::Next<#before>));
    let rename = |name: &str| model.serialized.map_or_else(|| name.to_owned(), |rule| rule.apply(name));
    let (key, count_key) = (rename(name), rename(&format!("{name}_count")));
    let junction_key = included.junction.map(|junction| {
        let key = rename(&naming::snake(junction));
        quote!(const JUNCTION_KEY: &'static str = #key;)
    });
    quote_spanned! {association.ident.span()=>
        #[automatically_derived]
        impl __orm::Includable for #of {
            type Source = #source;
            type Target = <Self as __orm::#base>::Target;
            type Route = __orm::#route<Self>;
            type Kind = __orm::kind::#kind;
            type Place = #position;

            const NAME: &'static str = #name;
            const KEY: &'static str = #key;
            const COUNT_KEY: &'static str = #count_key;
            #junction_key
        }
    }
}

/// The methods of a loaded row.
fn shown(context: &Context<'_>, many: bool) -> TokenStream {
    let Context { model, association, of, .. } = context;
    let (visibility, ident, name) = (model.visibility, &association.ident, &association.name);
    let with = format_ident!("{}With", model.ident);
    let doc = docs::shown(association, model);
    let count = many.then(|| {
        let count = format_ident!("{name}_count", span = ident.span());
        let doc = docs::counted(association, model);
        quote! {
            #[doc = #doc]
            #[must_use]
            #visibility fn #count<Place>(&self) -> i64
            where
                I: __orm::HasCounted<#of, Place>,
            {
                __orm::HasCounted::counted(&self.0.included)
            }
        }
    });
    quote_spanned! {ident.span()=>
        #[allow(dead_code)]
        impl<I> #with<I> {
            #[doc = #doc]
            #[must_use]
            #visibility fn #ident<'loaded, Place, Targets>(&'loaded self) -> Targets
            where
                I: __orm::HasIncluded<#of, Place, Targets<'loaded> = Targets>,
            {
                __orm::HasIncluded::shown(&self.0.included)
            }

            #count
        }
    }
}

/// The method of a row without includes, a call of which never compiles.
fn absent(context: &Context<'_>) -> TokenStream {
    let Context { model, association, of, .. } = context;
    let (source, visibility, ident) = (model.ident, model.visibility, &association.ident);
    let doc = docs::absent(association, model);
    quote_spanned! {ident.span()=>
        #[allow(dead_code, clippy::unused_self)]
        impl #source {
            #[doc = #doc]
            #[must_use]
            #visibility fn #ident<Targets>(&self) -> Targets
            where
                for<'loaded> Self: __orm::WasIncluded<#of>,
            {
                ::core::unreachable!()
            }
        }
    }
}

/// The impls by which `include_model::<T>()` finds the association to `T`: the only one without an alias.
pub(super) fn by_model(model: &Model<'_>) -> TokenStream {
    let mut targets: BTreeMap<&str, Vec<&Association>> = BTreeMap::new();
    for association in &model.associations {
        targets.entry(&association.target_name).or_default().push(association);
    }
    // Two models of the same name in two modules count as one here.
    let targets = targets.into_values().filter(|all| all.iter().all(|each| each.target == all[0].target));
    let implementations = targets.map(|all| {
        let plain: Vec<&&Association> = all.iter().filter(|each| !each.aliased).collect();
        if let [one] = plain[..] { once(model, one) } else { several(model, &all, plain.is_empty()) }
    });
    quote!(#(#implementations)*)
}

fn once(model: &Model<'_>, association: &Association) -> TokenStream {
    let (source, module) = (model.ident, &model.module);
    let Association { target, ident, .. } = association;
    quote! {
        #[automatically_derived]
        impl __orm::AssociatedOnce<#target> for #source {
            type Association = #module::#ident;
        }
    }
}

/// An impl whose bound never holds, with a message that says what to write instead.
fn several(model: &Model<'_>, all: &[&Association], aliased: bool) -> TokenStream {
    let (source, module) = (model.ident, &model.module);
    let Association { target, target_name, ident: first, .. } = all[0];
    let several = if aliased { "only by other names" } else { "more than once" };
    let message = format!("`{source}` is associated with `{target_name}` {several}");
    let names: Vec<String> = all.iter().map(|each| format!("`.include({module}::{})`", each.name)).collect();
    let note = format!("include the association that is meant: {}", names.join(" or "));
    quote! {
        const _: () = {
            #[diagnostic::on_unimplemented(message = #message, label = "which association?", note = #note)]
            trait OneAssociation {}

            #[automatically_derived]
            impl __orm::AssociatedOnce<#target> for #source
            where
                for<'one> #module::#first: OneAssociation,
            {
                type Association = #module::#first;
            }
        };
    }
}
