use crate::samples::{days, hazard, refusals, scenario, share, world};
use crate::{Arrival, Days, EscalationStage, Hazard, Law, Share};

fn told(change: impl FnOnce(&mut Hazard)) -> Vec<(String, &'static str)> {
    let mut scenario = scenario();
    change(&mut scenario.hazards[0]);
    refusals(&scenario)
}

fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}

fn after(hazard: &str) -> Arrival {
    Arrival::After {
        hazard: hazard.to_owned(),
        probability: share(0.5),
        delay: Law::Fixed(0.0),
    }
}

fn rung(name: &str, escalate: f64) -> EscalationStage {
    EscalationStage {
        name: name.to_owned(),
        level: share(0.5),
        duration: Law::Fixed(30.0),
        escalate: share(escalate),
    }
}

#[test]
fn ids_of_hazards_are_ids_and_given_once() {
    assert_eq!(
        told(|hazard| hazard.id = "mine\u{0}a".to_owned()),
        one("id", "id")
    );
    let mut twice = scenario();
    twice.hazards.push(hazard("mine-stops"));
    let problems = twice.problems(&world());
    assert_eq!((problems[0].row, problems[0].code), (1, "duplicate"));
    assert_eq!(problems[0].also, Some((crate::Table::Hazards, 0)));
}

#[test]
fn a_hazard_cites_a_known_source_and_has_a_family() {
    assert_eq!(
        told(|hazard| hazard.source = "made-upp".to_owned()),
        one("source", "reference")
    );
    assert_eq!(
        told(|hazard| hazard.family = "a b".to_owned()),
        one("family", "id")
    );
}

#[test]
fn rates_are_finite_and_at_most_a_thousand_a_year() {
    for rate in [-0.1, f64::NAN, f64::INFINITY, 1000.5] {
        let field = "arrival.poisson_per_year";
        let wrong = told(|hazard| hazard.arrival = Arrival::PoissonPerYear(rate));
        assert_eq!(wrong, one(field, "range"), "{rate}");
        let mut rates = [0.0; 12];
        rates[7] = rate;
        let wrong = told(|hazard| hazard.arrival = Arrival::Seasonal(rates));
        assert_eq!(wrong, one("arrival.seasonal[7]", "range"), "{rate}");
    }
    for rate in [0.0, 1000.0] {
        assert_eq!(
            told(|hazard| hazard.arrival = Arrival::PoissonPerYear(rate)),
            []
        );
    }
}

#[test]
fn gaps_that_are_nothing_are_refused() {
    let renewal = |gap, least| {
        told(|hazard| {
            hazard.arrival = Arrival::Renewal {
                gap,
                minimum_gap: days(least),
            }
        })
    };
    let field = "arrival.renewal.gap";
    assert_eq!(renewal(Law::Fixed(0.0), 0.0), one(field, "range"));
    assert_eq!(
        renewal(Law::Exponential { mean: 0.1 }, 0.0),
        one(field, "range")
    );
    assert_eq!(renewal(Law::Exponential { mean: 0.1 }, 1.0), []);
    // A median of nothing under a long tail comes in bursts.
    let bursts = Law::Lognormal {
        median: 1e-9,
        q90: 365.0,
    };
    assert_eq!(renewal(bursts, 0.0), one(field, "range"));
    let unsound = Law::Exponential { mean: 0.0 };
    assert_eq!(
        renewal(unsound, 0.0),
        one("arrival.renewal.gap.exponential.mean", "range")
    );
}

#[test]
fn laws_are_told_at_their_parameter() {
    let severity = Law::Pert {
        min: 0.5,
        mode: 0.2,
        max: 0.9,
    };
    assert_eq!(
        told(|hazard| hazard.severity = severity),
        one("severity.pert.mode", "range")
    );
    assert_eq!(
        told(|hazard| hazard.severity = Law::Fixed(1.2)),
        one("severity.fixed", "range")
    );
    assert_eq!(told(|hazard| hazard.severity = Law::Fixed(0.0)), []);
    let duration = Law::Lognormal {
        median: 30.0,
        q90: 10.0,
    };
    assert_eq!(
        told(|hazard| hazard.duration = duration),
        one("duration.lognormal.q90", "range")
    );
}

#[test]
fn a_hazard_without_a_duration_is_refused_unless_it_escalates() {
    assert_eq!(
        told(|hazard| hazard.duration = Law::Fixed(0.0)),
        one("duration", "missing")
    );
    let escalating = told(|hazard| {
        hazard.duration = Law::Fixed(0.0);
        hazard.escalation = vec![rung("threat", 0.5), rung("full", 0.0)];
    });
    assert_eq!(escalating, []);
}

#[test]
fn rungs_have_names_and_lengths_and_the_last_has_no_next() {
    let chain = |stages: Vec<EscalationStage>| told(|hazard| hazard.escalation = stages);
    assert_eq!(
        chain(vec![rung("full", 0.1)]),
        one("escalation[0].escalate", "range")
    );
    assert_eq!(
        chain(vec![rung(" ", 0.0)]),
        one("escalation[0].name", "missing")
    );
    let twice = vec![rung("full", 0.1), rung("full", 0.0)];
    assert_eq!(chain(twice), one("escalation[1].name", "duplicate"));
    let mut short = rung("full", 0.0);
    short.duration = Law::Fixed(0.0);
    assert_eq!(chain(vec![short]), one("escalation[0].duration", "missing"));
}

#[test]
fn ramps_are_at_most_ten_years() {
    let wrong = told(|hazard| hazard.profile.recovery = days(3653.0));
    assert_eq!(wrong, one("profile.recovery", "range"));
    assert_eq!(told(|hazard| hazard.profile.onset = Days::ZERO), []);
}

#[test]
fn a_hazard_follows_one_that_exists() {
    let mut chained = scenario();
    chained.hazards.push(Hazard {
        arrival: after("mine-stops"),
        ..hazard("second")
    });
    assert_eq!(refusals(&chained), []);
    chained.hazards[1].arrival = after("mine-stop");
    assert_eq!(refusals(&chained), one("arrival.after.hazard", "reference"));
}

#[test]
fn hazards_that_wait_for_each_other_are_told_once_with_the_circle() {
    let mut circular = scenario();
    for (id, other) in [("a", "c"), ("b", "a"), ("c", "b"), ("tail", "a")] {
        circular.hazards.push(Hazard {
            arrival: after(other),
            ..hazard(id)
        });
    }
    let told = circular.problems(&world());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].row, told[0].code), (1, "cycle"));
    assert!(
        told[0]
            .message
            .contains("`a` after `c` after `b` after `a`"),
        "{told:?}"
    );
}

#[test]
fn a_hazard_that_waits_for_itself_is_refused() {
    let wrong = told(|hazard| hazard.arrival = after("mine-stops"));
    assert_eq!(wrong, one("arrival.after.hazard", "cycle"));
}

#[test]
fn a_probability_of_nothing_is_allowed() {
    let mut never = scenario();
    let arrival = Arrival::After {
        hazard: "mine-stops".to_owned(),
        probability: Share::ZERO,
        delay: Law::Fixed(0.0),
    };
    never.hazards.push(Hazard {
        arrival,
        ..hazard("never")
    });
    assert_eq!(refusals(&never), []);
}
