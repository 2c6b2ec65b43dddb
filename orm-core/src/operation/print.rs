//! The SQL of an operation, without a connection.

use crate::loading::PrintIncludes;
use crate::run::Print;
use diesel::query_builder::QueryFragment;

use super::create::{Insert, Plain, Upsert};
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
use super::update::{Changes, RowOf, UpdateAll, UpdateOne};
use crate::association::{Association, ManyToMany, Through};
use crate::dialect::Dialect;
use crate::loading::Includes;
use crate::model::Create;
use crate::model::Update;
use crate::model::{Mandatory, Model, Optional};
use crate::statement::join::JoinedRows;
use crate::statement::junction::{DeleteLinks, InsertLinks, WithJunction};
use crate::statement::select::{Count, Exists, Query};
use crate::statement::selection::Selection;
use crate::statement::text;
use crate::statement::window::LimitOffset;
use crate::statement::write::{DeleteFrom, OnConflict};

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
