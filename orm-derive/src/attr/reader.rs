//! Reads the options of an attribute: `key = value`, each at most once.
//!
//! Owns the only reader of options. After a mistake it continues with the next option. Must not know any option:
//! `options` has the table of them.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitBool, LitStr, Meta, Token};

use super::kind::AssociationKind;
use crate::errors::Errors;
use crate::words;

/// A text with its place.
pub(crate) type Text = LitStr;

/// A flag with the place of its key.
pub(crate) type Flag = (Span, bool);

/// The key of an option that is being read, an example of its value, and the input after the key.
pub(crate) struct Given<'a> {
    pub(crate) key: Ident,
    pub(crate) form: &'static str,
    pub(crate) input: ParseStream<'a>,
}

/// An option of an attribute that is read into `Options`.
pub(crate) struct Declared<Options> {
    pub(crate) name: &'static str,
    /// The kinds of association that have it; none for the options of other attributes.
    pub(crate) kinds: &'static [AssociationKind],
    /// An example of the value, for messages.
    pub(crate) form: &'static str,
    pub(crate) read: fn(&mut Options, &Given<'_>) -> syn::Result<()>,
}

/// The options of one attribute, with the values that are written for them.
pub(crate) trait Options: Sized + 'static {
    /// The table of options, in the order in which messages list them.
    const ALL: &'static [Declared<Self>];
}

/// An attribute whose options are read.
pub(super) struct Reader<O: Options> {
    /// The attribute's name.
    attribute: String,
    /// The options that it has.
    valid: Vec<&'static Declared<O>>,
}

impl<O: Options> Reader<O> {
    /// The reader of `#[model(..)]` or `#[column(..)]`.
    pub(super) fn of(attribute: &Attribute) -> Self {
        let attribute = attribute.path().get_ident().map_or_else(String::new, Ident::to_string);
        Self { attribute, valid: O::ALL.iter().collect() }
    }

    /// The reader of the attribute of a kind of association.
    pub(super) fn of_association(kind: AssociationKind) -> Self {
        let valid = O::ALL.iter().filter(|option| option.kinds.contains(&kind)).collect();
        Self { attribute: kind.name().to_owned(), valid }
    }

    /// Reads `#[name(key = value, ..)]`.
    pub(super) fn read(&self, attribute: &Attribute, options: &mut O, errors: &mut Errors) {
        let Self { attribute: name, valid } = self;
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let result = attribute.parse_args_with(|input: ParseStream<'_>| {
                    self.options(input, options, errors);
                    Ok(())
                });
                errors.extend(result.err());
            }
            Meta::List(_) | Meta::Path(_) => {
                let names = self.names();
                let message = format!("`#[{name}]` says nothing: remove it, or give it one of its options: {names}");
                errors.at(attribute, message);
            }
            Meta::NameValue(_) => {
                let first = valid[0].name;
                let message = format!("`#[{name}]` takes its options in parentheses: `#[{name}({first} = ..)]`");
                errors.at(attribute, message);
            }
        }
    }

    /// Reads `key = value, ..` to the end of the input.
    pub(super) fn options(&self, input: ParseStream<'_>, options: &mut O, errors: &mut Errors) {
        let mut seen = Vec::new();
        while !input.is_empty() {
            errors.extend(self.option(input, options, &mut seen).err());
            skip(input);
        }
    }

    fn option(&self, input: ParseStream<'_>, options: &mut O, seen: &mut Vec<Ident>) -> syn::Result<()> {
        let key = input.call(Ident::parse_any).map_err(|_| {
            let (name, first, names) = (&self.attribute, self.valid[0].name, self.names());
            let message = format!("expected an option: `#[{name}({first} = ..)]`\n\nits options are {names}");
            syn::Error::new(input.span(), message)
        })?;
        let first = !seen.contains(&key);
        seen.push(key.clone());
        let Some(declared) = self.valid.iter().find(|option| key == option.name) else {
            return Err(self.unknown(&key));
        };
        let given = Given { key, form: declared.form, input };
        (declared.read)(options, &given)?;
        self.ends(input)?;
        if first { Ok(()) } else { Err(given.error(format!("`{}` is given twice: keep one", given.key))) }
    }

    /// Reads the end of an option or of an association's model: a comma, or the end of the input.
    pub(super) fn ends(&self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(());
        }
        Err(input.error(format!("expected a comma or the end of `#[{}(..)]`", self.attribute)))
    }

    /// The error about an option that the attribute does not have. It names the kinds of association that have the
    /// option, the option with the most similar name, and all options of the attribute.
    fn unknown(&self, key: &Ident) -> syn::Error {
        let (key_name, name) = (key.to_string(), &self.attribute);
        let kinds = O::ALL.iter().find(|option| option.name == key_name).map_or(&[][..], |option| option.kinds);
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("#[{}(..)]", kind.name())).collect();
        let others = if kinds.is_empty() { String::new() } else { format!(", which is for {}", words::list(&kinds)) };
        let valid: Vec<&str> = self.valid.iter().map(|option| option.name).collect();
        let (nearest, names) = (words::did_you_mean(words::nearest(&key_name, &valid)), self.names());
        let message = format!("`#[{name}(..)]` has no option `{key}`{others}{nearest}\n\nits options are {names}");
        syn::Error::new(key.span(), message)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.valid.iter().map(|option| option.name).collect();
        words::list(&names)
    }
}

/// Skips the rest of an option that has a mistake, to the next comma.
pub(super) fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
    let _: syn::Result<Token![,]> = input.parse();
}

/// Skips everything to the end of the input.
pub(super) fn skip_all(input: ParseStream<'_>) {
    while !input.is_empty() {
        skip(input);
    }
}

impl Given<'_> {
    /// An error at the place of the key.
    pub(super) fn error(&self, message: impl std::fmt::Display) -> syn::Error {
        syn::Error::new(self.key.span(), message)
    }

    /// Reads `= ..`.
    pub(super) fn value(&self) -> syn::Result<()> {
        self.not_left_out()?;
        if !self.input.peek(Token![=]) {
            return Err(self.input.error(format!("expected `{} = {}`", self.key, self.form)));
        }
        self.input.parse::<Token![=]>()?;
        self.not_left_out()
    }

    fn not_left_out(&self) -> syn::Result<()> {
        let (key, form) = (&self.key, self.form);
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Err(self.error(format!("`{key}` needs a value: `{key} = {form}`")));
        }
        Ok(())
    }

    fn empty(&self, span: Span) -> syn::Error {
        syn::Error::new(span, format!("`{key}` is empty: write `{key} = {form}`", key = self.key, form = self.form))
    }

    /// Whether the value is a text in quotes.
    pub(super) fn holds_text(&self) -> bool {
        self.input.peek(Token![=]) && self.input.peek2(LitStr)
    }

    /// Reads `= "text"`.
    pub(super) fn text(&self) -> syn::Result<Text> {
        self.value()?;
        let (key, form) = (&self.key, self.form);
        if !self.input.peek(LitStr) {
            return Err(self.input.error(format!("`{key}` is text in quotes: `{key} = {form}`")));
        }
        let text: LitStr = self.input.parse()?;
        if text.value().is_empty() {
            return Err(self.empty(text.span()));
        }
        Ok(text)
    }

    /// Reads `= "name"`, a name that SQL writes between double quotes.
    pub(super) fn sql_name(&self) -> syn::Result<Text> {
        let text = self.text()?;
        let name = text.value();
        if name.contains(['"', '\0']) {
            let message = format!("`{}` cannot be a name in SQL: remove the double quotes", name.escape_default());
            return Err(syn::Error::new(text.span(), message));
        }
        Ok(text)
    }

    /// Reads `= "name"` or `= name`.
    pub(super) fn name(&self) -> syn::Result<Text> {
        if self.input.peek(Token![=]) && self.input.peek2(Ident::peek_any) {
            self.value()?;
            let ident = self.input.call(Ident::parse_any)?;
            return Ok(LitStr::new(&ident.unraw().to_string(), ident.span()));
        }
        self.text()
    }

    /// Reads one name, `= "name"`, or several names, `= ["a", "b"]`.
    pub(super) fn names(&self) -> syn::Result<Vec<Text>> {
        if !(self.input.peek(Token![=]) && self.input.peek2(syn::token::Bracket)) {
            return Ok(vec![self.name()?]);
        }
        self.value()?;
        let (key, form) = (&self.key, self.form);
        let content;
        syn::bracketed!(content in self.input);
        let names = content.parse_terminated(syn::parse::ParseBuffer::parse::<LitStr>, Token![,]).map_err(|error| {
            skip_all(&content);
            syn::Error::new(error.span(), format!("`{key}` lists names in quotes: `{key} = [{form}, {form}]`"))
        })?;
        if names.is_empty() {
            return Err(self.empty(key.span()));
        }
        Ok(names.into_iter().collect())
    }

    /// Reads a flag: the key alone, which means `true`, or `= true`, or `= false`.
    pub(super) fn flag(&self) -> syn::Result<Flag> {
        let (key, place) = (&self.key, self.key.span());
        if !self.input.peek(Token![=]) {
            return Ok((place, true));
        }
        self.value()?;
        let span = self.input.span();
        let flag: syn::Result<LitBool> = self.input.parse();
        flag.map(|flag| (place, flag.value))
            .map_err(|_| syn::Error::new(span, format!("`{key}` is `true` or `false`; `{key}` alone means `true`")))
    }
}
