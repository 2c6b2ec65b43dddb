//! Eager loading by every type of key: text, bytes, UUIDs, keys of several columns, keys that are not the primary key,
//! keys that are NULL.

#![allow(clippy::redundant_closure_for_method_calls, reason = "a loaded row has no short name")]

use std::sync::Arc;

use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::{TestConnection, behaviour, fixture};
use uuid::Uuid;

/// Its code is unique and may be missing.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(City, foreign_key = "country_name")]
#[has_many(Region, source_key = "code", foreign_key = "country_code")]
#[has_one(Flag, source_key = "code", foreign_key = "country_code")]
#[belongs_to_many(Language, through = "spoken", source_key = "code", target_key = "word")]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(unique)]
    code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, foreign_key = "country_name")]
struct City {
    #[column(primary_key)]
    name: String,
    country_name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, target_key = "code")]
struct Region {
    id: i32,
    country_code: Option<String>,
}

/// The key is mandatory.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, target_key = "code")]
struct Flag {
    id: i32,
    country_code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Language {
    id: i32,
    #[column(unique)]
    word: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Token)]
#[has_many(Seal)]
struct Account {
    id: Uuid,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Account)]
struct Token {
    #[column(primary_key)]
    bytes: Vec<u8>,
    account_id: Option<Uuid>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Account)]
#[belongs_to(Token, foreign_key = "token_bytes")]
struct Seal {
    id: i32,
    account_id: Uuid,
    token_bytes: Vec<u8>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Desk)]
#[has_one(Sign, foreign_key = ["house", "floor"])]
#[belongs_to_many(
    Worker,
    through = "assignments",
    foreign_key = ["building", "number"],
    other_key = ["first", "last"]
)]
struct Section {
    #[column(primary_key)]
    building: String,
    #[column(primary_key)]
    number: i32,
}

/// Half of the key is optional.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["section_building", "section_number"])]
struct Desk {
    id: i32,
    section_building: String,
    section_number: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Section, foreign_key = ["house", "floor"])]
struct Sign {
    id: i32,
    house: String,
    floor: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(
    Section,
    through = "assignments",
    foreign_key = ["first", "last"],
    other_key = ["building", "number"]
)]
struct Worker {
    #[column(primary_key)]
    first: String,
    #[column(primary_key)]
    last: String,
}

/// Nothing that an operator or a list of keys could take for its own.
const STRANGE: &str = "'\"\\{}[],é\u{1F600}\u{7}";

fixture! {
    /// Two countries with codes, one without.
    async fn world(db) -> () {
        db.create_tables(schema![Country, City, Region, Flag, Language]).await?;
        for (name, code) in [(STRANGE, Some("NULL")), ("b", Some(STRANGE)), ("c", None)] {
            Country::create().name(name).code(code.map(str::to_owned)).exec(db).await?;
        }
        for (name, country) in [("u", Some(STRANGE)), ("v", Some("b")), ("w", Some(STRANGE)), ("x", None)] {
            City::create().name(name).country_name(country.map(str::to_owned)).exec(db).await?;
        }
        for code in [Some("NULL"), Some(STRANGE), Some(STRANGE), None] {
            Region::create().country_code(code.map(str::to_owned)).exec(db).await?;
        }
        Flag::create().country_code(STRANGE).exec(db).await?;
        for word in [Some("one"), Some(STRANGE), None] {
            Language::create().word(word.map(str::to_owned)).exec(db).await?;
        }
        Country::find("b").exec(db).await?.add_languages(["one", STRANGE]).exec(db).await?;
        Country::find(STRANGE).exec(db).await?.add_languages([STRANGE]).exec(db).await?;
        Ok(())
    }
}

fixture! {
    /// Sections 1 and 2 of the buildings a and b, apart from b2.
    async fn buildings(db) -> Vec<Section> {
        db.create_tables(schema![Section, Desk, Sign, Worker]).await?;
        let sections = [("a", 1), ("a", 2), ("b", 1)];
        let sections = sections.map(|(building, number)| Section::create().building(building).number(number));
        let sections = Section::create_many(sections).exec(db).await?;
        for (building, number) in [("a", Some(1)), ("a", Some(2)), ("a", None), ("a", Some(1)), ("b", Some(1))] {
            Desk::create().section_building(building).section_number(number).exec(db).await?;
        }
        Sign::create().house("b").floor(1).exec(db).await?;
        for (first, last) in [("Ann", "Lee"), ("Lee", "Ann")] {
            let worker = Worker::create().first(first).last(last).exec(db).await?;
            sections[0].add_worker(&worker).exec(db).await?;
        }
        sections[2].add_worker(("Lee".to_owned(), "Ann".to_owned())).exec(db).await?;
        Ok(sections)
    }
}

behaviour! {
    async fn text_leads_to_text(db, statements) {
        world(db).await?;
        statements.clear();
        let countries = Country::query().include(countries::cities.order(cities::name.desc())).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let mut cities: Vec<(&str, Vec<&str>)> = countries.iter().map(|country| {
            (&*country.name, country.cities().iter().map(|city| &*city.name).collect())
        }).collect();
        cities.sort();
        assert_eq!(cities, [(STRANGE, vec!["w", "u"]), ("b", vec!["v"]), ("c", vec![])]);
        let cities = City::query().order(cities::name.asc()).include(cities::country.include(countries::cities.count()));
        let cities = cities.exec(db).await?;
        assert_eq!(statements.take(), "3");
        let counts: Vec<_> = cities.iter().map(|city| city.country().map(|country| country.cities_count())).collect();
        assert_eq!(counts, [Some(2), Some(1), Some(2), None]);
        let single = City::find("w").include(cities::country).exec(db).await?;
        assert_eq!(single.country().map(|country| &*country.name), Some(STRANGE));
        Ok(())
    }

    async fn a_key_that_is_not_the_primary_key_leads_both_ways_and_may_be_missing(db, statements) {
        world(db).await?;
        statements.clear();
        let countries = Country::query().order(countries::name.desc()).include(countries::regions).include(countries::flag);
        let countries = countries.include(countries::regions.count()).include(countries::languages.order(languages::id.asc()));
        let countries = countries.exec(db).await?;
        assert_eq!(statements.take(), "5");
        let seen = |country: &str| {
            let country = countries.iter().find(|one| one.name == country).expect("it is there");
            let words = country.languages().iter().filter_map(|language| language.word.as_deref());
            let flag = country.flag().map(|flag| flag.id);
            (country.regions().len(), country.regions_count(), flag, words.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(seen(STRANGE), (1, 1, None, STRANGE.to_owned()));
        assert_eq!(seen("b"), (2, 2, Some(1), format!("one {STRANGE}")));
        assert_eq!(seen("c"), (0, 0, None, String::new()));
        let shared = |country: &str| {
            let country = countries.iter().find(|one| one.name == country);
            country.and_then(|country| country.languages().last().cloned()).expect("it has a language")
        };
        assert!(Arc::ptr_eq(&shared(STRANGE), &shared("b")));

        let regions = Region::query().order(regions::id.asc()).include(regions::country).exec(db).await?;
        let names: Vec<_> = regions.iter().map(|region| region.country().map(|country| &*country.name)).collect();
        assert_eq!(names, [Some(STRANGE), Some("b"), Some("b"), None]);
        let flag = Flag::query().include(flags::country).first().exec(db).await?.expect("a flag");
        assert_eq!(flag.country().name, "b");
        statements.clear();
        let without = Country::find("c").include(countries::flag).include(countries::regions).exec(db).await?;
        assert_eq!((without.flag(), without.regions().len(), statements.take()), (None, 0, "1".to_owned()));
        let names = |condition| Country::query().filter(condition).count();
        assert_eq!(names(countries::regions.exists()).exec(db).await?, 2);
        let none = Country::query().filter(countries::regions.none(regions::id.gt(0))).select(countries::name);
        assert_eq!(none.exec(db).await?, ["c"], "no key, no targets");
        let empty = Country::query().filter(countries::languages.count().eq(0)).select(countries::name);
        assert_eq!(empty.exec(db).await?, ["c"]);
        Ok(())
    }

    async fn bytes_and_uuids_lead_to_rows(db, statements) {
        db.create_tables(schema![Account, Token, Seal]).await?;
        let [one, two] = [3, 1].map(|number| Uuid::from_u128(u128::MAX / number));
        for (id, name) in [(one, "one"), (two, "two")] {
            Account::create().id(id).name(name).exec(db).await?;
        }
        let bytes = [vec![], vec![0, 255, 39], vec![0, 255]];
        for (bytes, account) in bytes.iter().zip([Some(one), Some(two), None]) {
            Token::create().bytes(bytes.clone()).account_id(account).exec(db).await?;
        }
        for (account, bytes) in [(one, &bytes[0]), (one, &bytes[1]), (two, &bytes[1])] {
            Seal::create().account_id(account).token_bytes(bytes.clone()).exec(db).await?;
        }
        statements.clear();
        let seals = accounts::seals.order(seals::id.asc()).include(seals::token.include(tokens::account));
        let accounts = Account::query().order(accounts::name.asc()).include(accounts::tokens).include(seals);
        let accounts = accounts.exec(db).await?;
        assert_eq!(statements.take(), "5");
        assert_eq!(accounts[0].tokens(), [Token { bytes: bytes[0].clone(), account_id: Some(one) }]);
        assert_eq!(accounts[1].tokens(), [Token { bytes: bytes[1].clone(), account_id: Some(two) }]);
        let owners = accounts.iter().flat_map(|account| account.seals());
        let owners = owners.map(|seal| seal.token().account().map(|account| &*account.name));
        assert_eq!(owners.collect::<Vec<_>>(), [Some("one"), Some("two"), Some("two")]);
        let token = Token::find(bytes[2].clone()).include(tokens::account).exec(db).await?;
        assert_eq!(token.account(), None);
        let limited = accounts::seals.order(seals::token_bytes.desc()).limit(1);
        let account = Account::find(one).include(limited).exec(db).await?;
        assert_eq!(account.seals()[0].token_bytes, bytes[1]);
        Ok(())
    }

    async fn keys_of_several_columns_lead_to_rows(db, statements) {
        let sections = buildings(db).await?;
        statements.clear();
        let loaded = Section::query().order((sections::building.asc(), sections::number.asc())).include(sections::sign);
        let loaded = loaded.include(sections::desks.order(desks::id.asc())).include(sections::desks.count());
        let loaded = loaded.include(sections::workers.order(workers::first.desc())).exec(db).await?;
        assert_eq!(statements.take(), "5");
        assert_eq!(loaded.iter().map(|one| (**one).clone()).collect::<Vec<_>>(), sections);
        let desks: Vec<Vec<i32>> =
            loaded.iter().map(|section| section.desks().iter().map(|desk| desk.id).collect()).collect();
        assert_eq!(desks, [vec![1, 4], vec![2], vec![5]]);
        assert_eq!(loaded.iter().map(|section| section.desks_count()).collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(loaded.iter().map(|section| section.sign().is_some()).collect::<Vec<_>>(), [false, false, true]);
        let workers: Vec<Vec<&str>> =
            loaded.iter().map(|section| section.workers().iter().map(|one| &*one.first).collect()).collect();
        assert_eq!(workers, [vec!["Lee", "Ann"], vec![], vec!["Lee"]]);
        let last = Section::query().order((sections::building.asc(), sections::number.asc()));
        let last = last.include(sections::desks.order(desks::id.desc()).limit(1)).exec(db).await?;
        assert_eq!(last.iter().map(|section| section.desks()[0].id).collect::<Vec<_>>(), [4, 2, 5]);
        Ok(())
    }

    async fn a_row_leads_nowhere_by_half_a_key(db, statements) {
        buildings(db).await?;
        statements.clear();
        let desks = Desk::query().order(desks::id.asc()).include(desks::section.include(sections::workers)).exec(db).await?;
        assert_eq!(statements.take(), "3");
        let workers: Vec<_> = desks.iter().map(|desk| desk.section().map(|section| section.workers().len())).collect();
        assert_eq!(workers, [Some(2), Some(0), None, Some(2), Some(1)]);
        assert!(std::ptr::eq(desks[0].section().expect("one"), desks[3].section().expect("one")));
        statements.clear();
        let half = Desk::find(3).include(desks::section).exec(db).await?;
        assert_eq!((half.section(), statements.take()), (None, "1".to_owned()));
        let whole = Desk::find(4).include(desks::section.include(sections::sign)).exec(db).await?;
        assert_eq!(whole.section().map(|section| (section.number, section.sign().is_some())), Some((1, false)));
        let ids = || Desk::query().order(desks::id.asc()).select(desks::id);
        assert_eq!(ids().filter(desks::section.exists()).exec(db).await?, [1, 2, 4, 5]);
        assert_eq!(ids().filter(desks::section.none(sections::number.eq(1))).exec(db).await?, [2, 3]);
        let first = sections::workers.any(workers::last.eq("Ann"));
        assert_eq!(ids().filter(desks::section.any(first)).exec(db).await?, [1, 4, 5]);
        let busy = Section::query().filter(sections::workers.count().ge(2)).select(sections::number).exec(db).await?;
        assert_eq!(busy, [1]);
        Ok(())
    }
}
