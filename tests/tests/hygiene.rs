//! Models in places where generated code could fail: with other meanings of the usual names, denied lints, modules,
//! function bodies, another name for the library.
//!
//! This is a binary of its own because denied lints apply to a whole crate.

#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]

use orm_core::diesel::sqlite::Sqlite;
use orm_core::prelude::*;

/// The library, as a crate calls it that re-exports it.
pub mod reexported {
    pub use orm_core::*;
}

/// Every name of the prelude means something else here.
pub mod shadowed {
    #![allow(missing_docs, missing_debug_implementations)]

    use orm_core::Model;

    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Vec;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Box;
    pub struct Clone;
    pub struct Default;
    pub struct From;
    pub struct Into;
    pub struct Send;
    pub struct Sync;
    pub struct Iterator;
    pub mod core {}
    pub mod std {}
    pub mod diesel {}

    #[derive(Model)]
    #[has_many(Wheel)]
    #[has_one(Horn)]
    #[belongs_to_many(Driver, through = "cars_drivers")]
    #[belongs_to_many(Road, through = Journey)]
    pub struct Car {
        pub id: i32,
        pub name: ::std::string::String,
    }

    #[derive(Model)]
    #[belongs_to(Car)]
    pub struct Wheel {
        pub id: i32,
        pub car_id: ::std::option::Option<i32>,
    }

    #[derive(Model)]
    #[belongs_to(Car)]
    pub struct Horn {
        pub id: i32,
        pub car_id: i32,
    }

    #[derive(Model)]
    pub struct Driver {
        pub id: i32,
    }

    #[derive(Model)]
    pub struct Road {
        pub id: i32,
    }

    #[derive(Model)]
    pub struct Journey {
        pub id: i32,
        pub car_id: i32,
        pub road_id: i32,
        pub miles: i32,
    }
}

/// The library under another name.
pub mod renamed {
    use super::reexported::Model;

    /// A team.
    #[derive(Model, Debug)]
    #[model(crate = crate::reexported)]
    #[has_many(Player)]
    #[belongs_to_many(Cup, through = "cups_teams")]
    pub struct Team {
        /// Its number.
        pub id: i32,
        /// Its name.
        pub name: String,
    }

    /// A player.
    #[derive(Model, Debug)]
    #[model(crate = crate::reexported)]
    #[belongs_to(Team)]
    pub struct Player {
        /// Its number.
        pub id: i32,
        /// The team.
        pub team_id: Option<i32>,
    }

    /// A cup.
    #[derive(Model, Debug)]
    #[model(crate = crate::reexported)]
    pub struct Cup {
        /// Its number.
        pub id: i32,
    }
}

/// Raw identifiers everywhere.
pub mod raw {
    use orm_core::Model;

    /// A type.
    #[derive(Model, Debug)]
    #[has_many(Match, as = "matches", foreign_key = "type")]
    pub struct Type {
        /// Its number.
        pub id: i32,
    }

    /// A match.
    #[derive(Model, Debug)]
    #[belongs_to(Type, as = "type", foreign_key = "type")]
    #[model(table = "match")]
    pub struct Match {
        /// Its number.
        pub id: i32,
        /// Reserved in SQL and in Rust.
        pub r#where: Option<String>,
        /// The key.
        #[column(name = "type")]
        pub type_key: Option<i32>,
    }
}

/// Models that nobody else sees, associated with one of another module.
mod private {
    use orm_core::Model;

    #[derive(Model)]
    #[belongs_to(super::renamed::Team)]
    #[cfg_attr(unix, has_many(Page))]
    pub(super) struct Book {
        pub(super) id: i32,
        #[cfg(unix)]
        pub(super) team_id: i32,
    }

    #[derive(Model)]
    #[belongs_to(Book)]
    pub(super) struct Page {
        id: i32,
        book_id: i32,
    }

    #[cfg(not(unix))]
    #[derive(Model)]
    #[has_many(Absent)]
    struct Never {
        id: i32,
    }
}

#[test]
fn usual_names_may_mean_something_else() {
    let cars = shadowed::Car::query().include(shadowed::cars::wheels).include(shadowed::cars::roads.with_junction());
    assert_eq!(cars.sql::<Sqlite>().lines().count(), 3);
    assert!(
        shadowed::Car::create().name("Beetle").wheels([shadowed::Wheel::create()]).sql::<Sqlite>().contains("Beetle")
    );
}

#[test]
fn the_library_may_have_another_name() {
    let teams = renamed::Team::query().include(renamed::teams::players.include(renamed::players::team));
    assert_eq!(teams.sql::<Sqlite>().lines().count(), 3);
    let team = renamed::Team { id: 1, name: String::new() };
    assert!(team.add_cup(7).sql::<Sqlite>().contains("cups_teams"));
}

#[test]
fn raw_identifiers_are_names_like_others() {
    let matches = raw::Match::query().filter(raw::matches::r#where.eq("here")).include(raw::matches::r#type);
    assert!(
        matches.sql::<Sqlite>().starts_with(r#"SELECT "match"."id", "match"."where", "match"."type" FROM "match""#)
    );
    assert!(raw::Type { id: 1 }.get_matches().sql::<Sqlite>().contains(r#""match"."type" = ?"#));
}

#[test]
fn models_may_be_private() {
    let books = private::Book::query().include(private::books::pages).include(private::books::team);
    assert_eq!(books.sql::<Sqlite>().lines().count(), 3);
}

#[test]
fn a_target_may_be_in_another_crate() {
    #[derive(Model)]
    #[belongs_to(orm_tests::Country)]
    #[has_many(orm_tests::City, as = "cities", foreign_key = "mayor_id")]
    #[belongs_to_many(orm_tests::City, as = "homes", through = "homes")]
    struct Person {
        id: i32,
        country_id: Option<i32>,
    }
    let people = Person::query().include(people::country.include(orm_tests::countries::cities)).include(people::homes);
    assert_eq!(people.include(people::cities).sql::<Sqlite>().lines().count(), 5);
    let person = Person { id: 1, country_id: None };
    assert_eq!(person.id, person.country_id.map_or(1, |country| country));
    assert!(person.get_cities().sql::<Sqlite>().contains(r#""cities"."mayor_id" = ?"#));
}

#[test]
fn models_may_stand_in_a_function() {
    #[derive(Model)]
    #[has_many(Leaf)]
    struct Tree {
        id: i32,
        name: String,
    }
    #[derive(Model)]
    #[belongs_to(Tree)]
    struct Leaf {
        id: i32,
        tree_id: i32,
    }
    let trees = Tree::query().filter(trees::name.eq("Oak")).include(trees::leaves.include(leaves::tree));
    assert_eq!(trees.sql::<Sqlite>().lines().count(), 3);
    let tree = Tree { id: 1, name: String::new() };
    assert!(tree.create_leaf().sql::<Sqlite>().starts_with("INSERT"));
}
