//! What all kinds of association have: the impl of `Association`, and the foreign key's descriptor.

use proc_macro2::{Ident, Span, TokenStream};
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
pub(super) fn checked(ty: &TokenStream, span: Span, check: &TokenStream) -> TokenStream {
    quote_spanned!(span=> <#ty as ::orm_core::derive::Checked<{ #check }>>::Itself)
}

/// A key of columns of this model.
fn own_key(places: &[usize], model: &Model<'_>, span: Span) -> TokenStream {
    let (module, columns) = (&model.module, places.iter().map(|place| &model.columns[*place].ident));
    quote_spanned!(span=> (#(#module::#columns,)*))
}

/// The source's key that others reference: the `source_key`, or the primary key.
pub(super) fn referenced_key(association: &Association, model: &Model<'_>) -> TokenStream {
    let source = model.ident;
    association.source_key.as_ref().map_or_else(
        || quote!(<#source as ::orm_core::derive::Model>::PrimaryKey),
        |places| own_key(places, model, association.source_span),
    )
}

/// A key of columns of another model, by their names.
pub(super) fn named_key(of: &TokenStream, names: &[String], span: Span) -> TokenStream {
    let hashes = names.iter().map(|name| naming::hash(name));
    quote_spanned!(span=> (#(<#of as ::orm_core::derive::Field<#hashes>>::Column,)*))
}

/// The check that another model, given by its path, has columns of these names; `instead` is what to do if it has not.
pub(super) fn columns_exist(path: &TokenStream, columns: &[String], span: Span, instead: &str) -> TokenStream {
    let name = path.to_string();
    let name = name.rsplit(' ').next().unwrap_or_default();
    let checks = columns.iter().map(|column| {
        let message = format!("`{name}` has no column `{column}`; its columns are ");
        quote_spanned!(span=> ::orm_core::derive::has_column(
            <#path as ::orm_core::derive::Model>::COLUMN_NAMES,
            #column,
            ::orm_core::derive::concat!(#message, ::orm_core::derive::list!(<#path as ::orm_core::derive::Model>::COLUMN_NAMES), #instead),
        ))
    });
    quote_spanned!(span=> #(#checks)&&*)
}

/// That check, put before another one, for the columns of a scope.
pub(super) fn scope_exists(association: &Association, path: &TokenStream, check: &TokenStream) -> TokenStream {
    let columns = association.scope.iter();
    let checks = columns.map(|(column, _)| columns_exist(path, &[column.to_string()], column.span(), ""));
    quote!(#check #(&& #checks)*)
}

fn values(names: &[syn::LitStr]) -> Vec<String> {
    names.iter().map(syn::LitStr::value).collect()
}

/// The target's key that a `belongs_to` or a junction references: the `target_key`, or the primary key. With the check
/// that its columns exist.
pub(super) fn target_referenced_key(
    association: &Association,
    of: &TokenStream,
    kind: &str,
) -> (TokenStream, Option<TokenStream>) {
    let Association { target, target_key, .. } = association;
    let Some(first) = target_key.first() else {
        return (quote!(<Self::Target as ::orm_core::derive::Model>::PrimaryKey), None);
    };
    let (span, names, path) = (first.span(), values(target_key), quote!(#target));
    let exist = columns_exist(&path, &names, span, "");
    let key = named_key(&quote!(Self::Target), &names, span);
    let kind = Ident::new(kind, span);
    let target = quote_spanned!(span=> <#of as ::orm_core::derive::#kind>::Target);
    let hashes: Vec<u64> = names.iter().map(|name| naming::hash(name)).collect();
    let columns =
        hashes.iter().map(|hash| quote_spanned!(span=> <#target as ::orm_core::derive::Field<#hash>>::Column));
    let columns = if hashes.len() == 1 { quote!(#(#columns)*) } else { quote_spanned!(span=> (#(#columns,)*)) };
    let unique = quote_spanned!(span=> ::orm_core::derive::is_unique::<#target, #columns>());
    (checked(&key, span, &unique), Some(exist))
}

fn types(association: &Association, model: &Model<'_>) -> Types {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target: path, key_span, .. } = association;
    let span = *key_span;
    let of = quote!(#module::#ident);
    let target = quote_spanned!(span=> <#of as ::orm_core::derive::Association>::Target);
    let is_model = quote_spanned!(ident.span()=> ::orm_core::derive::is_model::<#path>());
    let path = quote!(#path);
    let target_of = |check| checked(&path, ident.span(), &scope_exists(association, &path, check));
    let source_key = referenced_key(association, model);
    match &association.foreign_key {
        ForeignKey::Own(places) => {
            let key = own_key(places, model, span);
            let (target_key, exist) = target_referenced_key(association, &of, "Association");
            let referenced = quote_spanned!(span=> <#of as ::orm_core::derive::Association>::TargetKey);
            let same = quote_spanned!(span=> ::orm_core::derive::references::<#source, #key, #target, #referenced>());
            Types { target: target_of(&exist.unwrap_or(is_model)), source_key: checked(&key, span, &same), target_key }
        }
        ForeignKey::OfTarget(names) => {
            let names = values(names);
            let exists = columns_exist(&path, &names, span, "");
            let key = named_key(&target, &names, span);
            let same = quote_spanned!(span=> ::orm_core::derive::references::<#target, #key, #source, #source_key>());
            Types { target: target_of(&exists), target_key: checked(&key, span, &same), source_key }
        }
        ForeignKey::WayBack => {
            let back = quote_spanned!(span=> ::orm_core::derive::belongs_to::<#target, #source>());
            let target_key = checked(&target, span, &back);
            Types {
                target: target_of(&is_model),
                source_key,
                target_key: quote_spanned!(span=> <#target_key as ::orm_core::derive::BelongsTo<#source>>::ForeignKey),
            }
        }
        ForeignKey::Unknown if association.kind == AssociationKind::BelongsTo => Types {
            target: target_of(&is_model),
            source_key: quote!(::orm_core::derive::UnknownKey<Self::Target>),
            target_key: quote!(<Self::Target as ::orm_core::derive::Model>::PrimaryKey),
        },
        ForeignKey::Unknown | ForeignKey::InJunction => Types {
            target: target_of(&is_model),
            source_key,
            target_key: quote!(::orm_core::derive::UnknownKey<#source>),
        },
    }
}

/// An association's scope: the constants and the method of `Association`.
fn scope(association: &Association, target: &TokenStream) -> TokenStream {
    if association.scope.is_empty() {
        return TokenStream::new();
    }
    let conditions = scope_conditions(association, target);
    let assignments =
        association.scope.iter().map(|(column, value)| format!(", \"{column}\" = {}", sql_literal(value)));
    let assignments: String = assignments.collect();
    let gives = give_scope(association, &quote!(Self::Target));
    quote! {
        const SCOPE: &'static str = #conditions;
        const SCOPE_ASSIGNMENTS: &'static str = #assignments;

        fn give_scope(values: &mut <Self::Target as ::orm_core::derive::Model>::Values) {
            #gives
        }
    }
}

/// A scope on the columns of that model, as a condition.
pub(super) fn scope_conditions(association: &Association, model: &TokenStream) -> TokenStream {
    let conditions = association.scope.iter().map(|(column, value)| {
        let (hash, value) = (naming::hash(&column.to_string()), format!(" = {}", sql_literal(value)));
        quote_spanned!(column.span()=> " AND ", <#model as ::orm_core::derive::HasColumn<
            <#model as ::orm_core::derive::Field<#hash>>::Column,
        >>::SQL, #value)
    });
    quote!(::orm_core::derive::concat!(#(#conditions),*))
}

/// Gives a scope's values to a new row of that model.
pub(super) fn give_scope(association: &Association, model: &TokenStream) -> TokenStream {
    let gives = association.scope.iter().map(|(column, value)| {
        let hash = naming::hash(&column.to_string());
        quote_spanned! {value.span()=>
            *<#model as ::orm_core::derive::HasColumn<<#model as ::orm_core::derive::Field<#hash>>::Column>>::slot(values) =
                ::core::option::Option::Some(::orm_core::derive::IntoValue::into_value(#value));
        }
    });
    quote!(#(#gives)*)
}

/// The state of a builder of `model` to which these keys are given, and the scope's columns.
pub(super) fn given(association: &Association, model: &TokenStream, keys: &[TokenStream]) -> TokenStream {
    let keys = keys.iter().map(|key| quote!(<#key as ::orm_core::derive::Key<#model>>::Given));
    let columns = association.scope.iter().map(|(column, _)| {
        let hash = naming::hash(&column.to_string());
        quote!(<#model as ::orm_core::derive::HasColumn<<#model as ::orm_core::derive::Field<#hash>>::Column>>::Given)
    });
    let merged = keys.chain(columns).reduce(|all, one| quote!(<#all as ::orm_core::derive::Merge<#one>>::Output));
    merged.unwrap_or_else(|| quote!(<#model as ::orm_core::derive::Model>::NothingGiven))
}

/// A literal as SQL writes it.
pub(super) fn sql_literal(value: &syn::Lit) -> String {
    match value {
        syn::Lit::Str(text) => format!("'{}'", text.value().replace('\'', "''")),
        syn::Lit::Bool(value) => if value.value { "TRUE" } else { "FALSE" }.to_owned(),
        syn::Lit::Int(number) => number.base10_digits().to_owned(),
        syn::Lit::Float(number) => number.base10_digits().to_owned(),
        other => quote!(#other).to_string(),
    }
}

/// `impl Association for teams::players`, and for a `belongs_to` also `impl BelongsTo`.
pub(super) fn implementation(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let Association { ident, target: path, .. } = association;
    let name = &association.name;
    let of = quote!(#module::#ident);
    let Types { target, source_key, target_key } = types(association, model);
    let scope = scope(association, &quote!(<#of as ::orm_core::derive::Association>::Target));
    let given = given(association, &quote!(Self::Target), &[quote!(Self::TargetKey)]);
    let way_back =
        association.kind == AssociationKind::BelongsTo && !association.aliased && association.target_key.is_empty();
    let belongs_to = way_back.then(|| {
        let index = if is_indexed(association, model) { quote!(Indexed) } else { quote!(NotIndexed) };
        quote! {
            #[automatically_derived]
            impl ::orm_core::derive::BelongsTo<#path> for #source {
                type ForeignKey = <#module::#ident as ::orm_core::derive::Association>::SourceKey;
                type Index = ::orm_core::derive::#index;
            }
        }
    });
    let nullable = nullable_on_delete(association, model);
    let unindexed = warning_without_index(association, model);
    quote! {
        #[automatically_derived]
        impl ::orm_core::derive::Association for #module::#ident {
            type Source = #source;
            type Target = #target;
            type SourceKey = #source_key;
            type TargetKey = #target_key;
            type Given = #given;

            const NAME: &'static str = #name;
            const JOIN: &'static str = ::orm_core::derive::join_condition!(
                <<#of as ::orm_core::derive::Association>::TargetKey as ::orm_core::derive::Key<::orm_core::derive::TargetOf<#of>>>::SQL,
                <<#of as ::orm_core::derive::Association>::SourceKey as ::orm_core::derive::Key<#source>>::SQL
            );
            #scope

            fn key_of(source: &#source) -> ::core::option::Option<::orm_core::derive::KeyOf<Self>> {
                <Self::SourceKey as ::orm_core::derive::Key<#source>>::of(source)
            }

            fn source_value(key: ::orm_core::derive::KeyOf<Self>)
                -> <Self::SourceKey as ::orm_core::derive::Key<#source>>::Value
            {
                key
            }
        }
        #belongs_to
        #nullable
        #unindexed
    }
}

/// Whether the key of a `belongs_to` can be searched by: it has an index, or begins one that is there anyway.
fn is_indexed(association: &Association, model: &Model<'_>) -> bool {
    let ForeignKey::Own(places) = &association.foreign_key else { return true };
    let in_primary_key = model.primary_key().map(|(place, _)| place).take(places.len()).eq(places.iter().copied());
    let unique = matches!(&places[..], [place] if model.columns[*place].unique);
    association.index || in_primary_key || unique
}

/// A warning where the target's key has no index, unless this side says so too. A `has_one` that is one has its UNIQUE.
fn warning_without_index(association: &Association, model: &Model<'_>) -> Option<TokenStream> {
    let by_their_key = matches!(association.foreign_key, ForeignKey::WayBack) && association.index;
    (by_their_key && !association.unique && model.sound).then(|| {
        let (source, module, ident) = (model.ident, &model.module, &association.ident);
        let span = association.key_span;
        let target = quote_spanned!(span=> <#module::#ident as ::orm_core::derive::Association>::Target);
        let back = quote_spanned!(span=> ::orm_core::derive::belongs_to::<#target, #source>());
        // Checked once more, in the same words, so that a missing way back is the only error.
        let target = checked(&target, span, &back);
        quote_spanned! {span=>
            const _: () = <<#target as ::orm_core::derive::BelongsTo<#source>>::Index>::foreign_key();
        }
    })
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
        let target = quote!(::orm_core::derive::TargetOf<#of>);
        let key = quote!(<#of as ::orm_core::derive::Association>::TargetKey as ::orm_core::derive::Key<#target>);
        quote_spanned!(span=> const _: () = ::orm_core::derive::assert_optional::<#target, <#key>::Nullability>();)
    });
    quote!(#(#asserts)*)
}

/// The descriptor of the association's foreign key.
pub(super) fn foreign_key(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, .. } = model;
    let ident = &association.ident;
    let of = |part: TokenStream| quote!(<#module::#ident as ::orm_core::derive::Association>::#part);
    let (target, source_key, target_key) = (of(quote!(Target)), of(quote!(SourceKey)), of(quote!(TargetKey)));
    let (owner, owner_key, referenced, referenced_key) = match association.kind {
        AssociationKind::BelongsTo => (quote!(#source), source_key, target, target_key),
        _ => (target, target_key, quote!(#source), source_key),
    };
    let name = &association.name;
    let belongs_to = association.kind == AssociationKind::BelongsTo;
    let Association { unique, constraint, index, .. } = association;
    let on_delete = action(association.on_delete);
    let on_update = action(association.on_update);
    quote! {
        ::orm_core::derive::ForeignKeyDescriptor {
            association: #name,
            belongs_to: #belongs_to,
            unique: #unique,
            table: <#owner as ::orm_core::derive::Model>::TABLE_NAME,
            schema: <#owner as ::orm_core::derive::Model>::SCHEMA_NAME,
            model: <#owner as ::orm_core::derive::Model>::NAME,
            columns: <#owner_key as ::orm_core::derive::Key<#owner>>::NAMES,
            nullable: <<#owner_key as ::orm_core::derive::Key<#owner>>::Nullability as ::orm_core::derive::Nullability>::OPTIONAL,
            referenced_table: <#referenced as ::orm_core::derive::Model>::TABLE_NAME,
            referenced_schema: <#referenced as ::orm_core::derive::Model>::SCHEMA_NAME,
            referenced_model: <#referenced as ::orm_core::derive::Model>::NAME,
            referenced_columns: <#referenced_key as ::orm_core::derive::Key<#referenced>>::NAMES,
            on_delete: #on_delete,
            on_update: #on_update,
            constraint: #constraint,
            index: #index,
        }
    }
}

pub(super) fn action(action: Option<(Span, Action)>) -> TokenStream {
    option(action.map(|(_, action)| {
        let name = match action {
            Action::Cascade => format_ident!("Cascade"),
            Action::Restrict => format_ident!("Restrict"),
            Action::NoAction => format_ident!("NoAction"),
            Action::SetNull => format_ident!("SetNull"),
            Action::SetDefault => format_ident!("SetDefault"),
        };
        quote!(::orm_core::derive::ReferentialAction::#name)
    }))
}

/// What an accessor takes for a row of the association's target, by its primary key: `impl IntoKey<..>`.
pub(super) fn accepts(association: &TokenStream, what: &str) -> TokenStream {
    accepts_by(association, what, "TargetIdOf")
}

/// The same by the key that the association references.
pub(super) fn accepts_referenced(association: &TokenStream, what: &str) -> TokenStream {
    accepts_by(association, what, "TargetKeyOf")
}

fn accepts_by(association: &TokenStream, what: &str, key: &str) -> TokenStream {
    let (what, key) = (format_ident!("{what}"), format_ident!("{key}"));
    quote!(::orm_core::derive::#what<
        ::orm_core::derive::TargetOf<#association>,
        ::orm_core::derive::#key<#association>,
    >)
}
