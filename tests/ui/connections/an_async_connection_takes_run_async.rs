use orm_core::{Error, Transaction};

fn wrong(db: &mut diesel_async::AsyncPgConnection) -> Result<(), Error> {
    Transaction::new().run(db, |_| Ok(()))
}

fn main() {}
