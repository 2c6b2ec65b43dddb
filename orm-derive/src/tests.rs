//! Owns the models whose expansions stand in snapshots, each beside its source, and the number of their tokens.
//!
//! After an intended change run `cargo insta review`, or `INSTA_UPDATE=always cargo test -p orm-derive --all-features`.

mod documentation;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
#[cfg(feature = "serde")]
use proc_macro2::TokenTree;
#[cfg(feature = "serde")]
use quote::ToTokens;
use syn::DeriveInput;

use crate::errors::Errors;

/// A model of eight columns, the key of a `belongs_to` among them.
const MODEL: &str = r"
#[derive(Model)]
pub struct Player {
    pub id: i32,
    pub name: String,
    #[column(unique)]
    pub email: String,
    pub rating: i32,
    pub height: Option<f64>,
    #[column(default = true)]
    pub active: bool,
    pub joined: i64,
    pub team_id: Option<i32>,
}
";

/// Options of serde, of which the insert struct shares those that are right and that decide about names.
#[cfg(feature = "serde")]
const NAMED: &str = r#"
#[derive(Model, Serialize)]
#[model(rename_all = "PascalCase")]
#[serde(rename_all(serialize = "kebab-case", deserialize = "camelCase"), deny_unknown_fields)]
#[serde(rename_all = "camel", rename_all(serialize = "kebab"), default, transparent, deny_unknown_fields = true)]
pub struct Player {
    pub id: i32,
    #[serde(rename(deserialize = "name"), alias = "called", skip_serializing_if = "String::is_empty")]
    pub full_name: String,
    #[column(name = "Rank")]
    #[serde(default = "five", rename = 5, alias("rank"))]
    pub rating: i32,
    #[serde(default = "tall")]
    pub height: Option<f64>,
    #[column(default = true)]
    #[serde(default, with = "numbers")]
    pub active: bool,
}
"#;

/// An association of that model, by a name for it.
const ASSOCIATIONS: [(&str, &str); 6] = [
    ("belongs_to", "#[belongs_to(Team)]"),
    ("has_one", "#[has_one(Locker)]"),
    ("has_many", "#[has_many(Goal)]"),
    ("belongs_to_many", r#"#[belongs_to_many(Cup, through = "cups_players")]"#),
    ("belongs_to_many_through_a_model", "#[belongs_to_many(Sponsor, through = Contract)]"),
    (
        "has_many_with_every_option",
        r#"#[has_many(Goal, as = "own_goals", foreign_key = "victim", source_key = "email", on_delete = "cascade", scope(own = true))]"#,
    ),
];

fn parsed(source: &str) -> DeriveInput {
    syn::parse_str(source).expect("the source is a struct")
}

/// The model with an association.
fn with(association: &str) -> String {
    MODEL.replace("#[derive(Model)]", &format!("#[derive(Model)]\n{association}"))
}

/// The code that the association adds to the model.
fn added(association: &str) -> TokenStream {
    let (source, mut errors) = (with(association), Errors::default());
    let input = parsed(&source);
    let written = crate::attr::read(&input, &mut errors).expect("it is a struct with named fields");
    let model = crate::ir::model(&written);
    crate::check::check(&written, &model, &mut errors);
    assert!(errors.is_empty(), "{}", errors.into_compile_errors());
    crate::expand::association(0, &model)
}

fn pretty(code: TokenStream) -> String {
    let file: syn::File = syn::parse2(code).expect("the generated code is Rust");
    prettyplease::unparse(&file)
}

/// How many tokens it is; what a group encloses, and its two brackets.
#[cfg(feature = "serde")]
fn tokens(code: TokenStream) -> usize {
    let count = |token| match token {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        _ => 1,
    };
    code.into_iter().map(count).sum()
}

// The feature adds to a model the struct for request bodies.
#[cfg(feature = "serde")]
#[test]
fn a_model_expands_to_this() {
    let code = pretty(crate::expand(&parsed(MODEL)));
    insta::assert_snapshot!("model", format!("{}\n// expands to\n\n{code}", MODEL.trim()));
}

#[cfg(feature = "serde")]
#[test]
fn an_insert_struct_shares_names_with_its_model() {
    let file: syn::File = syn::parse2(crate::expand(&parsed(NAMED))).expect("the generated code is Rust");
    let insert =
        file.items.into_iter().find(|item| matches!(item, syn::Item::Struct(it) if it.ident == "PlayerInsert"));
    let code = pretty(insert.to_token_stream());
    insta::assert_snapshot!("insert", format!("{}\n// has the insert struct\n\n{code}", NAMED.trim()));
}

#[test]
fn an_association_adds_this_to_its_model() {
    for (name, association) in ASSOCIATIONS {
        let code = pretty(added(association));
        insta::assert_snapshot!(name, format!("{association}\n\n// adds to `Player`\n\n{code}"));
    }
}

#[cfg(feature = "serde")]
#[test]
fn the_generated_code_is_no_larger_than_this() {
    let line = |tokens: usize, what: &str| format!("{tokens:>6}  {what}");
    let mut lines = vec![line(tokens(crate::expand(&parsed(MODEL))), "a model of 8 columns")];
    lines.extend(ASSOCIATIONS.map(|(_, association)| line(tokens(added(association)), association)));
    let table = lines.join("\n");
    println!("tokens\n{table}");
    insta::assert_snapshot!("tokens", table);
}

/// The names that stand directly in orm-core in the code: `derive` of `::orm_core::derive::Model`.
fn names_in_the_library(code: &TokenStream) -> BTreeSet<String> {
    let code = code.to_string();
    let rests = code.split("orm_core :: ").skip(1);
    rests.map(|rest| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()).collect()
}

#[test]
fn an_expansion_names_nothing_of_the_library_but_its_module_for_expansions() {
    let everything = ASSOCIATIONS.map(|(_, association)| association).join("\n");
    for source in [MODEL.to_owned(), with(&everything)] {
        assert_eq!(names_in_the_library(&crate::expand(&parsed(&source))), BTreeSet::from(["derive".to_owned()]));
    }
}

#[test]
fn half_written_attributes_leave_the_rest_of_the_model() {
    let halves = [
        "#[has_many]",
        "#[has_many()]",
        "#[has_many(Go)]",
        "#[has_many(Goal, )]",
        "#[has_many(Goal, a)]",
        "#[has_many(Goal, as)]",
        "#[has_many(Goal, as = )]",
        "#[belongs_to(Team, foreign_key = \"\")]",
        "#[belongs_to_many(Cup)]",
        "#[belongs_to_many(Cup, through = )]",
        "#[model]",
        "#[model(tab)]",
    ];
    for half in halves {
        let code = pretty(crate::expand(&parsed(&with(half))));
        assert!(code.contains("pub fn rating(mut self"), "{half} leaves the setters");
        assert!(code.contains("pub fn query()"), "{half} leaves the methods");
        assert!(code.contains("compile_error") || half == "#[has_many(Go)]" || half == "#[has_many(Goal, )]", "{half}");
    }
}
