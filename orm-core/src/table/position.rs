//! Columns compared by their positions: the check of GROUP BY takes one impl per column, not one per pair of columns.
//!
//! Owns the comparison of positions. Must not know tables.

use diesel::expression::is_contained_in_group_by::{No, Yes};

/// The position of a column in its table, as a type, so that the compiler can compare two columns of one table.
#[derive(Debug, Clone, Copy)]
pub struct Position<const INDEX: usize>;

/// Whether two positions are the same one.
pub trait SamePosition<Other> {
    /// `Yes` or `No`, in Diesel's terms.
    type Output;
}

/// A column with a position in its table.
pub trait PositionedColumn: diesel::Column {
    /// The column's [`Position`].
    type Position;
}

macro_rules! compare_positions {
    ($($left:literal)*) => { compare_positions!(@rows [$($left)*] [$($left)*]); };
    (@rows [$($left:literal)*] $all:tt) => { $(compare_positions!(@row $left $all);)* };
    (@row $left:literal [$($right:literal)*]) => { $(compare_positions!(@pair $left $right);)* };
    (@pair $left:literal $right:literal) => {
        impl SamePosition<Position<$right>> for Position<$left> {
            type Output = <Decide<{ $left == $right }> as Decision>::Output;
        }
    };
}

/// A truth value as a type.
#[derive(Debug)]
pub struct Decide<const SAME: bool>;

/// Turns [`Decide`] into Diesel's `Yes` and `No`.
pub trait Decision {
    /// `Yes` or `No`.
    type Output;
}

impl Decision for Decide<true> {
    type Output = Yes;
}

impl Decision for Decide<false> {
    type Output = No;
}

compare_positions!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);
