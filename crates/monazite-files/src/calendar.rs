//! Texts that look like dates and are none.

use monazite_model::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Why a text of the form `2026-02-30` is no date; `None` if it is one, or has another form.
pub(crate) fn flaw(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    let number = |part: &str, width: usize| {
        let plain = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        if plain {
            part.parse::<i16>().ok()
        } else {
            None
        }
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    if !(1..=12).contains(&month) {
        return Some(format!(
            "`{text}` is no date: there is no month {month}; dates are written year-month-day"
        ));
    }
    let days = i16::from(Date::new(year, month as i8, 1).ok()?.days_in_month());
    if (1..=days).contains(&day) {
        return None;
    }
    let month = MONTHS[month as usize - 1];
    Some(format!(
        "`{text}` is no date: {month} {year} has {days} days"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_told_with_the_length_of_their_month() {
        assert!(
            flaw("2026-02-30")
                .unwrap()
                .contains("February 2026 has 28 days")
        );
        assert!(
            flaw("2028-02-30")
                .unwrap()
                .contains("February 2028 has 29 days")
        );
        assert!(
            flaw("2026-04-00")
                .unwrap()
                .contains("April 2026 has 30 days")
        );
        assert!(flaw("2026-13-01").unwrap().contains("no month 13"));
        for text in [
            "2028-02-29",
            "2026-12-31",
            "26-1-1",
            "x",
            "2026-02",
            "2026-02-30T",
        ] {
            assert_eq!(flaw(text), None, "{text}");
        }
    }
}
