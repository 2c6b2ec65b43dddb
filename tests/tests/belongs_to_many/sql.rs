//! The SQL of every accessor of `belongs_to_many` on both databases, printed without a connection.

use orm_core::prelude::*;
use orm_tests::sql_of;

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Actor, through = "castings", timestamps)]
#[belongs_to_many(Critic, through = Review)]
#[belongs_to_many(Critic, as = "fans", through = Review, scope(kind = "fan", paid = false))]
#[belongs_to_many(Critic, as = "callers", through = Call, unique = false)]
struct Movie {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Movie, through = "castings", timestamps)]
#[belongs_to_many(Actor, as = "friends", through = "friendships")]
#[belongs_to_many(Room, through = "bookings", source_key = "name", target_key = ["house", "number"])]
struct Actor {
    id: i32,
    #[column(unique)]
    name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Critic {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Review {
    #[column(primary_key)]
    movie_id: i32,
    #[column(primary_key)]
    critic_id: i32,
    kind: Option<String>,
    paid: Option<bool>,
    stars: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Call {
    id: i32,
    movie_id: i32,
    critic_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Room {
    #[column(primary_key)]
    house: i32,
    #[column(primary_key)]
    number: i32,
}

fn movie() -> Movie {
    Movie { id: 1, name: "Up".to_owned() }
}

#[test]
fn without_a_junction_model() {
    let (movie, ann) = (movie(), Actor { id: 7, name: Some("Ann".to_owned()) });
    let listing = sql_of! {
        movie.get_actors();
        movie.get_actors().filter(actors::name.eq("a").or(actors::name.eq("b"))).order(actors::id.asc()).limit(2).offset(1);
        movie.get_actors().select(actors::name).first();
        movie.get_actors().exists();
        movie.get_actors().order(actors::id.asc()).page(3, 10);
        movie.get_actors().filter(actors::id.gt(2)).update().name(None);
        movie.get_actors().delete();
        movie.count_actors();
        movie.has_actor(&ann);
        movie.has_actors([7, 8]);
        movie.has_actors([]);
        movie.add_actor(&ann);
        movie.add_actors([8, 7, 8]);
        movie.add_actors([]);
        movie.remove_actor(&ann);
        movie.remove_actors([7, 8]);
        movie.remove_actors([]);
        movie.set_actors([7, 8]);
        movie.set_actors([]);
        movie.create_actor().name("Fay".to_owned());
        ann.get_movies();
        ann.get_friends();
        ann.add_friend(3);
        ann.set_friends([3]);
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn through_a_model() {
    let (movie, kay) = (movie(), Critic { id: 7, name: "Kay".to_owned() });
    let listing = sql_of! {
        movie.get_critics();
        movie.get_critics().with_junction();
        movie.get_critics().filter(critics::id.gt(1)).with_junction().filter(critics::name.eq("a"))
            .filter_junction(reviews::stars.gt(3)).order_junction(reviews::stars.desc()).order(critics::id.asc()).limit(2).offset(1);
        movie.count_critics();
        movie.has_critics([7, 8]);
        movie.add_critic(&kay).stars(5);
        movie.add_critics([7, 8]).stars(5).kind("fan".to_owned());
        movie.remove_critic(&kay);
        movie.remove_critics([7, 8]);
        movie.set_critics([7, 8]).stars(5);
        movie.set_critics([]).stars(5);
        movie.create_critic(Review::create().stars(5)).name("Max");
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn through_a_model_in_a_scope() {
    let movie = movie();
    let listing = sql_of! {
        movie.get_fans();
        movie.get_fans().with_junction();
        movie.count_fans();
        movie.has_fan(7);
        movie.add_fan(7).stars(5);
        movie.remove_fan(7);
        movie.set_fans([7, 8]).stars(5);
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn through_a_model_that_repeats_its_pairs() {
    let movie = movie();
    let listing = sql_of! {
        movie.get_callers();
        movie.get_callers().with_junction();
        movie.has_caller(7);
        movie.add_caller(7);
        movie.add_callers([7, 8]);
        movie.remove_caller(7);
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn keys_of_other_columns() {
    let (ann, nobody) = (Actor { id: 7, name: Some("Ann".to_owned()) }, Actor { id: 8, name: None });
    let listing = sql_of! {
        ann.get_rooms();
        nobody.get_rooms();
        ann.has_rooms([(1, 2), (1, 3)]);
        nobody.has_room((1, 2));
        ann.add_rooms([(1, 3), (1, 2)]);
        nobody.add_room((1, 2));
        ann.remove_room((1, 2));
        ann.set_rooms([(1, 2), (1, 3)]);
        ann.set_rooms([]);
        ann.create_room().house(1).number(2);
    };
    insta::assert_snapshot!(listing);
}
