use super::*;

fn near(got: f64, want: f64) {
    assert!(
        (got - want).abs() < 1e-9 * want.abs().max(1.0),
        "{got} for {want}"
    );
}

/// 10 t with 0.5, 20 t with 0.3, 50 t with 0.2.
const MASSES: [f64; 6] = [0.0, 0.5, 0.3, 0.0, 0.0, 0.2];

#[test]
fn poisson_sum_has_its_published_masses() {
    let frequency = Frequency::Poisson { mean: 2.0 };
    let sum = Aggregate::panjer(frequency, &MASSES, 10.0, 200).unwrap();
    near(sum.masses()[0], 0.1353352832366127);
    near(sum.masses()[5], 0.09315578662786841);
    near(sum.reaching(110.0), 0.06607641932553421);
    near(1.0 - sum.cdf(100.0), 0.06607641932553421);
    near(sum.mean(), 42.0);
    assert_eq!(sum.var(0.95), Some(110.0));
    near(sum.cdf(100.0), 0.9339235806744658);
    near(sum.cdf(110.0), 0.9532550008748353);
    near(sum.cvar(0.95, 42.0).unwrap(), 138.02129103649872);
    assert_eq!((sum.cdf(-1.0), sum.reaching(0.0)), (0.0, 1.0));
}

#[test]
fn negative_binomial_sum_is_the_mixture_of_convolutions() {
    let frequency = Frequency::NegativeBinomial {
        mean: 3.0,
        variance: 6.0,
    };
    let masses = [0.1, 0.6, 0.3];
    let sum = Aggregate::panjer(frequency, &masses, 1.0, 12).unwrap();
    let count = Law::negative_binomial(3.0, 6.0).unwrap();
    let mut want = [0.0; 12];
    let mut power = vec![0.0; 12];
    power[0] = 1.0;
    for n in 0..80 {
        let n = f64::from(n);
        let chance = count.cdf(n) - count.cdf(n - 1.0);
        want.iter_mut()
            .zip(&power)
            .for_each(|(w, p)| *w += chance * p);
        power = (0..12)
            .map(|s| (0..=s.min(2)).map(|j| masses[j] * power[s - j]).sum())
            .collect();
    }
    for (got, want) in sum.masses().iter().zip(want) {
        near(*got, want);
    }
}

#[test]
fn sum_of_a_discretised_law_agrees_with_its_continuous_tail() {
    // Poisson(3.2) lognormals with mean 40 and cv 1.2: by Fourier transform on a fine lattice.
    let law = Law::lognormal_mean_cv(40.0, 1.2).unwrap();
    let step = 1.0;
    let masses = Aggregate::discretise(&law, step, 2500);
    let sum = Aggregate::panjer(Frequency::Poisson { mean: 3.2 }, &masses, step, 2500).unwrap();
    let tail = 0.5 * (sum.reaching(300.0) + sum.reaching(301.0));
    assert!((tail - 0.072_561_910).abs() < 2e-5, "{tail}");
    let var = sum.var(0.99).unwrap();
    assert!((var - 514.85).abs() <= 1.0, "{var}");
    let cvar = sum.cvar(0.99, 128.0).unwrap();
    assert!((cvar - 652.0745).abs() < 0.5, "{cvar}");
}

#[test]
fn what_cannot_be_summed_is_refused() {
    let two = Frequency::Poisson { mean: 2.0 };
    let sum = |frequency, masses: &[f64]| Aggregate::panjer(frequency, masses, 1.0, 10);
    assert!(matches!(
        sum(two, &[0.5, 0.6]),
        Err(AggregateError::Masses(_))
    ));
    assert!(matches!(
        sum(two, &[f64::NAN]),
        Err(AggregateError::Masses(_))
    ));
    let bad = Frequency::Poisson { mean: -1.0 };
    assert_eq!(sum(bad, &[0.0, 1.0]), Err(AggregateError::Frequency(bad)));
    let bad = Frequency::NegativeBinomial {
        mean: 2.0,
        variance: 1.0,
    };
    assert_eq!(sum(bad, &[0.0, 1.0]), Err(AggregateError::Frequency(bad)));
    let many = Frequency::Poisson { mean: 800.0 };
    assert_eq!(sum(many, &[0.0, 1.0]), Err(AggregateError::Underflow));
    for (step, largest) in [(0.0, 1.0), (1.0, -5.0), (1e-9, 1.0), (1.0, f64::NAN)] {
        assert!(Aggregate::cells(step, largest).is_err());
    }
    // Nothing but zero is summed, and a lattice may end before VaR.
    assert_eq!(sum(two, &[]).unwrap().var(0.5), None);
    assert_eq!(sum(two, &[1.0]).unwrap().cvar(0.5, 0.0), Some(0.0));
    assert_eq!(
        sum(Frequency::Poisson { mean: 50.0 }, &[0.0, 1.0])
            .unwrap()
            .var(0.9),
        None
    );
}
