use orm_core::prelude::*;
use orm_core::Transaction;

#[derive(Model)]
struct Team {
    id: i32,
}

struct AppError;

impl From<orm_core::Error> for AppError {
    fn from(_: orm_core::Error) -> Self {
        Self
    }
}

fn make(db: &mut orm_sqlite::SqliteConnection) -> Result<Team, AppError> {
    Transaction::new().run(db, |db| Ok(Team::create().exec(db)?))
}

fn main() {}
