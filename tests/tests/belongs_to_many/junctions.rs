//! Junctions that are models: with a primary key and associations of their own, with repeated pairs, with a scope, and
//! as the source of further links.

use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

/// Both models and the junction know each other in all ways.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Course, through = Enrollment, unique_key = "one_enrollment_each")]
#[has_many(Enrollment)]
struct Student {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Student, through = Enrollment, unique_key = "one_enrollment_each")]
#[has_many(Enrollment)]
struct Course {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Student)]
#[belongs_to(Course)]
struct Enrollment {
    id: i32,
    student_id: i32,
    course_id: i32,
    grade: Option<i32>,
    #[column(unique)]
    seat: Option<i32>,
}

/// The junction's key is not made by the database, and others reference it.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Tool, through = Loan)]
struct Person {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Tool {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Reminder)]
struct Loan {
    #[column(primary_key)]
    number: String,
    person_id: i32,
    tool_id: i32,
    days: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Loan, foreign_key = "loan_number")]
struct Reminder {
    id: i32,
    loan_number: String,
}

/// A place may be visited again.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Place, through = Visit, unique = false)]
struct Visitor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Visitor, through = Visit, unique = false)]
struct Place {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Visit {
    id: i32,
    visitor_id: i32,
    place_id: i32,
    day: i32,
}

/// One membership each, of one kind.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Worker, through = Membership)]
#[belongs_to_many(Worker, as = "leads", through = Membership, scope(kind = "lead"))]
#[belongs_to_many(Worker, as = "guests", through = Membership, scope(kind = "guest", paid = false))]
struct Project {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Worker {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Membership {
    #[column(primary_key)]
    project_id: i32,
    #[column(primary_key)]
    worker_id: i32,
    kind: String,
    paid: Option<bool>,
    since: i32,
}

/// A junction that is linked itself: who of a team's players was on the field in which of its games.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Game, through = GameTeam)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = GameTeam)]
struct Game {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Game)]
#[belongs_to(Team)]
#[belongs_to_many(Player, through = PlayerGameTeam)]
struct GameTeam {
    id: i32,
    game_id: i32,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(GameTeam, through = PlayerGameTeam)]
struct Player {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct PlayerGameTeam {
    id: i32,
    player_id: i32,
    game_team_id: i32,
    minutes: Option<i32>,
}

fixture! {
    /// A project with the lead Ann, the guest Ben, the unpaid lead Cid and the paid guest Dan; Eve has none.
    async fn project(db) -> (Project, Vec<Worker>) {
        db.create_tables(schema![Project, Worker, Membership]).await?;
        let project = Project::create().exec(db).await?;
        let workers = ["Ann", "Ben", "Cid", "Dan", "Eve"].map(|name| Worker::create().name(name));
        let workers = Worker::create_many(workers).exec(db).await?;
        for (worker, kind, paid) in
            [(1, "lead", None), (2, "guest", Some(false)), (3, "lead", Some(false)), (4, "guest", Some(true))]
        {
            project.add_worker(worker).kind(kind).paid(paid).since(worker).exec(db).await?;
        }
        Ok((project, workers))
    }
}

/// Every membership, read without the library.
async fn memberships(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT CAST(worker_id AS TEXT) || kind || CASE WHEN paid THEN '+' WHEN NOT paid THEN '-' ELSE '' END \
                 || CAST(since AS TEXT) FROM memberships ORDER BY worker_id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

const MEMBERSHIPS: &str = "1lead1 2guest-2 3lead-3 4guest+4";

fn names(workers: &[Worker]) -> Vec<&str> {
    workers.iter().map(|worker| &*worker.name).collect()
}

behaviour! {
    async fn a_junction_with_a_key_of_its_own_is_found_by_the_pair(db, statements) {
        db.create_tables(schema![Student, Course, Enrollment]).await?;
        let (ann, law) = (Student::create().name("Ann").exec(db).await?, Course::create().name("Law").exec(db).await?);
        let first = ann.add_course(&law).grade(3).exec(db).await?;
        assert_eq!(first, Enrollment { id: 1, student_id: 1, course_id: 1, grade: Some(3), seat: None });
        statements.clear();
        assert_eq!(ann.add_course(&law).exec(db).await?, first, "nothing is given, nothing changes");
        assert_eq!(law.add_student(&ann).grade(5).exec(db).await?, Enrollment { grade: Some(5), ..first.clone() });
        assert_eq!(law.set_students([&ann]).grade(9).exec(db).await?, LinksChanged { added: 0, removed: 0 });
        assert_eq!(statements.take(), if db.is_postgres() { "5: BEGIN COMMIT" } else { "4: BEGIN COMMIT" });

        let twice = Enrollment::create().student_id(1).course_id(1).exec(db).await.expect_err("it is there");
        let Error::UniqueViolation(violation) = twice else { panic!("{twice:?}") };
        assert_eq!(violation.model, "Enrollment");
        let name = if db.is_postgres() { "one_enrollment_each" } else { "enrollments.student_id, enrollments.course_id" };
        assert_eq!(violation.constraint.as_deref(), Some(name));
        Ok(())
    }

    /// A new link has to be given its key; a link that is there would lose what references it.
    async fn a_link_that_is_there_keeps_its_primary_key(db, statements) {
        db.create_tables(schema![Person, Tool, Loan, Reminder]).await?;
        let (person, saw) = (Person::create().exec(db).await?, Tool::create().exec(db).await?);
        let first = person.add_tool(&saw).number("A").days(1).exec(db).await?;
        let reminder = first.create_reminder().exec(db).await?;
        statements.clear();
        let again = person.add_tool(&saw).number("B").days(2).exec(db).await?;
        assert_eq!(again, Loan { days: 2, ..first });
        assert_eq!(person.add_tools([&saw]).number("C").days(3).exec(db).await?, [Loan { days: 3, ..again }]);
        assert_eq!(statements.count(), 2);
        assert_eq!(reminder.get_loan().select(loans::days).exec(db).await?, 3);
        Ok(())
    }

    async fn a_link_that_another_constraint_refuses_is_an_error(db) {
        db.create_tables(schema![Student, Course, Enrollment]).await?;
        let law = Course::create().name("Law").exec(db).await?;
        let ann = law.create_student(Enrollment::create().seat(1)).name("Ann").exec(db).await?;
        let ben = law.create_student(Enrollment::create().seat(2)).name("Ben").exec(db).await?;
        let cid = Student::create().name("Cid").exec(db).await?;
        let failures = [
            law.add_student(&cid).seat(1).exec(db).await.map(drop),
            law.set_students([&ann, &cid]).seat(1).exec(db).await.map(drop),
            law.create_student(Enrollment::create().seat(1)).name("Dan").exec(db).await.map(drop),
        ];
        for failure in failures {
            assert!(matches!(failure, Err(Error::UniqueViolation(_))), "{failure:?}");
        }
        assert_eq!(law.get_students().order(students::id.asc()).exec(db).await?, [ann, ben]);
        assert_eq!(Student::query().count().exec(db).await?, 3);
        Ok(())
    }

    async fn a_junction_is_a_model_as_any_other(db) {
        db.create_tables(schema![Student, Course, Enrollment]).await?;
        let ann = Student::create().name("Ann").enrollments([
            Enrollment::create().grade(1).course(Course::create().name("Law")),
            Enrollment::create().grade(2).course(Course::create().name("Art")),
        ]);
        let ann = ann.exec(db).await?;
        let courses = ann.get_courses().order(courses::id.asc()).exec(db).await?;
        let enrollments = ann.get_enrollments().order(enrollments::id.asc()).exec(db).await?;
        assert_eq!(courses.iter().map(|course| &*course.name).collect::<Vec<_>>(), ["Law", "Art"]);
        assert_eq!(enrollments[1].get_course().exec(db).await?, courses[1]);
        assert_eq!(enrollments[1].get_student().exec(db).await?, ann);
        let pairs = courses[1].get_students().with_junction().exec(db).await?;
        assert_eq!(pairs, [(ann.clone(), enrollments[1].clone())]);
        assert_eq!(courses[0].remove_student(&ann).exec(db).await?, 1);
        assert_eq!(ann.get_enrollments().exec(db).await?, enrollments[1..]);
        Ok(())
    }

    async fn a_mandatory_key_of_the_junctions_own_keeps_what_it_references(db) {
        db.create_tables(schema![Student, Course, Enrollment]).await?;
        let ann = Student::create().name("Ann").exec(db).await?;
        let law = ann.create_course(Enrollment::create()).name("Law").exec(db).await?;
        for refused in [ann.delete().exec(db).await, law.delete().exec(db).await] {
            let failure = refused.expect_err("it is referenced");
            let Error::StillReferenced(violation) = failure else { panic!("{failure:?}") };
            assert_eq!(violation.association, Some("enrollments"));
        }
        assert_eq!(ann.set_courses([]).exec(db).await?, LinksChanged { added: 0, removed: 1 });
        law.delete().exec(db).await?;
        Ok(())
    }

    async fn a_link_that_is_referenced_stays(db) {
        db.create_tables(schema![Person, Tool, Loan, Reminder]).await?;
        let (person, saw) = (Person::create().exec(db).await?, Tool::create().exec(db).await?);
        let loan = person.add_tool(&saw).number("A").days(1).exec(db).await?;
        let reminder = loan.create_reminder().exec(db).await?;
        let removed = person.remove_tool(&saw).exec(db).await.expect_err("a reminder");
        let set = person.set_tools([]).number("B").days(1).exec(db).await.expect_err("a reminder");
        for failure in [removed, set] {
            let Error::StillReferenced(violation) = failure else { panic!("{failure:?}") };
            assert_eq!((violation.model, violation.association), ("Person", None), "the key is the reminder's");
        }
        let unknown = person.add_tool(99).number("B").days(1).exec(db).await.expect_err("no such tool");
        let Error::ForeignKeyViolation(violation) = unknown else { panic!("{unknown:?}") };
        assert_eq!((violation.model, violation.association), ("Person", Some("tools")));
        assert_eq!(reminder.get_loan().exec(db).await?, loan);
        Ok(())
    }

    async fn a_pair_may_be_linked_again_where_it_is_not_unique(db, statements) {
        db.create_tables(schema![Visitor, Place, Visit]).await?;
        let (one, two) = (Visitor::create().exec(db).await?, Visitor::create().exec(db).await?);
        let rome = one.create_place(Visit::create().day(1)).name("Rome").exec(db).await?;
        let oslo = two.create_place(Visit::create().day(2)).name("Oslo").exec(db).await?;
        statements.clear();
        let again = one.add_place(&rome).day(7).exec(db).await?;
        assert_eq!(again, Visit { id: 3, visitor_id: 1, place_id: 1, day: 7 });
        assert_eq!(statements.take(), "1");
        let both = one.add_places([&oslo, &rome, &oslo]).day(8).exec(db).await?;
        assert_eq!(both.iter().map(|visit| visit.place_id).collect::<Vec<_>>(), [2, 1]);

        assert_eq!(one.get_places().order(places::id.asc()).exec(db).await?, [rome.clone(), oslo.clone()]);
        assert_eq!(one.count_places().exec(db).await?, 2, "each place once");
        assert!(one.has_places([1, 2]).exec(db).await?);
        assert!(!two.has_places([1, 2]).exec(db).await?);
        let visits = one.get_places().with_junction().order_junction(visits::day.desc()).order(places::id.asc());
        let visits = visits.exec(db).await?;
        let days: Vec<_> = visits.iter().map(|(place, visit)| (&*place.name, visit.day)).collect();
        assert_eq!(days, [("Rome", 8), ("Oslo", 8), ("Rome", 7), ("Rome", 1)]);
        assert_eq!(one.remove_place(&rome).exec(db).await?, 3, "every link of the pair");
        assert_eq!(rome.get_visitors().exec(db).await?, []);
        assert_eq!(oslo.count_visitors().exec(db).await?, 2);
        Ok(())
    }

    async fn a_scope_reads_what_it_says_only(db, statements) {
        let (project, workers) = project(db).await?;
        statements.clear();
        let leads = project.get_leads().order(workers::id.asc()).exec(db).await?;
        assert_eq!(names(&leads), ["Ann", "Cid"]);
        assert_eq!(names(&project.get_guests().exec(db).await?), ["Ben"]);
        assert_eq!(project.count_leads().exec(db).await?, 2);
        assert!(project.has_lead(&workers[0]).exec(db).await?);
        assert!(!project.has_lead(&workers[1]).exec(db).await?);
        assert!(!project.has_guests([2, 4]).exec(db).await?);
        assert!(project.has_workers([1, 2, 3, 4]).exec(db).await?);
        let pairs = project.get_leads().with_junction().filter_junction(memberships::since.gt(1)).exec(db).await?;
        assert_eq!((pairs.len(), pairs[0].1.worker_id), (1, 3));
        assert_eq!(statements.take(), "8");
        Ok(())
    }

    async fn a_scope_is_given_to_what_is_linked_and_keeps_the_rest_from_being_undone(db) {
        let (project, _) = project(db).await?;
        let eve = project.add_guest(5).since(50).exec(db).await?;
        assert_eq!((&*eve.kind, eve.paid, eve.since), ("guest", Some(false), 50));
        assert_eq!(memberships(db).await?, format!("{MEMBERSHIPS} 5guest-50"));
        project.add_lead(2).since(20).exec(db).await?;
        assert_eq!(memberships(db).await?, "1lead1 2lead-20 3lead-3 4guest+4 5guest-50", "a link is moved into scope");
        assert_eq!(project.remove_guests([1, 2, 3, 4, 5]).exec(db).await?, 1);
        assert_eq!(memberships(db).await?, "1lead1 2lead-20 3lead-3 4guest+4");
        project.create_guest(Membership::create().since(60)).name("Fay").exec(db).await?;
        assert_eq!(memberships(db).await?, "1lead1 2lead-20 3lead-3 4guest+4 6guest-60");
        Ok(())
    }

    async fn set_in_a_scope_moves_what_is_linked_otherwise_and_keeps_the_rest(db, statements) {
        let (project, _) = project(db).await?;
        statements.clear();
        let set = project.set_leads([3, 4, 5]).since(70).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(set, LinksChanged { added: 2, removed: 1 });
        assert_eq!(memberships(db).await?, "2guest-2 3lead-3 4lead+70 5lead70");
        assert!(project.has_leads([3, 4, 5]).exec(db).await?);
        assert_eq!(project.set_guests([]).since(0).exec(db).await?, LinksChanged { added: 0, removed: 1 });
        assert_eq!(memberships(db).await?, "3lead-3 4lead+70 5lead70");
        let set = project.set_guests([3]).since(80).exec(db).await?;
        assert_eq!(set, LinksChanged { added: 1, removed: 0 });
        assert_eq!(memberships(db).await?, "3guest-80 4lead+70 5lead70");
        Ok(())
    }

    async fn a_junction_is_linked_itself(db, statements) {
        db.create_tables(schema![Team, Game, GameTeam, Player, PlayerGameTeam]).await?;
        let final_game = Game::create().name("Final").exec(db).await?;
        let jazz = Team::create().name("Jazz").exec(db).await?;
        let entry = final_game.add_team(&jazz).exec(db).await?;
        let karl = entry.create_player(PlayerGameTeam::create().minutes(48)).name("Karl").exec(db).await?;
        assert_eq!(karl.get_game_teams().exec(db).await?, std::slice::from_ref(&entry));
        assert_eq!(entry.get_team().exec(db).await?, jazz);

        statements.clear();
        let played = (PlayerGameTeam::create().minutes(9), GameTeam::create().game_id(1).team(Team::create().name("Suns")));
        let dan = Player::create().name("Dan").game_teams([played]).exec(db).await?;
        assert_eq!(statements.take(), "4: BEGIN COMMIT");
        let pairs = dan.get_game_teams().with_junction().exec(db).await?;
        assert_eq!(pairs[0].0, GameTeam { id: 2, game_id: 1, team_id: 2 });
        assert_eq!(pairs[0].1, PlayerGameTeam { id: 2, player_id: 2, game_team_id: 2, minutes: Some(9) });
        let suns = Team { id: 2, name: "Suns".to_owned() };
        assert_eq!(final_game.get_teams().order(teams::id.asc()).exec(db).await?, [jazz, suns]);
        Ok(())
    }
}
