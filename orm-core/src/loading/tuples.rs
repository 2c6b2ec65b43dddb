//! Tuples of includes: a row has up to twelve.
//!
//! Owns the impls for tuples, which call each element's own impl. Must not know how an include is fetched.

use std::future::Future;
use std::marker::PhantomData;

use super::aggregated::{Aggregated, HasAggregate};
use super::included::{Counted, HasCounted, HasIncluded, Included, IntoParts};
use super::{Differs, IncludeValue, Includes, Lacks, LoadInclude, LoadIncludes, PrintIncludes};
use crate::association::{Includable, Kind};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::{Loaded, Model};
use crate::run::{Executor, Pair, Task};
use crate::statement::aggregate::Summarizes;
use crate::statement::include_values::AggregateOf;
use crate::statement::join::{JoinNodes, PushJoins};
use diesel::QueryResult;
use diesel::query_builder::AstPass;

/// A position in a tuple of includes, as a type.
#[derive(Debug)]
pub struct At<const PLACE: usize>;

/// A tuple to which an element can be appended.
pub trait Append<N> {
    /// The tuple with the new element.
    type Output;
    /// Appends the element.
    fn append(self, new: N) -> Self::Output;
}

impl<N> Append<N> for () {
    type Output = (N,);

    fn append(self, new: N) -> (N,) {
        (new,)
    }
}

impl<N, A> Lacks<N, A> for () {}

impl<Row: Send> Includes<Row> for () {
    type Loaded = Row;
    type Joins = ();
    type Rest = ();
    type JoinedRow<B: Send> = B;
    type Joined = ();

    fn divide(self) -> ((), ()) {
        ((), ())
    }

    fn split<B: Send>(row: B) -> (B, ()) {
        (row, ())
    }
}

impl<X: Executor, Row: Send> LoadIncludes<'_, X, Row> for () {
    async fn load(self, rows: Vec<Row>, _: &mut X::Connection) -> Result<Vec<Row>, Error> {
        Ok(rows)
    }

    async fn load_rest((): (), row: Row, (): (), _: &mut X::Connection) -> Result<Row, Error> {
        Ok(row)
    }
}

impl<DB: Dialect> PrintIncludes<DB> for () {
    fn for_many(&self) -> Vec<String> {
        Vec::new()
    }

    fn for_one(&self) -> Vec<String> {
        Vec::new()
    }
}

impl JoinNodes for () {
    const ANY: bool = false;

    type SqlType<B> = B;
}

impl<DB: Dialect> PushJoins<DB> for () {
    fn push_columns(&self, _: usize, _: &mut AstPass<'_, '_, DB>) {}

    fn push_joins<'b>(&'b self, _: usize, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

/// The task that fetches one include of many rows.
struct LoadMany<'q, I: IncludeValue<M>, M: Model> {
    include: I,
    keys: Vec<Option<I::Key>>,
    source: PhantomData<fn(&'q ()) -> M>,
}

impl<'q, X: Executor, M: Model, I: LoadInclude<'q, X, M>> Task<X> for LoadMany<'q, I, M> {
    type Output = Vec<I::Slot>;

    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Vec<I::Slot>, Error>> + Send {
        self.include.load(self.keys, connection)
    }
}

/// The task that fetches one include of a single row.
struct LoadRest<'q, I: IncludeValue<M>, M: Model> {
    rest: I::Rest,
    key: Option<I::Key>,
    joined: I::Joined,
    source: PhantomData<fn(&'q ()) -> M>,
}

impl<'q, X: Executor, M: Model, I: LoadInclude<'q, X, M>> Task<X> for LoadRest<'q, I, M> {
    type Output = I::Slot;

    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<I::Slot, Error>> + Send {
        I::load_rest(self.rest, self.key, self.joined, connection)
    }
}

macro_rules! tuples {
    ($(($($include:ident $place:tt),+) reversed ($($rev:ident $rev_place:tt),+);)+) => { $(
        impl<$($include,)+ N> Append<N> for ($($include,)+) {
            type Output = ($($include,)+ N,);

            fn append(self, new: N) -> Self::Output {
                ($(self.$place,)+ new,)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($include: Differs<N>,)+ N, Assoc> Lacks<N, Assoc> for ($($include,)+) {}

        impl<$($include: IntoParts),+> IntoParts for ($($include,)+) {
            type Parts = ($($include::Parts,)+);

            fn into_parts(self) -> Self::Parts {
                ($(self.$place.into_parts(),)+)
            }
        }

        #[cfg(feature = "serde")]
        impl<$($include: super::SerializePart),+> super::SerializePart for ($($include,)+) {
            fn serialize_part<S: serde::ser::SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
                $(self.$place.serialize_part(map)?;)+
                Ok(())
            }
        }

        impl<M: Model, $($include: IncludeValue<M>),+> Includes<M> for ($($include,)+) {
            type Loaded = M::With<($($include::Slot,)+)>;
            type Joins = ($($include::Join,)+);
            type Rest = ($($include::Rest,)+);
            type JoinedRow<Base: Send> = tuples!(@row Base, $($include)+);
            type Joined = ($($include::Joined,)+);

            #[allow(non_snake_case)]
            fn divide(self) -> (Self::Joins, Self::Rest) {
                $(let $include = self.$place.divide();)+
                (($($include.0,)+), ($($include.1,)+))
            }

            #[allow(non_snake_case)]
            fn split<Base: Send>(row: Self::JoinedRow<Base>) -> (Base, Self::Joined) {
                $(let (row, $rev) = $rev::split(row);)+
                (row, ($($include,)+))
            }
        }

        #[cfg(all(feature = "async", feature = "sqlite"))]
        impl<M: Model, $($include: super::FixInclude<M>),+> super::FixIncludes<M> for ($($include,)+) {
            type Fixed = ($($include::Fixed,)+);

            fn fix(self) -> Self::Fixed {
                ($(self.$place.fix(),)+)
            }
        }

        impl<'q, X, M, $($include),+> LoadIncludes<'q, X, M> for ($($include,)+)
        where
            X: Executor,
            M: Model,
            $($include: LoadInclude<'q, X, M>,)+
        {
            #[allow(non_snake_case)]
            fn load(
                self,
                rows: Vec<M>,
                connection: &mut X::Connection,
            ) -> impl Future<Output = Result<Vec<Self::Loaded>, Error>> + Send {
                async move {
                    $(
                        let keys = rows.iter().map($include::key).collect();
                        let $include = LoadMany { include: self.$place, keys, source: PhantomData };
                    )+
                    let tuples!(@nested $($include)+) = tuples!(@tasks $($include)+).run(connection).await?;
                    $(let mut $include = $include.into_iter();)+
                    let parts = rows.into_iter().map_while(|row| {
                        Some(M::With::from(Loaded { row, included: ($($include.next()?,)+) }))
                    });
                    Ok(parts.collect())
                }
            }

            #[allow(non_snake_case)]
            fn load_rest(
                rest: Self::Rest,
                row: M,
                joined: Self::Joined,
                connection: &mut X::Connection,
            ) -> impl Future<Output = Result<Self::Loaded, Error>> + Send {
                async move {
                    $(
                        let $include = LoadRest::<'q, $include, M> {
                            rest: rest.$place,
                            key: $include::key(&row),
                            joined: joined.$place,
                            source: PhantomData,
                        };
                    )+
                    let tuples!(@nested $($include)+) = tuples!(@tasks $($include)+).run(connection).await?;
                    Ok(M::With::from(Loaded { row, included: ($($include,)+) }))
                }
            }
        }

        impl<DB: Dialect, $($include: PrintIncludes<DB>),+> PrintIncludes<DB> for ($($include,)+) {
            fn for_many(&self) -> Vec<String> {
                [$(self.$place.for_many()),+].concat()
            }

            fn for_one(&self) -> Vec<String> {
                [$(self.$place.for_one()),+].concat()
            }
        }

        impl<$($include: JoinNodes),+> JoinNodes for ($($include,)+) {
            const ANY: bool = $($include::ANY)||+;

            type SqlType<Base> = tuples!(@sql Base, $($include)+);
        }

        impl<DB: Dialect, $($include: PushJoins<DB>),+> PushJoins<DB> for ($($include,)+) {
            fn push_columns(&self, _: usize, out: &mut AstPass<'_, '_, DB>) {
                $(self.$place.push_columns($place, out);)+
            }

            fn push_joins<'b>(&'b self, _: usize, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                $(self.$place.push_joins($place, out.reborrow())?;)+
                Ok(())
            }
        }
    )+ };

    (@row $base:ty, $first:ident $($next:ident)*) => { tuples!(@row $first::JoinedRow<$base>, $($next)*) };
    (@row $base:ty,) => { $base };
    (@sql $base:ty, $first:ident $($next:ident)*) => { tuples!(@sql $first::SqlType<$base>, $($next)*) };
    (@sql $base:ty,) => { $base };
    (@nested $last:ident) => { $last };
    (@nested $first:ident $($next:ident)+) => { ($first, tuples!(@nested $($next)+)) };
    (@tasks $last:ident) => { $last };
    (@tasks $first:ident $($next:ident)+) => { Pair($first, tuples!(@tasks $($next)+)) };
}

tuples! {
    (A 0) reversed (A 0);
    (A 0, B 1) reversed (B 1, A 0);
    (A 0, B 1, C 2) reversed (C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3) reversed (D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4) reversed (E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5) reversed (F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) reversed (G 6, F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7) reversed (H 7, G 6, F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8) reversed (I 8, H 7, G 6, F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9) reversed (J 9, I 8, H 7, G 6, F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10) reversed (K 10, J 9, I 8, H 7, G 6, F 5, E 4, D 3, C 2, B 1, A 0);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11) reversed (L 11, K 10, J 9, I 8, H 7, G 6, F 5, E 4, D 3, C 2, B 1, A 0);
}

/// Implements the lookup of an association in a tuple of includes, once for each position.
macro_rules! has {
    ([$($before:ident)*] $at:ident $place:tt $(, $after:ident $after_place:tt)*) => {
        #[diagnostic::do_not_recommend]
        impl<Assoc: Includable, Row: Send + Sync, Many: Kind, $($before,)* $($after,)*> HasIncluded<Assoc, At<$place>>
            for ($($before,)* Included<Assoc, Row, Many>, $($after,)*)
        {
            type Targets<'a>
                = Many::Ref<'a, Row>
            where
                Self: 'a;

            fn shown(&self) -> Self::Targets<'_> {
                Many::get(&self.$place.targets)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Assoc: Includable, $($before,)* $($after,)*> HasCounted<Assoc, At<$place>>
            for ($($before,)* Counted<Assoc>, $($after,)*)
        {
            fn counted(&self) -> i64 {
                self.$place.count
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Assoc, Filter, Function, Operand, $($before,)* $($after,)*>
            HasAggregate<AggregateOf<Assoc, Filter, Function, Operand>, At<$place>>
            for ($($before,)* Aggregated<Assoc, Function, Operand>, $($after,)*)
        where
            Function: Summarizes<Operand>,
        {
            type Value = Function::Value;

            fn aggregated(&self) -> Function::Value {
                self.$place.value()
            }
        }

        has! { [$($before)* $at] $($after $after_place),* }
    };
    ([$($before:ident)*]) => {};
}

has! { [] A 0 }
has! { [] A 0, B 1 }
has! { [] A 0, B 1, C 2 }
has! { [] A 0, B 1, C 2, D 3 }
has! { [] A 0, B 1, C 2, D 3, E 4 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10 }
has! { [] A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11 }
