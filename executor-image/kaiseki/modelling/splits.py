"""Hold test data out so that it is as far from the training data as the future is from the past."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    StratifiedKFold,
    TimeSeriesSplit,
    train_test_split,
)

TEST_SHARE = 0.2
FOLDS = 5
SEED = 20_240_117


@dataclass(frozen=True)
class Split:
    """Row positions of both parts, and how they were chosen: "time", "entity" or "random"."""

    train: np.ndarray[Any, Any]
    test: np.ndarray[Any, Any]
    kind: str


def split(frame: pd.DataFrame, target: pd.Series, timestamp: str | None, entity: str | None, classify: bool) -> Split:
    """Split by time where rows have one; else keep each entity's rows together; else at random, stratified."""
    positions = np.arange(len(frame))
    if timestamp is not None:
        by_time = split_by_time(pd.to_datetime(frame[timestamp], utc=True))
        if not classify or has_same_classes(target, by_time):
            return by_time
    if entity is not None and frame[entity].nunique() > FOLDS:
        shuffle = GroupShuffleSplit(n_splits=1, test_size=TEST_SHARE, random_state=SEED)
        train, test = next(shuffle.split(frame, groups=frame[entity]))
        by_entity = Split(train, test, "entity")
        if not classify or has_same_classes(target, by_entity):
            return by_entity
    stratify = target if classify and target.value_counts().min() >= 2 else None
    train, test = train_test_split(positions, test_size=TEST_SHARE, random_state=SEED, stratify=stratify)
    return Split(np.sort(train), np.sort(test), "random")


def split_by_time(time: pd.Series) -> Split:
    """Return the last rows as test; rows of the same moment stay on one side. The frame is in order of time."""
    ordered = time.to_numpy()
    border = ordered[int(len(ordered) * (1 - TEST_SHARE))]
    positions = np.arange(len(ordered))
    later = ordered >= border
    return Split(positions[~later], positions[later], "time")


def has_same_classes(target: pd.Series, parts: Split) -> bool:
    train, test = set(target.iloc[parts.train]), set(target.iloc[parts.test])
    return len(parts.train) > 0 and len(test) >= 2 and test <= train


def folds(parts: Split, target: pd.Series, entities: pd.Series | None, classify: bool) -> Iterable[tuple[Any, Any]]:
    """Return cross-validation folds of the training rows (positions within them) in the spirit of the split."""
    rows = np.zeros(len(target))
    if parts.kind == "time":
        found = [
            (train, test)
            for train, test in TimeSeriesSplit(FOLDS).split(rows)
            if not classify or both(target, train, test)
        ]
        if len(found) >= 2:
            return found
    if parts.kind == "entity" and entities is not None:
        return list(GroupKFold(FOLDS).split(rows, groups=entities))
    if classify and target.value_counts().min() >= FOLDS:
        return list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, target))
    return list(KFold(FOLDS, shuffle=True, random_state=SEED).split(rows))


def both(target: pd.Series, train: Any, test: Any) -> bool:
    fewest: int = min(target.iloc[train].nunique(), target.iloc[test].nunique())
    return fewest >= 2
