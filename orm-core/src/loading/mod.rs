//! Eager loading: the associations that a query includes, how they are fetched, and the types of the loaded rows.
//!
//! Owns the methods of associations in a query and the matching of targets to their sources. `statement::include` owns
//! the SQL. The associations declare which columns reference each other.

mod adding;
mod aggregate;
mod aggregated;
mod differs;
mod fetch;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod fixed;
mod include;
mod included;
mod includes;
mod print;
mod tree;
mod tuples;
mod with;

pub use adding::{
    AddInclude, Alone, Declares, IncludedOperand, Including, IntoInclude, LeadsToMany, LeavesNoneOut, LinksOf,
    OnlyFiltered, Operand, PutOn,
};
pub(crate) use adding::{IncludedOf, SourceOf};
pub use aggregate::{AggregateDsl, AggregateIn};
pub use aggregated::{Aggregated, HasAggregate, NoAggregate};

pub use differs::{Differs, Lacks, OtherThan};
pub(crate) use fetch::context;
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) use fixed::FixedQuery;
#[cfg(all(feature = "async", feature = "sqlite"))]
pub use fixed::{FixInclude, FixIncludes, FixQuery};
pub use include::IncludeDsl;
#[cfg(feature = "serde")]
pub use included::SerializePart;
pub use included::{Counted, HasCounted, HasIncluded, Included, IntoParts, WasIncluded};
#[cfg(feature = "serde")]
pub(crate) use included::{Entry, Flat};
pub use includes::{IncludeValue, Includes, LoadInclude, LoadIncludes};
pub use print::PrintIncludes;
pub use tree::{DescendantsOf, LeadsDown, ToItself, Tree};
pub(crate) use tree::{Placed, by_depth, nested};
pub use tuples::{Append, At};
