//! `Debug` of types whose values are not shown.
//!
//! Owns one form for all of them: the type's name, and in parentheses what it is about. Must not know any type.

/// Implements `Debug` as `Remove(players)`: by the type's name and the expression behind the colon.
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
