//! A user's condition beside the condition of an association: a row must meet both, whatever SQL the user writes.

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::sqlite::IN_MEMORY;
use orm_tests::{assert_sql, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Mark)]
struct Sheet {
    id: i32,
}

/// A sheet has one mark for each combination of values.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Sheet)]
struct Mark {
    id: i32,
    sheet_id: i32,
    a: Option<i32>,
    b: Option<i32>,
}

const VALUES: [Option<i32>; 4] = [None, Some(0), Some(1), Some(2)];

/// The values of the marks of both sheets: sheet, `a`, `b`.
fn values() -> impl Iterator<Item = (i32, Option<i32>, Option<i32>)> {
    let pairs = || VALUES.into_iter().flat_map(|a| VALUES.into_iter().map(move |b| (a, b)));
    [1, 2].into_iter().flat_map(move |sheet| pairs().map(move |(a, b)| (sheet, a, b)))
}

/// A condition on the columns `a` and `b`.
#[derive(Debug, Clone)]
enum Condition {
    Compare(char, &'static str, i32),
    Between(char, i32, i32),
    In(char, i32, i32),
    IsNull(char),
    /// Text that the library does not understand.
    Case(Box<Condition>),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}
use Condition::{And, Between, Case, Compare, In, IsNull, Not, Or};

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn value(&mut self) -> i32 {
        i32::try_from(self.below(3)).expect("small")
    }

    fn condition(&mut self, depth: u32) -> Condition {
        let column = if self.below(2) == 0 { 'a' } else { 'b' };
        match self.below(if depth == 0 { 4 } else { 10 }) {
            0 => Compare(column, ["=", "<", ">=", "!="][usize::try_from(self.below(4)).expect("small")], self.value()),
            1 => Between(column, self.value(), self.value()),
            2 => In(column, self.value(), self.value()),
            3 => IsNull(column),
            4 => Case(Box::new(self.condition(depth - 1))),
            5 => Not(Box::new(self.condition(depth - 1))),
            6 | 7 => And(Box::new(self.condition(depth - 1)), Box::new(self.condition(depth - 1))),
            _ => Or(Box::new(self.condition(depth - 1)), Box::new(self.condition(depth - 1))),
        }
    }

    /// The text, with the parentheses that it needs where it stands and with some that it does not need. What binds
    /// less than `binds` needs them.
    fn text(&mut self, condition: &Condition, binds: u8) -> String {
        let (own, text) = match condition {
            Compare(column, operator, value) => (3, format!(r#""{column}" {operator} {value}"#)),
            Between(column, from, to) => (3, format!(r#""{column}" BETWEEN {from} AND {to}"#)),
            In(column, one, other) => (3, format!(r#""{column}" IN ({one}, {other})"#)),
            IsNull(column) => (3, format!(r#""{column}" IS NULL"#)),
            Case(inner) => (4, format!("CASE WHEN {} THEN 1 ELSE 0 END = 1", self.text(inner, 0))),
            Not(inner) => (2, format!("NOT {}", self.text(inner, 2))),
            And(left, right) => (1, format!("{} AND {}", self.text(left, 1), self.text(right, 1))),
            Or(left, right) => (0, format!("{} OR {}", self.text(left, 0), self.text(right, 0))),
        };
        let pairs = usize::from(own < binds) + usize::try_from(self.below(6).saturating_sub(3)).expect("small");
        format!("{}{text}{}", "(".repeat(pairs), ")".repeat(pairs))
    }
}

/// Whether the condition holds; `None` where SQL says NULL.
fn holds(condition: &Condition, mark: &Mark) -> Option<bool> {
    let value = |column: &char| if *column == 'a' { mark.a } else { mark.b };
    match condition {
        Compare(column, operator, with) => value(column).map(|value| match *operator {
            "=" => value == *with,
            "<" => value < *with,
            ">=" => value >= *with,
            _ => value != *with,
        }),
        Between(column, from, to) => value(column).map(|value| (*from..=*to).contains(&value)),
        In(column, one, other) => value(column).map(|value| value == *one || value == *other),
        IsNull(column) => Some(value(column).is_none()),
        Case(inner) => Some(holds(inner, mark) == Some(true)),
        Not(inner) => holds(inner, mark).map(|holds| !holds),
        And(left, right) => match (holds(left, mark), holds(right, mark)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Or(left, right) => match (holds(left, mark), holds(right, mark)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
    }
}

behaviour! {
    async fn conditions_mean_the_same_beside_others(db) {
        db.create_tables(schema![Sheet, Mark]).await?;
        let sheets = Sheet::create_many([Sheet::create(), Sheet::create()]).exec(db).await?;
        let marks = Mark::create_many(values().map(|(sheet, a, b)| Mark::create().sheet_id(sheet).a(a).b(b))).exec(db).await?;
        let mut numbers = Numbers(7);
        for _ in 0..150 {
            let (first, second) = (numbers.condition(3), numbers.condition(3));
            let texts = [numbers.text(&first, 0), numbers.text(&second, 0)];
            let both = |mark: &&Mark| holds(&first, mark) == Some(true) && holds(&second, mark) == Some(true);
            let expected: Vec<_> = marks.iter().filter(|mark| mark.sheet_id == 1).filter(both).cloned().collect();
            let query = sheets[0].get_marks().filter(sql::<Bool>(&texts[0])).filter(sql::<Bool>(&texts[1]));
            assert_eq!(query.order(marks::id.asc()).exec(db).await?, expected, "{texts:?}");

            let sources: Vec<_> = sheets.iter().map(|sheet| {
                marks.iter().filter(|mark| mark.sheet_id == sheet.id).all(|mark| holds(&first, mark) == Some(true))
            }).collect();
            let all = Sheet::query().filter(sheets::marks.all(sql::<Bool>(&texts[0]))).order(sheets::id.asc());
            let found = all.exec(db).await?;
            assert_eq!(sheets.iter().map(|sheet| found.contains(sheet)).collect::<Vec<_>>(), sources, "{texts:?}");
        }
        Ok(())
    }

    async fn raw_sql_does_not_reach_around_the_condition_beside_it(db) {
        db.create_tables(schema![Sheet, Mark]).await?;
        let sheets = Sheet::create_many([Sheet::create(), Sheet::create()]).exec(db).await?;
        Mark::create_many(values().map(|(sheet, a, b)| Mark::create().sheet_id(sheet).a(a).b(b))).exec(db).await?;
        let own = sheets[0].count_marks().exec(db).await?;
        for raw in ["1=1 OR 1=1", "(1=1)OR(1=1)", "(1=1) or (1=1)", "NOT 1=2 OR 1=1"] {
            assert_eq!(sheets[0].get_marks().filter(sql::<Bool>(raw)).count().exec(db).await?, own, "{raw}");
        }
        Ok(())
    }
}

#[test]
fn raw_sql_that_opens_or_closes_alone_is_not_sent() {
    let mut db = orm_sqlite::connect(IN_MEMORY).unwrap();
    orm_sqlite::create_tables(&mut db, schema![Sheet, Mark]).unwrap();
    let sheet = Sheet::create().exec(&mut db).unwrap();
    for raw in ["1=1) OR (1=1", "1=1 OR 1=1 --", "/*(*/1=1) OR (1=1", "'\\') OR (1=1", "1=1 OR ('", "(1=1"] {
        let query = sheet.get_marks().filter(sql::<Bool>(raw));
        let message = query.clone().exec(&mut db).unwrap_err().to_string();
        assert!(message.contains("opens or closes alone"), "{raw}: {message}");
        // It can be read.
        assert!(query.sql::<orm_sqlite::Sqlite>().contains(raw), "{raw}");
    }
    // A BETWEEN without its AND does not take the one behind it.
    let between = sheet.get_marks().filter(sql::<Bool>("1 BETWEEN 0")).filter(marks::id.gt(1));
    assert!(between.exec(&mut db).is_err());
}

#[test]
fn conditions_are_written_as_a_person_writes_them() {
    let marks = || Sheet { id: 1 }.get_marks().select(marks::id);
    assert_sql!(
        marks().filter(marks::a.eq(1).and(marks::b.ne(2))).filter(marks::a.gt(0).or(marks::b.is_null())),
        r#"SELECT "marks"."id" FROM "marks" WHERE "marks"."sheet_id" = ?
               AND "marks"."a" = ? AND "marks"."b" != ?
               AND ("marks"."a" > ? OR "marks"."b" IS NULL) -- binds: [1, 1, 2, 0]"#
    );
    assert_sql!(
        marks().filter(diesel::dsl::not(marks::a.eq(1))).filter(marks::a.between(1, 2)).filter(marks::a.eq_any([1, 2])),
        r#"SELECT "marks"."id" FROM "marks" WHERE "marks"."sheet_id" = ?
               AND NOT ("marks"."a" = ?) AND "marks"."a" BETWEEN ? AND ?
               AND "marks"."a" IN (?, ?) -- binds: [1, 1, 1, 2, 1, 2]"#
    );
    assert_sql!(
        marks().filter(sql::<Bool>("1 = 1 OR a = 2")).filter(marks::a.eq(1)),
        r#"SELECT "marks"."id" FROM "marks" WHERE "marks"."sheet_id" = ?
               AND (1 = 1 OR a = 2) AND "marks"."a" = ? -- binds: [1, 1]"#
    );
    assert_sql!(
        Sheet::query().filter(sheets::marks.any(marks::a.eq(1))).filter(sheets::marks.none(marks::a.eq(2))),
        r#"SELECT "sheets"."id" FROM "sheets"
               WHERE "sheets"."id" IN (SELECT "marks"."sheet_id" FROM "marks"
                   WHERE "marks"."sheet_id" IS NOT NULL AND "marks"."a" = ?)
               AND NOT ("sheets"."id" IN (SELECT "marks"."sheet_id" FROM "marks"
                   WHERE "marks"."sheet_id" IS NOT NULL AND "marks"."a" = ?)) -- binds: [1, 2]"#
    );
}
