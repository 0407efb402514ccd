//! `monazite optimise`.

use super::Desk;

fn optimum(desk: &Desk, folder: &str) -> serde_json::Value {
    serde_json::from_slice(&desk.read(&format!("{folder}/optimum.json"))).unwrap()
}

#[test]
fn a_budget_buys_the_days_of_stock_that_it_pays_for() {
    // By hand: everybody together uses 10 t a day, and a tonne of stock costs 100 USD: a day costs 1,000 USD.
    // Of the 210 t that are missing each day saves 10 t, worth 10,000 USD each.
    let desk = Desk::new();
    let arguments = [
        "optimise",
        "toy-allies",
        "--strategy",
        "buffer",
        "--budget",
        "30000",
        "--replications",
        "20",
        "--out",
        "here",
    ];
    let ran = desk.run(&arguments).expect(0);
    assert!(ran.out.contains("What each budget buys"), "{}", ran.out);
    assert_eq!(desk.names_in("here"), ["optimum.json", "optimum.md"]);
    let json = optimum(&desk, "here");
    let without = json["without"]["cvar95"]["value"].as_f64().unwrap();
    assert!((without - 2.1e6).abs() < 10.0, "{without}");
    // Levels are tried to a ten-thousandth of the lever's 28 days, here from below.
    for (at, most) in [(0, 7.5), (1, 15.0)] {
        let row = &json["budgets"][at];
        let text = row["mix"]["days"].as_str().unwrap();
        let days: f64 = text.trim_end_matches(" days").parse().unwrap();
        assert!(days <= most && days > most - 0.01, "{text}");
        let cost = row["cost_usd"]["value"].as_f64().unwrap();
        assert!((cost - days * 1000.0).abs() < 1.0, "{cost}");
        let tail = row["cvar95"]["value"].as_f64().unwrap();
        assert!((tail - (2.1e6 - days * 1e5)).abs() < 100.0, "{tail}");
    }
    // What is printed to be used does what it says.
    let set = json["budgets"][1]["set"][0].as_str().unwrap();
    let run = [
        "run",
        "toy-allies",
        "--strategy",
        "buffer",
        "--set",
        set,
        "--out",
        "there",
    ];
    desk.run(&run).expect(0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&desk.read("there/manifest.json")).unwrap();
    let resolved = manifest["resolved"].as_str().unwrap();
    let days = json["budgets"][1]["mix"]["days"].as_str().unwrap();
    let set = format!("extra = \"{days}\"");
    assert!(resolved.contains(&set), "{resolved}");
}

#[test]
fn the_same_optimisation_gives_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    let run = |folder: &str, threads: &str| {
        let arguments = [
            "optimise",
            "toy-allies",
            "--strategy",
            "buffer",
            "--budget",
            "10000",
            "--replications",
            "130",
            "--evaluations",
            "3",
            "--threads",
            threads,
            "--out",
            folder,
        ];
        desk.run(&arguments).expect(0);
        desk.read(&format!("{folder}/optimum.json"))
    };
    assert_eq!(run("one", "1"), run("three", "3"));
}

#[test]
fn an_optimisation_that_cannot_be_is_refused() {
    let desk = Desk::new();
    let thrift = [
        "optimise",
        "toy-allies",
        "--strategy",
        "thrift",
        "--budget",
        "1",
    ];
    let ran = desk.run(&thrift).expect(2);
    assert!(ran.err.contains("`buffer`"), "{}", ran.err);
    let none = desk
        .run(&["optimise", "toy-licence", "--budget", "1"])
        .expect(2);
    assert!(none.err.contains("[[strategy.lever]]"), "{}", none.err);
    let nothing = [
        "optimise",
        "toy-allies",
        "--strategy",
        "buffer",
        "--budget",
        "0",
    ];
    let ran = desk.run(&nothing).expect(2);
    assert!(ran.err.contains("above zero"), "{}", ran.err);
    let narrow = [
        "optimise",
        "toy-allies",
        "--strategy",
        "buffer",
        "--budget",
        "1",
        "--set",
        "strategy[id=buffer].lever[0].set[0].path=\"action[0].buffer.extras\"",
    ];
    let ran = desk.run(&narrow).expect(2);
    assert!(ran.err.contains("extras"), "{}", ran.err);
    assert!(desk.names().is_empty());
}

#[test]
fn check_finds_a_lever_whose_end_cannot_be_set() {
    let desk = Desk::new();
    let child = "format = 1\nextends = \"toy-allies\"\n\n[[strategy]]\nid = \"stocks\"\ntitle = \"Stocks\"\n\
                 [[strategy.action]]\nbuffer.extra = \"10 days\"\n\n[[strategy.lever]]\nid = \"days\"\ntitle = \"Days\"\n\
                 set = [{ path = \"action[0].buffer.extra\", idle = END, full = 28.0, unit = \"days\" }]\n";
    for (end, code) in [("0.0", 0), ("-5.0", 2)] {
        std::fs::write(desk.path().join("child.toml"), child.replace("END", end)).unwrap();
        let ran = desk.run(&["check", "child.toml"]).expect(code);
        assert_eq!(ran.err.contains("buffer.extra"), code != 0, "{}", ran.err);
    }
}
