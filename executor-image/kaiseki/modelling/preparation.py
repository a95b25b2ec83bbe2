"""From a dataset to training and test rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kaiseki.modelling.features import Columns, choose_columns
from kaiseki.modelling.splits import Split, split
from kaiseki.modelling.words import left_out_words, words_of


class NotTrainable(ValueError):
    """The data do not hold what the wished model needs; the text says what, in a sentence for whoever asked."""


@dataclass(frozen=True)
class Data:
    """Rows in order of time where there is one; `target` is 0/1 for two classes, text for more, else numbers."""

    rows: pd.DataFrame
    target: pd.Series
    columns: Columns
    parts: Split
    # The class that 1 stands for; None unless there are two.
    positive: str | None
    dropped: int

    @property
    def train(self) -> tuple[pd.DataFrame, pd.Series]:
        return self.rows.iloc[self.parts.train], self.target.iloc[self.parts.train]

    @property
    def test(self) -> tuple[pd.DataFrame, pd.Series]:
        return self.rows.iloc[self.parts.test], self.target.iloc[self.parts.test]


FEWEST_ROWS = 50


def prepare(frame: pd.DataFrame, wishes: Mapping[str, Any]) -> Data:
    """Order, clean and split the rows. Raises NotTrainable."""
    name, classify = wishes["target"], wishes["task"] == "classification"
    timestamp, entity = wishes.get("timestamp"), wishes.get("entity")
    words = words_of(wishes.get("language", "en"))
    known = with_dates(frame[frame[name].notna()])
    if timestamp is not None:
        known = known[known[timestamp].notna()].sort_values(timestamp, kind="stable")
    known = known.reset_index(drop=True)
    if len(known) < FEWEST_ROWS:
        raise NotTrainable(words["too_few"].format(count=len(known), target=name, fewest=FEWEST_ROWS))
    target, positive = encode(known[name], classify)
    if target.nunique() < 2:
        raise NotTrainable(words["one_value"].format(target=name))
    columns = choose_columns(known, name, wishes.get("identifiers") or [], wishes.get("exclude") or [])
    if not columns.used:
        raise NotTrainable(
            words["no_column"].format(target=name, columns=left_out_words(columns.left_out, words) or words["none"])
        )
    parts = split(known, target, timestamp, entity, classify)
    return Data(known.drop(columns=[name]), target, columns, parts, positive, len(frame) - len(known))


def with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with dates as times: as plain objects they would pass for texts that differ in every row."""
    dates = [
        name
        for name in frame.columns
        if frame[name].dtype == object and pd.api.types.infer_dtype(frame[name], skipna=True) == "date"
    ]
    return frame.assign(**{name: pd.to_datetime(frame[name], errors="coerce") for name in dates})


def encode(target: pd.Series, classify: bool) -> tuple[pd.Series, str | None]:
    """Return the target as models want it, and the positive class of two."""
    if not classify:
        return target.astype(float), None
    classes = sorted(target.unique(), key=lambda value: (isinstance(value, str), value))
    if len(classes) != 2:
        return target.map(label), None
    return (target == classes[1]).astype(int), label(classes[1])


def label(value: object) -> str:
    """Return a class's name: 1.0 is 1."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
