//! `#[model(..)]`.

use syn::{Attribute, LitStr, Path};

use super::option::{self, Given, Text};
use crate::errors::Errors;
use crate::naming::RenameRule;

/// What `#[model(..)]` says.
#[derive(Default)]
pub(crate) struct ModelAttr {
    pub(crate) table: Option<TableAttr>,
    pub(crate) schema: Option<Text>,
    pub(crate) rename_all: Option<RenameRule>,
}

/// `table = "name"`, or `table = crate::schema::teams`.
pub(crate) enum TableAttr {
    Named(Text),
    Existing(Path),
}

impl ModelAttr {
    const KEYS: [&'static str; 3] = ["table", "schema", "rename_all"];

    pub(crate) fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        option::read(attribute, &Self::KEYS, errors, |given| {
            match &*given.key.to_string() {
                "table" => self.table = Some(TableAttr::read(given)?),
                "schema" => self.schema = Some(given.text("\"name\"")?),
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
