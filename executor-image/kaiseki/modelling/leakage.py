"""Find features that give the target away: known only because the outcome is known already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import cross_val_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from kaiseki.modelling.features import Columns, TimeParts, part_names
from kaiseki.modelling.splits import SEED

# A single feature that ranks almost perfectly is no feature of an honest problem.
LEFT_OUT_FROM = 0.98
SUSPICIOUS_FROM = 0.90
ROWS = 20_000


@dataclass(frozen=True)
class Leak:
    """One feature's power alone: ROC AUC for classes (0.5 is chance), R² for numbers."""

    column: str
    power: float
    # The column restates the target in other words.
    restates: bool


def find_leaks(frame: pd.DataFrame, target: pd.Series, columns: Columns, classify: bool) -> list[Leak]:
    """Return the suspicious columns of the training data, strongest first."""
    sample = frame.sample(min(ROWS, len(frame)), random_state=SEED) if len(frame) > ROWS else frame
    wanted = target.loc[sample.index]
    leaks = []
    for column in columns.used:
        power = power_alone(sample[[column]], wanted, column in columns.times, column in columns.categories, classify)
        restates = classify and restates_target(sample[column], wanted)
        if power >= SUSPICIOUS_FROM or restates:
            leaks.append(Leak(column, power, restates))
    return sorted(leaks, key=lambda leak: -leak.power)


def power_alone(feature: pd.DataFrame, target: pd.Series, is_time: bool, is_category: bool, classify: bool) -> float:
    """Return how well a small tree does with this feature alone, cross-validated."""
    if is_time:
        name = feature.columns[0]
        numbers = TimeParts([name]).fit(feature).transform(feature)[part_names([name])]
    elif is_category:
        numbers = pd.DataFrame({"code": pd.factorize(feature.iloc[:, 0])[0]}, index=feature.index)
    else:
        numbers = feature
    values = numbers.astype(float).to_numpy()
    values = np.where(np.isfinite(values), values, -1e9)
    leaf = max(5, len(target) // 200)
    if not classify:
        regressor = DecisionTreeRegressor(max_depth=8, min_samples_leaf=leaf, random_state=SEED)
        return float(np.mean(cross_val_score(regressor, values, target, cv=3, scoring="r2")))
    tree = DecisionTreeClassifier(max_depth=8, min_samples_leaf=leaf, random_state=SEED)
    scoring = "roc_auc" if target.nunique() == 2 else "roc_auc_ovr"
    smallest = int(target.value_counts().min())
    if smallest < 3:
        return 0.5
    return float(np.mean(cross_val_score(tree, values, target, cv=3, scoring=scoring)))


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
