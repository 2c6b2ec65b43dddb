//! The methods of every model: `create`, `find`, `query`, `update`, `delete`, `reload`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::Model;

pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let Model { ident, visibility, table, .. } = model;
    let (create, update) = (format_ident!("{ident}Create"), format_ident!("{ident}Update"));
    let keys: Vec<String> = model.primary_key().map(|(_, column)| format!("\"{}\" = ..", column.name)).collect();
    let by_key = keys.join(" AND ");
    let create_doc = format!(
        "A new `{ident}`: one setter per column, then `.exec(&mut conn)` yields the row.\n\n`INSERT INTO \"{table}\" .. RETURNING ..`"
    );
    let many_doc = format!(
        "Many new rows in one statement; yields them in the order in which they are given.\n\n`INSERT INTO \"{table}\" .. VALUES (..), (..) RETURNING ..`"
    );
    let find_doc =
        format!("The row with that primary key, or `Error::NotFound`.\n\n`SELECT .. FROM \"{table}\" WHERE {by_key}`");
    let query_doc =
        format!("All rows, to be filtered, ordered, counted, changed or deleted.\n\n`SELECT .. FROM \"{table}\"`");
    let update_doc = format!(
        "Changes of this row: only the columns that are given; yields the row as it is afterwards.\n\n`UPDATE \"{table}\" SET .. WHERE {by_key} RETURNING ..`"
    );
    let delete_doc = format!("Deletes this row.\n\n`DELETE FROM \"{table}\" WHERE {by_key}`");
    let reload_doc = format!("The row as the database has it now.\n\n`SELECT .. FROM \"{table}\" WHERE {by_key}`");
    quote! {
        #[allow(dead_code)]
        impl #ident {
            #[doc = #create_doc]
            #visibility fn create() -> #create<<Self as ::orm_core::derive::Model>::NothingGiven> {
                ::orm_core::derive::create::<Self>()
            }

            #[doc = #many_doc]
            #visibility fn create_many<Plan>(
                rows: impl ::core::iter::IntoIterator<Item: ::orm_core::derive::NewRow<Self, Plan = Plan>>,
            ) -> ::orm_core::derive::CreateMany<Self, Plan> {
                ::orm_core::derive::create_many(rows)
            }

            #[doc = #find_doc]
            #visibility fn find(
                key: impl ::orm_core::derive::IntoKey<Self, <Self as ::orm_core::derive::Model>::PrimaryKey>,
            ) -> ::orm_core::derive::Find<Self> {
                ::orm_core::derive::find(key)
            }

            #[doc = #query_doc]
            #visibility fn query() -> ::orm_core::derive::Query<Self> {
                ::orm_core::derive::query()
            }

            #[doc = #update_doc]
            #visibility fn update(&self) -> #update<::orm_core::derive::RowOf<Self>> {
                ::orm_core::derive::update(self)
            }

            #[doc = #delete_doc]
            #visibility fn delete(&self) -> ::orm_core::derive::Delete<Self> {
                ::orm_core::derive::delete(self)
            }

            #[doc = #reload_doc]
            #visibility fn reload(&self) -> ::orm_core::derive::Reload<Self> {
                ::orm_core::derive::find(self)
            }
        }
    }
}
