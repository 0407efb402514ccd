use super::*;

fn wrong(law: &Law, max: f64) -> Vec<&'static str> {
    law.problems(max)
        .into_iter()
        .map(|(field, _)| field)
        .collect()
}

#[test]
fn sound_laws_have_no_problem() {
    for law in [
        Law::Fixed(0.0),
        Law::Uniform { min: 0.3, max: 1.0 },
        Law::Triangular {
            min: 0.0,
            mode: 0.0,
            max: 1.0,
        },
        Law::Pert {
            min: 0.1,
            mode: 0.2,
            max: 0.3,
        },
        Law::Lognormal {
            median: 0.2,
            q90: 0.2,
        },
        Law::Exponential { mean: 0.5 },
        Law::Gamma { mean: 0.5, cv: 1.0 },
        Law::Weibull {
            shape: 2.0,
            scale: 0.5,
        },
        Law::Beta {
            alpha: 2.0,
            beta: 5.0,
            min: 0.0,
            max: 1.0,
        },
        Law::Geometric {
            probability: 1.0,
            period: 0.5,
        },
        Law::Empirical(vec![0.0, 1.0]),
    ] {
        assert_eq!(law.problems(1.0), [], "{law:?}");
        assert!(law.middle() >= 0.0 && law.middle() <= 1.0, "{law:?}");
    }
}

#[test]
fn values_beyond_the_bound_are_refused_whatever_the_law() {
    assert_eq!(wrong(&Law::Fixed(1.5), 1.0), ["fixed"]);
    assert_eq!(wrong(&Law::Fixed(1.5), 2.0), [""; 0]);
    assert_eq!(
        wrong(
            &Law::Uniform {
                min: -0.1,
                max: 1.1
            },
            1.0
        ),
        ["min", "max"]
    );
    assert_eq!(wrong(&Law::Empirical(vec![0.5, 2.0]), 1.0), ["empirical"]);
    assert_eq!(wrong(&Law::Empirical(Vec::new()), 1.0), ["empirical"]);
}

#[test]
fn a_mode_outside_its_range_names_the_three_values() {
    let told = Law::Pert {
        min: 5.0,
        mode: 2.0,
        max: 12.0,
    }
    .problems(100.0);
    assert_eq!(told[0].0, "mode");
    for value in ["min 5", "mode 2", "max 12"] {
        assert!(told[0].1.contains(value), "{told:?}");
    }
}

#[test]
fn nan_is_no_parameter_of_any_law() {
    let x = f64::NAN;
    for law in [
        Law::Fixed(x),
        Law::Uniform { min: x, max: 1.0 },
        Law::Triangular {
            min: 0.0,
            mode: x,
            max: 1.0,
        },
        Law::Pert {
            min: 0.0,
            mode: 0.5,
            max: x,
        },
        Law::Lognormal {
            median: 0.5,
            q90: x,
        },
        Law::Exponential { mean: x },
        Law::Gamma { mean: 1.0, cv: x },
        Law::Weibull {
            shape: x,
            scale: 1.0,
        },
        Law::Beta {
            alpha: x,
            beta: 1.0,
            min: 0.0,
            max: 1.0,
        },
        Law::Geometric {
            probability: x,
            period: 1.0,
        },
        Law::Empirical(vec![x]),
    ] {
        assert_ne!(law.problems(10.0), [], "{law:?}");
    }
}
