use super::*;
use crate::manifest;
use crate::sample::Sample;

fn put(out: &Path, replications: usize) -> Result<(), FolderError> {
    write(
        out,
        &[],
        &Sample::new(replications).report(),
        manifest::sample(),
    )
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_folder_has_its_seven_files_with_their_digests_and_nothing_stays_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("results/sample");
    put(&out, 50).unwrap();
    let expected = [
        "manifest.json",
        "replications.parquet",
        "report.html",
        "report.md",
        "series.csv",
        "statistics.csv",
        "summary.json",
    ];
    assert_eq!(names(&out), expected);
    assert_eq!(names(out.parent().unwrap()), ["sample"]);
    for file in Manifest::read(&out).unwrap().outputs {
        let bytes = fs::read(out.join(&file.path)).unwrap();
        assert_eq!(
            blake3::hash(&bytes).to_hex().to_string(),
            file.digest,
            "{}",
            file.path
        );
        assert_eq!(bytes.len() as u64, file.bytes);
    }
}

#[test]
fn an_earlier_result_is_replaced_and_leaves_no_trace() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("sample");
    put(&out, 50).unwrap();
    let before = fs::read(out.join("replications.parquet")).unwrap();
    put(&out, 60).unwrap();
    assert_ne!(before, fs::read(out.join("replications.parquet")).unwrap());
    assert_eq!(names(place.path()), ["sample"]);
}

#[test]
fn a_folder_with_a_file_of_somebody_else_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("sample");
    put(&out, 50).unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let refused = put(&out, 60).unwrap_err();
    assert!(
        refused.to_string().contains("notes.txt in it is not ours"),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");

    let other = place.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("data.csv"), "1").unwrap();
    assert!(matches!(put(&other, 50), Err(FolderError::NotOurs { .. })));
    assert_eq!(names(&other), ["data.csv"]);
}

#[test]
fn an_input_is_never_overwritten_not_even_through_a_link_or_a_detour() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("demand.csv");
    fs::write(&input, "id\n").unwrap();
    let detour = place.path().join("a/../demand.csv");
    fs::create_dir(place.path().join("a")).unwrap();
    let inputs = [input.clone()];
    for out in [input.as_path(), detour.as_path(), place.path()] {
        let refused = write(out, &inputs, &Sample::new(10).report(), manifest::sample());
        assert!(
            matches!(refused, Err(FolderError::IsInput { .. })),
            "{out:?}"
        );
    }
    assert_eq!(fs::read_to_string(&input).unwrap(), "id\n");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = put(&file.join("below"), 10).unwrap_err();
    assert!(refused.to_string().contains("file"), "{refused}");
}

#[test]
fn texts_replace_earlier_ones_and_leave_anything_else_alone() {
    let desk = tempfile::tempdir().unwrap();
    let out = desk.path().join("new/out");
    let files = |text: &str| [("a.json", "{}".to_owned()), ("a.md", text.to_owned())];
    super::write_texts(&out, &[], &files("one")).unwrap();
    super::write_texts(&out, &[], &files("two")).unwrap();
    assert_eq!(std::fs::read_to_string(out.join("a.md")).unwrap(), "two");
    let beside: Vec<_> = std::fs::read_dir(out.parent().unwrap()).unwrap().collect();
    assert_eq!(beside.len(), 1);
    std::fs::write(out.join("mine.txt"), "x").unwrap();
    let refused = super::write_texts(&out, &[], &files("three")).unwrap_err();
    assert!(refused.to_string().contains("mine.txt"), "{refused}");
    assert_eq!(std::fs::read_to_string(out.join("a.md")).unwrap(), "two");
    let input = out.join("scenario.toml");
    let refused = super::check_files(&out, &[input], &["a.json", "a.md"]).unwrap_err();
    assert!(matches!(refused, super::FolderError::IsInput { .. }));
}
