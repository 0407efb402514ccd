#!/usr/bin/env python3
"""Runs all benchmarks and records them in runs/: `python3 benches/record.py`.

Criterion leaves its samples in target/criterion; this gathers the smallest and the median time of each
benchmark, with the machine, the compiler and the load that they were taken under.
"""

import csv
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

BENCHES = pathlib.Path(__file__).resolve().parent
CRITERION = ["load", "compile", "hazards", "step", "run", "statistics", "reference"]
INTERLEAVED = "interleaved"


def output(*command: str) -> str:
    """What a command prints on its standard output; a failure ends the recording."""
    return subprocess.run(command, cwd=BENCHES, stdout=subprocess.PIPE, text=True, check=True).stdout


def build() -> dict[str, str]:
    """Builds the benches once, so that edits to the sources cannot slip in between; their programs by name."""
    messages = output("cargo", "bench", "-p", "monazite-benches", "--no-run", "--message-format", "json")
    built = [json.loads(line) for line in messages.splitlines()]
    benches = [message for message in built if message.get("executable") and message["target"]["kind"] == ["bench"]]
    return {message["target"]["name"]: message["executable"] for message in benches}


def measure(program: str) -> str:
    """Runs one bench; what it prints goes to the standard error as well, to be watched."""
    printed = output(program, "--bench")
    print(printed, file=sys.stderr, flush=True)
    return printed


def samples(folder: pathlib.Path, since: float) -> list[dict]:
    """Every benchmark that was measured since then, in the order of measuring; times in nanoseconds."""
    found = []
    for file in folder.rglob("new/sample.json"):
        measured = file.stat().st_mtime
        if measured < since:
            continue
        about = json.loads((file.parent / "benchmark.json").read_text())
        sample = json.loads(file.read_text())
        times = [time / count for time, count in zip(sample["times"], sample["iters"])]
        row = {
            "bench": about["full_id"],
            "elements": (about["throughput"] or {}).get("Elements"),
            "min": min(times),
            "median": statistics.median(times),
        }
        found.append((measured, row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def spelled(nanoseconds: float) -> str:
    """A time in the unit in which it is a small number."""
    units = [("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1.0)]
    unit, size = next((pair for pair in units if nanoseconds >= pair[1]), units[-1])
    return f"{nanoseconds / size:.2f} {unit}"


def processor() -> str:
    """Model of the processor; family and model number tell virtual machines apart that hide the name."""
    info = pathlib.Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    lines = [line.split(":", 1) for line in info.read_text().splitlines() if ":" in line]
    fields = {key.strip(): value.strip() for key, value in lines}
    name = fields.get("model name", platform.machine())
    return f"{name}, family {fields.get('cpu family')}, model {fields.get('model')}"


def sources() -> str:
    """The commit, and whether anything that runs in a bench differs from it."""
    paths = [":/Cargo.toml", ":/Cargo.lock", ":/crates", ":/data", ":/scenarios", ":/benches/*.rs"]
    changed = output("git", "status", "--porcelain", "--", *paths)
    return output("git", "rev-parse", "--short", "HEAD").strip() + (" with changes" if changed else "")


def load() -> str:
    """Load averages of the last 1, 5 and 15 minutes."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def row(*cells: object) -> str:
    """A row of a table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def criterion_table(rows: list[dict]) -> list[str]:
    """Times of whole benchmarks and, where something is counted, of an element."""
    lines = [
        row("bench", "min", "median", "elements", "min per element", "median per element"),
        "|---|---:|---:|---:|---:|---:|",
    ]
    for found in rows:
        count = found["elements"]
        per_element = [spelled(found[key] / count) if count else "" for key in ("min", "median")]
        lines.append(row(found["bench"], spelled(found["min"]), spelled(found["median"]), count or "", *per_element))
    return lines


def ratio_table(printed: str) -> list[str]:
    """The table of `interleaved`."""
    lines = [
        row("workload", "program", "us per replication, median (quartiles)", "ns per lane-step", "first / program"),
        "|---|---|---:|---:|---:|",
    ]
    for found in csv.DictReader(printed.splitlines()):
        median, low, high = (found[f"us_per_replication_{name}"] for name in ("median", "q1", "q3"))
        speed, ratio = found["ns_per_lane_step_median"], found["first_over_program_median"]
        lines.append(row(found["workload"], found["program"], f"{median} ({low} to {high})", speed, ratio))
    return lines


def main() -> None:
    """Builds, measures, writes."""
    measured = sources()
    programs = build()
    target = pathlib.Path(json.loads(output("cargo", "metadata", "--format-version", "1", "--no-deps"))["target_directory"])
    os.environ["CRITERION_HOME"] = str(target / "criterion")
    start, before = datetime.datetime.now(), load()
    for name in CRITERION:
        measure(programs[name])
    ratios = measure(programs[INTERLEAVED])
    lines = [
        f"# Benchmarks of {start.date().isoformat()}",
        "",
        f"- processor: {processor()}; {os.cpu_count()} cores",
        f"- system: {platform.system()} {platform.machine()}",
        f"- compiler: {output('rustc', '-V').strip()}",
        f"- sources: {measured}",
        f"- load average over 1, 5 and 15 minutes: {before} before, {load()} after (one bench at work makes 1)",
        "",
        *criterion_table(samples(target / "criterion", start.timestamp())),
        "",
        "REF in interleaved rounds:",
        "",
        *ratio_table(ratios),
    ]
    out = BENCHES / "runs" / f"{start.date().isoformat()}.md"
    out.parent.mkdir(exist_ok=True)
    out.write_text("\n".join(lines) + "\n")
    print(out)


if __name__ == "__main__":
    main()
