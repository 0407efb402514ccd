#!/usr/bin/env python3
"""Times REF in other software and in ours, and writes one table: `python3 benches/peers/run.py`.

Peers run in rounds, each in a process of its own, half of the rounds before our own programs and half after.
"""

import argparse
import csv
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent
BENCHES = PEERS.parent
ENVIRONMENT = BENCHES.parent / "target" / "peers" / "venv"
PYTHON = ENVIRONMENT / "bin" / "python"
OURS = ("cargo", "bench", "-p", "monazite-benches", "--bench", "interleaved")
ROUNDS = 7
CHECKED = 2048
"""Replications over which means are published."""
AGREEMENT = 1e-12
"""Largest difference of the share of demand not met between programs that solve REF."""

# The recording of our own benches knows how to describe a machine.
sys.path.insert(0, str(BENCHES))
from record import load, output, processor, row, sources  # noqa: E402


@dataclasses.dataclass
class Peer:
    """A program to be timed."""

    name: str
    solves: str
    script: str
    arguments: list[str]
    measured: str
    """How much a round runs."""
    every: int = 1
    """It runs in every n-th round."""
    rounds: list[dict] = dataclasses.field(default_factory=list)


def peers() -> list[Peer]:
    """All of them, from slow to fast."""
    return [
        Peer(
            "stockpyl",
            "its own rules (assembly) on the same nodes and edges",
            "peer_stockpyl.py",
            ["--weeks", "20"],
            "20 weeks of 1, scaled to 520",
            every=3,
        ),
        Peer(
            "SupplyNetPy",
            "its own rules (one supplier per order) on the same nodes and links",
            "peer_supplynetpy.py",
            [],
            "1",
            every=3,
        ),
        Peer(
            "NumPy, 64 replications at a time",
            "REF-1",
            "ref_numpy.py",
            ["--replications", "64", "--block", "64"],
            "64",
        ),
        Peer(
            "NumPy, 1024 replications at a time",
            "REF-1",
            "ref_numpy.py",
            ["--replications", "1024", "--block", "1024"],
            "1024",
        ),
        Peer("Numba, blocks of 64 replications", "REF-1", "ref_numba.py", ["--replications", "1024"], "1024"),
    ]


def prepare() -> None:
    """Makes the virtual environment and installs the pinned packages, as far as they are not there."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--requirement", str(PEERS / "requirements.txt")]
    subprocess.run(install, check=True)


def measure(script: str, arguments: list[str]) -> dict:
    """Runs one script on one thread; what it printed."""
    single = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}
    environment = os.environ | single | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(PYTHON), str(PEERS / script), *arguments]
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        raise SystemExit(f"{script} failed: no table is written")
    return json.loads(ran.stdout)


def check() -> float:
    """Holds the programs that solve REF against the published figures, which they do themselves, and against each
    other; the largest difference between them."""
    measure("ref.py", [])
    arrays, compiled = (
        measure(script, ["--replications", str(CHECKED)]) for script in ("ref_numpy.py", "ref_numba.py")
    )
    difference = max(abs(a - b) for a, b in zip(arrays["unmet"], compiled["unmet"]))
    if difference > AGREEMENT or arrays["longest"] != compiled["longest"]:
        raise SystemExit(f"NumPy and Numba differ by up to {difference}: no table is written")
    return difference


def run_rounds(programs: list[Peer], rounds: range) -> None:
    """Runs every peer that is due once in each of the rounds."""
    for number in rounds:
        for peer in programs:
            if number % peer.every == 0:
                peer.rounds.append(measure(peer.script, peer.arguments))
                us = peer.rounds[-1]["us_per_replication"]
                print(f"round {number}: {peer.name}: {us:.1f} us per replication", file=sys.stderr, flush=True)


def run_ours(quick: bool) -> str:
    """The table of our own programs, as CSV."""
    return output(*OURS, *(["--", "--test"] if quick else []))


@dataclasses.dataclass
class Line:
    """A line of the table."""

    name: str
    solves: str
    measured: str
    us: tuple[float, float, float]
    """Microseconds per replication: median and quartiles."""
    ns_per_lane_step: float


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Median, lower and upper quartile by the nearest rank, as our own benches have them; of fewer than four values the
    least and the largest instead."""
    ordered, last = sorted(values), len(values) - 1
    if len(values) < 4:
        return ordered[last // 2], ordered[0], ordered[last]
    return ordered[last // 2], ordered[last // 4], ordered[last * 3 // 4]


def lines_of_peers(programs: list[Peer]) -> list[Line]:
    """A line for each peer."""
    lines = []
    for peer in programs:
        us = quartiles([measured["us_per_replication"] for measured in peer.rounds])
        speed, _, _ = quartiles([measured["ns_per_lane_step"] for measured in peer.rounds])
        lines.append(Line(peer.name, peer.solves, f"{len(peer.rounds)} x {peer.measured}", us, speed))
    return lines


def lines_of_ours(printed: str) -> list[Line]:
    """A line for each of our programs of REF-1, from slow to fast. The first is the general engine."""
    lines = []
    for found in csv.DictReader(printed.splitlines()):
        program = found["program"]
        is_part = program.endswith("hazards")
        if found["workload"] != "REF-1" or is_part or not program.startswith(("straight", "kernel", "engine")):
            continue
        is_engine = program.startswith("engine")
        median, low, high = (float(found[f"us_per_replication_{name}"]) for name in ("median", "q1", "q3"))
        line = Line(
            f"ours: {'general engine' if is_engine else program}",
            "its own rules, more of them, on a world of this shape" if is_engine else "REF-1",
            f"{found['rounds']} x {found['replications_per_round']}",
            (median, low, high),
            float(found["ns_per_lane_step_median"]),
        )
        lines.append(line)
    lines.sort(key=lambda line: ("engine" not in line.name, -line.us[0]))
    if len(lines) < 3:
        raise SystemExit("our own programs are missing from the CSV: no table is written")
    return lines


def spelled(value: float) -> str:
    """A figure to three digits or so, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(found: list[Line], ours: list[Line]) -> list[str]:
    """All lines, slowest first, with their times over those of our fastest kernel and of our engine."""
    engine, kernel = ours[0], ours[-1]
    lines = [
        row(
            "implementation",
            "what it solves",
            "rounds x replications",
            "us per replication, median (quartiles; of three rounds the range)",
            "ns per lane-step",
            f"over {kernel.name.removeprefix('ours: ')}",
            "over the engine",
        ),
        "|---|---|---|---:|---:|---:|---:|",
    ]
    for line in sorted(found + ours, key=lambda line: -line.us[0]):
        median, low, high = (spelled(value) for value in line.us)
        over = [spelled(line.us[0] / other.us[0]) for other in (kernel, engine)]
        cells = [line.name, line.solves, line.measured, f"{median} ({low} to {high})", spelled(line.ns_per_lane_step)]
        lines.append(row(*cells, *over))
    return lines


def versions() -> str:
    """The packages that the table is about."""
    installed = json.loads(output(str(PYTHON), "-m", "pip", "list", "--format", "json"))
    wanted = {"numpy", "numba", "llvmlite", "simpy", "supplynetpy", "stockpyl"}
    return ", ".join(f"{package['name']} {package['version']}" for package in installed if package["name"] in wanted)


def document(
    start: datetime.datetime, measured: str, loads: tuple[str, str], order: str, difference: float, rows: list[str]
) -> str:
    """The file of a recorded run."""
    lines = [
        f"# Peers on {start.date().isoformat()}",
        "",
        "REF-1: 344 lanes, 520 weeks, one commodity. Made by `python3 benches/peers/run.py`; how to read it is in "
        "[peers/README.md](../peers/README.md).",
        "",
        f"- processor: {processor()}; {os.cpu_count()} cores, one used",
        f"- system: {platform.system()} {platform.release()} {platform.machine()}",
        f"- versions: {output(str(PYTHON), '-V').strip()}, {versions()}; {output('rustc', '-V').strip()}",
        f"- sources: {measured}",
        f"- load average over 1, 5 and 15 minutes: {loads[0]} before, {loads[1]} after (one program at work makes 1)",
        f"- order: {order}",
        f"- clock: CPU time of the process for peers, without start, compilation and building of the network; time on "
        f"the wall for ours, which one thread runs",
        f"- checked before: NumPy and Numba reproduce the published replications and means; over {CHECKED} "
        f"replications the share of demand not met differs between them by at most {difference:.1e}",
        "",
        *rows,
        "",
        "- stockpyl solves another problem: assembly, where suppliers do not replace each other, one lead time for "
        "all. Its figure is scaled from 20 weeks to 520.",
        "- SupplyNetPy solves another problem: one order to one supplier per site and week, at most 36 orders instead "
        "of 344 shipments.",
        "- Our general engine does not follow REF's rules either and does more than they ask: two stocks per site, "
        "buyers who learn, indicators and series.",
        "- Simulators that solve a linear programme in every step are not run here. They find the best allocation, "
        "which REF's rules do not.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prepares, checks, measures, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", type=pathlib.Path, help="a saved table of `interleaved`, instead of a run of it")
    parser.add_argument("--quick", action="store_true", help="one round to see that it runs; prints, writes no file")
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else ROUNDS
    measured = sources()
    prepare()
    if not arguments.ours:
        output(*OURS, "--no-run")
    difference = check()

    start, before = datetime.datetime.now(), load()
    programs = peers()
    half = (rounds + 1) // 2
    run_rounds(programs, range(half))
    printed = arguments.ours.read_text() if arguments.ours else run_ours(arguments.quick)
    run_rounds(programs, range(half, rounds))
    loads = (before, load())

    if arguments.ours:
        order = f"{rounds} rounds of all peers; our own programs were timed at another time"
    else:
        order = f"{half} rounds of all peers, all rounds of our own programs, {rounds - half} rounds of all peers"
    ours = lines_of_ours(printed)
    text = document(start, measured, loads, order, difference, table(lines_of_peers(programs), ours))
    if arguments.quick:
        print(text)
        return
    out = BENCHES / "runs" / f"peers-{start.date().isoformat()}.md"
    out.write_text(text)
    print(out)


if __name__ == "__main__":
    main()
