//! Places of includes and of conditions by associations: several together, in transactions, with borrowed values, in
//! every operation of a query, in Diesel's own expressions. Also: the error about an included row.

#![allow(clippy::redundant_closure_for_method_calls, reason = "a loaded row has no short name")]

use orm_core::diesel::dsl::not;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Book)]
#[has_many(Book, as = "edited_books", foreign_key = "editor_id")]
#[has_one(Studio)]
#[has_one(Desk)]
#[belongs_to(City)]
#[belongs_to(Author, as = "teacher", foreign_key = "teacher_id")]
#[has_many(Author, as = "pupils", foreign_key = "teacher_id")]
#[belongs_to_many(Prize, through = "awards")]
#[belongs_to_many(Genre, through = "tastes")]
struct Author {
    id: i32,
    name: String,
    city_id: Option<i32>,
    teacher_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Author)]
#[belongs_to(Author, as = "editor")]
struct Book {
    id: i32,
    title: String,
    author_id: i32,
    editor_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Author)]
struct Studio {
    id: i32,
    author_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Author)]
struct Desk {
    id: i32,
    author_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Author)]
struct City {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Prize {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Genre {
    id: i32,
}

/// A model that expects another type than the table holds.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Day)]
#[has_one(Day, as = "best", foreign_key = "year_id")]
struct Year {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Year)]
struct Day {
    id: i64,
    year_id: i64,
    date: chrono::NaiveDate,
}

fixture! {
    /// Ann wrote A and B in Rome, Ben, who is her pupil, wrote C; Cid wrote nothing and edited A.
    async fn library(db) -> () {
        db.create_tables(schema![Author, Book, Studio, Desk, City, Prize, Genre]).await?;
        City::create().name("Rome").exec(db).await?;
        for (name, city, teacher) in [("Ann", Some(1), None), ("Ben", None, Some(1)), ("Cid", Some(1), None)] {
            Author::create().name(name).city_id(city).teacher_id(teacher).exec(db).await?;
        }
        for (title, author, editor) in [("A", 1, Some(3)), ("B", 1, None), ("C", 2, None)] {
            Book::create().title(title).author_id(author).editor_id(editor).exec(db).await?;
        }
        Studio::create().author_id(1).exec(db).await?;
        Desk::create().author_id(2).exec(db).await?;
        let ann = Author::find(1).exec(db).await?;
        ann.create_prize().exec(db).await?;
        ann.create_genre().exec(db).await?;
        Ok(())
    }
}

fixture! {
    /// Years whose days are texts that are no dates, where the database allows it.
    async fn calendar(db) -> () {
        // PostgreSQL holds every value to its type, so there the type is another one.
        db.run_sql("CREATE TABLE years (id BIGINT PRIMARY KEY)").await?;
        db.run_sql("CREATE TABLE days (id BIGINT PRIMARY KEY, year_id BIGINT, date TEXT)").await?;
        db.run_sql("INSERT INTO years VALUES (1); INSERT INTO days VALUES (1, 1, 'soon')").await
    }
}

behaviour! {
    async fn ten_associations_are_included_at_one_level(db, statements) {
        library(db).await?;
        statements.clear();
        let authors = Author::query().order(authors::id.asc()).include(authors::books).include(authors::edited_books);
        let authors = authors.include(authors::studio).include(authors::desk).include(authors::city);
        let authors = authors.include(authors::teacher).include(authors::pupils).include(authors::prizes);
        let authors = authors.include(authors::genres).include(authors::books.count()).exec(db).await?;
        assert_eq!(statements.take(), "11");
        let counts = |author: usize| {
            let author = &authors[author];
            let many = [author.books().len(), author.edited_books().len(), author.pupils().len(), author.prizes().len()];
            let one = [author.studio().is_some(), author.desk().is_some(), author.city().is_some()];
            (many, one, author.teacher().is_some(), author.genres().len(), author.books_count())
        };
        assert_eq!(counts(0), ([2, 0, 1, 1], [true, false, true], false, 1, 2));
        assert_eq!(counts(1), ([1, 0, 0, 0], [false, true, false], true, 0, 1));
        assert_eq!(counts(2), ([0, 1, 0, 0], [false, false, true], false, 0, 0));
        let single = Author::find(1).include(authors::studio).include(authors::desk).include(authors::city);
        let single = single.include(authors::teacher.include(authors::city)).include(authors::pupils);
        let single = single.include(authors::prizes).include(authors::genres).include(authors::books).exec(db).await?;
        assert_eq!(statements.take(), "5");
        assert_eq!((single.studio().is_some(), single.books().len()), (true, 2));
        Ok(())
    }

    async fn includes_see_what_their_transaction_wrote(db) {
        library(db).await?;
        db.begin().await?;
        Book::create().title("D").author_id(3).exec(db).await?;
        let inside = Author::find(3).include(authors::books).include(authors::city).exec(db).await?;
        assert_eq!((inside.books().len(), inside.city().is_some()), (1, true));
        db.roll_back().await?;
        let after = Author::find(3).include(authors::books).exec(db).await?;
        assert_eq!(after.books(), []);
        Ok(())
    }

    async fn a_failure_inside_a_transaction_leaves_it_to_the_caller(db) {
        library(db).await?;
        db.begin().await?;
        Book::create().title("D").author_id(3).exec(db).await?;
        let missing = Author::find(9).include(authors::books).exec(db).await.unwrap_err();
        assert!(matches!(missing, Error::NotFound { model: "Author", association: None }), "{missing:?}");
        db.commit().await?;
        assert_eq!(Book::query().count().exec(db).await?, 4);
        Ok(())
    }

    async fn conditions_may_borrow_their_values(db) {
        library(db).await?;
        let (city, letter) = (String::from("Rome"), String::from("A"));
        let (borrowed, title): (&String, &str) = (&city, &letter);
        let found = {
            let books = authors::books.filter(books::title.ne(title)).order(books::title.asc());
            let query = Author::query().filter(authors::city.any(cities::name.eq(borrowed))).order(authors::id.asc());
            query.include(books).include(authors::books.filter(books::title.eq(title)).count()).exec(db).await?
        };
        let seen: Vec<_> = found.iter().map(|author| {
            (&*author.name, author.books().iter().map(|book| &*book.title).collect::<Vec<_>>(), author.books_count())
        }).collect();
        assert_eq!(seen, [("Ann", vec!["B"], 1), ("Cid", vec![], 0)]);
        let ann = Author::find(1).include(authors::city.filter(cities::name.eq(borrowed))).exec(db).await?;
        assert!(ann.city().is_some());
        let ann = Author::find(1).include(authors::city.filter(cities::name.eq(title))).exec(db).await?;
        assert_eq!(ann.city(), None);
        let required = authors::books.filter(books::title.eq(title)).required();
        let first = Author::query().include(required).first().exec(db).await?;
        assert_eq!(first.map(|author| author.id), Some(1));
        Ok(())
    }

    async fn every_operation_of_a_query_takes_a_condition_by_targets(db, statements) {
        library(db).await?;
        let wrote = || Author::query().filter(authors::books.any(books::title.ne("A")));
        statements.clear();
        let page = wrote().order(authors::id.desc()).page(1, 1).exec(db).await?;
        assert_eq!((page.rows[0].id, page.total), (2, 2));
        assert_eq!(wrote().order(authors::id.asc()).first().exec(db).await?.map(|author| author.id), Some(1));
        assert_eq!(wrote().count().exec(db).await?, 2);
        assert!(wrote().filter(authors::edited_books.none(books::id.gt(0))).exists().exec(db).await?);
        assert!(!wrote().filter(authors::pupils.exists()).filter(authors::teacher.exists()).exists().exec(db).await?);
        assert_eq!(statements.take(), "6");
        let ben = Author::find(2).exec(db).await?;
        let book = ben.get_books().filter(books::author.any(authors::teacher.any(authors::name.eq("Ann"))));
        assert_eq!(book.count().exec(db).await?, 1);
        let renamed = Author::query().filter(authors::pupils.exists()).update().name("Anna").exec(db).await?;
        assert_eq!((renamed, Author::find(1).exec(db).await?.name), (1, "Anna".to_owned()));
        statements.clear();
        let deleted = Book::query().filter(books::author.any(authors::name.eq("Anna"))).filter(books::editor.exists());
        assert_eq!(deleted.delete().exec(db).await?, 1);
        assert_eq!(statements.take(), "1");
        let unread = Author::query().filter(authors::edited_books.none(books::id.gt(0)));
        assert_eq!(unread.filter(authors::books.count().eq(0)).delete().exec(db).await?, 1);
        assert_eq!(Author::query().order(authors::id.asc()).select(authors::id).exec(db).await?, [1, 2]);
        Ok(())
    }

    async fn conditions_by_targets_combine_as_diesel_combines(db) {
        library(db).await?;
        let ids = || Author::query().order(authors::id.asc()).select(authors::id);
        let (a, pupils) = (|| authors::books.any(books::title.eq("A")), || authors::pupils.exists());
        assert_eq!(ids().filter(a().and(pupils())).exec(db).await?, [1]);
        assert_eq!(ids().filter(a().or(authors::teacher.exists())).exec(db).await?, [1, 2]);
        assert_eq!(ids().filter(not(a())).exec(db).await?, [2, 3]);
        assert_eq!(ids().filter(not(a().or(pupils())).and(authors::city.exists())).exec(db).await?, [3]);
        let none = authors::books.none(books::title.eq("A"));
        assert_eq!(ids().filter(none.and(authors::name.ne("Cid")).or(authors::id.eq(1))).exec(db).await?, [1, 2]);
        let both = books::title.eq("A").and(books::editor.any(authors::name.eq("Cid"))).or(books::title.eq("C"));
        assert_eq!(ids().filter(authors::books.any(both)).exec(db).await?, [1, 2]);
        let exact = authors::books.all(books::title.eq("C").or(books::title.eq("B")));
        assert_eq!(ids().filter(exact.and(authors::books.exists())).exec(db).await?, [2]);
        let count = authors::books.filter(books::title.gt("A")).count();
        assert_eq!(ids().filter(count.eq(1).and(not(authors::desk.exists()))).exec(db).await?, [1]);
        let either = authors::books.filter(books::title.eq("A").or(books::title.eq("C")));
        let books: Vec<i64> = Author::query().order(authors::id.asc()).include(either.count()).exec(db).await?.iter()
            .map(|author| author.books_count()).collect();
        assert_eq!(books, [1, 1, 0], "an `or` does not reach over the keys");
        Ok(())
    }

    async fn limits_and_counts_speak_of_sources(db, statements) {
        library(db).await?;
        statements.clear();
        let query = || Author::query().order(authors::id.asc()).include(authors::books).include(authors::prizes);
        let limited = query().limit(2).offset(1).exec(db).await?;
        assert_eq!(limited.iter().map(|author| (author.id, author.books().len())).collect::<Vec<_>>(), [(2, 1), (3, 0)]);
        assert_eq!((query().count().exec(db).await?, query().exists().exec(db).await?), (3, true));
        let page = query().page(2, 2).exec(db).await?;
        assert_eq!((page.rows.len(), page.rows[0].id, page.total), (1, 3, 3));
        let first = query().offset(1).first().exec(db).await?.expect("an author");
        assert_eq!((first.id, first.books().len()), (2, 1));
        assert_eq!(statements.take(), "12");
        Ok(())
    }

    async fn a_value_that_cannot_be_read_is_told_with_model_and_column(db) {
        calendar(db).await?;
        let errors = [
            Year::query().include(years::days).exec(db).await.unwrap_err(),
            Year::query().include(years::best).exec(db).await.unwrap_err(),
            Year::query().include(years::days.limit(1)).exec(db).await.unwrap_err(),
            Year::query().include(years::days.order(days::id.asc())).page(1, 1).exec(db).await.unwrap_err(),
            Year::find(1).include(years::days).exec(db).await.unwrap_err(),
            Year::find(1).include(years::best).exec(db).await.unwrap_err(),
            Year::query().include(years::best).first().exec(db).await.unwrap_err(),
        ];
        for error in errors {
            let Error::Decode { model, column, .. } = &error else { panic!("{error:?}") };
            assert_eq!((*model, column.as_deref()), ("Day", Some("date")), "{error:?}");
        }
        Ok(())
    }
}
