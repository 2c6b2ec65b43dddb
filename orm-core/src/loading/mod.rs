//! Eager loading: what can be included with rows, how it is fetched, and the types of the rows that result.
//!
//! Owns the values that stand in `.include(..)` and the matching of targets to their sources. The statements are those
//! of `statement::include`; which columns meet is said by the associations.

mod adding;
mod fetch;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod fixed;
mod includable;
mod include;
mod included;
pub mod kind;
mod tuples;
mod with;

pub use adding::{AddInclude, Including, IntoInclude};
pub(crate) use adding::{Alone, Declares, IncludedOf, LeavesNoneOut, SourceOf};
pub use fetch::{IncludeValue, Includes, LoadInclude, LoadIncludes};
#[cfg(all(feature = "async", feature = "sqlite"))]
pub use fixed::{FixInclude, FixIncludes};
pub(crate) use includable::RouteKey;
pub use includable::{AssociatedOnce, ByJunction, ByKey, Includable, Next, Nothing, Route};
pub use include::{CountOf, Include, IncludeDsl, Required, Soft};
#[cfg(feature = "serde")]
pub use included::SerializePart;
pub use included::{Counted, HasCounted, HasIncluded, Included, IntoParts, Loaded, WasIncluded};
pub use kind::{Kind, WithLink};
pub(crate) use kind::{LinkedWith, ToMany, ToOne};
pub(crate) use tuples::Append;
pub use tuples::{At, Lacks};
