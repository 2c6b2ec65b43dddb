//! `teams.load(teams::players)`: loads associations of rows that were read before.
//!
//! Owns the operation, and how it loads a list in which a row occurs twice.

use std::collections::HashMap;

use super::context;
use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixIncludes;
use crate::loading::{
    Append, Declares, IncludedOf, Includes, IntoInclude, Lacks, LeavesNoneOut, LoadIncludes, PrintIncludes, SourceOf,
};
use crate::model::Model;
use crate::operation::declare::offload;
use crate::run::{Executor, Operation, Print, RunOn};
use crate::trace::Description;

/// Rows that were read before and whose associations can be loaded: a model, or a `Vec` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a model nor a `Vec` of one",
    label = "expected rows of a model",
    note = "rows are loaded by value: `team.load(teams::players)`, `teams.load(teams::players)` for a `Vec<Team>`"
)]
pub trait Rows: Sized + Send {
    /// The model of the rows.
    type Model: Model;
    /// The loaded rows: `T` for one row, `Vec<T>` for a list.
    type Loaded<T: Send>: Send;
    /// The rows as a list.
    #[doc(hidden)]
    fn into_rows(self) -> Vec<Self::Model>;
    /// Turns the list of loaded rows into one row, or leaves it a list.
    #[doc(hidden)]
    fn loaded<T: Send>(rows: Vec<T>) -> Option<Self::Loaded<T>>;
}

impl<M: Model> Rows for M {
    type Model = M;
    type Loaded<T: Send> = T;

    fn into_rows(self) -> Vec<M> {
        vec![self]
    }

    fn loaded<T: Send>(mut rows: Vec<T>) -> Option<T> {
        rows.pop()
    }
}

impl<M: Model> Rows for Vec<M> {
    type Model = M;
    type Loaded<T: Send> = Vec<T>;

    fn into_rows(self) -> Self {
        self
    }

    fn loaded<T: Send>(rows: Vec<T>) -> Option<Vec<T>> {
        Some(rows)
    }
}

/// Loads associations of rows that were read before: `teams.load(teams::players)`.
///
/// Sends one statement for each association, at any level, as [`Query::include`](crate::Query::include) does. It does
/// not read the rows themselves again: they come back unchanged, in their order. If a row occurs twice in the list, its
/// second occurrence is loaded by statements of its own. `required()` cannot be used here, as it would leave rows out.
///
/// # Errors
/// The errors of [`Query::include`](crate::Query::include).
///
/// # Example
/// ```
/// # use orm_core::diesel::SqliteConnection;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # #[has_one(Stadium)]
/// # struct Team { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Stadium { id: i32, team_id: Option<i32> }
/// fn sizes(db: &mut SqliteConnection, teams: Vec<Team>) -> Result<Vec<usize>, orm_core::Error> {
///     let teams = teams.load(teams::players).include(teams::stadium).exec(db)?;
///     Ok(teams.iter().map(|team| team.players().len()).collect())
/// }
/// # let _ = sizes;
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is loaded until `.exec(&mut conn)`"]
pub struct Load<R, I> {
    rows: R,
    includes: I,
}

/// The method `load`, for rows that were read before: `teams.load(teams::players)`. In the [`prelude`](crate::prelude).
pub trait LoadDsl: Rows {
    /// Loads the targets of an association for each of these rows. [`Load`] says by which statements.
    fn load<N, I>(self, include: N) -> Load<Self, (I,)>
    where
        N: IntoInclude<Condition: LeavesNoneOut>,
        SourceOf<N>: Declares<N::Association, Self::Model, N::Include, Include = I>,
    {
        Load { rows: self, includes: (SourceOf::<N>::declared(include.into_include().0),) }
    }
}

impl<R: Rows> LoadDsl for R {}

impl<R: Rows, I> Load<R, I> {
    /// Loads the targets of another association too: `teams.load(teams::players).include(teams::stadium)`.
    pub fn include<N, J>(self, include: N) -> Load<R, J>
    where
        N: IntoInclude<Condition: LeavesNoneOut>,
        SourceOf<N>: Declares<N::Association, R::Model, N::Include>,
        I: Lacks<N::Name, N::Association> + Append<IncludedOf<N, R::Model>, Output = J>,
    {
        let include = SourceOf::<N>::declared(include.into_include().0);
        Load { rows: self.rows, includes: self.includes.append(include) }
    }
}

impl<R: Rows, I: Includes<R::Model>> Operation for Load<R, I> {
    type Output = R::Loaded<I::Loaded>;

    fn description(&self) -> Description {
        Description::of::<R::Model>("load")
    }
}

impl<'q, X, R, I> RunOn<'q, X> for Load<R, I>
where
    X: Executor,
    R: Rows,
    I: LoadIncludes<'q, X, R::Model> + Clone,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let mut loaded = Vec::new();
        for rows in rounds(self.rows.into_rows()) {
            let (places, rows): (Vec<usize>, Vec<R::Model>) = rows.into_iter().unzip();
            let rows = self.includes.clone().load(rows, &mut *connection).await?;
            loaded.extend(places.into_iter().zip(rows));
        }
        loaded.sort_unstable_by_key(|(place, _)| *place);
        let rows = loaded.into_iter().map(|(_, row)| row).collect();
        R::loaded(rows).ok_or_else(|| context::<R::Model>().not_found())
    }
}

impl<DB: Dialect, R: Rows, I: Includes<R::Model> + PrintIncludes<DB>> Print<DB> for Load<R, I> {
    fn statements(&self) -> Vec<String> {
        self.includes.for_many()
    }
}

offload! {
    impl[R: Rows, I: FixIncludes<R::Model>] Load<R, I> => Load<R, I::Fixed>,
    |load| Load { rows: load.rows, includes: load.includes.fix() }
}

/// Divides the rows, each with its place, into rounds in which no row occurs twice: in one round, a target is given to
/// one row only.
fn rounds<M: Model>(rows: Vec<M>) -> Vec<Vec<(usize, M)>> {
    let mut rounds: Vec<Vec<(usize, M)>> = Vec::new();
    let mut seen = HashMap::new();
    for (place, row) in rows.into_iter().enumerate() {
        let round: &mut usize = seen.entry(row.key()).or_default();
        if *round == rounds.len() {
            rounds.push(Vec::new());
        }
        rounds[*round].push((place, row));
        *round += 1;
    }
    if rounds.is_empty() {
        rounds.push(Vec::new());
    }
    rounds
}
