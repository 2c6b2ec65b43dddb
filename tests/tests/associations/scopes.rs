//! `scope(..)`: an association finds only rows with the given values in some columns, and gives these values to new
//! rows.

#![allow(clippy::cloned_ref_to_slice_refs)]

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Photo)]
#[has_many(Photo, as = "drafts", foreign_key = "user_id", scope(kind = "it's a \"draft\"\\ ?$1", public = false))]
#[has_many(Photo, as = "favourites", foreign_key = "user_id", scope(kind = "shot", stars = 5, public = true))]
#[has_one(Photo, as = "avatar", foreign_key = "user_id", scope(kind = "avatar"))]
#[has_one(Photo, as = "worst", foreign_key = "user_id", scope(stars = -1))]
struct User {
    id: i32,
}

/// The kind is mandatory, and the number of stars optional.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(User)]
struct Photo {
    id: i32,
    user_id: Option<i32>,
    kind: String,
    stars: Option<i64>,
    #[column(default = true)]
    public: bool,
}

/// Comments of two models in one table: the one key leads to either.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Comment, foreign_key = "commentable_id", constraints = false, scope(r#type = "post"))]
struct Post {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Comment, foreign_key = "commentable_id", constraints = false, scope(type = "video"))]
#[has_one(Comment, as = "pinned", foreign_key = "commentable_id", constraints = false, scope(type = "pinned"))]
struct Video {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Post, foreign_key = "commentable_id", constraints = false)]
#[belongs_to(Video, foreign_key = "commentable_id", constraints = false)]
struct Comment {
    id: i32,
    text: String,
    commentable_id: i32,
    r#type: String,
}

const DRAFT: &str = "it's a \"draft\"\\ ?$1";

fixture! {
    async fn album(db) -> (User, User, Vec<Photo>) {
        db.create_tables(schema![User, Photo]).await?;
        let (ann, ben) = (User::create().exec(db).await?, User::create().exec(db).await?);
        let photo = |user: &User, kind: &str| Photo::create().user_id(user.id).kind(kind);
        let rows = [
            photo(&ann, DRAFT).public(false),
            photo(&ann, DRAFT),
            photo(&ann, "shot").stars(5),
            photo(&ann, "shot").stars(4),
            photo(&ben, "shot").stars(5),
            photo(&ann, "avatar"),
        ];
        let photos = Photo::create_many(rows).exec(db).await?;
        Ok((ann, ben, photos))
    }
}

/// Every photo: its user, the beginning of its kind, its stars and whether it is public. Read without the library.
async fn photos_of(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT COALESCE(CAST(user_id AS TEXT), '-') || SUBSTR(kind, 1, 1) || COALESCE(CAST(stars AS TEXT), '-') \
                 || CASE WHEN public THEN '+' ELSE '' END FROM photos ORDER BY id";
    Ok(db.texts(query).await?.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

const ROWS: &str = "1i- 1i-+ 1s5+ 1s4+ 2s5+ 1a-+";

#[test]
fn a_scope_stands_in_the_statements() {
    let user = User { id: 1 };
    assert_eq!(
        user.count_favourites().sql::<diesel::pg::Pg>(),
        r#"SELECT count(*) FROM "photos" WHERE "photos"."user_id" = $1 AND "photos"."kind" = 'shot' AND "photos"."stars" = 5 AND "photos"."public" = TRUE -- binds: [1]"#
    );
    assert_eq!(
        user.remove_favourite(3).sql::<diesel::sqlite::Sqlite>(),
        r#"UPDATE "photos" SET "user_id" = NULL WHERE "photos"."user_id" = ? AND "photos"."kind" = 'shot' AND "photos"."stars" = 5 AND "photos"."public" = TRUE AND "photos"."id" IN (SELECT value FROM json_each(?)) -- binds: [1, [3]]"#
    );
    assert_eq!(
        user.add_draft(3).sql::<diesel::sqlite::Sqlite>(),
        r#"UPDATE "photos" SET "user_id" = ?, "kind" = 'it''s a "draft"\ ?$1', "public" = FALSE WHERE "photos"."id" = ? RETURNING "photos"."id", "photos"."user_id", "photos"."kind", "photos"."stars", "photos"."public" -- binds: [1, 3]"#
    );
    assert_eq!(Video { id: 1 }.create_comment().text("x").sql::<diesel::pg::Pg>().matches("\"type\"").count(), 2);
}

#[test]
fn rows_of_other_kinds_may_have_the_key_of_a_scoped_has_one() {
    let plan = schema![User, Photo, Post, Video, Comment].plan().unwrap();
    assert!(plan.tables.iter().all(|table| table.unique_constraints.is_empty()));
    let comments = plan.tables.iter().find(|table| table.name.name == "comments").unwrap();
    assert_eq!((comments.foreign_keys.len(), comments.indexes.len()), (0, 1));
}

behaviour! {
    async fn getters_see_rows_of_the_scope_only(db, statements) {
        let (ann, ben, photos) = album(db).await?;
        statements.clear();
        assert_eq!(ann.get_drafts().exec(db).await?, std::slice::from_ref(&photos[0]));
        assert_eq!(ann.get_favourites().exec(db).await?, std::slice::from_ref(&photos[2]));
        assert_eq!(ben.get_drafts().exec(db).await?, []);
        assert_eq!(ann.get_avatar().exec(db).await?, Some(photos[5].clone()));
        assert_eq!(ben.get_avatar().exec(db).await?, None);
        assert_eq!(ann.get_worst().exec(db).await?, None);
        assert_eq!(statements.take(), "6");
        assert_eq!(ann.count_photos().exec(db).await?, 5);
        assert_eq!(ann.count_favourites().exec(db).await?, 1);
        assert_eq!(ann.get_favourites().filter(photos::stars.lt(5)).count().exec(db).await?, 0);
        assert!(ann.get_drafts().filter(photos::id.eq(1).or(photos::id.eq(2))).first().exec(db).await?.is_some());
        assert!(ann.has_favourite(&photos[2]).exec(db).await?);
        assert!(!ann.has_favourite(&photos[3]).exec(db).await?);
        assert!(!ann.has_favourites([&photos[2], &photos[4]]).exec(db).await?);
        assert_eq!(ann.get_drafts().update().stars(2).exec(db).await?, 1);
        assert_eq!(ann.get_favourites().delete().exec(db).await?, 1);
        assert_eq!(photos_of(db).await?, "1i2 1i-+ 1s4+ 2s5+ 1a-+");
        Ok(())
    }

    /// The mandatory kind is not asked for.
    async fn create_gives_the_values_of_the_scope(db, statements) {
        let (ann, ben, _) = album(db).await?;
        statements.clear();
        let draft = ben.create_draft().stars(3).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(draft, Photo { id: 7, user_id: Some(2), kind: DRAFT.to_owned(), stars: Some(3), public: false });
        let favourite = ann.create_favourite().exec(db).await?;
        assert_eq!((&*favourite.kind, favourite.stars, favourite.public), ("shot", Some(5), true));
        assert_eq!(ann.create_worst().kind("shot").exec(db).await?.stars, Some(-1));
        assert_eq!(photos_of(db).await?, format!("{ROWS} 2i3 1s5+ 1s-1+"));

        statements.clear();
        let avatar = ann.create_avatar().exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(ann.get_avatar().exec(db).await?, Some(avatar));
        assert_eq!(photos_of(db).await?, "1i- 1i-+ 1s5+ 1s4+ 2s5+ -a-+ 2i3 1s5+ 1s-1+ 1a-+", "one was detached");
        Ok(())
    }

    /// What an association makes is one of its rows.
    async fn a_setter_does_not_change_what_the_association_gives(db) {
        let (ann, ben, _) = album(db).await?;
        let draft = ben.create_draft().user_id(ann.id).stars(3).kind("shot").exec(db).await?;
        assert_eq!(draft, Photo { id: 7, user_id: Some(2), kind: DRAFT.to_owned(), stars: Some(3), public: false });
        let draft = ben.create_draft().public(true).id(7).kind("shot").stars(4).upsert(photos::id).exec(db).await?;
        assert_eq!(draft, Photo { id: 7, user_id: Some(2), kind: DRAFT.to_owned(), stars: Some(4), public: false });
        assert_eq!(ben.create_avatar().kind("shot").user_id(None).exec(db).await?, ben.get_avatar().exec(db).await?.unwrap());
        let nested = User::create().drafts([Photo::create().kind("shot").user_id(ann.id)]).exec(db).await?;
        assert_eq!(nested.count_drafts().exec(db).await?, 1);
        Ok(())
    }

    async fn add_brings_rows_into_the_scope(db, statements) {
        let (ann, ben, photos) = album(db).await?;
        statements.clear();
        let moved = ben.add_draft(&photos[3]).exec(db).await?;
        assert_eq!(moved, Photo { user_id: Some(2), kind: DRAFT.to_owned(), public: false, ..photos[3].clone() });
        assert_eq!(ann.add_favourites([&photos[1], &photos[4]]).exec(db).await?.len(), 2);
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!(photos_of(db).await?, "1i- 1s5+ 1s5+ 2i4 1s5+ 1a-+");
        Ok(())
    }

    async fn remove_and_set_leave_rows_outside_of_the_scope_alone(db, statements) {
        let (ann, _, photos) = album(db).await?;
        assert_eq!(ann.remove_favourites(&photos).exec(db).await?, 1);
        assert_eq!(photos_of(db).await?, "1i- 1i-+ -s5+ 1s4+ 2s5+ 1a-+");
        statements.clear();
        assert_eq!(ann.set_drafts([&photos[4]]).exec(db).await?.len(), 1);
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(photos_of(db).await?, "-i- 1i-+ -s5+ 1s4+ 1i5 1a-+");
        assert_eq!(ann.set_drafts([]).exec(db).await?, []);
        assert_eq!(photos_of(db).await?, "-i- 1i-+ -s5+ 1s4+ -i5 1a-+");
        let avatar = ann.set_avatar(&photos[3]).exec(db).await?;
        assert_eq!(avatar, Some(Photo { kind: "avatar".to_owned(), ..photos[3].clone() }));
        assert_eq!(photos_of(db).await?, "-i- 1i-+ -s5+ 1a4+ -i5 -a-+");
        ann.set_avatar(None).exec(db).await?;
        assert_eq!(photos_of(db).await?, "-i- 1i-+ -s5+ -a4+ -i5 -a-+");
        assert!(matches!(ann.set_avatar(99).exec(db).await, Err(Error::NotFound { association: Some("avatar"), .. })));
        Ok(())
    }

    async fn nested_rows_get_the_values_of_the_scope(db) {
        album(db).await?;
        let user = User::create()
            .drafts([Photo::create().stars(1), Photo::create()])
            .avatar(Photo::create().stars(2))
            .exec(db).await?;
        assert_eq!(user.get_drafts().order(photos::id.asc()).select(photos::stars).exec(db).await?, [Some(1), None]);
        assert_eq!(photos_of(db).await?, format!("{ROWS} 3i1 3i- 3a2+"));
        Ok(())
    }

    async fn one_table_has_the_rows_of_two_models(db) {
        db.create_tables(schema![Post, Video, Comment]).await?;
        let (post, video) = (Post::create().exec(db).await?, Video::create().exec(db).await?);
        assert_eq!(post.id, video.id);
        let of_post = post.create_comment().text("a").exec(db).await?;
        let of_video = video.create_comment().text("b").exec(db).await?;
        let pinned = video.create_pinned().text("c").exec(db).await?;
        assert_eq!((of_post.commentable_id, &*of_post.r#type), (1, "post"));
        assert_eq!((of_video.commentable_id, &*of_video.r#type), (1, "video"));
        assert_eq!(post.get_comments().exec(db).await?, std::slice::from_ref(&of_post));
        assert_eq!(video.get_comments().exec(db).await?, std::slice::from_ref(&of_video));
        assert_eq!(video.get_pinned().exec(db).await?, Some(pinned));
        assert!(!video.has_comment(&of_post).exec(db).await?);
        assert_eq!(of_post.get_post().exec(db).await?, post);

        let moved = video.add_comment(&of_post).exec(db).await?;
        assert_eq!((moved.commentable_id, &*moved.r#type), (1, "video"));
        assert_eq!(post.count_comments().exec(db).await?, 0);
        let made = Post::create().comments([Comment::create().text("d")]).exec(db).await?;
        assert_eq!(made.get_comments().select(comments::text).exec(db).await?, ["d"]);
        Ok(())
    }
}

/// A model whose names and scope a macro was given.
macro_rules! team_of {
    ($target:path, $kind:literal, $stars:expr) => {
        #[derive(Model, Debug, Clone, PartialEq)]
        #[has_many($target, as = "shots", foreign_key = "user_id", scope(kind = $kind))]
        #[has_many($target, as = "ratings", foreign_key = "user_id", scope(kind = "rating", stars = $stars))]
        struct Given {
            id: i32,
        }
    };
}

#[test]
fn a_macro_gives_the_value() {
    team_of!(Photo, "it's -- binds: \" x -- binds: y", -5);
    let given = Given { id: 1 };
    let rating = given.create_rating().sql::<orm_sqlite::Sqlite>();
    assert!(rating.ends_with(r#"-- binds: [Some(1), "rating", Some(-5)]"#), "{rating}");
    // The end of the SQL is found behind the words that stand in a literal.
    let set = given.set_shots([7]).sql::<orm_sqlite::Sqlite>();
    let (first, second) = set.split_once('\n').expect("two statements");
    let literal = r#"'it''s -- binds: " x -- binds: y'"#;
    let condition = format!(r#""photos"."user_id" = ? AND "photos"."kind" = {literal}"#);
    assert_eq!(
        first,
        format!(
            r#"UPDATE "photos" SET "user_id" = NULL WHERE {condition} AND NOT ("photos"."id" IN (SELECT value FROM json_each(?))); -- binds: [1, [7]]"#
        )
    );
    assert!(second.starts_with(&format!(r#"UPDATE "photos" SET "user_id" = ?, "kind" = {literal}"#)), "{second}");
}
