use monazite_files::load_pack;

use crate::desk::{DEMANDS, Desk, table};
use crate::{Place, expect};

#[test]
fn i11_nan_and_infinities_are_no_numbers_in_tables_either() {
    for text in ["NaN", "nan", "Inf", "-inf", "infinity", "1e999"] {
        let telling = ["capacity_t_per_yr", "finite number", text];
        table(
            "sites.csv",
            "MY,mine,1000",
            &format!("MY,mine,{text}"),
            "number",
            &telling,
        );
    }
}

#[test]
fn i27_capacities_that_could_overflow_when_added_up_are_beyond_the_physical_bound() {
    let desk = Desk::new();
    let row = |at| format!("x{at},X,MY,mine,1e308,made-up,C\n");
    let rows = (0..20).map(row).collect::<Vec<_>>().concat();
    let text = desk.text("pack/sites.csv");
    desk.write("pack/sites.csv", format!("{text}{rows}"));
    let found = desk.check("pack");
    for line in 6..26 {
        let telling = [
            "capacity_t_per_yr",
            "between 0 and 1000000000000 t/yr",
            "1e308",
        ];
        expect(
            &found,
            &Place {
                file: "sites.csv",
                line,
            },
            "range",
            &telling,
        );
    }
}

#[test]
fn i40_a_ragged_row_is_told_with_its_line_and_both_counts() {
    let desk = Desk::new();
    let row = |at| format!("d{at},JP,s{at},metal,1,0,made-up,C\n");
    let rows = (0..115).map(row).collect::<Vec<_>>().concat();
    let text = format!("{DEMANDS}{rows}a,b,c,d\n");
    desk.write("pack/demands.csv", &text);
    let found = desk.check("pack");
    let telling = ["4 fields, expected 8"];
    expect(
        &found,
        &Place {
            file: "demands.csv",
            line: 118,
        },
        "fields",
        &telling,
    );
}

#[test]
fn i42_numbers_in_other_notations_are_refused_with_the_text_seen() {
    for text in [
        "\"1,5\"",
        "1 000",
        "\"1,000\"",
        "\u{2212}5",
        "5%",
        "1_000",
        "1'000",
        "0x10",
        ".5",
        "+5",
    ] {
        let seen = text.trim_matches('"');
        let telling = ["demand_t_per_yr", "finite number", seen, "plain digits"];
        table(
            "demands.csv",
            "metal,100,",
            &format!("metal,{text},"),
            "number",
            &telling,
        );
    }
}

#[test]
fn i44_what_spreadsheets_leave_behind_is_refused() {
    for text in ["#REF!", "#N/A", "#DIV/0!"] {
        let telling = ["demand_t_per_yr", "spreadsheet error", text];
        table(
            "demands.csv",
            "metal,100,",
            &format!("metal,{text},"),
            "spreadsheet",
            &telling,
        );
        table(
            "demands.csv",
            "JP,ev,",
            &format!("JP,{text},"),
            "spreadsheet",
            &["sector", text],
        );
    }
    table(
        "demands.csv",
        "metal,100,",
        "metal,01-Mar,",
        "number",
        &["01-Mar"],
    );
    table(
        "demands.csv",
        "jp-ev,",
        "'00123,",
        "id",
        &["`'00123` is no id"],
    );
}

#[test]
fn i44_ids_stay_text_and_exponents_are_numbers() {
    let desk = Desk::new();
    desk.edit(
        "pack/demands.csv",
        "jp-ev,JP,ev,metal,100",
        "00123,JP,MAR1,metal,1.2E+02",
    );
    let (world, _) = load_pack(&desk.name("pack")).unwrap_or_else(|found| panic!("{found}"));
    let demand = &world.demands[0];
    assert_eq!(
        (demand.id.as_str(), demand.sector.as_str()),
        ("00123", "MAR1")
    );
    assert_eq!(demand.rate.get(), 120.0);
}

#[test]
fn i46_rows_that_contradict_each_other_name_both_lines() {
    let desk = Desk::new();
    desk.write(
        "pack/demands.csv",
        format!("{DEMANDS}again,JP,ev,metal,120,0,made-up,C\n"),
    );
    let found = desk.check("pack");
    let telling = [
        "JP",
        "`ev`",
        "`metal`",
        "given twice",
        "with different amounts",
    ];
    expect(
        &found,
        &Place {
            file: "demands.csv",
            line: 3,
        },
        "duplicate",
        &telling,
    );
    let other = found
        .iter()
        .next()
        .and_then(|told| told.related.as_ref())
        .map(|other| other.line);
    assert_eq!(other, Some(2));
}

#[test]
fn i46_identical_rows_are_refused_too() {
    let desk = Desk::new();
    desk.write(
        "pack/demands.csv",
        format!("{DEMANDS}again,JP,ev,metal,100,0,made-up,C\n"),
    );
    let found = desk.check("pack");
    let place = Place {
        file: "demands.csv",
        line: 3,
    };
    expect(&found, &place, "duplicate", &["given twice"]);
    assert!(!found.to_string().contains("different amounts"), "{found}");
}

#[test]
fn i58_texts_that_a_spreadsheet_would_run_are_refused() {
    for text in [
        "\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
    ] {
        let cell = if text.starts_with(['\t', '\r']) {
            format!("\"{text}\"")
        } else {
            text.to_owned()
        };
        let telling = ["`name` starts like a spreadsheet formula"];
        table(
            "sites.csv",
            "mine,Mine,",
            &format!("mine,{cell},"),
            "formula",
            &telling,
        );
    }
}

#[test]
fn i58_negative_numbers_stay_numbers() {
    let (world, _) = load_pack(&Desk::new().name("pack")).unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(world.demands[0].elasticity, -0.3);
}

#[test]
fn columns_and_tables_that_are_misspelt_are_told_with_the_nearest() {
    table(
        "sites.csv",
        "capacity_t_per_yr",
        "capacity_t_per_year",
        "columns",
        &["`capacity_t_per_yr`?"],
    );
    let desk = Desk::new();
    desk.write("pack/reserve.csv", "id\n");
    let found = desk.check("pack");
    let place = Place {
        file: "reserve.csv",
        line: 0,
    };
    expect(&found, &place, "unknown-table", &["`reserves.csv`?"]);
}

#[test]
fn the_cover_below_which_a_reserve_releases_is_read_and_bounded() {
    let desk = Desk::new();
    let reserves = |cover: &str| {
        format!(
            "id,name,holder,material,stock_t,trigger_unfilled_share,release_t_per_yr,refill_t_per_yr,\
             trigger_cover_days,source,grade\njp,Reserve,JP,oxide,10,0.05,20,5,{cover},made-up,C\n"
        )
    };
    let read = |cover: &str| {
        desk.write("pack/reserves.csv", reserves(cover));
        load_pack(&desk.name("pack"))
    };
    for (cover, days) in [("", None), ("30", Some(30.0))] {
        let (world, _) = read(cover).unwrap_or_else(|found| panic!("{found}"));
        let found = world.reserves[0].trigger_cover;
        assert_eq!(found.map(monazite_model::Days::get), days);
    }
    let found = read("-1").unwrap_err();
    assert!(found.to_string().contains("trigger_cover_days"), "{found}");
}
