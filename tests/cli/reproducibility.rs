use super::{Desk, TOY};

/// Runs a scenario to `out` and gives back the bytes of its per-replication table.
fn table(desk: &Desk, out: &str, more: &[&str]) -> Vec<u8> {
    let arguments = [
        &["run", TOY, "--replications", "300", "--quiet", "--out", out],
        more,
    ]
    .concat();
    desk.run(&arguments).expect(0);
    desk.read(&format!("{out}/replications.parquet"))
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let desk = Desk::new();
    let one = table(&desk, "one", &["--threads", "1"]);
    for threads in ["2", "7"] {
        assert_eq!(
            one,
            table(&desk, threads, &["--threads", threads]),
            "{threads} threads"
        );
        for file in ["statistics.csv", "series.csv", "summary.json"] {
            let (here, there) = (format!("one/{file}"), format!("{threads}/{file}"));
            assert_eq!(
                desk.read(&here),
                desk.read(&there),
                "{file}, {threads} threads"
            );
        }
    }
}

#[test]
fn the_bytes_depend_on_the_number_of_replications() {
    // Guards the test above: a table that ignored its numbers would pass it.
    let desk = Desk::new();
    let three_hundred = table(&desk, "300", &[]);
    desk.run(&["run", TOY, "--replications", "299", "--out", "299"])
        .expect(0);
    assert_ne!(three_hundred, desk.read("299/replications.parquet"));
}
