//! Owns the part of `belongs_to_many` that a junction without a model has: its names, `add`, `set` and `create`.

use proc_macro2::TokenStream;
use quote::quote;

use super::links::{self, Links};
use crate::expand::context::Context;
use crate::expand::docs::{self, Effect, Words, one_statement, two_statements};
use crate::expand::tokens::sql_name;
use crate::ir::{BelongsToMany, JunctionTable};

/// The constants of `ManyToMany` that name the junction.
pub(super) fn names(table: &JunctionTable, many: &BelongsToMany) -> TokenStream {
    let BelongsToMany { source_names, target_names, .. } = many;
    let quoted = table_name(table);
    let qualified =
        |names: &[String]| names.iter().map(|name| format!("{quoted}.{}", sql_name(name))).collect::<Vec<_>>();
    let (source_sql, target_sql) = (qualified(source_names), qualified(target_names));
    quote! {
        const JUNCTION: &'static str = #quoted;
        const SOURCE_NAMES: &'static [&'static str] = &[#(#source_names,)*];
        const SOURCE_SQL: &'static [&'static str] = &[#(#source_sql,)*];
        const TARGET_NAMES: &'static [&'static str] = &[#(#target_names,)*];
        const TARGET_SQL: &'static [&'static str] = &[#(#target_sql,)*];
    }
}

/// The table's name in double quotes, with its schema's before it when it has one.
pub(super) fn table_name(table: &JunctionTable) -> String {
    let name = sql_name(&table.name);
    table.schema.as_ref().map_or_else(|| name.clone(), |schema| format!("{}.{name}", sql_name(schema)))
}

/// The bound on a new target's builder.
pub(super) fn bound(context: &Context<'_>) -> TokenStream {
    let of = &context.of;
    quote!(__orm::CompleteNew<<#of as __orm::ManyToMany>::Target, Plan = N>)
}

/// `add`, `set` and `create`.
pub(super) fn adding(context: &Context<'_>, links: &Links) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (add_one, add_many) = (context.method("add", one), context.method("add", many));
    let (set, create) = (context.method("set", many), context.method("create", one));
    let (key, keys) = (links::key(context, "IntoKey"), links::key(context, "IntoKeys"));
    let [add_one_doc, add_many_doc, set_doc, create_doc] = docs(context, links);
    quote! {
        #[doc = #add_one_doc]
        #visibility fn #add_one(&self, target: impl #key) -> __orm::AddLinks<#of> {
            __orm::AddLinks::new(self, [target])
        }

        #[doc = #add_many_doc]
        #visibility fn #add_many(&self, targets: impl #keys) -> __orm::AddLinks<#of> {
            __orm::AddLinks::new(self, targets)
        }

        #[doc = #set_doc]
        #visibility fn #set(&self, targets: impl #keys) -> __orm::SetLinks<#of> {
            __orm::SetLinks::new(self, targets)
        }

        #[doc = #create_doc]
        #visibility fn #create(&self) -> __orm::CreateLinkedOf<#of> {
            __orm::create_linked_of::<#of>(self)
        }
    }
}

fn docs(context: &Context<'_>, links: &Links) -> [String; 4] {
    let words = Words::of(context.association, context.model);
    let Words { source, target, .. } = &words;
    let Links { name, junction, columns, .. } = links;
    let insert = format!("INSERT INTO {junction} ({columns}) SELECT .. ON CONFLICT DO NOTHING");
    let add = |does: &str, others: &str| Effect {
        does: format!("inserts a row into {name}{does}"),
        others: others.to_owned(),
        returns: "Returns how many links are new.".to_owned(),
        sql: one_statement(&insert),
    };
    let set = Effect {
        does: format!("deletes the other links of this {source} from {name} and inserts the missing ones"),
        others: "Links that exist already are not touched.".to_owned(),
        returns: "Returns how many links were added and removed.".to_owned(),
        sql: two_statements(&links.delete_others(), &insert),
    };
    let create = Effect {
        does: format!("inserts it, and a row into {name}"),
        others: String::new(),
        returns: format!("Returns the new `{target}`."),
        sql: two_statements(&format!("INSERT INTO {target} .. RETURNING .."), &insert),
    };
    [
        docs::add_one(&words, &add("", "If it is linked already, nothing changes.")),
        docs::add_many(&words, &add(" for each", &docs::kept(&words))),
        docs::set(&words, &set),
        docs::create(&words, &create),
    ]
}
