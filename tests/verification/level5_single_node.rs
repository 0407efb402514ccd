//! Level 5: one user, one source.

use monazite_engine::{Indicator, replay};
use monazite_model::Unmet;
use monazite_stats::Law;
use monazite_tests::run::{compiled, everyone, first};
use monazite_tests::toy::{Toy, ban, days, share as part};
use serde_json::json;

use crate::draws::{draws, law, mean_and_sd, share};
use crate::judge::{exactly, judged};
use crate::worlds::{HAIR, Path, futures, mine_and_user, prompt, unmet};

const N: u64 = 100_000;
/// Tonnes a day; days of cover of the user.
const RATE: f64 = 2.5;
const COVER: f64 = 36.0;

/// The ban of V501: goods stop to arrive on day 10 and resume on day 70, at 3 t/d at most. Nothing
/// travels in less than a day, so the border closes a day earlier.
fn ban_at_the_border() -> Toy {
    prompt(mine_and_user(RATE, 1.0, COVER), 1.2).hazard("ban", 9.0, 60.0, ban("CN"))
}

#[test]
fn v501_a_ban_is_felt_when_the_stock_is_gone_and_the_stock_is_back_when_refilled() {
    let toy = ban_at_the_border();
    let path = Path::of(&toy, RATE, 1, COVER, 260);
    let (short, served) = (path.first_short(), path.served_again());
    let restored = path.after(served, |day| path.stock(day) >= RATE * COVER - HAIR);
    let result = futures(&toy.clone().horizon(100.0), 1, 1);
    let of = |indicator| first(&result, &everyone(), indicator);
    exactly(
        "V501",
        &[
            // A day of it is the way from the border.
            ("TTS_days", json!(of(Indicator::TimeToShortage) - 1.0)),
            ("first_shortage_day", json!(short)),
            ("shortage_t", json!(of(Indicator::UnmetDemand))),
            ("service_restored_day", json!(served)),
            ("stock_restored_day", json!(restored)),
            ("min_stock", json!(of(Indicator::MinimumCover))),
            (
                "fill_rate_over_first_100_days",
                json!(1.0 - of(Indicator::UnmetShare)),
            ),
        ],
    );
}

#[test]
fn v502_a_backlog_is_served_before_the_stock_is_refilled() {
    let mut toy = ban_at_the_border();
    toy.world.demands[0].unmet = Unmet::Backlog;
    let path = Path::of(&toy, RATE, 1, COVER, 380);
    let backlog = |day: usize| (-path.net_stock(day)).max(0.0);
    let short = path.first_short();
    let cleared = path.after(short + 1, |day| backlog(day) < HAIR);
    let restored = path.after(cleared, |day| path.net_stock(day) >= RATE * COVER - HAIR);
    let most = (0..cleared).map(backlog).fold(0.0, f64::max);
    let integral: f64 = (0..cleared)
        .map(|day| 0.5 * (backlog(day) + backlog(day + 1)))
        .sum();
    let delayed = RATE * (cleared - short) as f64;
    exactly(
        "V502",
        &[
            ("max_backlog_t", json!(most)),
            ("backlog_cleared_day", json!(cleared)),
            ("stock_restored_day", json!(restored)),
            ("backlog_integral_t_days", json!(integral)),
            (
                "average_delay_of_backordered_t_d (=integral / tonnes delayed)",
                json!(integral / delayed),
            ),
        ],
    );
    // Serving it later does not undo the shortage.
    assert!((path.unmet[380] - most).abs() < HAIR, "{}", path.unmet[380]);
}

#[test]
fn v503_goods_under_way_arrive_and_shift_the_shortage_by_their_time() {
    let toy = |length: f64| {
        prompt(mine_and_user(RATE, 14.0, COVER), 1.2).hazard("ban", 10.0, length, ban("CN"))
    };
    let path = Path::of(&toy(60.0), RATE, 14, COVER, 100);
    let closed = (1..100).find(|&day| path.shipped[day] < path.shipped[day - 1] + HAIR);
    let closed = closed.expect("a closed day") - 1;
    let result = futures(&toy(60.0).horizon(100.0), 1, 1);
    let survived = first(&result, &everyone(), Indicator::TimeToShortage);
    // Closed for ever, what is used from then on is the stock and what was under way.
    let rest = RATE * 190.0 - unmet(&toy(300.0).horizon(200.0));
    exactly(
        "V503",
        &[
            ("last_arrival_day", json!(closed + 14)),
            ("first_shortage_day", json!(path.first_short())),
            ("shortage_t", json!(path.unmet[100])),
            ("TTS_days_from_ban", json!(survived)),
            ("service_restored_day", json!(path.served_again())),
            (
                "pipeline_before_ban_t (Little: d*L)",
                json!(rest - RATE * COVER),
            ),
        ],
    );
}

#[test]
fn v504_the_newsvendor_with_normal_demand_follows_from_quantile_and_stop_loss() {
    let (demand, holding, penalty) = (law(Law::normal(50.0, 8.0)), 0.18, 0.7);
    let level = demand.quantile(penalty / (penalty + holding));
    let short = demand.stop_loss(level);
    exactly(
        "V504",
        &[
            ("S*", json!(level)),
            ("fill rate", json!(1.0 - short / demand.mean())),
        ],
    );
    judged("V504", N, |seed, n| {
        let demands = draws(&demand, seed, 504, n);
        let cost = |d: &f64| holding * (level - d).max(0.0) + penalty * (d - level).max(0.0);
        let costs: Vec<f64> = demands.iter().map(cost).collect();
        vec![
            ("cost", json!(mean_and_sd(&costs).0)),
            ("E[shortage]", json!(short)),
            ("P(no stockout)", json!(share(&demands, |d| d <= level))),
        ]
    });
}

#[test]
fn v505_the_newsvendor_with_poisson_demand_follows_from_quantile_and_stop_loss() {
    let (demand, holding, penalty) = (law(Law::poisson(50.0)), 0.18, 0.7);
    let level = demand.quantile(penalty / (penalty + holding));
    let short = demand.stop_loss(level);
    exactly("V505", &[("S*", json!(level))]);
    judged("V505", N, |seed, n| {
        let demands = draws(&demand, seed, 505, n);
        let cost = |d: &f64| holding * (level - d).max(0.0) + penalty * (d - level).max(0.0);
        let costs: Vec<f64> = demands.iter().map(cost).collect();
        vec![
            ("cost", json!(mean_and_sd(&costs).0)),
            ("E[shortage]", json!(short)),
            ("P(stockout)", json!(share(&demands, |d| d > level))),
        ]
    });
}

#[test]
fn v511_the_first_unmet_unit_is_the_hundred_and_first() {
    // The k-th unit of Poisson demand at 5 a day comes after a gamma time of shape k.
    let time = |k: f64| law(Law::gamma(k / 5.0, 1.0 / k.sqrt()));
    exactly("V511", &[("P5 of TTS", json!(time(101.0).quantile(0.05)))]);
    judged("V511", N, |seed, n| {
        let unmet = draws(&time(101.0), seed, 511, n);
        let empty = draws(&time(100.0), seed, 1511, n);
        vec![
            (
                "E[time to first unmet demand]",
                json!(mean_and_sd(&unmet).0),
            ),
            ("E[time stock hits zero]", json!(mean_and_sd(&empty).0)),
            (
                "P(TTS<18 d) (first unmet)",
                json!(share(&unmet, |day| day < 18.0)),
            ),
        ]
    });
}

/// V910 with a day of the case as seventy days of the engine, so that the ban starts and ends on
/// whole days. Goods are a day of the case under way: the border closes that much earlier.
fn off_the_grid(steps_a_day: f64) -> Toy {
    let mut toy = prompt(mine_and_user(0.25, 10.0, 364.0), 1.0);
    toy = toy.hazard("ban", 94.0, 593.0, ban("CN")).horizon(1000.0);
    toy.scenario.run.step = days(70.0 / steps_a_day);
    // Enough at the mine to ship in full as soon as the border opens, however long a step is.
    toy.world.sites[0].output_cover = days(280.0);
    toy.scenario.run.service_level = part(1.0 - 1e-9);
    toy
}

#[test]
fn v910_a_ban_off_the_grid_of_steps_costs_the_same_at_every_step() {
    for steps_a_day in [1.0, 2.0, 4.0, 8.0] {
        let toy = off_the_grid(steps_a_day);
        let shortage = unmet(&toy);
        let plan = compiled(&toy.world, &toy.scenario, "");
        let table = replay(&plan, 1, 0).table;
        let short = table
            .iter()
            .find(|row| row.fill_rate[0].1 < 1.0 - 1e-6)
            .expect("a shortage");
        // Within its step the stock lasts as long as the share served says.
        let moment = (f64::from(short.step) + short.fill_rate[0].1) / steps_a_day;
        exactly(
            "V910",
            &[
                ("shortage_t", json!(shortage)),
                ("first shortage day", json!(moment)),
            ],
        );
        if steps_a_day == 1.0 {
            judged("V910", 1, |_, _| {
                vec![("|error| bound at dt=1", json!((shortage - 57.25).abs()))]
            });
        }
    }
}
