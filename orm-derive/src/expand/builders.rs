//! The builders of new rows and of changes: `TeamCreate`, `TeamUpdate`, and `TeamInsert` for request bodies.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Column, Model};

pub(super) fn builders(model: &Model<'_>) -> TokenStream {
    let create = create(model);
    let update = update(model);
    let known = model.columns.iter().all(|column| !column.unknown);
    let insert = if cfg!(feature = "serde") && known { insert(model) } else { TokenStream::new() };
    quote!(#create #update #insert)
}

fn create(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, module, visibility, table, .. } = model;
    let name = format_ident!("{owner}Create");
    let mandatory = model.mandatory();
    let states: Vec<Ident> = (0..mandatory.len()).map(|place| format_ident!("S{place}")).collect();
    let given = mandatory.iter().map(|(_, column)| &column.ident);
    let setters = model.columns.iter().map(|column| {
        let Column { ident, ty, .. } = column;
        let doc = format!("Gives the column `{}`.", column.name);
        let assign = super::body(
            model,
            quote!(self.0.give::<#module::#ident>(::orm_core::derive::IntoValue::into_value(value))),
        );
        let place = mandatory.iter().position(|(_, other)| other.ident == *ident);
        let (output, value) = match place {
            None => (quote!(Self), quote!(self)),
            Some(place) => {
                let states = states.iter().enumerate().map(|(other, state)| {
                    if other == place { quote!(::orm_core::derive::Given) } else { quote!(#state) }
                });
                (quote!(#name<(#(#states,)*), P>), quote!(#name(self.0.state())))
            }
        };
        quote! {
            #[doc = #doc]
            #visibility fn #ident(mut self, value: impl ::orm_core::derive::IntoValue<#ty>) -> #output {
                #assign;
                #value
            }
        }
    });
    let doc = format!(
        "A new `{owner}`, not yet made. One setter per column; `.exec(&mut conn)` makes it and yields the row."
    );
    let upsert_doc = format!(
        "Updates the row with the same value in a unique column, if there is one.\n\n`INSERT INTO \"{table}\" .. ON CONFLICT (..) DO UPDATE SET ..`"
    );
    let quiet = super::quiet(model);
    let builder = builder(&name, &quote!(S, P), &quote!(::orm_core::derive::Create<#owner, S, P>));
    quote! {
        #[doc = #doc]
        #[must_use = "nothing is inserted until `.exec(&mut conn)`"]
        #visibility struct #name<S, P = ::orm_core::derive::Plain>(::orm_core::derive::Create<#owner, S, P>);

        #quiet
        const _: () = {
            #builder

            #[allow(dead_code)]
            impl<#(#states,)* P> #name<(#(#states,)*), P> {
                #(#setters)*
            }

            #[allow(dead_code)]
            impl<S> #name<S> {
                #[doc = #upsert_doc]
                #visibility fn upsert<UniqueColumns>(self, unique: UniqueColumns) -> #name<S, ::orm_core::derive::Upsert>
                where
                    #owner: ::orm_core::derive::HasUnique<UniqueColumns>,
                {
                    let _: UniqueColumns = unique;
                    #name(self.0.upsert())
                }
            }

            #[automatically_derived]
            impl<#(#states: ::orm_core::derive::IsGiven<#owner, #module::#given>,)*> ::orm_core::derive::Complete<#owner>
                for (#(#states,)*)
            {
            }
        };
    }
}

fn update(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let name = format_ident!("{owner}Update");
    let setters = model.columns.iter().map(|column| {
        let Column { ident, ty, .. } = column;
        let doc = format!("Sets the column `{}`.", column.name);
        let assign = assign(model, ident);
        quote! {
            #[doc = #doc]
            #visibility fn #ident(mut self, value: impl ::orm_core::derive::IntoValue<#ty>) -> Self {
                #assign
                self
            }
        }
    });
    let doc = format!("Changes of rows of `{owner}`, not yet made. One setter per column, then `.exec(&mut conn)`.");
    let quiet = super::quiet(model);
    let builder = builder(&name, &quote!(W), &quote!(::orm_core::derive::Update<#owner, W>));
    quote! {
        #[doc = #doc]
        #[must_use = "nothing is changed until `.exec(&mut conn)`"]
        #visibility struct #name<W>(::orm_core::derive::Update<#owner, W>);

        #quiet
        const _: () = {
            #builder

            #[allow(dead_code)]
            impl<W> #name<W> {
                #(#setters)*
            }
        };
    }
}

/// The setters' assignment of `value` to a column.
fn assign(model: &Model<'_>, column: &Ident) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let assign = quote! {
        *<#owner as ::orm_core::derive::HasColumn<#module::#column>>::slot(self.0.values()) =
            ::core::option::Option::Some(::orm_core::derive::IntoValue::into_value(value))
    };
    let assign = super::body(model, assign);
    quote!(#assign;)
}

/// What makes a generated builder stand for its operation.
fn builder(name: &Ident, parameters: &TokenStream, operation: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<#parameters> ::core::convert::From<#operation> for #name<#parameters> {
            fn from(operation: #operation) -> Self {
                Self(operation)
            }
        }

        #[automatically_derived]
        impl<#parameters> ::core::fmt::Debug for #name<#parameters> {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, formatter)
            }
        }

        #[automatically_derived]
        impl<#parameters> ::orm_core::derive::Builder for #name<#parameters>
        where
            #operation: ::orm_core::derive::Operation,
        {
            type Operation = #operation;

            fn operation(&self) -> &Self::Operation {
                &self.0
            }

            fn into_operation(self) -> Self::Operation {
                self.0
            }
        }
    }
}

/// The plain struct for request bodies: mandatory columns as they are, the others optional.
fn insert(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let (name, create) = (format_ident!("{owner}Insert"), format_ident!("{owner}Create"));
    let fields = model.columns.iter().map(|column| {
        let Column { ident, ty, key_ty, .. } = column;
        let doc = format!("The column `{}`.", column.name);
        let rename = (column.name != column.field).then(|| {
            let name = &column.name;
            quote!(#[serde(rename = #name)])
        });
        if column.is_mandatory() {
            quote!(#[doc = #doc] #rename pub #ident: #ty)
        } else {
            quote!(#[doc = #doc] #rename #[serde(default)] pub #ident: ::core::option::Option<#key_ty>)
        }
    });
    let values = model.columns.iter().map(|column| {
        let ident = &column.ident;
        match (column.is_mandatory(), column.nullable) {
            (true, _) => quote!(::core::option::Option::Some(self.#ident)),
            (false, true) => quote!(self.#ident.map(::core::option::Option::Some)),
            (false, false) => quote!(self.#ident),
        }
    });
    let given = model.mandatory().into_iter().map(|_| quote!(::orm_core::derive::Given));
    let given = quote!((#(#given,)*));
    // A field of a type that does not deserialize keeps the struct from doing so, and nothing else from compiling.
    let bounds: Vec<String> = model
        .columns
        .iter()
        .map(|column| {
            let ty = column.key_ty;
            super::library::known_here(quote!(#ty: ::orm_core::derive::serde::Deserialize<'de>), model).to_string()
        })
        .collect();
    let bounds = bounds.join(", ");
    let serde = super::library::known_here(quote!(::orm_core::derive::serde), model).to_string();
    let doc = format!(
        "The values of a new `{owner}`, as a request body brings them. A column that the database can fill in may be left out."
    );
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, ::orm_core::derive::serde::Deserialize)]
        #[serde(crate = #serde, bound(deserialize = #bounds))]
        #visibility struct #name {
            #(#fields,)*
        }

        const _: () = {
            #[allow(dead_code)]
            impl #name {
                /// The row with these values, not yet made.
                #visibility fn create(self) -> #create<#given> {
                    let (values, _) = ::orm_core::derive::NewRow::<#owner>::into_row(self);
                    ::core::convert::From::from(::orm_core::derive::Create::plain(values))
                }
            }

            #[automatically_derived]
            impl ::orm_core::derive::NewRow<#owner> for #name {
                type Plan = ::orm_core::derive::Plain;

                fn into_row(self) -> (<#owner as ::orm_core::derive::Model>::Values, ::orm_core::derive::Plain) {
                    ((#(#values,)*), ::core::default::Default::default())
                }
            }
        };
    }
}
