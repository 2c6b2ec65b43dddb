//! `#[model(..)]`.

use syn::{Attribute, LitStr, Path, Token};

use super::option::{self, Given, Text};
use crate::errors::Errors;
use crate::naming::RenameRule;

/// What `#[model(..)]` says.
#[derive(Default)]
pub(crate) struct ModelAttr {
    pub(crate) table: Option<TableAttr>,
    pub(crate) schema: Option<Text>,
    pub(crate) rename_all: Option<RenameRule>,
    /// Where orm-core is, when not at `::orm_core`.
    pub(crate) library: Option<Path>,
}

/// `table = "name"`, or `table = crate::schema::teams`.
pub(crate) enum TableAttr {
    Named(Text),
    Existing(Path),
}

impl ModelAttr {
    const KEYS: [&'static str; 4] = ["table", "schema", "rename_all", "crate"];

    pub(crate) fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        option::read(attribute, &Self::KEYS, errors, |given| {
            match &*given.key.to_string() {
                "table" => self.table = Some(TableAttr::read(given)?),
                "schema" => self.schema = Some(given.text("\"name\"")?),
                "crate" => self.library = Some(library(given)?),
                "rename_all" => self.rename_all = Some(rename_rule(given)?),
                _ => return Ok(false),
            }
            Ok(true)
        });
    }
}

impl TableAttr {
    fn read(given: &Given<'_>) -> syn::Result<Self> {
        given.value("\"teams\"")?;
        if given.input.peek(LitStr) {
            return Ok(Self::Named(given.input.parse()?));
        }
        let span = given.input.span();
        given.input.call(Path::parse_mod_style).map(Self::Existing).map_err(|_| {
            let message = "`table` is a name in quotes or the path of a Diesel table\n\nwrite `table = \"teams\"` or \
                           `table = crate::schema::teams`";
            syn::Error::new(span, message)
        })
    }
}

/// `crate = my_orm`, `crate = crate::reexported`.
fn library(given: &Given<'_>) -> syn::Result<Path> {
    given.value("my_orm")?;
    let span = given.input.span();
    let mut path = given.input.call(Path::parse_mod_style).map_err(|_| {
        syn::Error::new(span, "`crate` is the path under which orm-core is known here: `crate = my_orm`")
    })?;
    // A dependency of that name, not a module that happens to be near.
    if path.segments.first().is_none_or(|first| first.ident != "crate") {
        path.leading_colon = Some(Token![::](span));
    }
    Ok(path)
}

fn rename_rule(given: &Given<'_>) -> syn::Result<RenameRule> {
    let text = given.text("\"camelCase\"")?;
    if let Some(rule) = RenameRule::of(&text.value()) {
        return Ok(rule);
    }
    let names = RenameRule::NAMES.map(|(name, _)| name);
    let nearest = option::did_you_mean(option::nearest(&text.value(), &names));
    let message =
        format!("there is no rule `{}`{nearest}\n\n`rename_all` is one of {}", text.value(), option::list(&names));
    Err(syn::Error::new(text.span(), message))
}
