//! Defining the Sequelize associations; creating the standard relationships.
//!
//! Each association alone, between a source `A` and a target `B`: which table gets the foreign key. Sequelize adds the
//! key to the model. Here it is a field of the struct like any other column, and a missing field is an error
//! (`belongs_to/belongs_to_needs_the_field_of_its_key`, `has_many/a_foreign_key_of_the_target_exists`).

// Defining the Sequelize associations: `A.hasOne(B)`
mod has_one {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_one(B, foreign_key = "a_id")]
    struct A {
        id: i32,
    }

    #[derive(Model)]
    struct B {
        id: i32,
        a_id: Option<i32>,
    }

    #[test]
    fn has_one_keeps_the_key_in_the_target() {
        let schema = schema![A, B];
        assert!(ddl::has_column(schema, "bs", "a_id"));
        assert_eq!(
            ddl::definition(schema, "bs_a_id_fkey"),
            r#"FOREIGN KEY ("a_id") REFERENCES "as" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }
}

// Defining the Sequelize associations: `A.belongsTo(B)`
mod belongs_to {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to(B)]
    struct A {
        id: i32,
        b_id: Option<i32>,
    }

    #[derive(Model)]
    struct B {
        id: i32,
    }

    #[test]
    fn belongs_to_keeps_the_key_in_the_source() {
        let schema = schema![A, B];
        assert!(ddl::has_column(schema, "as", "b_id"));
        assert_eq!(
            ddl::definition(schema, "as_b_id_fkey"),
            r#"FOREIGN KEY ("b_id") REFERENCES "bs" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }
}

// Defining the Sequelize associations: `A.hasMany(B)`
mod has_many {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_many(B, foreign_key = "a_id")]
    struct A {
        id: i32,
    }

    #[derive(Model)]
    struct B {
        id: i32,
        a_id: Option<i32>,
    }

    #[test]
    fn has_many_keeps_the_key_in_the_target() {
        let schema = schema![A, B];
        assert!(ddl::has_column(schema, "bs", "a_id"));
        assert_eq!(
            ddl::definition(schema, "bs_a_id_fkey"),
            r#"FOREIGN KEY ("a_id") REFERENCES "as" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }
}

// Defining the Sequelize associations: `A.belongsToMany(B, { through: 'C' })`
mod belongs_to_many {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(B, through = "c")]
    struct A {
        id: i32,
    }

    #[derive(Model)]
    struct B {
        id: i32,
    }

    #[test]
    fn belongs_to_many_keeps_both_keys_in_a_junction_that_the_schema_makes() {
        let schema = schema![A, B];
        assert!(ddl::has_column(schema, "c", "a_id"));
        assert!(ddl::has_column(schema, "c", "b_id"));
        assert!(!ddl::has_column(schema, "as", "b_id"));
        assert!(!ddl::has_column(schema, "bs", "a_id"));
    }
}

// Defining the Sequelize associations: the note that `through` may be a model
mod belongs_to_many_through_a_model {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(B, through = C)]
    struct A {
        id: i32,
    }

    #[derive(Model)]
    struct B {
        id: i32,
    }

    #[derive(Model)]
    struct C {
        #[column(primary_key)]
        a_id: i32,
        #[column(primary_key)]
        b_id: i32,
    }

    #[test]
    fn the_junction_may_be_a_model() {
        let schema = schema![A, B, C];
        assert!(ddl::has_column(schema, "cs", "a_id"));
        assert!(ddl::has_column(schema, "cs", "b_id"));
    }
}

// Creating the standard relationships: the pairs of the next three chapters, declared between the same two models.
mod pairs {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_one(Profile)]
    #[has_many(Post)]
    #[belongs_to_many(Group, through = "memberships")]
    struct User {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to(User)]
    struct Profile {
        id: i32,
        user_id: Option<i32>,
    }

    #[derive(Model)]
    #[belongs_to(User)]
    struct Post {
        id: i32,
        user_id: Option<i32>,
    }

    #[derive(Model)]
    #[belongs_to_many(User, through = "memberships")]
    struct Group {
        id: i32,
    }

    #[test]
    fn a_pair_is_one_key_and_a_pair_of_belongs_to_many_is_one_junction() {
        let schema = schema![User, Profile, Post, Group];
        for text in [ddl::sqlite(schema), ddl::postgres(schema)] {
            assert_eq!(text.matches("CREATE TABLE").count(), 5);
            assert_eq!(text.matches("FOREIGN KEY").count(), 4);
        }
    }
}
