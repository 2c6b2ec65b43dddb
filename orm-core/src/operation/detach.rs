//! Operations parted from what they borrow, so that they can go to another thread whole.
//!
//! Owns which part of an operation goes and which stays. Conditions and orders, which may hold a caller's `&str`, go
//! rendered; a `&mut` to a caller's row stays, and follows when the operation is done. Must not know threads.

use super::chunks::{ChunkSteps, Found};
use super::create_associated::Attach;
use super::to_one::{Follow, PointSteps};
use super::{
    Add, AddLinks, AddMany, Attaching, Changes, CreateMany, Delete, DeleteRows, Find, First, GetOne, Has, HasLinks,
    LinkMany, LinkOne, LinkOnly, Linking, LinkingThrough, Load, Nest, NextChunk, PageOf, Plain, Remove, RemoveLinks,
    Replacing, RowOf, Rows, SetLinks, SetMany, SetOne, SetParent, Upsert,
};
use crate::association::{Association, ManyToMany, Through};
use crate::error::Error;
use crate::loading::FixIncludes;
use crate::loading::FixedQuery;
use crate::model::Complete;
use crate::model::Key;
use crate::model::Model;
use crate::model::{Cardinality, Create, Update};
use crate::run::Operation;
use crate::run::{Built, Detach, DetachBuilt, OutputOf};
use crate::statement::condition::{AddCondition, KeyAfter};
use crate::statement::fixed::{FixCondition, FixOrder, FixSelection};
use crate::statement::junction::WithJunction;
use crate::statement::order::{AddOrder, OrderByKey};
use crate::statement::select::{Count, Exists, Query};
use crate::statement::selection::Whole;
use crate::statement::window::Limit;

/// Nothing stays: `detached` is the operation as it goes.
macro_rules! detach {
    ($(
        $trait:ident: impl[$($generics:tt)*] $operation:ty $(where [$($bounds:tt)*])? => $detached:ty,
            |$this:ident| $value:expr;
    )*) => { $(
        impl<$($generics)*> $trait for $operation $(where $($bounds)*)? {
            type Detached = $detached;
            type Rest = ();

            fn detach(self) -> (Self::Detached, ()) {
                let $this = self;
                ($value, ())
            }

            fn attach((): (), done: Result<OutputOf<Self::Detached>, Error>) -> Result<Self::Output, Error> {
                done
            }
        }
    )* };
}

/// Operations that borrow nothing.
macro_rules! owned {
    ($(impl[$($generics:tt)*] $operation:ty $(where [$($bounds:tt)*])?;)*) => {
        detach! { $(Detach: impl[$($generics)*] $operation $(where [$($bounds)*])? => Self, |operation| operation;)* }
    };
}

owned! {
    impl[M: Model] Delete<M>;
    impl[M: Model, P] CreateMany<M, P>;
    impl[A: Association] SetOne<A>;
    impl[A: Association] Add<A>;
    impl[A: Association] AddMany<A>;
    impl[A: Association] Remove<A>;
    impl[A: Association] Has<A>;
    impl[A: Association] SetMany<A>;
    impl[A: ManyToMany] AddLinks<A>;
    impl[A: ManyToMany] RemoveLinks<A>;
    impl[A: ManyToMany] HasLinks<A>;
    impl[A: ManyToMany] SetLinks<A>;
}

/// Builders that borrow nothing.
macro_rules! owned_builders {
    ($(impl[$($generics:tt)*] $operation:ty;)*) => {
        detach! { $(DetachBuilt: impl[$($generics)*] $operation => Built<Self>, |operation| Built(operation);)* }
    };
}

owned_builders! {
    impl[M: Model, S] Create<M, S, Plain>;
    impl[M: Model, S] Create<M, S, Upsert>;
    impl[M: Model, S, P, N] Create<M, S, Nest<P, N>>;
    impl[M: Model, S, A: Association<Target = M>] Create<M, S, Replacing<A>>;
    impl[M: Model, S, A: Through<Junction = M>] Create<M, S, LinkOne<A>>;
    impl[M: Model, S, A: Through<Junction = M>] Create<M, S, LinkMany<A>>;
    impl[M: Model, S, A: Through<Junction = M>] Create<M, S, LinkOnly<A>>;
    impl[M: Model, S, A: ManyToMany<Target = M>] Create<M, S, Linking<A>>;
    impl[M: Model, S, A: Through<Target = M>] Create<M, S, LinkingThrough<A>>;
    impl[M: Model] Update<M, RowOf<M>>;
}

/// Operations around a query.
macro_rules! queries {
    ($($operation:ident $([$more:ident: $bound:ident])? |$this:ident| $value:expr;)*) => { detach! { $(
        Detach: impl[M, F, O, L, S, I $(, $more: $bound)?] $operation<Query<M, F, O, L, S, I> $(, $more)?>
            where [
                M: Model,
                F: FixCondition,
                O: FixOrder,
                S: FixSelection<M>,
                I: FixIncludes<S::Output>,
                Self: Operation,
                $operation<FixedQuery<M, F, O, L, S, I> $(, $more)?>: Operation<Output = <Self as Operation>::Output>
            ]
            => $operation<FixedQuery<M, F, O, L, S, I> $(, $more)?>, |$this| $value;
    )* } };
}

queries! {
    First |first| First(first.0.fixed());
    Count |count| Count(count.0.fixed());
    Exists |exists| Exists(exists.0.fixed());
    PageOf |page| PageOf { query: page.query.fixed(), number: page.number, size: page.size };
    GetOne[N: Cardinality] |get| get.map(Query::fixed);
}

detach! {
    Detach: impl[M: Model, F: FixCondition, O: FixOrder, L, S: FixSelection<M>, I: FixIncludes<S::Output>] Query<M, F, O, L, S, I>
        => FixedQuery<M, F, O, L, S, I>, |query| query.fixed();
    Detach: impl[M: Model, I: FixIncludes<M>] Find<M, I> => Find<M, I::Fixed>, |find| {
            let Query { filter, order, limit, selection, includes, model } = find.0;
            Find(Query { filter, order, limit, selection, includes: includes.fix(), model })
        };
    Detach: impl[R: Rows, I: FixIncludes<R::Model>] Load<R, I> => Load<R, I::Fixed>, |load| Load { rows: load.rows, includes: load.includes.fix() };
    Detach: impl[A: Through, F: FixCondition, O: FixOrder, L] WithJunction<A, F, O, L>
        => WithJunction<A, F::Fixed, O::Fixed, L>, |pairs| WithJunction {
            source: pairs.source,
            filter: pairs.filter.fix(),
            order: pairs.order.fix(),
            limit: pairs.limit,
            association: pairs.association,
        };
    Detach: impl[M: Model, F: FixCondition] DeleteRows<M, F> => DeleteRows<M, F::Fixed>, |rows| DeleteRows::new(rows.0.filter.fix());
    DetachBuilt: impl[M: Model, F: FixCondition] Update<M, Changes<F>> => Built<Update<M, Changes<F::Fixed>>>,
        |update| Built(Update { values: update.values, rows: Changes(update.rows.0.fix()) });
}

impl<A: Association, N: Follow<A>> Detach for SetParent<'_, A, N> {
    type Detached = PointSteps<A, N>;
    type Rest = Self;

    fn detach(self) -> (PointSteps<A, N>, Self) {
        (self.steps.clone(), self)
    }

    fn attach(rest: Self, done: Result<(), Error>) -> Result<(), Error> {
        done?;
        N::follow(rest.source, rest.steps.key);
        Ok(())
    }
}

impl<'a, M: Model, S: Complete<M>, A: Association<Target = M>> DetachBuilt for Create<M, S, Attaching<'a, A>> {
    type Detached = Attach<A>;
    type Rest = &'a mut A::Source;

    fn detach(self) -> (Attach<A>, &'a mut A::Source) {
        self.steps()
    }

    fn attach(source: &'a mut A::Source, done: Result<OutputOf<Attach<A>>, Error>) -> Result<M, Error> {
        let (target, key) = done?;
        A::SourceKey::write(source, A::source_value(key));
        Ok(target)
    }
}

type OrderOfChunk<M> = <() as AddOrder<OrderByKey<M>>>::Both;

impl<M, F, I> Detach for NextChunk<'_, M, F, I>
where
    M: Model,
    F: AddCondition<KeyAfter<M>, Both: FixCondition> + Clone,
    I: FixIncludes<M> + Clone,
{
    type Detached = ChunkSteps<FixedQuery<M, F::Both, OrderOfChunk<M>, Limit, Whole<M>, I>>;
    type Rest = Self;

    fn detach(self) -> (Self::Detached, Self) {
        (ChunkSteps(self.steps().0.map(Query::fixed)), self)
    }

    fn attach(rest: Self, done: Result<Option<Found<M, I::Fixed>>, Error>) -> Result<Self::Output, Error> {
        Ok(rest.take(done?))
    }
}
