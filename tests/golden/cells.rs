//! What stands in a cell: a number with a unit, a sum that is worked out, a remark in brackets.

/// Value of a cell. Of `a = b = c` it is the value of `a`; the others must be what `a` comes to, to
/// the digits that are printed. Everything in brackets is a remark.
pub(crate) fn value(cell: &str) -> Result<f64, String> {
    let bare: String = without_remarks(cell);
    let mut parts = bare.split('=');
    let first = expression(parts.next().unwrap_or_default())?;
    for part in parts {
        let (printed, half_a_digit) = (expression(part)?, resolution(part));
        if (printed - first).abs() > half_a_digit {
            return Err(format!("`{cell}`: {first} is not {printed}"));
        }
    }
    Ok(first)
}

fn without_remarks(cell: &str) -> String {
    let mut depth = 0;
    cell.chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let keep = depth == 0;
            depth -= i32::from(*c == ')');
            keep
        })
        .collect()
}

/// Half of the last printed digit of a plain number; a hair for anything that is worked out.
fn resolution(text: &str) -> f64 {
    let number = text.split_whitespace().next().unwrap_or_default();
    match number.split_once('.') {
        Some((_, digits)) if !number.contains('/') => {
            0.5 * 0.1_f64.powi(i32::try_from(digits.len()).unwrap_or(0)) * 1.001
        }
        _ => 1e-9,
    }
}

/// `4 x 5.6`, `52 - 21`, `22.4 / 336`, `1/13`, `280,000 USD`: numbers joined by one kind of sign
/// after another, from left to right as one reads, products before sums.
fn expression(text: &str) -> Result<f64, String> {
    let spaced = text.replace('/', " / ").replace(',', "");
    let mut sum = 0.0;
    let mut product: Option<f64> = None;
    let mut pending = "+";
    let mut sign = 1.0;
    for word in spaced.split_whitespace() {
        if let Ok(number) = word.parse::<f64>() {
            product = Some(match (pending, product) {
                ("x", Some(left)) => left * number,
                ("/", Some(left)) => left / number,
                ("+" | "-", _) => number,
                _ => return Err(format!("`{text}`: no sign before {number}")),
            });
            pending = "";
        } else if matches!(word, "x" | "/") {
            pending = if word == "x" { "x" } else { "/" };
        } else if matches!(word, "+" | "-") {
            sum += sign * product.take().unwrap_or(0.0);
            sign = if word == "+" { 1.0 } else { -1.0 };
            pending = "+";
        } else if !matches!(word, "t" | "weeks" | "steps" | "days" | "USD") {
            return Err(format!("`{text}`: `{word}` is neither number nor unit"));
        }
    }
    match product {
        Some(last) => Ok(sum + sign * last),
        None => Err(format!("`{text}` has no number")),
    }
}

#[test]
fn cells_are_worked_out() {
    let cases = [
        ("8 weeks", 8.0),
        ("4 x 7 = 28 t", 28.0),
        ("1/13 = 0.076923", 1.0 / 13.0),
        ("22.4 / 336 = 1/15 = 0.066667", 1.0 / 15.0),
        ("280,000 USD", 280_000.0),
        ("52 - 21 = 31", 31.0),
        ("48 (none)", 48.0),
        ("4 (steps 20 to 23)", 4.0),
        ("11.2 + 8.4 = 19.6", 19.6),
        ("28 + 8.4 = 36.4", 36.4),
    ];
    for (cell, expected) in cases {
        let found = value(cell).unwrap_or_else(|error| panic!("{error}"));
        assert!((found - expected).abs() < 1e-12, "{cell}: {found}");
    }
}

#[test]
fn a_cell_that_contradicts_itself_is_refused() {
    for cell in [
        "4 x 7 = 27 t",
        "1/13 = 0.076924",
        "1/13 = 0.0769",
        "soon",
        "",
        "4 7",
    ] {
        let refused = value(cell).is_err();
        // Four printed digits of 1/13 are right.
        assert_eq!(refused, cell != "1/13 = 0.0769", "{cell}");
    }
}
