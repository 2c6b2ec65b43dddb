//! How a function finds the connection in the value that the user passes.
//!
//! Owns the two ways, as types that the compiler infers. Must not know connections.

use std::marker::PhantomData;

/// The value is the connection itself.
#[derive(Debug)]
pub struct Direct;

/// The value dereferences to the connection: it is a reference, or a connection of a pool.
#[derive(Debug)]
pub struct Dereferenced<Via>(PhantomData<fn() -> Via>);
