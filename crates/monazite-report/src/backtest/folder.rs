//! The folder of judged back-tests: whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::folder::{FolderError, Staged, check_place, words};

const JSON: &str = "backtest.json";
const MARKDOWN: &str = "backtest.md";

/// Refuses an output path that holds an input, or is taken by something that is no earlier back-test.
pub fn check_backtest_out(out: &Path, inputs: &[PathBuf]) -> Result<(), FolderError> {
    let Some(names) = check_place(out, inputs)? else {
        return Ok(());
    };
    let ours = [JSON, MARKDOWN];
    let strange = names.iter().find(|name| !ours.contains(&name.as_str()));
    let reason = match strange {
        Some(name) => format!("{name} in it is not ours"),
        None if names.iter().all(|name| name != JSON) && !names.is_empty() => {
            format!("it holds no {JSON} of ours")
        }
        None => return Ok(()),
    };
    Err(FolderError::NotOurs {
        out: out.to_owned(),
        reason,
    })
}

/// Writes `backtest.json` and `backtest.md` to `out`; earlier ones there are replaced.
pub fn write_backtest(
    out: &Path,
    inputs: &[PathBuf],
    json: &str,
    markdown: &str,
) -> Result<(), FolderError> {
    let mut staged = Staged::checked(out, inputs, check_backtest_out)?;
    staged.file(JSON, |to| words(to.write_all(json.as_bytes())))?;
    staged.file(MARKDOWN, |to| words(to.write_all(markdown.as_bytes())))?;
    staged.settle(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_back_test_is_replaced_and_anything_else_left_alone() {
        let desk = tempfile::tempdir().unwrap();
        let out = desk.path().join("new/out");
        write_backtest(&out, &[], "{}", "one").unwrap();
        write_backtest(&out, &[], "{}", "two").unwrap();
        assert_eq!(std::fs::read_to_string(out.join(MARKDOWN)).unwrap(), "two");
        let beside: Vec<_> = std::fs::read_dir(out.parent().unwrap()).unwrap().collect();
        assert_eq!(beside.len(), 1);
        std::fs::write(out.join("mine.txt"), "x").unwrap();
        let refused = write_backtest(&out, &[], "{}", "three").unwrap_err();
        assert!(refused.to_string().contains("mine.txt"), "{refused}");
        assert_eq!(std::fs::read_to_string(out.join(MARKDOWN)).unwrap(), "two");
        let input = out.join("scenario.toml");
        let refused = check_backtest_out(&out, &[input]).unwrap_err();
        assert!(matches!(refused, FolderError::IsInput { .. }));
    }
}
