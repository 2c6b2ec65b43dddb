//! Settings.
use std::sync::Barrier;
use orm_tests::sqlite::DatabaseFile;

#[test]
fn connections_that_are_opened_at_once_do_not_refuse_each_other_a_new_file() {
    for round in 0..100 {
        let file = DatabaseFile::new();
        let barrier = Barrier::new(8);
        std::thread::scope(|scope| {
            let hs: Vec<_> = (0..8).map(|_| scope.spawn(|| {
                barrier.wait();
                orm_sqlite::connect(&file.url()).map(drop)
            })).collect();
            for h in hs { if let Err(e) = h.join().unwrap() { println!("round {round}: {e:?}"); } }
        });
    }
    panic!();
}
