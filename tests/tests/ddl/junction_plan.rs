//! The plan of junctions: merging, defaults and mistakes, without a database.

use super::support::junctions::{actor, actors, casting, casting_actor, casting_movie, movie, movies, of_model};
use super::support::{column, id, junction, key, model, optional, schema};
use orm_core::schema::{ColumnDescriptor, ForeignKeyDescriptor, JunctionDescriptor, ReferentialAction};
use orm_core::schema::{Plan, Table};
use orm_core::{DataType, ModelDescriptor};

fn message(models: Vec<ModelDescriptor>) -> String {
    schema(models).plan().expect_err("a mistake").to_string()
}

fn plan(models: Vec<ModelDescriptor>) -> Plan {
    schema(models).plan().expect("no mistake")
}

fn castings(models: Vec<ModelDescriptor>) -> Table {
    plan(models).tables.into_iter().find(|table| table.name.name == "castings").expect("the table")
}

/// `movie_id CASCADE / CASCADE`: the actions of each foreign key, on delete and on update.
fn actions(table: &Table) -> Vec<String> {
    let keys = table.foreign_keys.iter();
    keys.map(|key| format!("{} {} / {}", key.columns.join(","), key.on_delete.sql(), key.on_update.sql())).collect()
}

/// The message for two sides of the junction without a model.
fn sides(actors: JunctionDescriptor, movies: JunctionDescriptor) -> String {
    message(vec![movie(vec![actors]), actor(vec![movies])])
}

#[test]
fn one_side_is_enough_and_the_first_one_decides_the_order() {
    let from = |models| castings(models).primary_key;
    assert_eq!(from(vec![movie(vec![actors()]), actor(vec![])]), ["movie_id", "actor_id"]);
    assert_eq!(from(vec![movie(vec![]), actor(vec![movies()])]), ["actor_id", "movie_id"]);
    assert_eq!(from(vec![actor(vec![movies()]), movie(vec![actors()])]), ["actor_id", "movie_id"]);
}

#[test]
fn several_associations_go_through_one_junction_by_the_same_keys() {
    let again = JunctionDescriptor { association: "stars", ..actors() };
    let table = castings(vec![movie(vec![actors(), again]), actor(vec![movies()])]);
    assert_eq!(table.foreign_keys.len(), 2);
    let names: Vec<_> = table.foreign_keys[0].associations.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["`actors` of `Movie`", "`stars` of `Movie`", "`movies` of `Actor`"]);
}

#[test]
fn the_actions_of_either_side_are_those_of_both_keys() {
    let junction = JunctionDescriptor { on_delete: Some(ReferentialAction::Restrict), ..movies() };
    let table = castings(vec![movie(vec![actors()]), actor(vec![junction])]);
    assert_eq!(actions(&table), ["movie_id RESTRICT / CASCADE", "actor_id RESTRICT / CASCADE"]);
}

#[test]
fn the_keys_of_a_junction_model_have_the_documented_actions() {
    let of = |keys, junction| actions(&castings(vec![movie(vec![of_model(junction)]), actor(vec![]), casting(keys)]));
    assert_eq!(of(vec![], actors()), ["movie_id CASCADE / CASCADE", "actor_id CASCADE / CASCADE"]);
    assert_eq!(of(vec![casting_movie()], actors()), ["movie_id RESTRICT / CASCADE", "actor_id CASCADE / CASCADE"]);
    let explicit = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::NoAction), ..casting_actor() };
    assert_eq!(
        of(vec![casting_movie(), explicit], actors()),
        ["movie_id RESTRICT / CASCADE", "actor_id NO ACTION / CASCADE"]
    );
    let junction = JunctionDescriptor { on_update: Some(ReferentialAction::Restrict), ..actors() };
    assert_eq!(of(vec![casting_movie()], junction), ["movie_id RESTRICT / RESTRICT", "actor_id CASCADE / RESTRICT"]);
}

#[test]
fn a_key_that_only_the_other_models_have_many_by_is_still_one_of_the_junction() {
    let mut movie = movie(vec![of_model(actors())]);
    movie.foreign_keys = vec![ForeignKeyDescriptor { association: "castings", ..casting_movie() }].leak();
    let table = castings(vec![movie, actor(vec![]), casting(vec![])]);
    assert_eq!(actions(&table), ["movie_id CASCADE / CASCADE", "actor_id CASCADE / CASCADE"]);
}

#[test]
fn a_primary_key_that_is_the_pair_needs_no_unique_constraint() {
    let pair = |junction| {
        let mandatory = vec![column("movie_id", DataType::Integer), column("actor_id", DataType::BigInt)];
        let primary_key = &["actor_id", "movie_id"];
        let casting = ModelDescriptor { primary_key, columns: mandatory.leak(), ..casting(vec![]) };
        let table = castings(vec![movie(vec![of_model(junction)]), actor(vec![]), casting]);
        assert_eq!(table.unique_constraints, []);
        let indexes: Vec<_> = table.indexes.into_iter().map(|index| index.name).collect();
        assert_eq!(indexes, ["castings_movie_id_index"]);
        table.primary_key_name
    };
    assert_eq!(pair(actors()), "castings_pkey");
    assert_eq!(pair(JunctionDescriptor { unique_key: Some("pair_once"), ..actors() }), "pair_once");
}

#[test]
fn unique_key_names_the_constraint_that_a_pair_is_there_once() {
    let named = |junction| JunctionDescriptor { unique_key: Some("pair_once"), ..junction };
    // It may stand on the second side alone.
    assert_eq!(castings(vec![movie(vec![actors()]), actor(vec![named(movies())])]).primary_key_name, "pair_once");
    let models = vec![movie(vec![of_model(actors())]), actor(vec![of_model(named(movies()))]), casting(vec![])];
    assert_eq!(castings(models).unique_constraints[0].name, "pair_once");
    let models = vec![movie(vec![of_model(actors())]), actor(vec![of_model(movies())]), casting(vec![])];
    let unique = castings(models).unique_constraints;
    assert_eq!((unique.len(), &*unique[0].name), (1, "castings_movie_id_actor_id_key"));
    let long = "l".repeat(64).leak();
    assert_eq!(
        sides(JunctionDescriptor { unique_key: Some(long), ..actors() }, movies()),
        format!("`{long}` has 64 bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one")
    );
}

#[test]
fn sides_with_different_keys_are_both_named() {
    let by = |column, table| {
        junction(("movies", "Actor", "castings"), ("actor_id", "Actor", "actors.id"), (column, "Movie", table))
    };
    assert_eq!(
        sides(actors(), by("film_id", "movies.id")),
        "`actors` of `Movie` has `actor_id` to `actors.id` and `movie_id` to `movies.id` and `movies` of `Actor` has \
         `actor_id` to `actors.id` and `film_id` to `movies.id` for the junction `castings`: let both say the same, or \
         give one of them another `through`"
    );
    assert_eq!(
        sides(actors(), by("movie_id", "movies.name")),
        "`actors` of `Movie` has `actor_id` to `actors.id` and `movie_id` to `movies.id` and `movies` of `Actor` has \
         `actor_id` to `actors.id` and `movie_id` to `movies.name` for the junction `castings`: let both say the same, \
         or give one of them another `through`"
    );
}

#[test]
fn two_pairs_of_models_cannot_share_a_junction_that_is_made() {
    let tags =
        junction(("tags", "Movie", "castings"), ("movie_id", "Movie", "movies.id"), ("tag_id", "Tag", "tags.id"));
    assert_eq!(
        message(vec![movie(vec![actors(), tags]), actor(vec![]), model("Tag", "tags", vec![id()], vec![])]),
        "`actors` of `Movie` has `actor_id` to `actors.id` and `movie_id` to `movies.id` and `tags` of `Movie` has \
         `movie_id` to `movies.id` and `tag_id` to `tags.id` for the junction `castings`: let both say the same, or \
         give one of them another `through`"
    );
}

#[test]
fn two_pairs_of_models_share_a_junction_model_but_no_column_of_it() {
    let tag_models = |column_name| {
        let target = (column_name, "Tag", "tags.id");
        let tags = junction(("tags", "Movie", "castings"), ("movie_id", "Movie", "movies.id"), target);
        let mut casting = casting(vec![]);
        casting.columns = [casting.columns, &[optional("tag_id", DataType::BigInt)]].concat().leak();
        let tag = model("Tag", "tags", vec![ColumnDescriptor { data_type: DataType::BigInt, ..id() }], vec![]);
        vec![movie(vec![of_model(actors()), of_model(tags)]), actor(vec![]), casting, tag]
    };
    let unique: Vec<_> = castings(tag_models("tag_id")).unique_constraints.into_iter().map(|it| it.columns).collect();
    assert_eq!(unique, [["movie_id", "actor_id"], ["movie_id", "tag_id"]]);
    assert_eq!(
        message(tag_models("actor_id")),
        "`actors` of `Movie` references `actors.id` and `tags` of `Movie` references `tags.id` by the same foreign \
         key: give one of them another `foreign_key`"
    );
}

#[test]
fn sides_with_different_options_are_both_named() {
    let named = |junction, name| JunctionDescriptor { unique_key: Some(name), ..junction };
    assert_eq!(
        sides(named(actors(), "one"), named(movies(), "two")),
        "`actors` of `Movie` has `unique_key = \"one\"` and `movies` of `Actor` has `unique_key = \"two\"` for the \
         junction `castings`: let both say the same, or give one of them another `through`"
    );
    let repeated = JunctionDescriptor { unique: false, ..of_model(movies()) };
    assert_eq!(
        message(vec![movie(vec![of_model(actors())]), actor(vec![repeated]), casting(vec![])]),
        "`actors` of `Movie` has `unique = true` and `movies` of `Actor` has `unique = false` for the junction \
         `castings`: let both say the same, or give one of them another `through`"
    );
    let deleted = |junction, action| JunctionDescriptor { on_delete: Some(action), ..junction };
    assert_eq!(
        sides(deleted(actors(), ReferentialAction::Cascade), deleted(movies(), ReferentialAction::Restrict)),
        "`actors` of `Movie` says `on_delete = CASCADE` and `movies` of `Actor` says `on_delete = RESTRICT` for the \
         same foreign key: write `on_delete` on one side only"
    );
}

#[test]
fn options_that_do_not_fit_the_junction_are_errors() {
    assert_eq!(
        sides(JunctionDescriptor { unique: false, ..actors() }, movies()),
        "`actors` of `Movie` says `unique = false`, but the pair is the primary key of the junction `castings`: write \
         `through = ..` with a model that has a primary key of its own"
    );
    assert_eq!(
        sides(JunctionDescriptor { on_delete: Some(ReferentialAction::SetNull), ..actors() }, movies()),
        "`actors` of `Movie` says `on_delete = SET NULL`, but the keys of the junction `castings` cannot be NULL and \
         have no default: write another action"
    );
    let through = |junction| message(vec![movie(vec![of_model(junction)]), actor(vec![]), casting(vec![])]);
    assert_eq!(
        through(JunctionDescriptor { timestamps: true, ..actors() }),
        "`actors` of `Movie` says `timestamps`, but the junction `castings` is a model: add the fields there"
    );
    assert_eq!(
        through(JunctionDescriptor { unique: false, unique_key: Some("pair_once"), ..actors() }),
        "`actors` of `Movie` says `unique_key`, but also `unique = false`: leave one of the two out"
    );
    assert_eq!(
        through(JunctionDescriptor { on_delete: Some(ReferentialAction::SetNull), ..actors() }),
        "`actors` of `Movie` says `on_delete = SET NULL`, but `castings.movie_id` cannot be NULL: make the field an \
         `Option`, or write another action"
    );
}

#[test]
fn a_junction_that_is_a_model_has_to_be_named_as_one_and_be_there() {
    assert_eq!(
        message(vec![movie(vec![actors()]), actor(vec![]), casting(vec![])]),
        "`actors` of `Movie` says `through = \"castings\"`, which is the table of `Casting`: write `through = ..` with \
         the model"
    );
    assert_eq!(
        message(vec![movie(vec![of_model(actors())]), actor(vec![])]),
        "`actors` of `Movie` goes through the model of the table `castings`, which is not in the schema: add it to \
         `schema![..]`"
    );
}

#[test]
fn the_other_model_of_a_junction_has_to_be_there() {
    let expected =
        "`actors` of `Movie` needs `Actor`, which is not in the schema: add it, as in `schema![Movie, Actor]`";
    assert_eq!(message(vec![movie(vec![actors()])]), expected);
    assert_eq!(message(vec![movie(vec![of_model(actors())]), casting(vec![])]), expected);
}

#[test]
fn the_keys_of_a_junction_have_to_exist_and_to_fit() {
    let by = |column, target| {
        junction(("actors", "Movie", "castings"), ("movie_id", "Movie", "movies.id"), (column, "Actor", target))
    };
    let through =
        |column| message(vec![movie(vec![of_model(by(column, "actors.id"))]), actor(vec![]), casting(vec![])]);
    assert_eq!(
        through("star_id"),
        "`actors` of `Movie` needs the column `castings.star_id`, which does not exist: add the field, or name another \
         column"
    );
    assert_eq!(
        through("id"),
        "`castings.id` is `Integer`, but references `actors.id`, which is `BigInt`: give both fields the same type"
    );
    let made = |column, target| message(vec![movie(vec![by(column, target)]), actor(vec![])]);
    assert_eq!(
        made("actor_id", "actors.code"),
        "`actors` of `Movie` needs the column `actors.code`, which does not exist: add the field, or name another \
         column"
    );
    assert_eq!(
        made("actor_id,actor_name", "actors.id"),
        "`actors` of `Movie` has 2 key columns for 1 referenced ones: name one for each"
    );
    assert_eq!(
        made("movie_id", "actors.id"),
        "`actors` of `Movie` uses the column `castings.movie_id` for both keys of the junction: give one of them \
         another name by `foreign_key` or `other_key`"
    );
    let by_name =
        junction(("movies", "Actor", "castings"), ("actor_id", "Actor", "actors.id"), ("name", "Movie", "movies.name"));
    assert_eq!(
        message(vec![movie(vec![]), actor(vec![by_name])]),
        "`movies` of `Actor` references `movies.name`, which is neither the primary key nor unique: add \
         `#[column(unique)]` there, or reference another column"
    );
}

#[test]
fn a_table_or_column_of_a_junction_that_postgres_would_cut_is_an_error() {
    let long = "l".repeat(64).leak();
    let expected =
        format!("`{long}` has 64 bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one");
    assert_eq!(message(vec![movie(vec![JunctionDescriptor { table: long, ..actors() }]), actor(vec![])]), expected);
    let mut junction = actors();
    junction.target.columns = vec![&*long].leak();
    assert_eq!(message(vec![movie(vec![junction]), actor(vec![])]), expected);
}

#[test]
fn a_junction_named_like_an_index_is_an_error() {
    let person = model(
        "Person",
        "people",
        vec![id(), optional("boss_id", DataType::Integer)],
        vec![key("boss", ("Person", "people.boss_id"), ("Person", "people.id"))],
    );
    let movie = movie(vec![JunctionDescriptor { table: "people_boss_id_index", ..actors() }]);
    assert_eq!(
        message(vec![movie, actor(vec![]), person]),
        "the table of the junction `people_boss_id_index` and the index on `people.boss_id` would both be named \
         `people_boss_id_index`: rename a table or a column"
    );
}
