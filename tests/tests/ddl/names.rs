//! The names of constraints and indexes.

use orm_core::schema::{LONGEST_NAME, foreign_key_name, index_name, primary_key_name, unique_name};
use proptest::prelude::*;

#[test]
fn a_long_name_is_cut_and_told_apart_by_a_hash_that_never_changes() {
    let table = "a_table_with_quite_a_long_name_for_what_it_holds";
    assert_eq!(
        foreign_key_name(table, &["a_column"]),
        "a_table_with_quite_a_long_name_for_what_it_holds_a_column_fkey"
    );
    assert_eq!(
        foreign_key_name(table, &["another_column"]),
        "a_table_with_quite_a_long_name_for_what_i_bf5603cbcdf42492_fkey"
    );
}

/// Names that meet in all the ways that matter: short ones, long ones, with underscores and with wide characters.
fn identifier() -> impl Strategy<Value = String> {
    prop_oneof!["[ab_]{1,4}", "[a-c_]{28,63}", "[ab_é]{20,31}"]
}

fn parts() -> impl Strategy<Value = (String, Vec<String>)> {
    (identifier(), prop::collection::vec(identifier(), 1..4))
}

fn is_shortened(table: &str, columns: &[&str]) -> bool {
    format!("{table}_{}_fkey", columns.join("_")).len() > LONGEST_NAME
}

proptest! {
    #[test]
    fn names_keep_to_what_postgres_keeps_and_end_in_what_they_are((table, columns) in parts()) {
        let columns: Vec<_> = columns.iter().map(String::as_str).collect();
        let names = [
            (primary_key_name(&table), "_pkey"),
            (foreign_key_name(&table, &columns), "_fkey"),
            (unique_name(&table, &columns), "_key"),
            (index_name(&table, &columns), "_index"),
        ];
        for (name, ending) in names {
            prop_assert!(name.len() <= LONGEST_NAME, "{name}");
            prop_assert!(name.ends_with(ending), "{name}");
        }
    }

    #[test]
    fn shortened_names_of_different_keys_differ((table, columns) in parts(), (other, others) in parts()) {
        let columns: Vec<_> = columns.iter().map(String::as_str).collect();
        let others: Vec<_> = others.iter().map(String::as_str).collect();
        let name = foreign_key_name(&table, &columns);
        prop_assume!((&table, &columns) != (&other, &others) && is_shortened(&table, &columns));
        prop_assert_ne!(name, foreign_key_name(&other, &others));
    }

    #[test]
    fn shortened_names_differ_where_table_and_column_are_divided_elsewhere(
        table in identifier(), middle in identifier(), column in identifier()
    ) {
        let (longer_table, longer_column) = (format!("{table}_{middle}"), format!("{middle}_{column}"));
        prop_assume!(is_shortened(&longer_table, &[&column]));
        prop_assert_ne!(foreign_key_name(&longer_table, &[&column]), foreign_key_name(&table, &[&longer_column]));
        prop_assert_ne!(foreign_key_name(&longer_table, &[&column]), foreign_key_name(&table, &[&middle, &column]));
    }
}
