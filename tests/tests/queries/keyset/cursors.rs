//! The texts of cursors: what a client sends back may be anything.

use diesel::dsl::Asc;
use orm_core::Error;
use orm_core::query::{Cursor, InvalidCursor, KeysetPage};

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

/// Any change of a text is refused, or is the cursor of another row; nothing panics.
#[test]
fn a_text_with_any_other_digit_is_an_error_or_another_position() {
    let sample = sample(1);
    let text = Cursor::<Sample, (Asc<samples::decimal>, Asc<samples::maybe>)>::of(&sample).to_string();
    for place in 0..text.len() {
        for digit in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
            let changed = format!("{}{digit}{}", &text[..place], &text[place + 1..]);
            let _ = changed.parse::<Cursor<Sample, (Asc<samples::decimal>, Asc<samples::maybe>)>>();
        }
    }
    type ByDecimal = Cursor<Sample, Asc<samples::decimal>>;
    let forged = |digits: &str| {
        let decimal = Cursor::<Sample, Asc<samples::decimal>>::of(&sample).to_string();
        let order = &decimal.as_bytes()[..5];
        let text = Sample { text: digits.to_owned(), ..sample.clone() };
        let text = Cursor::<Sample, Asc<samples::text>>::of(&text).to_string();
        // The hash of the order is 32 bits, of which the first five digits hold 30.
        let forged = format!("{}{}", String::from_utf8_lossy(order), &text[5..]);
        let sixth = |digit: char| format!("{}{digit}{}", &forged[..5], &forged[6..]);
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .chars()
            .any(|digit| sixth(digit).parse::<ByDecimal>().is_ok())
    };
    assert!(forged("12.50"));
    assert!(!forged("1e999999999"), "a short text would be a number of a thousand million digits");
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
