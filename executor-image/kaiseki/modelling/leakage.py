"""Find features that give the target away: known only because the outcome is known already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from kaiseki.modelling.features import Columns, TimeParts, part_names
from kaiseki.modelling.splits import SEED

# Alone as good as the answer. Not lower: the petal length of irises, an honest measurement, reaches 0.982.
LEFT_OUT_FROM = 0.999
# An R² of 0.95 is ordinary for one measurement of the same thing; a ROC AUC of 0.90 for one feature is not.
SUSPICIOUS_FROM = {True: 0.90, False: 0.98}
ROWS = 20_000


@dataclass(frozen=True)
class Leak:
    """One feature's power alone: ROC AUC for classes (0.5 is chance), R² for numbers."""

    column: str
    power: float
    # The column restates the target in other words.
    restates: bool


def find_leaks(
    frame: pd.DataFrame, target: pd.Series, columns: Columns, classify: bool, ordered: bool = False
) -> list[Leak]:
    """Return the suspicious columns of the training data, strongest first; `ordered` says that rows are in time."""
    sample = frame.sample(ROWS, random_state=SEED).sort_index() if len(frame) > ROWS else frame
    wanted = target.loc[sample.index]
    leaks = []
    for column in columns.used:
        numbers = as_numbers(sample[[column]], column in columns.times, column in columns.categories)
        power = power_alone(numbers, wanted, column in columns.categories, classify, ordered)
        if not classify and column not in columns.categories:
            power = max(power, agreement(numbers.iloc[:, -1], wanted, ordered))
        restates = classify and restates_target(sample[column], wanted)
        if power >= SUSPICIOUS_FROM[classify] or restates:
            leaks.append(Leak(column, power, restates))
    return sorted(leaks, key=lambda leak: -leak.power)


def as_numbers(feature: pd.DataFrame, is_time: bool, is_category: bool) -> pd.DataFrame:
    """Return what a tree takes: parts of a time, the last of them the days; codes of a category."""
    name = feature.columns[0]
    if is_time:
        return TimeParts([name]).fit(feature).transform(feature)[part_names([name])]
    if is_category:
        return pd.DataFrame({"code": pd.factorize(feature[name])[0]}, index=feature.index)
    return feature.astype(float)


def power_alone(numbers: pd.DataFrame, target: pd.Series, is_category: bool, classify: bool, ordered: bool) -> float:
    """Return how well a small tree does with this feature alone, cross-validated.

    Rows in time are not shuffled: of a target that grows, the date would say everything by lying between two others.
    Codes of a category have no order that a small tree could cut: each is replaced by what the target is there.
    """
    values = numbers.astype(float).to_numpy()
    values = np.where(np.isfinite(values), values, -1e9)
    shape = {"max_depth": 8, "min_samples_leaf": max(5, len(target) // 200), "random_state": SEED}
    how = {"shuffle": not ordered, "random_state": None if ordered else SEED}
    encoder = [
        TargetEncoder(target_type="auto" if classify else "continuous", cv=KFold(3, shuffle=True, random_state=SEED))
    ]
    steps = encoder if is_category else []
    if not classify:
        regressor = make_pipeline(*steps, DecisionTreeRegressor(**shape))
        return float(np.mean(cross_val_score(regressor, values, target, cv=KFold(3, **how), scoring="r2")))
    if int(target.value_counts().min()) < 3:
        return 0.5
    tree = make_pipeline(*steps, DecisionTreeClassifier(**shape))
    scoring = "roc_auc" if target.nunique() == 2 else "roc_auc_ovr"
    return float(np.mean(cross_val_score(tree, values, target, cv=StratifiedKFold(3, **how), scoring=scoring)))


def agreement(feature: pd.Series, target: pd.Series, ordered: bool) -> float:
    """Return the squared rank correlation: a tree misses the target in other units where few rows are far apart.

    In time it is that of the steps from row to row. Trees do not extrapolate, so they know nothing of a target that
    grows, while everything that grows too is correlated with it: a copy's steps reach 0.999, the date's 0.
    """
    pair = pd.DataFrame({"feature": feature, "target": target})
    ranks = (pair.diff() if ordered else pair).replace([np.inf, -np.inf], np.nan).dropna().rank().to_numpy()
    if len(ranks) < len(pair) / 2 or (ranks.std(axis=0) == 0).any():
        return 0.0
    return float(np.corrcoef(ranks, rowvar=False)[0, 1]) ** 2


def restates_target(feature: pd.Series, target: pd.Series) -> bool:
    """Return whether the feature's values are the target's under other names."""
    if feature.nunique() > 2 * target.nunique() or feature.nunique() < 2:
        return False
    pairs = pd.DataFrame({"feature": feature.astype(object).where(feature.notna(), "?").map(str), "target": target})
    return bool((pairs.groupby("feature")["target"].nunique() == 1).all())


def named_alike(frame: pd.DataFrame, columns: Columns, target: str) -> list[str]:
    """Return categories that have a value called like the target: it may be recorded at the same moment."""

    def plain(text: object) -> str:
        return "".join(filter(str.isalnum, str(text).lower()))

    return [
        name
        for name in columns.categories
        if plain(target) in {plain(value) for value in frame[name].dropna().unique()}
    ]


def judge(leaks: Sequence[Leak]) -> tuple[list[Leak], list[Leak]]:
    """Return (left out, only flagged)."""
    out = [leak for leak in leaks if leak.restates or leak.power >= LEFT_OUT_FROM]
    return out, [leak for leak in leaks if leak not in out]
