//! `as` and `singular`: the name of an association, and the names in its accessors, keys and errors.

#![allow(clippy::cloned_ref_to_slice_refs)]

use orm_core::prelude::*;
use orm_core::{Association, Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player, as = "members")]
#[has_one(Coach, as = "trainer")]
#[belongs_to(Person, as = "leader")]
#[belongs_to(Person, as = "founder", foreign_key = "by")]
#[has_many(Game, as = "home_games", foreign_key = "home_team_id")]
#[has_many(Game, as = "away_games", foreign_key = "away_team_id")]
struct Team {
    id: i32,
    name: String,
    leader_id: Option<i32>,
    by: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Coach {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Team, as = "led_team", foreign_key = "leader_id")]
#[has_many(Team, as = "founded", singular = "foundation", foreign_key = "by")]
#[has_many(Mail, as = "outbox", singular = "sent_mail", foreign_key = "sender_id")]
#[has_many(Mail, as = "inbox", singular = "received_mail", foreign_key = "receiver_id")]
struct Person {
    id: i32,
    name: String,
}

/// Two associations to one model.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Person, as = "sender", on_delete = "cascade")]
#[belongs_to(Person, as = "receiver")]
struct Mail {
    id: i32,
    text: String,
    sender_id: i32,
    receiver_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, as = "home_team")]
#[belongs_to(Team, as = "away_team")]
struct Game {
    id: i32,
    home_team_id: i32,
    away_team_id: i32,
}

/// Both sides in one table.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Employee, as = "manager")]
#[has_many(Employee, as = "reports", foreign_key = "manager_id")]
struct Employee {
    id: i32,
    name: String,
    manager_id: Option<i32>,
}

/// Associations that are called as Rust's keywords.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Type)]
#[has_many(Product, as = "impl", singular = "match", foreign_key = "virtual")]
#[belongs_to(Product, as = "dyn", foreign_key = "virtual")]
struct Product {
    id: i32,
    name: String,
    type_id: i32,
    r#virtual: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Product)]
struct Type {
    id: i32,
}

/// Its table's module is called as a keyword too.
#[derive(Model, Debug, Clone, PartialEq)]
struct A {
    id: i32,
    r#final: bool,
}

fixture! {
    async fn league(db) -> (Team, Person, Person) {
        db.create_tables(schema![Team, Player, Coach, Person, Mail, Game]).await?;
        let ada = Person::create().name("Ada").exec(db).await?;
        let bob = Person::create().name("Bob").exec(db).await?;
        let team = Team::create().name("Jazz").exec(db).await?;
        Ok((team, ada, bob))
    }
}

/// What a query of one column yields, without the library.
async fn read(db: &mut impl TestConnection, query: &str) -> TestResult<String> {
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().map(|row| row.unwrap_or_else(|| "-".to_owned())).collect::<Vec<_>>().join(" "))
}

fn by<T>(result: Result<T, Error>) -> (&'static str, &'static str) {
    match result.err() {
        Some(Error::NotFound { model, association: Some(association) }) => (model, association),
        Some(Error::ForeignKeyViolation(violation) | Error::UniqueViolation(violation)) => {
            (violation.model, violation.association.expect("an association"))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_association_has_the_name_of_its_alias() {
    let names = [teams::members::NAME, teams::trainer::NAME, teams::leader::NAME, teams::home_games::NAME];
    assert_eq!(names, ["members", "trainer", "leader", "home_games"]);
    assert_eq!(teams::leader::JOIN, r#""people"."id" = "teams"."leader_id""#);
    assert_eq!(teams::founder::JOIN, r#""people"."id" = "teams"."by""#);
    assert_eq!(teams::members::JOIN, r#""players"."team_id" = "teams"."id""#);
    assert_eq!(teams::away_games::JOIN, r#""games"."away_team_id" = "teams"."id""#);
    assert_eq!(people::outbox::NAME, "outbox");
    assert_eq!((products::r#type::NAME, products::r#impl::NAME), ("type", "impl"));
    assert_eq!(products::r#type::JOIN, r#""types"."id" = "products"."type_id""#);
}

#[test]
fn the_sides_of_a_pair_are_one_key_each() {
    let plan = schema![Team, Player, Coach, Person, Mail, Game, Employee].plan().unwrap();
    let key = |table: &str| {
        let table = plan.tables.iter().find(|found| found.name.name == table).unwrap();
        table.foreign_keys.iter().map(|key| format!("{:?}", key.columns)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(key("games"), r#"["home_team_id"] ["away_team_id"]"#);
    assert_eq!(key("mails"), r#"["sender_id"] ["receiver_id"]"#);
    assert_eq!(key("employees"), r#"["manager_id"]"#);
    assert_eq!(key("teams"), r#"["leader_id"] ["by"]"#);
}

behaviour! {
    async fn an_alias_of_has_many_names_its_accessors(db, statements) {
        let (team, _, _) = league(db).await?;
        let ann = team.create_member().name("Ann").exec(db).await?;
        let ben = Player::create().name("Ben").exec(db).await?;
        statements.clear();
        assert_eq!(team.add_member(&ben).exec(db).await?.team_id, Some(team.id));
        assert_eq!(team.get_members().order(players::id.asc()).select(players::name).exec(db).await?, ["Ann", "Ben"]);
        assert_eq!(team.count_members().exec(db).await?, 2);
        assert!(team.has_member(&ann).exec(db).await?);
        assert!(team.has_members([&ann, &ben]).exec(db).await?);
        assert_eq!(team.remove_member(&ann).exec(db).await?, 1);
        assert_eq!(statements.take(), "6");
        assert_eq!(team.set_members([&ann]).exec(db).await?.len(), 1);
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(team.remove_members([&ann]).exec(db).await?, 1);
        assert_eq!(team.add_members([&ann, &ben]).exec(db).await?.len(), 2);
        assert_eq!(read(db, "SELECT CAST(team_id AS TEXT) FROM players ORDER BY id").await?, "1 1");
        assert_eq!(by(team.add_member(99).exec(db).await), ("Player", "members"));
        team.delete().exec(db).await?;
        assert_eq!(by(team.create_member().name("Cid").exec(db).await), ("Player", "members"));
        Ok(())
    }

    async fn an_alias_of_has_one_names_its_accessors(db) {
        let (team, ada, _) = league(db).await?;
        let sloan = team.create_trainer().name("Sloan").exec(db).await?;
        assert_eq!(team.get_trainer().exec(db).await?, Some(sloan.clone()));
        assert_eq!(team.set_trainer(None).exec(db).await?, None);
        assert_eq!(team.get_trainer().exec(db).await?, None);
        assert_eq!(team.set_trainer(&sloan).exec(db).await?, Some(sloan));
        assert_eq!(by(team.set_trainer(99).exec(db).await), ("Coach", "trainer"));

        let led = ada.set_led_team(&team).exec(db).await?;
        assert_eq!(led.and_then(|team| team.leader_id), Some(ada.id));
        assert_eq!(by(Team::create().name("Suns").leader_id(ada.id).exec(db).await), ("Team", "leader"));
        let suns = ada.create_led_team().name("Suns").exec(db).await?;
        assert_eq!(ada.get_led_team().exec(db).await?, Some(suns));
        assert_eq!(read(db, "SELECT name || COALESCE(CAST(leader_id AS TEXT), '-') FROM teams ORDER BY id").await?, "Jazz- Suns1");
        Ok(())
    }

    async fn an_alias_of_belongs_to_names_its_accessors_and_its_key(db, statements) {
        let (mut team, ada, bob) = league(db).await?;
        statements.clear();
        team.set_leader(&bob).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!((team.leader_id, team.by), (Some(bob.id), None));
        team.set_founder(&ada).exec(db).await?;
        assert_eq!((team.leader_id, team.by), (Some(bob.id), Some(ada.id)));
        assert_eq!(team.get_leader().exec(db).await?, Some(bob.clone()));
        assert_eq!(team.get_founder().exec(db).await?, Some(ada.clone()));
        assert_eq!(ada.get_founded().exec(db).await?, std::slice::from_ref(&team));
        assert!(ada.has_foundation(&team).exec(db).await?);
        assert_eq!(ada.create_foundation().name("Suns").exec(db).await?.by, Some(ada.id));
        assert_eq!(bob.add_founded([&team]).exec(db).await?.len(), 1);
        assert_eq!(bob.remove_foundation(&team).exec(db).await?, 1);
        assert_eq!(by(team.set_leader(99).exec(db).await), ("Team", "leader"));
        assert_eq!(by(team.set_founder(99).exec(db).await), ("Team", "founder"));
        if db.is_postgres() {
            // SQLite does not say which of several keys it was.
            assert_eq!(by(Team::create().name("x").by(99).exec(db).await), ("Team", "founder"));
        }
        let cid = team.create_founder().name("Cid").exec(db).await?;
        assert_eq!((team.leader_id, team.by), (Some(bob.id), Some(cid.id)));
        team.set_leader(None).exec(db).await?;
        assert_eq!(team.reload().exec(db).await?, Team { leader_id: None, by: Some(cid.id), ..team });
        Ok(())
    }

    async fn two_associations_between_the_same_models_are_apart(db) {
        let (_, ada, bob) = league(db).await?;
        let first = ada.create_sent_mail().text("first").receiver_id(bob.id).exec(db).await?;
        let second = ada.create_received_mail().text("second").sender_id(bob.id).exec(db).await?;
        let lost = bob.create_sent_mail().text("lost").exec(db).await?;
        assert_eq!((first.sender_id, first.receiver_id), (1, Some(2)));
        assert_eq!((second.sender_id, second.receiver_id), (2, Some(1)));
        assert_eq!(ada.get_outbox().exec(db).await?, std::slice::from_ref(&first));
        assert_eq!(bob.get_outbox().order(mails::id.asc()).exec(db).await?, [second.clone(), lost.clone()]);
        assert_eq!(bob.get_inbox().exec(db).await?, std::slice::from_ref(&first));
        assert_eq!(first.get_sender().exec(db).await?, ada);
        assert_eq!(first.get_receiver().exec(db).await?, Some(bob.clone()));
        assert_eq!(lost.get_receiver().exec(db).await?, None);
        assert_eq!(ada.set_inbox([&lost]).exec(db).await?.len(), 1);
        assert_eq!(second.reload().exec(db).await?, Mail { receiver_id: None, ..second });

        bob.delete().exec(db).await?;
        let left = "SELECT text || sender_id || COALESCE(CAST(receiver_id AS TEXT), '-') FROM mails";
        assert_eq!(read(db, left).await?, "first1-", "his mails went with him, those to him stay");
        Ok(())
    }

    async fn a_game_has_two_teams_and_a_team_games_of_two_kinds(db) {
        let (jazz, _, _) = league(db).await?;
        let suns = Team::create().name("Suns").exec(db).await?;
        let first = jazz.create_home_game().away_team_id(suns.id).exec(db).await?;
        let second = jazz.create_away_game().home_team_id(suns.id).exec(db).await?;
        assert_eq!(first.get_home_team().exec(db).await?, jazz);
        assert_eq!(first.get_away_team().exec(db).await?, suns);
        assert_eq!(jazz.get_home_games().exec(db).await?, std::slice::from_ref(&first));
        assert_eq!(jazz.get_away_games().exec(db).await?, std::slice::from_ref(&second));
        assert_eq!(suns.count_home_games().exec(db).await?, 1);
        assert!(!suns.has_home_game(&first).exec(db).await?);
        let moved = suns.add_home_game(&first).exec(db).await?;
        assert_eq!((moved.home_team_id, moved.away_team_id), (suns.id, suns.id));
        assert_eq!(by(jazz.add_home_games([1, 99]).exec(db).await), ("Game", "home_games"));
        Ok(())
    }

    async fn both_sides_lie_in_one_table(db, statements) {
        db.create_tables(schema![Employee]).await?;
        let boss = Employee::create().name("Boss").exec(db).await?;
        let ann = boss.create_report().name("Ann").exec(db).await?;
        let mut ben = Employee::create().name("Ben").exec(db).await?;
        ben.set_manager(&ann).exec(db).await?;
        statements.clear();
        assert_eq!(boss.get_manager().exec(db).await?, None);
        assert_eq!(statements.take(), "0");
        assert_eq!(ben.get_manager().exec(db).await?, Some(ann.clone()));
        assert_eq!(boss.get_reports().exec(db).await?, std::slice::from_ref(&ann));
        assert_eq!(ann.get_reports().exec(db).await?, std::slice::from_ref(&ben));
        assert_eq!(ann.get_reports().count().exec(db).await?, 1);
        assert!(!boss.has_report(&ben).exec(db).await?);
        assert_eq!(boss.set_reports([&ben]).exec(db).await?, [Employee { manager_id: Some(boss.id), ..ben }]);
        let pairs = "SELECT name || COALESCE(CAST(manager_id AS TEXT), '-') FROM employees ORDER BY id";
        assert_eq!(read(db, pairs).await?, "Boss- Ann- Ben1");
        let mut boss = boss;
        let chief = boss.create_manager().name("Chief").exec(db).await?;
        assert_eq!(boss.manager_id, Some(chief.id));
        boss.delete().exec(db).await?;
        assert_eq!(read(db, pairs).await?, "Ann- Ben- Chief-");
        Ok(())
    }

    async fn an_association_may_be_called_as_a_keyword(db) {
        db.create_tables(schema![Product, Type, A]).await?;
        let kind = Type::create().exec(db).await?;
        let first = kind.create_product().name("first").exec(db).await?;
        assert_eq!(first.get_type().exec(db).await?, kind);
        let second = Product::create().name("second").r#type(Type::create()).r#dyn(Product::create().name("third").type_id(kind.id));
        let second = second.exec(db).await?;
        assert_eq!(second.type_id, 2);
        let third = second.get_dyn().exec(db).await?.expect("a product");
        assert_eq!(third.get_impl().exec(db).await?, std::slice::from_ref(&second));
        assert!(third.has_match(&second).exec(db).await?);
        assert_eq!(by(third.add_match(99).exec(db).await), ("Product", "impl"));
        let made = A::create().r#final(true).exec(db).await?;
        assert_eq!(A::query().filter(r#as::r#final.eq(true)).exec(db).await?, [made]);
        Ok(())
    }
}
