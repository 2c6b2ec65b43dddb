//! Sample schemas with junctions and keys of several columns, and a short way to write what a catalogue must contain.
//!
//! Owns those schemas. Must not know a database.

use orm_core::Schema;
use orm_core::schema::ReferentialAction;
use orm_core::schema::{ColumnDescriptor, ForeignKeyDescriptor, JunctionDescriptor};
use orm_core::{DataType, ModelDescriptor};

use super::{column, id, junction, key, model, optional, schema, with_junctions};

const MOVIE: (&str, &str, &str) = ("movie_id", "Movie", "movies.id");
const ACTOR: (&str, &str, &str) = ("actor_id", "Actor", "actors.id");
const PERSON: (&str, &str, &str) = ("person_id", "Person", "people.id");
const FRIEND: (&str, &str, &str) = ("friend_id", "Person", "people.id");

/// `actors` of `Movie`, through `castings`.
pub(crate) fn actors() -> JunctionDescriptor {
    junction(("actors", "Movie", "castings"), MOVIE, ACTOR)
}

/// `movies` of `Actor`, through `castings`.
pub(crate) fn movies() -> JunctionDescriptor {
    junction(("movies", "Actor", "castings"), ACTOR, MOVIE)
}

/// The same junction, as a model's table.
pub(crate) fn of_model(junction: JunctionDescriptor) -> JunctionDescriptor {
    JunctionDescriptor { is_model: true, ..junction }
}

pub(crate) fn movie(junctions: Vec<JunctionDescriptor>) -> ModelDescriptor {
    let movie = model("Movie", "movies", vec![id(), column("name", DataType::Text)], vec![]);
    with_junctions(movie, junctions)
}

pub(crate) fn actor(junctions: Vec<JunctionDescriptor>) -> ModelDescriptor {
    let actor = model("Actor", "actors", vec![ColumnDescriptor { data_type: DataType::BigInt, ..id() }], vec![]);
    with_junctions(actor, junctions)
}

/// The junction as a model with a primary key of its own. The actor's key is optional.
pub(crate) fn casting(keys: Vec<ForeignKeyDescriptor>) -> ModelDescriptor {
    let movie_id = column("movie_id", DataType::Integer);
    model("Casting", "castings", vec![id(), movie_id, optional("actor_id", DataType::BigInt)], keys)
}

/// `movie` of `Casting`.
pub(crate) fn casting_movie() -> ForeignKeyDescriptor {
    key("movie", ("Casting", "castings.movie_id"), ("Movie", "movies.id"))
}

/// `actor` of `Casting`.
pub(crate) fn casting_actor() -> ForeignKeyDescriptor {
    key("actor", ("Casting", "castings.actor_id"), ("Actor", "actors.id"))
}

/// A junction of two models, declared from both sides, with timestamps; one of people among themselves; one whose keys
/// have two columns, declared from one side.
pub(crate) fn made() -> Schema {
    let stamped = |junction| JunctionDescriptor { timestamps: true, ..junction };
    let friends = junction(("friends", "Person", "friendships"), PERSON, FRIEND);
    let friend_of = junction(("friend_of", "Person", "friendships"), FRIEND, PERSON);
    let rooms = JunctionDescriptor {
        on_delete: Some(ReferentialAction::Restrict),
        on_update: Some(ReferentialAction::NoAction),
        ..junction(("rooms", "Movie", "showings"), MOVIE, ("room_house,room_number", "Room", "rooms.house,number"))
    };
    schema(vec![
        movie(vec![stamped(actors()), rooms]),
        with_junctions(model("Person", "people", vec![id()], vec![]), vec![friends, friend_of]),
        actor(vec![stamped(movies())]),
        room(),
    ])
}

/// A model whose key has two columns.
fn room() -> ModelDescriptor {
    let columns = vec![column("house", DataType::Text), column("number", DataType::SmallInt)];
    ModelDescriptor { primary_key: &["house", "number"], ..model("Room", "rooms", columns, vec![]) }
}

/// A junction that is a model without associations of its own.
pub(crate) fn through_model() -> Schema {
    let named = JunctionDescriptor { unique_key: Some("one_casting_each"), ..of_model(actors()) };
    schema(vec![movie(vec![named]), casting(vec![]), actor(vec![of_model(movies())])])
}

/// The same pairs over and over: each key has its index, and no constraint says that a pair is there once.
pub(crate) fn repeated() -> Schema {
    let repeated = |junction| JunctionDescriptor { unique: false, ..of_model(junction) };
    schema(vec![movie(vec![repeated(actors())]), casting(vec![]), actor(vec![repeated(movies())])])
}

/// All ways at once: the junction belongs to both, both have many of it, and both are linked through it.
pub(crate) fn super_many_to_many() -> Schema {
    let has_many = |key| ForeignKeyDescriptor { association: "castings", ..key };
    let mut movie = movie(vec![of_model(actors())]);
    movie.foreign_keys = vec![has_many(casting_movie())].leak();
    let mut actor = actor(vec![of_model(movies())]);
    actor.foreign_keys = vec![has_many(casting_actor())].leak();
    let leaving = ForeignKeyDescriptor { on_delete: Some(ReferentialAction::SetNull), ..casting_actor() };
    schema(vec![movie, actor, casting(vec![casting_movie(), leaving])])
}

/// Keys of two columns: one that goes to NULL as a whole, one that keeps what it references.
pub(crate) fn composite() -> Schema {
    let key = |name, table: &'static str| {
        let columns = format!("{table}.house,number").leak();
        key("room", (name, columns), ("Room", "rooms.house,number"))
    };
    let guest = vec![id(), optional("house", DataType::Text), optional("number", DataType::SmallInt)];
    let lamp = vec![id(), column("house", DataType::Text), column("number", DataType::SmallInt)];
    schema(vec![
        room(),
        model("Guest", "guests", guest, vec![key("Guest", "guests")]),
        model("Lamp", "lamps", lamp, vec![key("Lamp", "lamps")]),
    ])
}

/// Comments on images and on videos, found by one column that no constraint can hold, beside a key without an index.
pub(crate) fn unconstrained() -> Schema {
    let free = |key| ForeignKeyDescriptor { constraint: false, ..key };
    let comments = |target: (&'static str, &'static str)| key("comments", ("Comment", "comments.subject_id"), target);
    let (image, video) = (("Image", "images.id"), ("Video", "videos.id"));
    let author = ForeignKeyDescriptor {
        index: false,
        ..key("author", ("Comment", "comments.author_id"), ("Person", "people.id"))
    };
    let elsewhere = free(key("site", ("Comment", "comments.site_id"), ("Site", "sites.id")));
    let numbers = ["subject_id", "author_id", "site_id"].map(|name| optional(name, DataType::Integer));
    let columns = [id()].into_iter().chain(numbers).collect();
    let video_again = key("video", ("Comment", "comments.subject_id"), video);
    schema(vec![
        model("Comment", "comments", columns, vec![free(video_again), author, elsewhere]),
        model("Image", "images", vec![id()], vec![free(comments(image))]),
        model("Video", "videos", vec![id()], vec![comments(video)]),
        model("Person", "people", vec![id()], vec![]),
    ])
}
