//! The methods of every model: `create`, `find`, `query`, `update`, `delete`, `reload`.
//!
//! Owns their docs too.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::Model;

pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let Model { ident, visibility, .. } = model;
    let (create, update) = (format_ident!("{ident}Create"), format_ident!("{ident}Update"));
    let [create_doc, many_doc, find_doc, query_doc, update_doc, delete_doc, reload_doc] = docs(model);
    quote! {
        #[allow(dead_code)]
        impl #ident {
            #[doc = #create_doc]
            #visibility fn create() -> #create<<Self as __orm::Model>::NothingGiven> {
                __orm::create::<Self>()
            }

            #[doc = #many_doc]
            #visibility fn create_many<Plan>(
                rows: impl ::core::iter::IntoIterator<Item: __orm::NewRow<Self, Plan = Plan>>,
            ) -> __orm::CreateMany<Self, Plan> {
                __orm::create_many(rows)
            }

            #[doc = #find_doc]
            #visibility fn find(
                key: impl __orm::IntoKey<Self, <Self as __orm::Model>::PrimaryKey>,
            ) -> __orm::Find<Self> {
                __orm::find(key)
            }

            #[doc = #query_doc]
            #visibility fn query() -> __orm::Query<Self> {
                __orm::query()
            }

            #[doc = #update_doc]
            #visibility fn update(&self) -> #update<__orm::RowOf<Self>> {
                __orm::update(self)
            }

            #[doc = #delete_doc]
            #visibility fn delete(&self) -> __orm::Delete<Self> {
                __orm::delete(self)
            }

            #[doc = #reload_doc]
            #visibility fn reload(&self) -> __orm::Reload<Self> {
                __orm::find(self)
            }
        }
    }
}

fn docs(model: &Model<'_>) -> [String; 7] {
    let Model { ident, table, .. } = model;
    let keys: Vec<String> = model.primary_key().map(|(_, column)| format!("\"{}\" = ..", column.name)).collect();
    let by_key = keys.join(" AND ");
    [
        format!(
            "Creates a `{ident}`: one setter for each column, then `.exec(&mut conn)` inserts the row and returns it.\n\n\
             `INSERT INTO \"{table}\" .. RETURNING ..`"
        ),
        format!(
            "Creates many rows of `{ident}` by one statement, and returns them in the order in which they are given.\n\n\
             `INSERT INTO \"{table}\" .. VALUES (..), (..) RETURNING ..`"
        ),
        format!(
            "Reads the `{ident}` with the given primary key, or fails with `Error::NotFound`.\n\n\
             `SELECT .. FROM \"{table}\" WHERE {by_key}`"
        ),
        format!(
            "A query for all rows of `{ident}`: it takes filters, an order and a limit, and then reads, counts, changes \
             or deletes the rows.\n\n`SELECT .. FROM \"{table}\"`"
        ),
        format!(
            "Changes this row: sets the columns whose setters are called, and returns the row as it is afterwards.\n\n\
             `UPDATE \"{table}\" SET .. WHERE {by_key} RETURNING ..`"
        ),
        format!("Deletes this row.\n\n`DELETE FROM \"{table}\" WHERE {by_key}`"),
        format!("Reads this row again, as the database has it now.\n\n`SELECT .. FROM \"{table}\" WHERE {by_key}`"),
    ]
}
