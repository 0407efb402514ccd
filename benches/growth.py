#!/usr/bin/env python3
"""Measures how time and memory grow, and draws it: `python3 benches/growth.py`.

Runs the bench `growth` and writes its table and a picture to runs/.
"""

import csv
import datetime
import math
import sys
from xml.sax.saxutils import escape

from record import BENCHES, load, output, processor, row, sources

COMMAND = ("cargo", "bench", "-p", "monazite-benches", "--bench", "growth")
WIDTH, HEIGHT, MARGIN, GAP = 430, 300, 56, 40
COLOURS = ("#1b6ca8", "#c8553d", "#588157", "#7b5ea7")

Series = dict[str, list[tuple[float, float]]]


def decades(values: list[float]) -> tuple[int, int]:
    """Powers of ten around values."""
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def spelled(power: int) -> str:
    """A power of ten as one reads it."""
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def panel(left: float, title: str, across: str, series: Series) -> list[str]:
    """A chart with logarithmic axes."""
    points = [point for line in series.values() for point in line]
    (x0, x1), (y0, y1) = (decades([point[axis] for point in points]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        """Where a point stands in the picture."""
        return (
            left + (math.log10(x) - x0) / (x1 - x0) * WIDTH,
            MARGIN + (y1 - math.log10(y)) / (y1 - y0) * HEIGHT,
        )

    parts = [f'<text x="{left}" y="{MARGIN - 30}" font-weight="bold">{escape(title)}</text>']
    for power in range(x0, x1 + 1):
        x, bottom = place(10.0**power, 10.0**y0)
        parts.append(f'<path d="M{x:.1f} {MARGIN}V{bottom:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{spelled(power)}</text>')
    for power in range(y0, y1 + 1):
        x, y = place(10.0**x0, 10.0**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}h{WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{spelled(power)}</text>')
    middle = left + WIDTH / 2
    parts.append(f'<text x="{middle}" y="{MARGIN + HEIGHT + 36}" text-anchor="middle">{escape(across)}</text>')
    for at, (name, line) in enumerate(series.items()):
        colour = COLOURS[at]
        placed = [place(x, y) for x, y in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        parts.append(f'<text x="{left + 90 * at}" y="{MARGIN - 12}" fill="{colour}">{escape(name)}</text>')
    return parts


def picture(rows: list[dict]) -> str:
    """Time and memory by what grows."""
    # What grows, and the column with its size.
    sizes = {"lanes": "lanes", "lanes and hazards": "lanes", "steps": "steps", "replications": "replications"}

    def lines(figure: str, chosen: tuple[str, ...]) -> Series:
        """A figure by the size of what grows."""
        return {
            kind: [(float(r[sizes[kind]]), float(r[figure])) for r in rows if r["grows"] == kind and float(r[figure]) > 0]
            for kind in chosen
        }

    memory = {
        f"{name} ({kind})": line
        for figure, name in (("peak_mib", "held"), ("estimated_mib", "estimated"))
        for kind, line in lines(figure, ("lanes", "replications")).items()
    }
    # Long names: one panel has room for half of them.
    memory = {name.replace("replications", "futures"): line for name, line in memory.items()}
    parts = panel(MARGIN + 20, "Time, ns per lane, step and replication", "lanes, steps or replications", lines("ns_per_lane_step", tuple(sizes)))
    parts += panel(2 * MARGIN + WIDTH + GAP + 20, "Memory, MiB", "lanes or replications", memory)
    width, height = 2 * (WIDTH + MARGIN) + GAP + 60, HEIGHT + MARGIN + 50
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="11">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def main() -> None:
    """Measures, writes, draws."""
    measured, before, day = sources(), load(), datetime.date.today().isoformat()
    printed = output(*COMMAND)
    print(printed, file=sys.stderr)
    rows = list(csv.DictReader(printed.splitlines()))
    head = list(rows[0])
    lines = [
        f"# Growth, {day}",
        "",
        f"- processor: {processor()}",
        f"- compiler: {output('rustc', '-V').strip()}",
        f"- sources: {measured}",
        f"- load average over 1, 5 and 15 minutes: {before} before, {load()} after",
        "",
        f"![Time and memory by size](growth-{day}.svg)",
        "",
        row(*head),
        "|---|" + "---:|" * (len(head) - 1),
        *(row(*r.values()) for r in rows),
    ]
    (BENCHES / "runs" / f"growth-{day}.svg").write_text(picture(rows))
    (BENCHES / "runs" / f"growth-{day}.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
