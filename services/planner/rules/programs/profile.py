"""Describe every column of a table: type, missing values, distinct values, range, distribution."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import kaiseki

MOST_PANELS, MOST_BARS = 12, 12
INK = "#2a6f97"
WORDS = {
    "en": {
        "loading": "loading the data",
        "counting": "counting",
        "drawing": "drawing figures",
        "distributions": "Distributions of {table}",
        "missing": "Missing values of {table}",
        "correlation": "Correlations in {table}",
        "share": "Share of rows",
        "answer": "**{table}** has {{{{table.overview[0].rows|,d}}}} rows and {{{{table.overview[0].columns}}}} columns;"
        " {{{{table.overview[0].complete_rows|,d}}}} rows have a value in every column,"
        " {{{{table.overview[0].duplicated_rows|,d}}}} repeat another row.\n\n{{{{table.columns}}}}",
    },
    "ja": {
        "loading": "データを読み込んでいます",
        "counting": "数えています",
        "drawing": "図を描いています",
        "distributions": "{table}の分布",
        "missing": "{table}の欠損",
        "correlation": "{table}の相関",
        "share": "行の割合",
        "answer": "**{table}**は{{{{table.overview[0].rows|,d}}}}行、{{{{table.overview[0].columns}}}}列です。"
        "すべての列に値がある行は{{{{table.overview[0].complete_rows|,d}}}}行、"
        "ほかの行と同じ行は{{{{table.overview[0].duplicated_rows|,d}}}}行です。\n\n{{{{table.columns}}}}",
    },
}


def is_number(values: pd.Series) -> bool:
    """Return whether the column holds numbers; truth values are categories."""
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def describe(name: str, values: pd.Series) -> dict[str, object]:
    """Return one line of the table of columns."""
    present = values.dropna()
    numeric, empty = is_number(values), present.empty
    top = present.map(str).value_counts() if not empty else None
    return {
        "column": name,
        "type": str(values.dtype),
        "missing_share": round(float(values.isna().mean()), 4),
        "distinct": int(present.nunique()),
        "min": None if empty else str(present.min()),
        "mean": round(float(present.mean()), 4) if numeric and not empty else None,
        "max": None if empty else str(present.max()),
        "most_frequent": None if top is None else str(top.index[0]),
        "its_share": None if top is None else round(float(top.iloc[0]) / len(values), 4),
    }


def draw_distributions(frame: pd.DataFrame) -> Figure:
    """Draw a histogram per number and time, the most frequent values per category."""
    names = [name for name in frame.columns if is_number(frame[name]) or 2 <= frame[name].nunique() <= 200][
        :MOST_PANELS
    ]
    names = names or list(frame.columns)[:1]
    across = min(3, len(names))
    down = -(-len(names) // across)
    figure, panels = plt.subplots(down, across, figsize=(4.2 * across, 3 * down), squeeze=False)
    for axes in panels.flat[len(names) :]:
        axes.set_visible(False)
    for axes, name in zip(panels.flat, names, strict=False):
        values = frame[name].dropna()
        if is_number(frame[name]) and values.nunique() > 2:
            axes.hist(values.astype(float), bins=30, color=INK)
        else:
            counts = values.map(str).value_counts().head(MOST_BARS).iloc[::-1]
            axes.barh([text[:24] for text in counts.index], counts.to_numpy(), color=INK)
        axes.set_title(name, loc="left", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    return figure


wishes = kaiseki.parameters()
words = WORDS.get(wishes["language"], WORDS["en"])
table = wishes["table"]
kaiseki.progress(0.1, words["loading"])
frame = kaiseki.load(wishes["dataset"])

kaiseki.progress(0.3, words["counting"])
kaiseki.table("columns", pd.DataFrame([describe(name, frame[name]) for name in frame.columns]))
overview = {
    "rows": len(frame),
    "columns": frame.shape[1],
    "complete_rows": int(frame.notna().all(axis=1).sum()),
    "duplicated_rows": int(frame.duplicated().sum()),
}
kaiseki.table("overview", pd.DataFrame([overview]))

kaiseki.progress(0.6, words["drawing"])
if len(frame):
    kaiseki.figure("distributions", draw_distributions(frame), words["distributions"].format(table=table))
missing = frame.isna().mean()
if missing.any():
    figure, axes = plt.subplots(figsize=(6, 1 + 0.35 * len(missing)))
    axes.barh(list(missing.index)[::-1], missing.to_numpy()[::-1], color=INK)
    axes.set_xlabel(words["share"])
    kaiseki.figure("missing", figure, words["missing"].format(table=table))
numbers = frame[[name for name in frame.columns if is_number(frame[name]) and frame[name].nunique() > 1]]
if numbers.shape[1] >= 2:
    matrix = numbers.corr()
    figure, axes = plt.subplots(figsize=(1.8 + 0.7 * len(matrix), 1.2 + 0.7 * len(matrix)))
    axes.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
    for (row, column), value in np.ndenumerate(matrix.to_numpy()):
        axes.text(column, row, f"{value:.2f}", ha="center", va="center", color="white" if abs(value) > 0.6 else "black")
    axes.set_xticks(range(len(matrix)), list(matrix.columns), rotation=45, ha="right")
    axes.set_yticks(range(len(matrix)), list(matrix.index))
    kaiseki.figure("correlation", figure, words["correlation"].format(table=table))
    kaiseki.table("correlation", matrix.reset_index(names="column"))
kaiseki.answer(words["answer"].format(table=table))
kaiseki.progress(1.0, "")
