//! SQLite databases of a test's own.
//!
//! Owns where they live and their removal. Must not know what is in them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The URL of a database in memory: every connection to it has its own.
pub const IN_MEMORY: &str = ":memory:";

/// A database in a file, for tests that need several connections to one. The file is removed with this value.
#[derive(Debug)]
pub struct DatabaseFile {
    folder: PathBuf,
}

impl DatabaseFile {
    /// A database that no one else has, still without a file.
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

    /// What to connect to.
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
        // The write-ahead log stands beside the file. What cannot be removed is not the test's failure.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
