//! Checking the part of a pack that could be read.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{Problem, Table, World};

use super::lost::Lost;
use super::text::Text;

/// What rows that could be read say wrong by themselves and together. Recipes and contents are taken
/// whole or not at all: what is wrong with a part of them need not be wrong with the whole.
pub(super) fn problems(world: &World, text: &Text, lost: &Lost) -> Vec<Problem> {
    let mut part = world.clone();
    let mut kept: BTreeMap<Table, Vec<usize>> = BTreeMap::new();
    let tainted = |table: Table| -> BTreeSet<usize> {
        text.file(table)
            .map(|file| file.tainted.iter().map(|(row, _)| *row).collect())
            .unwrap_or_default()
    };
    macro_rules! keep {
        ($($table:ident $rows:ident),*) => {$(
            kept.insert(Table::$table, retain(&mut part.$rows, &tainted(Table::$table)));
        )*};
    }
    let recipes = tainted(Table::Recipes);
    part.recipes.retain(|recipe| {
        let mut flows = recipe.inputs.iter().chain(&recipe.outputs);
        !lost.tables.contains(&Table::Recipes)
            && !lost.names.contains(&recipe.id)
            && flows.all(|flow| !recipes.contains(&flow.row))
    });
    let contents = tainted(Table::Contents);
    let partial: BTreeSet<&str> = contents
        .iter()
        .filter_map(|&row| world.contents.get(row))
        .map(|row| row.material.as_str())
        .collect();
    let incomplete: BTreeSet<usize> = (0..world.contents.len())
        .filter(|&row| {
            let material = world.contents[row].material.as_str();
            lost.tables.contains(&Table::Contents)
                || lost.names.contains(material)
                || partial.contains(material)
        })
        .collect();
    kept.insert(Table::Contents, retain(&mut part.contents, &incomplete));
    keep!(
        Sources sources, Economies economies, Blocs blocs, ChokePoints choke_points,
        Materials materials, Sites sites, Activities activities, Trade trade, Demands demands,
        Reserves reserves, Published published
    );
    let in_file = |table: Table, row: usize| {
        let rows = kept.get(&table);
        rows.map_or(row, |rows| rows.get(row).copied().unwrap_or(row))
    };
    let mut problems = part.problems_of_part();
    for problem in &mut problems {
        problem.row = in_file(problem.table, problem.row);
        problem.also = problem
            .also
            .map(|(table, row)| (table, in_file(table, row)));
    }
    problems
}

/// Takes the rows at `out` away and gives the positions that the others had.
fn retain<T>(rows: &mut Vec<T>, out: &BTreeSet<usize>) -> Vec<usize> {
    let kept: Vec<usize> = (0..rows.len()).filter(|row| !out.contains(row)).collect();
    let mut row = 0..;
    rows.retain(|_| row.next().is_some_and(|row| !out.contains(&row)));
    kept
}
