//! `captain.set_ship(..)`.
//!
//! Owns the operation, which runs `SetMany` of `has_many` with one target or none.

use crate::association::Association;
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::{IntoOptionalKey, Model};
use crate::operation::declare::offload;
use crate::operation::has_many::SetMany;
use crate::run::{Executor, Operation, Print, RunOn};
use crate::trace::Description;

/// Sets the target of a `has_one`: `captain.set_ship(&ship)`. `captain.set_ship(None)` leaves the captain without a
/// ship. Sequelize's `setShip` of has one.
///
/// Sends two UPDATEs in one transaction; on PostgreSQL a SELECT before them locks the captain's row, so that of two
/// connections that set its ship the second one waits. The first UPDATE sets the foreign key of the present target to
/// NULL, the second sets the foreign key of the given target to the source. `None` needs the first UPDATE only. Yields
/// the given target as it is afterwards, or `None`. A `has_one` whose foreign key is mandatory has no such method,
/// since the key cannot be NULL.
///
/// # Errors
/// [`Error::NotFound`] when the given target does not exist. Then nothing is changed.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let captain = Captain { id: 1 };
/// assert_sql!(
///     captain.set_ship(3),
///     r#"UPDATE "ships" SET "captain_id" = NULL
///            WHERE "ships"."captain_id" = ?
///            AND NOT ("ships"."id" IN (SELECT value FROM json_each(?))); -- binds: [1, [3]]
///        UPDATE "ships" SET "captain_id" = ?
///            WHERE "ships"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "ships"
///                WHERE "ships"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "ships"."id", "ships"."captain_id" -- binds: [1, [3], [3], 1]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetOne<A: Association>(SetMany<A>);

debug_by_name! { impl[A: Association] SetOne<A>: A::NAME; }

impl<A: Association> SetOne<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, target: impl IntoOptionalKey<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(SetMany::of(A::key_of(source), target.into_optional_key().into_iter().collect()))
    }
}

impl<A: Association> Operation for SetOne<A> {
    type Output = Option<A::Target>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<'q, X, A> RunOn<'q, X> for SetOne<A>
where
    X: Executor,
    A: Association,
    SetMany<A>: RunOn<'q, X, Output = Vec<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Option<A::Target>, Error> {
        Ok(self.0.run(connection).await?.into_iter().next())
    }
}

impl<DB: Dialect, A: Association> Print<DB> for SetOne<A>
where
    SetMany<A>: Print<DB>,
{
    fn statements(&self) -> Vec<String> {
        self.0.statements()
    }
}

offload! { impl[A: Association] SetOne<A> => Self, |set| set }
