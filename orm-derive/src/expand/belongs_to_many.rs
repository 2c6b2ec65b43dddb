//! `#[belongs_to_many(..)]`: the impls of `ManyToMany` and `Through`, the junction's descriptor, and the accessors.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::association::{
    action, checked, columns_exist, give_scope, given, named_key, referenced_key, scope_conditions, scope_exists,
    target_referenced_key,
};
use super::columns::option;
use super::docs::Sql;
use crate::ir::{Association, Junction, Model, Through};

/// `impl ManyToMany for movies::actors`, and for a junction model also `impl Through`.
pub(super) fn implementation(association: &Association, junction: &Junction, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target, .. } = association;
    let (name, path) = (&association.name, quote!(#target));
    let of = quote!(#module::#ident);
    let (target_key, exist) = target_referenced_key(association, &of, "ManyToMany");
    let is_model = quote_spanned!(ident.span()=> ::orm_core::derive::is_model::<#path>());
    let target = checked(&path, ident.span(), &exist.unwrap_or(is_model));
    let source_key = referenced_key(association, model);
    let (names, through) = match &junction.through {
        Through::Table { .. } => (table_names(junction), TokenStream::new()),
        Through::Model(_) => model_names(association, junction, model),
    };
    let unique = junction.unique;
    let scope = matches!(junction.through, Through::Model(_)).then(|| scope(association, &of)).flatten();
    quote! {
        #[automatically_derived]
        impl ::orm_core::derive::ManyToMany for #module::#ident {
            type Source = #source;
            type Target = #target;
            type SourceKey = #source_key;
            type TargetKey = #target_key;

            const NAME: &'static str = #name;
            const UNIQUE: bool = #unique;
            #names
            #scope
        }
        #through
    }
}

/// The names of a junction that the schema makes.
fn table_names(junction: &Junction) -> TokenStream {
    let Junction { source_names, target_names, through, .. } = junction;
    let quoted = through.quoted();
    let qualified = |names: &[String]| names.iter().map(|name| format!("{quoted}.\"{name}\"")).collect::<Vec<_>>();
    let (source_sql, target_sql) = (qualified(source_names), qualified(target_names));
    quote! {
        const JUNCTION: &'static str = #quoted;
        const SOURCE_NAMES: &'static [&'static str] = &[#(#source_names,)*];
        const SOURCE_SQL: &'static [&'static str] = &[#(#source_sql,)*];
        const TARGET_NAMES: &'static [&'static str] = &[#(#target_names,)*];
        const TARGET_SQL: &'static [&'static str] = &[#(#target_sql,)*];
    }
}

/// The names of a junction that is a model, and the impl of `Through`.
fn model_names(association: &Association, junction: &Junction, model: &Model<'_>) -> (TokenStream, TokenStream) {
    let Through::Model(path) = &junction.through else { return Default::default() };
    let (module, ident) = (&model.module, &association.ident);
    let of = quote!(#module::#ident);
    let path = quote!(#path);
    let through = quote!(<#of as ::orm_core::derive::Through>::Junction);
    let (source_span, target_span) = (junction.source_span, junction.target_span);
    let checked_junction = checked(&path, source_span, &junction_exists(association, junction, &path));
    let source_link = named_key(&through, &junction.source_names, source_span);
    let target_link = named_key(&through, &junction.target_names, target_span);
    let part = |part: &str| {
        let part = format_ident!("{part}");
        quote!(<#of as ::orm_core::derive::ManyToMany>::#part)
    };
    let (source, source_key) = (part("Source"), part("SourceKey"));
    let (target, target_key) = (part("Target"), part("TargetKey"));
    let same_source =
        quote_spanned!(source_span=> ::orm_core::derive::references::<#through, #source_link, #source, #source_key>());
    let same_target =
        quote_spanned!(target_span=> ::orm_core::derive::references::<#through, #target_link, #target, #target_key>());
    let checked_source = checked(&source_link, source_span, &same_source);
    let checked_target = checked(&target_link, target_span, &same_target);
    let link = |link: &str| {
        let link = format_ident!("{link}");
        quote!(<<#of as ::orm_core::derive::Through>::#link as ::orm_core::derive::Key<#through>>)
    };
    let (source_keys, target_keys) = (link("SourceLink"), link("TargetLink"));
    let scope = give_scope(association, &quote!(<Self as ::orm_core::derive::Through>::Junction));
    let keys = [quote!(Self::SourceLink), quote!(Self::TargetLink)];
    let given = given(association, &quote!(Self::Junction), &keys);
    let names = quote! {
        const JUNCTION: &'static str = <#through as ::orm_core::derive::Model>::TABLE;
        const SOURCE_NAMES: &'static [&'static str] = #source_keys::NAMES;
        const SOURCE_SQL: &'static [&'static str] = #source_keys::SQL;
        const TARGET_NAMES: &'static [&'static str] = #target_keys::NAMES;
        const TARGET_SQL: &'static [&'static str] = #target_keys::SQL;
    };
    let through = quote! {
        #[automatically_derived]
        impl ::orm_core::derive::Through for #of {
            type Junction = #checked_junction;
            type SourceLink = #checked_source;
            type TargetLink = #checked_target;
            type Given = #given;

            fn link(
                values: &mut <Self::Junction as ::orm_core::derive::Model>::Values,
                source: ::orm_core::derive::SourceValue<Self>,
                target: ::orm_core::derive::TargetValue<Self>,
            ) {
                <Self::SourceLink as ::orm_core::derive::Key<Self::Junction>>::give(values, source);
                <Self::TargetLink as ::orm_core::derive::Key<Self::Junction>>::give(values, target);
                #scope
            }
        }
    };
    (names, through)
}

/// The check that the junction's model has the columns that the association uses.
fn junction_exists(association: &Association, junction: &Junction, path: &TokenStream) -> TokenStream {
    let Junction { source_names, target_names, source_span, target_span, source_given, target_given, .. } = junction;
    let by_convention = |option: &str| format!("; add the one that is missing, or name the key: `{option} = \"..\"`");
    let instead = |given: bool, option: &str| if given { String::new() } else { by_convention(option) };
    let source = columns_exist(path, source_names, *source_span, &instead(*source_given, "foreign_key"));
    let target = columns_exist(path, target_names, *target_span, &instead(*target_given, "other_key"));
    scope_exists(association, path, &quote!(#source && #target))
}

/// The scope on the junction's columns, as a condition.
fn scope(association: &Association, of: &TokenStream) -> Option<TokenStream> {
    let conditions = scope_conditions(association, &quote!(<#of as ::orm_core::derive::Through>::Junction));
    (!association.scope.is_empty()).then(|| quote!(const SCOPE: &'static str = #conditions;))
}

/// The descriptor of the junction.
pub(super) fn descriptor(association: &Association, model: &Model<'_>) -> TokenStream {
    let Some(junction) = &association.junction else { return TokenStream::new() };
    let (module, ident) = (&model.module, &association.ident);
    let (name, owner) = (&association.name, model.ident.to_string());
    let of = quote!(<#module::#ident as ::orm_core::derive::ManyToMany>);
    let (table, schema) = match &junction.through {
        Through::Table { table, schema } => (quote!(#table), option(schema.as_ref().map(|schema| quote!(#schema)))),
        Through::Model(_) => {
            let model = quote!(<<#module::#ident as ::orm_core::derive::Through>::Junction as ::orm_core::derive::Model>);
            (quote!(#model::TABLE_NAME), quote!(#model::SCHEMA_NAME))
        }
    };
    let is_model = matches!(junction.through, Through::Model(_));
    let key = |names: &str, model: &str, key: &str| {
        let (names, model, key) = (format_ident!("{names}"), format_ident!("{model}"), format_ident!("{key}"));
        quote!(::orm_core::derive::JunctionKeyDescriptor {
            columns: #of::#names,
            referenced_table: <#of::#model as ::orm_core::derive::Model>::TABLE_NAME,
            referenced_schema: <#of::#model as ::orm_core::derive::Model>::SCHEMA_NAME,
            referenced_model: <#of::#model as ::orm_core::derive::Model>::NAME,
            referenced_columns: <#of::#key as ::orm_core::derive::Key<#of::#model>>::NAMES,
        })
    };
    let source = key("SOURCE_NAMES", "Source", "SourceKey");
    let target = key("TARGET_NAMES", "Target", "TargetKey");
    let Junction { unique, timestamps, .. } = junction;
    let unique_key = option(junction.unique_key.as_ref().map(|name| quote!(#name)));
    let (on_delete, on_update) = (action(association.on_delete), action(association.on_update));
    quote! {
        ::orm_core::derive::JunctionDescriptor {
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

/// The accessors.
pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let Some(junction) = &association.junction else { return TokenStream::new() };
    let Model { ident: source, module, visibility, .. } = model;
    let Association { ident: many, singular: one, target_name, .. } = association;
    let of = quote!(#module::#many);
    let target = quote!(<#of as ::orm_core::derive::ManyToMany>);
    let key = quote!(::orm_core::derive::IntoKey<#target::Target, #target::TargetKey>);
    let keys = quote!(::orm_core::derive::IntoKeys<#target::Target, #target::TargetKey>);
    let method = |verb: &str, noun: &str| format_ident!("{verb}_{noun}", span = many.span());
    let plural = &association.name;
    let (get, count) = (method("get", plural), method("count", plural));
    let (has_one, has_many) = (method("has", one), method("has", plural));
    let (remove_one, remove_many) = (method("remove", one), method("remove", plural));
    let linking = match junction.through {
        Through::Table { .. } => links(association, model),
        Through::Model(_) => links_through(association, junction, model),
    };
    let Sql { target: target_table, target_id, scoped, junction: table, link, .. } =
        super::docs::sql(association, model);
    let rows = format!("FROM {target_table} WHERE {target_id} IN (SELECT {link} FROM {table} WHERE {scoped})");
    let get_doc =
        format!("The `{plural}` of this row, to be filtered, ordered, limited.\n\n`SELECT .. {rows}`, one statement.");
    let count_doc = format!("How many `{plural}` this row has.\n\n`SELECT count(*) {rows}`, one statement.");
    let has_doc = format!(
        "Whether that `{target_name}` is one of the `{plural}` of this row.\n\n`SELECT (SELECT count(*) {rows} AND {target_id} IN ..) = ..`, one statement."
    );
    let has_many_doc = format!(
        "Whether all of these are among the `{plural}` of this row; true for none.\n\n`SELECT (SELECT count(*) {rows} AND {target_id} IN ..) = ..`, one statement."
    );
    let delete = format!("`DELETE FROM {table} WHERE {scoped} AND {link} IN ..`, one statement.");
    let remove_doc =
        format!("Undoes this row's link to that `{target_name}`; yields the number of links undone.\n\n{delete}");
    let remove_many_doc = format!("Undoes this row's links to these; yields the number of links undone.\n\n{delete}");
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::derive::GetLinked<#of> {
                ::orm_core::derive::get_linked::<#of>(self)
            }

            #[doc = #count_doc]
            #visibility fn #count(&self) -> ::orm_core::derive::Count<::orm_core::derive::GetLinked<#of>> {
                self.#get().count()
            }

            #[doc = #has_doc]
            #visibility fn #has_one(&self, target: impl #key) -> ::orm_core::derive::HasLinks<#of> {
                ::orm_core::derive::HasLinks::new(self, [target])
            }

            #[doc = #has_many_doc]
            #visibility fn #has_many(&self, targets: impl #keys) -> ::orm_core::derive::HasLinks<#of> {
                ::orm_core::derive::HasLinks::new(self, targets)
            }

            #[doc = #remove_doc]
            #visibility fn #remove_one(&self, target: impl #key) -> ::orm_core::derive::RemoveLinks<#of> {
                ::orm_core::derive::RemoveLinks::new(self, [target])
            }

            #[doc = #remove_many_doc]
            #visibility fn #remove_many(&self, targets: impl #keys) -> ::orm_core::derive::RemoveLinks<#of> {
                ::orm_core::derive::RemoveLinks::new(self, targets)
            }

            #linking
        }
    }
}

/// `add`, `set` and `create` where the junction has no model.
fn links(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { module, visibility, .. } = model;
    let Association { ident: many, singular: one, target_name, .. } = association;
    let of = quote!(#module::#many);
    let target = quote!(<#of as ::orm_core::derive::ManyToMany>);
    let key = quote!(::orm_core::derive::IntoKey<#target::Target, #target::TargetKey>);
    let keys = quote!(::orm_core::derive::IntoKeys<#target::Target, #target::TargetKey>);
    let method = |verb: &str, noun: &str| format_ident!("{verb}_{noun}", span = many.span());
    let plural = &association.name;
    let (add_one, add_many) = (method("add", one), method("add", plural));
    let (set, create) = (method("set", plural), method("create", one));
    let Sql { scoped, junction, links, link, .. } = super::docs::sql(association, model);
    let insert = format!("`INSERT INTO {junction} ({links}) SELECT .. ON CONFLICT DO NOTHING`");
    let add_doc = format!(
        "Links that `{target_name}` to this row; yields the number of links that were not there before.\n\n{insert}, one statement."
    );
    let add_many_doc = format!(
        "Links all of these to this row; yields the number of links that were not there before.\n\n{insert}, one statement."
    );
    let set_doc = format!(
        "Makes these the only `{plural}` of this row.\n\n`DELETE FROM {junction} WHERE {scoped} AND NOT ({link} IN ..)` and {insert}: two statements in one transaction."
    );
    let create_doc = format!(
        "A new `{target_name}`, linked to this row.\n\n`INSERT INTO {target_name} .. RETURNING ..` and {insert}: two statements in one transaction."
    );
    quote! {
        #[doc = #add_doc]
        #visibility fn #add_one(&self, target: impl #key) -> ::orm_core::derive::AddLinks<#of> {
            ::orm_core::derive::AddLinks::new(self, [target])
        }

        #[doc = #add_many_doc]
        #visibility fn #add_many(&self, targets: impl #keys) -> ::orm_core::derive::AddLinks<#of> {
            ::orm_core::derive::AddLinks::new(self, targets)
        }

        #[doc = #set_doc]
        #visibility fn #set(&self, targets: impl #keys) -> ::orm_core::derive::SetLinks<#of> {
            ::orm_core::derive::SetLinks::new(self, targets)
        }

        #[doc = #create_doc]
        #visibility fn #create(&self) -> ::orm_core::derive::CreateLinkedOf<#of> {
            ::orm_core::derive::create_linked_of::<#of>(self)
        }
    }
}

/// `add`, `set` and `create` where the junction is a model.
fn links_through(association: &Association, junction: &Junction, model: &Model<'_>) -> TokenStream {
    let Model { module, visibility, .. } = model;
    let Association { ident: many, singular: one, target_name, .. } = association;
    let of = quote!(#module::#many);
    let target = quote!(<#of as ::orm_core::derive::ManyToMany>);
    let key = quote!(::orm_core::derive::IntoKey<#target::Target, #target::TargetKey>);
    let keys = quote!(::orm_core::derive::IntoKeys<#target::Target, #target::TargetKey>);
    let method = |verb: &str, noun: &str| format_ident!("{verb}_{noun}", span = many.span());
    let plural = &association.name;
    let (add_one, add_many) = (method("add", one), method("add", plural));
    let (set, create) = (method("set", plural), method("create", one));
    let Sql { scoped, junction: table, links, link, .. } = super::docs::sql(association, model);
    let conflict = if junction.unique { format!(" ON CONFLICT ({links}) DO UPDATE SET ..") } else { String::new() };
    let insert = format!("`INSERT INTO {table} ({links}, ..) VALUES (..){conflict} RETURNING ..`");
    let add_doc = format!(
        "Links that `{target_name}` to this row, with the junction's columns that are given behind; yields the junction's row.\n\n{insert}, one statement."
    );
    let add_many_doc = format!(
        "Links all of these to this row, each with the junction's columns that are given behind; yields the junction's rows.\n\n{insert}, one statement."
    );
    let set_doc = format!(
        "Makes these the only `{plural}` of this row; links that stay keep their columns.\n\n`DELETE FROM {table} WHERE {scoped} AND NOT ({link} IN ..)` and {insert}: two statements in one transaction."
    );
    let create_doc = format!(
        "A new `{target_name}`, linked to this row by that new row of the junction.\n\n`INSERT INTO {target_name} .. RETURNING ..` and `INSERT INTO {table} ({links}, ..) ..`: two statements in one transaction."
    );
    // Where a pair can be linked several times, "the only links" is not a thing that can be said of pairs.
    let set = junction.unique.then(|| {
        quote! {
            #[doc = #set_doc]
            #visibility fn #set(&self, targets: impl #keys) -> ::orm_core::derive::LinkOnlyOf<#of> {
                ::orm_core::derive::link_only::<#of>(self, targets)
            }
        }
    });
    quote! {
        #[doc = #add_doc]
        #visibility fn #add_one(&self, target: impl #key) -> ::orm_core::derive::LinkOneOf<#of> {
            ::orm_core::derive::link_one::<#of>(self, target)
        }

        #[doc = #add_many_doc]
        #visibility fn #add_many(&self, targets: impl #keys) -> ::orm_core::derive::LinkManyOf<#of> {
            ::orm_core::derive::link_many::<#of>(self, targets)
        }

        #set

        #[doc = #create_doc]
        #visibility fn #create(&self, link: impl ::orm_core::derive::LinkOf<#of>) -> ::orm_core::derive::CreateThroughOf<#of> {
            ::orm_core::derive::create_through_of::<#of>(self, link)
        }
    }
}
