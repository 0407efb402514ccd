use super::*;

const HEAD: &str = "format = 1\ntitle = \"x\"\npack = \"p\"\n";
const RUN: &str = "[run]\nstart = 2026-01-05\nhorizon = \"1 years\"\n";

fn world() -> World {
    load_pack("toy-one-mine-one-user").unwrap().0
}

fn hazard(id: &str, more: &str) -> String {
    format!(
        "[[hazard]]\nid = \"{id}\"\ntext = \"t\"\nsource = \"made-up\"\n\
         arrival = {{ date = 2026-02-02 }}\nduration = {{ fixed = \"70 days\" }}\n{more}\n\
         [[hazard.effect]]\n[hazard.effect.capacity]\nsite = \"mine\"\n"
    )
}

fn told(text: &str) -> Vec<(usize, &'static str, String)> {
    let found = load_str("x", text, world(), &[]).unwrap_err();
    found
        .iter()
        .map(|d| (d.line, d.code, d.message.clone()))
        .collect()
}

#[test]
fn what_a_built_in_resolves_to_loads_as_the_same_scenario() {
    for builtin in crate::builtin_scenarios() {
        let loaded = load(&builtin.name, &[]).unwrap();
        let again = load_resolved(&builtin.name, &loaded.resolved, &[]).unwrap();
        assert_eq!(again.scenario, loaded.scenario, "{}", builtin.name);
        assert_eq!(again.world, loaded.world, "{}", builtin.name);
        assert_eq!(again.resolved, loaded.resolved, "{}", builtin.name);
    }
}

#[test]
fn no_built_in_scenario_has_a_warning_of_its_own() {
    for builtin in crate::builtin_scenarios() {
        let loaded = load(&builtin.name, &[]).unwrap();
        let own = loaded
            .warnings
            .iter()
            .filter(|told| told.file.ends_with("scenario.toml"));
        assert_eq!(own.count(), 0, "{}", loaded.warnings);
    }
}

#[test]
fn problems_of_meaning_are_told_where_they_stand() {
    let wrong = hazard("a", "severity = { uniform = { min = 0.5, max = 2.0 } }");
    let text = format!("{HEAD}{RUN}{wrong}").replace("\"mine\"", "[\"mine\", \"mime\"]");
    let found = load_str("x", &text, world(), &[]).unwrap_err();
    let places: Vec<_> = found.iter().map(|d| (d.line, d.column, d.code)).collect();
    assert_eq!(places, [(13, 43, "range"), (16, 17, "reference")]);
    assert!(
        found.iter().any(|d| d.hint == "did you mean `mine`?"),
        "{found}"
    );
}

#[test]
fn a_wrong_key_of_the_run_does_not_hide_what_is_wrong_with_hazards() {
    let text = format!("{HEAD}{RUN}{}", hazard("a b", "")).replace("\"1 years\"", "\"1 t\"");
    let codes: Vec<_> = told(&text)
        .into_iter()
        .map(|(line, code, _)| (line, code))
        .collect();
    assert_eq!(codes, [(6, "unit"), (8, "id")]);
}

#[test]
fn a_wrong_hazard_hides_neither_the_others_nor_makes_them_wrong() {
    let broken = hazard("a", "sevrity = 1");
    let follower = hazard("b", "").replace(
        "{ date = 2026-02-02 }",
        "{ after = { hazard = \"a\", probability = 1.0 } }",
    );
    let codes: Vec<_> = told(&format!("{HEAD}{RUN}{broken}{follower}{}", hazard("b", "")))
        .into_iter()
        .map(|(_, code, _)| code)
        .collect();
    assert_eq!(codes, ["unknown-key", "duplicate"]);
}

#[test]
fn a_second_hazard_of_an_id_names_the_line_of_the_first() {
    let found = load_str(
        "x",
        &format!("{HEAD}{RUN}{0}{0}", hazard("a", "")),
        world(),
        &[],
    )
    .unwrap_err();
    let first = found.iter().next().unwrap();
    assert_eq!(first.related.as_ref().map(|other| other.line), Some(7));
}

#[test]
fn warnings_come_with_the_scenario() {
    let late = hazard("a", "").replace("2026-02-02", "2036-02-02");
    let loaded = load_str("x", &format!("{HEAD}{RUN}{late}"), world(), &[]).unwrap();
    let codes: Vec<_> = loaded.warnings.iter().map(|d| (d.line, d.code)).collect();
    assert_eq!(codes, [(11, "never")]);
}

#[test]
fn overrides_reach_the_scenario_and_are_told_as_such() {
    let text = format!("{HEAD}{RUN}{}", hazard("a", ""));
    let set = |line: &str| load_str("x", &text, world(), &[line.to_owned()]);
    assert_eq!(
        set("run.replications=5").unwrap().scenario.run.replications,
        5
    );
    let found = set("run.step=\"200 days\"").unwrap_err();
    let first = found.iter().next().unwrap();
    assert_eq!(
        (first.file.as_str(), first.line, first.code),
        ("--set", 1, "range")
    );
}

#[test]
fn a_recorded_scenario_needs_no_file_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("mine");
    crate::export_builtin("toy-one-mine-one-user", &folder).unwrap();
    let scenario = folder.join("toy-one-mine-one-user/scenario.toml");
    let loaded = load(scenario.to_str().unwrap(), &[]).unwrap();
    assert!(
        loaded
            .pack_files
            .iter()
            .any(|f| f.path.ends_with("pack.toml"))
    );
    std::fs::remove_dir_all(&folder).unwrap();
    let again = |files: &[PackFile]| load_recorded(&loaded.scenario.id, &loaded.resolved, files);
    let recorded = again(&loaded.pack_files).unwrap();
    assert_eq!(recorded.scenario, loaded.scenario);
    assert_eq!(recorded.world, loaded.world);
    assert_eq!(recorded.resolved, loaded.resolved);
    assert_eq!(recorded.pack_files, loaded.pack_files);
    let refused = again(&[]).unwrap_err();
    assert!(
        refused.to_string().contains("no copy of this pack"),
        "{refused}"
    );
    let built_in = load("toy-one-mine-one-user", &[]).unwrap();
    assert_eq!(built_in.pack_files, []);
    assert!(load_recorded("x", &built_in.resolved, &[]).is_ok());
}

#[test]
fn a_chain_of_extends_ends() {
    let dir = tempfile::tempdir().unwrap();
    for at in 0..12 {
        let text = format!("format = 1\nextends = \"{}.toml\"\n", (at + 1) % 12);
        std::fs::write(dir.path().join(format!("{at}.toml")), text).unwrap();
    }
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let found = load(&path("0.toml"), &[]).unwrap_err();
    assert!(
        found.to_string().contains("more than 8 files deep"),
        "{found}"
    );
    std::fs::write(path("2.toml"), "format = 1\nextends = \"0.toml\"\n").unwrap();
    let found = load(&path("0.toml"), &[]).unwrap_err();
    assert!(found.to_string().contains("circle"), "{found}");
}
