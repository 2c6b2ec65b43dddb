//! `belongs_to`: its accessors.

mod accessors;
