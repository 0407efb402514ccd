use super::*;

fn with<T>(cell: &str, read: impl FnOnce(&mut Row<'_>) -> T) -> (T, Vec<String>) {
    let header = Header {
        names: vec!["x".to_owned()],
        end: 0,
        strange: false,
    };
    let record = StringRecord::from(vec![cell]);
    let mut row = Row::new(&record, &header, 0);
    let value = read(&mut row);
    (
        value,
        row.finish()
            .into_iter()
            .map(|wrong| wrong.message)
            .collect(),
    )
}

#[test]
fn numbers_in_other_notations_are_refused_with_the_text_seen() {
    for text in [
        "1,5",
        "1 000",
        "\u{2212}5",
        "5%",
        "1_000",
        "NaN",
        "Inf",
        "1e999",
        "01-Mar",
    ] {
        let (_, wrong) = with(text, |row| row.flow("x"));
        assert!(
            wrong.len() == 1 && wrong[0].contains(text),
            "{text}: {wrong:?}"
        );
    }
    let (value, wrong) = with("1.2E+05", |row| row.flow("x"));
    assert_eq!((value.get(), wrong.len()), (120_000.0, 0));
}

#[test]
fn formulas_and_spreadsheet_errors_are_refused_as_text() {
    for text in [
        "=HYPERLINK(\"x\")",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "#REF!",
        "#N/A",
    ] {
        let (_, wrong) = with(text, |row| row.text("x"));
        assert_eq!(wrong.len(), 1, "{text}");
    }
    for text in ["00123", "MAR1", "-", "100 % owned", "a = b", "#1 plant"] {
        let (value, wrong) = with(text, |row| row.text("x"));
        assert!(wrong.is_empty() && value == text, "{text}: {wrong:?}");
    }
}

#[test]
fn control_characters_are_refused() {
    let (_, wrong) = with("mine\u{0}a", |row| row.id("x"));
    assert!(wrong[0].contains("U+0000"), "{wrong:?}");
}

#[test]
fn only_plain_dates_are_dates() {
    assert_eq!(with("2026-07-01", |row| row.date("x")).1.len(), 0);
    for text in ["", "1 July 2026", "2026-7-1", "2026-02-30", "01/07/2026"] {
        assert_eq!(with(text, |row| row.date("x")).1.len(), 1, "{text}");
    }
}

#[test]
fn lists_are_split_at_semicolons() {
    assert_eq!(with("a; b;", |row| row.list("x")).0, ["a", "b"]);
    assert_eq!(
        with("0.1;1", |row| row.numbers("x", 0.0, 1.0)).0,
        [0.1, 1.0]
    );
    assert_eq!(with("0.1;2", |row| row.numbers("x", 0.0, 1.0)).1.len(), 1);
}
