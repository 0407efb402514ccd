use super::*;
use crate::result::{Column, HazardTally};

/// Results of strategies with these losses and costs per future.
fn results(strategies: &[(&[f64], f64)]) -> Vec<RunResult> {
    let column = |indicator, values: Vec<f64>| Column {
        scope: Scope::default(),
        indicator,
        unit: "USD",
        values,
    };
    let result = |(at, (losses, cost)): (usize, &(&[f64], f64))| RunResult {
        strategy: format!("s{at}"),
        first_replication: 0,
        replications: losses.len() as u64,
        steps: 1,
        step_days: 7.0,
        columns: vec![
            column(Indicator::ValueAtRisk, losses.to_vec()),
            column(
                Indicator::UnmetDemand,
                losses.iter().map(|x| x / 10.0).collect(),
            ),
            column(Indicator::PublicCost, vec![*cost; losses.len()]),
            column(Indicator::IndustryCost, vec![0.0; losses.len()]),
        ],
        details: Vec::new(),
        series: Vec::new(),
        hazards: vec![HazardTally {
            hazard: "ban".to_owned(),
            family: "coercion".to_owned(),
            occurrences: (0..losses.len()).map(|at| u32::from(at % 2 == 0)).collect(),
            weeks: vec![0.0; losses.len()],
        }],
        flows: Vec::new(),
        conservation_residual: 0.0,
        undisrupted: 0,
    };
    strategies.iter().enumerate().map(result).collect()
}

/// 400 losses from 0 to 399, shuffled by a step that is prime to 400.
fn spread() -> Vec<f64> {
    (0..400).map(|k| f64::from(k * 7 % 400)).collect()
}

#[test]
fn a_shift_is_told_exactly_by_mean_tail_and_cost() {
    let losses = spread();
    let less: Vec<f64> = losses.iter().map(|x| 0.5 * x).collect();
    let results = results(&[(&losses, 0.0), (&less, 30.0)]);
    let comparison = Comparison::new(&results, Scope::default());
    // Mean 199.5; the mean of the worst 20 is 389.5. Half of both is avoided.
    let mean = comparison.loss_difference(1, 0, Measure::Mean);
    let tail = comparison.loss_difference(1, 0, Measure::Tail);
    assert!((mean.estimate.value + 99.75).abs() < 1e-9);
    assert!((tail.estimate.value + 194.75).abs() < 1e-9);
    assert_eq!(tail.smaller(), Some(true));
    assert_eq!(
        comparison.loss_difference(0, 1, Measure::Tail).smaller(),
        Some(false)
    );
    assert!((comparison.loss_ratio(1, 0, Measure::Tail).value + 0.5).abs() < 1e-12);
    assert!((comparison.cost(1).value - 30.0).abs() < 1e-12);
    assert!((comparison.cost_per_avoided(1, Measure::Tail).value - 30.0 / 194.75).abs() < 1e-12);
    assert!((comparison.cost_per_tonne(1).value - 30.0 / 9.975).abs() < 1e-12);
    assert_eq!(comparison.ranking(), [1, 0]);
    assert_eq!(comparison.frontier(), [0, 1]);
    let best: Vec<f64> = comparison.best().iter().map(|share| share.value).collect();
    // Both lose nothing in one future of 400.
    assert_eq!(best, [0.5 / 400.0, 399.5 / 400.0]);
}

#[test]
fn what_costs_more_and_helps_less_is_not_efficient() {
    let losses = spread();
    let scaled = |factor: f64| -> Vec<f64> { losses.iter().map(|x| factor * x).collect() };
    let (half, most, more) = (scaled(0.5), scaled(0.8), scaled(1.2));
    let results = results(&[(&losses, 0.0), (&most, 60.0), (&half, 30.0), (&more, 10.0)]);
    let comparison = Comparison::new(&results, Scope::default());
    assert_eq!(comparison.frontier(), [0, 2]);
    assert_eq!(comparison.ranking(), [2, 1, 0, 3]);
    assert_eq!(comparison.dominance(2, 1), Dominance::First);
    // Nothing is avoided: no cost per dollar that it avoids has a meaning, and it is negative.
    assert!(comparison.cost_per_avoided(3, Measure::Mean).value < 0.0);
}

#[test]
fn strategies_that_differ_by_noise_are_not_told_apart() {
    let losses = spread();
    let noise: Vec<f64> = (0..400)
        .map(|k| losses[k] + f64::from(u32::try_from(k * 13 % 41).unwrap_or(0)) - 20.0)
        .collect();
    let results = results(&[(&losses, 0.0), (&noise, 1.0)]);
    let comparison = Comparison::new(&results, Scope::default());
    let difference = comparison.loss_difference(1, 0, Measure::Mean);
    assert_eq!(difference.smaller(), None);
    let tail = comparison.loss_difference(1, 0, Measure::Tail);
    let least = comparison.detectable(1, 0).unwrap();
    assert!(least > 2.8 * tail.estimate.std_error.unwrap());
    assert!(least > tail.estimate.value.abs());
    assert!(comparison.needed(1, 0).unwrap() > 400);
}

#[test]
fn more_strategies_make_the_intervals_that_hold_together_wider() {
    let losses = spread();
    let less: Vec<f64> = losses.iter().map(|x| 0.5 * x).collect();
    let two = results(&[(&losses, 0.0), (&less, 30.0)]);
    let three = results(&[(&losses, 0.0), (&less, 30.0), (&less, 40.0)]);
    let width = |results: &[RunResult]| {
        let comparison = Comparison::new(results, Scope::default());
        let (low, high) = comparison
            .loss_difference(1, 0, Measure::Mean)
            .together
            .unwrap();
        high - low
    };
    assert!(width(&three) > 1.1 * width(&two));
}

#[test]
fn few_futures_have_no_tail() {
    let losses: Vec<f64> = spread()[..100].to_vec();
    let results = results(&[(&losses, 0.0), (&losses, 1.0)]);
    let comparison = Comparison::new(&results, Scope::default());
    let tail = comparison.loss_difference(1, 0, Measure::Tail);
    assert_eq!((tail.estimate.std_error, tail.together), (None, None));
    assert_eq!(tail.smaller(), None);
    assert!(comparison.loss_ratio(1, 0, Measure::Tail).value.is_nan());
    assert!(comparison.cost_per_avoided(1, Measure::Tail).value.is_nan());
}

#[test]
fn classes_part_the_futures_by_what_struck_and_by_what_was_drawn() {
    let losses = spread();
    // Halves what even futures lose, where the hazard strikes, and adds 100 to the others.
    let choosy: Vec<f64> = (0..400)
        .map(|k| {
            if k % 2 == 0 {
                0.5 * losses[k]
            } else {
                losses[k] + 100.0
            }
        })
        .collect();
    let results = results(&[(&losses, 0.0), (&choosy, 10.0)]);
    let comparison = Comparison::new(&results, Scope::default());
    let drawn: Vec<f64> = (0..400).map(f64::from).collect();
    let classes = Class::of(&results[0], &[("market.hoarding".to_owned(), drawn)]);
    let kinds: Vec<&Kind> = classes.iter().map(|class| &class.kind).collect();
    let name = || "market.hoarding".to_owned();
    assert_eq!(
        kinds,
        [
            &Kind::All,
            &Kind::Struck("ban".to_owned()),
            &Kind::Spared("ban".to_owned()),
            &Kind::Low(name()),
            &Kind::High(name()),
        ]
    );
    assert_eq!(classes[3].futures, (0..133).collect::<Vec<_>>());
    assert_eq!(classes[4].futures, (267..400).collect::<Vec<_>>());
    let stakes = comparison.stakes(&classes[1], true);
    assert!((stakes[1].value - (0.5 * stakes[0].value + 10.0)).abs() < 1e-9);
    // Where it is spared the second loses 110 more; where it strikes the first loses about 90 more.
    let (least, regret, class) = comparison.least_regret(&classes, true).unwrap();
    assert_eq!(class.kind, Kind::Struck("ban".to_owned()));
    assert_eq!(least, 0);
    assert!((80.0..100.0).contains(&regret), "{regret}");
}
