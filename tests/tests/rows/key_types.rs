//! Keys of other types than `i32`, and the types of arguments that stand for a key.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour};
use uuid::Uuid;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(City)]
#[has_one(Anthem, foreign_key = "country")]
struct Country {
    #[column(primary_key)]
    code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, foreign_key = "country_code")]
struct City {
    #[column(primary_key)]
    name: String,
    country_code: Option<String>,
}

/// It has no `belongs_to`: the other side names the key.
#[derive(Model, Debug, Clone, PartialEq)]
struct Anthem {
    #[column(primary_key)]
    title: String,
    country: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Token)]
struct Account {
    id: Uuid,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Account)]
struct Token {
    id: Uuid,
    account_id: Option<Uuid>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Event)]
#[has_many(Seat, foreign_key = "owner")]
struct Owner {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Owner)]
struct Event {
    id: i64,
    owner_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    row: String,
    #[column(primary_key)]
    number: i32,
    owner: Option<i64>,
}

behaviour! {
    async fn text(db) {
        db.create_tables(schema![Country, City, Anthem]).await?;
        let strange = "'\"\\{}[],é\u{1F600}\u{7}";
        let land = Country::create().code(strange).exec(db).await?;
        let other = Country::create().code("other").exec(db).await?;
        let home = land.create_city().name("home").exec(db).await?;
        assert_eq!(home.country_code.as_deref(), Some(strange));
        City::create_many([City::create().name(strange), City::create().name("17")]).exec(db).await?;
        let added = land.add_cities([strange, "17", strange]).exec(db).await?;
        assert_eq!(added.iter().map(|city| &*city.name).collect::<Vec<_>>(), [strange, "17"]);
        assert!(land.has_cities(["17".to_owned(), strange.to_owned(), "home".to_owned()]).exec(db).await?);
        assert!(!land.has_city("1e1").exec(db).await?);
        assert_eq!(land.remove_city("17".to_owned()).exec(db).await?, 1);
        let set = other.set_cities(&added).exec(db).await?;
        assert_eq!(set.len(), 2);
        assert_eq!(land.get_cities().exec(db).await?, std::slice::from_ref(&home));
        let mut home = home;
        home.set_country("other").exec(db).await?;
        assert_eq!(home.country_code.as_deref(), Some("other"));
        home.set_country(Some(strange.to_owned())).exec(db).await?;
        assert_eq!(home.get_country().exec(db).await?, Some(land.clone()));

        let anthem = land.create_anthem().title(strange).exec(db).await?;
        assert_eq!(other.set_anthem(strange).exec(db).await?.and_then(|anthem| anthem.country).as_deref(), Some("other"));
        assert_eq!(land.get_anthem().exec(db).await?, None);
        assert_eq!(land.set_anthem(&anthem).exec(db).await?, Some(anthem));
        Ok(())
    }

    async fn uuids(db) {
        db.create_tables(schema![Account, Token]).await?;
        let [one, two, three] = [3, 1, 2].map(|number| Uuid::from_u128(u128::MAX / number));
        let account = Account::create().id(one).exec(db).await?;
        let token = account.create_token().id(one).exec(db).await?;
        assert_eq!(token.account_id, Some(one));
        Token::create_many([Token::create().id(two), Token::create().id(three)]).exec(db).await?;
        let set = account.set_tokens([&two, &three]).exec(db).await?;
        assert_eq!(set.iter().map(|token| token.id).collect::<Vec<_>>(), [two, three]);
        assert!(account.has_tokens([three, two]).exec(db).await?);
        assert!(!account.has_token(one).exec(db).await?);
        assert_eq!(account.remove_tokens(&set).exec(db).await?, 2);
        let mut token = account.add_token(two).exec(db).await?;
        assert_eq!(token.get_account().exec(db).await?, Some(account));
        let failure = token.set_account(two).exec(db).await;
        assert!(matches!(failure, Err(Error::ForeignKeyViolation(_))));
        token.set_account(None).exec(db).await?;
        assert_eq!(token.account_id, None);
        Ok(())
    }

    async fn large_numbers(db) {
        db.create_tables(schema![Owner, Event, Seat]).await?;
        let owner = Owner::create().id(i64::MAX).exec(db).await?;
        let keys = [i64::MAX, i64::MIN, (1 << 53) + 1];
        Event::create_many(keys.map(|key| Event::create().id(key))).exec(db).await?;
        let set = owner.set_events(keys).exec(db).await?;
        assert_eq!(set.iter().map(|event| (event.id, event.owner_id)).collect::<Vec<_>>(), keys.map(|key| (key, Some(i64::MAX))));
        assert!(owner.has_events(keys).exec(db).await?);
        assert!(!owner.has_event(1_i64 << 53).exec(db).await?);
        assert_eq!(owner.remove_events([i64::MIN, i64::MIN + 1]).exec(db).await?, 1);
        assert_eq!(owner.count_events().exec(db).await?, 2);
        Ok(())
    }

    async fn targets_with_a_composite_key(db, statements) {
        db.create_tables(schema![Owner, Event, Seat]).await?;
        let owner = Owner::create().id(7).exec(db).await?;
        let first = owner.create_seat().row("a").number(1).exec(db).await?;
        assert_eq!(first.owner, Some(7));
        let rows = [("a", 2), ("b", 1), ("b", 2)].map(|(row, number)| Seat::create().row(row).number(number));
        let [_, b1, b2] = &Seat::create_many(rows).exec(db).await?[..] else { panic!("three rows") };
        statements.clear();
        let added = owner.add_seats([b2, b1, b2]).exec(db).await?;
        assert_eq!(added.iter().map(|seat| seat.number).collect::<Vec<_>>(), [2, 1]);
        assert!(owner.has_seats([("a".to_owned(), 1), ("b".to_owned(), 2)]).exec(db).await?);
        assert!(!owner.has_seat(("a".to_owned(), 2)).exec(db).await?);
        assert_eq!(owner.remove_seats([("a".to_owned(), 1), ("a".to_owned(), 2)]).exec(db).await?, 1);
        assert_eq!(statements.take(), "4: BEGIN COMMIT");
        let set = owner.set_seats([&first, b1]).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(set.len(), 2);
        let unknown = owner.set_seats([("a".to_owned(), 2), ("c".to_owned(), 1)]).exec(db).await;
        assert!(matches!(unknown, Err(Error::NotFound { model: "Seat", association: Some("seats") })));
        let order = (seats::row.asc(), seats::number.asc());
        assert_eq!(owner.get_seats().order(order).exec(db).await?, set);
        assert_eq!(owner.add_seat(("a".to_owned(), 2)).exec(db).await?.owner, Some(7));
        assert_eq!(owner.count_seats().exec(db).await?, 3);
        Ok(())
    }
}
