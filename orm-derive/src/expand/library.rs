//! Where the generated code finds orm-core: `::orm_core`, or what `#[model(crate = ..)]` says.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Path;

use crate::ir::Model;

/// The code with each `::orm_core` as the library is called here.
pub(super) fn known_here(code: TokenStream, model: &Model<'_>) -> TokenStream {
    match &model.library {
        None => code,
        Some(path) => renamed(code, path),
    }
}

fn renamed(code: TokenStream, path: &Path) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    for token in code {
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), renamed(group.stream(), path));
                inner.set_span(group.span());
                output.push(TokenTree::Group(inner));
            }
            TokenTree::Ident(library) if library == "orm_core" && ends_with_colons(&output) => {
                output.truncate(output.len() - 2);
                output.extend(respanned(path.to_token_stream(), &library));
            }
            token => output.push(token),
        }
    }
    output.into_iter().collect()
}

/// Whether the last tokens are the `::` of an absolute path.
fn ends_with_colons(tokens: &[TokenTree]) -> bool {
    let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    matches!(tokens, [.., first, second] if colon(first) && colon(second))
}

/// At the place of what it replaces: mistakes are reported there.
fn respanned(path: TokenStream, near: &Ident) -> TokenStream {
    let tokens = path.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(near.span()));
        token
    });
    tokens.collect()
}
