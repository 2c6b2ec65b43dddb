//! stand-in
/// stand-in
pub trait Exec {}
