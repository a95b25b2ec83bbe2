"""Bars and ticks that say something: as many bars as the values bear, ticks without powers of ten beside the axis."""

from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

FEWEST, MOST = 10, 40
Edges = np.ndarray[Any, Any]


def bins_of(values: Any) -> Edges:
    """Return the edges of 10 to 40 bars (numpy's "auto" within these bounds); whole numbers get whole steps."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    if len(numbers) == 0:
        return np.array([0.0, 1.0])
    low, high = float(numbers.min()), float(numbers.max())
    count = wanted_bars(numbers)
    if high > low and high - low < 1e9 and bool((numbers == np.round(numbers)).all()):
        # 64 ages in 30 bars would give some bars two ages and others three: a comb that is not in the data.
        step = max(1.0, np.ceil((high - low + 1) / count))
        return np.arange(low - 0.5, high + step, step)
    return np.histogram_bin_edges(numbers, bins=count)


def wanted_bars(numbers: Edges) -> int:
    """Return numpy's "auto" number of bars, bounded before any edge exists: with a far outlier it may be millions."""
    low, high = float(numbers.min()), float(numbers.max())
    first, third = np.percentile(numbers, [25, 75])
    width = 2.0 * (third - first) / np.cbrt(len(numbers))
    by_spread = (high - low) / width if width > 0 else 0.0
    by_count = np.log2(len(numbers)) + 1
    return int(np.clip(np.ceil(max(by_spread, by_count)), FEWEST, MOST))


def histogram(axes: Any, values: Any, color: str) -> None:
    """Draw how many values lie where, in bars that touch but can be told apart."""
    axes.hist(values, bins=bins_of(values), color=color, edgecolor="white", linewidth=0.6)
    plain_ticks(axes.xaxis)
    plain_ticks(axes.yaxis, whole=True)


def plain_ticks(axis: Any, whole: bool = False) -> None:
    """Write few ticks in full: 1,500,000 instead of 1.5 with a 1e6 in a corner. Counts have no fractions."""
    axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))


def tick(value: float) -> str:
    """Return a tick's text."""
    return f"{value:,.10g}" if abs(value) < 1e10 else f"{value:.3g}"


def short(name: object, longest: int = 24) -> str:
    """Return a name that leaves room for the picture."""
    text = str(name)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
