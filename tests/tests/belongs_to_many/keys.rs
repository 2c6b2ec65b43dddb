//! The columns that `belongs_to_many` uses: for models linked to themselves, for several associations of the same two
//! models, for keys that are not the primary key, and for keys of other types.

#![allow(clippy::disallowed_names)]

use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour};
use uuid::Uuid;

/// Linked to itself in both directions by one table, and by another one.
#[allow(clippy::duplicated_attributes, reason = "several associations lead to one model")]
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
#[belongs_to_many(Person, as = "children", through = Parenthood, foreign_key = "parent", other_key = "child")]
#[belongs_to_many(Person, as = "parents", through = Parenthood, foreign_key = "child", other_key = "parent")]
struct Person {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Parenthood {
    #[column(primary_key)]
    parent: i32,
    #[column(primary_key)]
    child: i32,
    adopted: bool,
}

/// Users like, write and read articles.
#[allow(clippy::duplicated_attributes, reason = "several associations lead to one model")]
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Article, as = "liked_articles", through = "likes")]
#[belongs_to_many(Article, as = "written_articles", through = "authorships")]
#[belongs_to_many(Article, as = "read_articles", through = Reading)]
struct User {
    id: i32,
}

#[allow(clippy::duplicated_attributes, reason = "several associations lead to one model")]
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(User, as = "likers", through = "likes")]
#[belongs_to_many(User, as = "authors", through = "authorships")]
#[belongs_to_many(User, as = "readers", through = Reading)]
struct Article {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Reading {
    #[column(primary_key)]
    user_id: i32,
    #[column(primary_key)]
    article_id: i32,
    pages: i32,
}

/// The junction references names and titles, or primary keys, in all four combinations.
#[allow(clippy::duplicated_attributes, reason = "several associations lead to one model")]
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Bar, through = "foo_bar")]
#[belongs_to_many(
    Bar,
    as = "bars_by_title",
    singular = "bar_by_title",
    through = "foo_bar_title",
    target_key = "title"
)]
#[belongs_to_many(Bar, as = "bars_of_name", singular = "bar_of_name", through = "foo_name_bar", source_key = "name")]
#[belongs_to_many(
    Bar,
    as = "bars_of_name_by_title",
    singular = "bar_of_name_by_title",
    through = "foo_name_bar_title",
    source_key = "name",
    target_key = "title"
)]
struct Foo {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(
    Foo,
    as = "foos_of_title_by_name",
    singular = "foo_of_title_by_name",
    through = "foo_name_bar_title",
    source_key = "title",
    target_key = "name"
)]
struct Bar {
    id: i32,
    #[column(unique)]
    title: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Label, through = "document_labels")]
#[belongs_to_many(Label, as = "stickers", through = Sticker, other_key = "word", target_key = "word")]
struct Document {
    id: Uuid,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Document, through = "document_labels")]
struct Label {
    #[column(primary_key)]
    word: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sticker {
    #[column(primary_key)]
    document_id: Uuid,
    #[column(primary_key)]
    word: String,
    color: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Guest, through = "bookings")]
#[belongs_to_many(Room, as = "neighbours", through = "doors", other_key = ["other_house", "other_number"], target_key = ["house", "number"])]
#[belongs_to_many(Guest, as = "sleepers", through = Stay, foreign_key = ["house", "number"])]
struct Room {
    #[column(primary_key)]
    house: String,
    #[column(primary_key)]
    number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Room, through = "bookings", target_key = ["house", "number"])]
#[belongs_to_many(
    Room, as = "bedrooms", through = Stay, other_key = ["house", "number"], target_key = ["house", "number"]
)]
struct Guest {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Stay {
    id: i32,
    house: String,
    number: i32,
    guest_id: i64,
    nights: i32,
}

/// The rows of a table of two text columns, read without the library.
async fn rows(db: &mut impl TestConnection, table: &str, columns: [&str; 2]) -> TestResult<Vec<String>> {
    let [one, two] = columns;
    let query = format!("SELECT CAST({one} AS TEXT) || '-' || CAST({two} AS TEXT) FROM {table} ORDER BY {one}, {two}");
    Ok(db.texts(&query).await?.into_iter().flatten().collect())
}

behaviour! {
    async fn a_model_is_linked_to_itself_in_both_directions(db) {
        db.create_tables(schema![Person, Parenthood]).await?;
        let people = ["Ann", "Ben", "Cid"].map(|name| Person::create().name(name));
        let people = Person::create_many(people).exec(db).await?;
        let [ann, ben, cid] = &people[..] else { panic!("three rows") };
        assert_eq!(ann.add_friends([ben, cid, ann]).exec(db).await?, 3);
        assert_eq!(ben.add_friend(ann).exec(db).await?, 1);
        assert_eq!(rows(db, "friendships", ["person_id", "friend_id"]).await?, ["1-1", "1-2", "1-3", "2-1"]);
        assert_eq!(ann.get_friend_of().order(people::id.asc()).exec(db).await?, people[..2]);
        assert_eq!(cid.get_friends().exec(db).await?, []);
        assert_eq!(cid.get_friend_of().exec(db).await?, people[..1]);
        assert!(ann.has_friend(cid).exec(db).await?);
        assert!(!cid.has_friend(ann).exec(db).await?);
        assert!(cid.has_friend_of_one(ann).exec(db).await?);
        assert_eq!(cid.set_friend_of([ben]).exec(db).await?, LinksChanged { added: 1, removed: 1 });
        assert_eq!(ann.remove_friends([1, 2, 3]).exec(db).await?, 2);
        let dan = cid.create_friend_of_one().name("Dan").exec(db).await?;
        assert_eq!(dan.id, 4);
        assert_eq!(rows(db, "friendships", ["person_id", "friend_id"]).await?, ["2-1", "2-3", "4-3"]);
        let eve = Person::create().name("Eve").friends([Person::create().name("Fay")]).exec(db).await?;
        assert_eq!(eve.get_friends().select(people::name).exec(db).await?, ["Fay"]);
        Ok(())
    }

    async fn a_model_is_linked_to_itself_through_a_model(db) {
        db.create_tables(schema![Person, Parenthood]).await?;
        let ann = Person::create().name("Ann").exec(db).await?;
        let ben = ann.create_child(Parenthood::create().adopted(true)).name("Ben").exec(db).await?;
        let cid = ben.create_parent(Parenthood::create().adopted(false)).name("Cid").exec(db).await?;
        let parents = ben.get_parents().with_junction().order(people::id.asc()).exec(db).await?;
        let link = |parent, adopted| Parenthood { parent, child: 2, adopted };
        assert_eq!(parents, [(ann.clone(), link(1, true)), (cid.clone(), link(3, false))]);
        let children = ann.get_children().with_junction().filter_junction(parenthoods::adopted.eq(true));
        assert_eq!(children.exec(db).await?, [(ben.clone(), link(1, true))]);
        assert_eq!(ben.add_parent(&ann).adopted(false).exec(db).await?, link(1, false));
        assert_eq!(cid.count_children().exec(db).await?, 1);
        assert_eq!(ben.remove_parent(&cid).exec(db).await?, 1);
        assert_eq!(rows(db, "parenthoods", ["parent", "child"]).await?, ["1-2"]);
        Ok(())
    }

    async fn several_associations_of_two_models_do_not_meet(db) {
        db.create_tables(schema![User, Article, Reading]).await?;
        let (one, two) = (User::create().exec(db).await?, User::create().exec(db).await?);
        let liked = one.create_liked_article().exec(db).await?;
        let written = one.create_written_article().exec(db).await?;
        let read = one.create_read_article(Reading::create().pages(3)).exec(db).await?;
        assert_eq!(one.get_liked_articles().exec(db).await?, std::slice::from_ref(&liked));
        assert_eq!(one.get_written_articles().exec(db).await?, std::slice::from_ref(&written));
        assert_eq!(one.get_read_articles().exec(db).await?, std::slice::from_ref(&read));
        assert_eq!(written.set_likers([&one, &two]).exec(db).await?, LinksChanged { added: 2, removed: 0 });
        assert_eq!(written.get_authors().exec(db).await?, std::slice::from_ref(&one));
        assert_eq!(written.count_readers().exec(db).await?, 0);
        assert_eq!(one.set_liked_articles([]).exec(db).await?, LinksChanged { added: 0, removed: 2 });
        assert!(one.has_written_article(&written).exec(db).await?);
        assert!(read.has_reader(&one).exec(db).await?);
        assert_eq!(rows(db, "likes", ["user_id", "article_id"]).await?, ["2-2"]);
        Ok(())
    }

    async fn a_junction_references_any_unique_column_of_either_side(db) {
        db.create_tables(schema![Foo, Bar]).await?;
        let one = Foo::create().name("f'1").exec(db).await?;
        Foo::create().name("f2").exec(db).await?;
        let bars = ["b1", "b2"].map(|title| Bar::create().title(title.to_owned()));
        let bars = Bar::create_many(bars).exec(db).await?;
        let untitled = Bar::create().exec(db).await?;

        assert_eq!(one.add_bars(&bars).exec(db).await?, 2);
        assert_eq!(one.add_bars_by_title(["b2", "b1"]).exec(db).await?, 2);
        assert_eq!(one.add_bars_of_name([2, 1]).exec(db).await?, 2);
        assert_eq!(one.add_bars_of_name_by_title(&bars).exec(db).await?, 2);
        assert_eq!(rows(db, "foo_bar", ["foo_id", "bar_id"]).await?, ["1-1", "1-2"]);
        assert_eq!(rows(db, "foo_bar_title", ["foo_id", "bar_title"]).await?, ["1-b1", "1-b2"]);
        assert_eq!(rows(db, "foo_name_bar", ["foo_name", "bar_id"]).await?, ["f'1-1", "f'1-2"]);
        assert_eq!(rows(db, "foo_name_bar_title", ["foo_name", "bar_title"]).await?, ["f'1-b1", "f'1-b2"]);

        assert_eq!(one.get_bars_by_title().order(bars::id.asc()).exec(db).await?, bars);
        assert!(one.has_bars_by_title(&bars).exec(db).await?);
        assert_eq!(one.set_bars_of_name([&bars[1]]).exec(db).await?, LinksChanged { added: 0, removed: 1 });
        assert_eq!(one.remove_bar_of_name_by_title("b1").exec(db).await?, 1);
        assert_eq!(bars[1].get_foos_of_title_by_name().exec(db).await?, std::slice::from_ref(&one));
        assert_eq!(bars[0].set_foos_of_title_by_name(["f2"]).exec(db).await?, LinksChanged { added: 1, removed: 0 });
        assert_eq!(rows(db, "foo_name_bar_title", ["foo_name", "bar_title"]).await?, ["f'1-b2", "f2-b1"]);

        let nowhere = one.add_bar_by_title(&untitled).exec(db).await;
        assert!(matches!(nowhere, Err(Error::NotFound { model: "Foo", association: Some("bars_by_title") })));
        assert!(!one.has_bar_by_title(&untitled).exec(db).await?);
        assert_eq!(one.remove_bar_by_title(&untitled).exec(db).await?, 0);
        Ok(())
    }

    async fn a_source_without_a_key_is_linked_to_nothing(db, statements) {
        db.create_tables(schema![Foo, Bar]).await?;
        let untitled = Bar::create().exec(db).await?;
        statements.clear();
        assert_eq!(untitled.get_foos_of_title_by_name().exec(db).await?, []);
        assert_eq!(untitled.count_foos_of_title_by_name().exec(db).await?, 0);
        assert!(!untitled.has_foo_of_title_by_name("f1").exec(db).await?);
        assert!(untitled.has_foos_of_title_by_name([]).exec(db).await?);
        assert_eq!(untitled.remove_foo_of_title_by_name("f1").exec(db).await?, 0);
        assert_eq!(untitled.add_foos_of_title_by_name([]).exec(db).await?, 0);
        let failures = [
            untitled.add_foo_of_title_by_name("f1").exec(db).await.map(drop),
            untitled.set_foos_of_title_by_name([]).exec(db).await.map(drop),
            untitled.create_foo_of_title_by_name().name("f3").exec(db).await.map(drop),
        ];
        for failure in failures {
            assert!(matches!(failure, Err(Error::NotFound { association: Some("foos_of_title_by_name"), .. })), "{failure:?}");
        }
        assert_eq!(statements.count(), 0);
        assert_eq!(Foo::query().count().exec(db).await?, 0);
        Ok(())
    }

    async fn keys_are_text_and_uuids(db) {
        db.create_tables(schema![Document, Label, Sticker]).await?;
        let strange = "'\"\\{}[],é\u{1F600}\u{7}";
        let [one, two] = [Uuid::from_u128(7), Uuid::from_u128(u128::MAX)];
        let document = Document::create().id(one).exec(db).await?;
        Label::create_many([Label::create().word(strange), Label::create().word("17")]).exec(db).await?;
        assert_eq!(document.add_labels([strange, "17", strange]).exec(db).await?, 2);
        assert!(document.has_labels(["17".to_owned(), strange.to_owned()]).exec(db).await?);
        assert!(!document.has_label("1e1").exec(db).await?);
        assert_eq!(document.remove_label("17").exec(db).await?, 1);
        let label = Label { word: strange.to_owned() };
        assert_eq!(document.get_labels().exec(db).await?, std::slice::from_ref(&label));
        let other = label.create_document().id(two).exec(db).await?;
        assert_eq!(label.get_documents().order(documents::id.asc()).exec(db).await?, [document.clone(), other.clone()]);
        assert_eq!(label.set_documents([two]).exec(db).await?, LinksChanged { added: 0, removed: 1 });

        let sticker = other.add_sticker(strange).color("red").exec(db).await?;
        assert_eq!(sticker, Sticker { document_id: two, word: strange.to_owned(), color: "red".to_owned() });
        assert_eq!(other.add_stickers([strange, "17"]).color("blue").exec(db).await?.len(), 2);
        assert_eq!(other.set_stickers(["17"]).color("green").exec(db).await?, LinksChanged { added: 0, removed: 1 });
        let pairs = other.get_stickers().with_junction().exec(db).await?;
        let blue = Sticker { document_id: two, word: "17".to_owned(), color: "blue".to_owned() };
        assert_eq!(pairs, [(Label { word: "17".to_owned() }, blue)]);
        Ok(())
    }

    async fn keys_have_several_columns(db, statements) {
        db.create_tables(schema![Room, Guest, Stay]).await?;
        let room = |number| Room::create().house("a").number(number);
        let rooms = Room::create_many([room(1), room(2), room(3)]).exec(db).await?;
        let guest = Guest::create().id(i64::MAX).exec(db).await?;
        let key = |number| ("a".to_owned(), number);
        statements.clear();
        assert_eq!(guest.add_rooms([&rooms[0], &rooms[1], &rooms[0]]).exec(db).await?, 2);
        assert_eq!(guest.add_room(key(2)).exec(db).await?, 0);
        assert!(guest.has_rooms([key(1), key(2)]).exec(db).await?);
        assert!(!guest.has_room(key(3)).exec(db).await?);
        assert_eq!(statements.take(), "4");
        assert_eq!(guest.set_rooms([key(2), key(3)]).exec(db).await?, LinksChanged { added: 1, removed: 1 });
        assert_eq!(guest.get_rooms().order(rooms::number.asc()).exec(db).await?, rooms[1..]);
        assert_eq!(rooms[1].get_guests().exec(db).await?, std::slice::from_ref(&guest));
        assert_eq!(rooms[0].add_guest(&guest).exec(db).await?, 1);
        assert_eq!(guest.remove_rooms([key(1), key(2)]).exec(db).await?, 2);
        assert_eq!(guest.set_rooms([]).exec(db).await?, LinksChanged { added: 0, removed: 1 });
        assert!(matches!(guest.add_room(key(9)).exec(db).await, Err(Error::ForeignKeyViolation(_))));

        assert_eq!(rooms[0].add_neighbours(&rooms[1..]).exec(db).await?, 2);
        let neighbours = rooms[0].get_neighbours().order(rooms::number.asc());
        assert_eq!(neighbours.exec(db).await?, rooms[1..]);
        assert_eq!(rows(db, "doors", ["room_number", "other_number"]).await?, ["1-2", "1-3"]);

        let stay = rooms[0].add_sleeper(&guest).nights(1).exec(db).await?;
        assert_eq!(guest.add_bedroom(key(1)).nights(2).exec(db).await?, Stay { nights: 2, ..stay });
        assert_eq!(guest.add_bedrooms([key(1), key(3)]).nights(3).exec(db).await?.len(), 2);
        assert_eq!(guest.set_bedrooms([key(2), key(3)]).nights(4).exec(db).await?, LinksChanged { added: 1, removed: 1 });
        let pairs = guest.get_bedrooms().with_junction().order(rooms::number.asc()).exec(db).await?;
        let nights: Vec<_> = pairs.iter().map(|(room, stay)| (room.number, stay.nights)).collect();
        assert_eq!(nights, [(2, 4), (3, 3)]);
        let fourth = Room::create().house("a").number(4).guests([Guest::create().id(1), Guest::create().id(2)]);
        assert_eq!(fourth.exec(db).await?.count_guests().exec(db).await?, 2);
        Ok(())
    }
}
