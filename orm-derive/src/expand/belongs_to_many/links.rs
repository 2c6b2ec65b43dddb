//! Owns how the docs of a `belongs_to_many` write its links, in words and in SQL, and the keys that its accessors take.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::by_table;
use crate::expand::context::Context;
use crate::expand::docs::KeyWords;
use crate::expand::tokens::sql_name;
use crate::ir::{BelongsToMany, Junction, Scope};

/// The junction as documentation writes it, in words and in SQL.
pub(super) struct Links {
    /// The junction in words: `` `actor_movies` ``.
    pub(super) name: String,
    /// The junction's table.
    pub(super) junction: String,
    /// The condition for the junction rows of this source: `"movie_id" = "movies"."id"`.
    pub(super) rows: String,
    /// The columns that reference the target: `"actor_id"`.
    pub(super) target_columns: String,
    /// The columns of both keys.
    pub(super) columns: String,
}

impl Links {
    pub(super) fn of(context: &Context<'_>, many: &BelongsToMany) -> Self {
        let target = &context.association.target_name;
        let no_scope = Scope::new();
        let (name, junction, scope) = match &many.junction {
            Junction::Table(table) => (&table.name, by_table::table_name(table), &no_scope),
            Junction::Model(model) => (&model.name, model.name.clone(), &model.scope),
        };
        let key = KeyWords::to(context.model, many.source_key.as_ref(), Some(&many.source_names), target);
        let target_columns: Vec<String> = many.target_names.iter().map(|name| sql_name(name)).collect();
        let target_columns = target_columns.join(", ");
        Self {
            name: format!("`{name}`"),
            junction,
            columns: format!("{}, {target_columns}", key.list()),
            rows: key.scoped(scope).rows(),
            target_columns,
        }
    }

    /// The part `FROM .. WHERE ..` that finds the targets.
    pub(super) fn targets(&self, target: &str) -> String {
        let Self { junction, rows, target_columns, .. } = self;
        format!("FROM {target} WHERE {target}.key IN (SELECT {target_columns} FROM {junction} WHERE {rows})")
    }

    /// The statement that deletes all links except those to some targets.
    pub(super) fn delete_others(&self) -> String {
        let Self { junction, rows, target_columns, .. } = self;
        format!("DELETE FROM {junction} WHERE {rows} AND NOT ({target_columns} IN ..)")
    }
}

/// The trait that an accessor's argument implements, a row of the target or its key: `IntoKey<..>`.
pub(super) fn key(context: &Context<'_>, what: &str) -> TokenStream {
    let (of, what) = (&context.of, format_ident!("{what}"));
    quote!(__orm::#what<<#of as __orm::ManyToMany>::Target, <#of as __orm::ManyToMany>::TargetKey>)
}
