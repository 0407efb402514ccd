use std::fs::File;
use std::time::{Duration, Instant};

use crate::desk::Desk;
use crate::{Place, expect};

/// Longest time until a file that is too large is refused.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn i37_a_table_of_millions_of_rows_is_refused_with_an_estimate() {
    let desk = Desk::new();
    let header = "id,material,origin,destination,lead_time_days,source,grade\n";
    let row = "x,oxide,MY,JP,14,made-up,C\n";
    desk.write(
        "pack/trade.csv",
        format!("{header}{}", row.repeat(2_000_001)),
    );
    let start = Instant::now();
    let found = desk.check("pack");
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    let telling = ["about 2000002 rows", "at most 2000000", "3 GB of memory"];
    expect(
        &found,
        &Place {
            file: "trade.csv",
            line: 2_000_002,
        },
        "limit",
        &telling,
    );
    assert_eq!(found.exit_code(), 4);
}

#[test]
fn i37_a_file_beyond_the_limit_is_refused_with_its_size() {
    let desk = Desk::new();
    // Ten million lanes take more than the 256 MiB that are read of a file.
    desk.write(
        "pack/trade.csv",
        "x,oxide,MY,JP,14,made-up,C\n".repeat(10_000_000),
    );
    let start = Instant::now();
    let found = desk.check("pack");
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    let telling = ["270000000 bytes", "at most 268435456"];
    expect(
        &found,
        &Place {
            file: "trade.csv",
            line: 0,
        },
        "limit",
        &telling,
    );
    assert_eq!(found.exit_code(), 4);
}

#[test]
fn i48_two_gigabytes_without_a_line_end_are_refused_after_the_first_megabyte() {
    let desk = Desk::new();
    for name in ["scenario.toml", "pack/trade.csv"] {
        // A hole in the file: it has this length and takes no space.
        let file = File::create(desk.path(name)).expect("a file");
        file.set_len(2 << 30).expect("a long file");
        let start = Instant::now();
        let found = desk.check(if name == "scenario.toml" {
            name
        } else {
            "pack"
        });
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        let telling = ["line 1 is longer than 1048576 bytes", "2147483648"];
        expect(
            &found,
            &Place {
                file: name,
                line: 1,
            },
            "limit",
            &telling,
        );
        assert_eq!(found.exit_code(), 4);
    }
}

#[cfg(unix)]
#[test]
fn i56_a_table_that_is_a_link_out_of_the_pack_is_not_read() {
    let desk = Desk::new();
    desk.write("secret", "root:secret:0:0\n");
    std::fs::remove_file(desk.path("pack/demands.csv")).expect("a file");
    std::os::unix::fs::symlink("../secret", desk.path("pack/demands.csv")).expect("a link");
    let found = desk.check("pack");
    let place = Place {
        file: "demands.csv",
        line: 0,
    };
    expect(
        &found,
        &place,
        "outside",
        &["a link out of the pack's folder"],
    );
    assert_eq!(found.exit_code(), 2);
    assert!(!found.to_string().contains("root:secret"), "{found}");
}

#[cfg(unix)]
#[test]
fn i56_devices_and_pipes_are_refused_without_waiting() {
    let desk = Desk::new();
    desk.edit(
        "scenario.toml",
        "pack   = \"./pack\"",
        "pack   = \"./pack\"\nextends = \"/dev/zero\"",
    );
    let found = desk.check("scenario.toml");
    let place = Place {
        file: "/dev/zero",
        line: 0,
    };
    expect(&found, &place, "not-a-file", &["not a regular file"]);
    assert_eq!(found.exit_code(), 2);

    std::fs::remove_file(desk.path("pack/trade.csv")).expect("a file");
    let made = std::process::Command::new("mkfifo")
        .arg(desk.path("pack/trade.csv"))
        .status();
    assert!(made.expect("mkfifo").success());
    let found = desk.check("pack");
    let place = Place {
        file: "trade.csv",
        line: 0,
    };
    expect(&found, &place, "not-a-file", &["a pipe, socket or device"]);
}

#[test]
fn a_scenario_that_extends_itself_is_refused() {
    let desk = Desk::new();
    let line = desk.edit(
        "scenario.toml",
        "pack   =",
        "extends = \"scenario.toml\"\npack   =",
    );
    let found = desk.check("scenario.toml");
    expect(
        &found,
        &Place {
            file: "scenario.toml",
            line,
        },
        "extends",
        &["circle"],
    );
}
