//! The guide: a page for each kind of association, and pages on rows, queries, tables and handlers.
//!
//! Owns the list of pages. A page about an association says when to use it, which tables it needs, what each accessor
//! does, and how many statements each accessor sends. All programs on these pages run in the tests. The SQL is
//! SQLite's. On PostgreSQL a bound value is `$1` instead of `?`, and a list of keys is `= ANY($1)` instead of
//! `IN (SELECT value FROM json_each(?))`.
//!
//! | page | for |
//! |---|---|
//! | [`belongs_to`] | a row that points to one other: `player.get_team()` |
//! | [`has_one`] | the other end, when there can be one such row: `captain.get_ship()` |
//! | [`has_many`] | the other end, when there can be many: `team.get_players()` |
//! | [`belongs_to_many`] | rows that are linked to many on both ends: `movie.get_actors()` |
//! | [`aliases_and_keys`] | several associations between the same models, keys other than `id`, scopes |
//! | [`creating`] | one row, many rows, rows with the rows that belong to them |
//! | [`writing`] | updates by expressions, inserts of many rows, conflicts, find or create |
//! | [`composing_queries`] | conditions with a name, queries put together while the program runs, generic functions |
//! | [`expressions`] | search in texts, lists, columns of associated rows, dates, NULLs in an order, distinct rows |
//! | [`aggregates`] | sums, averages and counts: of a query, of groups of rows, of each row's association |
//! | [`eager_loading`] | rows with what they are associated with: `Team::query().include(teams::players)` |
//! | [`pages`] | numbered pages, cursor pages: `Team::query().keyset(teams::name.asc(), 20)`, large tables in chunks |
//! | [`trees`] | a model that is associated with itself: all rows below or above a row |
//! | [`raw_sql`] | rows of a model by a SELECT in SQL, structs of your own, Diesel's queries |
//! | [`tables`] | `create_tables`: generated keys, cycles, schemas of PostgreSQL, a database that exists |
//! | [`handlers`] | async, pools, statuses for errors, JSON, transactions, cancelled requests, tracing |
//! | [`when_it_does_not_compile`] | the compiler's messages, what causes them, and what to write instead |

// A page links to the others as files, for those who read it in the repository. The first definition of a link counts.
macro_rules! pages {
    ($($page:ident)*) => { $(
        #[doc = "[belongs to]: belongs_to\n[has one]: has_one\n[has many]: has_many"]
        #[doc = "[belongs to many]: belongs_to_many\n[aliases and keys]: aliases_and_keys"]
        #[doc = "[creating]: creating\n[Creating]: creating\n[writing]: writing\n[eager loading]: eager_loading\n[handlers]: handlers\n[pages]: pages\n[tables]: tables"]
        #[doc = "[composing queries]: composing_queries\n[aggregates]: aggregates"]
        #[doc = "[When it does not compile]: when_it_does_not_compile\n"]
        #[doc = include_str!(concat!("../guide/", stringify!($page), ".md"))]
        pub mod $page {}
    )* };
}

pages! {
    belongs_to has_one has_many belongs_to_many aliases_and_keys creating writing composing_queries expressions aggregates
    eager_loading pages trees raw_sql tables handlers when_it_does_not_compile
}
