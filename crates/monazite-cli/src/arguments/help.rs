//! What stands below the help of each command.

pub(super) const RUN: &str = "\
Examples:
  monazite run export-licensing-2025
  monazite run export-licensing-2025 --strategy quad-reserve --out results/with-reserve
  monazite run my-scenario.toml --replications 100000 --seed 7
  monazite run background --set run.horizon='\"2 years\"' --format json

  monazite run export-licensing-2025 --precision 0.02
  monazite run export-licensing-2025 --shard 2/3

The numbers depend on the files and the seed alone: not on --threads, not on the machine, not on how a
run is cut into shards or interrupted.

--precision 0.02 goes on until the 95 % intervals of mean and CVaR95 of the total's unmet share and net
value at risk are within 2 % of their value to either side. That is looked at after 1,024 futures, and
then whenever there are a quarter more.

Ctrl-C ends the run at the next batch of futures, writes what is complete, and prints the command that
goes on with it (exit code 130).";

pub(super) const COMPARE: &str = "\
Examples:
  monazite compare quad-initiative
  monazite compare quad-initiative --focus JP --strategy shared-reserve --strategy whole-package
  monazite compare my-scenario.toml --replications 2000 --format json

--precision 0.05 goes on until mean and CVaR95 of the focus's losses have 95 % intervals of at most plus or minus
5 % of their value under every strategy.

All strategies meet the same futures, and differences are taken future by future. The ranking is by the mean
of the worst 5 % of futures (CVaR95) of the value at risk of the focus. What is called sure holds with 95 % for
all pairs of strategies together.

Ctrl-C ends it without a result (exit code 130).";

pub(super) const OPTIMISE: &str = "\
Examples:
  monazite optimise policy-library --strategy budget-mix --budget 2e9
  monazite optimise policy-library --strategy budget-mix --budget 5e9 --focus JP --out results/mix

The strategy declares its levers in the scenario file, as [[strategy.lever]]. Mixes are tried on the same futures;
what was chosen is told from fresh ones. The search (COBYLA) finds a good mix and proves nothing.

Ctrl-C ends it without a result (exit code 130).";

pub(super) const RARE: &str = "\
Examples:
  monazite rare export-licensing-2025
  monazite rare quad-initiative --focus JP --replications 4096 --repeats 32 --out results/rare

A pilot of plain futures tells which hazards the worst ones have more of. Repeats then spread the leading draws
evenly and draw such hazards more often and longer, with weights that undo it. The gain over plain sampling is
measured and told.

Ctrl-C ends it without a result (exit code 130).";

pub(super) const ATTRIBUTE: &str = "\
Examples:
  monazite attribute export-licensing-2025
  monazite attribute quad-initiative --focus JP --replications 2000 --out results/why

The same futures are run again without each hazard, with every set of families of hazards (of more than six
the least count as one), and, where the scenario has unknown parameters, with each of them drawn anew.

Ctrl-C ends it without a result (exit code 130).";

pub(super) const STRESS: &str = "\
Examples:
  monazite stress export-licensing-2025
  monazite stress quad-initiative --focus JP --strategy shared-reserve --weeks 52
  monazite stress background --focus JP --reverse 0.1 --material magnet-ndfeb-hc

The hazards, growth and unknown parameters of the scenario play no part: parts are removed from a world that
otherwise stands still, from the first day on, and nothing is drawn. Exposure is the toll over that of the
worst part of the same kind.";

pub(super) const MERGE: &str = "\
Examples:
  monazite merge shard-1 shard-2 shard-3
  monazite merge results/background-shard-* --out results/background

Everything is made from the shards alone; the scenario file and its pack need not be there.";

pub(super) const RERUN: &str = "\
Examples:
  monazite rerun results/export-licensing-2025

Everything is made from the folder alone; the scenario file and its pack need not be there. Exit code 0 if
every file comes out the same to the byte. If not, 1 where this is the version that made the result: a
defect. 2 where it was another version: its numbers may be others.";

pub(super) const EXPLAIN: &str = "\
Examples:
  monazite explain export-licensing-2025
  monazite explain my-scenario/scenario.toml --format json";

pub(super) const CHECK: &str = "\
Examples:
  monazite check my-scenario.toml
  monazite check scenarios/* my-pack/
  monazite check my-scenario.toml --format json

A scenario is checked with all that it extends, its pack, and whether the pack can be balanced. The exit
code is 0 if there is no error; warnings do not count.";

pub(super) const BACKTEST: &str = "\
Examples:
  monazite backtest
  monazite backtest licensing-2025 --out results/backtest
  monazite backtest my-history --replications 1000 --format json

A target is met when the median over the futures lies in its band. Missed targets are findings, not
failures: the exit code is 0 all the same.";

pub(super) const REPLAY: &str = "\
Examples:
  monazite replay export-licensing-2025 --replication 17

The number of a future is the column `replication` of replications.parquet; future 17 is the same in every
run with the same files and seed.";

pub(super) const LIST: &str = "\
Examples:
  monazite list
  monazite list --format json";

pub(super) const EXPORT: &str = "\
Examples:
  monazite export export-licensing-2025 mine
  monazite run mine/export-licensing-2025/scenario.toml

Nothing that is already there is overwritten.";

pub(super) const SCHEMA: &str = "\
Examples:
  monazite schema > scenario-1.json";
