//! A model over a table that exists already: `#[model(table = crate::schema::teams)]`.
//!
//! Owns the checks, made by the compiler, that the model says of the table and of its columns what `table!` says, and
//! their messages.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use crate::ir::{Column, Model};

/// The checks, if the table exists already. Each is an item of its own, so that all mistakes are reported together.
pub(super) fn checks(model: &Model<'_>) -> TokenStream {
    let Some(path) = model.existing else { return TokenStream::new() };
    let table = table(model, path);
    let columns = model.columns.iter().map(|column| {
        let name = column_name(model, column);
        // For a field without an SQL type there is another message.
        let sql_type = (!column.unknown).then(|| sql_type(model, column));
        quote!(#name #sql_type)
    });
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use __orm::{Differ as _, Unusual as _};

            #table
            #(#columns)*
        };
    }
}

/// One check: `agrees` must be true, or else the message, joined of parts, is an error at that place.
fn check(span: Span, agrees: &TokenStream, message: &[TokenStream]) -> TokenStream {
    quote_spanned!(span=> const _: () = __orm::assert_declared(#agrees, __orm::concat!(#(#message),*));)
}

/// The check of the table's schema, and that of its name.
fn table(model: &Model<'_>, path: &Path) -> TokenStream {
    let (module, table) = (&model.module, &model.table);
    let span = path.span();
    let written = text(path);
    let declared = quote!(<#module::table as __orm::DeclaredTable>::NAME);
    let schema = if let Some(schema) = &model.schema {
        let message = format!("`table!` does not say that `{written}` is in the schema `{schema}`: correct `schema`");
        check(span, &quote!(#declared.is_in(#schema)), &[quote!(#message)])
    } else {
        let before = format!("`{written}` is in a schema: write `#[model(table = {written}, schema = \"");
        check(span, &quote!(#declared.has_no_schema()), &[quote!(#before), quote!(#declared.schema()), quote!("\")]`")])
    };
    let (begin, middle) = (
        format!("`{written}` is called `"),
        format!("` in the database: write `#[model(table = {written}, table_name = \""),
    );
    let name = quote!(#declared.name());
    let name = check(
        span,
        &quote!(#declared.is_called(#table)),
        &[quote!(#begin), name.clone(), quote!(#middle), name, quote!("\")]`")],
    );
    quote!(#schema #name)
}

fn column_name(model: &Model<'_>, column: &Column<'_>) -> TokenStream {
    let (module, Column { ident, name, field, .. }) = (&model.module, column);
    let declared = quote!(<#module::#ident as __orm::diesel::Column>::NAME);
    let begin = format!("the column of `{field}` is called `");
    let parts = [
        quote!(#begin),
        declared.clone(),
        quote!("` in the database: write `#[column(name = \""),
        declared.clone(),
        quote!("\")]`"),
    ];
    check(ident.span(), &quote!(__orm::same_name(#declared, #name)), &parts)
}

/// The check of the SQL type, and that of NULL. A key that `table!` lets be NULL is none: no key is an `Option`.
fn sql_type(model: &Model<'_>, column: &Column<'_>) -> TokenStream {
    let (module, Column { ident, field, sql_type, .. }) = (&model.module, column);
    let (ty, key) = (text(column.ty), text(column.key_ty));
    let full = quote!(<#module::#ident as __orm::diesel::Expression>::SqlType);
    let bare = quote!(<#full as __orm::diesel::sql_types::IntoNotNullable>::NotNullable);
    let declared = if column.primary_key { &bare } else { &full };
    let same = quote!(<__orm::Compared<#sql_type, #bare>>::SAME);
    let (named, write) =
        (quote!(<__orm::DeclaredType<#declared>>::TYPE), quote!(<__orm::DeclaredType<#declared>>::WRITE));
    let begin = if column.sql_type_given {
        format!("the `sql_type` of `{field}` is not that of its column, which `table!` declares as ")
    } else {
        format!("`{field}: {ty}` does not fit its column, which `table!` declares as ")
    };
    let parts = if column.sql_type_given {
        vec![quote!(#begin), named]
    } else {
        vec![quote!(#begin), named, quote!(": "), write]
    };
    let same_type = check(column.ty.span(), &same, &parts);
    if column.primary_key {
        return same_type;
    }
    let nullable = quote!(<__orm::DeclaredType<#full>>::NULLABLE);
    let (agrees, message) = if column.nullable {
        let message = format!("the column of `{field}` is never NULL, as `table!` declares it: write `{field}: {key}`");
        (nullable, message)
    } else {
        let message =
            format!("the column of `{field}` may be NULL, as `table!` declares it: write `{field}: Option<{ty}>`");
        (quote!(!#nullable), message)
    };
    // Where the type is another one too, its message says what to write.
    let same_null = check(column.ty.span(), &quote!(!#same || #agrees), &[quote!(#message)]);
    quote!(#same_type #same_null)
}

/// `Model::check_table`, where the compiler cannot compare the names: in a schema.
pub(super) fn check_table(model: &Model<'_>) -> Option<TokenStream> {
    let (schema, Model { ident, module, table, .. }) = (model.schema.as_ref()?, model);
    model.existing?;
    let name = ident.to_string();
    Some(quote! {
        fn check_table() -> __orm::diesel::QueryResult<()> {
            static CHECK: __orm::TableCheck = __orm::TableCheck::new();
            CHECK.run::<#module::table>(#name, #schema, #table)
        }
    })
}

/// Code as the user writes it.
fn text(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}
