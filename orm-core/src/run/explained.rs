//! The compile error for an operation that cannot run on a connection.
//!
//! Owns its message, once for `RunOn` and `RunAsync`. Must not know how an operation runs.

/// Declares a trait with the compile error for an operation that cannot run on a connection.
macro_rules! explained {
    ($trait:item) => {
        #[diagnostic::on_unimplemented(
            message = "this operation cannot run on this connection",
            label = "this `exec` cannot run the operation here",
            note = "the `exec` of `orm_core::prelude` runs on blocking Diesel connections (`SqliteConnection`, `PgConnection`, or one of \
                    a pool), that of `orm_core::nonblocking::prelude` on connections of diesel-async",
            note = "the database must know the type of each column and expression in the operation",
            note = "a function that returns an operation declares where it runs: `impl RunOn<..>`, or `impl RunAsync<..>` for \
                    connections of diesel-async; `impl Operation<..>` does not",
            note = "a function that returns a condition or an order declares where it runs: `impl ConditionOn<..>`, \
                    `impl OrderingOn<..>`"
        )]
        $trait
    };
}

pub(super) use explained;
