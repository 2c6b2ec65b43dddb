//! Read rows: queries, conditions and orders, eager loading, pages, chunks.
//!
//! Owns the list of names for reading. A query starts from a model, `Team::query()` or `Team::find(7)`, or from a row,
//! `team.get_players()`. Its methods return the types here. [`parts`] holds the other types and traits of their
//! signatures, which a program seldom names.

pub use crate::association::{Kind, WithLink, kind};
pub use crate::loading::{Counted, IncludeDsl, Included};
pub use crate::model::{Cursor, CursorValue, InvalidCursor, Loaded};
pub use crate::operation::{
    Chunks, Find, First, Get, GetLinked, GetOne, Keyset, KeysetPage, Load, LoadDsl, NextChunk, Page, PageOf, Reload,
};
pub use crate::statement::boxed::{BoxedInclude, BoxedQuery};
pub use crate::statement::condition::Not;
pub use crate::statement::expression::{Condition, ConditionOn, Ordering, OrderingOn, Selectable};
pub use crate::statement::include::AnyOf;
pub use crate::statement::include_values::{CountOf, Include};
pub use crate::statement::junction::WithJunction;
pub use crate::statement::select::{Count, Exists, Query};

/// Types and traits that occur in the signatures of queries and includes and in the compiler's messages about them.
pub mod parts {
    pub use crate::association::{
        AssociatedOnce, ByJunction, ByKey, Includable, Next, NoModel, NoOther, Nothing, Route,
    };
    pub use crate::association::{ToMany, ToOne};
    #[cfg(feature = "serde")]
    pub use crate::loading::SerializePart;
    pub use crate::loading::{
        AddInclude, Alone, Append, At, Declares, Differs, HasCounted, HasIncluded, IncludeValue, Includes, Including,
        IntoInclude, IntoParts, Lacks, LeadsToMany, LeavesNoneOut, LinksOf, LoadInclude, LoadIncludes, OnlyFiltered,
        OtherThan, PrintIncludes, PutOn, WasIncluded,
    };
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub use crate::loading::{FixInclude, FixIncludes, FixQuery};
    pub use crate::model::row::{Both, Columns, Found, ModelRow, Part, Parts};
    pub use crate::model::{ColumnOf, InKey, InOrder, KeysetColumn, KeysetColumns, KeysetOrder, SortedBy};
    pub use crate::operation::{ChunkSteps, KeysetSteps, PrintOne, ReadOne, Rows};
    pub use crate::statement::boxed::{BoxCondition, BoxOrder, BoxedOrder, BoxedWhere, BoxedWindow};
    pub use crate::statement::condition::{
        AddCondition, AllExist, And, AndAlso, IfGiven, KeyAfter, KeyIn, KeyIs, OfSource, Parenthesized, Unless, Where,
    };
    pub use crate::statement::expression::ChosenAsDefault;
    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub use crate::statement::fixed::{FixCondition, FixOrder, FixSelection, Fixed};
    pub use crate::statement::include::{CountRows, IncludeRows};
    pub use crate::statement::include_values::{NotRequired, Required, Requirement};
    pub use crate::statement::join::{JoinNodes, JoinOne, JoinedRows, NoJoin, PushJoins};
    pub use crate::statement::junction::{LinkedBy, LinkedTo};
    pub use crate::statement::keyset::{Beyond, BindKeyset, KeysetSort};
    pub use crate::statement::known_empty::{FromGetter, KnownEmpty};
    pub use crate::statement::order::{AddOrder, Order, OrderBy, OrderByKey, Then, Unordered};
    pub use crate::statement::select::CountIs;
    pub use crate::statement::selection::{AllColumns, Chosen, Selection};
    pub use crate::statement::window::{Limit, LimitOffset, Offset, Unlimited, Window};
}
