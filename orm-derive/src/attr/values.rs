//! The values of options.
//!
//! Owns their types and their readers, each with the message about a value of another form. Must not know which
//! attribute has which option.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, Path, Token, Type, UnOp};

use super::reader::{self, Given, Text};
use crate::naming::RenameRule;
use crate::words;

/// `through = "table"`, or `through = Model`.
pub(crate) enum ThroughAttr {
    Table(Text),
    Model(Path),
}

/// `table = "name"`, or `table = crate::schema::teams`.
pub(crate) enum TableAttr {
    Named(Text),
    Existing(Path),
}

/// A referential action: the value of `on_delete` and `on_update`.
#[expect(clippy::enum_variant_names, reason = "NO ACTION is SQL's name")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}

/// The value of `default = ..`.
#[derive(Clone)]
pub(crate) enum Default {
    Integer(i64),
    Number(String),
    Boolean(bool),
    Text(String),
    Sql(String),
}

pub(super) fn through(given: &Given<'_>) -> syn::Result<ThroughAttr> {
    let message = "`through` is the junction's table, `through = \"table\"`, or its model, `through = Model`";
    let through = name_or_path(given, ThroughAttr::Table, ThroughAttr::Model, message)?;
    if let ThroughAttr::Table(name) = &through {
        let text = name.value();
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() > 2 || (parts.len() == 2 && parts.contains(&"")) {
            let message = format!(
                "`{text}` is no name of a table: write `through = \"table\"`, or `through = \"schema.table\"` for one in \
                 another schema"
            );
            return Err(syn::Error::new(name.span(), message));
        }
    }
    Ok(through)
}

pub(super) fn table(given: &Given<'_>) -> syn::Result<TableAttr> {
    let message = "`table` is a name in quotes or the path of a Diesel table\n\nwrite `table = \"teams\"` or `table = \
                   crate::schema::teams`";
    let table = name_or_path(given, TableAttr::Named, TableAttr::Existing, message)?;
    if let TableAttr::Named(name) = &table {
        let text = name.value();
        if let Some((schema, table)) = text.split_once('.') {
            let message = format!(
                "`{text}` would be a table with a dot in its name\n\nname its schema apart: `#[model(schema = \"{schema}\", \
                 table = \"{table}\")]`"
            );
            return Err(syn::Error::new(name.span(), message));
        }
    }
    Ok(table)
}

/// Reads a name in quotes, or a path. `message` is the error about anything else.
fn name_or_path<Value>(
    given: &Given<'_>,
    named: fn(Text) -> Value,
    path: fn(Path) -> Value,
    message: &str,
) -> syn::Result<Value> {
    if given.holds_text() {
        return given.sql_name().map(named);
    }
    given.value()?;
    let span = given.input.span();
    given.input.call(Path::parse_mod_style).map(path).map_err(|_| syn::Error::new(span, message))
}

pub(super) fn action(given: &Given<'_>) -> syn::Result<(Text, Action)> {
    const NAMES: [(&str, Action); 5] = [
        ("cascade", Action::Cascade),
        ("restrict", Action::Restrict),
        ("no action", Action::NoAction),
        ("set null", Action::SetNull),
        ("set default", Action::SetDefault),
    ];
    let text = given.text()?;
    let action = one_of(given, &text, &text.value().to_lowercase().replace('_', " "), "action", &NAMES)?;
    Ok((text, action))
}

pub(super) fn rename_rule(given: &Given<'_>) -> syn::Result<RenameRule> {
    let text = given.text()?;
    one_of(given, &text, &text.value(), "rule", &RenameRule::NAMES)
}

/// Finds the value by its name. `what` is the word for such values in the message.
fn one_of<Value: Copy>(
    given: &Given<'_>,
    text: &Text,
    name: &str,
    what: &str,
    values: &[(&'static str, Value)],
) -> syn::Result<Value> {
    if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
        return Ok(*value);
    }
    let names: Vec<&str> = values.iter().map(|(known, _)| *known).collect();
    let nearest = words::did_you_mean(words::nearest(name, &names));
    let (written, key, names) = (text.value(), &given.key, words::list(&names));
    let message = format!("there is no {what} `{written}`{nearest}\n\n`{key}` is one of {names}");
    Err(syn::Error::new(text.span(), message))
}

/// Reads `crate = my_orm` or `crate = crate::reexported`.
pub(super) fn library(given: &Given<'_>) -> syn::Result<Path> {
    given.value()?;
    let span = given.input.span();
    let mut path = given.input.call(Path::parse_mod_style).map_err(|_| {
        syn::Error::new(span, "`crate` is the path under which orm-core is known here: `crate = my_orm`")
    })?;
    // The leading `::` finds the dependency of this name, not a module of the same name in scope.
    if path.segments.first().is_none_or(|first| first.ident != "crate") {
        path.leading_colon = Some(Token![::](span));
    }
    Ok(path)
}

pub(super) fn sql_type(given: &Given<'_>) -> syn::Result<Type> {
    given.value()?;
    given.input.parse()
}

pub(super) fn default(given: &Given<'_>) -> syn::Result<(Expr, Default)> {
    given.value()?;
    let expression: Expr = given.input.parse()?;
    let value = default_value(&expression)?;
    Ok((expression, value))
}

fn default_value(expression: &Expr) -> syn::Result<Default> {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => literal(lit, false),
        // A macro's `$default:literal` stands in invisible brackets.
        Expr::Group(group) => default_value(&group.expr),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => literal(lit, true),
            _ => Err(not_a_default(expression)),
        },
        Expr::Call(call) => match (&*call.func, call.args.first()) {
            (Expr::Path(path), Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })))
                if path.path.is_ident("sql") && call.args.len() == 1 =>
            {
                Ok(Default::Sql(text.value()))
            }
            _ => Err(not_a_default(expression)),
        },
        _ => Err(not_a_default(expression)),
    }
}

fn literal(literal: &Lit, negative: bool) -> syn::Result<Default> {
    let sign = if negative { "-" } else { "" };
    match literal {
        Lit::Int(number) => {
            let number: syn::Result<i64> = format!("{sign}{}", number.base10_digits())
                .parse()
                .map_err(|_| syn::Error::new(number.span(), "this default does not fit into 64 bits"));
            Ok(Default::Integer(number?))
        }
        Lit::Float(number) => Ok(Default::Number(format!("{sign}{}", number.base10_digits()))),
        Lit::Bool(value) => Ok(Default::Boolean(value.value)),
        Lit::Str(text) => Ok(Default::Text(text.value())),
        _ => Err(not_a_default(literal)),
    }
}

fn not_a_default(tokens: impl quote::ToTokens) -> syn::Error {
    let message = "a default is a literal or SQL\n\nwrite `default = 0`, `default = \"new\"`, `default = true`, or \
                   `default = sql(\"CURRENT_TIMESTAMP\")`";
    syn::Error::new_spanned(tokens, message)
}

/// Reads `scope(column = literal, ..)`.
pub(super) fn scope(given: &Given<'_>) -> syn::Result<Vec<(Ident, Lit)>> {
    let form = format!("`scope({})`", given.form);
    if !given.input.peek(syn::token::Paren) {
        return Err(given.error(format!("`scope` gives columns their values: {form}")));
    }
    let content;
    syn::parenthesized!(content in given.input);
    let mut values = Vec::new();
    while !content.is_empty() {
        match scope_value(&content, &form) {
            Ok(value) => values.push(value),
            Err(error) => {
                reader::skip_all(&content);
                return Err(error);
            }
        }
    }
    if values.is_empty() {
        return Err(given.error(format!("`scope` is empty: write {form}, or remove it")));
    }
    Ok(values)
}

/// Reads `column = literal`, and the comma after it.
fn scope_value(content: ParseStream<'_>, form: &str) -> syn::Result<(Ident, Lit)> {
    let expected = |error: syn::Error| syn::Error::new(error.span(), format!("expected {form}"));
    let column = content.call(Ident::parse_any).map_err(expected)?.unraw();
    content.parse::<Token![=]>().map_err(expected)?;
    let span = content.span();
    let Ok(value @ (Lit::Str(_) | Lit::Int(_) | Lit::Float(_) | Lit::Bool(_))) = content.parse() else {
        return Err(syn::Error::new(span, "a scope's value is a literal: text, a number, `true` or `false`"));
    };
    if !content.is_empty() {
        content.parse::<Token![,]>().map_err(|error| syn::Error::new(error.span(), "expected a comma or `)`"))?;
    }
    Ok((column, value))
}
