//! The names of constraints and indexes.
//!
//! Owns how they are made: `{table}_{columns}_{ending}`, which is PostgreSQL's own pattern for constraints without a
//! given name. The DDL writes them, and error messages find an association by them. Must not know the plan.
//!
//! A name of more than [`LONGEST_NAME`] bytes is cut, and a hash of its parts stands before the ending:
//! `{beginning}_{16 hexadecimal digits}_{ending}`. The hash is FNV-1a of 64 bits. It must never change, because names
//! in existing databases contain it.

/// The number of bytes that PostgreSQL keeps of a name. It cuts a longer name without an error.
pub const LONGEST_NAME: usize = 63;

/// Makes the name of a primary key: `players_pkey`.
///
/// # Example
/// ```
/// assert_eq!(orm_core::schema::primary_key_name("players"), "players_pkey");
/// ```
pub fn primary_key_name(table: &str) -> String {
    name(table, &[], "pkey")
}

/// Makes the name of a foreign key: `players_club_id_fkey`.
///
/// # Example
/// ```
/// assert_eq!(orm_core::schema::foreign_key_name("players", &["club_id"]), "players_club_id_fkey");
/// ```
pub fn foreign_key_name(table: &str, columns: &[&str]) -> String {
    name(table, columns, "fkey")
}

/// Makes the name of a UNIQUE constraint: `players_club_id_key`.
///
/// # Example
/// ```
/// assert_eq!(orm_core::schema::unique_name("players", &["club_id"]), "players_club_id_key");
/// ```
pub fn unique_name(table: &str, columns: &[&str]) -> String {
    name(table, columns, "key")
}

/// Makes the name of an index: `players_club_id_index`.
///
/// # Example
/// ```
/// assert_eq!(orm_core::schema::index_name("players", &["club_id"]), "players_club_id_index");
/// ```
pub fn index_name(table: &str, columns: &[&str]) -> String {
    name(table, columns, "index")
}

fn name(table: &str, columns: &[&str], ending: &str) -> String {
    let mut parts = vec![table];
    parts.extend(columns);
    let beginning = parts.join("_");
    if beginning.len() + 1 + ending.len() <= LONGEST_NAME {
        return format!("{beginning}_{ending}");
    }
    let tail = format!("_{:016x}_{ending}", hash(&parts));
    let mut end = LONGEST_NAME - tail.len();
    while !beginning.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{tail}", &beginning[..end])
}

/// Hashes the parts by FNV-1a. A byte that UTF-8 never contains ends each part, so that `a_b, c` and `a, b_c` differ.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xFF]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
