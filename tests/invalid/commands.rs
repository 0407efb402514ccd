//! The program itself: exit codes, and that no input is touched.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::desk::Desk;

/// What a command came to.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program of this workspace, built beside this test. Cargo builds it with the workspace, but not
/// with this package alone.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().expect("a test has a path");
        let folder = test
            .parent()
            .and_then(Path::parent)
            .expect("deps/ in the profile's folder");
        let name = folder
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a profile");
        let profile = if name == "debug" { "dev" } else { name };
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--locked",
                "--package",
                "monazite-cli",
                "--bin",
                "monazite",
            ])
            .args(["--profile", profile])
            .env(
                "CARGO_TARGET_DIR",
                folder.parent().expect("a target folder"),
            )
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .expect("cargo starts");
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        folder
            .join("monazite")
            .with_extension(std::env::consts::EXE_EXTENSION)
    })
}

/// Runs the program in a folder.
pub(crate) fn run(desk: &Desk, arguments: &[&str]) -> Ran {
    let output = Command::new(program())
        .current_dir(desk.path(""))
        .args(arguments)
        .output()
        .expect("it starts");
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn i50_a_missing_file_a_folder_and_a_forbidden_file_are_told_apart() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("empty")).expect("a folder");
    desk.write("forbidden.toml", "format = 1\n");
    forbid(&desk);
    let told: Vec<String> = ["nosuch.toml", "empty", "forbidden.toml"]
        .into_iter()
        .map(|path| {
            let ran = run(&desk, &["run", path]);
            // The superuser may read everything: then the file is read and found wanting.
            let expected = if path == "forbidden.toml" && !is_forbidden(&desk) {
                2
            } else {
                3
            };
            assert_eq!(ran.code, Some(expected), "{path}: {}", ran.err);
            assert!(ran.err.contains(path), "{}", ran.err);
            ran.err.replace(path, "")
        })
        .collect();
    assert!(
        told[0] != told[1] && told[1] != told[2] && told[0] != told[2],
        "{told:?}"
    );
}

#[cfg(unix)]
fn forbid(desk: &Desk) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(desk.path("forbidden.toml"), mode).expect("permissions");
}

#[cfg(not(unix))]
fn forbid(_: &Desk) {}

fn is_forbidden(desk: &Desk) -> bool {
    std::fs::read(desk.path("forbidden.toml")).is_err()
}

#[test]
fn i52_an_input_is_never_overwritten_by_a_result() {
    let desk = Desk::new();
    let before = blake3::hash(&std::fs::read(desk.path("pack/demands.csv")).expect("a table"));
    for out in ["pack/demands.csv", "pack", "scenario.toml"] {
        let ran = run(
            &desk,
            &["run", "scenario.toml", "--replications", "8", "--out", out],
        );
        assert_eq!(ran.code, Some(2), "{out}: {}", ran.err);
    }
    let after = blake3::hash(&std::fs::read(desk.path("pack/demands.csv")).expect("a table"));
    assert_eq!(before, after);
}

#[test]
fn i54_awkward_names_work_or_are_told_in_words() {
    let desk = Desk::new();
    let text = desk.text("scenario.toml");
    for name in ["a b.toml", "new\nline.toml"] {
        desk.write(name, &text);
        let ran = run(&desk, &["check", name]);
        assert_eq!(ran.code, Some(0), "{name:?}: {}", ran.err);
        assert!(!ran.out.contains("new\nline"), "{}", ran.out);
    }
    desk.write("-rf.toml", text.replace("format = 1", "format = 1\nx = 1"));
    let ran = run(&desk, &["check", "--", "-rf.toml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("-rf.toml:2:"), "{}", ran.err);
}

#[test]
fn i58_no_cell_of_a_result_starts_like_a_formula() {
    let desk = Desk::new();
    let arguments = [
        "run",
        "scenario.toml",
        "--replications",
        "8",
        "--out",
        "result",
        "--quiet",
    ];
    let ran = run(&desk, &arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for name in ["result/statistics.csv", "result/series.csv"] {
        let text = desk.text(name);
        assert!(text.lines().count() > 1, "{name} is empty");
        for cell in text.lines().flat_map(|line| line.split(',')) {
            let cell = cell.trim_matches('"');
            let number = cell.parse::<f64>().is_ok();
            assert!(
                number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{name}: {cell}"
            );
        }
    }
}
