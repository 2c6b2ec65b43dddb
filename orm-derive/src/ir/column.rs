//! Fields as columns.
//!
//! Owns which SQL type a Rust type has, and the conventions for a column's name, its primary key and its generation.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericArgument, Ident, PathArguments, Type};

use crate::attr::{Default, SerdeOfField, WrittenField};
use crate::naming::RenameRule;

/// A column of a model: its field, its name in the database, its type and its constraints.
#[expect(clippy::struct_excessive_bools, reason = "they are independent properties of a column")]
pub(crate) struct Column<'a> {
    /// Name of the field.
    pub(crate) ident: Ident,
    /// Name of the field, without `r#`.
    pub(crate) field: String,
    /// Name in the database.
    pub(crate) name: String,
    /// Type of the field.
    pub(crate) ty: &'a Type,
    /// Type of the field without its `Option`.
    pub(crate) key_ty: &'a Type,
    pub(crate) nullable: bool,
    /// Diesel's SQL type, without `Nullable`.
    pub(crate) sql_type: TokenStream,
    /// Whether `#[column(sql_type = ..)]` names that type.
    pub(crate) sql_type_given: bool,
    pub(crate) operators: Operators,
    /// Whether every value that is written can be read again. JSON and decimals have values that the database stores
    /// and Rust's type does not take; nothing is known of a type with a `sql_type`.
    pub(crate) reads_back: bool,
    /// Whether no SQL type is known for the field, so that nothing can be stored of it.
    pub(crate) unknown: bool,
    pub(crate) primary_key: bool,
    pub(crate) unique: bool,
    pub(crate) generated: bool,
    pub(crate) default: Option<(syn::Expr, Default)>,
    pub(crate) serde: &'a SerdeOfField,
}

/// Which Rust operators a column of this type has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operators {
    None,
    /// `+ - * /`.
    Arithmetic,
    /// Comparisons with values of a type that Diesel knows on one database only.
    Values,
    Both,
}

impl Column<'_> {
    /// Whether a create must give the column.
    pub(crate) fn is_mandatory(&self) -> bool {
        !self.nullable && !self.generated && self.default.is_none()
    }

    /// The type that rows hold for the field.
    pub(crate) fn stored(&self) -> TokenStream {
        let key = self.stored_key();
        match (self.unknown, self.nullable) {
            (false, _) => self.ty.to_token_stream(),
            (true, false) => key,
            (true, true) => quote!(::core::option::Option<#key>),
        }
    }

    /// The type that rows hold for the field, without its `Option`. `String` stands in for a type without an SQL type.
    pub(crate) fn stored_key(&self) -> TokenStream {
        if self.unknown { quote!(::std::string::String) } else { self.key_ty.to_token_stream() }
    }

    /// Diesel's SQL type.
    pub(crate) fn full_sql_type(&self) -> TokenStream {
        let sql_type = &self.sql_type;
        if self.nullable { quote!(__orm::diesel::sql_types::Nullable<#sql_type>) } else { sql_type.clone() }
    }
}

/// The columns of the fields; `foreign_keys` are the names of those that reference other rows.
pub(super) fn columns<'a>(
    fields: &'a [WrittenField<'a>],
    rename_all: Option<RenameRule>,
    foreign_keys: &[String],
) -> Vec<Column<'a>> {
    let marked = fields.iter().filter(|field| is_set(field.options.primary_key)).count();
    let columns = fields.iter().map(|WrittenField { field, ident, options, serde }| {
        let field_name = ident.unraw().to_string();
        let renamed = || rename_all.map_or_else(|| field_name.clone(), |rule| rule.apply(&field_name));
        let name = options.name.as_ref().map_or_else(renamed, syn::LitStr::value);
        let ty = ungrouped(&field.ty);
        let (key_ty, nullable) = option_of(ty).map_or((ty, false), |inner| (ungrouped(inner), true));
        let given = options.sql_type.as_ref().map(|sql_type| (quote!(#sql_type), Operators::None));
        let known = given.or_else(|| known_type(key_ty));
        let unknown = known.is_none();
        let (sql_type, operators) = known.unwrap_or_else(|| (quote!(__orm::diesel::sql_types::Text), Operators::None));
        let primary_key = if marked > 0 { is_set(options.primary_key) } else { field_name == "id" };
        let whole_number = matches!(last_ident(key_ty).as_deref(), Some("i16" | "i32" | "i64"));
        let by_default =
            primary_key && marked <= 1 && whole_number && options.default.is_none() && !foreign_keys.contains(&name);
        Column {
            ident: (*ident).clone(),
            field: field_name,
            name,
            ty,
            key_ty,
            nullable,
            sql_type,
            sql_type_given: options.sql_type.is_some(),
            operators,
            reads_back: options.sql_type.is_none() && !is_converted(key_ty),
            unknown,
            primary_key,
            unique: is_set(options.unique),
            generated: options.generated.map_or(by_default, |(_, generated)| generated),
            default: options.default.clone(),
            serde,
        }
    });
    columns.collect()
}

fn is_set(flag: Option<(Span, bool)>) -> bool {
    flag.is_some_and(|(_, set)| set)
}

/// The type without the invisible brackets that a `$field:ty` of a macro puts around it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        ty => ty,
    }
}

/// `T` of `Option<T>`.
fn option_of(ty: &Type) -> Option<&Type> {
    match argument(ty) {
        Some((name, argument)) if name == "Option" => Some(argument),
        _ => None,
    }
}

/// The name and the only type argument of `Name<T>`.
fn argument(ty: &Type) -> Option<(String, &Type)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(argument) if arguments.args.len() == 1 => Some((segment.ident.to_string(), argument)),
        _ => None,
    }
}

fn last_ident(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// Whether the database stores values of the type that the type itself cannot be read from.
fn is_converted(ty: &Type) -> bool {
    matches!(last_ident(ty).as_deref(), Some("BigDecimal" | "Value" | "JsonValue"))
}

/// The SQL type of a usual Rust type, by its name: a macro sees no more of it.
fn known_type(ty: &Type) -> Option<(TokenStream, Operators)> {
    let diesel = |name: &str| {
        let ident = Ident::new(name, ty.span());
        quote!(__orm::diesel::sql_types::#ident)
    };
    let own = |name: &str| {
        let ident = Ident::new(name, ty.span());
        quote!(__orm::sql_types::#ident)
    };
    Some(match &*last_ident(ty)? {
        "i16" => (diesel("SmallInt"), Operators::Arithmetic),
        "i32" => (diesel("Integer"), Operators::Arithmetic),
        "i64" => (diesel("BigInt"), Operators::Arithmetic),
        "f32" => (diesel("Float"), Operators::Arithmetic),
        "f64" => (diesel("Double"), Operators::Arithmetic),
        "bool" => (diesel("Bool"), Operators::None),
        "String" => (diesel("Text"), Operators::None),
        "Vec" if matches!(argument(ty), Some((_, Type::Path(byte))) if byte.path.is_ident("u8")) => {
            (diesel("Binary"), Operators::None)
        }
        "NaiveDate" => (diesel("Date"), Operators::None),
        "NaiveTime" => (diesel("Time"), Operators::None),
        "NaiveDateTime" => (diesel("Timestamp"), Operators::None),
        "DateTime" => (own("TimestampTz"), Operators::Values),
        "Uuid" => (own("Uuid"), Operators::Values),
        "BigDecimal" => (own("Decimal"), Operators::Both),
        "Value" | "JsonValue" => (diesel("Jsonb"), Operators::None),
        _ => return None,
    })
}
