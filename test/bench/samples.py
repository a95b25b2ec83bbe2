"""What a benchmark makes of its samples."""

import argparse
import json
import math
import statistics
import sys
from collections.abc import Mapping, Sequence

LEAVABLE = ("bubblewrap", "podman", "container", "jupyter", "userns")
Measure = Mapping[str, float] | float


def summarize(samples: Sequence[float]) -> dict[str, float]:
    """Return {median, p95 (nearest rank), n}."""
    ordered = sorted(samples)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {"median": round(statistics.median(ordered), 3), "p95": round(p95, 3), "n": len(ordered)}


def print_measures(measures: Mapping[str, Measure]) -> None:
    """Print what `bench.ts` reads."""
    print(json.dumps(measures))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def parse_options() -> tuple[bool, set[str]]:
    """Return (quick, what is left out). Every benchmark takes the same, so that one command line suits all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--without", action="append", default=[], choices=LEAVABLE)
    options = parser.parse_args()
    return options.quick, set(options.without)
