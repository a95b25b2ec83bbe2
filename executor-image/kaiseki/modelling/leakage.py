"""Find features that give the target away: known only because the outcome is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from kaiseki.modelling.features import Columns, TimeParts, part_names
from kaiseki.modelling.splits import SEED

# A single feature that ranks two classes almost perfectly is no feature of an honest problem. Numbers are another
# matter: an area honestly explains 95 % of a price. What restates a number, in other units or with another rounding,
# explains all of it but a few thousandths.
SUSPICIOUS_FROM = {"classification": 0.90, "regression": 0.98}
LEFT_OUT_FROM = {"classification": 0.98, "regression": 0.995}
ROWS = 20_000


@dataclass(frozen=True)
class Leak:
    """One feature's power alone: ROC AUC for classes (0.5 is chance), R² for numbers."""

    column: str
    power: float
    # It gives the target away, or restates it in other words; otherwise it is only suspicious.
    certain: bool


def find_leaks(frame: pd.DataFrame, target: pd.Series, columns: Columns, classify: bool) -> list[Leak]:
    """Return the suspicious columns of the training data, strongest first."""
    sample = frame.sample(min(ROWS, len(frame)), random_state=SEED) if len(frame) > ROWS else frame
    wanted = target.loc[sample.index]
    task = "classification" if classify else "regression"
    leaks = []
    for column in columns.used:
        power = power_alone(sample[[column]], wanted, column in columns.times, column in columns.categories, classify)
        restates = classify and restates_target(sample[column], wanted)
        if power >= SUSPICIOUS_FROM[task] or restates:
            leaks.append(Leak(column, power, restates or power >= LEFT_OUT_FROM[task]))
    return sorted(leaks, key=lambda leak: -leak.power)


def power_alone(feature: pd.DataFrame, target: pd.Series, is_time: bool, is_category: bool, classify: bool) -> float:
    """Return how well simple models do with this feature alone, cross-validated; the best of them counts."""
    if is_time:
        name = feature.columns[0]
        numbers = TimeParts([name]).fit(feature).transform(feature)[part_names([name])]
    elif is_category:
        numbers = pd.DataFrame({"code": pd.factorize(feature.iloc[:, 0])[0]}, index=feature.index)
    else:
        numbers = feature
    values = numbers.astype(float).to_numpy()
    if not classify:
        # Rows come in order of time: with shuffled folds any trend would look as if time gave the target away.
        folds = KFold(3) if is_time else KFold(3, shuffle=True, random_state=SEED)
        return explained_share(values, target.to_numpy(), folds, may_be_line=not (is_time or is_category))
    values = np.where(np.isfinite(values), values, -1e9)
    leaf = max(5, len(target) // 200)
    tree = DecisionTreeClassifier(max_depth=8, min_samples_leaf=leaf, random_state=SEED)
    scoring = "roc_auc" if target.nunique() == 2 else "roc_auc_ovr"
    smallest = int(target.value_counts().min())
    if smallest < 3:
        return 0.5
    return float(np.mean(cross_val_score(tree, values, target, cv=3, scoring=scoring)))


def explained_share(values: Any, target: Any, folds: KFold, may_be_line: bool) -> float:
    """Return R² of a small tree, or of a line or a rising curve where the values are numbers, cross-validated."""

    def explained_by(model: Any, rows: Any) -> float:
        return float(np.mean(cross_val_score(model, values_or_low[rows], target[rows], cv=folds, scoring="r2")))

    present = np.isfinite(values).all(axis=1)
    values_or_low = np.where(np.isfinite(values), values, -1e9)
    leaf = max(5, len(target) // 200)
    tree = DecisionTreeRegressor(max_depth=8, min_samples_leaf=leaf, random_state=SEED)
    powers = [explained_by(tree, np.arange(len(target)))]
    if may_be_line and present.mean() > 0.5:
        # The steps of a tree lose 2 to 5 % of even the target itself; a line and a rising curve lose nothing.
        lines = [LinearRegression(), IsotonicRegression(increasing="auto", out_of_bounds="clip")]
        powers += [explained_by(line, np.flatnonzero(present)) for line in lines]
    return max(powers)


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
    return [leak for leak in leaks if leak.certain], [leak for leak in leaks if not leak.certain]
