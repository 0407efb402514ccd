use super::*;

fn table() -> EventTable {
    let rows = [
        (0.02, 400.0),
        (0.5, 15.0),
        (0.05, 250.0),
        (0.1, 120.0),
        (0.2, 60.0),
    ];
    EventTable::new(&rows.map(|(rate, loss)| Event { rate, loss })).unwrap()
}

fn near(got: f64, want: f64) {
    assert!(
        (got - want).abs() < 1e-9 * want.abs().max(1.0),
        "{got} for {want}"
    );
}

#[test]
fn occurrence_curve_is_that_of_the_table() {
    let table = table();
    near(table.average_annual_loss(), 52.0);
    for (loss, oep) in [
        (60.0, 0.3092656693626453),
        (120.0, 0.1563351834036163),
        (250.0, 0.06760618009405173),
        (400.0, 0.019801326693244747),
        (400.1, 0.0),
    ] {
        near(table.occurrence_exceedance(loss), oep);
    }
    assert_eq!(table.occurrence_loss(1.0 / 50.0), 250.0);
    assert_eq!(table.occurrence_loss(0.9), 0.0);
    near(table.return_period(250.0), 1.0 / 0.07);
    assert_eq!(table.return_period(1000.0), f64::INFINITY);
}

#[test]
fn aggregate_curve_is_that_of_the_table() {
    let year = table().aggregate(5.0, 4000.0).unwrap();
    near(year.mean(), 52.0);
    for (loss, aep) in [
        (60.0, 0.3104755751965941),
        (120.0, 0.1713608273635041),
        (250.0, 0.07053696341356286),
        (400.0, 0.02242848439373779),
        (500.0, 0.00459653935283777),
    ] {
        near(year.reaching(loss), aep);
    }
    assert_eq!(year.var(0.99), Some(415.0));
    near(year.cdf(410.0), 0.9862672383870246);
    near(year.cdf(415.0), 0.9905091293175778);
    near(year.cvar(0.99, 52.0).unwrap(), 511.81189475158317);
}

#[test]
fn events_that_are_none_are_refused_and_no_events_lose_nothing() {
    let bad = Event {
        rate: -0.1,
        loss: 1.0,
    };
    assert_eq!(
        EventTable::new(&[
            Event {
                rate: 0.1,
                loss: 1.0
            },
            bad
        ]),
        Err(bad)
    );
    assert!(
        EventTable::new(&[Event {
            rate: 0.1,
            loss: f64::NAN
        }])
        .is_err()
    );
    let none = EventTable::new(&[]).unwrap();
    assert_eq!(none.occurrence_exceedance(1.0), 0.0);
    assert_eq!(none.aggregate(1.0, 10.0).unwrap().var(0.99), Some(0.0));
    assert!(none.aggregate(0.0, 10.0).is_err());
}

#[test]
fn rates_and_probabilities_are_not_the_same() {
    near(probability_in_years(0.04, 10.0), 0.3351673640084992);
    near(probability_within(0.05, 10.0), 0.3934693402873666);
    near(probability_within(0.05, 1.0), 0.048770575499285984);
    near(rate_of_probability(probability_within(0.05, 1.0)), 0.05);
    near(return_period(0.05), 20.0);
    assert_eq!(return_period(0.0), f64::INFINITY);
}
