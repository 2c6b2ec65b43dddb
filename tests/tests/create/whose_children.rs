//! Rows that are inserted together keep their order and their children, whatever keys the database gives them. If it
//! inserts another number of rows than were given, that is an error, and no row is left.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Account)]
#[belongs_to_many(Donor, through = "donations")]
struct Bank {
    id: i64,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Bank)]
struct Account {
    id: i64,
    owner: String,
    bank_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Bank, through = "donations")]
struct Donor {
    id: i64,
    name: String,
}

const NAMES: [&str; 5] = ["one", "two", "three", "four", "five"];

fixture! {
    /// Makes five banks with an account each, and asks whose they are.
    async fn each_bank_has_its_own_account(db) -> () {
        let banks = NAMES.map(|name| Bank::create().name(name).accounts([Account::create().owner(name)]));
        let made = Bank::create_many(banks).exec(db).await?;
        assert_eq!(made.iter().map(|bank| &*bank.name).collect::<Vec<_>>(), NAMES);
        for bank in &made {
            let owners = bank.get_accounts().select(accounts::owner).exec(db).await?;
            assert_eq!(owners, [&*bank.name], "{made:?}");
        }
        Ok(())
    }
}

/// Skips the rows of the table that meet the condition.
async fn skip<Db: TestConnection>(db: &mut Db, table: &str, condition: &str) -> TestResult {
    if db.is_postgres() {
        db.run_sql("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'").await?;
        db.run_sql(&format!(
            "CREATE TRIGGER skip BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION skip()"
        ))
        .await?;
    } else {
        db.run_sql(&format!(
            "CREATE TRIGGER skip BEFORE INSERT ON {table} WHEN {condition} BEGIN SELECT RAISE(IGNORE); END"
        ))
        .await?;
    }
    Ok(())
}

async fn nothing_is_there<Db: TestConnection>(db: &mut Db) -> TestResult {
    for table in ["banks", "accounts", "donors", "donations"] {
        assert_eq!(db.integers(&format!("SELECT count(*) FROM {table}")).await?, [Some(0)], "{table}");
    }
    Ok(())
}

behaviour! {
    /// PostgreSQL: a sequence that counts downwards. SQLite: behind the largest key, it takes keys by chance.
    async fn generated_keys_need_not_ascend(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        if db.is_postgres() {
            db.run_sql("ALTER TABLE banks ALTER id SET INCREMENT BY -1 SET MINVALUE -1000 SET START 500 RESTART").await?;
        } else {
            db.run_sql("DROP TABLE accounts").await?;
            db.run_sql("DROP TABLE donations").await?;
            db.run_sql("DROP TABLE banks").await?;
            db.run_sql("CREATE TABLE banks (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").await?;
            db.run_sql("CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, bank_id INTEGER NOT NULL)").await?;
            db.run_sql("INSERT INTO banks VALUES (9223372036854775807, 'last')").await?;
        }
        each_bank_has_its_own_account(db).await
    }

    /// A sequence that starts anew in the middle of the list.
    async fn generated_keys_may_start_anew(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        if db.is_postgres() {
            db.run_sql("ALTER TABLE banks ALTER id SET MAXVALUE 100 SET CYCLE RESTART WITH 99").await?;
            each_bank_has_its_own_account(db).await?;
        }
        Ok(())
    }

    /// One row's key was given, and a trigger gives all rows others.
    async fn a_trigger_may_give_the_keys(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        if db.is_postgres() {
            db.run_sql("CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := 103 - NEW.id; RETURN NEW; END'").await?;
            db.run_sql("CREATE TRIGGER own BEFORE INSERT ON banks FOR EACH ROW EXECUTE FUNCTION own()").await?;
            each_bank_has_its_own_account(db).await?;
            let banks = [(51, "a"), (52, "b"), (60, "c")].map(|(id, name)| Bank::create().id(id).name(name));
            let made = Bank::create_many(banks).exec(db).await?;
            let named = |id, name: &str| Bank { id, name: name.to_owned() };
            assert_eq!(made, [named(52, "a"), named(51, "b"), named(43, "c")]);
        }
        Ok(())
    }

    async fn a_row_that_the_database_skips_is_an_error(db, statements) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        skip(db, "banks", "NEW.name = 'two'").await?;
        let banks = || NAMES.map(|name| Bank::create().name(name));
        statements.clear();
        assert!(matches!(Bank::create_many(banks()).exec(db).await, Err(Error::NotFound { model: "Bank", .. })));
        assert_eq!(statements.transactions(), ["BEGIN", "ROLLBACK"]);
        nothing_is_there(db).await?;
        let banks = banks().map(|bank| bank.accounts([Account::create().owner("x")]));
        assert!(matches!(Bank::create_many(banks).exec(db).await, Err(Error::NotFound { model: "Bank", .. })));
        nothing_is_there(db).await
    }

    async fn a_child_that_the_database_skips_is_an_error(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        skip(db, "accounts", "NEW.owner = 'two'").await?;
        let accounts = NAMES.map(|name| Account::create().owner(name));
        let bank = Bank::create().name("one").accounts(accounts);
        assert!(matches!(bank.exec(db).await, Err(Error::NotFound { model: "Account", .. })));
        nothing_is_there(db).await
    }

    async fn a_link_that_the_database_skips_is_an_error(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        skip(db, "donations", "NEW.donor_id > 1").await?;
        let bank = Bank::create().name("one").donors(NAMES.map(|name| Donor::create().name(name)));
        assert!(matches!(bank.exec(db).await, Err(Error::NotFound { model: "Bank", association: Some("donors") })));
        nothing_is_there(db).await
    }

    /// A row whose values are more than one statement may bind has its place behind those of the statement before.
    async fn the_order_is_that_of_the_list_in_several_statements(db) {
        db.create_tables(schema![Bank, Account, Donor]).await?;
        if db.is_postgres() {
            db.run_sql("ALTER TABLE banks ALTER id SET INCREMENT BY -1 SET MINVALUE -100000 SET START 500 RESTART").await?;
        }
        let names: Vec<String> = (0..70_000).map(|number| number.to_string()).collect();
        let made = Bank::create_many(names.iter().map(|name| Bank::create().name(&**name))).exec(db).await?;
        assert!(made.iter().map(|bank| &bank.name).eq(&names));
        Ok(())
    }
}

/// A table of another program: it has a default that the model does not know.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "letters")]
#[has_many(Stamp)]
struct Letter {
    id: i32,
    kind: Option<String>,
    place: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Letter)]
struct Stamp {
    id: i32,
    letter_id: i32,
    kind: Option<String>,
}

fixture! {
    async fn tables_of_another_program(db) -> () {
        let key = if db.is_postgres() { "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" } else { "INTEGER PRIMARY KEY" };
        for (table, more) in [("letters", "place TEXT"), ("stamps", "letter_id INTEGER NOT NULL")] {
            db.run_sql(&format!("CREATE TABLE {table} (id {key}, kind TEXT DEFAULT 'plain', {more})")).await?;
        }
        Ok(())
    }
}

behaviour! {
    /// SQLite's VALUES list cannot say DEFAULT, so the rows that give the same columns go into one INSERT.
    async fn a_column_that_one_row_leaves_out_gets_the_default_of_the_table(db, statements) {
        tables_of_another_program(db).await?;
        statements.clear();
        let rows = [
            Letter::create().kind("express"),
            Letter::create().place("Rome"),
            Letter::create().kind("express").place("Rome"),
            Letter::create().kind("slow"),
        ];
        let made = Letter::create_many(rows).exec(db).await?;
        let kinds: Vec<_> = made.iter().map(|letter| (letter.kind.as_deref(), letter.place.as_deref())).collect();
        let expected = [
            (Some("express"), None),
            (Some("plain"), Some("Rome")),
            (Some("express"), Some("Rome")),
            (Some("slow"), None),
        ];
        assert_eq!(kinds, expected);
        let inserts = || statements.statements().iter().filter(|statement| statement.starts_with("INSERT")).count();
        assert_eq!(inserts(), if db.is_postgres() { 1 } else { 4 });
        let letter = Letter::create().stamps([Stamp::create(), Stamp::create().kind("red"), Stamp::create()]);
        let letter = letter.exec(db).await?;
        assert_eq!(letter.kind.as_deref(), Some("plain"));
        assert_eq!(inserts(), if db.is_postgres() { 3 } else { 8 });
        let stamps = letter.get_stamps().order(stamps::id.asc()).select(stamps::kind).exec(db).await?;
        assert_eq!(stamps.iter().filter(|kind| kind.as_deref() == Some("plain")).count(), 2);
        let nothing = [Letter::create(), Letter::create()];
        let made = Letter::create_many(nothing).exec(db).await?;
        assert_eq!(made.iter().map(|letter| letter.kind.as_deref()).collect::<Vec<_>>(), [Some("plain"); 2]);
        Ok(())
    }
}
