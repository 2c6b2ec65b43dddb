//! Keys: one or several columns of a model that together identify a row or reference one.
//!
//! Owns [`Key`]. Must not know associations.

use std::hash::Hash;
use std::marker::PhantomData;

use super::{HasColumn, Merge, Model, Nullability, Optional, PrimaryKeyOf};

/// One or several columns of `M`, as a tuple of Diesel columns: `(teams::id,)`.
pub trait Key<M: Model>: Send + 'static {
    /// The key's value: the bare value for one column (`i32`), a tuple for several.
    type Value: Clone + Ord + Hash + Send + 'static;
    /// Diesel's SQL type of the value, without `Nullable`; a tuple for several columns.
    type SqlType: 'static;
    /// `Optional` when all of the columns may be NULL, `Mandatory` when at least one may not.
    type Nullability: Nullability;
    /// The state of a builder to which only this key was given.
    type Given;

    /// The columns' names, unquoted.
    const NAMES: &'static [&'static str];
    /// The columns, quoted and qualified.
    const SQL: &'static [&'static str];

    /// Reads the key of a row. Returns `None` when one of its columns is NULL.
    fn of(model: &M) -> Option<Self::Value>;

    /// Writes the key into a row in memory.
    fn write(model: &mut M, value: Self::Value);

    /// Reads the key from the values of a new row. Returns `None` when one of its columns is not given, or is NULL.
    fn given(values: &mut M::Values) -> Option<Self::Value>;

    /// Writes the key into the values of a row to be written.
    fn give(values: &mut M::Values, value: Self::Value);
}

/// A key whose columns may all be NULL, so that the whole key can be set to NULL.
pub trait OptionalKey<M: Model>: Key<M> {
    /// Writes NULL into a row in memory.
    fn clear(model: &mut M);
}

impl<M, C> Key<M> for (C,)
where
    C: diesel::Column<Table = M::Table> + Send + 'static,
    M: HasColumn<C>,
    M::Key: Clone + Ord + Hash + Send + 'static,
{
    type Value = M::Key;
    type SqlType = <M as HasColumn<C>>::SqlType;
    type Nullability = M::Nullability;
    type Given = M::Given;

    const NAMES: &'static [&'static str] = &[C::NAME];
    const SQL: &'static [&'static str] = &[<M as HasColumn<C>>::SQL];

    fn of(model: &M) -> Option<Self::Value> {
        model.value().clone().into()
    }

    fn write(model: &mut M, value: Self::Value) {
        *model.value_mut() = value.into();
    }

    fn given(values: &mut M::Values) -> Option<Self::Value> {
        M::slot(values).clone().and_then(Into::into)
    }

    fn give(values: &mut M::Values, value: Self::Value) {
        *M::slot(values) = Some(value.into());
    }
}

impl<M, C> OptionalKey<M> for (C,)
where
    (C,): Key<M>,
    C: diesel::Column<Table = M::Table>,
    M: HasColumn<C>,
    M::Value: Default,
{
    fn clear(model: &mut M) {
        *model.value_mut() = M::Value::default();
    }
}

macro_rules! composite_keys {
    ($(($($column:ident $value:ident),+) $nullability:ty, $given:ty where [$($bounds:tt)+];)+) => { $(
        impl<M, $($column),+> Key<M> for ($($column,)+)
        where
            M: Model,
            $($column: diesel::Column<Table = M::Table> + Send + 'static,
              M: HasColumn<$column>,
              <M as HasColumn<$column>>::Key: Clone + Ord + Hash + Send + 'static,)+
            $($bounds)+,
        {
            type Value = ($(<M as HasColumn<$column>>::Key,)+);
            type SqlType = ($(<M as HasColumn<$column>>::SqlType,)+);
            type Nullability = $nullability;
            type Given = $given;

            const NAMES: &'static [&'static str] = &[$($column::NAME),+];
            const SQL: &'static [&'static str] = &[$(<M as HasColumn<$column>>::SQL),+];

            fn of(model: &M) -> Option<Self::Value> {
                Some(($(<M as HasColumn<$column>>::value(model).clone().into()?,)+))
            }

            #[allow(non_snake_case)]
            fn write(model: &mut M, value: Self::Value) {
                let ($($value,)+) = value;
                $(*<M as HasColumn<$column>>::value_mut(model) = $value.into();)+
            }

            fn given(values: &mut M::Values) -> Option<Self::Value> {
                Some(($(<M as HasColumn<$column>>::slot(values).clone().and_then(Into::into)?,)+))
            }

            #[allow(non_snake_case)]
            fn give(values: &mut M::Values, value: Self::Value) {
                let ($($value,)+) = value;
                $(*<M as HasColumn<$column>>::slot(values) = Some($value.into());)+
            }
        }

        impl<M, $($column),+> OptionalKey<M> for ($($column,)+)
        where
            Self: Key<M>,
            M: Model,
            $($column: diesel::Column<Table = M::Table>,
              M: HasColumn<$column>,
              <M as HasColumn<$column>>::Value: Default,)+
        {
            fn clear(model: &mut M) {
                $(*<M as HasColumn<$column>>::value_mut(model) = Default::default();)+
            }
        }
    )+ };
}

/// Whether a column may be NULL.
type NullabilityOf<M, C> = <M as HasColumn<C>>::Nullability;
/// Whether a key of two columns may be NULL.
type BothOf<M, C1, C2> = <NullabilityOf<M, C1> as Nullability>::With<NullabilityOf<M, C2>>;
/// The state of a builder to which only one column was given.
type GivenOf<M, C> = <M as HasColumn<C>>::Given;
/// The state of a builder to which the columns of two states were given.
type Merged<A, B> = <A as Merge<B>>::Output;

composite_keys! {
    (C1 V1, C2 V2) BothOf<M, C1, C2>, Merged<GivenOf<M, C1>, GivenOf<M, C2>>
        where [GivenOf<M, C1>: Merge<GivenOf<M, C2>>];
    (C1 V1, C2 V2, C3 V3) <BothOf<M, C1, C2> as Nullability>::With<NullabilityOf<M, C3>>,
        Merged<Merged<GivenOf<M, C1>, GivenOf<M, C2>>, GivenOf<M, C3>>
        where [
            GivenOf<M, C1>: Merge<GivenOf<M, C2>>,
            Merged<GivenOf<M, C1>, GivenOf<M, C2>>: Merge<GivenOf<M, C3>>
        ];
    (C1 V1, C2 V2, C3 V3, C4 V4)
        <BothOf<M, C1, C2> as Nullability>::With<BothOf<M, C3, C4>>,
        Merged<Merged<GivenOf<M, C1>, GivenOf<M, C2>>, Merged<GivenOf<M, C3>, GivenOf<M, C4>>>
        where [
            GivenOf<M, C1>: Merge<GivenOf<M, C2>>,
            GivenOf<M, C3>: Merge<GivenOf<M, C4>>,
            Merged<GivenOf<M, C1>, GivenOf<M, C2>>: Merge<Merged<GivenOf<M, C3>, GivenOf<M, C4>>>
        ];
}

/// Stands in for a foreign key that was declared by mistake, so that the mistake is reported once. Its value has the
/// type of the key that it would reference. Code that uses it does not compile, so its methods are never called.
#[doc(hidden)]
#[derive(Debug)]
pub struct UnknownKey<Referenced>(PhantomData<fn() -> Referenced>);

impl<M: Model, Referenced: Model> Key<M> for UnknownKey<Referenced> {
    type Value = PrimaryKeyOf<Referenced>;
    type SqlType = <Referenced::PrimaryKey as Key<Referenced>>::SqlType;
    type Nullability = Optional;
    type Given = M::NothingGiven;

    const NAMES: &'static [&'static str] = &[""];
    const SQL: &'static [&'static str] = &[""];

    fn of(_: &M) -> Option<Self::Value> {
        None
    }

    fn write(_: &mut M, _: Self::Value) {}

    fn given(_: &mut M::Values) -> Option<Self::Value> {
        None
    }

    fn give(_: &mut M::Values, _: Self::Value) {}
}

impl<M: Model, Referenced: Model> OptionalKey<M> for UnknownKey<Referenced> {
    fn clear(_: &mut M) {}
}
