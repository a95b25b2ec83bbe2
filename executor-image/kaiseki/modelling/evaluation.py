"""Metrics on held-out data, each beside what a model without features reaches."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics
from sklearn.inspection import permutation_importance

from kaiseki.modelling.splits import SEED

RESAMPLES = 300
CONFIDENCE = 0.95
IMPORTANCE_ROWS, IMPORTANCE_REPEATS = 2_000, 5
# What scikit-learn turns into a score by its sign, under the name that metrics have.
SCORE_NAMES = {"neg_root_mean_squared_error": "rmse"}


@dataclass(frozen=True)
class Score:
    """One metric under scikit-learn's name, and the baseline's."""

    name: str
    value: float
    baseline: float


@dataclass(frozen=True)
class Evaluation:
    """Scores, the most telling one first, and whether it beats its baseline beyond chance (bootstrap)."""

    scores: list[Score]
    low: float
    high: float
    beats_baseline: bool


def evaluate_binary(actual: np.ndarray[Any, Any], probability: np.ndarray[Any, Any], prior: float) -> Evaluation:
    """`actual` is 0 or 1, `probability` of 1; `prior` is the share of 1 in training."""
    predicted = probability >= 0.5
    constant = np.full(len(actual), prior)
    guess = constant >= 0.5
    scores = [
        Score("roc_auc", metrics.roc_auc_score(actual, probability), 0.5),
        Score("average_precision", metrics.average_precision_score(actual, probability), float(actual.mean())),
        Score("accuracy", metrics.accuracy_score(actual, predicted), metrics.accuracy_score(actual, guess)),
        Score(
            "f1", metrics.f1_score(actual, predicted, zero_division=0), metrics.f1_score(actual, guess, zero_division=0)
        ),
        Score("precision", metrics.precision_score(actual, predicted, zero_division=0), float(actual.mean())),
        Score("recall", metrics.recall_score(actual, predicted, zero_division=0), float(guess.mean())),
        Score(
            "brier_score_loss",
            metrics.brier_score_loss(actual, probability),
            metrics.brier_score_loss(actual, constant),
        ),
    ]
    low, high = interval(lambda rows: metrics.roc_auc_score(actual[rows], probability[rows]), actual, two_classes=True)
    return Evaluation(scores, low, high, low > 0.5)


def evaluate_classes(actual: pd.Series, predicted: np.ndarray[Any, Any], most_frequent: object) -> Evaluation:
    """More than two classes."""
    guess = np.full(len(actual), most_frequent, dtype=object)
    labels, found = actual.map(str).to_numpy(), np.array([str(one) for one in predicted])
    trivial = np.array([str(one) for one in guess])
    baseline = metrics.accuracy_score(labels, trivial)
    scores = [
        Score("accuracy", metrics.accuracy_score(labels, found), baseline),
        Score(
            "balanced_accuracy",
            metrics.balanced_accuracy_score(labels, found),
            metrics.balanced_accuracy_score(labels, trivial),
        ),
        Score(
            "f1_macro",
            metrics.f1_score(labels, found, average="macro", zero_division=0),
            metrics.f1_score(labels, trivial, average="macro", zero_division=0),
        ),
    ]
    gain = (labels == found).astype(float) - (labels == trivial).astype(float)
    low_gain, _ = interval(lambda rows: float(gain[rows].mean()), labels, two_classes=False)
    low, high = interval(lambda rows: metrics.accuracy_score(labels[rows], found[rows]), labels, two_classes=False)
    return Evaluation(scores, low, high, low_gain > 0)


def evaluate_numbers(actual: np.ndarray[Any, Any], predicted: np.ndarray[Any, Any], mean: float) -> Evaluation:
    """Regression; the baseline predicts the training mean."""
    constant = np.full(len(actual), mean)
    scores = [
        Score("r2", metrics.r2_score(actual, predicted), metrics.r2_score(actual, constant)),
        Score(
            "rmse",
            metrics.root_mean_squared_error(actual, predicted),
            metrics.root_mean_squared_error(actual, constant),
        ),
        Score("mae", metrics.mean_absolute_error(actual, predicted), metrics.mean_absolute_error(actual, constant)),
    ]
    gain = (actual - constant) ** 2 - (actual - predicted) ** 2
    low_gain, _ = interval(lambda rows: float(gain[rows].mean()), actual, two_classes=False)
    low, high = interval(lambda rows: metrics.r2_score(actual[rows], predicted[rows]), actual, two_classes=False)
    return Evaluation(scores, low, high, low_gain > 0)


def interval(score: Any, actual: np.ndarray[Any, Any], two_classes: bool) -> tuple[float, float]:
    """Return the confidence interval of the score over resampled test rows."""
    generator = np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLES):
        rows = generator.integers(0, len(actual), len(actual))
        if two_classes and len(np.unique(actual[rows])) < 2:
            continue
        found.append(score(rows))
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(found, [tail, 100 - tail])
    return float(low), float(high)


def importance(model: Any, frame: pd.DataFrame, target: pd.Series, scoring: str) -> pd.DataFrame:
    """Return how much the score falls when one column's values are shuffled: columns feature, importance, std.

    Rounded to a thousandth of the largest: what is beyond is chance, and reads as if it were not.
    """
    sample = frame.sample(min(len(frame), IMPORTANCE_ROWS), random_state=SEED)
    found = permutation_importance(
        model, sample, target.loc[sample.index], scoring=scoring, n_repeats=IMPORTANCE_REPEATS, random_state=SEED
    )
    table = pd.DataFrame(
        {"feature": list(sample.columns), "importance": found.importances_mean, "std": found.importances_std}
    )
    largest = float(table["importance"].abs().max())
    digits = 3 - int(np.floor(np.log10(largest))) if largest > 0 else 0
    return table.sort_values("importance", ascending=False, ignore_index=True).round(max(digits, 0))
