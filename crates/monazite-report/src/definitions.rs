//! What each number means. The report carries its own glossary.

use monazite_model::Scenario;

/// Term and meaning, indicators first, statistics after.
pub(crate) const DEFINITIONS: [(&str, &str); 28] = [
    (
        "future, replication",
        "One simulated course of events over the whole horizon.",
    ),
    (
        "unmet demand",
        "Demand that stock could not serve, summed over the horizon; tonnes of the material itself, or of contained rare-earth oxide (t REO) where materials are added up. Where unserved demand waits (backlog), it counts again in each step in which it is not served.",
    ),
    ("unmet share", "Unmet demand as a share of what was wanted."),
    ("fill rate", "Share of what was wanted that was served."),
    ("worst quarter", "Largest unmet share over 13 weeks on end."),
    (
        "weeks short",
        "Weeks in which less than the service level was served.",
    ),
    (
        "time to shortage",
        "Weeks from the start of the first disruption to the first short week; what is left of the horizon where no week is short.",
    ),
    (
        "time to recover",
        "Weeks from the first short week until four weeks on end are served again; zero where no week is short.",
    ),
    (
        "value at risk (USD)",
        "Value of the output that depends on the unmet demand: unmet kilograms times the output value per kilogram of the demand. It is a sum of money at stake, not a quantile.",
    ),
    (
        "minimum cover",
        "Lowest stock at consumers, in days of what they want.",
    ),
    (
        "net of the undisrupted twin",
        "The indicator less its value in the same future without disruptions: what disruptions add to shortage that is there anyway.",
    ),
    (
        "price",
        "Multiple of the price at baseline, in the market of China or of the rest of the world. Mean and peak are over the horizon of a future.",
    ),
    (
        "forgone demand",
        "Demand that went away because of its price, by elasticity or because something else took its place. It is not unmet: nobody asked for it.",
    ),
    (
        "import bill",
        "What buyers pay over the horizon for goods from other economies, at the prices of the day; materials without a price at baseline are left out.",
    ),
    (
        "site closures",
        "Times that a site was mothballed because its average margin stayed below zero.",
    ),
    ("surplus", "Output beyond what stocks can hold, t REO."),
    ("reserve use", "Released from strategic reserves, t REO."),
    (
        "largest origin, HHI",
        "Largest share of one economy in what was shipped, and the sum of squared shares (Herfindahl-Hirschman index, 0 to 1).",
    ),
    ("mean", "Average over futures, with the t interval."),
    ("sd", "Standard deviation between futures."),
    (
        "q05 ... q99",
        "5th ... 99th percentile over futures: the smallest value that at least so many per cent of futures do not exceed, with the distribution-free interval of order statistics.",
    ),
    (
        "VaR95 (var95)",
        "Lower 95 % quantile of the loss: inf{x: P(L <= x) >= 0.95}.",
    ),
    (
        "CVaR95, CVaR99",
        "Mean of the worst 5 % (1 %) of futures, atoms split: min over c of c + E[(L - c)+] / (1 - a) (Rockafellar and Uryasev), with the interval from its influence function.",
    ),
    ("probability", "Share of futures, with the Wilson interval."),
    (
        "95 % interval",
        "Covers the number that infinitely many replications would give in 95 of 100 runs. It speaks of the randomness of the run, not of the quality of the data.",
    ),
    (
        "return period",
        "1 / annual frequency of exceedance, where the chance p over a horizon of T years gives the frequency -ln(1 - p) / T.",
    ),
    (
        "the worst 5 %",
        "The futures with the largest value at risk in the whole world.",
    ),
    (
        "grade",
        "A: primary source seen. B: secondary source seen. D: derived by stated arithmetic. C: judgement, with its reasoning in the source note.",
    ),
];

/// What the numbers do not say: standing warnings of every report.
pub(crate) fn limits(scenario: &Scenario) -> Vec<String> {
    let market = &scenario.market;
    let prices = if market.prices {
        format!(
            "Prices follow scarcity by a rule, to {} times the baseline at most (price_limit): at that end they say \"very \
             dear\" and no more. Nobody speculates, and who pays more is not served first.",
            market.price_limit
        )
    } else {
        "Prices are not simulated: what buyers would pay to be served first does not move goods."
            .to_owned()
    };
    LIMITS
        .map(str::to_owned)
        .into_iter()
        .chain([prices])
        .collect()
}

/// Those that hold for every scenario.
const LIMITS: [&str; 3] = [
    "This is a simulation of stated hazards on a reconciled picture of the world, not a forecast. A hazard that is not in the scenario file never happens here.",
    "Inventories, contract terms and the workings of licence offices are largely unpublished; figures of grade C are judgement. Where a finding matters, vary them (--set) and look again.",
    "Intervals cover the randomness of the run. Uncertainty about data, rates and rules is outside them and may be larger.",
];
