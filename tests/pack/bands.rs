//! Published totals and shares: the balanced world lies inside bands that are no wider than asked.

use monazite_engine::{CONFLICT, balance, worst};
use monazite_model::World;

use super::WORLD;

/// What is asked: figure, lowest and highest value. A band of the pack may be narrower.
const ASKED: [(&str, f64, f64); 7] = [
    ("world-mine-output", 383_000.0, 398_000.0),
    ("china-mined-magnet-share", 0.58, 0.69),
    ("china-refined-magnet-share", 0.88, 0.93),
    ("malaysia-refined-magnet-share", 0.04, 0.08),
    ("china-magnet-share", 0.92, 0.96),
    ("world-dy-tb", 3300.0, 4200.0),
    ("china-scrap-ndpr-share", 0.25, 0.36),
];

/// Import shares from China: published values, which five points either way may miss.
const IMPORTS: [(&str, &str); 5] = [
    ("japan-imports-china", "JP"),
    ("us-imports-china", "US"),
    ("eu-imports-china", "bloc:eu"),
    ("eu-magnet-imports-china", "bloc:eu"),
    ("india-magnet-imports-china", "IN"),
];

/// What is wrong with the bands of a world, in words.
fn complaints(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    let balance = balance(world).unwrap_or_else(|error| panic!("{error}"));
    for check in &balance.published {
        let computed = check.value >= check.low && check.value <= check.high;
        if !check.inside || !computed {
            found.push(format!(
                "{}: {} is not in {}..{}",
                check.id, check.value, check.low, check.high
            ));
        }
    }
    let band = |id: &str| world.published.iter().find(|figure| figure.id == id);
    for (id, low, high) in ASKED {
        match band(id) {
            Some(figure) if figure.low >= low && figure.high <= high => {}
            other => found.push(format!(
                "{id}: {low}..{high} is asked, {other:?} stands there"
            )),
        }
    }
    for (id, economy) in IMPORTS {
        match band(id) {
            Some(figure)
                if figure.economy == economy
                    && figure.origin == "CN"
                    && figure.high - figure.low <= 0.10 + 1e-9 => {}
            other => found.push(format!(
                "{id}: ten points of {economy} from CN are asked, not {other:?}"
            )),
        }
    }
    found
}

#[test]
fn the_balanced_world_lies_inside_every_published_band() {
    assert_eq!(complaints(&WORLD), Vec::<String>::new());
}

#[test]
fn a_band_that_is_widened_moved_or_left_out_is_found() {
    let change = |change: &dyn Fn(&mut World)| {
        let mut world = WORLD.clone();
        change(&mut world);
        complaints(&world).len()
    };
    let at = |id: &str| {
        WORLD
            .published
            .iter()
            .position(|figure| figure.id == id)
            .expect("a figure")
    };
    let (mines, japan) = (at("world-mine-output"), at("japan-imports-china"));
    assert_eq!(change(&|world| world.published[mines].high = 420_000.0), 1);
    assert_eq!(change(&|world| world.published[japan].low = 0.5), 1);
    assert_eq!(change(&|world| drop(world.published.remove(mines))), 1);
    // A band of its own width beside the value: not inside.
    assert_eq!(
        change(&|world| {
            world.published[japan].low = 0.70;
            world.published[japan].high = 0.72;
        }),
        1
    );
}

#[test]
fn no_figure_moves_so_far_that_it_would_be_in_conflict() {
    let balance = balance(&WORLD).unwrap_or_else(|error| panic!("{error}"));
    let farthest = worst(&balance.rows)[0];
    assert!(farthest.standardised().abs() < CONFLICT, "{farthest:?}");
    // The pack's README promises more: not as far as one standard deviation of the grade.
    assert!(farthest.standardised().abs() < 1.0, "{farthest:?}");
}

/// Rows of the README's table of bands, by how they begin, and the figures that they are about.
const STATED: [(&str, &str); 12] = [
    ("world mine output", "world-mine-output"),
    ("China's share of mined", "china-mined-magnet-share"),
    ("China's share of refined", "china-refined-magnet-share"),
    ("Malaysia's share", "malaysia-refined-magnet-share"),
    ("China's share of sintered", "china-magnet-share"),
    ("world Dy and Tb", "world-dy-tb"),
    ("scrap-derived share", "china-scrap-ndpr-share"),
    ("China in Japan's", "japan-imports-china"),
    ("China in US", "us-imports-china"),
    ("China in EU imports", "eu-imports-china"),
    ("China in EU magnet", "eu-magnet-imports-china"),
    ("China in India's", "india-magnet-imports-china"),
];

#[test]
fn the_readme_states_what_the_balance_comes_to() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../data/rare-earths-2025/README.md"
    );
    let readme = std::fs::read_to_string(path).expect("the pack's README");
    let balance = balance(&WORLD).unwrap_or_else(|error| panic!("{error}"));
    for (begins, id) in STATED {
        let row = readme
            .lines()
            .find_map(|line| line.strip_prefix("| ")?.strip_prefix(begins));
        let cells: Vec<&str> = row
            .unwrap_or_else(|| panic!("no row {begins}"))
            .split('|')
            .collect();
        let stated = cells[2].trim();
        let check = balance
            .published
            .iter()
            .find(|check| check.id == id)
            .expect("a figure");
        // Shares are printed in percent with one decimal, tonnes to the nearest ten or hundred.
        let (value, half_a_digit) = if let Some(percent) = stated.strip_suffix(" %") {
            (percent.parse::<f64>().expect("a number") / 100.0, 0.0005)
        } else {
            let tonnes: f64 = stated.replace(',', "").parse().expect("a number");
            (tonnes, if tonnes > 10_000.0 { 50.0 } else { 5.0 })
        };
        assert!(
            (check.value - value).abs() <= half_a_digit,
            "{id}: {stated}, {}",
            check.value
        );
    }
}
