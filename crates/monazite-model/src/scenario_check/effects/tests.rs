use crate::Share;
use crate::samples::{days, refusals, scenario, share, world};
use crate::{
    DemandFilter, Effect, ExportLimit, LaneFilter, Pause, Selector, SiteFilter, StockFilter,
};

fn told(effect: Effect) -> Vec<(String, &'static str)> {
    let mut scenario = scenario();
    scenario.hazards[0].effects = vec![effect];
    refusals(&scenario)
}

fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}

fn of(pattern: &str) -> Selector {
    Selector::of(&[pattern])
}

fn export(lanes: LaneFilter) -> Effect {
    Effect::Export {
        lanes,
        limit: ExportLimit::Ban,
        re_export: false,
        leakage: Share::ZERO,
    }
}

fn from(origin: &str) -> LaneFilter {
    LaneFilter {
        origin: of(origin),
        ..LaneFilter::default()
    }
}

#[test]
fn every_selector_of_every_effect_is_checked_where_it_stands() {
    let odd = || of("nosuch");
    let lanes = |lanes| Effect::Transit {
        lanes,
        pause: Pause::Order,
    };
    let all = LaneFilter::default;
    for (field, effect) in [
        (
            "capacity.site",
            Effect::Capacity(SiteFilter {
                site: odd(),
                ..SiteFilter::default()
            }),
        ),
        (
            "capacity.economy",
            Effect::Capacity(SiteFilter {
                economy: odd(),
                ..SiteFilter::default()
            }),
        ),
        (
            "capacity.stage",
            Effect::Capacity(SiteFilter {
                stage: odd(),
                ..SiteFilter::default()
            }),
        ),
        (
            "capacity.material",
            Effect::Capacity(SiteFilter {
                material: odd(),
                ..SiteFilter::default()
            }),
        ),
        (
            "transit.origin",
            lanes(LaneFilter {
                origin: odd(),
                ..all()
            }),
        ),
        (
            "transit.destination",
            lanes(LaneFilter {
                destination: odd(),
                ..all()
            }),
        ),
        (
            "transit.material",
            lanes(LaneFilter {
                material: odd(),
                ..all()
            }),
        ),
        (
            "transit.choke_point",
            lanes(LaneFilter {
                choke_point: odd(),
                ..all()
            }),
        ),
        (
            "transit.sector",
            lanes(LaneFilter {
                sector: odd(),
                ..all()
            }),
        ),
        ("export.origin", export(from("nosuch"))),
        (
            "stock_loss.economy",
            Effect::StockLoss(StockFilter {
                economy: odd(),
                ..StockFilter::default()
            }),
        ),
        (
            "stock_loss.place",
            Effect::StockLoss(StockFilter {
                place: odd(),
                ..StockFilter::default()
            }),
        ),
        (
            "stock_loss.material",
            Effect::StockLoss(StockFilter {
                material: odd(),
                ..StockFilter::default()
            }),
        ),
        (
            "demand.sector",
            Effect::Demand {
                demands: DemandFilter {
                    sector: odd(),
                    ..DemandFilter::default()
                },
                factor: 1.0,
            },
        ),
    ] {
        assert_eq!(
            told(effect),
            one(&format!("effect[0].{field}.any[0]"), "reference")
        );
    }
}

#[test]
fn effects_on_everything_are_sound() {
    let lanes = LaneFilter::default;
    for effect in [
        Effect::Capacity(SiteFilter::default()),
        export(lanes()),
        Effect::Licensing {
            lanes: lanes(),
            dead_time: days(42.0),
            initial: share(0.25),
            final_share: share(0.6),
            ramp: days(112.0),
            refusal: Share::ZERO,
            re_export: false,
            leakage: Share::ZERO,
        },
        Effect::Demand {
            demands: DemandFilter::default(),
            factor: 0.0,
        },
        Effect::StockLoss(StockFilter::default()),
        Effect::Transit {
            lanes: lanes(),
            pause: Pause::Receipt,
        },
    ] {
        assert_eq!(told(effect.clone()), [], "{effect:?}");
    }
}

#[test]
fn a_capacity_effect_must_meet_a_site() {
    let filter = |site: &str, material: &str| SiteFilter {
        site: of(site),
        material: of(material),
        ..SiteFilter::default()
    };
    assert_eq!(told(Effect::Capacity(filter("separator", "oxide"))), []);
    // The separator takes ore and does not make it.
    let wrong = told(Effect::Capacity(filter("separator", "ore")));
    assert_eq!(wrong, one("effect[0].capacity", "selection"));
    let stage = SiteFilter {
        stage: of("metal"),
        ..SiteFilter::default()
    };
    assert_eq!(
        told(Effect::Capacity(stage)),
        one("effect[0].capacity", "selection")
    );
    let recyclers = SiteFilter {
        stage: of("scrap"),
        economy: of("JP"),
        ..SiteFilter::default()
    };
    assert_eq!(told(Effect::Capacity(recyclers)), []);
}

#[test]
fn an_export_limit_must_meet_trade_that_crosses_a_border() {
    assert_eq!(told(export(from("CN"))), []);
    // Ore stays in CN.
    let at_home = LaneFilter {
        material: of("ore"),
        ..from("CN")
    };
    assert_eq!(
        told(export(at_home.clone())),
        one("effect[0].export", "selection")
    );
    assert_eq!(
        told(Effect::Transit {
            lanes: at_home,
            pause: Pause::Shipment
        }),
        []
    );
    let nobody = LaneFilter {
        destination: of("US"),
        ..from("CN")
    };
    assert_eq!(told(export(nobody)), one("effect[0].export", "selection"));
}

#[test]
fn a_limit_on_re_exports_may_reach_who_does_not_buy_directly() {
    let lanes = LaneFilter {
        destination: of("US"),
        ..from("CN")
    };
    let limit = ExportLimit::Ban;
    assert_eq!(
        told(Effect::Export {
            lanes: lanes.clone(),
            limit,
            re_export: true,
            leakage: Share::ZERO,
        }),
        []
    );
    let nothing = LaneFilter {
        material: of("swarf"),
        ..lanes
    };
    let wrong = told(Effect::Export {
        lanes: nothing,
        limit,
        re_export: true,
        leakage: Share::ZERO,
    });
    assert_eq!(wrong, one("effect[0].export", "selection"));
}

#[test]
fn sectors_choose_lanes_that_end_at_their_demands() {
    let to = |sector: &str, destination: &str| LaneFilter {
        sector: of(sector),
        destination: of(destination),
        ..from("JP")
    };
    assert_eq!(told(export(to("defence", "US"))), []);
    assert_eq!(
        told(export(to("ev", "US"))),
        one("effect[0].export", "selection")
    );
}

#[test]
fn a_route_is_a_choke_point_that_trade_passes() {
    let route = |choke_point: &str, extra| Effect::Route {
        choke_point: choke_point.to_owned(),
        extra_lead_time: days(extra),
        capacity_factor: share(0.5),
    };
    assert_eq!(told(route("strait", 14.0)), []);
    assert_eq!(
        told(route("strat", 14.0)),
        one("effect[0].route.choke_point", "reference")
    );
    let delay = "effect[0].route.extra_lead_time";
    assert_eq!(told(route("strait", 1001.0)), one(delay, "range"));
    let mut quiet = world();
    quiet.trade[1].choke_points.clear();
    let mut scenario = scenario();
    scenario.hazards[0].effects = vec![route("strait", 14.0)];
    assert_eq!(scenario.problems(&quiet)[0].code, "selection");
}

#[test]
fn a_demand_effect_must_meet_a_demand_and_have_a_finite_factor() {
    let demand = |economy: &str, factor| Effect::Demand {
        demands: DemandFilter {
            economy: of(economy),
            ..DemandFilter::default()
        },
        factor,
    };
    assert_eq!(told(demand("US", 1.5)), []);
    assert_eq!(
        told(demand("CN", 1.5)),
        one("effect[0].demand", "selection")
    );
    for factor in [-0.1, f64::NAN, f64::INFINITY] {
        assert_eq!(
            told(demand("US", factor)),
            one("effect[0].demand.factor", "range"),
            "{factor}"
        );
    }
}

#[test]
fn a_loss_of_stock_must_meet_a_stock() {
    let loss = |place: &str, material: &str| {
        told(Effect::StockLoss(StockFilter {
            place: of(place),
            material: of(material),
            ..StockFilter::default()
        }))
    };
    assert_eq!(loss("jp-oxide", "oxide"), []);
    assert_eq!(loss("separator", "ore"), []);
    assert_eq!(loss("us-defence-magnet", "stage:magnet"), []);
    assert_eq!(
        loss("mine", "magnet"),
        one("effect[0].stock_loss", "selection")
    );
}

#[test]
fn licences_take_ten_years_at_most() {
    let licence = |dead, ramp| Effect::Licensing {
        lanes: from("CN"),
        dead_time: days(dead),
        initial: share(0.0),
        final_share: share(1.0),
        ramp: days(ramp),
        refusal: Share::ZERO,
        re_export: false,
        leakage: Share::ZERO,
    };
    assert_eq!(
        told(licence(4000.0, 0.0)),
        one("effect[0].licensing.dead_time", "range")
    );
    assert_eq!(
        told(licence(0.0, 4000.0)),
        one("effect[0].licensing.approval.ramp", "range")
    );
}
