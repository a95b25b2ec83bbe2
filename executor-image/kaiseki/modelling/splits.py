"""Hold test data out so that it is as far from the training data as the future is from the past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
    train_test_split,
)

from kaiseki.modelling.features import as_time, copies_of

Rows = np.ndarray[Any, Any]

TEST_SHARE = 0.2
# A part with fewer of the rows is no part to train on, or to judge by.
LEAST_TRAIN, LEAST_TEST = 0.5, 0.1
FEWEST_ROWS = 50
FOLDS = 5
TRIES = 10
SEED = 20_240_117


class NotTrainable(ValueError):
    """The data do not hold what the wished model needs; the text says what, in a sentence for whoever asked."""

    is_sentence = True

    def __init__(self, text: str) -> None:
        super().__init__(text[:1].upper() + text[1:])


@dataclass(frozen=True)
class Split:
    """Row positions of both parts, and how they were chosen: "time", "entity" or "random"."""

    train: Rows
    test: Rows
    kind: str
    # A number for each row; rows of the same number (an entity's, copies of one row) say the same thing again.
    groups: Rows | None = None
    stratified: bool = False

    @property
    def test_groups(self) -> Rows | None:
        """What is resampled as a whole when the test rows are.

        In time, neighbours resemble each other: blocks of 2√n rows. Of series without a signal, autocorrelated by 0.8
        to 0.95, 1 to 4 % passed for a win with them, 2 to 6 % with blocks of √n, 37 % with single rows.
        """
        n = len(self.test)
        if self.kind == "time":
            blocks: Rows = np.arange(n) * max(2, round(np.sqrt(n) / 2)) // n
            return blocks
        return None if self.groups is None else self.groups[self.test]


def split(
    frame: pd.DataFrame,
    target: pd.Series,
    timestamp: str | None,
    entity: str | None,
    classify: bool,
    used: Sequence[str] = (),
) -> Split:
    """Split by time where rows have one; else keep each entity's rows together; else at random, stratified.

    The next kind is taken where one would leave too few rows, or a part with one class only.
    Rows that are copies of each other in the columns `used` stay together.
    """
    found = [
        split_by_time(as_time(frame[timestamp])) if timestamp is not None else None,
        split_by_group(entity_groups(frame[entity]), target, classify) if entity is not None else None,
    ]
    for parts in found:
        if parts is not None and (not classify or has_classes(target, parts)):
            return parts
    copies = copies_of(frame[list(used)], target)
    parts = split_copies(copies, target, classify) if copies is not None else split_rows(target, classify)
    if classify and not has_classes(target, parts):
        raise NotTrainable(f"too few rows of one class of {target.name}: training and test data need some of each")
    return parts


def split_by_time(time: pd.Series) -> Split | None:
    """Return the last rows as test; rows of the same moment stay on one side. The frame is in order of time.

    Of the two borders around the wished one, the nearer; None where both leave too few rows on a side, as when
    most rows are of one moment.
    """
    ordered = time.to_numpy()
    wished = ordered[int(len(ordered) * (1 - TEST_SHARE))]
    borders = [int(np.searchsorted(ordered, wished, side)) for side in ("left", "right")]
    possible = [at for at in borders if is_enough(at / len(ordered))]
    if not possible:
        return None
    border = min(possible, key=lambda at: abs(at / len(ordered) - (1 - TEST_SHARE)))
    positions = np.arange(len(ordered))
    return Split(positions[:border], positions[border:], "time")


def is_enough(train_share: float) -> bool:
    return LEAST_TRAIN <= train_share <= 1 - LEAST_TEST


def entity_groups(entities: pd.Series) -> Rows:
    """Return a number for each entity; rows whose entity is not known have nothing in common."""
    codes = pd.factorize(entities)[0]
    unknown = codes < 0
    codes[unknown] = codes.max(initial=-1) + 1 + np.arange(unknown.sum())
    return codes


def split_by_group(groups: Rows, target: pd.Series, classify: bool) -> Split | None:
    """Keep groups together: of several draws, the one whose test data are nearest to the wished share of rows.

    Few test rows, as beside one large entity, are more honest than many that the training data speak of.
    """
    if len(np.unique(groups)) <= FOLDS:
        return None
    shuffle = GroupShuffleSplit(n_splits=TRIES, test_size=TEST_SHARE, random_state=SEED)
    drawn = [Split(train, test, "entity", groups) for train, test in shuffle.split(groups, groups=groups)]
    possible = [
        parts
        for parts in drawn
        if len(parts.train) / len(groups) >= LEAST_TRAIN and (not classify or has_classes(target, parts))
    ]
    return min(possible, key=lambda parts: abs(len(parts.test) / len(groups) - TEST_SHARE), default=None)


def split_copies(groups: Rows, target: pd.Series, classify: bool) -> Split:
    """Split at random, but no row has its copy on the other side."""
    different = len(np.unique(groups))
    if different < FEWEST_ROWS:
        raise NotTrainable(f"only {different} rows differ, the others are copies; a model needs at least {FEWEST_ROWS}")
    if not classify:
        shuffle = GroupShuffleSplit(n_splits=1, test_size=TEST_SHARE, random_state=SEED)
        train, test = next(shuffle.split(groups, groups=groups))
        return Split(train, test, "random", groups)
    drawn = StratifiedGroupKFold(round(1 / TEST_SHARE), shuffle=True, random_state=SEED).split(groups, target, groups)
    parts = [Split(train, test, "random", groups, stratified=True) for train, test in drawn]
    return next((one for one in parts if has_classes(target, one)), parts[0])


def split_rows(target: pd.Series, classify: bool) -> Split:
    stratified = classify and target.value_counts().min() >= 2
    stratify = target if stratified else None
    parts = train_test_split(np.arange(len(target)), test_size=TEST_SHARE, random_state=SEED, stratify=stratify)
    return Split(np.sort(parts[0]), np.sort(parts[1]), "random", stratified=stratified)


def has_classes(target: pd.Series, parts: Split) -> bool:
    """Of more than two classes, one that training never saw is an honest mistake of the model, no reason to
    predict the past from the future."""
    return both(target, parts.train, parts.test)


def folds(parts: Split, target: pd.Series, classify: bool, classes: Sequence[str] = ()) -> list[tuple[Any, Any]]:
    """Return cross-validation folds of the training rows (positions within them) in the spirit of the split.

    Folds with one class on a side cannot be scored and are left out. Raises NotTrainable if fewer than two are left.
    """
    groups = None if parts.groups is None else parts.groups[parts.train]
    usable: list[tuple[Any, Any]] = []
    if parts.kind == "time":
        usable = scorable(TimeSeriesSplit(FOLDS).split(target), target, classify)
    if len(usable) < 2:
        usable = scorable(unordered_folds(target, groups, classify), target, classify)
    if len(usable) < 2:
        counts = target.value_counts()
        rarest = classes[int(counts.index[-1])] if classes else counts.index[-1]
        raise NotTrainable(
            f"too few rows of {target.name} = {rarest}: {counts.iloc[-1]} of {len(target)} training rows,"
            " too few to compare models on"
        )
    return usable


def unordered_folds(target: pd.Series, groups: Rows | None, classify: bool) -> list[tuple[Any, Any]]:
    if groups is not None:
        return list(GroupKFold(min(FOLDS, len(np.unique(groups)))).split(groups, groups=groups))
    if classify and target.value_counts().max() >= FOLDS:
        return list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(target, target))
    return list(KFold(FOLDS, shuffle=True, random_state=SEED).split(target))


def scorable(drawn: Iterable[tuple[Any, Any]], target: pd.Series, classify: bool) -> list[tuple[Any, Any]]:
    return [(train, test) for train, test in drawn if not classify or both(target, train, test)]


def both(target: pd.Series, train: Any, test: Any) -> bool:
    fewest: int = min(target.iloc[train].nunique(), target.iloc[test].nunique())
    return fewest >= 2
