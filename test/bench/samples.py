"""What a benchmark makes of its samples."""

import json
import math
import os
import statistics
import sys
from collections.abc import Mapping, Sequence

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


def is_root() -> bool:
    return os.geteuid() == 0
