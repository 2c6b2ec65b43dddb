//! The generated type of a loaded row, `TeamWith<I>`: its impls apart from the methods of its associations.
//!
//! Owns the macro that writes these impls.

/// Writes `TeamWith<I>` and its impls. Only the derive calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! __with {
    ($(#[$attribute:meta])* $visibility:vis struct $with:ident of $model:ident) => {
        $(#[$attribute])*
        $visibility struct $with<I>($crate::derive::Loaded<$model, I>);

        #[automatically_derived]
        impl<I> ::core::convert::From<$crate::derive::Loaded<$model, I>> for $with<I> {
            fn from(loaded: $crate::derive::Loaded<$model, I>) -> Self {
                Self(loaded)
            }
        }

        #[automatically_derived]
        impl<I> ::core::ops::Deref for $with<I> {
            type Target = $model;

            fn deref(&self) -> &$model {
                &self.0.row
            }
        }

        #[automatically_derived]
        impl<I> ::core::fmt::Debug for $with<I>
        where
            $crate::derive::Loaded<$model, I>: ::core::fmt::Debug,
        {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, formatter)
            }
        }

        #[automatically_derived]
        impl<I> ::core::clone::Clone for $with<I>
        where
            $crate::derive::Loaded<$model, I>: ::core::clone::Clone,
        {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }

        #[automatically_derived]
        impl<I> ::core::cmp::PartialEq for $with<I>
        where
            $crate::derive::Loaded<$model, I>: ::core::cmp::PartialEq,
        {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        $crate::__with_serialize! { $with of $model }

        #[allow(dead_code)]
        impl<I> $with<I> {
            /// Takes the loaded row apart: the plain row, and a tuple with the owned targets or the count of each
            /// include, in the order of the includes.
            $visibility fn into_parts(self) -> ($model, <I as $crate::derive::IntoParts>::Parts)
            where
                I: $crate::derive::IntoParts,
            {
                (self.0.row, $crate::derive::IntoParts::into_parts(self.0.included))
            }

            /// The value of an aggregate that was included: `team.aggregate(teams::players.sum(players::rating))`. It is
            /// named as in `include`; a filter may be left out.
            #[must_use]
            $visibility fn aggregate<Aggregate, Place>(&self, _: Aggregate) -> I::Value
            where
                I: $crate::derive::HasAggregate<Aggregate, Place>,
            {
                $crate::derive::HasAggregate::aggregated(&self.0.included)
            }
        }
    };
}

/// Writes `impl Serialize` for `TeamWith<I>`.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_serialize {
    ($with:ident of $model:ident) => {
        #[automatically_derived]
        impl<I> $crate::derive::serde::Serialize for $with<I>
        where
            $crate::derive::Loaded<$model, I>: $crate::derive::serde::Serialize,
        {
            fn serialize<S: $crate::derive::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::derive::serde::Serialize::serialize(&self.0, serializer)
            }
        }
    };
}

/// Writes nothing: without the feature `serde`, `TeamWith<I>` has no `Serialize`.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_serialize {
    ($with:ident of $model:ident) => {};
}
