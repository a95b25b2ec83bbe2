"""The models that are tried, and the choice between them by cross-validation on the training data alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from kaiseki.modelling.features import Columns, preprocessing
from kaiseki.modelling.splits import SEED, NotTrainable

NEIGHBOURS, CALIBRATION_FOLDS = 25, 5

CLASSIFIERS: dict[str, Any] = {
    "logistic_regression": lambda: LogisticRegression(max_iter=2_000),
    "gradient_boosting": lambda: HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_leaf_nodes=15,
        min_samples_leaf=30,
        l2_regularization=1.0,
        random_state=SEED,
    ),
    "random_forest": lambda: RandomForestClassifier(300, min_samples_leaf=5, random_state=SEED),
    "decision_tree": lambda: DecisionTreeClassifier(max_depth=6, min_samples_leaf=20, random_state=SEED),
    "knn": lambda: KNeighborsClassifier(NEIGHBOURS),
    "svm": lambda: CalibratedClassifierCV(SVC(random_state=SEED), cv=CALIBRATION_FOLDS, ensemble=False),
}
REGRESSORS: dict[str, Any] = {
    "linear_regression": lambda: Ridge(alpha=1.0),
    "gradient_boosting": lambda: HistGradientBoostingRegressor(
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=15,
        min_samples_leaf=30,
        l2_regularization=1.0,
        random_state=SEED,
    ),
    "random_forest": lambda: RandomForestRegressor(300, min_samples_leaf=5, random_state=SEED),
    "decision_tree": lambda: DecisionTreeRegressor(max_depth=6, min_samples_leaf=20, random_state=SEED),
    "knn": lambda: KNeighborsRegressor(NEIGHBOURS),
    "svm": lambda: SVR(),
}
SCALED = ("logistic_regression", "linear_regression", "knn", "svm")
# Without a wish: one linear model and one of trees.
TRIED = {
    "classification": ("logistic_regression", "gradient_boosting"),
    "regression": ("linear_regression", "gradient_boosting"),
}


@dataclass(frozen=True)
class Choice:
    """The chosen model, not yet fitted, and what each candidate reached: (name, mean, standard deviation)."""

    name: str
    scores: list[tuple[str, float, float]]


def build(name: str, task: str, columns: Columns) -> Pipeline:
    """Return an unfitted pipeline from rows to predictions."""
    known = CLASSIFIERS if task == "classification" else REGRESSORS
    return make_pipeline(preprocessing(columns, name in SCALED), known[name]())


def require_rows(name: str, task: str, target: pd.Series, folds: Sequence[tuple[Any, Any]]) -> None:
    """Raise NotTrainable where the smallest fold holds too few rows for the model to be fitted at all."""
    smallest = min(len(train) for train, _ in folds)
    if name == "knn" and smallest < NEIGHBOURS:
        raise NotTrainable(f"too few rows for nearest neighbours: {smallest} in one fold, {NEIGHBOURS} are needed")
    if name == "svm" and task == "classification":
        rarest = min(int(target.iloc[train].value_counts().min()) for train, _ in folds)
        if rarest < CALIBRATION_FOLDS:
            raise NotTrainable(
                f"too few rows of one class of {target.name} for a support vector machine: {rarest} in one fold,"
                f" {CALIBRATION_FOLDS} are needed"
            )


def choose(
    names: Iterable[str],
    task: str,
    columns: Columns,
    data: tuple[pd.DataFrame, pd.Series],
    folds: Iterable[tuple[Any, Any]],
    scoring: str,
) -> Choice:
    """Return the candidate with the best mean score; the simpler (first) one wins ties within one standard error."""
    splits = list(folds)
    scores = []
    for name in names:
        require_rows(name, task, data[1], splits)
        found = cross_val_score(build(name, task, columns), *data, cv=splits, scoring=scoring, error_score="raise")
        scores.append((name, float(np.mean(found)), float(np.std(found))))
    best = max(scores, key=lambda score: score[1])
    error = best[2] / np.sqrt(len(splits))
    return Choice(next(name for name, mean, _ in scores if mean >= best[1] - error), scores)
