"""Figures of a table's columns. Each has a bounded size, however many columns there are."""

from collections.abc import Mapping
from typing import Any

import matplotlib.dates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kaiseki.drawing import bins_of, histogram, plain_ticks, short
from kaiseki.profiling.columns import is_identifier, kind_of, write

INK, ACCENT = "#1c2733", "#2a6f97"
MOST_PANELS, MOST_BARS, MOST_MISSING = 12, 10, 30
# 300 columns at full size were a picture of 212 inches, which no memory held.
MOST_CORRELATED, MOST_WRITTEN, MOST_MATRIX = 20, 15, 100
Words = Mapping[str, str]
# matplotlib's dates have no types.
mdates: Any = matplotlib.dates


def titled(words: Words, what: str, table: str, shown: int, of: int, more: str = "some") -> str:
    """Return a figure's title, which says when it does not show every column."""
    rest = words[more].format(shown=shown, all=of) if shown < of else ""
    return words[what].format(table=table) + rest


def drawable(frame: pd.DataFrame) -> list[str]:
    """Return the columns whose distribution is worth a picture: not names of rows, not always the same."""
    return [
        name
        for name in frame.columns
        if frame[name].nunique() >= 2
        and not is_identifier(name, frame[name])
        and (kind_of(frame[name]) != "text" or int(frame[name].value_counts().iloc[0]) > 1)
    ]


def distributions(frame: pd.DataFrame, names: list[str], title: str) -> Figure:
    """Draw how many rows have which value: a histogram per number and time, the most frequent ones per category."""
    across = min(3, len(names))
    down = -(-len(names) // across)
    # As wide as half a page of the report or as all of it, so that letters have one size.
    size = (6.0 if across == 1 else 10.8, 2.7 * down + 0.5)
    figure, panels = plt.subplots(down, across, figsize=size, squeeze=False, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontsize=12, color=INK)
    for axes in panels.flat[len(names) :]:
        axes.set_visible(False)
    for axes, name in zip(panels.flat, names, strict=False):
        draw_column(axes, name, frame[name].dropna())
        axes.set_title(short(name, 36), loc="left", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=9)
    return figure


def draw_column(axes: Any, name: str, values: pd.Series) -> None:
    """Draw one column in its panel."""
    kind = kind_of(values)
    if kind in ("date", "time"):
        times = values.dt.tz_convert("UTC").dt.tz_localize(None) if values.dt.tz is not None else values
        edges = bins_over_time(times)
        axes.hist(mdates.date2num(times), bins=edges, color=ACCENT, edgecolor="white", linewidth=0.6)
        locator = mdates.AutoDateLocator(minticks=3, maxticks=6)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
        plain_ticks(axes.yaxis, whole=True)
    elif kind == "number" and values.nunique() > 2:
        histogram(axes, values.astype(float), ACCENT)
    else:
        shown = values.value_counts().head(MOST_BARS).iloc[::-1]
        axes.barh([short(write(name, value, kind)) for value in shown.index], shown.to_numpy(), color=ACCENT)
        plain_ticks(axes.xaxis, whole=True)


def bins_over_time(times: pd.Series) -> Any:
    """Return the edges of bars along time, in days: bars of less than a day would be holes in a column of dates."""
    days = mdates.date2num(times)
    if kind_of(times) == "date":
        return bins_of(days)
    return np.histogram_bin_edges(days, bins=len(bins_of(days)) - 1)


def missing(shares: pd.Series, title: str, words: Words) -> Figure:
    """Draw the share of missing values of the columns that lack some, most first."""
    shown = shares.iloc[::-1]
    figure, axes = plt.subplots(figsize=(6, 1.3 + 0.3 * len(shown)), layout="constrained")
    axes.barh([short(name) for name in shown.index], shown.to_numpy(), color=ACCENT)
    axes.set_title(title, loc="left", fontsize=12, color=INK)
    axes.set_xlabel(words["share"])
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0 if shares.max() >= 0.05 else 1))
    axes.set_ylim(-0.8, len(shown) - 0.2)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def most_correlated(matrix: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the matrix of the columns that correlate most with another one, in the table's order."""
    if len(matrix) <= most:
        return matrix
    strength = matrix.abs().where(~np.eye(len(matrix), dtype=bool)).max().fillna(0)
    chosen = set(strength.sort_values(ascending=False, kind="stable").index[:most])
    kept = [name for name in matrix.columns if name in chosen]
    return matrix.loc[kept, kept]


def correlation(matrix: pd.DataFrame, title: str, words: Words) -> Figure:
    """Draw the matrix with its scale; figures in the cells as long as they can be read."""
    side = 2.4 + 0.45 * len(matrix)
    figure, axes = plt.subplots(figsize=(max(6.0, side + 0.9), max(3.6, side)), layout="constrained")
    image = axes.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
    figure.colorbar(image, ax=axes, label=words["coefficient"], shrink=0.9)
    if len(matrix) <= MOST_WRITTEN:
        for (row, column), value in np.ndenumerate(matrix.to_numpy()):
            color = "white" if abs(value) > 0.6 else INK
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=color, fontsize=9)
    axes.set_xticks(range(len(matrix)), [short(name) for name in matrix.columns], rotation=45, ha="right")
    axes.set_yticks(range(len(matrix)), [short(name) for name in matrix.index])
    axes.set_title(title, loc="left", fontsize=12, color=INK)
    axes.spines[:].set_visible(False)
    return figure
