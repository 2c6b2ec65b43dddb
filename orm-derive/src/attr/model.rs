//! `#[model(..)]`.

use syn::{Attribute, LitStr, Path};

use super::option::{self, Text};
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
        option::read(attribute, &Self::KEYS, errors, |key, meta| {
            match key {
                "table" => {
                    let value = meta.value()?;
                    self.table = Some(if value.peek(LitStr) {
                        TableAttr::Named(value.parse()?)
                    } else {
                        let span = value.span();
                        TableAttr::Existing(value.parse().map_err(|_| {
                            let message = "expected the table's name, `table = \"teams\"`, or an existing Diesel table, \
                                           `table = crate::schema::teams`";
                            syn::Error::new(span, message)
                        })?)
                    });
                }
                "schema" => self.schema = Some(option::text(meta)?),
                "rename_all" => {
                    let text = option::text(meta)?;
                    let rule = RenameRule::NAMES.iter().find(|(name, _)| *name == text.value());
                    let Some((_, rule)) = rule else {
                        let names = RenameRule::NAMES.map(|(name, _)| name);
                        let message = format!("no such rule: `rename_all` is one of {}", option::list(&names));
                        return Err(syn::Error::new(text.span(), message));
                    };
                    self.rename_all = Some(*rule);
                }
                _ => return Ok(false),
            }
            Ok(true)
        });
    }
}
