//! The SQL of an operation, without a connection.

use diesel::query_builder::QueryFragment;

use super::create::{Create, Insert, Plain, Upsert};
use super::create_associated::{Attaching, DetachAll, PointTo, Replacing};
use super::create_many::CreateMany;
use super::delete::{Delete, DeleteRows};
use super::find::{ByKey, Find, FindQuery, First};
use super::link::{AddLinks, HasLinked, HasLinks, Linking, RemoveLinks, SetLinks};
use super::load::{Load, Rows};
use super::nested::Nest;
use super::page::PageOf;
use super::through::{LinkMany, LinkOne, LinkOnly, LinkingThrough};
use super::to_many::{Add, AddMany, Detach, DetachOthers, Has, HasAll, MoveMany, MoveOne, Remove, SetMany};
use super::to_one::{GetOne, PointToNone, SetOne, SetParent};
use super::update::{Changes, RowOf, Update, UpdateAll, UpdateOne};
use super::{Builder, Operation};
use crate::association::{Association, ManyToMany, Through};
use crate::dialect::Dialect;
use crate::loading::{CountOf, Includable, Include, Includes, Kind};
use crate::model::{Mandatory, Model, Optional};
use crate::statement::include::{CountRows, IncludeRows};
use crate::statement::join::JoinedRows;
use crate::statement::junction::{DeleteLinks, InsertLinks, WithJunction};
use crate::statement::select::{Count, Cut, Exists, LimitOffset, Query, Selection};
use crate::statement::text;
use crate::statement::write::{DeleteFrom, OnConflict};

/// An operation whose SQL can be told for `DB`.
pub trait Print<DB: Dialect> {
    /// The statements in the order in which they go out, each with its bound values after `-- binds:`.
    fn statements(&self) -> Vec<String>;
}

/// Tells the SQL of operations.
pub trait PrintSql: Operation {
    /// The operation's SQL on `DB`, one statement a line, with its values behind `-- binds:`. Empty when no statement
    /// would run. It needs no connection; BEGIN and COMMIT are not told.
    ///
    /// `DB` is `orm_sqlite::Sqlite` or `orm_postgres::Postgres`.
    ///
    /// # Example
    /// ```
    /// use orm_core::diesel::{pg::Pg, sqlite::Sqlite};
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32 }
    ///
    /// let find = Team::find(7);
    /// assert_eq!(
    ///     find.sql::<Sqlite>(),
    ///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#
    /// );
    /// assert_eq!(
    ///     find.sql::<Pg>(),
    ///     r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" = $1 -- binds: [7]"#
    /// );
    /// ```
    fn sql<DB: Dialect>(&self) -> String
    where
        Self: Print<DB>,
    {
        let mut statements = self.statements();
        // Not behind the bound values: they are a comment, which would swallow it.
        let all_but_the_last = statements.len().saturating_sub(1);
        for statement in &mut statements[..all_but_the_last] {
            *statement = statement.replacen(" -- binds: ", "; -- binds: ", 1);
        }
        statements.join("\n")
    }
}

impl<O: Operation> PrintSql for O {}

#[diagnostic::do_not_recommend]
impl<DB: Dialect, B: Builder<Operation: Print<DB>>> Print<DB> for B {
    fn statements(&self) -> Vec<String> {
        self.operation().statements()
    }
}

/// Implements `Print` for operations: their generics, the statements they are made of, and those statements.
macro_rules! print {
    ($(impl[$($generics:tt)*] $operation:ty, of [$($statement:ty),*] |$this:ident| $statements:expr;)*) => { $(
        impl<DB: Dialect, $($generics)*> Print<DB> for $operation
        where
            $($statement: QueryFragment<DB>,)*
        {
            fn statements(&self) -> Vec<String> {
                let $this = self;
                $statements
            }
        }
    )* };
}

/// The texts of the statements that there are.
macro_rules! texts {
    ($($statement:expr),* $(,)?) => { [$($statement.as_ref().map(text::<DB, _>)),*].into_iter().flatten().collect() };
}

print! {
    impl[Q] Count<Q>, of [Count<Q>] |count| vec![text::<DB, _>(count)];
    impl[Q] Exists<Q>, of [Exists<Q>] |exists| vec![text::<DB, _>(exists)];
    impl[M: Model] Delete<M>, of [DeleteFrom<M, ByKey<M>>] |delete| vec![text::<DB, _>(&delete.0)];
    impl[M: Model, F] DeleteRows<M, F>, of [DeleteFrom<M, F>] |delete| vec![text::<DB, _>(&delete.0)];
    impl[M: Model] Update<M, RowOf<M>>, of [UpdateOne<M>, Query<M, ByKey<M>>] |update| texts![
        update.statement(),
        update.read_instead(),
    ];
    impl[M: Model, F: Clone] Update<M, Changes<F>>, of [UpdateAll<M, F>] |update| texts![update.statement()];
    impl[M: Model, S] Create<M, S, Plain>, of [Insert<M>]
        |create| texts![(!create.plan.keyless).then(|| create.statement(OnConflict::Fail))];
    impl[M: Model, S] Create<M, S, Upsert>, of [Insert<M>]
        |create| texts![(!create.plan.plain.keyless).then(|| create.statement(create.plan.conflict()))];
    impl[M: Model, S, A: Association<Target = M>] Create<M, S, Replacing<A>>, of [DetachAll<A>, Insert<M>]
        |create| match create.plan.detach() {
            Some(detach) => vec![text::<DB, _>(&detach), text::<DB, _>(&create.statement(OnConflict::Fail))],
            None => Vec::new(),
        };
    impl[M: Model, S, A: Association<Target = M>] Create<M, S, Attaching<'_, A>>, of [Insert<M>]
        |create| vec![text::<DB, _>(&create.statement(OnConflict::Fail))];
    impl[M: Model, P] CreateMany<M, P>, of [Insert<M>]
        |create| create.inserts(DB::MAX_BINDS).iter().map(text::<DB, _>).collect();
    impl[A: Association] Add<A>, of [MoveOne<A>] |add| texts![add.statement()];
    impl[A: Association] AddMany<A>, of [MoveMany<A>] |add| texts![add.statement()];
    impl[A: Association] Remove<A>, of [Detach<A>] |remove| texts![remove.statement()];
    impl[A: Association] Has<A>, of [HasAll<A>] |has| texts![has.statement()];
    impl[A: Association] SetMany<A>, of [DetachAll<A>, DetachOthers<A>, MoveMany<A>] |set| texts![
        set.detach_all(),
        set.detach_others(),
        set.attach(),
    ];
    impl[A: Association] SetOne<A>, of [DetachAll<A>, DetachOthers<A>, MoveMany<A>] |set| {
        Print::<DB>::statements(&set.0)
    };
    impl[A: Association] SetParent<'_, A, Mandatory>, of [PointTo<A>] |set| texts![set.steps.point()];
    impl[A: Association] SetParent<'_, A, Optional>, of [PointTo<A>, PointToNone<A>] |set| texts![
        set.steps.point(),
        set.steps.point_to_none(),
    ];
    impl[A: ManyToMany] AddLinks<A>, of [InsertLinks<A>] |add| texts![add.statement()];
    impl[A: ManyToMany] RemoveLinks<A>, of [DeleteLinks<A>] |remove| texts![remove.statement()];
    impl[A: ManyToMany] HasLinks<A>, of [HasLinked<A>] |has| texts![has.statement()];
    impl[A: ManyToMany] SetLinks<A>, of [DeleteLinks<A>, InsertLinks<A>] |set| texts![set.delete(), set.insert()];
    impl[M: Model, S, A: ManyToMany<Target = M>] Create<M, S, Linking<A>>, of [Insert<M>]
        |create| vec![text::<DB, _>(&create.statement(OnConflict::Fail))];
    impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkOne<A>>, of [Insert<J>] |link| texts![link.link()];
    impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkMany<A>>, of [Insert<J>]
        |link| link.links(DB::MAX_BINDS).iter().flatten().map(text::<DB, _>).collect();
    impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkOnly<A>>, of [DeleteLinks<A>, Insert<J>] |link| {
        let delete = link.delete();
        let inserts = link.missing(DB::MAX_BINDS);
        delete.iter().map(text::<DB, _>).chain(inserts.iter().flatten().map(text::<DB, _>)).collect()
    };
    impl[M: Model, S, A: Through<Target = M>] Create<M, S, LinkingThrough<A>>, of [Insert<M>]
        |create| vec![text::<DB, _>(&create.statement(OnConflict::Fail))];
    impl[A: Through, F, O, L] WithJunction<A, F, O, L>, of [WithJunction<A, F, O, L>] |query| vec![text::<DB, _>(query)];
    impl[M: Model, S, P, N] Create<M, S, Nest<P, N>>, of [Insert<M>]
        |create| vec![text::<DB, _>(&create.statement(OnConflict::Fail))];
}

/// The statements of includes. The keys are those of rows that are not read yet: the lists of them are empty.
pub trait PrintIncludes<DB: Dialect> {
    /// For many rows.
    fn for_many(&self) -> Vec<String>;
    /// For a single row, behind its own statement.
    fn for_one(&self) -> Vec<String>;
}

impl<DB, A, F, O, L, S, I, K, R> PrintIncludes<DB> for Include<A, Query<A::Target, F, O, L, S, I>, K, R>
where
    DB: Dialect,
    A: Includable,
    F: Clone,
    O: Clone,
    L: Cut,
    S: Clone,
    I: PrintIncludes<DB>,
    K: Kind,
    IncludeRows<A, Query<A::Target, F, O, L, S>, K>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        let Query { filter, order, limit, selection, includes, model } = &self.query;
        let (filter, order, limit, selection) = (filter.clone(), order.clone(), *limit, selection.clone());
        let query = Query { filter, order, limit, selection, includes: (), model: *model };
        let mut statements = vec![text::<DB, _>(&IncludeRows::<A, _, K>::new(Vec::new(), query))];
        statements.extend(includes.for_many());
        statements
    }

    fn for_one(&self) -> Vec<String> {
        if K::JOINED { self.query.includes.for_many() } else { self.for_many() }
    }
}

impl<DB: Dialect, A: Includable, F: Clone> PrintIncludes<DB> for CountOf<A, F>
where
    CountRows<A, F>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        vec![text::<DB, _>(&CountRows::<A, F>::new(Vec::new(), self.filter.clone()))]
    }

    fn for_one(&self) -> Vec<String> {
        self.for_many()
    }
}

/// The statements of a query for a single row.
fn first<DB, M, F, O, L, S, I>(query: &Query<M, F, O, L, S, I>) -> Vec<String>
where
    DB: Dialect,
    M: Model,
    S: Selection<M>,
    I: Includes<S::Output> + PrintIncludes<DB>,
    Query<M, F, O, L, S, I>: Clone,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>: QueryFragment<DB>,
{
    let (query, includes) = query.clone().without_includes();
    let others = includes.for_one();
    let joined = JoinedRows { query, joins: includes.divide().0 };
    std::iter::once(text::<DB, _>(&joined)).chain(others).collect()
}

/// Implements `Print` for the operations of a query for a single row.
macro_rules! print_first {
    ($(impl[$($generics:tt)*] $operation:ty |$this:ident| $query:expr;)*) => { $(
        impl<DB, M, F, O, L, S, I, $($generics)*> Print<DB> for $operation
        where
            DB: Dialect,
            M: Model,
            S: Selection<M>,
            I: Includes<S::Output> + PrintIncludes<DB>,
            Query<M, F, O, L, S, I>: Clone,
            JoinedRows<Query<M, F, O, L, S>, I::Joins>: QueryFragment<DB>,
        {
            fn statements(&self) -> Vec<String> {
                let $this = self;
                $query.map(first::<DB, M, F, O, L, S, I>).unwrap_or_default()
            }
        }
    )* };
}

print_first! {
    impl[] First<Query<M, F, O, L, S, I>> |this| Some(&this.0);
    impl[N] GetOne<Query<M, F, O, L, S, I>, N> |this| this.query.as_ref();
}

impl<DB, M, I> Print<DB> for Find<M, I>
where
    DB: Dialect,
    M: Model,
    I: Includes<M> + PrintIncludes<DB> + Clone,
    JoinedRows<FindQuery<M>, I::Joins>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        first(&self.0)
    }
}

impl<DB, M, F, O, L, S, I> Print<DB> for Query<M, F, O, L, S, I>
where
    DB: Dialect,
    M: Model,
    S: Selection<M>,
    I: Includes<S::Output> + PrintIncludes<DB>,
    Self: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        std::iter::once(text::<DB, _>(self)).chain(self.includes.for_many()).collect()
    }
}

impl<DB, M, F, O, S, I> Print<DB> for PageOf<Query<M, F, O, (), S, I>>
where
    DB: Dialect,
    M: Model,
    F: Clone,
    S: Selection<M>,
    I: Includes<S::Output>,
    Self: Clone,
    Query<M, F, O, LimitOffset, S, I>: Print<DB>,
    Count<Query<M, F>>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        let (rows, count) = self.clone().into_statements();
        rows.statements().into_iter().chain([text::<DB, _>(&count)]).collect()
    }
}

impl<DB: Dialect, R: Rows, I: Includes<R::Model> + PrintIncludes<DB>> Print<DB> for Load<R, I> {
    fn statements(&self) -> Vec<String> {
        self.includes.for_many()
    }
}
