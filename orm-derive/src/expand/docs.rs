//! The documentation of generated methods.
//!
//! Owns its sentences, one function for each verb, and the SQL below them, with the names of tables and columns. One
//! struct does not know the table and the primary key of another model. In the SQL, the model's name stands for them:
//! `Goal`, `Goal.key`.

use syn::LitStr;

use super::tokens::{sql_literal, sql_name};
use crate::ir::{Association, Model, Scope};
use crate::naming;

/// The words with which docs write an association: its source, its target, its name.
pub(super) struct Words<'a> {
    /// One row of the model: `team`.
    pub(super) source: String,
    /// Its rows: `teams`.
    pub(super) sources: String,
    /// The target's model: `Player`.
    pub(super) target: &'a str,
    /// The association's name: `players`, `captain`.
    pub(super) name: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn of(association: &'a Association, model: &Model<'_>) -> Self {
        let source = naming::snake(&model.ident.to_string());
        Self {
            sources: naming::plural(&source).replace('_', " "),
            source: source.replace('_', " "),
            target: &association.target_name,
            name: &association.name,
        }
    }

    /// The association's name at the beginning of a sentence: `Players`.
    fn capital(&self) -> String {
        let name = self.name.replace('_', " ");
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// A foreign key as documentation writes it, in words and in SQL.
pub(super) struct KeyWords {
    /// The key's columns as SQL writes them.
    columns: Vec<String>,
    /// The columns that it references, with their table.
    referenced: Vec<String>,
    /// The columns in words: `` `team_id` ``, or `foreign key`.
    pub(super) name: String,
    /// The referenced columns in words: `` `id` ``.
    pub(super) value: String,
    scope: Vec<(String, String)>,
}

impl KeyWords {
    /// A foreign key in the target or the junction. Without names, it is the key that the target's model declares.
    pub(super) fn to(
        model: &Model<'_>,
        source_key: Option<&Vec<usize>>,
        names: Option<&[String]>,
        target: &str,
    ) -> Self {
        let primary_key = || model.primary_key().map(|(place, _)| place).collect();
        let places = source_key.cloned().unwrap_or_else(primary_key);
        let columns = |column: &dyn Fn(usize) -> String| places.iter().map(|place| column(*place)).collect::<Vec<_>>();
        let table = sql_name(&model.table);
        let values: Vec<String> = columns(&|place| format!("`{}`", model.columns[place].field));
        let unknown = || (vec![format!("{target}.key_to_{}", model.ident)], "foreign key".to_owned());
        let (sql, name) =
            names.map_or_else(unknown, |names| (names.iter().map(|name| sql_name(name)).collect(), ticked(names)));
        Self {
            columns: sql,
            referenced: columns(&|place| format!("{table}.{}", sql_name(&model.columns[place].name))),
            name,
            value: values.join(" and "),
            scope: Vec::new(),
        }
    }

    /// Adds a scope, whose columns are set together with the key.
    pub(super) fn scoped(self, scope: &Scope) -> Self {
        let scope = scope.iter().map(|(column, value)| (sql_name(&column.to_string()), sql_literal(value)));
        Self { scope: scope.collect(), ..self }
    }

    /// The scope's columns, which are set together with the key, in words: `` , and its `kind` to 'image' ``.
    pub(super) fn along(&self, whose: &str) -> String {
        let scope =
            self.scope.iter().map(|(column, value)| format!(", {whose} `{}` to {value}", column.trim_matches('"')));
        scope.collect()
    }

    /// The condition for the rows that hold the key: `"team_id" = "teams"."id"`.
    pub(super) fn rows(&self) -> String {
        self.pairs(" AND ")
    }

    /// The assignment of the key: `"team_id" = "teams"."id"`.
    pub(super) fn assignment(&self) -> String {
        self.pairs(", ")
    }

    /// The assignment of NULL: `"team_id" = NULL`.
    pub(super) fn null(&self) -> String {
        let columns = self.columns.iter().map(|column| format!("{column} = NULL"));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// The columns as SQL lists them.
    pub(super) fn list(&self) -> String {
        self.columns.join(", ")
    }

    fn pairs(&self, between: &str) -> String {
        let scope = self.scope.iter().map(|(column, value)| format!("{column} = {value}"));
        // One name stands for all columns of a key that only the other struct declares.
        if self.columns.len() != self.referenced.len() {
            let key = format!("{} = ({})", self.columns.join(", "), self.referenced.join(", "));
            return std::iter::once(key).chain(scope).collect::<Vec<_>>().join(between);
        }
        let pairs = self.columns.iter().zip(&self.referenced).map(|(key, referenced)| format!("{key} = {referenced}"));
        pairs.chain(scope).collect::<Vec<_>>().join(between)
    }
}

/// The names in words: `` `house` and `number` ``.
pub(super) fn ticked(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// The given names, as SQL lists them. Without names: the primary key of the model, written `Goal.key`.
pub(super) fn key_of(target: &str, names: &[LitStr]) -> Vec<String> {
    if names.is_empty() {
        return vec![format!("{target}.key")];
    }
    names.iter().map(|name| sql_name(&name.value())).collect()
}

/// The effect of a verb on one row or several: sentences, and the statement.
pub(super) struct Effect {
    /// The change of the rows: `` sets their `team_id` to NULL ``.
    pub(super) does: String,
    /// A sentence about rows that are not given, or are changed already; or an empty text.
    pub(super) others: String,
    pub(super) returns: String,
    pub(super) sql: String,
}

impl Effect {
    fn after(&self, sentence: &str) -> String {
        let others = if self.others.is_empty() { String::new() } else { format!(" {}", self.others) };
        format!("{sentence}: {}.{others} {}\n\n{}", self.does, self.returns, self.sql)
    }
}

/// The paragraph about one statement, below the sentences.
pub(super) fn one_statement(sql: &str) -> String {
    format!("`{sql}`, one statement.")
}

/// The paragraph about two statements, below the sentences.
pub(super) fn two_statements(first: &str, second: &str) -> String {
    format!("`{first}` and `{second}`: two statements in one transaction.")
}

/// The doc of `get_*`. `from` is the statement's `FROM .. WHERE ..`.
pub(super) fn get(Words { source, name, .. }: &Words<'_>, from: &str) -> String {
    let sql = one_statement(&format!("SELECT .. {from}"));
    format!("The `{name}` of this {source}: a query that can be filtered, ordered and limited.\n\n{sql}")
}

pub(super) fn count(Words { source, name, .. }: &Words<'_>, from: &str) -> String {
    let sql = one_statement(&format!("SELECT count(*) {from}"));
    format!("Counts the `{name}` of this {source}.\n\n{sql}")
}

pub(super) fn has_one(Words { source, name, target, .. }: &Words<'_>, from: &str) -> String {
    format!("Whether the given `{target}` is one of the `{name}` of this {source}.\n\n{}", has(target, from))
}

pub(super) fn has_many(Words { source, name, target, .. }: &Words<'_>, from: &str) -> String {
    let sentence =
        format!("Whether each given `{target}` is one of the `{name}` of this {source}; true if none is given.");
    format!("{sentence}\n\n{}", has(target, from))
}

fn has(target: &str, from: &str) -> String {
    one_statement(&format!("SELECT (SELECT count(*) {from} AND {target}.key IN ..) = .."))
}

pub(super) fn add_one(Words { source, target, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Adds the given `{target}` to this {source}"))
}

pub(super) fn add_many(Words { source, name, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Adds the given `{name}` to this {source}"))
}

pub(super) fn remove_one(Words { source, target, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Removes the given `{target}` from this {source}"))
}

pub(super) fn remove_many(Words { source, name, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Removes the given `{name}` from this {source}"))
}

pub(super) fn set(Words { source, name, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Makes the given `{name}` the only ones of this {source}"))
}

pub(super) fn create(Words { source, target, .. }: &Words<'_>, effect: &Effect) -> String {
    effect.after(&format!("Creates a `{target}` of this {source}"))
}

/// The sentence that rows of other sources are not touched.
pub(super) fn untouched(words: &Words<'_>) -> String {
    format!("{} of other {} are not touched.", words.capital(), words.sources)
}

/// The doc of the setter of a builder.
pub(super) fn setter(association: &Association, model: &Model<'_>) -> String {
    let Words { source, name, target, .. } = Words::of(association, model);
    let rows = if association.attribute().is_to_many() {
        format!("Creates the given `{name}` along with the {source}")
    } else {
        format!("Creates the given `{target}` along with the {source}, as its `{name}`")
    };
    format!("{rows}, in the same transaction.")
}

/// The doc of the method of a loaded row that returns the targets of an association.
pub(super) fn shown(association: &Association, model: &Model<'_>) -> String {
    let Words { source, name, .. } = Words::of(association, model);
    let were = if association.attribute().is_to_many() { "were" } else { "was" };
    format!("The `{name}` that {were} loaded with this {source}. Runs no statement.")
}

/// The doc of the method of a loaded row that returns the number of targets of an association.
pub(super) fn counted(association: &Association, model: &Model<'_>) -> String {
    let Words { source, name, .. } = Words::of(association, model);
    format!("The number of `{name}` that this {source} had when it was loaded. Runs no statement.")
}

/// The doc of the method of a row without includes, a call of which never compiles.
pub(super) fn absent(association: &Association, model: &Model<'_>) -> String {
    let (ident, module, name) = (model.ident, &model.module, &association.name);
    let them = if association.attribute().is_to_many() { "them" } else { "it" };
    format!(
        "Compiles only for a row that was loaded with its `{name}`: `{ident}::query().include({module}::{name})`. A plain \
         `{ident}` reads {them} with `get_{name}()`, a statement for each row."
    )
}

/// The doc of the type of a loaded row.
pub(super) fn loaded(model: &Model<'_>) -> String {
    let ident = model.ident;
    format!(
        "A [`{ident}`] with the rows that its query included: `I` is a tuple with an `orm_core::Included` for each included \
         association. It dereferences to the `{ident}`."
    )
}
