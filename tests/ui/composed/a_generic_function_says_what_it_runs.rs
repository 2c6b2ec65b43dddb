use orm_core::prelude::*;
use orm_core::run::BlockingConnection;
use orm_core::{Error, Query};

fn all<M: Model, C: BlockingConnection>(db: &mut C) -> Result<Vec<M>, Error> {
    Query::<M>::all().exec(db)
}

fn main() {}
