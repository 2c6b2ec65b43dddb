//! Eager loading of unusual associations: with a scope, without a constraint, to one of several rows, with repeated
//! links, to the same model, with several names.

use std::sync::Arc;

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Photo)]
#[has_many(Photo, as = "drafts", foreign_key = "user_id", scope(kind = "it's a \"draft\" ?$1", public = false))]
#[has_one(Photo, as = "avatar", foreign_key = "user_id", scope(kind = "avatar"))]
#[belongs_to_many(Club, through = Membership)]
#[belongs_to_many(Club, as = "led_clubs", through = Membership, scope(kind = "lead"))]
struct User {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(User)]
struct Photo {
    id: i32,
    user_id: Option<i32>,
    kind: String,
    public: bool,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Club {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Membership {
    #[column(primary_key)]
    user_id: i32,
    #[column(primary_key)]
    club_id: i32,
    kind: String,
}

/// Its notes and bills are not kept by the database, and it may have several passes.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Note, constraints = false)]
#[has_many(Bill, constraints = false)]
#[has_one(Pass, unique = false)]
struct Guest {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest, constraints = false)]
struct Note {
    id: i32,
    guest_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest, constraints = false)]
struct Bill {
    id: i32,
    guest_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest)]
struct Pass {
    id: i32,
    guest_id: Option<i32>,
}

/// A place may be visited again.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Place, through = Visit, unique = false)]
struct Visitor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Visitor, through = Visit, unique = false)]
struct Place {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Visit {
    id: i32,
    visitor_id: i32,
    place_id: i32,
    day: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Person, as = "friends", through = "friendships")]
#[belongs_to_many(
    Person,
    as = "friend_of",
    singular = "friend_of_one",
    through = "friendships",
    foreign_key = "friend_id",
    other_key = "person_id"
)]
#[has_many(Game, as = "home_games", foreign_key = "home_id")]
#[has_many(Game, as = "away_games", foreign_key = "away_id")]
struct Person {
    id: i32,
    name: String,
}

/// Its columns have the names that statements give.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Person, as = "home")]
#[belongs_to(Person, as = "away")]
#[belongs_to(Game, as = "first", foreign_key = "key_2")]
#[has_many(Game, as = "rematches", singular = "rematch", foreign_key = "key_2")]
struct Game {
    #[column(primary_key)]
    key_1: i32,
    home_id: i32,
    away_id: Option<i32>,
    place: i32,
    key_2: Option<i32>,
}

fixture! {
    async fn albums(db) -> () {
        db.create_tables(schema![User, Photo, Club, Membership]).await?;
        let draft = "it's a \"draft\" ?$1";
        for _ in 0..3 {
            User::create().exec(db).await?;
        }
        for (user, kind, public) in
            [(1, draft, false), (1, "avatar", true), (2, draft, true), (1, draft, false), (2, "shot", false)]
        {
            Photo::create().user_id(user).kind(kind).public(public).exec(db).await?;
        }
        for name in ["chess", "golf"] {
            Club::create().name(name).exec(db).await?;
        }
        for (user, club, kind) in [(1, 1, "lead"), (1, 2, "guest"), (2, 2, "lead"), (3, 1, "guest")] {
            Membership::create().user_id(user).club_id(club).kind(kind).exec(db).await?;
        }
        Ok(())
    }
}

fixture! {
    /// The first visitor was in Rome on days 1 and 5 and in Oslo on day 2, the second in Rome on day 3.
    async fn travels(db) -> Vec<Visitor> {
        db.create_tables(schema![Visitor, Place, Visit]).await?;
        for name in ["Rome", "Oslo"] {
            Place::create().name(name).exec(db).await?;
        }
        let visitors = Visitor::create_many([Visitor::create(), Visitor::create(), Visitor::create()]).exec(db).await?;
        for (visitor, place, day) in [(1, 1, 1), (1, 2, 2), (1, 1, 5), (2, 1, 3)] {
            Visit::create().visitor_id(visitor).place_id(place).day(day).exec(db).await?;
        }
        Ok(visitors)
    }
}

fixture! {
    /// Three people with games among them, and whose friends they are: Ann has herself and Ben, Ben has Ann.
    async fn crowd(db) -> () {
        db.create_tables(schema![Person, Game]).await?;
        for name in ["Ann", "Ben", "Cid"] {
            Person::create().name(name).exec(db).await?;
        }
        Person::find(1).exec(db).await?.add_friends([1, 2]).exec(db).await?;
        Person::find(2).exec(db).await?.add_friend(1).exec(db).await?;
        for (key, home, away, place, first) in
            [(1, 1, Some(2), 9, None), (2, 1, Some(3), 3, Some(1)), (3, 2, Some(1), 5, Some(1)), (4, 1, None, 4, None)]
        {
            Game::create().key_1(key).home_id(home).away_id(away).place(place).key_2(first).exec(db).await?;
        }
        Ok(())
    }
}

behaviour! {
    async fn a_scope_holds_for_what_is_included(db, statements) {
        albums(db).await?;
        statements.clear();
        let users = User::query().order(users::id.asc()).include(users::drafts.order(photos::id.asc()));
        let users = users.include(users::avatar).include(users::photos.count()).include(users::drafts.count());
        let users = users.exec(db).await?;
        assert_eq!(statements.take(), "5");
        let seen: Vec<_> = users.iter().map(|user| {
            let drafts: Vec<i32> = user.drafts().iter().map(|photo| photo.id).collect();
            (drafts, user.avatar().map(|photo| photo.id), user.photos_count(), user.drafts_count())
        }).collect();
        assert_eq!(seen, [(vec![1, 4], Some(2), 3, 2), (vec![], None, 2, 0), (vec![], None, 0, 0)]);
        let user = User::find(1).include(users::avatar).exec(db).await?;
        assert_eq!((user.avatar().map(|photo| photo.id), statements.take()), (Some(2), "1".to_owned()));
        let user = User::find(2).include(users::avatar).exec(db).await?;
        assert_eq!(user.avatar(), None);
        let ids = || User::query().order(users::id.asc()).select(users::id);
        assert_eq!(ids().filter(users::avatar.exists()).exec(db).await?, [1]);
        assert_eq!(ids().filter(users::drafts.none(photos::id.gt(0))).exec(db).await?, [2, 3]);
        assert_eq!(ids().order(users::drafts.count().desc()).filter(users::drafts.count().ge(2)).exec(db).await?, [1]);
        Ok(())
    }

    async fn a_scope_on_a_junction_holds_for_what_is_included(db, statements) {
        albums(db).await?;
        statements.clear();
        let users = User::query().order(users::id.asc()).include(users::clubs.order(clubs::id.asc()));
        let led = users::led_clubs.with_junction();
        let users = users.include(led).include(users::led_clubs.count()).exec(db).await?;
        assert_eq!(statements.take(), "4");
        let seen: Vec<_> = users.iter().map(|user| {
            let clubs: Vec<&str> = user.clubs().iter().map(|club| &*club.name).collect();
            let led: Vec<_> = user.led_clubs().iter().map(|club| (&*club.name, &*club.link.kind)).collect();
            (clubs, led, user.led_clubs_count())
        }).collect();
        let expected = [
            (vec!["chess", "golf"], vec![("chess", "lead")], 1),
            (vec!["golf"], vec![("golf", "lead")], 1),
            (vec!["chess"], vec![], 0),
        ];
        assert_eq!(seen, expected);
        let ids = || User::query().order(users::id.asc()).select(users::id);
        assert_eq!(ids().filter(users::led_clubs.any(clubs::name.eq("golf"))).exec(db).await?, [2]);
        assert_eq!(ids().filter(users::led_clubs.count().eq(0)).exec(db).await?, [3]);
        Ok(())
    }

    async fn a_missing_parent_is_none_or_an_error_that_names_both(db) {
        db.create_tables(schema![Guest, Note, Bill, Pass]).await?;
        Guest::create().name("Ann").exec(db).await?;
        for guest in [Some(1), Some(7), None] {
            Note::create().guest_id(guest).exec(db).await?;
        }
        let notes = Note::query().order(notes::id.asc()).include(notes::guest).exec(db).await?;
        let guests: Vec<_> = notes.iter().map(|note| note.guest().map(|guest| &*guest.name)).collect();
        assert_eq!(guests, [Some("Ann"), None, None]);
        assert_eq!(Note::find(2).include(notes::guest).exec(db).await?.guest(), None);

        let bill = Bill::create().guest_id(1).exec(db).await?;
        assert_eq!(Bill::find(bill.id).include(bills::guest).exec(db).await?.guest().name, "Ann");
        Bill::create().guest_id(7).exec(db).await?;
        let errors = [
            Bill::query().include(bills::guest).exec(db).await.unwrap_err(),
            Bill::find(2).include(bills::guest).exec(db).await.unwrap_err(),
            Bill::query().order(bills::id.desc()).include(bills::guest).first().exec(db).await.unwrap_err(),
            Bill::query().include(bills::guest).page(1, 5).exec(db).await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, Error::NotFound { model: "Guest", association: Some("guest") }), "{error:?}");
        }
        let filtered = bills::guest.filter(guests::name.eq("Ann"));
        let bills = Bill::query().order(bills::id.asc()).include(filtered).exec(db).await?;
        assert_eq!(bills.iter().map(|bill| bill.guest().is_some()).collect::<Vec<_>>(), [true, false]);
        let bills = Bill::query().include(bills::guest.required()).exec(db).await?;
        assert_eq!(bills.iter().map(|bill| &*bill.guest().name).collect::<Vec<_>>(), ["Ann"]);
        Ok(())
    }

    async fn a_has_one_of_several_rows_shows_one_and_does_not_multiply_the_source(db) {
        db.create_tables(schema![Guest, Note, Bill, Pass]).await?;
        for name in ["Ann", "Ben"] {
            Guest::create().name(name).exec(db).await?;
        }
        for guest in [1, 1, 2] {
            Pass::create().guest_id(guest).exec(db).await?;
        }
        let guests = Guest::query().order(guests::id.asc()).include(guests::pass).exec(db).await?;
        let owners: Vec<_> = guests.iter().map(|guest| guest.pass().and_then(|pass| pass.guest_id)).collect();
        assert_eq!(owners, [Some(1), Some(2)]);
        let ann = Guest::find(1).include(guests::pass).include(guests::notes).exec(db).await?;
        assert_eq!(ann.pass().and_then(|pass| pass.guest_id), Some(1));
        let second = Guest::query().order(guests::id.asc()).offset(1).include(guests::pass).first().exec(db).await?;
        assert_eq!(second.map(|guest| guest.name.clone()).as_deref(), Some("Ben"), "an offset is of guests");
        let page = Guest::query().order(guests::id.asc()).include(guests::pass.required()).page(2, 1).exec(db).await?;
        assert_eq!((&*page.rows[0].name, page.total), ("Ben", 2));
        let by_pass = Guest::query().order(guests::pass.select(passes::guest_id).desc()).select(guests::name);
        assert_eq!(by_pass.exec(db).await?, ["Ben", "Ann"]);
        Ok(())
    }

    async fn a_pair_linked_twice_is_one_target_with_two_links(db, statements) {
        let visitors = travels(db).await?;
        statements.clear();
        let places = visitors::places.order(places::id.asc());
        let loaded = Visitor::query().order(visitors::id.asc()).include(places).include(visitors::places.count());
        let loaded = loaded.exec(db).await?;
        assert_eq!(statements.take(), "3");
        for (visitor, expected) in loaded.iter().zip([2, 1, 0]) {
            let lazy = visitor.get_places().order(places::id.asc()).exec(db).await?;
            let eager: Vec<Place> = visitor.places().iter().map(|place| (**place).clone()).collect();
            assert_eq!((eager.len(), visitor.places_count()), (lazy.len(), expected));
            assert_eq!(eager, lazy);
        }
        let links = visitors::places.with_junction().order_junction(visits::day.asc());
        let linked = Visitor::query().order(visitors::id.asc()).include(links.clone()).exec(db).await?;
        let days: Vec<_> = linked[0].places().iter().map(|place| (&*place.name, place.link.day)).collect();
        assert_eq!(days, [("Rome", 1), ("Oslo", 2), ("Rome", 5)]);
        assert!(Arc::ptr_eq(&linked[0].places()[0].target, &linked[1].places()[0].target));
        let linked = Visitor::find(1).include(links.limit(2)).exec(db).await?;
        assert_eq!(linked.places().iter().map(|place| place.link.day).collect::<Vec<_>>(), [1, 2]);
        let late = visitors::places.filter_junction(visits::day.ge(2)).order(places::id.asc());
        let late = Visitor::find(1).include(late).exec(db).await?;
        assert_eq!(late.places().iter().map(|place| place.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(visitors.len(), 3);
        Ok(())
    }

    async fn limits_and_counts_of_a_pair_linked_twice_are_of_targets(db) {
        travels(db).await?;
        let first = |limit| visitors::places.order(places::id.asc()).limit(limit);
        for (limit, expected) in [(1, vec![1]), (2, vec![1, 2]), (3, vec![1, 2])] {
            let visitor = Visitor::find(1).include(first(limit)).exec(db).await?;
            assert_eq!(visitor.places().iter().map(|place| place.id).collect::<Vec<_>>(), expected);
        }
        let second = visitors::places.order(places::id.asc()).offset(1);
        let visitor = Visitor::find(1).include(second).exec(db).await?;
        assert_eq!(visitor.places().iter().map(|place| place.id).collect::<Vec<_>>(), [2]);
        let ids = || Visitor::query().order(visitors::id.asc()).select(visitors::id);
        assert_eq!(ids().filter(visitors::places.count().eq(2)).exec(db).await?, [1]);
        assert_eq!(ids().filter(visitors::places.all(places::name.eq("Rome"))).exec(db).await?, [2, 3]);
        let named = visitors::places.order(places::id.asc()).select(places::name);
        let visitor = Visitor::find(1).include(named).exec(db).await?;
        let lazy = visitor.get_places().order(places::id.asc()).select(places::name).exec(db).await?;
        assert_eq!(visitor.places().iter().map(|name| (**name).clone()).collect::<Vec<_>>(), lazy);
        let early = visitors::places.order_junction(visits::day.desc());
        let visitor = Visitor::find(1).include(early.clone()).exec(db).await?;
        assert_eq!(visitor.places().iter().map(|place| place.id).collect::<Vec<_>>(), [1, 2]);
        let visitor = Visitor::find(1).include(early.limit(2)).exec(db).await?;
        assert_eq!(visitor.places().iter().map(|place| place.id).collect::<Vec<_>>(), [1, 2]);
        Ok(())
    }

    async fn a_model_is_linked_to_itself(db, statements) {
        crowd(db).await?;
        statements.clear();
        let friends = people::friends.order(people::name.desc()).include(people::friend_of.order(people::id.asc()));
        let loaded = Person::query().order(people::id.asc()).include(friends).include(people::friend_of.count());
        let loaded = loaded.exec(db).await?;
        assert_eq!(statements.take(), "4");
        let seen: Vec<_> = loaded.iter().map(|person| {
            let friends = person.friends().iter().map(|friend| {
                let back: Vec<&str> = friend.friend_of().iter().map(|one| &*one.name).collect();
                format!("{} of {}", friend.name, back.join(" "))
            });
            (friends.collect::<Vec<_>>().join(", "), person.friend_of_count())
        }).collect();
        assert_eq!(seen, [("Ben of Ann, Ann of Ann Ben".into(), 2), ("Ann of Ann Ben".into(), 1), (String::new(), 0)]);
        let names = || Person::query().order(people::id.asc()).select(people::name);
        let popular = people::friends.any(people::friend_of.any(people::name.eq("Ben")));
        assert_eq!(names().filter(popular).exec(db).await?, ["Ann", "Ben"]);
        assert_eq!(names().filter(people::friends.count().gt(people::friend_of.count())).exec(db).await?, [""; 0]);
        assert_eq!(names().filter(people::friends.count().eq(people::friend_of.count())).exec(db).await?.len(), 3);
        Ok(())
    }

    async fn several_associations_lead_to_one_model(db, statements) {
        crowd(db).await?;
        statements.clear();
        let loaded = Person::query().order(people::id.asc()).include(people::home_games.order(games::key_1.asc()));
        let loaded = loaded.include(people::away_games.include(games::home)).include(people::away_games.count());
        let loaded = loaded.exec(db).await?;
        assert_eq!(statements.take(), "5");
        let seen: Vec<_> = loaded.iter().map(|person| {
            let home: Vec<i32> = person.home_games().iter().map(|game| game.key_1).collect();
            let away: Vec<&str> = person.away_games().iter().map(|game| &*game.home().name).collect();
            (home, away, person.away_games_count())
        }).collect();
        assert_eq!(seen, [(vec![1, 2, 4], vec!["Ben"], 1), (vec![3], vec!["Ann"], 1), (vec![], vec!["Ann"], 1)]);
        let game = Game::find(1).include(games::home).include(games::away).exec(db).await?;
        assert_eq!((&*game.home().name, game.away().map(|away| &*away.name)), ("Ann", Some("Ben")));
        Ok(())
    }

    async fn columns_may_have_the_names_that_statements_give(db) {
        crowd(db).await?;
        let best = people::home_games.order(games::place.asc()).limit(2).offset(1);
        let ann = Person::find(1).include(best).include(people::home_games.count()).exec(db).await?;
        let places: Vec<i32> = ann.home_games().iter().map(|game| game.place).collect();
        assert_eq!((places, ann.home_games_count()), (vec![4, 9], 3));
        let game = Game::find(2).include(games::first).include(games::rematches.count()).exec(db).await?;
        assert_eq!((game.first().map(|game| game.place), game.rematches_count()), (Some(9), 0));
        let games = Game::query().filter(games::rematches.count().eq(2)).include(games::rematches.limit(1));
        let games = games.exec(db).await?;
        assert_eq!(games.iter().map(|game| (game.key_1, game.rematches()[0].key_1)).collect::<Vec<_>>(), [(1, 2)]);
        let ordered = Game::query().order((games::first.select(games::place).asc(), games::key_1.asc()));
        assert_eq!(ordered.filter(games::first.exists()).select(games::place).exec(db).await?, [3, 5]);
        Ok(())
    }
}
