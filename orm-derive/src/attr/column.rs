//! `#[column(..)]`.

use syn::{Attribute, Expr, ExprLit, ExprUnary, Lit, UnOp};

use super::option::{self, Text};
use crate::errors::Errors;

/// What `#[column(..)]` says.
#[derive(Default)]
pub(crate) struct ColumnAttr {
    pub(crate) name: Option<Text>,
    pub(crate) primary_key: bool,
    pub(crate) unique: bool,
    pub(crate) generated: Option<bool>,
    pub(crate) default: Option<(Expr, Default)>,
    pub(crate) sql_type: Option<syn::Type>,
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

impl ColumnAttr {
    const KEYS: [&'static str; 6] = ["name", "primary_key", "unique", "generated", "default", "sql_type"];

    pub(crate) fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        option::read(attribute, &Self::KEYS, errors, |given| {
            match &*given.key.to_string() {
                "name" => self.name = Some(given.text("\"column\"")?),
                "primary_key" => self.primary_key = given.flag()?,
                "unique" => self.unique = given.flag()?,
                "generated" => self.generated = Some(given.flag()?),
                "default" => {
                    given.value("0")?;
                    let expression: Expr = given.input.parse()?;
                    let value = default(&expression)?;
                    self.default = Some((expression, value));
                }
                "sql_type" => {
                    given.value("diesel::sql_types::Text")?;
                    self.sql_type = Some(given.input.parse()?);
                }
                _ => return Ok(false),
            }
            Ok(true)
        });
    }
}

fn default(expression: &Expr) -> syn::Result<Default> {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => literal(lit, false),
        // The invisible brackets of a macro's `$default:literal`.
        Expr::Group(group) => default(&group.expr),
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
