"""Figures of an evaluation, with labels in the prompt's language."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn import metrics
from sklearn.calibration import calibration_curve

from kaiseki.drawing import histogram, plain_ticks, short
from kaiseki.modelling.evaluation import SCORE_NAMES

INK, ACCENT, DIM = "#1c2733", "#2a6f97", "#9aa8b5"
Words = Mapping[str, str]


def canvas(title: str, x: str, y: str, size: tuple[float, float] = (6, 4.2)) -> tuple[Figure, Any]:
    """Return an empty figure with its labels. All are of one width, so that a report shows their texts in one size."""
    figure, axes = plt.subplots(figsize=size, layout="constrained")
    axes.set_title(title, color=INK, fontsize=12, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def turn_if_long(axes: Any, names: list[str]) -> None:
    """Turn the names below the axis where they would run into each other."""
    if sum(len(name) + 2 for name in names) > 50:
        axes.set_xticks(axes.get_xticks(), names, rotation=45, ha="right")


def roc(actual: Any, probability: Any, words: Words) -> Figure:
    """ROC curve beside chance."""
    false_positives, true_positives, _ = metrics.roc_curve(actual, probability)
    figure, axes = canvas(words["roc"], words["false_positives"], words["true_positives"])
    area = metrics.roc_auc_score(actual, probability)
    axes.plot(false_positives, true_positives, color=ACCENT, label=f"{words['model']} (AUC {area:.3f})")
    axes.plot([0, 1], [0, 1], "--", color=DIM, label=f"{words['chance']} (AUC 0.500)")
    axes.legend(loc="lower right", frameon=False)
    return figure


def precision_recall(actual: Any, probability: Any, words: Words) -> Figure:
    """Precision against recall beside the share of positives."""
    precision, recall, _ = metrics.precision_recall_curve(actual, probability)
    figure, axes = canvas(words["precision_recall"], words["recall"], words["precision"])
    axes.plot(recall, precision, color=ACCENT, label=words["model"])
    axes.axhline(float(np.mean(actual)), linestyle="--", color=DIM, label=words["baseline"])
    axes.set_ylim(0, 1.02)
    axes.legend(frameon=False)
    return figure


def calibration(actual: Any, probability: Any, words: Words) -> Figure:
    """How often what is said to have a probability comes true."""
    true, said = calibration_curve(actual, probability, n_bins=10, strategy="quantile")
    figure, axes = canvas(words["calibration"], words["predicted_probability"], words["observed_share"])
    axes.plot([0, 1], [0, 1], "--", color=DIM, label=words["perfect"])
    axes.plot(said, true, "o-", color=ACCENT, label=words["model"])
    axes.legend(frameon=False)
    return figure


def confusion(matrix: pd.DataFrame, words: Words) -> Figure:
    """Counts of actual (rows) against predicted classes."""
    size = max(4.2, 0.55 * len(matrix) + 2.2)
    figure, axes = canvas(words["confusion"], words["predicted"], words["actual"], (max(6, size + 0.8), size))
    shares = matrix.to_numpy() / np.maximum(1, matrix.to_numpy().sum(axis=1, keepdims=True))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), count in np.ndenumerate(matrix.to_numpy()):
        color = "white" if shares[row, column] > 0.6 else INK
        axes.text(column, row, f"{count:,}", ha="center", va="center", color=color)
    names = [short(name) for name in matrix.columns]
    axes.set_xticks(range(len(matrix)), names)
    axes.set_yticks(range(len(matrix)), names)
    turn_if_long(axes, names)
    axes.spines[:].set_visible(False)
    return figure


def importances(table: pd.DataFrame, scoring: str, words: Words) -> Figure:
    """How much each feature matters, with the spread over repetitions."""
    shown = table.head(15).iloc[::-1]
    score = SCORE_NAMES.get(scoring, scoring)
    axis = words["importance_axis_error" if score != scoring else "importance_axis"]
    label = axis.format(score=words[f"metric_{score}"])
    figure, axes = canvas(words["importance"], label, "", (6, max(2.4, 1.2 + 0.34 * len(shown))))
    plain_ticks(axes.xaxis)
    axes.barh(
        [short(name) for name in shown["feature"]], shown["importance"], xerr=shown["std"], color=ACCENT, ecolor=DIM
    )
    axes.axvline(0, color=DIM, linewidth=0.8)
    return figure


def class_distribution(target: pd.Series, name: str, words: Words) -> Figure:
    """How many rows each class has."""
    counts = target.map(str).value_counts().head(20)
    figure, axes = canvas(words["target"].format(name), name, words["rows"])
    names = [short(value) for value in counts.index]
    bars = axes.bar(range(len(names)), counts.to_numpy(), color=ACCENT)
    axes.set_xticks(range(len(names)), names)
    plain_ticks(axes.yaxis, whole=True)
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=2)
    axes.margins(y=0.1)
    turn_if_long(axes, names)
    return figure


def number_distribution(target: pd.Series, name: str, words: Words) -> Figure:
    """A histogram of the target."""
    figure, axes = canvas(words["target"].format(name), name, words["rows"])
    histogram(axes, target.astype(float), ACCENT)
    return figure


def predicted_actual(actual: Any, predicted: Any, words: Words) -> Figure:
    """Predictions against the truth."""
    figure, axes = canvas(words["predicted_actual"], words["actual"], words["predicted"])
    axes.scatter(
        actual, predicted, s=8 if len(actual) > 1_000 else 20, alpha=0.5, color=ACCENT, linewidths=0, rasterized=True
    )
    plain_ticks(axes.xaxis)
    plain_ticks(axes.yaxis)
    low, high = float(np.min(actual)), float(np.max(actual))
    axes.plot([low, high], [low, high], "--", color=DIM, label=words["perfect"])
    axes.legend(frameon=False)
    return figure


def residuals(actual: Any, predicted: Any, words: Words) -> Figure:
    """What is left when the prediction is taken away."""
    figure, axes = canvas(words["residuals"], words["residual_axis"], words["rows"])
    histogram(axes, np.asarray(actual, dtype=float) - predicted, ACCENT)
    axes.axvline(0, linestyle="--", color=DIM)
    return figure
