//! Whether a column may be NULL, and how many rows an association to one row then leads to.
//!
//! Owns [`Optional`] and [`Mandatory`], and the types that follow from them.

/// A column that may be NULL: its field is an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Optional;

/// A column that is NOT NULL: its field is not an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Mandatory;

/// [`Optional`] or [`Mandatory`].
pub trait Nullability: Send + 'static {
    /// Whether NULL is possible.
    const OPTIONAL: bool;
    /// The nullability of a key that has this column and another one. It is optional when both columns are, because SET
    /// NULL writes all of them.
    type With<Other: Nullability>: Nullability;
}

impl Nullability for Optional {
    const OPTIONAL: bool = true;
    type With<Other: Nullability> = Other;
}

impl Nullability for Mandatory {
    const OPTIONAL: bool = false;
    type With<Other: Nullability> = Mandatory;
}

/// How many rows a getter of a single row returns: none or one ([`Optional`]), or always one ([`Mandatory`]).
pub trait Cardinality: Send + Sync + 'static {
    /// `Option<T>` or `T`.
    type Output<T: Send + Sync>: Send + Sync;
    /// Makes the output from the row that was found. Returns an error when no row was found and there must be one.
    #[doc(hidden)]
    fn output<T: Send + Sync, E>(found: Option<T>, not_found: impl FnOnce() -> E) -> Result<Self::Output<T>, E>;
    /// Borrows the output.
    #[doc(hidden)]
    fn as_ref<T: Send + Sync>(output: &Self::Output<T>) -> Self::Output<&T>;
    /// Applies a function to the row in the output.
    #[doc(hidden)]
    fn map<T: Send + Sync, U: Send + Sync>(output: Self::Output<T>, change: impl FnOnce(T) -> U) -> Self::Output<U>;
}

impl Cardinality for Optional {
    type Output<T: Send + Sync> = Option<T>;

    fn output<T: Send + Sync, E>(found: Option<T>, _: impl FnOnce() -> E) -> Result<Option<T>, E> {
        Ok(found)
    }

    fn as_ref<T: Send + Sync>(output: &Option<T>) -> Option<&T> {
        output.as_ref()
    }

    fn map<T: Send + Sync, U: Send + Sync>(output: Option<T>, change: impl FnOnce(T) -> U) -> Option<U> {
        output.map(change)
    }
}

impl Cardinality for Mandatory {
    type Output<T: Send + Sync> = T;

    fn output<T: Send + Sync, E>(found: Option<T>, not_found: impl FnOnce() -> E) -> Result<T, E> {
        found.ok_or_else(not_found)
    }

    fn as_ref<T: Send + Sync>(output: &T) -> &T {
        output
    }

    fn map<T: Send + Sync, U: Send + Sync>(output: T, change: impl FnOnce(T) -> U) -> U {
        change(output)
    }
}
