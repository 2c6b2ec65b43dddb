//! SQLite databases, one for each test.
//!
//! Owns their places and their removal. Must not know what is in them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The URL of a database in memory. Every connection opened by it has a database of its own.
pub const IN_MEMORY: &str = ":memory:";

/// A database in a file, for tests that need several connections to one database. Dropping this value removes the file.
#[derive(Debug)]
pub struct DatabaseFile {
    folder: PathBuf,
}

impl DatabaseFile {
    /// Chooses a path that no other test uses. The first connection creates the file.
    ///
    /// # Panics
    /// When the temporary folder cannot be written.
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("orm-test-{}-{number}", std::process::id()));
        std::fs::create_dir(&folder).expect("the temporary folder can be written");
        Self { folder }
    }

    /// The URL to connect to.
    ///
    /// # Panics
    /// When the path of the temporary folder is not UTF-8.
    pub fn url(&self) -> String {
        self.folder.join("test.db").into_os_string().into_string().expect("the temporary folder's path is UTF-8")
    }
}

impl Default for DatabaseFile {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for DatabaseFile {
    fn drop(&mut self) {
        // The write-ahead log stands beside the file. A test does not fail because a file cannot be removed.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
