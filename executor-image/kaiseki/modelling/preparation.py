"""From a dataset to training and test rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kaiseki.modelling.features import Columns, as_time, choose_columns, finite, is_text
from kaiseki.modelling.splits import FEWEST_ROWS, Split, split
from kaiseki.modelling.splits import NotTrainable as NotTrainable
from kaiseki.modelling.words import left_out_words, words_of

# Texts that mean that there is no value, as exports write them.
NO_VALUE = ("", "null", "nan")
# A column that fewer of the rows have is no order of them.
LEAST_DATED = 0.5


@dataclass(frozen=True)
class Data:
    """Rows in order of time where there is one; `target` is 0/1 for two classes, text for more, else numbers."""

    rows: pd.DataFrame
    target: pd.Series
    columns: Columns
    parts: Split
    # The column whose order the rows are in.
    timestamp: str | None
    # What 0 and 1 stand for; empty unless there are two classes.
    classes: tuple[str, ...]
    # Rows that were not used: without a value of the target; with one, but without a time.
    dropped: int
    undated: int

    @property
    def train(self) -> tuple[pd.DataFrame, pd.Series]:
        return self.rows.iloc[self.parts.train], self.target.iloc[self.parts.train]

    @property
    def test(self) -> tuple[pd.DataFrame, pd.Series]:
        return self.rows.iloc[self.parts.test], self.target.iloc[self.parts.test]


def prepare(frame: pd.DataFrame, wishes: Mapping[str, Any]) -> Data:
    """Order, clean and split the rows. Raises NotTrainable."""
    name, classify = wishes["target"], wishes["task"] == "classification"
    entity = wishes.get("entity")
    words = words_of(wishes.get("language", "en"))
    for wished in (name, wishes.get("timestamp"), entity):
        if wished is not None and wished not in frame.columns:
            raise NotTrainable(f"there is no column {wished}")
    cleaned = finite(frame)
    cleaned[name] = clean(cleaned[name])
    known = cleaned[cleaned[name].notna()]
    dated, timestamp = in_order(known, wishes.get("timestamp"))
    if len(dated) < FEWEST_ROWS:
        raise NotTrainable(words["too_few"].format(count=len(dated), target=name, fewest=FEWEST_ROWS))
    target, classes = encode(dated[name], classify)
    if target.nunique() < 2:
        raise NotTrainable(words["one_value"].format(target=name))
    columns = choose_columns(dated, name, wishes.get("identifiers") or [], wishes.get("exclude") or [])
    if not columns.used:
        left_out = left_out_words(columns.left_out, words) or words["none"]
        raise NotTrainable(words["no_column"].format(target=name, columns=left_out))
    parts = split(dated, target, timestamp, entity, classify, columns.used)
    rows = dated.drop(columns=[name])
    return Data(rows, target, columns, parts, timestamp, classes, len(frame) - len(known), len(known) - len(dated))


def clean(target: pd.Series) -> pd.Series:
    """Return texts without the space around them, and no value where they only say so."""
    if not is_text(target):
        return target
    plain = target.astype(object).map(lambda value: value.strip() if isinstance(value, str) else value)
    return plain.where(~plain.map(lambda value: isinstance(value, str) and value.lower() in NO_VALUE), None)


def in_order(known: pd.DataFrame, timestamp: str | None) -> tuple[pd.DataFrame, str | None]:
    """Return the rows that have a time, in its order; all rows, as they are, where most have none."""
    moments = None if timestamp is None else as_time(known[timestamp])
    if timestamp is None or moments is None or moments.notna().mean() < LEAST_DATED:
        return known.reset_index(drop=True), None
    dated = (known.assign(**{timestamp: moments}) if is_text(known[timestamp]) else known)[moments.notna()]
    return dated.sort_values(timestamp, kind="stable", ignore_index=True), timestamp


def encode(target: pd.Series, classify: bool) -> tuple[pd.Series, tuple[str, ...]]:
    """Return the target as models want it, and what 0 and 1 stand for if there are two classes."""
    if not classify:
        numbers = pd.to_numeric(target, errors="coerce").astype(float)
        if numbers.isna().any():
            raise NotTrainable(f"{target.name} holds texts: a regression predicts numbers")
        return numbers, ()
    classes = sorted(target.unique(), key=lambda value: (isinstance(value, str), value))
    if len(classes) != 2:
        return target.map(label), ()
    return (target == classes[1]).astype(int), (label(classes[0]), label(classes[1]))


def label(value: object) -> str:
    """Return a class's name: 1.0 is 1."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
