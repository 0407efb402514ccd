//! Tables of a Markdown text.

/// A table: header and rows, cell texts trimmed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// Heading of the section that it stands in.
    pub(crate) section: String,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// All tables of a text, in order.
pub(crate) fn tables(text: &str) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    let (mut section, mut inside) = (String::new(), false);
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            heading
                .trim_start_matches('#')
                .trim()
                .clone_into(&mut section);
        }
        let Some(cells) = cells(line) else {
            inside = false;
            continue;
        };
        if !inside {
            found.push(Table {
                section: section.clone(),
                header: cells,
                rows: Vec::new(),
            });
            inside = true;
        } else if !cells.iter().all(|cell| cell.chars().all(|c| c == '-')) {
            found
                .last_mut()
                .expect("a table was begun")
                .rows
                .push(cells);
        }
    }
    found
}

/// Cells of a line of a table; `None` for another line.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect(),
    )
}

#[test]
fn tables_are_found_with_their_section() {
    let text = "# One\n\nwords\n\n| a | b |\n|---|---|\n| 1 | x y |\n\n## Two\n| c |\n|---|\n";
    let found = tables(text);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].section.as_str(), found[1].section.as_str()),
        ("One", "Two")
    );
    assert_eq!(found[0].rows, [["1", "x y"]]);
    assert_eq!(found[1].header, ["c"]);
}
