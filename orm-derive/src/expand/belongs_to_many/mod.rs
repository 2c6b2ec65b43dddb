//! The code of `#[belongs_to_many(..)]`.
//!
//! Owns the part that is the same for both kinds of junction: the impl of `ManyToMany`, the descriptor, and the
//! accessors that read and delete links. The other accessors are in `by_table` and `by_model`.

mod by_model;
mod by_table;
mod links;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::docs::{self, Effect, Words, one_statement};
use super::include::{self, Included};
use super::key;
use super::nested::{self, Nested};
use super::tokens::{action, option};
use crate::ir::{BelongsToMany, Junction, JunctionTable};
use links::Links;

pub(super) fn code(context: &Context<'_>, many: &BelongsToMany) -> TokenStream {
    let implementation = implementation(context, many);
    let links = Links::of(context, many);
    let (reading, removing) = (reading(context, &links), removing(context, &links));
    let adding = match &many.junction {
        Junction::Table(_) => by_table::adding(context, &links),
        Junction::Model(model) => by_model::adding(context, model, &links),
    };
    let accessors = context.accessors(quote!(#reading #removing #adding));
    let (plan, bound) = match &many.junction {
        Junction::Table(_) => ("NewTargets", by_table::bound(context)),
        Junction::Model(_) => ("NewLinkedTargets", by_model::bound(context)),
    };
    let nested = nested::setter(context, &Nested { plan, bound, many: true, rows: quote!(new), gives: &[] });
    let included = Included::by_junction(many.model().map(|model| &*model.name));
    let include = include::association(context, &included);
    quote!(#implementation #accessors #nested #include)
}

/// `impl ManyToMany for movies::actors`, and for a junction model also `impl Through`.
fn implementation(context: &Context<'_>, many: &BelongsToMany) -> TokenStream {
    let (of, source, association) = (&context.of, context.model.ident, context.association);
    let (name, path, span) = (&association.name, &association.target, association.ident.span());
    let (target_key, exist) = key::target_key(path, &many.target_key, of, "ManyToMany");
    let target = key::checked(&quote!(#path), span, &exist.unwrap_or_else(|| key::is_model(path, span)));
    let source_key = key::source_key(many.source_key.as_ref(), many.source_span, context.model);
    let unique = many.unique();
    let (names, through) = match &many.junction {
        Junction::Table(table) => (by_table::names(table, many), TokenStream::new()),
        Junction::Model(model) => (by_model::names(context, model), by_model::through(context, model, many)),
    };
    quote! {
        #[automatically_derived]
        impl __orm::ManyToMany for #of {
            type Source = #source;
            type Target = #target;
            type SourceKey = #source_key;
            type TargetKey = #target_key;

            const NAME: &'static str = #name;
            const UNIQUE: bool = #unique;
            #names
        }
        #through
    }
}

/// The descriptor of the junction.
pub(super) fn descriptor(context: &Context<'_>, many: &BelongsToMany) -> TokenStream {
    let Context { model, association, of, .. } = context;
    let (name, owner) = (&association.name, model.ident.to_string());
    let (table, schema, unique_key, timestamps) = match &many.junction {
        Junction::Table(JunctionTable { schema, name, timestamps }) => {
            (quote!(#name), option(schema.as_ref().map(|schema| quote!(#schema))), None, *timestamps)
        }
        Junction::Model(junction) => {
            let model = quote!(<<#of as __orm::Through>::Junction as __orm::Model>);
            let unique_key = junction.unique_key.as_ref().map(|name| quote!(#name));
            (quote!(#model::TABLE_NAME), quote!(#model::SCHEMA_NAME), unique_key, false)
        }
    };
    let (is_model, unique, unique_key) = (many.model().is_some(), many.unique(), option(unique_key));
    let of = quote!(<#of as __orm::ManyToMany>);
    let key = |names: &str, model: &str, key: &str| {
        let (names, model, key) = (format_ident!("{names}"), format_ident!("{model}"), format_ident!("{key}"));
        quote!(__orm::JunctionKeyDescriptor {
            columns: #of::#names,
            referenced_table: <#of::#model as __orm::Model>::TABLE_NAME,
            referenced_schema: <#of::#model as __orm::Model>::SCHEMA_NAME,
            referenced_model: <#of::#model as __orm::Model>::NAME,
            referenced_columns: <#of::#key as __orm::Key<#of::#model>>::NAMES,
        })
    };
    let source = key("SOURCE_NAMES", "Source", "SourceKey");
    let target = key("TARGET_NAMES", "Target", "TargetKey");
    let (on_delete, on_update) = (action(association.on_delete), action(association.on_update));
    quote! {
        __orm::JunctionDescriptor {
            association: #name,
            model: #owner,
            table: #table,
            schema: #schema,
            is_model: #is_model,
            source: #source,
            target: #target,
            unique: #unique,
            unique_key: #unique_key,
            timestamps: #timestamps,
            on_delete: #on_delete,
            on_update: #on_update,
        }
    }
}

/// `get`, `count`, `has`.
fn reading(context: &Context<'_>, links: &Links) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (get, count) = (context.method("get", many), context.method("count", many));
    let (has_one, has_many) = (context.method("has", one), context.method("has", many));
    let (key, keys) = (links::key(context, "IntoKey"), links::key(context, "IntoKeys"));
    let words = Words::of(context.association, context.model);
    let from = links.targets(words.target);
    let (get_doc, count_doc) = (docs::get(&words, &from), docs::count(&words, &from));
    let (has_one_doc, has_many_doc) = (docs::has_one(&words, &from), docs::has_many(&words, &from));
    quote! {
        #[doc = #get_doc]
        #visibility fn #get(&self) -> __orm::GetLinked<#of> {
            __orm::get_linked::<#of>(self)
        }

        #[doc = #count_doc]
        #visibility fn #count(&self) -> __orm::Count<__orm::GetLinked<#of>> {
            self.#get().count()
        }

        #[doc = #has_one_doc]
        #visibility fn #has_one(&self, target: impl #key) -> __orm::HasLinks<#of> {
            __orm::HasLinks::new(self, [target])
        }

        #[doc = #has_many_doc]
        #visibility fn #has_many(&self, targets: impl #keys) -> __orm::HasLinks<#of> {
            __orm::HasLinks::new(self, targets)
        }
    }
}

/// `remove`.
fn removing(context: &Context<'_>, links: &Links) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (remove_one, remove_many) = (context.method("remove", one), context.method("remove", many));
    let (key, keys) = (links::key(context, "IntoKey"), links::key(context, "IntoKeys"));
    let words = Words::of(context.association, context.model);
    let Links { junction, rows, target_columns, name, .. } = links;
    let effect = |whose: &str, itself: String, links: &str| Effect {
        does: format!("deletes {whose} of {name}, not {itself}"),
        others: format!("{links} to other {} are not touched.", words.sources),
        returns: "Returns how many links were removed.".to_owned(),
        sql: one_statement(&format!("DELETE FROM {junction} WHERE {rows} AND {target_columns} IN ..")),
    };
    let one = effect("its row", format!("the `{}` itself", words.target), "Its links");
    let several = effect("their rows", format!("the `{many}` themselves"), "Their links");
    let (one_doc, many_doc) = (docs::remove_one(&words, &one), docs::remove_many(&words, &several));
    quote! {
        #[doc = #one_doc]
        #visibility fn #remove_one(&self, target: impl #key) -> __orm::RemoveLinks<#of> {
            __orm::RemoveLinks::new(self, [target])
        }

        #[doc = #many_doc]
        #visibility fn #remove_many(&self, targets: impl #keys) -> __orm::RemoveLinks<#of> {
            __orm::RemoveLinks::new(self, targets)
        }
    }
}
