//! Read rows: queries, conditions and orders, eager loading, pages, chunks.
//!
//! Owns the list of names for reading. A query starts from a model, `Team::query()` or `Team::find(7)`, or from a row,
//! `team.get_players()`. Its methods return the types here. [`parts`] holds the other types and traits of their
//! signatures, which a program seldom names.

pub use crate::association::{Kind, WithLink, kind};
pub use crate::loading::{AggregateDsl, Aggregated, Counted, DescendantsOf, IncludeDsl, Included, Tree};
pub use crate::model::{Cursor, CursorValue, Loaded};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use crate::operation::RowStream;
pub use crate::operation::{
    AtDepth, Chunks, DistinctOn, Find, First, FromSqlDsl, Get, GetLinked, GetOne, Keyset, KeysetPage, Lineage,
    LineageTree, Load, LoadDsl, Locked, NextChunk, Page, PageOf, Reload, RowIter, Summary, TreeDsl,
};
pub use crate::statement::aggregate::Aggregate;
pub use crate::statement::boxed::{BoxedInclude, BoxedQuery};
pub use crate::statement::boxed_condition::BoxedCondition;
pub use crate::statement::condition::Not;
pub use crate::statement::date::DateDsl;
pub use crate::statement::expression::{Condition, ConditionOn, Ordering, OrderingOn, Selectable};
pub use crate::statement::grouped::Grouped;
pub use crate::statement::include::AnyOf;
pub use crate::statement::include_values::{AggregateOf, CountOf, Include};
pub use crate::statement::junction::WithJunction;
pub use crate::statement::list::{ListDsl, OneOf};
pub use crate::statement::named_order::{NamedOrder, OrderNames};
pub use crate::statement::order::OrderDsl;
pub use crate::statement::raw::FromSql;
pub use crate::statement::select::{Count, Exists, Query};
pub use crate::statement::text_search::{TextDsl, TextSearch};

/// Aggregates, for what is selected from groups of rows ([`Query::group_by`]), and for their conditions and orders.
///
/// One value of all rows of a query is a method of the query: [`Query::sum`].
pub mod aggregates {
    pub use crate::statement::aggregate::{
        AggregateFunction, Average, CountDistinct, FunctionOf, Maximum, Minimum, RowCount, Sum, Summarizes, avg, count,
        count_distinct, max, min, sum,
    };
}

/// Types and traits that occur in the signatures of queries and includes and in the compiler's messages about them.
pub mod parts {
    pub use crate::association::{
        AssociatedOnce, ByJunction, ByKey, Includable, Next, NoModel, NoOther, Nothing, Route, ToMany, ToOne,
    };
    #[cfg(feature = "serde")]
    pub use crate::loading::SerializePart;
    pub use crate::loading::{
        AddInclude, AggregateIn, Alone, Append, At, Declares, Differs, HasAggregate, HasCounted, HasIncluded,
        IncludeValue, IncludedOperand, Includes, Including, IntoInclude, IntoParts, Lacks, LeadsDown, LeadsToMany,
        LeavesNoneOut, LinksOf, LoadInclude, LoadIncludes, NoAggregate, OnlyFiltered, Operand, OtherThan,
        PrintIncludes, PutOn, ToItself, WasIncluded,
    };
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub use crate::loading::{FixInclude, FixIncludes, FixQuery};
    pub use crate::model::row::{Both, Columns, Found, ModelRow, Part, Parts};
    pub use crate::model::{ColumnOf, InKey, InOrder, KeysetColumn, KeysetColumns, KeysetOrder, SortedBy};
    pub use crate::operation::{
        AggregateValue, AllRows, ChunkSteps, Groupable, HowMany, KeysetSteps, LeadsUp, LockedRead, PrintOne, ReadOne,
        Rows, SummaryOf, WithoutIncludes,
    };
    pub use crate::statement::boxed::{BoxCondition, BoxOrder, BoxedOrder, BoxedWhere, BoxedWindow};
    pub use crate::statement::condition::{
        AddCondition, AllExist, And, AndAlso, IfGiven, KeyAfter, KeyIn, KeyIs, OfSource, Parenthesized, Unless, Where,
    };
    pub use crate::statement::date::{Day, HasDate, Month, Period, PeriodOf, StartIn, StartOf, Year};
    pub use crate::statement::expression::{
        ChosenAsDefault, GroupCondition, GroupOrdering, OfGroup, OfLink, OfTarget, RowExpression, TargetExpression,
        TargetSelectable,
    };
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub use crate::statement::fixed::{FixCondition, FixOrder, FixSelection, Fixed};
    pub use crate::statement::grouped::{ByPlace, Having};
    pub use crate::statement::include::IncludeRows;
    pub use crate::statement::include_aggregate::{AggregateRows, ValueOfTargets};
    pub use crate::statement::include_values::{NotRequired, Required, Requirement};
    pub use crate::statement::join::{JoinNodes, JoinOne, JoinedRows, NoJoin, PushJoins};
    pub use crate::statement::junction::{LinkedBy, LinkedTo};
    pub use crate::statement::keyset::{Beyond, BindKeyset, KeysetSort};
    pub use crate::statement::known_empty::{FromGetter, KnownEmpty};
    pub use crate::statement::list::ListValue;
    pub use crate::statement::lock::Locking;
    pub use crate::statement::order::{AddOrder, NullsPlaced, Order, OrderBy, OrderByKey, Then, Unordered};
    pub use crate::statement::raw::{BoundValues, PushValue, ValueList};
    pub use crate::statement::select::CountIs;
    pub use crate::statement::selection::{
        AllColumns, Chosen, Distinct, LockableRows, OneOfEach, RowsOfTable, Selection, SomeColumns,
    };
    pub use crate::statement::text_search::{HasTextDsl, IsText};
    pub use crate::statement::tree::{Depth, TreeDepth, TreeRows, TreesRows};
    pub use crate::statement::uncached::Uncached;
    pub use crate::statement::window::{Limit, LimitOffset, Offset, Unlimited, Window};
}
