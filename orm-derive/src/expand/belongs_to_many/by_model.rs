//! Owns the part of `belongs_to_many` that a junction with a model has: `impl Through`, `add`, `set` and `create`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::links::{self, Links};
use crate::expand::context::Context;
use crate::expand::docs::{self, Effect, Words, one_statement, two_statements};
use crate::expand::{key, scope};
use crate::ir::{BelongsToMany, JunctionModel};

/// The constants of `ManyToMany` that name the junction.
pub(super) fn names(context: &Context<'_>, junction: &JunctionModel) -> TokenStream {
    let of = &context.of;
    let model = quote!(<#of as __orm::Through>::Junction);
    let link = |link: &str| {
        let link = format_ident!("{link}");
        quote!(<<#of as __orm::Through>::#link as __orm::Key<#model>>)
    };
    let (source, target) = (link("SourceLink"), link("TargetLink"));
    let scope = (!junction.scope.is_empty()).then(|| {
        let conditions = scope::conditions(&junction.scope, &model);
        quote!(const SCOPE: &'static str = #conditions;)
    });
    quote! {
        const JUNCTION: &'static str = <#model as __orm::Model>::TABLE;
        const SOURCE_NAMES: &'static [&'static str] = #source::NAMES;
        const SOURCE_SQL: &'static [&'static str] = #source::SQL;
        const TARGET_NAMES: &'static [&'static str] = #target::NAMES;
        const TARGET_SQL: &'static [&'static str] = #target::SQL;
        #scope

        fn check_junction() -> __orm::diesel::QueryResult<()> {
            <#model as __orm::Model>::check_table()
        }
    }
}

/// `impl Through`.
pub(super) fn through(context: &Context<'_>, junction: &JunctionModel, many: &BelongsToMany) -> TokenStream {
    let (of, path) = (&context.of, &junction.path);
    let (source_span, target_span) = (many.source_names_span, many.target_names_span);
    let checked_junction = key::checked(&quote!(#path), source_span, &exists(junction, many));
    let model = quote!(<#of as __orm::Through>::Junction);
    let link = |names: &[String], span, of_key: &str| {
        let (owner, key) = (format_ident!("{of_key}"), format_ident!("{of_key}Key"));
        let link = key::named(&model, names, span);
        let referenced = quote!(<#of as __orm::ManyToMany>::#owner);
        let referenced_key = quote!(<#of as __orm::ManyToMany>::#key);
        let same = key::references(span, (&model, &link), (&referenced, &referenced_key));
        key::checked(&link, span, &same)
    };
    let source_link = link(&many.source_names, source_span, "Source");
    let target_link = link(&many.target_names, target_span, "Target");
    let scope_values = scope::give(&junction.scope, &quote!(<Self as __orm::Through>::Junction));
    let keys = [quote!(Self::SourceLink), quote!(Self::TargetLink)];
    let given = scope::given(&junction.scope, &quote!(Self::Junction), &keys);
    let possible = ["SourceLink", "TargetLink"].map(|link| {
        let link = format_ident!("{link}");
        key::possible_actions(context, &model, &quote!(<#of as __orm::Through>::#link))
    });
    quote! {
        #(#possible)*

        #[automatically_derived]
        impl __orm::Through for #of {
            type Junction = #checked_junction;
            type SourceLink = #source_link;
            type TargetLink = #target_link;
            type Given = #given;

            fn link(
                values: &mut <Self::Junction as __orm::Model>::Values,
                source: __orm::SourceValue<Self>,
                target: __orm::TargetValue<Self>,
            ) {
                <Self::SourceLink as __orm::Key<Self::Junction>>::give(values, source);
                <Self::TargetLink as __orm::Key<Self::Junction>>::give(values, target);
                #scope_values
            }
        }
    }
}

/// The check that the junction's model has the columns that the association uses.
fn exists(junction: &JunctionModel, many: &BelongsToMany) -> TokenStream {
    let exist = |names: &[String], span, given: bool, option: &str| {
        let by_convention = format!("; add the one that is missing, or name the key: `{option} = \"..\"`");
        key::columns_exist(&junction.path, names, span, if given { "" } else { &by_convention })
    };
    let source = exist(&many.source_names, many.source_names_span, many.source_names_given, "foreign_key");
    let target = exist(&many.target_names, many.target_names_span, many.target_names_given, "other_key");
    scope::exists(&junction.scope, &junction.path, &quote!(#source && #target))
}

/// The bound on a new pair of target and junction.
pub(super) fn bound(context: &Context<'_>) -> TokenStream {
    let of = &context.of;
    let (junction, target) = (quote!(<#of as __orm::Through>::Junction), quote!(<#of as __orm::ManyToMany>::Target));
    quote!(__orm::NewLinkedOf<#of, #junction, #target, Plan = N>)
}

/// `add`, `set` and `create`.
pub(super) fn adding(context: &Context<'_>, junction: &JunctionModel, links: &Links) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (add_one, add_many) = (context.method("add", one), context.method("add", many));
    let (set, create) = (context.method("set", many), context.method("create", one));
    let (key, keys) = (links::key(context, "IntoKey"), links::key(context, "IntoKeys"));
    let [add_one_doc, add_many_doc, set_doc, create_doc] = docs(context, junction, links);
    // Where a pair can be linked several times, a list of targets does not say which links are to stay.
    let set = junction.unique.then(|| {
        quote! {
            #[doc = #set_doc]
            #visibility fn #set(&self, targets: impl #keys) -> __orm::LinkOnlyOf<#of> {
                __orm::link_only::<#of>(self, targets)
            }
        }
    });
    quote! {
        #[doc = #add_one_doc]
        #visibility fn #add_one(&self, target: impl #key) -> __orm::LinkOneOf<#of> {
            __orm::link_one::<#of>(self, target)
        }

        #[doc = #add_many_doc]
        #visibility fn #add_many(&self, targets: impl #keys) -> __orm::LinkManyOf<#of> {
            __orm::link_many::<#of>(self, targets)
        }

        #set

        #[doc = #create_doc]
        #visibility fn #create(&self, link: impl __orm::LinkOf<#of>) -> __orm::CreateThroughOf<#of> {
            __orm::create_through_of::<#of>(self, link)
        }
    }
}

fn docs(context: &Context<'_>, junction: &JunctionModel, links: &Links) -> [String; 4] {
    let words = Words::of(context.association, context.model);
    let Words { source, target, .. } = &words;
    let Links { name, junction: table, columns, .. } = links;
    let conflict = if junction.unique { format!(" ON CONFLICT ({columns}) DO UPDATE SET ..") } else { String::new() };
    let insert = format!("INSERT INTO {table} ({columns}, ..) VALUES (..){conflict} RETURNING ..");
    let updated = |one: &str| if junction.unique { one.to_owned() } else { String::new() };
    let set_columns = "set its other columns before `.exec(..)`";
    let add_one = Effect {
        does: format!("inserts a {name}; {set_columns}"),
        others: updated(&format!("If it is linked already, its {name} is updated.")),
        returns: format!("Returns the {name}."),
        sql: one_statement(&insert),
    };
    let add_many = Effect {
        does: format!("inserts a {name} for each; {set_columns}"),
        others: updated(&format!("For each that is linked already, its {name} is updated.")),
        returns: format!("Returns the rows of {name}."),
        sql: one_statement(&insert),
    };
    let set = Effect {
        does: format!("deletes each other {name} of this {source} and inserts the missing ones; {set_columns}"),
        others: "Links that exist already keep the columns that are not set.".to_owned(),
        returns: "Returns how many links were added and removed.".to_owned(),
        sql: two_statements(&links.delete_others(), &insert),
    };
    let create = Effect {
        does: format!("inserts it, and the given {name}"),
        others: String::new(),
        returns: format!("Returns the new `{target}`."),
        sql: two_statements(
            &format!("INSERT INTO {target} .. RETURNING .."),
            &format!("INSERT INTO {table} ({columns}, ..) .."),
        ),
    };
    [
        docs::add_one(&words, &add_one),
        docs::add_many(&words, &add_many),
        docs::set(&words, &set),
        docs::create(&words, &create),
    ]
}
