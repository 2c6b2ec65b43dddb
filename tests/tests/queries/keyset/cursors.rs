//! The texts of cursors: what a client sends back may be anything.

use diesel::dsl::Asc;
use orm_core::Error;
use orm_core::errors::InvalidCursor;
use orm_core::query::{Cursor, KeysetPage};

use super::types::{Sample, sample, samples};
use super::{BestFirst, Team, jazz, teams};

#[test]
fn a_text_that_is_no_cursor_is_an_error() {
    type ByFounded = Cursor<Team, Asc<teams::founded>>;
    let text = Cursor::<Team, BestFirst>::of(&jazz(None)).to_string();
    assert_eq!(text.parse(), Ok(Cursor::<Team, BestFirst>::of(&jazz(None))));
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");

    let invalid = Err(InvalidCursor { model: "Team" });
    assert_eq!(text.parse::<ByFounded>().map(|_| ()), invalid, "another order");
    assert_eq!(text.parse::<Cursor<Team, (Asc<teams::wins>, Asc<teams::name>)>>().map(|_| ()), invalid);
    let mut damaged: Vec<String> = (0..text.len()).map(|end| text[..end].to_owned()).collect();
    damaged.extend(
        ["A", "AA", "AAA", "AAAA", "%", "'; DROP TABLE teams; --", "ä", "\0"].map(|end| format!("{text}{end}")),
    );
    damaged.extend((0..text.len()).map(|place| format!("{}~{}", &text[..place], &text[place + 1..])));
    for text in damaged {
        assert_eq!(text.parse::<Cursor<Team, BestFirst>>().map(|_| ()), invalid, "{text:?}");
    }
    let null = Cursor::<Team, Asc<teams::founded>>::of(&jazz(None)).to_string();
    assert_eq!(null.parse::<ByFounded>(), Ok(Cursor::of(&jazz(None))));

    let error = Error::from(InvalidCursor { model: "Team" });
    assert!(matches!(error, Error::InvalidValue(_)), "{error:?}");
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "this text is not a cursor of this order of `Team`"
    );
}

/// The digits of a cursor's text.
const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

type ByDecimal = Cursor<Sample, Asc<samples::decimal>>;

/// The text with another digit at this place, for each digit.
fn changed(text: &str, place: usize) -> impl Iterator<Item = String> {
    DIGITS.chars().map(move |digit| format!("{}{digit}{}", &text[..place], &text[place + 1..]))
}

#[test]
fn a_text_with_any_other_digit_is_an_error_or_another_position() {
    let cursor = ByDecimal::of(&sample(1));
    let text = cursor.to_string();
    for text in (0..text.len()).flat_map(|place| changed(&text, place).collect::<Vec<_>>()) {
        // Nothing panics. What is read is written as the same position.
        if let Ok(read) = text.parse::<ByDecimal>() {
            assert_eq!(read.to_string().parse(), Ok(read));
        }
    }
}

#[test]
fn a_short_text_is_no_number_of_a_thousand_million_digits() {
    let is_decimal = |digits: &str| {
        let text = Sample { text: digits.to_owned(), ..sample(1) };
        let text = Cursor::<Sample, Asc<samples::text>>::of(&text).to_string();
        // The hash of the order has 32 bits: the first five digits hold 30 of them, the sixth holds the other two.
        let forged = format!("{}{}", &ByDecimal::of(&sample(1)).to_string()[..5], &text[5..]);
        changed(&forged, 5).any(|text| text.parse::<ByDecimal>().is_ok())
    };
    assert!(is_decimal("12.50"));
    assert!(!is_decimal("1e999999999"));
    assert!(!is_decimal("12.50'; DROP TABLE samples; --"));
}

#[test]
fn a_page_and_its_cursors_serialize() {
    let cursor = Cursor::<Team, BestFirst>::of(&jazz(None));
    let json =
        serde_json::to_value(KeysetPage { rows: vec![1, 2], next: Some(cursor.clone()), previous: None }).unwrap();
    assert_eq!(json, serde_json::json!({ "rows": [1, 2], "next": cursor.to_string(), "previous": null }));
    assert_eq!(serde_json::from_value::<Cursor<Team, BestFirst>>(json["next"].clone()).unwrap(), cursor);
    let error = serde_json::from_str::<Cursor<Team, BestFirst>>("\"x\"").unwrap_err();
    assert_eq!(error.to_string(), "this text is not a cursor of this order of `Team`");
}
