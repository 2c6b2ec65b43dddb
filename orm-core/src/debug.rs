//! `Debug` for types whose values are not shown.
//!
//! Owns the one form that they share: the type's name, and in parentheses the model or association that it is about.
//! Must not know any of these types.

/// Implements `Debug` as `Remove(players)`: the name of the type, and in parentheses the value of the expression after
/// the colon.
macro_rules! debug_by_name {
    ($(impl[$($generics:tt)*] $name:ident<$($parameter:tt),*>: $about:expr;)*) => { $(
        impl<$($generics)*> std::fmt::Debug for $name<$($parameter),*> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), $about)
            }
        }
    )* };
}

pub(crate) use debug_by_name;
