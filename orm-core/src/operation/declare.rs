//! The macro `operation!`, by which a file declares an operation and gets the traits that every operation implements.
//!
//! Owns the macros that write the traits of `run` for an operation. Must not know which operations there are.

/// Declares an operation: its output, its description, the statements that it sends and how each is sent, the
/// statements that `sql` prints without a connection, and the part that is sent to another thread.
///
/// Implements `Operation`, `RunOn`, `Print` and `Offload`. For an operation marked `built`, which a generated builder
/// runs, it implements `RunBuilt` and `OffloadBuilt` instead of `RunOn` and `Offload`.
///
/// ```text
/// operation! {
///     impl[A: Association] Remove<A> {                            // generics, type, and bounds: `where [..]`
///         yields usize;
///         described |_| Description::of::<A::Target>("remove");
///         sends [ClearListed<A>: ExecuteWith<'static, X>];        // each statement, and how the executor `X` sends it
///         run |remove, connection| { .. }                         // the body of an `async fn`
///         sql |remove| [remove.statement()];                      // each an `Option` or a `Vec` of a statement
///         offload [F: FixCondition] Remove<A::Fixed>, |remove| ..; // only where the whole operation cannot go
///     }
/// }
/// ```
macro_rules! operation {
    (impl[$($generics:tt)*] $operation:ty $(where [$($needed:tt)*])? { $($parts:tt)* }) => {
        $crate::operation::declare::operation! {
            @ RunOn [] [$($generics)*] [$operation] [$($($needed)*,)?] $($parts)*
        }
    };
    (built impl[$($generics:tt)*] $operation:ty $(where [$($needed:tt)*])? { $($parts:tt)* }) => {
        $crate::operation::declare::operation! {
            @ RunBuilt [built] [$($generics)*] [$operation] [$($($needed)*,)?] $($parts)*
        }
    };
    (
        @ $run:ident [$($built:ident)?] [$($generics:tt)*] [$operation:ty] [$($needed:tt)*]
        yields $output:ty;
        described |$described:tt| $description:expr;
        sends [$($statement:ty: $sent:path),* $(,)?];
        run |$this:ident, $connection:ident| $body:block
        sql |$printed:ident| [$($sql:expr),* $(,)?];
        $($offload:tt)*
    ) => {
        impl<$($generics)*> $crate::run::Operation for $operation {
            type Output = $output;

            fn description(&self) -> $crate::trace::Description {
                let $described = self;
                $description
            }
        }

        impl<'q, X, $($generics)*> $crate::run::$run<'q, X> for $operation
        where
            X: $crate::run::Executor,
            $($needed)*
            $($statement: $sent + Send,)*
        {
            async fn run(self, $connection: &mut X::Connection) -> Result<$output, $crate::error::Error> {
                let $this = self;
                $body
            }
        }

        impl<DB: $crate::dialect::Dialect, $($generics)*> $crate::run::Print<DB> for $operation
        where
            $($statement: diesel::query_builder::QueryFragment<DB>,)*
        {
            fn statements(&self) -> Vec<String> {
                let $printed = self;
                let mut texts = Vec::new();
                $(texts.extend($sql.into_iter().map(|statement| $crate::statement::text::<DB, _>(&statement)));)*
                texts
            }
        }

        $crate::operation::declare::operation! { @ offload [$($built)?] [$($generics)*] [$operation] $($offload)* }
    };
    (@ offload [] [$($generics:tt)*] [$operation:ty]) => {
        $crate::operation::declare::offload! { impl[$($generics)*] $operation => Self, |operation| operation }
    };
    (@ offload [built] [$($generics:tt)*] [$operation:ty]) => {
        $crate::operation::declare::offload! {
            built impl[$($generics)*] $operation => $crate::run::Built<Self>, |operation| $crate::run::Built(operation)
        }
    };
    // The file implements the trait itself.
    (@ offload [$($built:ident)?] [$($generics:tt)*] [$operation:ty] offload by hand;) => {};
    (
        @ offload [$($built:ident)?] [$($generics:tt)*] [$operation:ty]
        offload [$($bounds:tt)*] $offloaded:ty, |$this:ident| $value:expr;
    ) => {
        $crate::operation::declare::offload! {
            $($built)? impl[$($generics)*] $operation where [$($bounds)*] => $offloaded, |$this| $value
        }
    };
}

/// Implements `Offload`, or `OffloadBuilt` for a `built` operation, where the whole operation goes to the other thread.
macro_rules! offload {
    (built $($rest:tt)*) => { $crate::operation::declare::offload! { @ OffloadBuilt $($rest)* } };
    (impl $($rest:tt)*) => { $crate::operation::declare::offload! { @ Offload impl $($rest)* } };
    (
        @ $trait:ident impl[$($generics:tt)*] $operation:ty $(where [$($bounds:tt)*])? => $offloaded:ty,
        |$this:ident| $value:expr
    ) => {
        #[cfg(all(feature = "async", feature = "sqlite"))]
        impl<$($generics)*> $crate::run::$trait for $operation $(where $($bounds)*)? {
            type Offloaded = $offloaded;
            type Kept = ();

            fn offload(self) -> (Self::Offloaded, ()) {
                let $this = self;
                ($value, ())
            }

            fn resume(
                (): (),
                done: Result<$crate::run::OutputOf<Self::Offloaded>, $crate::error::Error>,
            ) -> Result<Self::Output, $crate::error::Error> {
                done
            }
        }
    };
}

/// Declares several statements of an operation, which run in one transaction.
macro_rules! steps {
    (
        impl[$($generics:tt)*] $steps:ty {
            yields $output:ty;
            sends [$($statement:ty: $sent:path),* $(,)?];
            run |$this:ident, $connection:ident| $body:block
        }
    ) => {
        impl<$($generics)*> $crate::run::Operation for $steps {
            type Output = $output;
        }

        impl<'q, X, $($generics)*> $crate::run::RunOn<'q, X> for $steps
        where
            X: $crate::run::Executor,
            $($statement: $sent + Send,)*
        {
            async fn run(self, $connection: &mut X::Connection) -> Result<$output, $crate::error::Error> {
                let $this = self;
                $body
            }
        }
    };
}

pub(super) use {offload, operation, steps};
