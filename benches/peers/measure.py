"""What the scripts of this folder share: the command line of those that simulate REF-1, and what all of them print."""

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

import ref

Simulate = Callable[[int, int, int], tuple[np.ndarray, np.ndarray]]
"""From a seed, a first replication and a count: the share of demand not met and the longest run of short weeks."""


def report(seconds: float, replications: int, **about: object) -> None:
    """Prints a measurement as JSON."""
    per_replication = seconds / replications
    speed = {
        "replications": replications,
        "us_per_replication": per_replication * 1e6,
        "ns_per_lane_step": per_replication * 1e9 / ref.LANE_STEPS,
    }
    print(json.dumps(speed | about))


def main(simulate: Simulate, block: int) -> None:
    """Simulates replications 0, 1, ... of REF-1 block by block, checks them against the published figures and
    prints the CPU time and the results.

    A first short call is not timed: it compiles what there is to compile.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, required=True)
    parser.add_argument("--block", type=int, default=block, help="replications of one call")
    arguments = parser.parse_args()
    simulate(ref.SEED, 0, 1)
    start = time.process_time()
    blocks = [
        simulate(ref.SEED, first, min(arguments.block, arguments.replications - first))
        for first in range(0, arguments.replications, arguments.block)
    ]
    seconds = time.process_time() - start
    unmet, longest = (np.concatenate(column) for column in zip(*blocks))
    ref.check_results(unmet, longest)
    report(seconds, arguments.replications, unmet=unmet.tolist(), longest=longest.tolist())
