//! Published values and closed forms.

use super::*;

fn near(got: f64, want: f64) {
    assert!(
        (got - want).abs() <= 1e-11 * want.abs().max(1e-3),
        "{got} for {want}"
    );
}

#[test]
fn triangular_and_pert_have_their_textbook_values() {
    let law = Law::triangular(2.0, 5.0, 12.0).unwrap();
    near(law.mean(), 19.0 / 3.0);
    near(law.variance(), 79.0 / 18.0);
    near(law.quantile(0.05), 3.224744871391589);
    near(law.quantile(0.5), 6.083920216900384);
    near(law.quantile(0.95), 10.12917130661303);
    let law = Law::pert(2.0, 5.0, 12.0, 4.0).unwrap();
    near(law.mean(), 17.0 / 3.0);
    near(law.variance(), 209.0 / 63.0);
    near(law.quantile(0.05), 2.957042835291989);
    near(law.quantile(0.5), 5.509994849491181);
    near(law.quantile(0.95), 8.915510177116264);
}

#[test]
fn lognormal_keeps_mean_and_median_apart() {
    let law = Law::lognormal_mean_cv(30.0, 0.5).unwrap();
    near(law.mean(), 30.0);
    near(law.variance(), 225.0);
    near(law.quantile(0.5), 26.832815729997478);
    near(law.quantile(0.95), 58.35953514027662);
    near(law.cvar(0.95), 72.30217386752926);
    let law = Law::lognormal_median_q90(14.0, 28.0).unwrap();
    near(law.quantile(0.5), 14.0);
    near(law.quantile(0.9), 28.0);
}

#[test]
fn weibull_and_gamma_take_scale_and_mean_for_what_they_are() {
    let law = Law::weibull(1.5, 100.0).unwrap();
    near(law.mean(), 90.27452929509336);
    near(law.variance().sqrt(), 61.293579175467634);
    near(law.survival(150.0), 0.15927590849002135);
    let law = Law::gamma(60.0, 0.8).unwrap();
    near(law.mean(), 60.0);
    near(law.variance().sqrt(), 48.0);
    near(law.survival(150.0), 0.05505892647191918);
}

#[test]
fn truncation_moves_mean_and_deviation() {
    let law = Law::truncated_normal(10.0, 6.0, 0.0, f64::INFINITY).unwrap();
    near(law.mean(), 10.626818720206348);
    near(law.variance().sqrt(), 5.416540509396694);
}

#[test]
fn counts_have_exact_masses() {
    let law = Law::negative_binomial(3.0, 6.0).unwrap();
    near(law.cdf(0.0), 0.125);
    near(law.survival(7.0), 0.0546875);
    near(law.mean(), 3.0);
    near(law.variance(), 6.0);
    let law = Law::poisson(3.2).unwrap();
    near(law.cdf(0.0), 0.04076220397836621);
    near(law.survival(7.0), 0.016829841748957533);
    assert_eq!(law.quantile(0.04), 0.0);
    assert_eq!(law.quantile(0.05), 1.0);
    let law = Law::geometric_periods(0.25, 7.0).unwrap();
    near(law.mean(), 28.0);
    near(law.variance(), 49.0 * 12.0);
    // Three failures: (3/4)^3.
    near(law.survival(21.0), 0.421875);
    near(law.survival(27.9), 0.421875);
}

#[test]
fn generalised_pareto_has_its_closed_tail() {
    let law = Law::generalised_pareto(0.3, 10.0).unwrap();
    near(law.mean(), 14.285714285714286);
    near(law.quantile(0.99), 99.36905685116572);
    near(law.cvar(0.99), 156.2415097873796);
    // No standard error of a mean is valid from here on.
    assert_eq!(
        Law::generalised_pareto(0.5, 1.0).unwrap().variance(),
        f64::INFINITY
    );
    assert_eq!(
        Law::generalised_pareto(1.0, 1.0).unwrap().mean(),
        f64::INFINITY
    );
    assert_eq!(
        Law::generalised_pareto(1.0, 1.0).unwrap().cvar(0.9),
        f64::INFINITY
    );
    // The limit is the exponential law.
    near(
        Law::generalised_pareto(1e-14, 2.0).unwrap().quantile(0.7),
        -2.0 * libm::log(0.3),
    );
    near(
        Law::generalised_pareto(0.0, 2.0).unwrap().cvar(0.5),
        2.0 + 2.0 * libm::log(2.0),
    );
}

#[test]
fn var_and_cvar_of_known_laws_are_closed_forms() {
    let normal = Law::normal(100.0, 15.0).unwrap();
    let exponential = Law::exponential(50.0).unwrap();
    for (level, rows) in [
        (
            0.9,
            [
                119.22327348316901,
                126.32474978987304,
                115.12925464970229,
                165.1292546497023,
            ],
        ),
        (
            0.95,
            [
                124.67280440427209,
                130.9406921126114,
                149.7866136776995,
                199.7866136776995,
            ],
        ),
        (
            0.99,
            [
                134.8952181106126,
                139.97821330518707,
                230.25850929940455,
                280.2585092994045,
            ],
        ),
    ] {
        near(normal.quantile(level), rows[0]);
        near(normal.cvar(level), rows[1]);
        near(exponential.quantile(level), rows[2]);
        near(exponential.cvar(level), rows[3]);
    }
    let lognormal = Law::lognormal_mean_cv(200.0, 0.8).unwrap();
    near(lognormal.quantile(0.99), 802.0715240362531);
    near(lognormal.cvar(0.99), 1045.891024432905);
}

#[test]
fn cvar_of_a_law_with_an_atom_splits_the_atom() {
    let mut values = vec![0.0; 90];
    values.extend([10.0; 6]);
    values.extend([100.0; 4]);
    let law = Law::empirical(&values).unwrap();
    for (level, var, cvar) in [
        (0.9, 0.0, 46.0),
        (0.95, 10.0, 82.0),
        (0.96, 10.0, 100.0),
        (0.97, 100.0, 100.0),
    ] {
        assert_eq!(law.quantile(level), var);
        near(law.cvar(level), cvar);
    }
}

#[test]
fn durations_beyond_a_buffer_are_thinned_and_their_excess_is_closed() {
    // Outages 0.6 a year for 5 years, lognormal mean 45 d, cv 0.8; buffer 60 d.
    let law = Law::lognormal_mean_cv(45.0, 0.8).unwrap();
    near(law.survival(60.0), 0.22342045554613604);
    near(
        crate::exceedance::probability_within(0.6 * law.survival(60.0), 5.0),
        0.48842514828774963,
    );
    near(3.0 * law.stop_loss(60.0), 24.197526323835525);
}

#[test]
fn uniforms_at_the_edges_give_finite_values() {
    let u = crate::SMALLEST_UNIFORM;
    near(
        Law::exponential(20.0).unwrap().quantile(1.0 - u),
        734.736011393542,
    );
    assert!((Law::exponential(20.0).unwrap().quantile(u) - 2.220446049250313e-15).abs() < 1e-27);
    near(
        Law::normal(0.0, 1.0).unwrap().quantile(u),
        -8.209536151601387,
    );
}
