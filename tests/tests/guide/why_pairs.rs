//! Why associations are defined in pairs?

// Why associations are defined in pairs, practical demonstration: only `Foo.hasOne(Bar)`. The bar knows nothing of it:
// what is an error at run time in the guide, to come from the bar to its foo, does not compile
// (`associations/an_accessor_needs_an_association`). Without a way back the key is named where the association is, or
// else it does not compile either (`has_one/has_one_has_a_way_back`).
mod one_side {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar, foreign_key = "foo_id")]
    struct Foo {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    struct Bar {
        id: i32,
        foo_id: Option<i32>,
    }

    behaviour! {
        // `Bar::query().include(bars::foo)` does not compile: there is no such name, and by the model neither
        // (`include/an_included_model_is_associated`).
        async fn a_foo_finds_its_bar(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().exec(db).await?;
            let bar = foo.create_bar().exec(db).await?;
            let found = Foo::query().include(foos::bar).first().exec(db).await?.expect("a foo");
            assert_eq!(found.bar(), Some(&bar));
            assert_eq!(foo.get_bar().exec(db).await?, Some(bar));
            Ok(())
        }
    }
}

// Why associations are defined in pairs, practical demonstration: the pair. The key is written once, in `belongs_to`.
mod both_sides {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar)]
    struct Foo {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo)]
    struct Bar {
        id: i32,
        foo_id: Option<i32>,
    }

    behaviour! {
        async fn each_finds_the_other(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().exec(db).await?;
            let bar = foo.create_bar().exec(db).await?;
            let found = Foo::query().include(foos::bar).first().exec(db).await?.expect("a foo");
            assert_eq!(found.bar(), Some(&bar));
            let found = Bar::query().include(bars::foo).first().exec(db).await?.expect("a bar");
            assert_eq!(found.foo(), Some(&foo));
            assert_eq!(bar.get_foo().exec(db).await?.as_ref(), Some(&foo));
            assert_eq!(foo.get_bar().exec(db).await?, Some(bar));
            Ok(())
        }
    }
}
