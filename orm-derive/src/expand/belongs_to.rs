//! The code of `#[belongs_to(..)]`.
//!
//! Owns all of it: the impls, the accessors with their docs, and how targets are created and loaded with their sources.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::association::{self, Types, target_of};
use super::context::Context;
use super::descriptor::{self, ForeignKey};
use super::docs::{self, Words, one_statement, two_statements};
use super::include::{self, Included};
use super::key;
use super::nested::{self, Nested};
use super::tokens::sql_name;
use crate::ir::{BelongsTo, Column, Scope};

pub(super) fn code(context: &Context<'_>, belongs_to: &BelongsTo) -> TokenStream {
    let implementation = association::implementation(context, &types(context, belongs_to), &Scope::new());
    let way_back = way_back(context, belongs_to);
    let accessors = accessors(context, belongs_to);
    let target = {
        let of = &context.of;
        quote!(__orm::TargetOf<#of>)
    };
    let nested = nested::setter(
        context,
        &Nested {
            plan: "NewParent",
            bound: quote!(__orm::CompleteNew<#target, Plan = N>),
            many: false,
            rows: quote!(new),
            gives: belongs_to.foreign_key.as_deref().unwrap_or_default(),
        },
    );
    let nullability = nullability(leads_nowhere(&belongs_to.columns(&context.model.columns)));
    let include = include::association(context, &Included::by_key(quote!(Parent<#nullability>), false));
    quote!(#implementation #way_back #accessors #nested #include)
}

/// The descriptor of the foreign key.
pub(super) fn foreign_key(context: &Context<'_>, belongs_to: &BelongsTo) -> TokenStream {
    let key = ForeignKey {
        belongs_to: true,
        constraint: belongs_to.constraint,
        constraint_name: belongs_to.constraint_name.as_ref(),
        index: belongs_to.index,
        index_name: belongs_to.index_name.as_ref(),
        ..ForeignKey::default()
    };
    descriptor::foreign_key(context, &key)
}

fn types(context: &Context<'_>, belongs_to: &BelongsTo) -> Types {
    let (of, source, span) = (&context.of, context.model.ident, belongs_to.key_span);
    let no_scope = Scope::new();
    let Some(places) = &belongs_to.foreign_key else {
        return Types {
            target: association::target(context, &no_scope, None),
            source_key: quote!(__orm::UnknownKey<Self::Target>),
            target_key: quote!(<Self::Target as __orm::Model>::PrimaryKey),
        };
    };
    let key = key::own(places, context.model, span);
    let (target_key, exist) = key::target_key(&context.association.target, &belongs_to.target_key, of, "Association");
    let referenced = quote_spanned!(span=> <#of as __orm::Association>::TargetKey);
    let same = key::references(span, (&quote!(#source), &key), (&target_of(context, span), &referenced));
    Types {
        target: association::target(context, &no_scope, exist),
        source_key: key::checked(&key, span, &same),
        target_key,
    }
}

/// `impl BelongsTo`, by which the target's `has_many` and `has_one` find the foreign key. Only an association without
/// an alias that references the primary key has it.
fn way_back(context: &Context<'_>, belongs_to: &BelongsTo) -> Option<TokenStream> {
    let plain = !context.association.aliased && belongs_to.target_key.is_empty();
    plain.then(|| {
        let (of, source, path) = (&context.of, context.model.ident, &context.association.target);
        let index = if is_indexed(context, belongs_to) { quote!(Indexed) } else { quote!(NotIndexed) };
        quote! {
            #[automatically_derived]
            impl __orm::BelongsTo<#path> for #source {
                type ForeignKey = <#of as __orm::Association>::SourceKey;
                type Index = __orm::#index;
            }
        }
    })
}

/// Whether rows can be searched by the key: it has an index of its own, or is the beginning of another index.
fn is_indexed(context: &Context<'_>, belongs_to: &BelongsTo) -> bool {
    let Some(places) = &belongs_to.foreign_key else { return true };
    let model = context.model;
    let in_primary_key = model.primary_key().map(|(place, _)| place).take(places.len()).eq(places.iter().copied());
    let unique = matches!(&places[..], [place] if model.columns[*place].unique);
    belongs_to.index || in_primary_key || unique
}

/// Whether the key may be NULL and then reference no row: it is as soon as one of its columns is NULL.
fn leads_nowhere(columns: &[&Column<'_>]) -> bool {
    columns.is_empty() || columns.iter().any(|column| column.nullable)
}

fn nullability(optional: bool) -> TokenStream {
    if optional { quote!(__orm::Optional) } else { quote!(__orm::Mandatory) }
}

fn accessors(context: &Context<'_>, belongs_to: &BelongsTo) -> TokenStream {
    let (of, visibility, name) = (&context.of, context.model.visibility, &context.association.name);
    let columns = belongs_to.columns(&context.model.columns);
    let found = nullability(leads_nowhere(&columns));
    // A key of several columns can be set to NULL only if all of them can.
    let optional = columns.iter().all(|column| column.nullable);
    let set_to = nullability(optional);
    let accepts = context.accepts(if optional { "IntoOptionalKey" } else { "IntoKey" }, "TargetKeyOf");
    let set_function = format_ident!("{}", if optional { "optional" } else { "mandatory" });
    let (get, set, create) = (context.method("get", name), context.method("set", name), context.method("create", name));
    let [get_doc, set_doc, create_doc] = docs(context, belongs_to, optional);
    context.accessors(quote! {
        #[doc = #get_doc]
        #visibility fn #get(&self) -> __orm::GetOne<__orm::Get<#of>, #found> {
            __orm::get_one::<#of, _>(self)
        }

        #[doc = #set_doc]
        #visibility fn #set(&mut self, target: impl #accepts) -> __orm::SetParent<'_, #of, #set_to> {
            __orm::SetParent::#set_function(self, target)
        }

        #[doc = #create_doc]
        #visibility fn #create(&mut self) -> __orm::CreateParentOf<'_, #of> {
            __orm::create_parent_of::<#of>(self)
        }
    })
}

fn docs(context: &Context<'_>, belongs_to: &BelongsTo, optional: bool) -> [String; 3] {
    let (model, columns) = (context.model, belongs_to.columns(&context.model.columns));
    let Words { source, target, name, .. } = Words::of(context.association, model);
    let table = sql_name(&model.table);
    let key: Vec<String> = columns.iter().map(|column| sql_name(&column.name)).collect();
    let fields: Vec<String> = columns.iter().map(|column| column.field.clone()).collect();
    let fields = if fields.is_empty() { "foreign key".to_owned() } else { docs::ticked(&fields) };
    let referenced = docs::key_of(target, &belongs_to.target_key);
    let rows = if referenced.len() == key.len() {
        let pairs = referenced.iter().zip(&key).map(|(referenced, key)| format!("{referenced} = {table}.{key}"));
        pairs.collect::<Vec<_>>().join(" AND ")
    } else {
        let own: Vec<String> = key.iter().map(|key| format!("{table}.{key}")).collect();
        format!("{} = ({})", referenced.join(", "), own.join(", "))
    };
    let assignment: Vec<String> = key.iter().map(|key| format!("{key} = ..")).collect();
    let update = format!("UPDATE {table} SET {} WHERE ..", assignment.join(", "));
    let nowhere =
        if leads_nowhere(&columns) { " If the key is NULL, the result is `None`, without a statement." } else { "" };
    let none = if optional { " `None` sets it to NULL." } else { "" };
    [
        format!(
            "Reads the `{name}` of this {source}.{nowhere}\n\n{}",
            one_statement(&format!("SELECT .. FROM {target} WHERE {rows}"))
        ),
        format!(
            "Makes the given `{target}` the `{name}` of this {source}: sets the {fields} of this {source}, in the \
             database and then in this struct.{none}\n\n{}",
            one_statement(&update)
        ),
        format!(
            "Creates a `{target}` and makes it the `{name}` of this {source}: sets the {fields} of this {source}, in the \
             database and then in this struct. Returns the new `{target}`.\n\n{}",
            two_statements(&format!("INSERT INTO {target} .. RETURNING .."), &update)
        ),
    ]
}
